"""What the review of the log must know of cases; the people room registers it, for access stands before it.

Kept narrow: a number to call the case by, whether somebody worked with it, and what makes a reading worth a look.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

Pair = tuple[int, UUID]


@dataclass(frozen=True)
class AboutCase:
    """What the rules compare, never shown to the reviewer: the name as the branch knows it, and protection."""

    first_name: str
    last_name: str
    is_protected: bool


@dataclass(frozen=True)
class CaseFacts:
    """numbers: case → its number; find: the branch's case with a number, or None; about: case → what is compared;
    worked_with: those of the pairs (person, case) where the person was assigned near a day; done_with: those of the
    cases that had been discharged and asked for no more work near a day; stubs: the cases that have been merged into a
    case, whose readings are of the same person."""

    numbers: Callable[[Iterable[UUID]], dict[UUID, str]]
    find: Callable[[str, str], UUID | None]
    about: Callable[[Iterable[UUID]], dict[UUID, AboutCase]]
    worked_with: Callable[[Iterable[Pair], date], set[Pair]]
    done_with: Callable[[Iterable[UUID], date], set[UUID]]
    stubs: Callable[[UUID], list[UUID]]


_facts = CaseFacts(
    numbers=lambda cases: {},
    find=lambda number, programme: None,
    about=lambda cases: {},
    worked_with=lambda pairs, day: set(pairs),
    done_with=lambda cases, day: set(),
    stubs=lambda case: [],
)


def register_case_facts(facts: CaseFacts) -> None:
    """Let the people room answer."""
    global _facts
    _facts = facts


def case_facts() -> CaseFacts:
    """Who answers for cases."""
    return _facts
