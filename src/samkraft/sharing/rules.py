"""Who may receive what: decided from consent lines and files, without a database (CON-01, CON-04, SEK-07)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID


class Standing(Enum):
    """Where a branch stands as receiver of one category."""

    COVERED = "covered"
    BY_LAW = "by_law"
    UNCONFIRMED = "unconfirmed"
    NO_FILE = "no_file"
    NO_CONSENT = "no_consent"


@dataclass(frozen=True)
class Receiver:
    """A branch of the team, and whether one category may go to it. ``line`` is the consent line, if any."""

    branch: Any
    standing: Standing
    line: UUID | None = None
    until: date | None = None
    people: str = ""
    reservation: str = ""

    @property
    def named(self) -> str:
        """The branch's name, with what the person has reserved (CON-01)."""
        return f"{self.branch.name} (förbehåll: {self.reservation})" if self.reservation else self.branch.name

    @property
    def is_covered(self) -> bool:
        """It may be sent at once: on the consent, or because a law says so (SEK-10)."""
        return self.standing in (Standing.COVERED, Standing.BY_LAW)

    @property
    def needs_confirming(self) -> bool:
        """The from-branch must say that it has seen the consent before its first release (CON-04)."""
        return self.standing is Standing.UNCONFIRMED

    @property
    def may_receive(self) -> bool:
        """It may be sent now, or as soon as the consent is confirmed."""
        return self.is_covered or self.needs_confirming


def judge_receivers(
    branches: Iterable[Any],
    lines: Iterable[Any],
    holders: Collection[int],
    people: Mapping[int, str] | None = None,
    owed: Collection[str] = (),
) -> list[Receiver]:
    """Each branch in the order given, judged by the best line to it.

    branches: those of the team except one's own; lines: own from-lines in force for the category;
    holders: keys of the branches that hold an open file; people: names to show, by branch key; owed: codes of the
    branches to which a law makes one give it (SEK-10): the consent goes first, where there is one.
    """
    best: dict[int, Any] = {}
    for line in sorted(lines, key=lambda line: (line.confirmed_at is not None, line.valid_until)):
        best[line.to_branch_id] = line
    names = people or {}
    return [_judge(branch, best.get(branch.pk), holders, names.get(branch.pk, ""), owed) for branch in branches]


def _judge(branch: Any, line: Any, holders: Collection[int], people: str, owed: Collection[str]) -> Receiver:
    if (line is None or not line.confirmed_at) and owed and branch.code in owed and branch.pk in holders:
        return Receiver(branch, Standing.BY_LAW, people=people)
    if line is None:
        return Receiver(branch, Standing.NO_CONSENT, people=people)
    if branch.pk not in holders:
        standing = Standing.NO_FILE
    else:
        standing = Standing.COVERED if line.confirmed_at else Standing.UNCONFIRMED
    return Receiver(branch, standing, line.line, line.valid_until, people, line.reservation)
