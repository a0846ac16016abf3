"""Replications of a plan, and bands from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import index
from typing import Any

import numpy as np
import polars as pl
from scipy import special

from samkraft_analysis.estimates import Result, result
from samkraft_analysis.flow.days import day_column
from samkraft_analysis.flow.plan import FlowPlan, factor_spread
from samkraft_analysis.flow.poisson import poisson_quantile
from samkraft_analysis.flow.stay import quantile_table

CHUNK = 100
MEASURES = ("stock", "load", "waiting_team", "waiting_place", "exits")

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Simulation:
    """Replications of a `FlowPlan`.

    ``paths``: measure -> whole numbers (replications, days): ``stock`` = in the programme at the end of the day,
    ``waiting_team`` = have come and wait for a slot, ``waiting_place`` = in the programme and waiting for a place,
    ``exits`` = left since the first day. ``sources`` says in words where the width of the bands comes from.
    ``load_unit`` says what ``load`` is: stock per team, else (no teams given) per slot, else there is none.
    """

    plan: FlowPlan
    replications: int
    seed: int
    sources: tuple[str, ...]
    load_unit: str | None
    paths: Arrays = field(repr=False, compare=False)
    wait_sums: np.ndarray = field(repr=False, compare=False)

    @property
    def n(self) -> int:
        """Replications."""
        return self.replications

    def bands(self, q: Sequence[float] = (0.05, 0.5, 0.95)) -> Result:
        """day, what, mean, and a column per quantile ("q5", "q50", "q95"), one row per day and measure.

        Quantiles over replications for each day by itself, straight lines between order statistics; a path may
        leave a band of 90 % on more than a tenth of its days. ``load`` is null without teams and slots, and on
        days with none of them.
        """
        for level in q:
            if not 0 <= level <= 1:
                raise ValueError(f"The quantile {level!r} is outside 0 to 1; give shares such as 0.05.")
        parts = [self._band(what, q) for what in MEASURES]
        days = day_column(self.plan.days(), self.plan.intake.dated)
        table = pl.concat([part.select(days, pl.lit(what).alias("what"), pl.all()) for what, part in parts])
        order = np.arange(table.height).reshape(len(MEASURES), len(days)).T.ravel()
        conventions = {"sources": self.sources, "seed": self.seed, "load_unit": self.load_unit}
        return result(table[order].to_dict(), self.replications, population=self.plan.population, **conventions)

    def waits(self, q: Sequence[float] = (0.05, 0.5, 0.95)) -> pl.DataFrame:
        """what (team, place), served, mean, longest, and quantiles of the replications' mean waits, in days.

        ``served`` = mean number whose wait ended, ``mean`` = their mean wait (0 days for those who didn't wait),
        ``longest`` = mean of the replications' longest. Those who still wait at the end aren't in it: see
        ``waiting_team`` and ``waiting_place`` in `bands`. Null when nobody was served.
        """
        rows = []
        for what, (served, total, longest) in zip(("team", "place"), self.wait_sums.transpose(1, 2, 0), strict=True):
            means = total[served > 0] / served[served > 0]
            found = len(means) > 0
            row: dict[str, Any] = {"what": what, "served": float(served.mean())}
            row["mean"] = float(total.sum() / served.sum()) if found else None
            row["longest"] = float(longest.mean()) if found else None
            rows.append(row | {_name(level): float(np.quantile(means, level)) if found else None for level in q})
        names = ["served", "mean", "longest", *map(_name, q)]
        return pl.DataFrame(rows, schema={"what": pl.String, **dict.fromkeys(names, pl.Float64)})

    @cached_property
    def _sorted(self) -> Arrays:
        return {what: np.sort(np.ascontiguousarray(path.T), axis=1) for what, path in self.paths.items()}

    def _band(self, what: str, q: Sequence[float]) -> tuple[str, pl.DataFrame]:
        ordered = self._sorted["stock" if what == "load" else what]
        columns = {"mean": ordered.mean(axis=1)}
        columns |= {_name(level): _quantile(ordered, level) for level in q}
        if what == "load":
            columns = {name: values / self._capacity() for name, values in columns.items()}
        return what, pl.DataFrame(columns).fill_nan(None)

    def _capacity(self) -> np.ndarray:
        if self.load_unit is None:
            return np.full(len(self.plan.days()), np.nan)
        limit = self.plan.limit("teams" if self.plan.teams is not None else "slots")
        number = limit.at_end_of(self.plan.days()).astype(float)
        return np.where((number > 0) & (number < 2.0**62), number, np.nan)


def simulate(
    plan: FlowPlan, replications: int = 1000, seed: int = 0, progress: Callable[[int, int], None] | None = None
) -> Simulation:
    """Play the plan ``replications`` times, with all its sources of uncertainty.

    Replication r draws from the r-th child stream of ``numpy.random.SeedSequence(seed)`` through Philox 4x32-10
    by counter: the result doesn't depend on chunks (of 100) or on NumPy's version, the first 100 of 1,000
    replications are those of 100, and scenarios with one seed use the same random numbers person by person,
    so that their difference is the plans' and not noise. Lengths of stay come by inversion of a table that is
    exact at some 3,000 points. ``progress(done, of)`` is called after each chunk. The first call compiles for
    some seconds. Raises ``ValueError`` for no replications or a negative seed.

    >>> from samkraft_analysis.flow import FlowPlan, Intake, Stay
    >>> plan = FlowPlan(Intake([(0, 99, 500)]), Stay.gamma(60, 4), until=120, uncertainty={"referrals_percent": 8})
    >>> result = simulate(plan, replications=200, seed=1)
    >>> result.sources
    ('chance: Poisson intake, length of stay', 'referrals: standard error 8 per cent')
    >>> result.bands().filter(day=99, what="stock").select("q5", "q95").row(0)
    (242.9..., 345.0...)
    """
    replications = _whole(replications, "number of replications", 1)
    seed = _whole(seed, "seed", 0)
    paths, waits = _empty(plan, replications)
    for start in range(0, replications, CHUNK):
        part = range(start, min(start + CHUNK, replications))
        _run_chunk(
            plan,
            seed,
            part,
            {name: path[part.start : part.stop] for name, path in paths.items()},
            waits[part.start : part.stop],
        )
        if progress is not None:
            progress(part.stop, replications)
    chance = {"poisson": "chance: Poisson intake, length of stay", "fixed": "chance: day of arrival, length of stay"}
    sources = (chance[plan.population], *plan.errors.sources())
    return Simulation(plan, replications, seed, sources, _load_unit(plan), paths, waits)


def _run_chunk(plan: FlowPlan, seed: int, part: range, paths: Arrays, waits: np.ndarray) -> None:
    from samkraft_analysis.flow import machine_code as machine  # Numba takes a second to import

    keys = machine.replication_keys(seed, part)
    stay_factor, referral_factor, share = _errors(plan, machine.uniforms(keys, machine.UNCERTAINTY, 3))
    numbers = _numbers(plan, referral_factor, machine.uniforms(keys, machine.NUMBER, len(plan.intake.first)))
    first = (plan.intake.first - plan.first_day).astype(float)
    length = (plan.intake.last - plan.intake.first + 1).astype(float)
    table = machine.lookup(*quantile_table(plan.stay))
    if not plan.queues:
        machine.free(keys, numbers, first, length, stay_factor, *table, paths["stock"], paths["exits"])
        return
    limits = (*plan.limit("slots").arrays(plan.first_day), *plan.limit("places").arrays(plan.first_day))
    into = (paths["stock"], paths["waiting_team"], paths["waiting_place"], paths["exits"], waits)
    shares = (plan.wants_after, plan.holds)
    machine.queued(keys, numbers, first, length, stay_factor, share, *table, *limits, *shares, *into)


def _errors(plan: FlowPlan, uniform: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per replication: the factor on stays, the factor on referrals, the share that wants a place."""
    z, errors = special.ndtri(uniform), plan.errors
    relative = errors.mean_stay_days / plan.stay.mean, errors.referrals_percent / 100
    spreads = np.array([factor_spread(error) for error in relative])
    factors = np.exp(spreads * z[:, :2] - spreads**2 / 2)
    share = np.clip(plan.wants + errors.wants_points / 100 * z[:, 2], 0.0, 1.0)
    return np.ascontiguousarray(factors[:, 0]), factors[:, 1], share


def _numbers(plan: FlowPlan, factor: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """How many come in each period of each replication; monotone in the plan's numbers."""
    mean = factor[:, None] * plan.intake.numbers
    if plan.population == "poisson":
        return poisson_quantile(uniform, mean).astype(np.int64)
    whole = np.floor(mean)
    return (whole + (uniform < mean - whole)).astype(np.int64)


def _empty(plan: FlowPlan, replications: int) -> tuple[Arrays, np.ndarray]:
    shape = (replications, len(plan.days()))
    names = ("stock", "waiting_team", "waiting_place", "exits")
    return {name: np.zeros(shape, dtype=np.int32) for name in names}, np.zeros((replications, 2, 3))


def _load_unit(plan: FlowPlan) -> str | None:
    if plan.teams is not None:
        return "people per team"
    return None if plan.limit("slots").unlimited else "people per slot"


def _quantile(ordered: np.ndarray, level: float) -> np.ndarray:
    place = level * (ordered.shape[1] - 1)
    low = int(place)
    high = min(low + 1, ordered.shape[1] - 1)
    return ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low]).astype(float)


def _name(level: float) -> str:
    return f"q{100 * level:g}"


def _whole(value: int, what: str, least: int) -> int:
    try:
        number = index(value)
    except TypeError:
        number = least - 1
    if number < least:
        raise ValueError(f"The {what} is {value!r}; it must be a whole number of {least} or more.")
    return number
