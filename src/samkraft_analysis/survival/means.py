"""Time within a horizon: mean time still there, mean time gained where people went, and differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from scipy.special import ndtr

from samkraft_analysis.estimates import Result, quantile, result
from samkraft_analysis.survival.counting import Counts
from samkraft_analysis.survival.curves import causes_that_occur, repeated, to_come
from samkraft_analysis.survival.tables import LifeTable, Real, life_tables


def rmst(counts: Counts, tau: float) -> Result:
    """Mean time still there within ``tau``: the area under S from 0 to tau, in the unit of the times.

    se² = sum over times up to tau of A² d / (n (n - d)), A the area from that time to tau: the uncertainty of the
    mean, not the spread between people. Choose ``tau`` beforehand. Assumes that censoring tells nothing of the exit.

    Returns group, tau, rmst, se. Raises ``ValueError`` for a tau of 0 or less, or beyond the last time of any group.

    >>> from samkraft_analysis import survival
    >>> people = pl.DataFrame({"day": [30, 60, 90], "left": [1, 1, 0]})
    >>> survival.rmst(survival.counts(people, "day", "left"), tau=90)["rmst"].item()
    60.0
    """
    tables = _followed_to(counts, tau)
    means, errors = zip(*(_mean_time(table, tau) for table in tables), strict=True)
    columns = {"group": repeated(tables, [1] * len(tables), counts), "tau": _taus(tau, len(tables))}
    return result(columns | {"rmst": means, "se": errors}, counts.n, variance="greenwood")


def rmtl(counts: Counts, tau: float) -> Result:
    """Mean time within ``tau`` after leaving to each cause: the area under its cumulative incidence from 0 to tau.

    Time gained in work, say, where who has gone there stays there. ``se`` is the infinitesimal jackknife's. Over all
    causes these times and `rmst` add up to tau. Assumes that censoring tells nothing of the exit to come.

    Returns group, cause, tau, rmtl, se. Raises ``ValueError`` as `rmst`, and where nobody has left.

    >>> from samkraft_analysis import survival
    >>> people = pl.DataFrame({"day": [30, 60, 90], "exit": ["work", "studies", None]})
    >>> survival.rmtl(survival.counts(people, "day", "exit"), tau=90).select("cause", "rmtl").rows()
    [('studies', 10.0), ('work', 20.0)]
    """
    causes, tables = causes_that_occur(counts), _followed_to(counts, tau)
    estimates = [_time_gained(table, k, tau) for table in tables for k in range(len(causes))]
    times, errors = zip(*estimates, strict=True)
    columns = {
        "group": repeated(tables, [len(causes)] * len(tables), counts),
        "cause": pl.Series(causes * len(tables), dtype=counts.frame.schema["cause"]),
        "tau": _taus(tau, len(estimates)),
    }
    return result(columns | {"rmtl": times, "se": errors}, counts.n, variance="infinitesimal jackknife")


def rmst_difference(counts: Counts, tau: float, reference: Any, level: float = 0.95) -> Result:
    """Each group's mean time still there within ``tau`` minus that of the group ``reference``.

    The groups' variances add up; limits of ``level`` and the two-sided p are normal. A negative number: people leave
    earlier than in the reference. p is null where the error is 0. Assumes that the groups are independent.

    Returns group, difference, se, lower, upper, p. Raises ``ValueError`` as `rmst`, where there is one group only,
    and where ``reference`` isn't one of the groups.

    >>> from samkraft_analysis import survival
    >>> people = pl.DataFrame({"day": [30, 60, 60, 90], "left": [1, 1, 1, 1], "called": [1, 1, 0, 0]})
    >>> counted = survival.counts(people, "day", "left", "called")
    >>> survival.rmst_difference(counted, tau=60, reference=0)["difference"].item()
    -15.0
    """
    z = quantile(level)
    _refuse_reference(counts.groups, reference)
    means = rmst(counts, tau)
    own, others = means.filter(pl.col("group") == reference), means.filter(pl.col("group") != reference)
    difference = others["rmst"].to_numpy() - own["rmst"][0]
    se = np.sqrt(others["se"].to_numpy() ** 2 + own["se"][0] ** 2)
    columns = {
        "group": others["group"],
        "difference": difference,
        "se": se,
        "lower": difference - z * se,
        "upper": difference + z * se,
        "p": pl.Series(_normal_p(difference, se), nan_to_null=True),
    }
    return result(columns, counts.n, tau=tau, reference=reference, level=level, variance="greenwood", limits="normal")


def _followed_to(counts: Counts, tau: float) -> list[LifeTable]:
    if not (isinstance(tau, (int, float, np.number)) and 0 < tau < np.inf):
        raise ValueError(f"A horizon tau of {tau!r} can't be: give a time above 0, in the unit of the times.")
    tables = life_tables(counts)
    for table in tables:
        if table.times[-1] < tau:
            whom = "anybody" if table.group is None else f"group {table.group!r}"
            raise ValueError(
                f"The horizon tau = {tau} lies beyond the last time of {whom}, {table.times[-1]}; choose one within it."
            )
    return tables


def _taus(tau: float, rows: int) -> pl.Series:
    return pl.Series([tau]).new_from_index(0, rows)


def _mean_time(table: LifeTable, tau: float) -> tuple[float, float]:
    within = table.times <= tau
    widths = np.diff(np.concatenate([[0.0], table.times[within], [tau]]))
    areas = widths * np.concatenate([[1.0], table.survival[within]])
    after = to_come(areas)[:-1]
    return float(np.sum(areas)), float(np.sqrt(np.sum(after**2 * table.greenwood[within])))


def _time_gained(table: LifeTable, cause: int, tau: float) -> tuple[float, float]:
    """The area, and its error: each cell of exits moves the area by what its people gain less what others lose.

    se² = sum of W² d / (n (n - d)) + U² dk (n - dk) / n³ - 2 U W dk / n², U = S(t-) (tau - t), W the area still to
    come after t under F - F(t).
    """
    within = table.times <= tau
    n, d = table.n_risk[within].astype(float), table.by_cause[cause][within].astype(float)
    own = table.survival_before[within] * (tau - table.times[within])
    steps = own * d / n
    after = to_come(steps)[: len(steps)]
    parts = after**2 * table.greenwood[within] + own**2 * d * (n - d) / n**3 - 2 * own * after * d / n**2
    return float(np.sum(steps)), float(np.sqrt(max(np.sum(parts), 0.0)))


def _refuse_reference(groups: list[Any], reference: Any) -> None:
    if len(groups) < 2:
        raise ValueError("A difference needs two groups at least; count with a group column that has them.")
    if reference not in groups:
        known = ", ".join(map(repr, groups))
        raise ValueError(f"There is no group {reference!r} to compare with; the groups are: {known}.")


def _normal_p(estimate: Real, se: Real) -> Real:
    ratio = np.divide(estimate, se, out=np.full_like(se, np.nan), where=se > 0)
    return 2 * ndtr(-np.abs(ratio))
