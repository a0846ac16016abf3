"""A plan of the flow: intake, stay, slots, places, and how sure each of them is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from samkraft_analysis.flow.days import Capacity, Day, Steps, capacity, day_number
from samkraft_analysis.flow.intake import Intake
from samkraft_analysis.flow.stay import Stay
from samkraft_analysis.flow.stocks import Population, check_population


@dataclass(frozen=True)
class Uncertainty:
    """Standard errors of the plan's own numbers, each a named source of uncertainty; 0 = taken as known.

    ``mean_stay_days``: of the mean stay, in days. ``referrals_percent``: of the number who come, in per cent,
    one error for the whole plan. ``wants_points``: of the share that wants a place, in percentage points.
    Mean stay and referrals are multiplied by independent log-normal factors with mean one; the share gets a
    normal error and is kept between 0 and 1. Chance (who comes on which day, who stays how long) is always there.
    """

    mean_stay_days: float = 0.0
    referrals_percent: float = 0.0
    wants_points: float = 0.0

    def __post_init__(self) -> None:
        for source in fields(self):
            value = getattr(self, source.name)
            if not (isinstance(value, (int, float)) and math.isfinite(value) and value >= 0):
                raise ValueError(f"The uncertainty {source.name!r} is {value!r}; it must be a number of 0 or more.")

    @classmethod
    def read(cls, given: Uncertainty | Mapping[str, float] | None) -> Uncertainty:
        """An Uncertainty as it is, or from {source: standard error}; ``ValueError`` names an unknown source."""
        if isinstance(given, Uncertainty):
            return given
        known = [source.name for source in fields(cls)]
        for name in given or {}:
            if name not in known:
                raise ValueError(f"There is no source of uncertainty {name!r}; those there are: {', '.join(known)}.")
        return cls(**(given or {}))

    def sources(self) -> tuple[str, ...]:
        """The sources that aren't 0, with their standard errors in words."""
        words = {
            "mean_stay_days": "mean stay: standard error {:g} days",
            "referrals_percent": "referrals: standard error {:g} per cent",
            "wants_points": "share that wants a place: standard error {:g} percentage points",
        }
        return tuple(text.format(getattr(self, name)) for name, text in words.items() if getattr(self, name))


@dataclass(frozen=True)
class FlowPlan:
    """What `simulate` plays through, from the first day of the intake to the end of day ``until``.

    ``slots`` and ``places`` limit how many may be in the programme and hold an activity place: None (no limit),
    a number, or [(from_day, number), ...], 0 before the first day named. A slot is kept from admission to
    leaving; when slots are cut nobody is put out, and nobody is admitted until the number present is below the
    new limit. A share ``wants`` of the people asks for a place after ``wants_after`` of the nominal stay, waits
    in the programme until there is one, holds it for ``holds`` of the nominal stay and goes on with the rest:
    waiting for a place lengthens the stay. Both queues are first come, first served.

    ``uncertainty``: an `Uncertainty`, or {source: standard error}. ``population``: "poisson" or "fixed" as in
    `stock` (fractions of a number: rounded up with that probability). ``teams`` = a number or
    [(from_day, number), ...] limits nothing and gives the measure ``load`` its unit: people per team.

    Raises ``ValueError`` for days of another kind than the intake's or out of order, negative numbers, shares
    outside 0 to 1, ``wants_after`` + ``holds`` above 1, or an ``until`` before the first day.

    >>> plan = FlowPlan(Intake([(0, 181, 1200)]), Stay.gamma(179, 19.8), until=400, slots=[(0, 1500), (300, 750)])
    >>> plan.queues, plan.errors.sources()
    (True, ())
    """

    intake: Intake
    stay: Stay
    until: Day
    slots: Steps = None
    places: Steps = None
    wants: float = 0.0
    wants_after: float = 0.25
    holds: float = 0.45
    uncertainty: Uncertainty | Mapping[str, float] | None = None
    population: Population = "poisson"
    teams: Steps = None

    def __post_init__(self) -> None:
        check_population(self.population)
        check_shares(self.wants_after, self.holds)
        if not 0 <= self.wants <= 1:
            raise ValueError(f"The share 'wants' is {self.wants!r}; it must be from 0 to 1.")
        object.__setattr__(self, "uncertainty", Uncertainty.read(self.uncertainty))
        if self.last_day < self.first_day:
            raise ValueError(f"The plan's last day {self.until} is before its intake begins; choose a later one.")
        for what in ("slots", "places", "teams"):
            self.limit(what)

    @property
    def first_day(self) -> int:
        return int(self.intake.first.min())

    @property
    def last_day(self) -> int:
        return day_number(self.until, self.intake.dated, "The day 'until'")

    def days(self) -> np.ndarray:
        """All days of the plan as whole numbers."""
        return np.arange(self.first_day, self.last_day + 1)

    def limit(self, what: str) -> Capacity:
        """``slots``, ``places`` or ``teams`` over time."""
        return capacity(getattr(self, what), self.intake.dated, what)

    @property
    def queues(self) -> bool:
        """Whether anybody may have to wait."""
        places_bind = self.wants > 0 or self.errors.wants_points > 0
        return not (self.limit("slots").unlimited and (self.limit("places").unlimited or not places_bind))

    @property
    def errors(self) -> Uncertainty:
        """The uncertainty, as an `Uncertainty`."""
        return Uncertainty.read(self.uncertainty)


def check_shares(wants_after: float, holds: float) -> None:
    """``ValueError`` unless both are shares of a stay and leave room for each other."""
    for name, share in (("wants_after", wants_after), ("holds", holds)):
        if not 0 <= share <= 1:
            raise ValueError(f"The share {name!r} is {share!r}; it must be from 0 to 1.")
    if wants_after + holds > 1 + 1e-12:
        raise ValueError(f"A place asked for after {wants_after} and held for {holds} of a stay ends after the stay.")


def factor_spread(relative_error: float) -> float:
    """Sigma of a log-normal factor with mean one and this relative standard deviation."""
    return math.sqrt(math.log1p(relative_error**2))
