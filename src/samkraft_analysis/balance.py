"""Are the groups alike? Standardised differences of covariates, before and after weighting, and overlap."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt
from typing import Literal

import numpy as np
import polars as pl

from samkraft_analysis.effects.rows import Rows, columns_of, unordered_rows
from samkraft_analysis.estimates import Result, result
from samkraft_analysis.frames import Frame, read

Denominator = Literal["pooled", "treated"]


def table(
    frame: Frame,
    group: str,
    covariates: Sequence[str],
    weight: str | None = None,
    denominator: Denominator = "pooled",
) -> Result:
    """One row per covariate: covariate, mean_1, mean_0, smd, variance_ratio.

    ``group`` is 1 for those called or treated and 0 for the others. smd = (mean_1 - mean_0) / s, with s the root
    of the mean of the two groups' variances ("pooled") or the standard deviation of group 1 ("treated", for
    effects on the treated); variances with n - 1. ``weight`` changes the means only, so that a table before and
    one after weighting can be compared. variance_ratio = s1^2 / s0^2. Null where a denominator is 0 (a covariate
    without variation). Differences beyond 0.1 either way, and ratios outside 0.5 to 2, deserve a look.

    Raises ``ValueError`` for missing values, text covariates, a group of fewer than two, and weights that are
    negative or add to 0 in a group.

    >>> people = pl.DataFrame({"called": [1, 1, 0, 0], "age": [30, 40, 20, 40]})
    >>> table(people, "called", ["age"]).row(0)
    ('age', 35.0, 30.0, 0.4472135954999579, 0.25)
    """
    if denominator not in ("pooled", "treated"):
        raise ValueError(f"There is no denominator {denominator!r} here; choose 'pooled' or 'treated'.")
    covariates = columns_of(covariates)
    columns = [group, *covariates, *columns_of(weight)]
    given = unordered_rows(read(frame, columns), columns)
    chosen = given.treated(group)
    for part, value in ((chosen, 1), (~chosen, 0)):
        if np.count_nonzero(part) < 2:
            raise ValueError(f"Only one person has {value} in column {group!r}; a variance needs at least two.")
    weights = _weights(given, chosen, weight)
    lines = [(name, *_line(given.number(name), chosen, weights, denominator)) for name in covariates]
    names = ["mean_1", "mean_0", "smd", "variance_ratio"]
    found = pl.DataFrame(lines, schema={"covariate": pl.String, **dict.fromkeys(names, pl.Float64)}, orient="row")
    return result(found.to_dict(), len(given), denominator=denominator, weight=weight, variances="unweighted, n - 1")


def love_plot(
    frame: Frame,
    group: str,
    covariates: Sequence[str],
    weight: str,
    denominator: Denominator = "pooled",
    limit: float = 0.1,
) -> Result:
    """The data of a love plot: covariate, before, after, flag; largest difference before weighting first.

    ``before`` and ``after`` are standardised differences with the same denominator; ``flag`` marks those still
    beyond ``limit`` either way. Raises as `table` does.

    >>> people = pl.DataFrame({"called": [1, 1, 0, 0], "age": [30, 40, 20, 40], "w": [1, 1, 1, 3]})
    >>> love_plot(people, "called", ["age"], "w").row(0)
    ('age', 0.4472135954999579, 0.0, False)
    """
    before = table(frame, group, covariates, None, denominator).select("covariate", before="smd")
    after = table(frame, group, covariates, weight, denominator).select(after="smd")
    both = before.hstack(after).with_columns(flag=pl.col("after").abs() > limit)
    found = both.sort(pl.col("before").abs(), "covariate", descending=[True, False], nulls_last=True)
    return result(found.to_dict(), read(frame, [group]).height, denominator=denominator, weight=weight, limit=limit)


def overlap(frame: Frame, group: str, propensity: str, bins: int = 20) -> pl.DataFrame:
    """Where the groups' propensities lie: lower, upper, n_1, n_0, for an overlap plot.

    ``bins`` steps of equal width from 0 to 1, each with its lower end (the last with both): how many people of group
    1 and of group 0 have a propensity there. A step with people of one group only has nobody to compare them
    with. Raises ``ValueError`` for missing values, propensities outside 0 to 1, and fewer than two bins.

    >>> people = pl.DataFrame({"called": [1, 1, 0, 0], "e": [0.7, 0.4, 0.4, 0.1]})
    >>> overlap(people, "called", "e", bins=2).rows()
    [(0.0, 0.5, 1, 2), (0.5, 1.0, 1, 0)]
    """
    if isinstance(bins, bool) or not isinstance(bins, int) or bins < 2:
        raise ValueError(f"The number of bins is {bins!r}; give a whole number, at least 2.")
    given = unordered_rows(read(frame, [group, propensity]), [group, propensity])
    chosen, values = given.treated(group), given.number(propensity)
    odd = int(np.count_nonzero((values < 0) | (values > 1)))
    if odd:
        raise ValueError(f"Column {propensity!r} has {odd} values outside 0 to 1; propensities are probabilities.")
    ends = np.arange(bins + 1) / bins
    n_1, n_0 = (np.histogram(values[part], ends)[0] for part in (chosen, ~chosen))
    return pl.DataFrame({"lower": ends[:-1], "upper": ends[1:], "n_1": n_1, "n_0": n_0})


def _weights(given: Rows, chosen: np.ndarray, weight: str | None) -> np.ndarray:
    if weight is None:
        return np.ones(len(given))
    weights = given.number(weight)
    negative = int(np.count_nonzero(weights < 0))
    if negative:
        raise ValueError(f"Column {weight!r} has {negative} negative weights; weights are 0 or more.")
    for part, value in ((chosen, 1), (~chosen, 0)):
        if not weights[part].sum() > 0:
            raise ValueError(f"The weights in column {weight!r} are all 0 in group {value}; nobody is left in it.")
    return weights


def _line(
    values: np.ndarray, chosen: np.ndarray, weights: np.ndarray, denominator: str
) -> tuple[float, float, float | None, float | None]:
    mean_1, mean_0 = (fsum(weights[part] * values[part]) / fsum(weights[part]) for part in (chosen, ~chosen))
    spread_1, spread_0 = (_variance(values[part]) for part in (chosen, ~chosen))
    square = spread_1 if denominator == "treated" else (spread_1 + spread_0) / 2
    smd = (mean_1 - mean_0) / sqrt(square) if square else None
    return mean_1, mean_0, smd, spread_1 / spread_0 if spread_0 else None


def _variance(values: np.ndarray) -> float:
    """With n - 1, summed exactly, so that the order of rows doesn't matter; 0 when all values are the same."""
    if values.min() == values.max():
        return 0.0
    return fsum((values - fsum(values) / len(values)) ** 2) / (len(values) - 1)
