"""Comparisons of two groups: as they are, adjusted by regression, and as called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from samkraft_analysis.effects.regression import ROBUST, Additive, Arm, Contrast, arm
from samkraft_analysis.effects.rows import Rows, Strata, columns_of, rows
from samkraft_analysis.estimates import Difference, root, with_limits
from samkraft_analysis.frames import Frame

Variance = Literal["classical", "HC0", "HC1", "HC2", "HC3"]


def difference(
    frame: Frame,
    outcome: str,
    treatment: str,
    variance: Literal["welch", "pooled", "classical", "HC0", "HC1", "HC2", "HC3"] = "welch",
    covariates: Sequence[str] = (),
    level: float = 0.95,
) -> Difference:
    """The difference in the mean of ``outcome`` between those with 1 in ``treatment`` and those with 0.

    In the units of the outcome; a difference of shares when it is 0 or 1. Without covariates: the plain
    difference of means. ``variance`` "welch": s1^2/n1 + s0^2/n0 with Welch's degrees of freedom; "pooled" (the
    same as "classical"): one variance for both; "HC0" to "HC3": White's, see `regression`. With covariates: the
    coefficient of the treatment in plain least squares without interactions; "welch" then means HC2 and "pooled"
    classical, which are their generalisations, and the result says so. Limits and p from the t distribution.

    Nothing is assumed for a description. Read as an effect it needs a random draw, or all reasons for being
    treated among the covariates. Raises ``ValueError`` for missing values, a treatment other than 0 and 1, a
    group with nobody or (for Welch) one person, and covariates without variation of their own.

    >>> import polars as pl
    >>> people = pl.DataFrame({"work": [1, 1, 0, 1, 0, 0], "treated": [1, 1, 1, 0, 0, 0]})
    >>> found = difference(people, "work", "treated")
    >>> round(found.value, 3), round(found.se, 3), found.n, found.variance
    (0.333, 0.471, 6, 'welch')
    """
    covariates = columns_of(covariates)
    known(variance, ("welch", "pooled", "classical", *ROBUST))
    given = rows(frame, [outcome, treatment, *covariates])
    y, chosen = given.number(outcome), given.treated(treatment)
    if variance == "welch" and not covariates:
        return _welch(y, chosen, treatment, level)
    used = {"welch": "HC2", "pooled": "classical"}.get(variance, variance) if covariates else variance
    names = [*covariates, treatment]
    fit = Additive(chosen.astype(float), given.numbers(covariates), given.strata(None), names)
    se = root(fit.contrast.variance(fit.residuals(y), "classical" if used == "pooled" else used))
    words = f"least squares with {len(covariates)} covariates" if covariates else "difference in means"
    return comparison(y, chosen, fit.slope(y), se, used, level, fit.contrast.df, words)


def itt(
    frame: Frame,
    outcome: str,
    called: str,
    stratum: str | Sequence[str] | None = None,
    covariates: Sequence[str] = (),
    variance: Variance = "HC2",
    level: float = 0.95,
    cluster: str | None = None,
) -> Difference:
    """The effect of being called (intention to treat): called against not called, whoever took part.

    Strata and covariates enter centred and interacted with ``called`` (Lin 2013): each stratum's difference
    counts by its people, covariates remove chance differences, and the estimate stays right when the effect
    varies. With neither it is the difference in means. The standard error takes strata and covariates as they
    are. ``stratum``: a column, or several whose combinations are the strata. Limits and p from the t distribution
    with n - k degrees of freedom. ``cluster``: a column of batches or teams that were called as one; the error is
    then over clusters, CR0 for "HC0" and CR1 for the other HCs, with a degree of freedom per cluster less one.

    Assumes a random call within strata, and that nobody's call touches anybody else's outcome. Raises
    ``ValueError`` for a ``called`` other than 0 and 1, or a stratum where nobody or everybody is called.

    >>> import polars as pl
    >>> people = pl.DataFrame({"work": [1, 1, 0, 1, 1, 0, 0, 0], "called": [1, 1, 1, 1, 0, 0, 0, 0]})
    >>> itt(people, "work", "called").value
    0.5
    >>> people = people.with_columns(week=pl.Series([1, 2] * 4))
    >>> round(itt(people, "work", "called", stratum="week").se, 4)
    0.3536
    """
    covariates = columns_of(covariates)
    known(variance, ("classical", *ROBUST))
    given = rows(frame, [outcome, called, *covariates], columns_of(stratum) + columns_of(cluster))
    y, chosen, strata = given.number(outcome), given.treated(called), given.strata(stratum)
    everybody, used = np.ones(len(given), dtype=bool), over_clusters(variance, cluster)
    value, se, df = interacted(given, y, chosen, strata, covariates, everybody, used, called, cluster)
    words = _words_for_strata(strata, covariates) + (f", clustered by {cluster}" if cluster else "")
    return comparison(y, chosen, value, se, used, level, df, words)


def standardised(
    frame: Frame,
    outcome: str,
    treatment: str,
    covariates: Sequence[str],
    estimand: Literal["ATE", "ATT"] = "ATE",
    variance: Variance = "HC2",
    level: float = 0.95,
) -> Difference:
    """The effect by standardisation (g-formula): a regression in each group, predicted for the same people.

    "ATE" predicts for everybody, "ATT" for the treated. Least squares with an intercept in each group. The
    standard error takes the covariates as they are. Assumes that the covariates hold all reasons for being
    treated that matter for the outcome, and that the outcome is linear in them. Raises as `difference` does.

    >>> import polars as pl
    >>> people = pl.DataFrame({"pay": [3, 5, 8, 1, 2, 4], "treated": [1, 1, 1, 0, 0, 0], "age": [2, 3, 4, 2, 3, 5]})
    >>> round(standardised(people, "pay", "treated", ["age"], "ATT").value, 4)
    3.3333
    """
    covariates = columns_of(covariates)
    known(variance, ("classical", *ROBUST))
    known(estimand, ("ATE", "ATT"), "estimand")
    given = rows(frame, [outcome, treatment, *covariates])
    y, chosen = given.number(outcome), given.treated(treatment)
    whom = chosen if estimand == "ATT" else np.ones(len(given), dtype=bool)
    value, se, df = interacted(given, y, chosen, given.strata(None), covariates, whom, variance, treatment)
    return comparison(y, chosen, value, se, variance, level, df, f"standardised to the population of the {estimand}")


def interacted(
    given: Rows,
    outcome: np.ndarray,
    chosen: np.ndarray,
    strata: Strata,
    covariates: Sequence[str],
    whom: np.ndarray,
    variance: str,
    column: str,
    cluster: str | None = None,
) -> tuple[float, float, int]:
    """Fit each arm by itself and predict both for ``whom``: the value, its standard error, degrees of freedom."""
    refuse_empty_cells(strata, chosen, whom, column)
    x, shares = given.numbers(covariates), strata.shares(whom)
    fits = [_arm(outcome, x, strata, shares, x[whom].mean(axis=0), covariates, part) for part in (chosen, ~chosen)]
    both = Contrast(
        np.concatenate([fits[0].contrast.weights, -fits[1].contrast.weights]),
        np.concatenate([fit.contrast.leverage for fit in fits]),
        sum(fit.contrast.parameters for fit in fits),
        _treated_first(given.clusters(cluster), chosen),
    )
    se = root(both.variance(np.concatenate([fit.residuals for fit in fits]), variance))
    return fits[0].mean - fits[1].mean, se, both.df_of_limits


def refuse_empty_cells(strata: Strata, chosen: np.ndarray, whom: np.ndarray, column: str) -> None:
    """Every stratum that counts must have people in both groups."""
    for part, value in ((chosen, 1), (~chosen, 0)):
        empty = np.flatnonzero((strata.within(part) == 0) & (strata.within(whom) > 0))
        if len(empty):
            raise ValueError(
                f"Stratum {strata.names[empty[0]]!r} has nobody with {value} in column {column!r} ({len(empty)} such "
                "strata); merge it with another stratum or leave it out."
            )


def comparison(
    outcome: np.ndarray,
    chosen: np.ndarray,
    value: float,
    se: float,
    variance: str,
    level: float,
    df: float | None,
    method: str,
) -> Difference:
    """The result of a comparison, with the plain means beside it."""
    return Difference(
        **with_limits(value, se, level, df),
        n=len(outcome),
        n_treated=int(np.count_nonzero(chosen)),
        variance=variance,
        method=method,
        mean_treated=float(outcome[chosen].mean()),
        mean_control=float(outcome[~chosen].mean()),
    )


def known(value: str, choices: Sequence[str], what: str = "variance") -> None:
    """Refuse a choice that doesn't exist."""
    if value not in choices:
        raise ValueError(f"There is no {what} {value!r} here; choose one of {', '.join(choices)}.")


def _arm(
    outcome: np.ndarray,
    x: np.ndarray,
    strata: Strata,
    shares: np.ndarray,
    target: np.ndarray,
    names: Sequence[str],
    part: np.ndarray,
) -> Arm:
    own = Strata(strata.codes[part], strata.within(part), strata.names)
    return arm(outcome[part], x[part], own, shares, target, names)


def over_clusters(variance: str, cluster: str | None) -> str:
    """The formula used with clusters, or the one asked for without."""
    if cluster is None:
        return variance
    if variance == "classical":
        raise ValueError(f"The classical variance knows no clusters ({cluster!r}); choose HC0 or HC1, or no cluster.")
    return "CR0" if variance == "HC0" else "CR1"


def _treated_first(clusters: Strata | None, chosen: np.ndarray) -> Strata | None:
    if clusters is None:
        return None
    codes = np.concatenate([clusters.codes[chosen], clusters.codes[~chosen]])
    return Strata(codes, clusters.sizes, clusters.names)


def _words_for_strata(strata: Strata, covariates: Sequence[str]) -> str:
    if len(strata.names) == 1 and not covariates:
        return "difference in means"
    return f"regression with {len(strata.names)} strata and {len(covariates)} covariates, centred and interacted"


def _welch(outcome: np.ndarray, chosen: np.ndarray, column: str, level: float) -> Difference:
    parts = []
    for part, value in ((outcome[chosen], 1), (outcome[~chosen], 0)):
        if len(part) < 2:
            raise ValueError(f"Only one person has {value} in column {column!r}; a variance needs at least two.")
        parts.append((part.mean(), part.var(ddof=1) / len(part), len(part) - 1))
    (mean1, v1, df1), (mean0, v0, df0) = parts
    total = v1 + v0
    df = float(total**2 / (v1**2 / df1 + v0**2 / df0)) if total else float(df1 + df0)
    return comparison(outcome, chosen, float(mean1 - mean0), root(total), "welch", level, df, "difference in means")
