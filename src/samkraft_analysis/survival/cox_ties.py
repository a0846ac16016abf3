"""What tied events do to the risk sets: Efron's and Breslow's sums."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from samkraft_analysis.survival.cox_rows import Array

METHODS = ("efron", "breslow")


class TieSums(NamedTuple):
    """Per event time with d events, sums over l = 0..d-1 with u = l/d (Breslow: u = 0) and v = S0 - u D0.

    ``log`` of log v, ``a`` of 1/v, ``b`` of u/v, ``c0``, ``c1``, ``c2`` of 1/v^2, u/v^2, u^2/v^2.
    """

    log: Array
    a: Array
    b: Array
    c0: Array
    c1: Array
    c2: Array


NODES = 10
"""Nodes of the rule for sums: with ``LARGEST_SHARE`` the error is below the last digit of a float."""
MANY = 32
LARGEST_SHARE = 0.4


class Ties:
    """The tie rule over given numbers of events per event time.

    Efron's sums have d terms per event time. For more than ``MANY`` the sum is taken by Gauss's rule for sums (the
    nodes of the discrete Chebyshev polynomials), which is exact to the last digits while those who have the event
    hold no more than ``LARGEST_SHARE`` of the weight at risk; beyond, term by term.
    """

    def __init__(self, deaths: Array, method: str) -> None:
        if method not in METHODS:
            raise ValueError(f"The rule for ties is {method!r}; give one of 'efron' and 'breslow'.")
        self.deaths = deaths
        self.tied = method == "efron" and bool((deaths > 1).any())
        if self.tied:
            self._set_terms(deaths > MANY)

    def _set_terms(self, short: Array) -> None:
        """The terms: their event time, their u and how often each counts; ``short`` for Gauss's rule."""
        self.short = short
        length = np.where(short, NODES, self.deaths)
        self.starts = np.concatenate([[0], np.cumsum(length)[:-1]])
        self.moment = np.repeat(np.arange(len(length)), length)
        deaths = self.deaths[self.moment]
        self.share = (np.arange(len(self.moment)) - self.starts[self.moment]) / deaths
        self.times = np.ones(len(self.moment))
        if short.any():
            different, which = np.unique(self.deaths[short], return_inverse=True)
            share, times = gauss_for_sums(different)
            self.share[short[self.moment]] = share[which].ravel()
            self.times[short[self.moment]] = times[which].ravel()

    def sums(self, total: Array, dying: Array | None) -> TieSums:
        """The sums, from S0 (``total`` weight at risk) and D0 (``dying``: that of those with the event)."""
        if not self.tied or dying is None:
            inverse, none = self.deaths / total, np.zeros(len(total))
            return TieSums(self.deaths * np.log(total), inverse, none, inverse / total, none, none)
        unfit = self.short & ~(dying < LARGEST_SHARE * total)
        if unfit.any():
            self._set_terms(self.short & ~unfit)
        value = total[self.moment] - self.share * dying[self.moment]
        inverse = 1 / value
        once, twice = self.times * inverse, self.times * inverse**2
        parts = (self.times * np.log(value), once, self.share * once, twice, self.share * twice, self.share**2 * twice)
        return TieSums(*(np.add.reduceat(part, self.starts) for part in parts))


def gauss_for_sums(counts: Array) -> tuple[Array, Array]:
    """Nodes u in [0, 1) and weights with sum of w f(u) = sum of f(l/d) over l = 0..d-1, for each d in ``counts``.

    Exact for polynomials of degree below twice ``NODES``: the eigenvalues of the Jacobi matrix of the discrete
    Chebyshev (Gram) polynomials. Source: Golub & Welsch 1969; Gautschi 2004.

    >>> nodes, weights = gauss_for_sums(np.array([100]))
    >>> round(float((weights * nodes**7).sum()), 9), round(sum((l / 100) ** 7 for l in range(100)), 9)
    (12.005833042, 12.005833042)
    """
    d, k = counts[:, None].astype(float), np.arange(1.0, NODES)
    side = np.sqrt(k**2 * (d**2 - k**2) / (4 * (4 * k**2 - 1)))
    jacobi = np.zeros((len(counts), NODES, NODES))
    near = np.arange(NODES - 1)
    jacobi[:, near + 1, near] = side
    jacobi[:, near, near + 1] = side
    place, vectors = np.linalg.eigh(jacobi)
    return (place + (d - 1) / 2) / d, d * vectors[:, 0, :] ** 2
