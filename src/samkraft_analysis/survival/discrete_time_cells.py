"""Person-periods without writing them out: people by pattern or row, and the periods in which each is at risk."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from scipy import special

from samkraft_analysis.survival.cox_newton import Likelihood
from samkraft_analysis.survival.cox_patterns import patterns
from samkraft_analysis.survival.cox_rows import Array, Rows

LARGEST_TABLE = 4
LINKS = ("cloglog", "logit")


class Period(NamedTuple):
    """One period: the units at risk, the first so many, how many people each (None = 1), and those with events."""

    units: int
    people: Array | None
    with_event: Array
    events: Array


class Cells(Protocol):
    """Units (patterns or people) with their covariates less ``centre``, and what happens to them period by period."""

    x: Array
    centre: Array
    periods: int

    def period(self, number: int) -> Period:
        """The period with this number, from 0."""


class PatternCells:
    """Units are covariate patterns: counts of people at risk and of events by pattern and period."""

    def __init__(self, rows: Rows, pattern: Array, values: Array) -> None:
        self.periods, width = int(rows.time.max()), values.shape[1]
        place = ((rows.time.astype(np.int64) - 1) * width + pattern) * 2 + rows.event
        ended = np.bincount(place, minlength=self.periods * width * 2).reshape(self.periods, width, 2)
        self.at_risk = np.cumsum(ended.sum(axis=2)[::-1], axis=0)[::-1].astype(float)
        self.died = ended[:, :, 1].astype(float)
        self.centre = values @ self.at_risk[0] / rows.n
        self.x = values - self.centre[:, None]

    def period(self, number: int) -> Period:
        with_event = np.flatnonzero(self.died[number])
        return Period(self.x.shape[1], self.at_risk[number], with_event, self.died[number, with_event])


class PersonCells:
    """Units are people, those who stay longest first, so that those at risk in a period stand together."""

    def __init__(self, rows: Rows) -> None:
        last = rows.time.astype(np.int64)
        order = np.argsort(-last, kind="stable")
        self.periods = int(last.max())
        self.at_risk = np.searchsorted(-last[order], -np.arange(1, self.periods + 2), side="right")
        self.event = rows.event[order]
        self.centre = np.array([column.mean(dtype=float) for column in rows.columns])
        self.x = np.array([column[order] - middle for column, middle in zip(rows.columns, self.centre, strict=True)])

    def period(self, number: int) -> Period:
        units, stayed = self.at_risk[number], self.at_risk[number + 1]
        with_event = stayed + np.flatnonzero(self.event[stayed:units])
        return Period(int(units), None, with_event, np.ones(len(with_event)))


def cells(rows: Rows) -> Cells:
    """Patterns where they are few, else people."""
    most = int(LARGEST_TABLE * rows.n / rows.time.max())
    found = patterns(rows.columns, most) if most else None
    return PersonCells(rows) if found is None else PatternCells(rows, *found)


class Parts(NamedTuple):
    """What a linear predictor gives: per person at risk ``loss`` off the log likelihood, ``pull`` off the score and
    ``weight`` of information; an event adds ``gain`` and ``push``."""

    loss: Array
    pull: Array
    weight: Array


def at_risk_parts(link: str, predictor: Array) -> Parts:
    """A person at risk: -log(1 - h), its slope, and the expected information."""
    if link == "logit":
        hazard = special.expit(predictor)
        return Parts(np.logaddexp(0, predictor), hazard, hazard * (1 - hazard))
    rate = np.exp(predictor)
    return Parts(rate, rate, rate * rate / np.maximum(np.expm1(rate), 1e-300))


def event_parts(link: str, predictor: Array) -> tuple[Array, Array]:
    """An event: log(h / (1 - h)) and its slope."""
    if link == "logit":
        return predictor, np.ones_like(predictor)
    rate = np.exp(predictor)
    return rate + np.log(-np.expm1(-rate)), rate / -np.expm1(-rate)


def grouped_likelihood(cells: Cells, basis: Array, link: str, theta: Array) -> Likelihood:
    """The binomial log likelihood of all person-periods, its score and expected information.

    ``theta``: the baseline's coefficients, one per row of ``basis`` (terms, periods), then the covariates'. Periods
    where the basis is nought in all terms are left out: nobody has the event there.
    """
    terms, used = len(basis), np.flatnonzero(np.any(basis != 0, axis=0))
    constant, covariate_part = theta[:terms] @ basis, theta[terms:] @ cells.x
    per_unit, value = np.zeros((2, len(covariate_part))), 0.0
    slopes, weights, shared = np.zeros(len(used)), np.zeros(len(used)), np.zeros((len(used), len(cells.x)))
    for k, number in enumerate(used):
        now = cells.period(int(number))
        predictor = covariate_part[: now.units] + constant[number]
        part = at_risk_parts(link, predictor)
        loss, pull, weight = part if now.people is None else Parts(*(now.people * values for values in part))
        gain, push = event_parts(link, predictor[now.with_event])
        push = push * now.events
        per_unit[0, : now.units] -= pull
        per_unit[0, now.with_event] += push
        per_unit[1, : now.units] += weight
        value += float(gain @ now.events - loss.sum())
        slopes[k], weights[k], shared[k] = push.sum() - pull.sum(), weight.sum(), cells.x[:, : now.units] @ weight
    term = basis[:, used]
    crossed = term @ shared
    own = (term * weights) @ term.T
    information = np.block([[own, crossed], [crossed.T, (cells.x * per_unit[1]) @ cells.x.T]])
    return Likelihood(value, np.concatenate([term @ slopes, cells.x @ per_unit[0]]), information, np.diag(information))
