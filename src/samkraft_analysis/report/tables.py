"""Tables of people after disclosure control, and the points of a curve that may be shown.

The counts per arm and exit are judged first. What had to be hidden there is pooled before the table is parted
by subgroup, so that every total of the finer tables is public already and each can be judged by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import polars as pl

from samkraft_analysis import disclosure_control
from samkraft_analysis.report.deviations import Deviations
from samkraft_analysis.report.people import CALLED, CAUSE, TIME, People, is_one_of, known
from samkraft_analysis.report.plan import Outcome, Plan, Subgroup

STAYED, SHORTER, POOLED = "stayed", "shorter", "pooled"
Table = dict[str, Any]


def is_safe(number: float, n: int, threshold: int) -> bool:
    """Whether a share of people may be shown: neither few people, nor few with, nor few without."""
    few = range(1, threshold)
    return threshold == 0 or (n >= threshold and round(number) not in few and n - round(number) not in few)


def frequency_tables(plan: Plan, people: People, deviations: Deviations) -> list[Table]:
    """Exits (or, without follow-up, shares) by arm, then by arm and subgroup, with what must be hidden hidden."""
    if plan.follow_up:
        return _family(plan, _by_exit(plan, people.frame), "exits", deviations)
    tables: list[Table] = []
    for outcome in plan.outcomes:
        if outcome.is_share:
            tables += _family(plan, _by_outcome(people, outcome), outcome.code, deviations)
    return tables


def hidden_exits(plan: Plan, people: People) -> set[int]:
    """The exits whose counts per arm can't be shown; what else would tell them, as a curve does, goes with them."""
    if not plan.conventions.threshold or plan.follow_up is None:
        return set()
    every = {cause.code for cause in plan.follow_up.causes}
    try:
        table = _table(_by_exit(plan, people.frame), CALLED, plan.conventions.threshold)
    except ValueError:
        return every
    hidden = {cell["column"] for cell in table["cells"] if cell["shown"] is None}
    return {code for code in every if f"cause {code}" in hidden}


def shown_times(exits: Sequence[float], fixed: Sequence[float], weekly: Sequence[float], threshold: int) -> list[float]:
    """The times at which a curve may be read: between two of them nobody left, or at least ``threshold``.

    ``fixed`` times (those of the tables) go first; ``weekly`` ones are taken where both sides keep enough.

    >>> shown_times([1, 2, 3, 10, 11, 12, 13, 14], fixed=[9, 15], weekly=[3, 12], threshold=3)
    [3, 9, 15]
    """
    ordered = sorted(exits)
    kept = _spaced(ordered, sorted(fixed), threshold)
    for time in sorted(set(weekly) - set(kept)):
        before = max((one for one in kept if one < time), default=float("-inf"))
        after = min((one for one in kept if one > time), default=None)
        enough_after = after is None or _is_enough(_between(ordered, time, after), threshold)
        if _between(ordered, before, time) >= threshold and enough_after:
            kept = sorted([*kept, time])
    return kept


def _spaced(ordered: list[float], times: list[float], threshold: int) -> list[float]:
    kept: list[float] = []
    for time in times:
        if _is_enough(_between(ordered, kept[-1] if kept else float("-inf"), time), threshold):
            kept.append(time)
    return kept


def _is_enough(number: int, threshold: int) -> bool:
    return number == 0 or number >= threshold


def _between(ordered: list[float], low: float, high: float) -> int:
    return sum(low < time <= high for time in ordered)


def _by_exit(plan: Plan, frame: pl.DataFrame) -> pl.DataFrame:
    follow_up = plan.follow_up
    assert follow_up is not None
    until = follow_up.until
    column = (
        pl.when((pl.col(TIME) <= until) & (pl.col(CAUSE) > 0))
        .then(pl.format("cause {}", CAUSE))
        .when(pl.col(TIME) < until)
        .then(pl.lit(SHORTER))
        .otherwise(pl.lit(STAYED))
    )
    return frame.with_columns(column.alias("_column"))


def _by_outcome(people: People, outcome: Outcome) -> pl.DataFrame:
    return known(people, outcome.column).with_columns(
        pl.when(pl.col(outcome.column) == 1).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("_column")
    )


def _family(plan: Plan, frame: pl.DataFrame, what: str, deviations: Deviations) -> list[Table]:
    threshold = plan.conventions.threshold
    main = deviations.attempt("table", lambda: _table(frame, CALLED, threshold))
    if main is None:
        return []
    tables = [{"what": what, "by": "arm", **main}]
    frame = _pool(frame, main)
    for subgroup in plan.subgroups:
        for arm in (1, 0):
            part = _part(frame, subgroup, arm)
            table = deviations.attempt("table", partial(_table, part, subgroup.column, threshold))
            if table is not None:
                tables.append({"what": what, "by": subgroup.column, "arm": arm, **table})
    return tables


def _part(frame: pl.DataFrame, subgroup: Subgroup, arm: int) -> pl.DataFrame:
    values = [value for value, _ in subgroup.values]
    return frame.filter((pl.col(CALLED) == arm) & is_one_of(frame, subgroup.column, values))


def _pool(frame: pl.DataFrame, main: Table) -> pl.DataFrame:
    hidden = {cell["column"] for cell in main["cells"] if cell["shown"] is None}
    return frame.with_columns(
        pl.when(pl.col("_column").is_in(sorted(hidden)))
        .then(pl.lit(POOLED))
        .otherwise(pl.col("_column"))
        .alias("_column")
    )


def _table(frame: pl.DataFrame, by: str, threshold: int) -> Table:
    counted = frame.group_by(by, "_column").agg(n=pl.len())
    every = frame.select(pl.col(by).unique()).join(frame.select(pl.col("_column").unique()), how="cross")
    counted = every.join(counted, on=[by, "_column"], how="left").with_columns(pl.col("n").fill_null(0).cast(pl.Int64))
    counted = counted.sort(by, "_column")
    if threshold:
        shown = disclosure_control.suppress(counted, "n", by, "_column", threshold).sort(by, "_column")["shown"]
    else:
        shown = counted["n"]
    cells = [
        {"row": row, "column": column, "shown": number}
        for row, column, number in zip(counted[by], counted["_column"], shown, strict=True)
    ]
    return {
        "cells": cells,
        "row_totals": _totals(counted, by),
        "column_totals": _totals(counted, "_column"),
        "hidden": sum(cell["shown"] is None for cell in cells),
        "n": frame.height,
    }


def _totals(counted: pl.DataFrame, by: str) -> list[dict[str, Any]]:
    totals = counted.group_by(by).agg(pl.col("n").sum()).sort(by)
    return [{"label": label, "n": n} for label, n in totals.iter_rows()]
