"""How long somebody in a queue may expect to wait, from the queue's own history: Kaplan–Meier, those who still wait
and those who left counted in for as long as they stood there. Pure, and without the analysis library's packages.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_Z = 1.959963984540054  # 95 %
_FLAT = 1e-10


class Waits(NamedTuple):
    """So many who waited so many days, until a place was offered or (censored) for as long as it has been seen."""

    days: int
    was_offered: bool
    people: int = 1


@dataclass(frozen=True)
class Expected:
    """Days still to wait: half and nine tenths have a place within; the limits hold the half with 95 % certainty.

    None where the history doesn't reach so far. ``offered`` of ``people`` have had an offer.
    """

    half: int | None
    nine_tenths: int | None
    low: int | None
    high: int | None
    offered: int
    people: int


def expected_wait(history: Iterable[Waits], waited: int = 0) -> Expected:
    """What is left for who has *waited* so many days: asked of those who had waited at least so long."""
    like = [Waits(wait.days - waited, wait.was_offered, wait.people) for wait in history if wait.days >= waited]
    curve = _curve(like)
    return Expected(
        half=_first_below(curve, 0.5, "share"),
        nine_tenths=_first_below(curve, 0.1, "share"),
        low=_first_below(curve, 0.5, "low"),
        high=_first_below(curve, 0.5, "high"),
        offered=sum(wait.people for wait in like if wait.was_offered),
        people=sum(wait.people for wait in like),
    )


@dataclass(frozen=True)
class _Point:
    """The share that still waits after a day, with its limits on the log(-log) scale."""

    day: int
    share: float
    low: float
    high: float


def _curve(waits: Sequence[Waits]) -> list[_Point]:
    points, share, spread = [], 1.0, 0.0
    left, offers = _by_day(waits), _by_day(wait for wait in waits if wait.was_offered)
    at_risk = left.total()
    for day in sorted(left):
        if offered := offers[day]:
            share *= 1 - offered / at_risk
            spread += offered / (at_risk * (at_risk - offered)) if at_risk > offered else 0.0
            points.append(_Point(day, share, *_limits(share, spread)))
        at_risk -= left[day]
    return points


def _by_day(waits: Iterable[Waits]) -> Counter[int]:
    people: Counter[int] = Counter()
    for wait in waits:
        people[wait.days] += wait.people
    return people


def _limits(share: float, spread: float) -> tuple[float, float]:
    if not 0 < share < 1:
        return share, share
    half = _Z * math.sqrt(spread) / abs(math.log(share))
    return share ** math.exp(half), share ** math.exp(-half)


def _first_below(curve: Sequence[_Point], level: float, which: str) -> int | None:
    return next((point.day for point in curve if getattr(point, which) <= level + _FLAT), None)
