"""The effect of taking part, from a call at random: two-stage least squares and Anderson-Rubin sets."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, sqrt
from typing import Literal

import numpy as np

from samkraft_analysis.effects.comparisons import comparison, known, over_clusters
from samkraft_analysis.effects.regression import Additive
from samkraft_analysis.effects.rows import columns_of, rows
from samkraft_analysis.estimates import Difference, LateEstimate, over, quantile, root, with_limits
from samkraft_analysis.frames import Frame


def late(
    frame: Frame,
    outcome: str,
    took_part: str,
    called: str,
    stratum: str | Sequence[str] | None = None,
    covariates: Sequence[str] = (),
    variance: Literal["HC0", "HC1", "classical"] = "HC0",
    level: float = 0.95,
    cluster: str | None = None,
) -> LateEstimate:
    """The effect of taking part on those who take part because they are called (LATE, complier effect).

    Two-stage least squares with the call as instrument: the effect of the call on the outcome (``itt``) over
    its effect on taking part (``first_stage``), both from one regression with an indicator per stratum and the
    covariates, without interactions. ``took_part`` is any number: 0 and 1, or months, or years. Variances: "HC0"
    without a small-sample factor, "HC1" times n / (n - k), "classical" with the n - k divisor; the first-stage F
    is by the same formula. With ``cluster``, a column of batches or teams called as one, errors are over clusters:
    CR0 for "HC0", CR1 for "HC1". Normal limits for the estimates. ``anderson_rubin`` needs no strong first stage: all b
    for which (itt - b first_stage)^2 <= z^2 var(itt - b first_stage), solved as a quadratic.

    Assumes a random call within strata; that the call works through taking part only (a letter may by itself
    make people leave); that nobody does the opposite of the call; and no interference. If nobody uncalled can
    take part it is the effect on those who took part. Source: Imbens & Angrist 1994; Anderson & Rubin 1949.
    Raises ``ValueError`` for a call without variation (within strata), and a first stage of exactly 0.

    >>> import polars as pl
    >>> called, took_part = [1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0]
    >>> people = pl.DataFrame({"work": [1, 1, 1, 0, 0, 1, 0, 0], "took_part": took_part, "called": called})
    >>> found = late(people, "work", "took_part", "called")
    >>> round(found.value, 6), round(found.itt.value, 6), round(found.first_stage.value, 6)
    (1.0, 0.5, 0.5)
    >>> [(round(low, 3), round(high, 3)) for low, high in found.anderson_rubin]
    [(-0.417, 26.647)]
    """
    covariates = columns_of(covariates)
    known(variance, ("HC0", "HC1", "classical"))
    used = over_clusters(variance, cluster)
    given = rows(frame, [outcome, took_part, called, *covariates], columns_of(stratum) + columns_of(cluster))
    y, d, chosen, strata = given.number(outcome), given.number(took_part), given.treated(called), given.strata(stratum)
    x, clusters = given.numbers(covariates), given.clusters(cluster)
    fit = Additive(chosen.astype(float), x, strata, [*covariates, called], clusters)
    stages = _Stages(fit, y, d, used)
    refuse_no_first_stage(stages.on_part, chosen, d, took_part, called)
    method = f"two-stage least squares with {len(strata.names)} strata and {len(covariates)} covariates"
    method += f", clustered by {cluster}" if cluster else ""

    def normal(value: float, se: float, words: str) -> Difference:
        return comparison(y if words != "first stage" else d, chosen, value, se, used, level, None, words)

    return LateEstimate(
        **with_limits(stages.effect, stages.se, level),
        n=len(given),
        n_treated=int(np.count_nonzero(chosen)),
        variance=used,
        method=method,
        itt=normal(stages.on_outcome, root(stages.outcome_variance), "intention to treat"),
        first_stage=normal(stages.on_part, root(stages.part_variance), "first stage"),
        first_stage_f=over(stages.on_part**2, stages.part_variance),
        anderson_rubin=stages.anderson_rubin(quantile(level)),
        naive=_naive(Additive(d, x, strata, [*covariates, took_part], clusters), y, chosen, used, level),
    )


def refuse_no_first_stage(
    first_stage: float, chosen: np.ndarray, part: np.ndarray, took_part: str, called: str
) -> None:
    """An effect can't be divided by a first stage of 0."""
    if abs(first_stage) * np.linalg.norm(chosen - chosen.mean()) <= 1e-12 * np.linalg.norm(part):
        raise ValueError(
            f"The first stage is 0: column {took_part!r} has the same mean for those with 1 and 0 in {called!r}, "
            "so the call says nothing about the effect of taking part; report the itt alone."
        )


class _Stages:
    """Both reduced forms, their covariance, and what follows from them."""

    def __init__(self, fit: Additive, outcome: np.ndarray, part: np.ndarray, variance: str) -> None:
        self.on_outcome, self.on_part = fit.slope(outcome), fit.slope(part)
        self._fit, self._variance = fit, variance
        self._left, self._part_left = fit.residuals(outcome), fit.residuals(part)
        self.outcome_variance = fit.contrast.variance(self._left, variance)
        self.part_variance = fit.contrast.variance(self._part_left, variance)

    @property
    def effect(self) -> float:
        return self.on_outcome / self.on_part

    @property
    def se(self) -> float:
        """From the residuals of the outcome minus the effect times taking part."""
        left = self._left - self.effect * self._part_left
        return root(self._fit.contrast.variance(left, self._variance)) / abs(self.on_part)

    def anderson_rubin(self, z: float) -> list[tuple[float, float]]:
        both = self._fit.contrast.covariance(self._left, self._part_left, self._variance)
        return not_above_zero(
            self.on_part**2 - z**2 * self.part_variance,
            self.on_outcome * self.on_part - z**2 * both,
            self.on_outcome**2 - z**2 * self.outcome_variance,
        )


def not_above_zero(square: float, half: float, constant: float) -> list[tuple[float, float]]:
    """Where square b^2 - 2 half b + constant <= 0: intervals in order, perhaps infinite, perhaps none.

    >>> not_above_zero(1, 0, -4)
    [(-2.0, 2.0)]
    >>> not_above_zero(-1, 0, 4)
    [(-inf, -2.0), (2.0, inf)]
    >>> not_above_zero(1, 0, 4), not_above_zero(-1, 0, -4)
    ([], [(-inf, inf)])
    """
    if square == 0:
        return _half_line(half, constant)
    inside = half**2 - square * constant
    if inside < 0:
        return [] if square > 0 else [(-inf, inf)]
    far = half + (sqrt(inside) if half >= 0 else -sqrt(inside))
    ends = sorted([far / square, constant / far if far else 0.0])
    if square > 0:
        return [(ends[0], ends[1])]
    return [(-inf, ends[0]), (ends[1], inf)] if ends[0] < ends[1] else [(-inf, inf)]


def _half_line(half: float, constant: float) -> list[tuple[float, float]]:
    if half == 0:
        return [(-inf, inf)] if constant <= 0 else []
    end = constant / (2 * half)
    return [(end, inf)] if half > 0 else [(-inf, end)]


def _naive(fit: Additive, outcome: np.ndarray, chosen: np.ndarray, variance: str, level: float) -> Difference:
    se = root(fit.contrast.variance(fit.residuals(outcome), variance))
    words = "least squares on taking part, not an effect"
    return comparison(outcome, chosen, fit.slope(outcome), se, variance, level, None, words)
