"""What later rooms tell the inbox: which cases are the person's, what they are called, how each kind is read.

This room knows a case by its key only; the rooms that know more register here in ``AppConfig.ready``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


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
class Reader:
    """How a received copy of one kind is shown: a template and what it needs from the copy."""

    template: str
    build: Callable[[Any], dict]


@dataclass(frozen=True)
class Cases:
    """mine(request): the person's cases, each with the number of its changes; names(request): what each is called."""

    mine: Callable[[Any], dict[UUID, int]]
    names: Callable[[Any], dict[UUID, CaseName]]


_cases: list[Cases] = []
_unshared: list[Callable[[Any], list[Unshared]]] = []
_readers: dict[str, Reader] = {}


def register_cases(mine, names):
    """Say which cases are a person's and what they are called."""
    _cases[:] = [Cases(mine, names)]


def add_unshared(source):
    """Tell of finished items that are not shared: ``source(request) -> list[Unshared]``."""
    _unshared.append(source)


def register_reader(item_kind, template, build):
    """Say how a received copy of *item_kind* is shown."""
    _readers[str(item_kind)] = Reader(template, build)


def my_cases(request) -> dict[UUID, int]:
    """The person's cases, each with the number of its changes, for ``access.kept``."""
    return _cases[0].mine(request)


def case_names(request) -> dict[UUID, CaseName]:
    """What each of the person's cases is called."""
    return _cases[0].names(request)


def unshared(request) -> list[Unshared]:
    """Finished items of the person's cases that nobody else has got, oldest first."""
    found = [item for source in _unshared for item in source(request)]
    return sorted(found, key=lambda item: str(item.saved_on))


def reader_of(item_kind) -> Reader | None:
    """How a copy of this kind is shown, if a room has said."""
    return _readers.get(item_kind)
