"""When the same paper was asked for lately, or still holds: nobody asks for a certificate needlessly (P-025). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

# Of what the asking branch owns, the first that fits: an asking for a paper tells of health, and goes as such.
CATEGORIES = ("health", "benefits", "work_ability", "social", "education", "municipal_activity")


@dataclass(frozen=True)
class Asked:
    """A paper as far as it bears on asking again, whoever asked."""

    item: UUID
    paper: str
    asked_on: date
    state: str
    branch: Any
    who: str
    asked_of: str
    why: str = ""
    answer_by: date | None = None
    settled_on: date | None = None
    valid_until: date | None = None
    copy: Any = None

    @property
    def waits(self) -> bool:
        """Asked for, and neither come nor taken back."""
        return self.state == "asked"

    def is_late(self, on: date) -> bool:
        """Whether the day by which it was hoped for has gone."""
        return self.waits and self.answer_by is not None and self.answer_by < on


def asked_before(known: Iterable[Asked], paper: str, again_after_days: int, on: date) -> list[Asked]:
    """The same paper: one that waits, that still holds, or that was asked for so lately that it may serve."""
    same = (one for one in known if one.paper == paper and one.state in ("asked", "received"))
    return [one for one in same if one.waits or _holds(one, on) or (on - one.asked_on).days < again_after_days]


def _holds(one: Asked, on: date) -> bool:
    return one.valid_until is not None and one.valid_until >= on


def category_of(definition: Any, branch_code: str) -> str:
    """The data category under which this branch tells others of what it has asked for."""
    owned = [row.code for row in definition.data_categories if branch_code in row.owners]
    return next((code for code in CATEGORIES if code in owned), "plan")
