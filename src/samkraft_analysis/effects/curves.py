"""The effect of taking part by day, under censoring, with exits that compete."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from samkraft_analysis.effects.calling import refuse_no_first_stage
from samkraft_analysis.effects.rows import Strata, columns_of, unordered_rows
from samkraft_analysis.estimates import Result, quantile, result
from samkraft_analysis.frames import Frame, read
from samkraft_analysis.survival.counting import Counts, counts
from samkraft_analysis.survival.curves import causes_that_occur

CELL = "\0cell"


def late_curve(
    frame: Frame,
    time: str,
    cause: str,
    took_part: str,
    called: str,
    at: float | Iterable[float],
    stratum: str | Sequence[str] | None = None,
    level: float = 0.95,
) -> Result:
    """The effect of taking part on the share that has left to each cause by each time, among compliers.

    One row per cause and time: cause, time, value, se, lower, upper. ``time`` counts from the day of the call, for
    those not called from the day they were sampled; ``cause`` is 0 or null while the exit isn't known. value is the
    difference between called and not called in the cumulative incidence F(t) (Aalen and Johansen), over the
    difference in ``took_part``. With strata both are averaged over the strata with weights n p (1 - p), p the
    share called: the additive indicators of `late`.

    The error comes from each person's F(t) + n dF(t)/dw, the infinitesimal jackknife's value for "has left by t":
    `late` with HC0 on these. Where nobody is censored before t these values are 0 and 1, and value and se are
    those of `late` to the last digits. Normal limits.

    Assumes what `late` does, and that censoring has nothing to do with the exit to come (the end of the data, say).
    Expect lock-in: show the whole curve, never one date. Raises ``ValueError`` for negative or missing times, a
    call without variation, a first stage of 0, and a time beyond the last one observed in an arm.

    >>> called, took_part = [1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0]
    >>> people = pl.DataFrame({"day": [30, 60, 90, 90, 60, 90, 90, 90], "exit": [1, 1, 1, 0, 1, 0, 0, 0]})
    >>> people = people.with_columns(called=pl.Series(called), took_part=pl.Series(took_part))
    >>> late_curve(people, "day", "exit", "took_part", "called", [60, 90])["value"].to_list()
    [0.5, 1.0]
    """
    data = read(frame, [time, cause, took_part, called, *columns_of(stratum)])
    given = unordered_rows(data, [took_part, called], columns_of(stratum))
    chosen, part, strata = given.treated(called), given.number(took_part), given.strata(stratum)
    cells = _Cells(chosen, part, strata)
    people = counts(data.with_columns(pl.Series(CELL, cells.code)), time, cause, group=CELL)
    arms = _arms(people, cells)
    first_stage = cells.first_stage(called)
    refuse_no_first_stage(first_stage, chosen, part, took_part, called)
    causes, times = causes_that_occur(people), _asked(at)
    found = [_point(arms, cells, one, moment, first_stage) for one in causes for moment in times]
    value, se = (np.array(column) for column in zip(*found, strict=True))
    columns = {
        "cause": [one for one in causes for _ in times],
        "time": times * len(causes),
        "value": value,
        "se": se,
        "lower": value - quantile(level) * se,
        "upper": value + quantile(level) * se,
    }
    return result(columns, len(given), level=level, variance="HC0, infinitesimal jackknife", limits="normal")


class _Cells:
    """The combinations of call, stratum and ``took_part`` that occur; ``code`` is each row's."""

    def __init__(self, chosen: np.ndarray, part: np.ndarray, strata: Strata) -> None:
        levels, level = np.unique(part, return_inverse=True)
        every = (strata.codes * 2 + chosen) * len(levels) + level.ravel()
        there = np.flatnonzero(np.bincount(every))
        self.code = np.searchsorted(there, every)
        self.stratum, self.called = there // (2 * len(levels)), there // len(levels) % 2 == 1
        self.part = levels[there % len(levels)]
        self.n = np.bincount(self.code)
        self.names = strata.names
        size = strata.sizes.astype(float)
        self.share = np.bincount(self.stratum, self.n * self.called) / size
        self.instrument = self.called - self.share[self.stratum]

    def first_stage(self, column: str) -> float:
        """The effect of the call on taking part, within strata."""
        if not self.instrument.any():
            raise ValueError(
                f"Column {column!r} has no variation within strata: everybody or nobody in each is called; "
                "use strata with both."
            )
        return float(np.sum(self.n * self.instrument * self.part) / np.sum(self.n * self.instrument**2))


@dataclass(frozen=True)
class _Arm:
    """Called or not in one stratum: rows of counts, and the life table they make."""

    cell: np.ndarray
    place: np.ndarray
    cause: np.ndarray
    n: np.ndarray
    times: np.ndarray
    at_risk: np.ndarray
    name: str

    @property
    def exits(self) -> np.ndarray:
        return self._per_time(self.cause != 0)

    def _per_time(self, chosen: np.ndarray) -> np.ndarray:
        return np.bincount(self.place, self.n * chosen, len(self.times))

    def left_by(self, cause: Any, moment: float) -> np.ndarray:
        """For each row of counts, the infinitesimal jackknife's value of "has left to this cause by then".

        F(t) + n dF(t)/dw, with dF/dw = S(s-)/n(s) at the person's own exit to the cause, minus the sum over times
        s at risk of S(s-) h_k(s) / n(s), minus the same for the hazard h of any exit with (F(t) - F(s)) in place
        of S(s-) and n(s) - d(s) in place of n(s).
        """
        risk, exits = self.at_risk, self.exits
        stays = np.cumprod((risk - exits) / risk)
        before = np.concatenate([[1.0], stays[:-1]])
        counted = self.times <= moment
        self._refuse_too_late(moment, stays[-1])
        hazard = np.where(counted, self._per_time(self.cause == cause) / risk, 0.0)
        incidence = np.cumsum(before * hazard)
        to_come = np.where(counted & (risk > exits), incidence[-1] - incidence, 0.0) / np.maximum(risk - exits, 1)
        drift = np.cumsum(before * hazard / risk) - np.cumsum(to_come * exits / risk)
        own = (self.cause == cause) * np.where(counted, before / risk, 0.0)[self.place]
        other = (self.cause != 0) * to_come[self.place]
        return incidence[-1] + self.n.sum() * (own - other - drift[self.place])

    def _refuse_too_late(self, moment: float, stays: float) -> None:
        if moment > self.times[-1] and stays > 0:
            raise ValueError(
                f"Nobody {self.name} is followed to time {moment:g}: the last one seen is at {self.times[-1]:g}; "
                "ask for earlier times, or merge small strata."
            )


def _arms(people: Counts, cells: _Cells) -> list[_Arm]:
    """One per stratum and arm, where a stratum has both."""
    cell, n = people.frame["group"].to_numpy(), people.frame["n"].to_numpy()
    time, cause = people.frame["time"].to_numpy(), people.frame["cause"].to_numpy()
    cause = np.where(cause == "0", 0, cause) if cause.dtype == object else cause
    arms = []
    for stratum in np.flatnonzero((cells.share > 0) & (cells.share < 1)):
        for called in (True, False):
            own = np.flatnonzero((cells.stratum == stratum) & (cells.called == called))
            rows = np.flatnonzero(np.isin(cell, own))
            times, place = np.unique(time[rows], return_inverse=True)
            at_risk = np.cumsum(np.bincount(place, n[rows])[::-1])[::-1]
            name = f"{'called' if called else 'not called'} in stratum {cells.names[stratum]!r}"
            arms.append(_Arm(cell[rows], place.ravel(), cause[rows], n[rows], times, at_risk, name))
    return arms


def _point(arms: list[_Arm], cells: _Cells, cause: Any, moment: float, first_stage: float) -> tuple[float, float]:
    """The complier effect at one time, and its standard error."""
    values = [arm.left_by(cause, moment) for arm in arms]
    cell, n = (np.concatenate([getattr(arm, name) for arm in arms]) for name in ("cell", "n"))
    left, instrument, stratum = np.concatenate(values), cells.instrument[cell], cells.stratum[cell]
    squares = np.sum(n * instrument**2)
    effect = float(np.sum(n * instrument * left) / squares / first_stage)
    residual = left - effect * cells.part[cell]
    middle = np.bincount(stratum, n * residual) / np.maximum(np.bincount(stratum, n), 1)
    meat = np.sum(n * (instrument * (residual - middle[stratum])) ** 2)
    return effect, float(np.sqrt(meat) / (squares * abs(first_stage)))


def _asked(at: float | Iterable[float]) -> list[float]:
    try:
        times = [float(moment) for moment in np.atleast_1d(np.asarray(at))]
    except (TypeError, ValueError):
        times = []
    odd = [moment for moment in times if not 0 <= moment < np.inf]
    if odd or not times:
        raise ValueError(f"The times asked for are {at!r}; give one number at least, each 0 or later.")
    return times
