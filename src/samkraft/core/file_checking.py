"""What kind of file somebody sends in, by name and by content; made anew, and scanned, before anything is kept (V5).

A file is taken when its ending is on the list, its content is of that kind from the first byte, nothing in it acts, and
the scanner finds nothing. What is kept is another file than the one that was sent: see ``file_cleaning``.
"""

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samkraft.core import clamd, file_cleaning

MOST_BYTES = 10 * 1024 * 1024
_SECONDS = 30


@dataclass(frozen=True)
class Kind:
    """One kind of file that is taken."""

    code: str
    ending: str
    content_type: str
    label: object


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", "pdf", "application/pdf", _("PDF")),
        Kind("jpeg", "jpg", "image/jpeg", _("bild, JPEG")),
        Kind("png", "png", "image/png", _("bild, PNG")),
        Kind("docx", "docx", f"{_OPEN_XML}wordprocessingml.document", _("Word")),
        Kind("xlsx", "xlsx", f"{_OPEN_XML}spreadsheetml.sheet", _("Excel")),
        Kind("odt", "odt", "application/vnd.oasis.opendocument.text", _("OpenDocument-text")),
        Kind("ods", "ods", "application/vnd.oasis.opendocument.spreadsheet", _("OpenDocument-kalkyl")),
    )
}
_ENDINGS = {kind.ending: kind for kind in KINDS.values()} | {"jpeg": KINDS["jpeg"]}
_MAIN_PART = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
REFUSALS = {
    "empty": _("Filen är tom. Välj en annan."),
    "too_large": _("Filen är för stor. Den får vara högst 10 MB, och en bild högst 60 miljoner bildpunkter."),
    "kind": _("Den sortens fil tas inte emot. Spara om den som PDF, JPEG, PNG, Word, Excel eller OpenDocument."),
    "not_what_it_says": _("Filen innehåller något annat än vad namnet säger. Öppna den och spara om den."),
    "damaged": _("Filen går inte att läsa. Öppna den, spara om den och försök igen."),
    "encrypted": _("Filen är låst med lösenord. Ta bort lösenordet och försök igen."),
    "active": _("Filen innehåller makron, inbäddade filer eller länkar som hämtar något. Spara om den som PDF."),
    "infected": _("Virusskyddet hittade något i filen. Den sparas inte. Säg till er it-support."),
    "no_scanner": _("Filen kan inte kontrolleras mot virus just nu, och sparas därför inte. Försök igen om en stund."),
}


class FileRefused(Exception):
    """A file that isn't taken. ``code`` is a key of :data:`REFUSALS`; the message is for the person."""

    def __init__(self, code: str, hashed: str = "", found: str = "") -> None:
        super().__init__(str(REFUSALS[code]))
        self.code, self.hashed, self.found = code, hashed, found


@dataclass(frozen=True)
class Received:
    """A file made anew. ``hashed`` is the SHA-256 of what was sent, ``scanned`` whether a scanner has seen that."""

    kind: Kind
    content: bytes
    hashed: str
    scanned: bool


def receive(name: str, content: bytes) -> Received:
    """Check, scan and make anew what somebody sent. Raises :class:`FileRefused`."""
    hashed = hashlib.sha256(content).hexdigest()
    try:
        kind = _kind_of(name, content)
        scanned = _scanned(content)
        return Received(kind, _made_anew(kind.code, content), hashed, scanned)
    except FileRefused as refusal:
        refusal.hashed = hashed
        raise


def _kind_of(name: str, content: bytes) -> Kind:
    if not content:
        raise FileRefused("empty")
    if len(content) > MOST_BYTES:
        raise FileRefused("too_large")
    kind = _ENDINGS.get(name.rsplit(".", 1)[-1].lower() if "." in name else "")
    if kind is None:
        raise FileRefused("kind")
    if _seen_in(content) != kind.code:
        raise FileRefused("not_what_it_says")
    return kind


def _seen_in(content: bytes) -> str:
    """What a file is by its first bytes, and for a package by its main part."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return _package_of(content) if content.startswith(b"PK\x03\x04") else ""


def _package_of(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
            if "mimetype" in names:
                said = package.read("mimetype") if package.getinfo("mimetype").file_size < 100 else b""
                return next((k.code for k in KINDS.values() if k.content_type.encode() == said), "")
    except Exception:
        raise FileRefused("damaged") from None
    if "[Content_Types].xml" not in names:
        return ""
    return next((code for part, code in _MAIN_PART.items() if part in names), "")


def _scanned(content: bytes) -> bool:
    """Whether a scanner has seen it and found nothing. Without one only where none is demanded."""
    try:
        found = clamd.scan(content)
    except clamd.NoScanner:
        if settings.SCANNER_REQUIRED or settings.CLAMD:
            raise FileRefused("no_scanner") from None
        return False
    if found:
        raise FileRefused("infected", found=found)
    return True


def _made_anew(kind: str, content: bytes) -> bytes:
    command = [sys.executable, "-I", file_cleaning.__file__, kind]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=_SECONDS, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        raise FileRefused("damaged") from None
    said = done.stderr.decode(errors="replace").rpartition("refused:")[2]
    if done.returncode or not done.stdout:
        raise FileRefused(said if done.returncode == 3 and said in REFUSALS else "damaged")
    return done.stdout


def without_ending(name: str) -> str:
    """A file's name as its title may begin: without folder and ending."""
    return Path(name.replace("\\", "/")).stem[:120]
