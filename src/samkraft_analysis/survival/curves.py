"""Curves over time: who is still there, and who has left where to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from samkraft_analysis.estimates import Result, quantile, result
from samkraft_analysis.survival.counting import Counts
from samkraft_analysis.survival.tables import LifeTable, Real, life_tables, limits

VARIANCES = ("delta", "aalen")
_BEFORE = {"survival": 1.0, "cif": 0.0, "se": 0.0, "n_event": 0}
_FLAT = 1e-10  # how near the level a curve is flat at it: no step of fewer than a billion people is smaller


def kaplan_meier(counts: Counts, level: float = 0.95) -> Result:
    """The share still there after each time, by Kaplan and Meier, with every exit counted as one.

    S(t) = product over times up to t of (1 - d/n): d people leave of the n at risk, those censored on the day among
    them. ``se`` is Greenwood's, S sqrt(sum d / (n (n - d))), 0 where everybody has left; the limits of ``level`` lie on
    the log(-log) scale, null where everybody has left. Assumes that censoring tells nothing of the exit to come.

    Returns group, time, n_risk, n_event, survival, se, lower, upper: one row per distinct time observed in the
    group, censored times too. Strata are added up. Raises ``ValueError`` for a level outside 0 to 1.

    >>> from samkraft_analysis import survival
    >>> people = pl.DataFrame({"day": [30, 60, 60, 90], "left": [1, 1, 0, 1]})
    >>> survival.kaplan_meier(survival.counts(people, "day", "left")).select("time", "n_risk", "survival").rows()
    [(30, 4, 0.75), (60, 3, 0.5), (90, 1, 0.0)]
    """
    quantile(level)
    tables = life_tables(counts)
    survival = np.concatenate([table.survival for table in tables])
    se = survival * np.sqrt(np.concatenate([np.cumsum(table.greenwood) for table in tables]))
    columns = {
        "group": repeated(tables, [len(table.times) for table in tables], counts),
        "time": np.concatenate([table.times for table in tables]),
        "n_risk": np.concatenate([table.n_risk for table in tables]),
        "n_event": np.concatenate([table.exits for table in tables]),
        "survival": survival,
        "se": se,
    }
    return result(
        columns | limits(survival, se, level, start=1.0),
        counts.n,
        level=level,
        variance="greenwood",
        limits="log(-log)",
    )


def quantiles(counts: Counts, q: float | Sequence[float] = (0.25, 0.5, 0.75)) -> Result:
    """The first time when at most a share 1 - q is still there; q = 0.5 is the median.

    Where the curve is flat at exactly 1 - q it is the midpoint of that stretch; null where the level isn't reached.
    Returns group, q, time. Raises ``ValueError`` for a q outside 0 to 1.

    >>> from samkraft_analysis import survival
    >>> people = pl.DataFrame({"day": [30, 60, 90, 120], "left": [1, 1, 1, 0]})
    >>> survival.quantiles(survival.counts(people, "day", "left"), q=(0.5, 0.9)).rows()
    [(None, 0.5, 75.0), (None, 0.9, None)]
    """
    shares = [float(q)] if isinstance(q, (int, float)) else [float(one) for one in q]
    if not shares:
        raise ValueError("No quantiles are asked for; give shares between 0 and 1, such as 0.5.")
    for share in shares:
        if not 0 < share < 1:
            raise ValueError(f"A quantile of {share} can't be: give shares between 0 and 1, such as 0.5.")
    tables = life_tables(counts)
    times = [_first_at_or_below(table.times, table.survival, 1 - share) for table in tables for share in shares]
    columns = {
        "group": repeated(tables, [len(shares)] * len(tables), counts),
        "q": np.tile(np.array(shares, float), len(tables)),
        "time": pl.Series(times, dtype=pl.Float64),
    }
    return result(columns, counts.n, flat="midpoint")


def cumulative_incidence(counts: Counts, level: float = 0.95, variance: str = "delta") -> Result:
    """The share that has left to each cause by each time, the other causes competing (Aalen and Johansen).

    F(t) = sum over times up to t of S(t-) d/n, with d the exits to this cause and S the share still there; the causes
    and S add up to 1. ``variance`` is "delta" (Marubini and Valsecchi; the same number as the infinitesimal
    jackknife) or "aalen" (as in Gray's program, a few per cent apart in small groups). The limits of ``level`` lie on
    the log(-log) scale, null where everybody has left to the cause. Assumes that censoring tells nothing of the exit.

    Returns group, cause, time, cif, se, lower, upper: one row per cause and distinct time observed in the group.
    Raises ``ValueError`` where nobody has left, for an unknown variance and for a level outside 0 to 1.

    >>> from samkraft_analysis import survival
    >>> people = pl.DataFrame({"day": [30, 60, 60, 90], "exit": ["work", "studies", None, "work"]})
    >>> curve = survival.cumulative_incidence(survival.counts(people, "day", "exit"))
    >>> curve.filter(time=90).select("cause", "cif").rows()
    [('studies', 0.25), ('work', 0.75)]
    """
    quantile(level)
    if variance not in VARIANCES:
        raise ValueError(f"There is no variance {variance!r} of a cumulative incidence; choose 'delta' or 'aalen'.")
    causes, tables = causes_that_occur(counts), life_tables(counts)
    estimates = [_incidence(table, k, variance) for table in tables for k in range(len(causes))]
    share, se = (np.concatenate(part) for part in zip(*estimates, strict=True))
    sizes = [len(table.times) for table in tables]
    columns = {
        "group": repeated(tables, [size * len(causes) for size in sizes], counts),
        "cause": pl.concat([pl.Series([cause]).new_from_index(0, size) for size in sizes for cause in causes]),
        "time": np.concatenate([table.times for table in tables for _ in causes]),
        "cif": share,
        "se": se,
    }
    return result(
        columns | limits(share, se, level, start=0.0),
        counts.n,
        level=level,
        variance=variance,
        limits="log(-log)",
    )


def at(curve: pl.DataFrame, times: float | Iterable[float]) -> Result:
    """A curve's values at chosen times: those of its last row at or before each.

    Before the first row S = 1, F = 0 and se = 0. ``n_risk`` is the number of people with a time at or after the chosen
    one. Works on what `kaplan_meier` and `cumulative_incidence` return; the rows follow the curve's groups
    and causes, then ``times`` as given. Raises ``ValueError`` for times that aren't numbers
    and a table that is no curve.

    >>> from samkraft_analysis import survival
    >>> people = pl.DataFrame({"day": [30, 60, 60, 90], "left": [1, 1, 0, 1]})
    >>> curve = survival.kaplan_meier(survival.counts(people, "day", "left"))
    >>> survival.at(curve, [20, 60, 75]).select("time", "n_risk", "survival").rows()
    [(20, 4, 1.0), (60, 3, 0.5), (75, 1, 0.5)]
    """
    if "time" not in curve.columns:
        there = ", ".join(curve.columns)
        raise ValueError(f"This is no curve, as it has no column 'time' (there are: {there}); give a curve over time.")
    asked = _asked(times)
    keys: list[str] = [name for name in ("group", "cause") if name in curve.columns]
    parts = curve.partition_by(keys, maintain_order=True) if keys else [curve]
    table = Result(pl.concat([_looked_up(part.sort("time"), asked, keys) for part in parts]))
    table.n, table.conventions = getattr(curve, "n", None), getattr(curve, "conventions", {})
    return table


def causes_that_occur(counts: Counts) -> list[Any]:
    """The causes; raises ``ValueError`` where everybody is censored."""
    if not counts.causes:
        raise ValueError("Nobody has left: every cause is 0 or missing, so there are no exits to estimate from.")
    return counts.causes


def _incidence(table: LifeTable, cause: int, variance: str) -> tuple[Real, Real]:
    step = table.survival_before * table.by_cause[cause] / table.n_risk
    share = np.cumsum(step)
    squared = _delta(table, cause, step) if variance == "delta" else _aalen(table, cause, step)
    return share, np.sqrt(np.maximum(squared, 0.0))


def _delta(table: LifeTable, cause: int, step: Real) -> Real:
    """sum of (F(t) - F)² d / (n (n - d)) + S(t-)² dk (n - dk) / n³ - 2 (F(t) - F) S(t-) dk / n², by running sums.

    F(t) - F is taken as ``left`` - ``left``(t), what is still to come after each: small where the first factor is
    large, so that squaring it out loses nothing.
    """
    n, d, before = table.n_risk.astype(float), table.by_cause[cause].astype(float), table.survival_before
    left, stays, moves = to_come(step), table.greenwood, before * d / n**2
    spread = np.cumsum(left**2 * stays) - 2 * left * np.cumsum(left * stays) + left**2 * np.cumsum(stays)
    return spread + np.cumsum(before**2 * d * (n - d) / n**3) - 2 * (np.cumsum(left * moves) - left * np.cumsum(moves))


def _aalen(table: LifeTable, cause: int, step: Real) -> Real:
    """sum over exits to other causes of v ((F(t) - F) / S)² + over those to this one of v (1 - (F(t) - F) / S)²,

    with v = S(t-)² d (n - d) / (n² (n - 1)), S the share after each time, and nothing for others' exits at S = 0.
    """
    after, left = table.survival, to_come(step)
    inverse = np.divide(1.0, after, out=np.zeros_like(after), where=after > 0)
    own = _tied(table, table.by_cause[cause])
    others = _tied(table, table.exits - table.by_cause[cause]) * (after > 0)
    both, at_each = (own + others) * inverse**2, 1 - inverse * left
    return (
        np.cumsum(others * (inverse * left) ** 2 + own * at_each**2)
        - 2 * left * np.cumsum(others * inverse**2 * left - own * at_each * inverse)
        + left**2 * np.cumsum(both)
    )


def _tied(table: LifeTable, exits: NDArray[np.int64]) -> Real:
    n, d = table.n_risk.astype(float), exits.astype(float)
    share = np.divide(n - d, n - 1, out=np.ones_like(n), where=d > 1)
    return table.survival_before**2 * d * share / n**2


def to_come(step: Real) -> Real:
    """The sum of the steps after each one, smallest first."""
    return np.concatenate([np.cumsum(step[::-1])[::-1][1:], [0.0]])


def _first_at_or_below(times: NDArray[Any], survival: Real, level: float) -> float | None:
    reached = np.flatnonzero(survival <= level + _FLAT)
    if not len(reached):
        return None
    first, later = reached[0], np.flatnonzero(survival < level - _FLAT)
    if abs(survival[first] - level) <= _FLAT and len(later):
        return float(times[first] + times[later[0]]) / 2
    return float(times[first])


def repeated(tables: list[LifeTable], sizes: Sequence[int], counts: Counts) -> pl.Series:
    """The groups' names, each as often as said, of the same kind as in the counts."""
    names = pl.Series("group", [table.group for table in tables], dtype=counts.frame.schema["group"])
    return names.gather(np.repeat(np.arange(len(tables)), sizes))


def _asked(times: Any) -> pl.Series:
    listed = pl.Series("time", np.atleast_1d(np.asarray(times)))
    if listed.dtype.is_integer():
        return listed.cast(pl.Int64)
    if not len(listed) or not listed.dtype.is_float() or listed.is_nan().any():
        raise ValueError("The times to look up must be numbers, at least one and none of them missing.")
    return listed


def _looked_up(part: pl.DataFrame, asked: pl.Series, keys: list[str]) -> pl.DataFrame:
    seen, wanted = part["time"].to_numpy(), asked.to_numpy()
    last = np.searchsorted(seen, wanted, side="right") - 1
    rows = part[np.maximum(last, 0)].with_columns(asked)
    before = pl.Series(last < 0)
    start = _BEFORE | dict.fromkeys(("lower", "upper"), 0.0 if "cif" in part.columns else 1.0)
    filled = [
        pl.when(before).then(pl.lit(start[name])).otherwise(pl.col(name)).cast(part.schema[name]).alias(name)
        for name in part.columns
        if name in start
    ]
    rows = rows.with_columns(filled)
    if "n_risk" not in part.columns:
        return rows
    at_risk = np.append(part["n_risk"].to_numpy(), 0)
    return rows.with_columns(pl.Series("n_risk", at_risk[np.searchsorted(seen, wanted, side="left")]))
