"""Risk sets of a subdistribution: who left otherwise stays, with the weight of not having been censored since."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samkraft_analysis.survival.cox_index import places
from samkraft_analysis.survival.cox_rows import Array
from samkraft_analysis.survival.cox_sets import blocks_of


@dataclass(frozen=True)
class Exits:
    """One entry per person: time, and whether the exit is the one of interest, another, or unknown (censored)."""

    columns: tuple[Array, ...]
    time: Array
    event: Array
    other: Array

    def centred(self, centre: Array) -> Array:
        """The covariates less their centre, one row each."""
        return np.array([column - middle for column, middle in zip(self.columns, centre, strict=True)])

    @property
    def censored(self) -> Array:
        return ~(self.event | self.other)


@dataclass(frozen=True)
class Censoring:
    """The Kaplan-Meier curve G of staying uncensored: its times, the people at risk and the share censored there."""

    times: Array
    at_risk: Array
    hazard: Array

    def before(self, times: Array) -> Array:
        """G(t-) at each time."""
        survival = np.concatenate([[1.0], np.cumprod(1 - self.hazard)])
        return survival[np.searchsorted(self.times, times)]


def censoring_curve(exits: Exits, censoring: str) -> Censoring:
    """The censoring distribution of all people; those who leave on a day are at risk that day if ``together``."""
    if censoring not in ("together", "after"):
        raise ValueError(f"The rule for censoring on the day of an exit is {censoring!r}; give 'together' or 'after'.")
    times, count = np.unique(exits.time[exits.censored], return_counts=True)
    at_risk = count + _after(exits.time, times)
    if censoring == "together":
        left = exits.time[~exits.censored]
        at_risk += len(left) - np.searchsorted(np.sort(left), times) - _after(left, times)
    return Censoring(times, at_risk, count / at_risk)


def _after(values: Array, times: Array) -> Array:
    """How many values are after each time."""
    return len(values) - np.searchsorted(np.sort(values), times, side="right")


class Subdistribution:
    """Sums over Fine and Gray's risk sets, for Breslow's ties.

    At t all those with time >= t weigh 1, and those who left otherwise at s < t weigh G(t-)/G(s-).
    """

    def __init__(self, exits: Exits, curve: Censoring) -> None:
        self.event_times, self.deaths = np.unique(exits.time[exits.event], return_counts=True)
        self.high = places(self.event_times, exits.time)
        self.uncensored = curve.before(self.event_times)
        self.weight = 1 / curve.before(exits.time)
        self.centre = np.array([column.mean(dtype=float) for column in exits.columns])
        self.present = blocks_of(exits.columns, self.centre, self.high)
        later = (self.high + 1) * (exits.other & (self.high < self.size))
        self.gone = blocks_of(exits.columns, self.centre, later, self.weight)
        self.reach = np.abs(exits.centred(self.centre)).max(axis=1)
        dying = blocks_of(exits.columns, self.centre, self.high * exits.event)
        self.events = dying.sums(np.zeros(len(self.centre)), self.size)[1:]

    @property
    def size(self) -> int:
        return len(self.deaths)

    def sums(self, beta: Array, tied: bool) -> tuple[Array, Array | None]:
        present = self.present.sums(beta, self.size)[:, ::-1].cumsum(axis=1)[:, ::-1]
        gone = self.gone.sums(beta, self.size).cumsum(axis=1)
        return present + self.uncensored * gone, None

    def moments(self, hazard: Array, spared: Array) -> tuple[Array, Array]:
        first, second = self.present.moments(np.cumsum(hazard))
        gone, gone_second = self.gone.moments(from_the_end(hazard * self.uncensored))
        return first + gone, second + gone_second


def from_the_end(values: Array) -> Array:
    """For each place, the sum from it to the last."""
    return np.cumsum(values[..., ::-1], axis=-1)[..., ::-1]


def influence(exits: Exits, curve: Censoring, sets: Subdistribution, beta: Array) -> Array:
    """Each person's part of the score, (p, people): Fine and Gray's eta + psi.

    eta is what happened to the person less what was expected, at risk with weight; psi what the person, by being
    censored or not, did to everybody's weights.
    """
    x = exits.centred(sets.centre)
    risk = np.exp(beta @ x)
    late = risk * sets.weight * exits.other
    total, _ = sets.sums(beta, False)
    mean = total[1:] / total[0]
    hazard = np.vstack([np.ones(sets.size), mean]) * (sets.deaths / total[0])
    before, after = _padded(np.cumsum(hazard, axis=1), 1, 0), _padded(from_the_end(hazard * sets.uncensored), 0, 1)
    eta = risk * _pulled(x, before[:, sets.high]) + late * _pulled(x, after[:, sets.high])
    eta[:, exits.event] += x[:, exits.event] - mean[:, sets.high[exits.event] - 1]
    return eta + _through_the_weights(
        exits, curve, np.vstack([late, late * x]), after[:, np.searchsorted(sets.event_times, curve.times)]
    )


def _pulled(x: Array, hazard: Array) -> Array:
    """Sum of hazard (mean - x), from the sums of hazard and of hazard times mean."""
    return hazard[1:] - hazard[0] * x


def _padded(values: Array, before: int, after: int) -> Array:
    return np.pad(values, ((0, 0), (before, after)))


def _through_the_weights(exits: Exits, curve: Censoring, late: Array, after: Array) -> Array:
    """psi: the integral of q(u)/pi(u) over the martingale of each person's censoring.

    q(u): the sum, over those who had left otherwise before u, of their weighted hazard (x - mean) from u on; pi(u):
    the people at risk. ``late``: weights and weighted covariates per person; ``after``: the sums from each u on.
    """
    if not len(curve.times):
        return np.zeros((len(late) - 1, len(exits.time)))
    first = np.searchsorted(curve.times, exits.time, side="right")
    left = np.array([np.bincount(first, row, len(curve.times) + 1)[:-1].cumsum() for row in late])
    share = (left[1:] * after[0] - left[0] * after[1:]) / curve.at_risk
    passed = np.searchsorted(curve.times, exits.time, side="right")
    psi = -_padded(np.cumsum(share * curve.hazard, axis=1), 1, 0)[:, passed]
    psi[:, exits.censored] += share[:, passed[exits.censored] - 1]
    return psi
