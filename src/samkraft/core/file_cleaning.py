"""Make a file anew with its content and nothing else: no author, place, script, attachment or second meaning (V5, T7).

Runs as a process of its own, ``python -I file_cleaning.py KIND``, from standard input to standard output: what picks a
stranger's file apart has no key, no database, no network, little memory and little time. Imports nothing of Samkraft.
Ends with status 3 and one word (a key of ``file_checking.REFUSALS``) where the file can't be kept.
"""

import re
import resource
import sys
import zipfile
from io import BytesIO

MOST_SECONDS = 20
MOST_MEMORY = 1536 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_PAGES = 1000
MOST_PARTS = 3000
MOST_UNPACKED = 120 * 1024 * 1024
MOST_RATIO = 200


class Refused(Exception):
    """The file isn't kept; the argument is why, in one word."""


def clean(kind: str, content: bytes) -> bytes:
    """The file of that kind, made anew."""
    try:
        return _MAKERS[kind](content)
    except Refused:
        raise
    except MemoryError:
        raise Refused("too_large") from None
    except Exception:
        raise Refused("damaged") from None


def _picture(content: bytes, form: str) -> bytes:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is unpacked
    with Image.open(BytesIO(content), formats=(form,)) as found:
        if found.width * found.height > MOST_PIXELS:
            raise Refused("too_large")
        turned = ImageOps.exif_transpose(found)
    turned.info = {key: value for key, value in turned.info.items() if key == "transparency"}
    made = BytesIO()
    if form == "JPEG":
        picture = turned if turned.mode in ("L", "RGB") else turned.convert("RGB")
        picture.save(made, "JPEG", quality=90, exif=b"", comment=b"")
    else:
        turned.save(made, "PNG", exif=None)
    return made.getvalue()


def _jpeg(content: bytes) -> bytes:
    return _picture(content, "JPEG")


def _png(content: bytes) -> bytes:
    return _picture(content, "PNG")


# What the root of a PDF may keep: the pages, and what lets a screen reader read them.
_ROOT = {"/Type", "/Pages", "/StructTreeRoot", "/MarkInfo", "/Lang", "/ViewerPreferences", "/Outlines", "/PageLabels",
         "/Dests"}  # fmt: skip
_NOWHERE = {"/AA", "/OpenAction", "/Metadata", "/PieceInfo", "/JS", "/JavaScript", "/EmbeddedFiles", "/AF", "/EF",
            "/RichMediaContent", "/RichMediaSettings", "/XFA", "/LastModified", "/Thumb", "/Collection"}  # fmt: skip
_HARMLESS_ACTIONS = {"/URI", "/GoTo", "/Named"}
_SHOWN_NOTES = {"/Link", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Square", "/Circle", "/Line", "/Ink",
                "/Polygon", "/PolyLine", "/FreeText", "/Stamp", "/Text", "/Popup", "/Widget"}  # fmt: skip


def _pdf(content: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DictionaryObject, NameObject

    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Refused("encrypted")
    if len(reader.pages) > MOST_PAGES:
        raise Refused("too_large")
    if not len(reader.pages):
        raise Refused("damaged")
    writer = PdfWriter(clone_from=reader)
    root = writer.root_object
    for key in [key for key in root if key not in _ROOT]:
        del root[key]
    for page in writer.pages:
        if "/Annots" in page:
            notes = page["/Annots"].get_object()
            kept = [n for n in notes if n.get_object().get("/Subtype") in _SHOWN_NOTES]
            page[NameObject("/Annots")] = type(notes)(kept)
    for found in writer._objects:
        _stripped(found, DictionaryObject)
    writer.metadata = None
    made = BytesIO()
    writer.compress_identical_objects(remove_unreferenced=True)
    writer.write(made)
    return made.getvalue()


def _stripped(found, dictionary, depth=0):
    """Take what acts or tells out of an object and what lies straight in it."""
    if depth > 60:
        raise Refused("damaged")
    if isinstance(found, dictionary):
        if found.get("/S") and found.get("/S") in _ACTIONS and found["/S"] not in _HARMLESS_ACTIONS:
            for key in list(found):
                del found[key]
        if found.get("/Type") == "/Filespec":
            for key in list(found):
                del found[key]
        for key in [key for key in found if key in _NOWHERE]:
            del found[key]
        if found.get("/Subtype") in _SHOWN_NOTES:
            for key in ("/T", "/M", "/CreationDate", "/NM"):
                found.pop(key, None)
        _without_place(found)
        parts = [found.raw_get(key) for key in list(found)]
    elif isinstance(found, list):
        parts = list(found)
    else:
        return
    for part in parts:
        _stripped(part, dictionary, depth + 1)


_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE", "/Rendition",
            "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/SetOCGState", "/Trans", "/Hide", "/Thread"} | (
            _HARMLESS_ACTIONS)  # fmt: skip


def _without_place(found) -> None:
    """A photograph in a PDF is a JPEG as the camera wrote it, with where and when."""
    if found.get("/Filter") == "/DCTDecode" and getattr(found, "_data", b"")[:2] == b"\xff\xd8":
        found._data = _bare_jpeg(found._data)


def _bare_jpeg(content: bytes) -> bytes:
    """A JPEG without comments and application parts, but for what says how its colours are to be read."""
    kept, place = [content[:2]], 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        mark, size = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if mark == 0xDA:
            break
        part = content[place : place + 2 + size]
        if not (0xE1 <= mark <= 0xED or mark in (0xEF, 0xFE)):
            kept.append(part)
        place += 2 + size
    return b"".join(kept) + content[place:]


_NAMES = {"xml", "rels", "vml", "png", "jpg", "jpeg", "gif", "emf", "wmf", "odttf", "ttf", "rdf", "mimetype"}
_ACTIVE = re.compile(
    r"vbaproject|vbadata|activex|oleobject|embeddings/|externallinks/|customui|macrosheets|dialogsheets|webextension|"
    r"^basic/|^scripts/|^objectreplacements/|^object [0-9]|connections\.xml|querytables/|attachedtoolbars|"
    r"afchunk|altchunk",
    re.IGNORECASE,
)
_DROPPED = re.compile(r"^docProps/thumbnail|^Thumbnails/|printerSettings|^Configurations2/|^META-INF/.*signature", re.I)
_DROPPED_RELATION = re.compile(rb"<Relationship\b[^>]*(?:/thumbnail\"|/printerSettings\")[^>]*/>")
_OUTSIDE = re.compile(rb"<Relationship\b(?=[^>]*TargetMode=\"External\")(?![^>]*/hyperlink\")[^>]*>", re.IGNORECASE)
_SAID = re.compile(rb"\b((?:w|w15|w16du|p|x15):(?:author|initials|date|userId|providerId))=\"[^\"]*\"")
_NAMED_IN = re.compile(rb"(<(?:author|dc:creator|meta:creator-initials)>)[^<]*(</)")
_PERSON = re.compile(rb"(<person\b[^>]*?displayName=\")[^\"]*(\"[^>]*?)")
_SETUP = re.compile(rb"(<pageSetup\b[^>]*?)\s+r:id=\"[^\"]*\"")
_ALIVE = re.compile(rb"<w:instrText[^>]*>\s*\"?\s*(?:DDE|INCLUDE)|<f[^>]*>[^<]*\|[^<]*!|<!DOCTYPE|<!ENTITY", re.I)
_EMPTY = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://'
    b'schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office="urn:oasis:names:tc:'
    b'opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>',
}  # fmt: skip


def _office(content: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
        _count(parts)
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for part in parts:
                if part.is_dir() or _DROPPED.search(part.filename):
                    continue
                how = zipfile.ZIP_STORED if part.filename == "mimetype" else zipfile.ZIP_DEFLATED
                new.writestr(zipfile.ZipInfo(part.filename), _part(part.filename, _read(package, part)), how)
    return made.getvalue()


def _count(parts) -> None:
    """Before anything is unpacked: how many, how large, how they are called."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused("too_large")
    names = [part.filename for part in parts]
    if len(set(names)) < len(names):
        raise Refused("damaged")
    for part in parts:
        if part.flag_bits & 0x1:
            raise Refused("encrypted")
        if part.file_size > 1_000_000 and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise Refused("too_large")
        if part.filename.startswith("/") or "\\" in part.filename or ".." in part.filename.split("/"):
            raise Refused("damaged")
        if _ACTIVE.search(part.filename):
            raise Refused("active")
        if not part.is_dir() and not _DROPPED.search(part.filename) and _ending(part.filename) not in _NAMES:
            raise Refused("active")


def _ending(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[-1].lower()


def _read(package, part) -> bytes:
    """No more than the part says that it is."""
    with package.open(part) as opened:
        content = opened.read(part.file_size + 1)
    if len(content) != part.file_size:
        raise Refused("damaged")
    return content


def _part(name: str, content: bytes) -> bytes:
    """One part without what tells of people and machines; refused when it acts."""
    if name in _EMPTY:
        return _EMPTY[name]
    ending = _ending(name)
    if ending in ("jpg", "jpeg") and content[:2] == b"\xff\xd8":
        return _jpeg(content)
    if ending == "png" and content[:4] == b"\x89PNG":
        return _png(content)
    if ending not in ("xml", "rels", "vml", "rdf"):
        return content
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16").encode()  # else nothing below would find anything
    if _ALIVE.search(content) or b"macroEnabled" in content or b"<script" in content.lower():
        raise Refused("active")
    if ending == "rels":
        if _OUTSIDE.search(content):
            raise Refused("active")
        content = _DROPPED_RELATION.sub(b"", content)
    if name == "META-INF/manifest.xml":
        content = re.sub(
            rb"<manifest:file-entry\b[^>]*full-path=\"(?:Thumbnails|Configurations2)/[^>]*/>", b"", content
        )
    content = _SAID.sub(_blank, content)
    content = _NAMED_IN.sub(rb"\1\2", content)
    return _SETUP.sub(rb"\1", _PERSON.sub(rb"\1\2", content))


def _blank(found) -> bytes:
    name = found.group(1)
    # A date must be one; the first that there can be says nothing.
    return name + (b'="1980-01-01T00:00:00Z"' if name.endswith(b":date") else b'=""')


_MAKERS = {"jpeg": _jpeg, "png": _png, "pdf": _pdf, "docx": _office, "xlsx": _office, "odt": _office, "ods": _office}


def main(kind: str) -> int:
    """Clean what comes in on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(3000)
    try:
        sys.stdout.buffer.write(clean(kind, sys.stdin.buffer.read()))
    except Refused as refusal:
        sys.stderr.write(f"refused:{refusal}")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
