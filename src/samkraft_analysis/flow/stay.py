"""How long people stay: a distribution from a family, a mixture, real counts or a fit to unfinished stays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, overload

import numpy as np

from samkraft_analysis.flow.families import Family, Fixed, Gamma, LogNormal, Weibull
from samkraft_analysis.flow.fitting import FamilyName, Fitted, fitted_family
from samkraft_analysis.flow.from_counts import Tail, observed
from samkraft_analysis.frames import Frame
from samkraft_analysis.survival import Counts


@dataclass(frozen=True)
class Stay:
    """A distribution of the length of stay L, in days.

    Make one with `gamma`, `exponential`, `lognormal`, `weibull`, `mixture`, `fixed`, `from_counts` or `fit`.
    ``parts`` are (weight, family) with weights that sum to 1. ``fitted`` is there after `fit`: n, events,
    log-likelihood and the standard error of the mean. Two published figures (a mean and one share) don't
    identify the tails: keep the family an argument and refit from real episodes.

    >>> stay = Stay.gamma(mean=179, shape=19.80)
    >>> round(stay.mean), round(stay.survival(150), 3), stay.survival([0, 1000]).round(3).tolist()
    (179, 0.754, [1.0, 0.0])
    """

    parts: tuple[tuple[float, Family], ...]
    fitted: Fitted | None = None

    @classmethod
    def gamma(cls, mean: float, shape: float) -> Stay:
        """Gamma with this mean in days; scale = mean / shape, standard deviation = mean / sqrt(shape)."""
        return cls(((1.0, Gamma(_positive(mean, "mean"), _positive(shape, "shape"))),))

    @classmethod
    def exponential(cls, mean: float) -> Stay:
        """Exponential: the same chance of leaving every day. S(x) = exp(-x / mean)."""
        return cls(((1.0, Gamma(_positive(mean, "mean"), 1.0)),))

    @classmethod
    def lognormal(cls, mean: float, sigma: float) -> Stay:
        """Log-normal with this mean in days and standard deviation ``sigma`` of log(days)."""
        return cls(((1.0, LogNormal(_positive(mean, "mean"), _positive(sigma, "sigma"))),))

    @classmethod
    def weibull(cls, mean: float, shape: float) -> Stay:
        """Weibull with this mean in days. S(x) = exp(-(x / scale)^shape), scale = mean / Gamma(1 + 1 / shape)."""
        return cls(((1.0, Weibull(_positive(mean, "mean"), _positive(shape, "shape"))),))

    @classmethod
    def fixed(cls, days: float) -> Stay:
        """Everybody stays exactly this number of days."""
        return cls(((1.0, Fixed(_positive(days, "days"))),))

    @classmethod
    def mixture(cls, parts: Sequence[tuple[float, Stay]]) -> Stay:
        """Kinds of people with stays of their own: [(weight, Stay), ...], weights taken as shares of their sum.

        >>> Stay.mixture([(0.25, Stay.fixed(60)), (0.75, Stay.fixed(220))]).mean
        180.0
        """
        total = math.fsum(_positive(weight, "weight") for weight, _ in parts)
        if not parts:
            raise ValueError("The mixture has no parts; give [(weight, Stay), ...] with one at least.")
        flat = [(weight / total * inner, family) for weight, stay in parts for inner, family in stay.parts]
        return cls(tuple(flat))

    @classmethod
    def from_counts(cls, counts: Counts, group: Any = None, tail: Tail = "exponential") -> Stay:
        """The Kaplan-Meier curve of real stays, any cause of leaving an exit, strata pooled.

        ``counts`` are ``survival.counts``; with several groups ``group`` picks one. Where the longest stay is
        unfinished the curve doesn't reach 0, and ``tail`` says what follows the last day: "exponential" = the
        constant rate -log S(last) / last (Brown, Hollander & Kowar 1974), "last" = all leave on the last day
        (Efron 1967; too short a mean), "refuse" = ``ValueError``.
        """
        return cls(((1.0, observed(counts, group, tail)),))

    @classmethod
    def fit(
        cls,
        frame: Frame,
        time: str,
        event: str,
        family: FamilyName,
        entry: str | None = None,
        weight: str | None = None,
    ) -> Stay:
        """Maximum likelihood for stays of which some are unfinished.

        ``time``: days in, > 0 for the finished ones. ``event``: 1 = left, 0 = still there (censored: the
        likelihood is S(time)). ``family``: "exponential", "gamma", "lognormal" or "weibull". ``entry``: days
        already stayed when first seen, for those seen only from a later day (left truncation: the likelihood
        is divided by S(entry)). ``weight``: a column of frequencies.

        A mean of closed cases only is too short; this isn't, if the family is right. The result's ``fitted``
        has n, n_events, log_likelihood and mean_se, the standard error of the mean stay from the observed
        information, fit for ``FlowPlan(uncertainty={"mean_stay_days": ...})``. Raises ``ValueError`` for
        missing or negative values, stays of 0 days, an event that isn't 0 or 1, entry at or after the time,
        nobody who left, or stays too alike to have a shape.

        >>> import polars as pl
        >>> episodes = pl.DataFrame({"days": [100, 150, 200, 250], "left": [1, 1, 1, 0]})
        >>> stay = Stay.fit(episodes, "days", "left", "exponential")
        >>> round(stay.mean, 1), stay.fitted.n, stay.fitted.n_events
        (233.3, 4, 3)
        """
        result, record = fitted_family(frame, time, event, family, entry, weight)
        return cls(((1.0, result),), record)

    @property
    def mean(self) -> float:
        """The mean stay in days."""
        return math.fsum(weight * family.mean for weight, family in self.parts)

    @overload
    def survival(self, days: float) -> float: ...
    @overload
    def survival(self, days: Any) -> Any: ...
    def survival(self, days: Any) -> Any:
        """S(days) = P(L > days): a number for a number, an array for many; 1 for negative days."""
        return self._mixed("survival", days, 1.0)

    @overload
    def density(self, days: float) -> float: ...
    @overload
    def density(self, days: Any) -> Any: ...
    def density(self, days: Any) -> Any:
        """The density per day; 0 for negative days.

        Where stays end at exact days (`fixed`, `from_counts`) it is the share that leaves during the day up
        to ``days``: S(days - 1) - S(days).
        """
        return self._mixed("density", days, 0.0)

    def restricted_mean(self, days: Any) -> Any:
        """E[min(L, days)] = the integral of S from 0 to ``days``; 0 for negative days."""
        return self._mixed("restricted_mean", days, 0.0)

    def scaled(self, factor: float) -> Stay:
        """Everybody's stay times ``factor``.

        >>> Stay.exponential(100).scaled(1.5).mean
        150.0
        """
        factor = _positive(factor, "factor")
        return Stay(tuple((weight, family.scaled(factor)) for weight, family in self.parts))

    def _mixed(self, what: Literal["survival", "density", "restricted_mean"], days: Any, before: float) -> Any:
        array = np.asarray(days, dtype=float)
        inside = np.maximum(array, 0.0)
        total = np.zeros(array.shape)
        for weight, family in self.parts:
            total = total + weight * getattr(family, what)(inside)
        result = np.where(array < 0, before, total) if (array < 0).any() else total
        return result if array.ndim else float(result)


@lru_cache(maxsize=16)
def quantile_table(stay: Stay) -> tuple[np.ndarray, np.ndarray]:
    """(p, days): the quantile function as straight lines between points where it is exact, atoms among them."""
    days = np.unique(np.concatenate([family.points() for _, family in stay.parts]))
    days = days[np.isfinite(days)]
    upper = sum(weight * family.survival(days) for weight, family in stay.parts)
    lower = sum(weight * family.before(days) for weight, family in stay.parts)
    p = np.clip(np.maximum.accumulate(np.column_stack((1.0 - lower, 1.0 - upper)).ravel()), 0.0, 1.0)
    points = np.column_stack((p, np.repeat(days, 2)))
    distinct = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))
    return points[distinct, 0], points[distinct, 1]


def _positive(value: float, what: str) -> float:
    if isinstance(value, (int, float, np.number)) and math.isfinite(value) and value > 0:
        return float(value)
    raise ValueError(f"The {what} of a stay is {value!r}; it must be a number above 0.")
