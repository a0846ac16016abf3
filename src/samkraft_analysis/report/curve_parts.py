"""Exits over time: curves per arm within the strata, differences, days gained, tests.

Where strata were drawn with different shares, the plain curves of the arms compare different people. So each
curve is made per arm and stratum, and averaged over the strata as large as they are in the population.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from math import exp, log, sqrt
from typing import Any

import polars as pl
from scipy import special

from samkraft_analysis import effects, survival
from samkraft_analysis.report.deviations import Deviations
from samkraft_analysis.report.people import CALLED, CAUSE, EVENT, STRATUM, TIME, TOOK_PART, People
from samkraft_analysis.report.plan import FollowUp, Plan
from samkraft_analysis.report.tables import hidden_exits, shown_times

Part = dict[str, Any]
_CELL = "_cell"
_Z = float(special.ndtri(0.975))
ARMS = (("called", 1), ("not_called", 0))


class Times:
    """The follow-up of one evaluation, counted once."""

    def __init__(self, plan: Plan, people: People) -> None:
        assert plan.follow_up is not None
        self.hidden = hidden_exits(plan, people)
        self.plan, self.people, self.follow_up = plan, people, plan.follow_up
        strata = people.frame[STRATUM].unique().sort().to_list()
        number = {stratum: place for place, stratum in enumerate(strata)}
        cell = pl.format("{}|{}", pl.col(CALLED), pl.col(STRATUM).replace_strict(number, return_dtype=pl.Int64))
        self.frame = people.frame.with_columns(cell.alias(_CELL))
        sizes = people.frame[STRATUM].value_counts().rows_by_key(STRATUM, unique=True)
        self.shares = [sizes[stratum][0] / people.frame.height for stratum in strata]
        self.per_cell = survival.counts(self.frame, TIME, CAUSE, group=_CELL)
        self.per_arm = survival.counts(self.frame, TIME, CAUSE, group=CALLED, stratum=people.stratum)

    def standardised(
        self, values: dict[tuple[str, Any], tuple[float, float]], arm: int, key: Any
    ) -> tuple[float, float]:
        """Value and standard error of an arm: the strata's, weighted by their size."""
        parts = [(share, *values[f"{arm}|{place}", key]) for place, share in enumerate(self.shares)]
        return sum(share * value for share, value, _ in parts), sqrt(sum((share * se) ** 2 for share, _, se in parts))


def curves(times: Times, deviations: Deviations) -> Part | None:
    """Cumulative incidence per arm and exit at the times that may be shown, and the differences at the plan's."""
    follow_up = times.follow_up
    last = times.frame.group_by(_CELL).agg(pl.col(TIME).max()).select(pl.col(TIME).min()).item()
    if last < follow_up.until:
        deviations.add("followed_too_short", until=follow_up.until, last=last)
        return None
    incidence = survival.cumulative_incidence(times.per_cell, variance=times.plan.conventions.incidence_variance)  # type: ignore[arg-type]
    parts = [_curve(times, incidence, cause.code, arm, name) for cause in follow_up.causes for name, arm in ARMS]
    return {
        "until": follow_up.until,
        "at": list(follow_up.at),
        "arms": parts,
        "at_risk": _at_risk(times),
        "differences": _differences(times, parts),
    }


def _curve(times: Times, incidence: pl.DataFrame, cause: int, arm: int, name: str) -> Part:
    if cause in times.hidden:
        return {
            "arm": name,
            "cause": cause,
            "n": times.frame.filter(pl.col(CALLED) == arm).height,
            "exits": None,
            "points": [],
        }
    points = _shown(times, cause, arm)
    mine = incidence.filter(pl.col("cause").cast(pl.String) == str(cause))
    read = survival.at(mine, points) if points and mine.height else None
    values = {} if read is None else {(row["group"], row["time"]): (row["cif"], row["se"]) for row in read.to_dicts()}
    rows = []
    for time in points:
        value, se = times.standardised(_with_noughts(values, times, arm, time), arm, time)
        lower, upper = _limits(value, se)
        rows.append({"time": time, "value": value, "se": se, "lower": lower, "upper": upper})
    mine = times.frame.filter(pl.col(CALLED) == arm)
    exits = mine.filter((pl.col(CAUSE) == cause) & (pl.col(TIME) <= times.follow_up.until)).height
    return {"arm": name, "cause": cause, "n": mine.height, "exits": exits, "points": rows}


def _with_noughts(values: dict[Any, Any], times: Times, arm: int, time: float) -> dict[Any, Any]:
    """A stratum in which nobody left that way has no curve of its own: it lies at 0."""
    cells = {(f"{arm}|{place}", time): (0.0, 0.0) for place in range(len(times.shares))}
    return cells | values


def _shown(times: Times, cause: int, arm: int) -> list[float]:
    follow_up = times.follow_up
    mine = (pl.col(CALLED) == arm) & (pl.col(CAUSE) == cause) & (pl.col(TIME) <= follow_up.until)
    return shown_times(
        times.frame.filter(mine)[TIME].to_list(), follow_up.at, _steps(follow_up), times.plan.conventions.threshold
    )


def _steps(follow_up: FollowUp) -> list[float]:
    steps = int(follow_up.until // follow_up.step)
    return [follow_up.step * step for step in range(1, steps + 1)] + [follow_up.until]


def _limits(value: float, se: float) -> tuple[float | None, float | None]:
    """log(-log) limits, which stay between 0 and 1."""
    if not 0 < value < 1 or se == 0:
        return None, None
    width = _Z * se / (value * log(value))
    low, high = sorted((value ** exp(width), value ** exp(-width)))
    return low, high


def _at_risk(times: Times) -> list[Part]:
    """People still followed just before each of the plan's times, from those whose day hasn't come."""
    rows, threshold = [], times.plan.conventions.threshold
    for name, arm in ARMS:
        mine = times.frame.filter(pl.col(CALLED) == arm)
        for time in (0.0, *times.follow_up.at):
            n = mine.filter(pl.col(TIME) >= time).height
            rows.append({"arm": name, "time": time, "n": n if n >= threshold else None})
    return rows


def _differences(times: Times, parts: list[Part]) -> list[Part]:
    by_place = {(part["arm"], part["cause"], row["time"]): row for part in parts for row in part["points"]}
    rows = []
    for cause in times.follow_up.causes:
        for time in times.follow_up.at:
            pair = [by_place.get((name, cause.code, time)) for name, _ in ARMS]
            row: Part = {"cause": cause.code, "time": time, "called": None, "not_called": None, "difference": None}
            if pair[0] and pair[1]:
                row |= _difference(pair[0], pair[1])
            rows.append(row)
    return rows


def _difference(called: Part, others: Part) -> Part:
    value = called["value"] - others["value"]
    se = sqrt(called["se"] ** 2 + others["se"] ** 2)
    return {
        "called": called["value"],
        "not_called": others["value"],
        "difference": value,
        "se": se,
        "lower": value - _Z * se,
        "upper": value + _Z * se,
    }


def days(times: Times, deviations: Deviations) -> Part:
    """Mean days until the first exit (RMST), and mean days in each state of exit (RMTL), by ``until``."""
    tau = times.follow_up.until
    found: Part = {}
    if "rmst" in times.plan.estimands:
        table = deviations.attempt("rmst", lambda: survival.rmst(times.per_cell, tau))
        if table is not None:
            found["rmst"] = _days(
                times, {(row["group"], None): (row["rmst"], row["se"]) for row in table.to_dicts()}, None
            )
    if "rmtl" in times.plan.estimands:
        table = deviations.attempt("rmtl", lambda: survival.rmtl(times.per_cell, tau))
        if table is not None:
            values = {(row["group"], str(row["cause"])): (row["rmtl"], row["se"]) for row in table.to_dicts()}
            found["rmtl"] = [
                {"cause": cause.code, **_days(times, values, str(cause.code))}
                for cause in times.follow_up.causes
                if cause.code not in times.hidden
            ]
    return {"tau": tau, **found}


def _days(times: Times, values: dict[Any, Any], key: Any) -> Part:
    values = {(f"{arm}|{place}", key): (0.0, 0.0) for _, arm in ARMS for place in range(len(times.shares))} | values
    called, others = (times.standardised(values, arm, key) for _, arm in ARMS)
    value, se = called[0] - others[0], sqrt(called[1] ** 2 + others[1] ** 2)
    p = 2 * float(special.ndtr(-abs(value) / se)) if se else None
    return {
        "called": called[0], "not_called": others[0], "difference": value, "se": se,
        "lower": value - _Z * se, "upper": value + _Z * se, "p": p,
    }  # fmt: skip


def complier_curve(times: Times, deviations: Deviations) -> list[Part]:
    """The effect on the share who have left, day by day, for those who take part because they are called."""
    follow_up = times.follow_up
    table = deviations.attempt(
        "late_curve",
        lambda: effects.late_curve(
            times.frame, TIME, CAUSE, TOOK_PART, CALLED, at=follow_up.at, stratum=times.people.stratum
        ),
    )
    if table is None:
        return []
    names = ("time", "value", "se", "lower", "upper")
    causes = {cause.code for cause in follow_up.causes} - times.hidden
    rows = [{"cause": int(row["cause"]), **{name: row[name] for name in names}} for row in table.to_dicts()]
    return [row for row in rows if row["cause"] in causes]


def tests(times: Times, deviations: Deviations) -> list[Part]:
    """Log-rank over all exits, Gray's test per exit that is a goal, Cox per goal."""
    found: list[Part] = []

    def add(kind: str, cause: int | None, compute: Callable[[], Part]) -> None:
        part = deviations.attempt(kind, compute)
        if part is not None:
            found.append({"kind": kind, "cause": cause, **part})

    if "log_rank" in times.plan.estimands:
        add("log_rank", None, lambda: asdict(survival.log_rank(times.per_arm)))
    for cause in times.follow_up.goals:
        if cause.code in times.hidden:
            continue
        if "gray" in times.plan.estimands:
            add("gray", cause.code, partial(_gray, times, cause.code))
        if "cox" in times.plan.estimands:
            add("cox", cause.code, partial(_cox, times, cause.code))
    return found


def _gray(times: Times, cause: int) -> Part:
    return asdict(survival.gray_test(times.per_arm, cause))


def _cox(times: Times, cause: int) -> Part:
    frame = times.frame.with_columns((pl.col(CAUSE) == cause).cast(pl.Int8).alias(EVENT))
    ties = times.plan.conventions.ties
    fit = survival.cox(frame, TIME, EVENT, [CALLED], ties=ties, stratum=times.people.stratum)  # type: ignore[arg-type]
    coefficient, se = float(fit.coef[0]), float(fit.se[0])
    proportional = fit.proportional_hazards()[CALLED]
    return {
        "hazard_ratio": exp(coefficient),
        "lower": exp(coefficient - _Z * se),
        "upper": exp(coefficient + _Z * se),
        "p": 2 * float(special.ndtr(-abs(coefficient) / se)),
        "proportional_p": proportional.p,
        "ties": fit.ties,
        "n": fit.n,
        "n_events": fit.n_events,
    }


__all__ = ["Times", "complier_curve", "curves", "days", "tests"]
