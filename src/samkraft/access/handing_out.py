"""Files of a case handed out to be saved, noted in the log before they are given (FILE-3)."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from samkraft.access import file_store
from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.file_checking import KINDS


@dataclass(frozen=True)
class Handed:
    """A file to be downloaded."""

    name: str
    content_type: str
    content: bytes


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
