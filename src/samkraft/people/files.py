"""Files that come into a case, each step in the log (FILE-1, FILE-2, FILE-4); ``access.handing_out`` gives them out."""

from contextlib import contextmanager
from dataclasses import asdict, dataclass

from samkraft.access import file_store
from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.file_checking import FileRefused, receive
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
