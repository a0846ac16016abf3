"""Families of lengths of stay: what a `Stay` is made of.

Each family gives, for days x >= 0: survival S(x) = P(L > x), `before` = P(L >= x), density, the mean, the
restricted mean E[min(L, x)] = integral of S from 0 to x in closed form, and `points`: days at which the
distribution is tabulated for sampling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from scipy import special

Array = np.ndarray
Side = Literal["left", "right"]

_TAIL = 2.0 ** -np.linspace(1, 34, 33 * 16 + 1)
LEVELS = np.unique(np.concatenate((_TAIL, np.linspace(0.0, 1.0, 2049)[1:-1], 1.0 - _TAIL)))
"""Levels of S at which continuous families are tabulated: even in the middle, ever closer in both tails."""


class Family(Protocol):
    """A distribution of lengths of stay in days."""

    @property
    def mean(self) -> float: ...
    def survival(self, days: Array) -> Array: ...
    def before(self, days: Array) -> Array: ...
    def density(self, days: Array) -> Array: ...
    def restricted_mean(self, days: Array) -> Array: ...
    def points(self) -> Array: ...
    def scaled(self, factor: float) -> Family: ...


class _Continuous:
    def before(self, days: Array) -> Array:
        return self.survival(days)

    def survival(self, days: Array) -> Array:
        raise NotImplementedError


@dataclass(frozen=True)
class Gamma(_Continuous):
    """S(x) = Q(shape, x / scale), scale = mean / shape; exponential for shape 1."""

    mean: float
    shape: float

    def survival(self, days: Array) -> Array:
        return special.gammaincc(self.shape, days * (self.shape / self.mean))

    def density(self, days: Array) -> Array:
        y = days * (self.shape / self.mean)
        with np.errstate(divide="ignore"):
            log = special.xlogy(self.shape - 1.0, y) - y - special.gammaln(self.shape)
        return np.exp(log) * (self.shape / self.mean)

    def restricted_mean(self, days: Array) -> Array:
        y = days * (self.shape / self.mean)
        beyond = special.gammaincc(self.shape, y)
        step = np.exp(special.xlogy(self.shape, y) - y - special.gammaln(self.shape + 1.0))
        return self.mean * (1.0 - beyond - step) + days * beyond

    def points(self) -> Array:
        return special.gammainccinv(self.shape, LEVELS) * (self.mean / self.shape)

    def scaled(self, factor: float) -> Gamma:
        return replace(self, mean=self.mean * factor)


@dataclass(frozen=True)
class LogNormal(_Continuous):
    """log L is normal with standard deviation sigma; mean = exp(mu + sigma^2 / 2)."""

    mean: float
    sigma: float

    def _z(self, days: Array) -> Array:
        with np.errstate(divide="ignore"):
            return (np.log(days / self.mean) + self.sigma**2 / 2) / self.sigma

    def survival(self, days: Array) -> Array:
        return special.ndtr(-self._z(days))

    def density(self, days: Array) -> Array:
        z = self._z(days)
        positive = np.where(days > 0, days, 1.0)
        return np.where(days > 0, np.exp(-(z**2) / 2) / (positive * self.sigma * math.sqrt(2 * math.pi)), 0.0)

    def restricted_mean(self, days: Array) -> Array:
        z = self._z(days)
        return self.mean * special.ndtr(z - self.sigma) + days * special.ndtr(-z)

    def points(self) -> Array:
        return self.mean * np.exp(-self.sigma * special.ndtri(LEVELS) - self.sigma**2 / 2)

    def scaled(self, factor: float) -> LogNormal:
        return replace(self, mean=self.mean * factor)


@dataclass(frozen=True)
class Weibull(_Continuous):
    """S(x) = exp(-(x / scale)^shape), scale = mean / Gamma(1 + 1 / shape)."""

    mean: float
    shape: float

    @property
    def scale(self) -> float:
        return self.mean / math.gamma(1.0 + 1.0 / self.shape)

    def survival(self, days: Array) -> Array:
        return np.exp(-((days / self.scale) ** self.shape))

    def density(self, days: Array) -> Array:
        y = days / self.scale
        with np.errstate(divide="ignore"):
            return self.shape / self.scale * np.exp(special.xlogy(self.shape - 1.0, y) - y**self.shape)

    def restricted_mean(self, days: Array) -> Array:
        return self.mean * special.gammainc(1.0 / self.shape, (days / self.scale) ** self.shape)

    def points(self) -> Array:
        return self.scale * (-np.log(LEVELS)) ** (1.0 / self.shape)

    def scaled(self, factor: float) -> Weibull:
        return replace(self, mean=self.mean * factor)


@dataclass(frozen=True)
class Fixed:
    """Everybody stays exactly ``mean`` days."""

    mean: float

    def survival(self, days: Array) -> Array:
        return np.where(days < self.mean, 1.0, 0.0)

    def before(self, days: Array) -> Array:
        return np.where(days <= self.mean, 1.0, 0.0)

    def density(self, days: Array) -> Array:
        return self.survival(days - 1.0) - self.survival(days)

    def restricted_mean(self, days: Array) -> Array:
        return np.minimum(days, self.mean)

    def points(self) -> Array:
        return np.array([self.mean])

    def scaled(self, factor: float) -> Fixed:
        return replace(self, mean=self.mean * factor)


@dataclass(frozen=True)
class Observed:
    """A Kaplan-Meier curve: S falls to ``levels[i]`` at ``days[i]``; after ``last`` at the constant rate ``tail``.

    ``tail`` 0 = nobody is left after ``last``.
    """

    days: tuple[float, ...]
    levels: tuple[float, ...]
    last: float
    tail: float

    @property
    def mean(self) -> float:
        return float(self.restricted_mean(np.array([np.inf]))[0])

    def _steps(self, days: Array, side: Side) -> Array:
        return np.concatenate(([1.0], self.levels))[np.searchsorted(self.days, days, side=side)]

    def _survival(self, days: Array, side: Side) -> Array:
        if self.tail == 0.0:
            return self._steps(days, side)
        beyond = np.exp(-self.tail * np.maximum(days - self.last, 0.0))
        return self._steps(days, side) * beyond

    def survival(self, days: Array) -> Array:
        return self._survival(days, "right")

    def before(self, days: Array) -> Array:
        return self._survival(days, "left")

    def density(self, days: Array) -> Array:
        return self.survival(days - 1.0) - self.survival(days)

    def restricted_mean(self, days: Array) -> Array:
        knots = np.concatenate(([0.0], self.days, [self.last]))
        heights = np.concatenate(([1.0], self.levels))
        area = np.concatenate(([0.0], np.cumsum(np.diff(knots) * heights)))
        inside = np.minimum(days, self.last)
        place = np.searchsorted(self.days, inside, side="right")
        result = area[place] + (inside - knots[place]) * heights[place]
        if self.tail:
            result = result - heights[-1] * np.expm1(-self.tail * np.maximum(days - self.last, 0.0)) / self.tail
        return result

    def points(self) -> Array:
        beyond = self.last - np.log(LEVELS) / self.tail if self.tail else np.array([self.last])
        return np.concatenate((np.array(self.days), beyond))

    def scaled(self, factor: float) -> Observed:
        days = tuple(day * factor for day in self.days)
        return Observed(days, self.levels, self.last * factor, self.tail / factor)
