"""Effects without a draw: weights from the propensity score, and the doubly robust estimate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from samkraft_analysis.effects.comparisons import comparison, known
from samkraft_analysis.effects.regression import Logit, factor, logit
from samkraft_analysis.effects.rows import Rows, columns_of, rows
from samkraft_analysis.estimates import Difference, WeightedEstimate, root, with_limits
from samkraft_analysis.frames import Frame

Estimand = Literal["ATT", "ATE"]
SURE = 1e-8


def weighted(
    frame: Frame,
    outcome: str,
    treatment: str,
    covariates: Sequence[str],
    estimand: Estimand = "ATT",
    se: Literal["stacked", "fixed"] = "stacked",
    level: float = 0.95,
) -> WeightedEstimate:
    """The effect of a treatment that wasn't drawn, by weighting the groups until they are alike.

    The propensity e is a logit of ``treatment`` on the covariates, without interactions. Weights: for the "ATT"
    (effect on the treated) 1 for the treated and e / (1 - e) for the others; for the "ATE" (on everybody) 1 / e
    and 1 / (1 - e). The effect is the difference of the weighted means, weights divided by their sum in each
    group (Hajek). ``se`` "stacked" counts in that the propensity was estimated (stacked estimating equations),
    "fixed" takes the weights as known (HC0); no small-sample factor. Normal limits. ``effective_n_treated`` and
    ``effective_n_control`` are (sum w)^2 / sum w^2. ``weights`` and ``propensity`` are arrays in row order.

    Assumes that the covariates hold every reason for being treated that also matters for the outcome, and that
    everybody could have been treated and not. Show balance before and after (`samkraft_analysis.balance`).
    Raises ``ValueError`` for missing values, a treatment other than 0 and 1, and where groups don't overlap.

    >>> import polars as pl
    >>> people = pl.DataFrame({"pay": [3, 5, 8, 1, 2, 4], "treated": [1, 1, 1, 0, 0, 0], "old": [1, 1, 0, 1, 0, 0]})
    >>> found = weighted(people, "pay", "treated", ["old"])
    >>> round(found.value, 4), [round(float(weight), 4) for weight in found.weights]
    (3.6667, [1.0, 1.0, 1.0, 2.0, 0.5, 0.5])
    """
    covariates = columns_of(covariates)
    known(estimand, ("ATT", "ATE"), "estimand")
    known(se, ("stacked", "fixed"), "standard error")
    given = rows(frame, [outcome, treatment, *covariates])
    y, chosen = given.number(outcome), given.treated(treatment)
    fit = overlapping(given, chosen, covariates, treatment, estimand)
    weights = _weights(chosen, fit.probability, estimand)
    means = [float(np.average(y[part], weights=weights[part])) for part in (chosen, ~chosen)]
    influence = sum(
        sign * _influence(y - mean, weights, part, fit, chosen, _slopes(sign == 1, fit, estimand), se)
        for sign, mean, part in ((1, means[0], chosen), (-1, means[1], ~chosen))
    )
    error = float(np.linalg.norm(np.asarray(influence)) / len(y))
    return WeightedEstimate(
        **with_limits(means[0] - means[1], error, level),
        n=len(y),
        n_treated=int(np.count_nonzero(chosen)),
        variance=se,
        method=f"{estimand} by inverse probability weights from a logit, normalised in each group",
        estimand=estimand,
        mean_treated=means[0],
        mean_control=means[1],
        effective_n_treated=_effective(weights[chosen]),
        effective_n_control=_effective(weights[~chosen]),
        weights=given.in_frame_order(weights),
        propensity=given.in_frame_order(fit.probability),
        coefficients=fit.coefficients,
    )


def doubly_robust(
    frame: Frame,
    outcome: str,
    treatment: str,
    covariates: Sequence[str],
    estimand: Estimand = "ATT",
    level: float = 0.95,
) -> Difference:
    """The effect of a treatment that wasn't drawn, by weights and regression together (AIPW).

    Right if either the logit of ``treatment`` or the least squares of ``outcome`` in each group is right. With m1
    and m0 the two regressions' predictions, e the propensity, D the treatment: for the "ATE" the mean of
    m1 - m0 + D (y - m1) / e - (1 - D) (y - m0) / (1 - e); for the "ATT" the sum of (D - (1 - D) e / (1 - e))
    (y - m0) over the number treated. Standard error from the influence function, without a small-sample factor;
    normal limits. Source: Robins, Rotnitzky & Zhao 1994; Hahn 1998. Assumptions and errors as in `weighted`.

    >>> import polars as pl
    >>> people = pl.DataFrame({"pay": [3, 5, 8, 1, 2, 4], "treated": [1, 1, 1, 0, 0, 0], "old": [1, 1, 0, 1, 0, 0]})
    >>> found = doubly_robust(people, "pay", "treated", ["old"])
    >>> round(found.value, 4), found.n, found.n_treated
    (3.6667, 6, 3)
    """
    covariates = columns_of(covariates)
    known(estimand, ("ATT", "ATE"), "estimand")
    given = rows(frame, [outcome, treatment, *covariates])
    y, chosen = given.number(outcome), given.treated(treatment)
    e = overlapping(given, chosen, covariates, treatment, estimand).probability
    x = given.numbers(covariates)
    without = _predicted(y, x, ~chosen, covariates)
    if estimand == "ATE":
        with_it = _predicted(y, x, chosen, covariates)
        parts = with_it - without + np.where(chosen, (y - with_it) / e, -(y - without) / (1 - e))
        value, influence = float(parts.mean()), parts - parts.mean()
    else:
        share = chosen.mean()
        parts = np.where(chosen, 1.0, -e / (1 - e)) * (y - without)
        value = float(parts.sum() / np.count_nonzero(chosen))
        influence = (parts - chosen * value) / share
    error = root(float(np.sum(influence**2))) / len(y)
    return comparison(y, chosen, value, error, "influence function", level, None, f"{estimand}, doubly robust (AIPW)")


def overlapping(given: Rows, chosen: np.ndarray, covariates: Sequence[str], treatment: str, estimand: str) -> Logit:
    """The logit of the treatment; refuses people whom the estimand needs a counterpart for and who have none."""
    if not covariates:
        raise ValueError("There are no covariates, so nothing to weigh or match on; name at least one column.")
    fit = logit(chosen, given.numbers(covariates), covariates, treatment)
    alone = fit.probability > 1 - SURE
    if estimand == "ATE":
        alone = alone | (fit.probability < SURE)
    if alone.any():
        raise ValueError(
            f"There is no overlap for {np.count_nonzero(alone)} people: their probability of 1 in column "
            f"{treatment!r} is within {SURE:g} of 0 or 1; leave them out, and say so."
        )
    return fit


def _weights(chosen: np.ndarray, e: np.ndarray, estimand: str) -> np.ndarray:
    if estimand == "ATT":
        return np.where(chosen, 1.0, e / (1 - e))
    return np.where(chosen, 1 / e, 1 / (1 - e))


def _slopes(of_treated: bool, fit: Logit, estimand: str) -> np.ndarray:
    """How the weights move with the logit's linear score."""
    e = fit.probability
    if not of_treated:
        return e / (1 - e)
    return np.zeros_like(e) if estimand == "ATT" else -(1 - e) / e


def _influence(
    gap: np.ndarray,
    weights: np.ndarray,
    part: np.ndarray,
    fit: Logit,
    chosen: np.ndarray,
    slopes: np.ndarray,
    se: str,
) -> np.ndarray:
    """Each row's influence on one weighted mean, through its own weight and through the propensity."""
    size = np.mean(weights * part)
    own = weights * part * gap
    if se == "stacked":
        bend = (slopes * part * gap) @ fit.design
        own = own + (fit.design @ (fit.inverse @ bend)) * (chosen - fit.probability)
    return own / size


def _predicted(outcome: np.ndarray, x: np.ndarray, part: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Least squares in one group, predicted for everybody."""
    middle, level = x[part].mean(axis=0), outcome[part].mean()
    q, r = factor(x[part] - middle, x[part], names)
    slopes = np.linalg.solve(r, q.T @ (outcome[part] - level))
    return level + (x - middle) @ slopes


def _effective(weights: np.ndarray) -> float:
    return float(weights.sum() ** 2 / np.sum(weights**2))
