"""What later rooms tell the inbox: which cases are the person's, what they are called, how each kind is read.

This room knows a case by its key only; the rooms that know more register here in ``AppConfig.ready``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.urls import reverse

from samkraft.access.kept import KeptCases
from samkraft.core.lookups import Keys


@dataclass(frozen=True)
class CaseName:
    """How a case is named in a thin list, and where it opens."""

    name: str
    number: str
    url: str


@dataclass(frozen=True)
class Unshared:
    """A finished item of the branch that nobody else has got: saved, not shared (design "Errors").

    is_led: it waits on the branch that leads the case, and on no other.
    """

    case_id: UUID
    title: str
    saved_on: date | datetime
    url: str
    is_led: bool = False


@dataclass(frozen=True)
class Archived:
    """Something that the branch itself has written in a file that is closed: for the archive view (CON-07)."""

    title: str
    on: date
    text: str


@dataclass(frozen=True)
class Reader:
    """How a received copy of one kind is shown: a template and what it needs from the copy."""

    template: str
    build: Callable[[Any], dict]


@dataclass(frozen=True)
class ItemContent:
    """What a release of an item holds: its title, its content as it stands, and its data category."""

    title: str
    content: dict
    category: str


@dataclass(frozen=True)
class Cases:
    """mine(request): the keys of the person's cases, for lists; names(request, keys): what each is called;
    kept(request): what is kept of them; to_open(request): the keys of those that she may open, protected ones too.
    """

    mine: Callable[[Any], Keys]
    names: Callable[[Any, Iterable[UUID]], dict[UUID, CaseName]]
    kept: Callable[[Any], KeptCases]
    to_open: Callable[[Any], Keys]


_cases: list[Cases] = []
_unshared: list[Callable[[Any], list[Unshared]]] = []
_readers: dict[str, Reader] = {}
_archived: list[Callable[[UUID], list[Archived]]] = []
_archive: list[str] = []
_contents: dict[str, Callable[[Any, Any], ItemContent | None]] = {}
_stopped: dict[str, Callable[[Any], None]] = {}


def register_cases(mine, names, kept, to_open):
    """Say which cases are a person's, what they are called and what is kept of them."""
    _cases[:] = [Cases(mine, names, kept, to_open)]


def add_unshared(source):
    """Tell of finished items that are not shared: ``source(request) -> list[Unshared]``."""
    _unshared.append(source)


def register_archive(url_name):
    """Say where the archive view is."""
    _archive[:] = [url_name]


def archive_url() -> str:
    """The address of the archive view."""
    return reverse(_archive[0])


def add_archived(source):
    """Tell of the branch's own items in a closed file: ``source(case_id) -> list[Archived]``."""
    _archived.append(source)


def archived(case_id) -> list[Archived]:
    """The branch's own items of a case, newest first; ask where the archive may be read."""
    return sorted((item for source in _archived for item in source(case_id)), key=lambda item: item.on, reverse=True)


def register_reader(item_kind, template, build):
    """Say how a received copy of *item_kind* is shown."""
    _readers[str(item_kind)] = Reader(template, build)


def register_content(item_kind, build):
    """Say what a release of a kind of item holds: ``build(opened, row) -> ItemContent``, None for what isn't shared."""
    _contents[str(item_kind)] = build


def content_of(item_kind, opened, row) -> ItemContent | None:
    """What a release of this row would hold; None where no room has said."""
    build = _contents.get(str(item_kind))
    return build(opened, row) if build else None


def my_cases(request) -> Keys:
    """The keys of the person's cases."""
    return _cases[0].mine(request)


def cases_to_open(request) -> Keys:
    """The keys of the cases that the person may open, protected ones too (SKY-02): never for a list."""
    return _cases[0].to_open(request)


def case_names(request, keys) -> dict[UUID, CaseName]:
    """What each of these is called; those that aren't the person's are left out."""
    return _cases[0].names(request, keys)


def kept_cases(request) -> KeptCases:
    """What is kept of the person's cases."""
    return _cases[0].kept(request)


def unshared(request) -> list[Unshared]:
    """Finished items of the person's cases that nobody else has got, oldest first."""
    found = [item for source in _unshared for item in source(request)]
    return sorted(found, key=lambda item: str(item.saved_on))


def reader_of(item_kind) -> Reader | None:
    """How a copy of this kind is shown, if a room has said."""
    return _readers.get(item_kind)


def shown_as_received(item_kind, content) -> dict:
    """What a page needs to show content as its receiver would see it: ``body``, a template, and its context."""
    reader = reader_of(item_kind)
    copy = SimpleNamespace(item_kind=item_kind, content=content, case_id=None, release=None)
    body = reader.template if reader else "sharing/parts/plain_copy.html"
    return {"body": body, "content": content} | (reader.build(copy) if reader else {})


def register_stopped(item_kind, function):
    """Say what a room does when a release of *item_kind* never leaves the outbox: ``function(release)``."""
    _stopped[str(item_kind)] = function


def release_stopped(release):
    """Tell the room that keeps the item."""
    if release.item_kind in _stopped:
        _stopped[release.item_kind](release)
