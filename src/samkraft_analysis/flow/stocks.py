"""How many are there, and how many have left, on given days: exact formulas, nothing simulated.

With a constant intake rate inside a period the mean number present at the end of day t is, exactly,

    sum over periods of  rate x (M(t + 1 - first) - M(t - last)),      M(x) = E[min(L, x)], M = 0 below 0

which is the convolution of the intake per day with the day weights E[min(L, x + 1)] - E[min(L, x)], its sum
over a period carried out. Source: the M_t/G/infinity queue (Eick, Massey & Whitt 1993).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
from scipy import special

from samkraft_analysis.estimates import Result, result
from samkraft_analysis.flow.days import Day, Days, day_column, day_number, day_numbers
from samkraft_analysis.flow.intake import Intake
from samkraft_analysis.flow.poisson import poisson_quantile
from samkraft_analysis.flow.stay import Stay

Population = Literal["poisson", "fixed"]

_BLOCK = 1_000_000


def stock(intake: Intake, stay: Stay, on: Days, population: Population = "poisson", level: float = 0.95) -> Result:
    """The number present at the end of each day in ``on``: day, mean, lower, upper.

    Nobody waits and nobody is there before the intake begins. The limits hold for the number on one day,
    given that intake and stay are as planned; they don't know of errors in the plan (see `simulate`).
    ``population``: "poisson" = the number who come is random (limits: Poisson quantiles); "fixed" = exactly
    the numbers of the intake come, each on a random day of the period (limits: normal, variance the sum over
    periods of n p (1 - p), smaller than the mean). Raises ``ValueError`` for days of another kind than the
    intake's, or a level outside 0 to 1.

    >>> plan = Intake([(0, 181, 1200)])
    >>> stock(plan, Stay.exponential(179), on=[0, 181]).rows()
    [(0, 6.575..., 2.0, 12.0), (181, 753.257..., 700.0, 808.0)]
    """
    check_population(population)
    if not 0 < level < 1:
        raise ValueError(f"The level is {level!r}; it must be between 0 and 1, such as 0.95.")
    days = day_numbers(on, intake.dated)
    mean, variance = _moments(intake, stay, days)
    tails = (1 - level) / 2, (1 + level) / 2
    if population == "poisson":
        lower, upper = poisson_quantile(np.array(tails)[:, None], mean)
    else:
        width = special.ndtri(tails[1]) * np.sqrt(variance)
        lower, upper = np.maximum(mean - width, 0.0), np.minimum(mean + width, intake.number)
    columns = {"day": day_column(days, intake.dated), "mean": mean, "lower": lower, "upper": upper}
    return result(columns, None, population=population, level=level)


def exits(intake: Intake, stay: Stay, on: Days, mix: Mapping[str, float] | None = None) -> Result:
    """The mean number who have left by the end of each day in ``on``: day, mean (cumulative).

    ``mix`` = {destination: share} with shares that sum to 1 gives day, mean, destination: with Poisson intake
    the exits to each destination are independent Poisson numbers (thinning), whatever the length of stay.
    Mind the denominator: shares of those who have left by a day aren't shares of those admitted. Raises
    ``ValueError`` as `stock`, and for shares that don't sum to 1.

    >>> exits(Intake([(0, 9, 100)]), Stay.fixed(30), on=39, mix={"work": 0.4, "other": 0.6}).rows()
    [(39, 40.0, 'work'), (39, 60.0, 'other')]
    """
    days = day_numbers(on, intake.dated)
    mean = np.maximum(_admitted(intake, days) - _moments(intake, stay, days)[0], 0.0)
    column = day_column(days, intake.dated)
    if mix is None:
        return result({"day": column, "mean": mean}, None)
    _check_mix(mix)
    columns = {
        "day": column.gather(np.repeat(np.arange(len(days)), len(mix))),
        "mean": np.outer(mean, list(mix.values())).ravel(),
        "destination": list(mix) * len(days),
    }
    return result(columns, None, mix=dict(mix))


def mean_of_closed(intake: Intake, stay: Stay, until: Day) -> float:
    """The mean stay, in days, that closed cases alone would show at the end of day ``until``.

    Those who came late are closed only if they stayed briefly, so it is below ``stay.mean``: the bias of a
    published mean of closed cases. It averages E[L; L <= r] = M(r) - r S(r) over the time r since arrival (midpoints
    of days). Raises ``ValueError`` when nobody can have left by then.

    >>> round(mean_of_closed(Intake([(0, 606, 2685)]), Stay.gamma(mean=183, shape=19.8), until=606))
    179
    """
    end = day_number(until, intake.dated, "The day 'until'") + 1
    days = np.arange(intake.first.min(), min(end, intake.last.max() + 1))
    rate = np.zeros(len(days))
    for first, last, number in zip(intake.first, intake.last, intake.numbers, strict=True):
        rate[(days >= first) & (days <= last)] += number / (last - first + 1)
    since = end - days - 0.5
    survival = stay.survival(since)
    left = float((rate * (1.0 - survival)).sum())
    if left <= 0:
        raise ValueError(f"Nobody has left by the end of {until}; choose a later day to speak of closed cases.")
    return float((rate * (stay.restricted_mean(since) - since * survival)).sum()) / left


def check_population(population: str) -> None:
    if population not in ("poisson", "fixed"):
        raise ValueError(f"The population is {population!r}; it must be 'poisson' or 'fixed'.")


def _check_mix(mix: Mapping[str, float]) -> None:
    if not isinstance(mix, Mapping) or not all(isinstance(share, (int, float)) for share in mix.values()):
        raise ValueError(f"The mix is {mix!r}; give {{destination: share}} with shares of 0 or more that sum to 1.")
    total = math.fsum(mix.values())
    if not (min(mix.values(), default=0.0) >= 0 and abs(total - 1) <= 1e-9):
        raise ValueError(f"The shares of 'mix' sum to {total:g}; give shares of 0 or more that sum to 1.")


def _moments(intake: Intake, stay: Stay, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean number present at the end of each day, and its variance when the numbers are fixed."""
    mean, variance = np.zeros(len(days)), np.zeros(len(days))
    longest = max(int(days.max(initial=intake.first.min()) - intake.first.min()) + 2, 2)
    area = stay.restricted_mean(np.arange(float(longest)))
    length = (intake.last - intake.first + 1).astype(float)
    for block in _blocks(len(days), max(_BLOCK // len(length), 1)):
        since = days[block, None] - np.stack((intake.first - 1, intake.last))[:, None, :]
        begun, ended = area[np.maximum(since, 0)]
        share = (begun - ended) / length
        mean[block] = share @ intake.numbers
        variance[block] = (share * (1.0 - share)) @ intake.numbers
    return mean, variance


def _admitted(intake: Intake, days: np.ndarray) -> np.ndarray:
    total = np.zeros(len(days))
    for first, last, number in zip(intake.first, intake.last, intake.numbers, strict=True):
        total += number * np.clip((days + 1 - first) / (last + 1 - first), 0.0, 1.0)
    return total


def _blocks(n: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, n)) for start in range(0, n, size))
