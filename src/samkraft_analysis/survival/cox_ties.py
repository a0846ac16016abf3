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


class Ties:
    """The tie rule over given numbers of events per event time."""

    def __init__(self, deaths: Array, method: str) -> None:
        if method not in METHODS:
            raise ValueError(f"The rule for ties is {method!r}; give one of 'efron' and 'breslow'.")
        self.deaths = deaths
        self.tied = method == "efron" and bool((deaths > 1).any())
        if self.tied:
            self.starts = np.concatenate([[0], np.cumsum(deaths)[:-1]])
            self.moment = np.repeat(np.arange(len(deaths)), deaths)
            self.share = (np.arange(len(self.moment)) - self.starts[self.moment]) / deaths[self.moment]

    def sums(self, total: Array, dying: Array | None) -> TieSums:
        """The sums, from S0 (``total`` weight at risk) and D0 (``dying``: that of those with the event)."""
        if not self.tied or dying is None:
            inverse, none = self.deaths / total, np.zeros(len(total))
            return TieSums(self.deaths * np.log(total), inverse, none, inverse / total, none, none)
        value = total[self.moment] - self.share * dying[self.moment]
        inverse = 1 / value
        square = inverse * inverse
        parts = (np.log(value), inverse, self.share * inverse, square, self.share * square, self.share**2 * square)
        return TieSums(*(np.add.reduceat(part, self.starts) for part in parts))
