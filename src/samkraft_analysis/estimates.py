"""What the estimators give back: numbers with what is needed to read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import copysign, inf, sqrt
from typing import Any

import numpy as np
import polars as pl
from scipy import special


@dataclass(frozen=True)
class Test:
    """A test: its statistic, the degrees of freedom of the chi-square it is held against, and the p-value.

    ``n`` is the number of people; ``method`` names the test and the choices that move its numbers.

    >>> Test(3.84, 1, 0.05).p
    0.05
    """

    __test__ = False  # not a class of tests, whatever the name says

    statistic: float
    df: int
    p: float
    n: int | None = None
    method: str = ""


@dataclass(frozen=True)
class Estimate:
    """An effect with its uncertainty, and the choices that made the numbers.

    ``n`` is the number of people, ``n_treated`` those treated (or called). ``variance`` names the formula of
    ``se``; ``lower`` and ``upper`` are the limits at ``level``, from the t distribution with ``df`` degrees of
    freedom, or from the normal when ``df`` is None; ``p`` is two-sided, against no effect. ``method`` says in
    words what was estimated.
    """

    value: float
    se: float
    lower: float
    upper: float
    p: float
    n: int
    n_treated: int
    variance: str
    df: float | None = None
    level: float = 0.95
    method: str = ""


@dataclass(frozen=True, kw_only=True)
class Difference(Estimate):
    """A difference between two groups, with the plain mean of the outcome in each."""

    mean_treated: float
    mean_control: float

    @property
    def risk_ratio(self) -> float:
        """Mean among the treated over mean among the others: a ratio of risks when the outcome is 0 or 1."""
        return over(self.mean_treated, self.mean_control)

    @property
    def odds_ratio(self) -> float:
        """Odds among the treated over odds among the others; for an outcome of 0 and 1."""
        return over(self.mean_treated * (1 - self.mean_control), self.mean_control * (1 - self.mean_treated))


@dataclass(frozen=True, kw_only=True)
class LateEstimate(Estimate):
    """The effect of taking part among compliers; ``n_treated`` counts those called.

    ``anderson_rubin`` holds the values that the Anderson-Rubin test doesn't reject, as a list of (low, high):
    an interval, two half-lines, the whole line, or nothing. It is right for a weak first stage too.
    ``naive`` is the regression of the outcome on taking part itself: shown for contrast, not an effect.
    """

    itt: Estimate
    first_stage: Estimate
    first_stage_f: float
    anderson_rubin: list[tuple[float, float]]
    naive: Estimate


@dataclass(frozen=True, kw_only=True)
class WeightedEstimate(Estimate):
    """A difference of weighted means; ``weights`` and ``propensity`` have one value per row, in row order."""

    estimand: str
    mean_treated: float
    mean_control: float
    effective_n_treated: float
    effective_n_control: float
    weights: np.ndarray = field(repr=False, compare=False)
    propensity: np.ndarray = field(repr=False, compare=False)
    coefficients: dict[str, float] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class MatchedEstimate(Estimate):
    """A mean difference between the treated and those like them.

    ``n_matched`` of the ``n_treated`` found a match, among ``n_controls_used`` others. ``weights`` has one value
    per row, in row order: how often it was used. ``rule`` says how ties and the order were settled.
    """

    n_matched: int
    n_controls_used: int
    rule: str
    weights: np.ndarray = field(repr=False, compare=False)
    make_pairs: Callable[[], pl.DataFrame] = field(repr=False, compare=False)

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """One row per treated person and match: treated, control, weight, distance.

        People are given by id, or by row number (from 0) where no id was named. The weights of a treated person
        add to 1; the distance is in the units of the score. Made when asked for: ties can give many rows.
        """
        return self.make_pairs()


@dataclass(frozen=True, kw_only=True)
class TrialsEstimate(Estimate):
    """A log hazard ratio over trials that start one after another; ``n`` counts people, ``n_rows`` their parts."""

    trials: int
    n_rows: int
    n_events: int

    @property
    def hazard_ratio(self) -> float:
        """How many times as fast those who start now leave."""
        return float(np.exp(self.value))


@dataclass(frozen=True)
class GroupEstimates:
    """Effects by group: ``frame`` (group, value, se, lower, upper, n) and the test that they are all the same."""

    frame: pl.DataFrame = field(compare=False)
    interaction: Test
    estimates: dict[Any, Estimate] = field(repr=False, compare=False)


class Result(pl.DataFrame):
    """A table of results that also knows the conventions behind its numbers and how many people they rest on.

    What is made from it (filtered, joined) is an ordinary Polars DataFrame.
    """

    conventions: Mapping[str, Any] = {}
    n: int | None = None


def result(columns: Mapping[str, Any], n: int | None, **conventions: Any) -> Result:
    """A table of these columns, with the number of people and the conventions.

    >>> table = result({"tau": [90], "rmst": [60.0]}, 3, variance="greenwood")
    >>> table.n, table.conventions
    (3, {'variance': 'greenwood'})
    """
    table = Result(columns)
    table.n, table.conventions = n, conventions
    return table


def limits(value: float, se: float, level: float = 0.95, df: float | None = None) -> tuple[float, float, float]:
    """Lower and upper limit and the two-sided p-value; t with ``df`` degrees of freedom, normal without.

    >>> [round(number, 4) for number in limits(1.0, 0.5)]
    [0.02, 1.98, 0.0455]
    """
    reach = quantile(level, df) * se
    z = over(abs(value), se)
    p = 2 * (special.ndtr(-z) if df is None else special.stdtr(df, -z))
    return value - reach, value + reach, float(p)


def with_limits(value: float, se: float, level: float, df: float | None = None) -> dict[str, Any]:
    """What every estimate holds of its value: the arguments of an `Estimate` that follow from value and error."""
    lower, upper, p = limits(value, se, level, df)
    return {"value": value, "se": se, "lower": lower, "upper": upper, "p": p, "df": df, "level": level}


def quantile(level: float, df: float | None = None) -> float:
    """How many standard errors a two-sided interval at ``level`` reaches to each side."""
    if not (isinstance(level, (int, float)) and 0 < level < 1):
        raise ValueError(f"The level is {level!r}; give the coverage of the limits as a share, such as 0.95.")
    above = (1 + level) / 2
    return float(special.ndtri(above) if df is None else special.stdtrit(df, above))


def wald(values: Sequence[float], errors: Sequence[float], n: int | None = None) -> Test:
    """Chi-square test that independent estimates are all the same (Cochran's Q; z squared for two)."""
    value, weight = np.asarray(values, dtype=float), 1 / np.asarray(errors, dtype=float) ** 2
    centre = np.sum(weight * value) / np.sum(weight)
    statistic = float(np.sum(weight * (value - centre) ** 2))
    df = len(value) - 1
    return Test(statistic, df, float(special.chdtrc(df, statistic)), n, "Wald test that all groups have one effect")


def over(above: float, below: float) -> float:
    """The ratio; infinite, or 0 for 0 over 0, when there is nothing below."""
    if below:
        return float(above / below)
    return copysign(inf, above) if above else 0.0


def root(variance: float) -> float:
    """The square root of a variance that rounding may have put a hair under 0."""
    return sqrt(max(variance, 0.0))
