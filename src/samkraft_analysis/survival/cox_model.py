"""A fitted proportional hazards model's data: made ready once, used for fitting and for all that follows it."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from samkraft_analysis.survival.cox_index import Index, index_rows, left_incidence
from samkraft_analysis.survival.cox_newton import Likelihood, Maximum, inverse, maximise, partial_likelihood
from samkraft_analysis.survival.cox_patterns import patterns
from samkraft_analysis.survival.cox_rows import Array, Rows
from samkraft_analysis.survival.cox_sets import RiskSets, SortedRows, Table
from samkraft_analysis.survival.cox_ties import Ties

LARGEST_TABLE = 4
"""Patterns are counted when their table by event time has at most this many entries per row."""


class CoxModel:
    """Rows, their places among the event times, the risk sets and the tie rule."""

    def __init__(self, rows: Rows, ties: str, largest_table: float = LARGEST_TABLE) -> None:
        self.rows = rows
        self.index = index_rows(rows)
        self.ties = Ties(self.index.deaths, ties)
        self.sets = risk_sets(rows, self.index, largest_table)

    def likelihood(self, beta: Array, factor: Array | float = 1.0) -> Likelihood:
        return partial_likelihood(self.sets, self.ties, beta, factor)

    def maximum(self) -> Maximum:
        return maximise(self.likelihood, self.sets.reach, self.rows.names)

    @cached_property
    def covariates(self) -> Array:
        """The covariates less their centre, one row each, in the order of the frame."""
        return np.array([column - centre for column, centre in zip(self.rows.columns, self.sets.centre, strict=True)])

    def score_residuals(self, beta: Array) -> Array:
        """Each row's part of the score, (p, n): what it expected is taken off what happened.

        Under Efron's rule the events of one time share the d steps of their risk set alike.
        """
        index, x, event = self.index, self.covariates, self.rows.event
        risk = np.exp(beta @ x)
        total, dying = self.sets.sums(beta, True)
        assert dying is not None
        sums = self.ties.sums(total[0], dying[0])
        own = index.high[event] - 1
        hazard = _over_time(index, sums.a)
        hazard[event] -= sums.b[own]
        pull = sums.c0 * total[1:] - sums.c1 * dying[1:]
        spared = sums.c1 * total[1:] - sums.c2 * dying[1:]
        mean = (sums.a * total[1:] - sums.b * dying[1:]) / index.deaths
        out = risk * (_over_time(index, pull) - x * hazard)
        out[:, event] += x[:, event] - mean[:, own] - risk[event] * spared[:, own]
        return out

    def robust_covariance(self, beta: Array, covariance: Array) -> Array:
        """Lin and Wei's: the covariance around the sum over clusters of squared scores; no small-sample factor."""
        assert self.rows.cluster is not None
        scores = [np.bincount(self.rows.cluster, residual) for residual in self.score_residuals(beta)]
        influence = covariance @ np.array(scores)
        return influence @ influence.T

    def drift(self, beta: Array) -> tuple[Array, Array]:
        """For each covariate, the score for a coefficient that grows with 1 - KM(t-), and its variance (0: none)."""
        late = left_incidence(self.rows)[self.index.moment]
        late = late - np.average(late, weights=self.index.deaths)
        once, twice = self.likelihood(beta, late), self.likelihood(beta, late**2)
        shared = once.information @ inverse(self.likelihood(beta).information) @ once.information
        variance = np.diag(twice.information - shared)
        return once.score, np.where(variance > 1e-10 * np.diag(twice.information), variance, 0)


def _over_time(index: Index, values: Array) -> Array:
    """For each row, the sum of ``values`` over the event times at which it is at risk."""
    cumulative = index.cumulate(values)
    over = cumulative[..., index.high]
    return over if index.low is None else over - cumulative[..., index.low]


def risk_sets(rows: Rows, index: Index, largest_table: float) -> RiskSets:
    """A table of covariate patterns where they are few, else the rows in blocks."""
    most = int(largest_table * rows.n / index.size)
    found = patterns(rows.columns, most) if most else None
    return SortedRows(index, rows) if found is None else Table(index, rows.event, *found)
