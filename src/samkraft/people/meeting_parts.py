"""What later rooms put on the page of an open meeting, without the room that holds meetings knowing of them.

A room registers in its ``AppConfig.ready``. A part is a section of the one form that the meeting page is: its fields
are autosaved, read back and saved with the rest, in the same transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True)
class MeetingFacts:
    """The meeting that is open: its kind, its day, what the person is called on the screen, who is in the room."""

    key: UUID
    kind: str
    held_on: date
    name: str
    present: str = ""


@dataclass(frozen=True)
class Kept:
    """What a part has left behind: its name, where it is read, and (question, answer) lines for the person's paper."""

    title: str
    sub: str
    url: str
    lines: tuple[tuple[str, str], ...] = ()


class MeetingPart(Protocol):
    """One section of the page. Its template is included with ``part``; its heading is the section's own."""

    template: str
    key: str
    title: str
    forms: list

    def read_back(self) -> list[str]:
        """The sentences that are read aloud before anything is saved; empty where there is nothing."""

    def save(self) -> str:
        """Keep what the valid forms hold. What was done, in words; raises ``NotPossible``."""


@dataclass(frozen=True)
class _Source:
    order: int
    build: Callable[..., MeetingPart | None]
    kept: Callable[[Any, MeetingFacts], list[Kept]]


_sources: list[_Source] = []


def add_meeting_part(order, build, kept):
    """Put a section on the meeting page.

    ``build(request, opened, facts, posted, values)`` gives the part or None; *posted* is what was sent, *values* what a
    draft holds. ``kept(opened, facts)`` tells what a meeting that is over has left behind.
    """
    _sources.append(_Source(order, build, kept))


def meeting_parts(request, opened, facts: MeetingFacts, posted, values: Mapping[str, str]) -> list[MeetingPart]:
    """The sections of other rooms for this meeting, in order."""
    built = (row.build(request, opened, facts, posted, values) for row in _in_order())
    return [part for part in built if part]


def kept_of(opened, facts: MeetingFacts) -> list[Kept]:
    """What other rooms keep from a meeting that is over, in order."""
    return [one for row in _in_order() for one in row.kept(opened, facts)]


def _in_order():
    return sorted(_sources, key=lambda row: row.order)
