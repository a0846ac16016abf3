"""Files that lie in a case: taken in, handed out; each step in the log (FILE-1 to FILE-4)."""

from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from samkraft.access import file_store
from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.file_checking import KINDS, FileRefused, receive
from samkraft.people.document_models import StoredFile


@dataclass(frozen=True)
class Kept:
    """A file that was checked, made anew and sealed on disk, and that no row refers to yet."""

    kind: str
    size: int
    content_hash: str
    stored: str
    was_scanned: bool

    def as_fields(self):
        """As the fields of a :class:`StoredFile`."""
        return asdict(self)


@dataclass(frozen=True)
class Handed:
    """A file to be downloaded."""

    name: str
    content_type: str
    content: bytes


def stored_models() -> list[type[StoredFile]]:
    """Every table whose rows have a file on disk."""
    return StoredFile.__subclasses__()


def keep_file(name, content) -> Kept:
    """Check a file and keep it for the acting branch. Raises :class:`FileRefused`; nothing is then kept."""
    received = receive(name, content)
    stored = file_store.keep(current_acting().branch, received.content)
    return Kept(received.kind.code, len(received.content), received.hashed, stored, received.scanned)


@contextmanager
def removed_unless_noted(kept: Kept):
    """The file goes again if the row that should refer to it can't be written."""
    try:
        yield
    except BaseException:
        file_store.remove(current_acting().branch, kept.stored)
        raise


def note_added(cases, item, kept: Kept):
    """FILE-1 and FILE-2: what came in, and that a scanner has seen it."""
    items = [item, f"sha256:{kept.content_hash}"]
    log_event(Event.FILE_ADDED, cases, object_type="document", items=items)
    if kept.was_scanned:
        log_event(Event.FILE_SCANNED, cases, object_type="document", items=items[:1])


def note_refused(cases, refusal: FileRefused):
    """FILE-4: a file that wasn't taken, by its hash and the reason; nothing of it is kept."""
    found = [f"found:{refusal.found}"] if refusal.found else []
    items = [f"sha256:{refusal.hashed}", f"refused:{refusal.code}", *found]
    log_event(Event.FILE_BLOCKED, cases, object_type="document", items=items)


def hand_out(case_id, item, kind, title, stored) -> Handed:
    """FILE-3: the file itself, for who may read it; noted before it is given."""
    log_event(Event.FILE_HANDED_OUT, [case_id], object_type="document", items=[item])
    found = KINDS[kind]
    content = file_store.read(current_acting().branch, stored)
    return Handed(f"{title}.{found.ending}", found.content_type, content)


def file_answer(handed: Handed) -> HttpResponse:
    """Always to be saved, never shown in the site's own name; a name can set no header (V3, V5)."""
    response = HttpResponse(handed.content, content_type=handed.content_type)
    response["Content-Disposition"] = content_disposition_header(True, _safe(handed.name))
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _safe(name):
    plain = "".join(sign if sign.isprintable() and sign not in '\\/:*?"<>|' else " " for sign in name)
    return " ".join(plain.split()).lstrip(".") or "dokument"
