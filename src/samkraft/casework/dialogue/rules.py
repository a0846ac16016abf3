"""Who waits for whom in a dialogue, and till when. Pure: no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

US, THEM, NOBODY = "us", "them", ""


class Turn(NamedTuple):
    """One message as far as it tells who waits. is_ours: written in the own branch."""

    moment: datetime
    is_ours: bool
    answer_by: date | None = None
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a dialogue waits for, and by which day an answer is needed."""

    waits_for: str = NOBODY
    answer_by: date | None = None

    def is_late(self, on: date) -> bool:
        """Whether the day has gone by."""
        return self.answer_by is not None and self.answer_by < on


def standing(turns: Iterable[Turn]) -> Standing:
    """Whom it waits for: a message answers what the other side has asked; one that closes settles everything.

    Where both have asked, it waits for us first: that is what we can do something about.
    """
    asked: dict[bool, date] = {}
    for turn in sorted(turns, key=lambda turn: turn.moment):
        asked.pop(not turn.is_ours, None)
        if turn.closes:
            asked.clear()
        elif turn.answer_by:
            asked[turn.is_ours] = turn.answer_by
    if False in asked:
        return Standing(US, asked[False])
    return Standing(THEM, asked[True]) if True in asked else Standing()
