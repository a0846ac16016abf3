"""Sums over risk sets, two ways: a table of covariate patterns by event time, or sorted rows in blocks.

Both give, at coefficients b, with r = exp(x'b): the sums of r and r x over those at risk at each event time and
over those who have the event there; and, for a hazard h per event time, the sums over rows of r h x and
r h x x', h added up over the event times at which the row is at risk. Thus no p x p product is needed per
event time, and the p x p sum is one matrix product.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np

from samkraft_analysis.survival.cox_index import Index
from samkraft_analysis.survival.cox_rows import Array, Rows

BLOCK = 8192
"""Rows handled together, so that what is worked on stays in the processor's cache."""


class RiskSets(Protocol):
    """What the partial likelihood needs to know of the data."""

    events: Array
    """Sums of the covariates over those who have the event, per event time: (p, event times)."""
    centre: Array
    """What was taken off each covariate: its mean over the rows."""
    reach: Array
    """The largest distance of each covariate from its centre."""

    def sums(self, beta: Array, tied: bool) -> tuple[Array, Array | None]:
        """(1 + p, event times): sums of r and r x over those at risk; over those with the event if ``tied``."""

    def moments(self, hazard: Array, spared: Array) -> tuple[Array, Array]:
        """Sums of w x and w x x', w = r (hazard over the time at risk, less ``spared`` at one's own event)."""


class Table:
    """Few covariate patterns: counts of people at risk and of events by pattern and event time."""

    def __init__(self, index: Index, event: Array, pattern: Array, values: Array) -> None:
        shape = (values.shape[1], index.size + 1)
        place = pattern * shape[1]
        entered = None if index.low is None else np.bincount(place + index.low, minlength=shape[0] * shape[1])
        place += index.high
        place *= 2
        place += event
        ended = np.bincount(place, minlength=2 * shape[0] * shape[1]).reshape(*shape, 2)
        change = ended.sum(axis=2)
        people = change.sum(axis=1)
        used = people > 0
        if entered is not None:
            change -= entered.reshape(shape)
        self.at_risk = np.cumsum(change[used, :0:-1], axis=1)[:, ::-1].astype(float, order="C")
        self.died = ended[used, 1:, 1].astype(float)
        self.centre = values[:, used] @ people[used] / len(pattern)
        self.x = values[:, used] - self.centre[:, None]
        self.reach = np.abs(self.x).max(axis=1)
        self.events = self.x @ self.died

    def sums(self, beta: Array, tied: bool) -> tuple[Array, Array | None]:
        self._risk = np.exp(beta @ self.x)
        terms = np.vstack([self._risk, self._risk * self.x])
        return terms @ self.at_risk, terms @ self.died if tied else None

    def moments(self, hazard: Array, spared: Array) -> tuple[Array, Array]:
        weight = self._risk * (self.at_risk @ hazard - self.died @ spared)
        weighted = weight * self.x
        return weighted.sum(axis=1), weighted @ self.x.T


class Blocks:
    """Rows sorted by ``key``; sums by key, and sums of all rows with a factor per key, block by block."""

    def __init__(self, x: Array, key: Array, weight: Array | None = None) -> None:
        self.x, self.weight = x, weight
        self.risk = np.empty(len(key))
        new = np.flatnonzero(key[1:] != key[:-1]) + 1
        self.starts = np.concatenate([[0], new]).astype(np.int64) if len(key) else np.zeros(0, dtype=np.int64)
        self.keys = key[self.starts]
        self.segment = np.repeat(np.arange(len(self.starts)), np.diff(np.append(self.starts, len(key))))
        self.long = len(key) > 16 * len(self.starts)

    def sums(self, beta: Array, size: int) -> Array:
        """(1 + p, size): sums of r and r x by key, 0 for keys that no row has."""
        full = np.zeros((len(self.x) + 1, size))
        full[:, self.keys] = self.sums_of_keys(beta)
        return full

    def sums_of_keys(self, beta: Array) -> Array:
        """(1 + p, keys): sums of r and r x by key, for the keys that there are."""
        out = np.zeros((len(self.x) + 1, len(self.keys)))
        work = np.empty((len(self.x) + 1, BLOCK))
        for start in range(0, len(self.risk), BLOCK):
            x, risk = self.x[:, start : start + BLOCK], self.risk[start : start + BLOCK]
            self._set_risk(beta, x, risk, start)
            part = work[:, : len(risk)]
            part[0] = risk
            np.multiply(x, risk, out=part[1:])
            self._add(out, part, start)
        return out

    def _set_risk(self, beta: Array, x: Array, risk: Array, start: int) -> None:
        np.exp(beta @ x, out=risk)
        if self.weight is not None:
            risk *= self.weight[start : start + len(risk)]

    def _add(self, out: Array, part: Array, start: int) -> None:
        """Add a block's columns to the sums of their segments."""
        segment = self.segment[start : start + part.shape[1]]
        first, last = segment[0], segment[-1] + 1
        if self.long:
            starts = np.maximum(self.starts[first:last] - start, 0)
            out[:, first:last] += np.add.reduceat(part, starts, axis=1)
            return
        for row, values in zip(out, part, strict=True):
            row[first:last] += np.bincount(segment - first, values)

    def moments(self, factor: Array) -> tuple[Array, Array]:
        """Sums over rows of w x and w x x', w = r times the ``factor`` of the row's key."""
        per_row = np.repeat(factor[self.keys], np.diff(np.append(self.starts, len(self.risk)))) * self.risk
        size = len(self.x)
        first, second = np.zeros(size), np.zeros((size, size))
        work = np.empty((size, BLOCK))
        for start in range(0, len(self.risk), BLOCK):
            x, weight = self.x[:, start : start + BLOCK], per_row[start : start + BLOCK]
            part = np.multiply(x, weight, out=work[:, : len(weight)])
            first += part.sum(axis=1)
            second += part @ x.T
        return first, second


class SortedRows:
    """Many covariate patterns: the rows, sorted by their last event time at risk; late entries apart."""

    def __init__(self, index: Index, rows: Rows) -> None:
        self.index = index
        self.centre = np.array([column.mean(dtype=float) for column in rows.columns])
        own = 2 * index.high
        own -= rows.event  # odd: the event of number own // 2; even: left after number own / 2 - 1; 0: never at risk
        used = None if index.low is None else index.high > index.low
        self.leaving = blocks_of(rows.columns, self.centre, own if used is None else own * used)
        self.entering = None
        if rows.entry is not None and index.low is not None:
            first = np.zeros(index.size + 1, dtype=bool)
            first[index.starts] = True
            self.entering = blocks_of(rows.columns, self.centre, index.low * (used & ~first[index.low]))
        self.reach = np.maximum(self.leaving.x.max(axis=1), -self.leaving.x.min(axis=1))
        self.dying, self.staying = np.flatnonzero(self.leaving.keys % 2 == 0), np.flatnonzero(self.leaving.keys % 2)
        self.events = self.leaving.sums_of_keys(np.zeros(len(self.centre)))[1:, self.dying]

    def sums(self, beta: Array, tied: bool) -> tuple[Array, Array | None]:
        leaving = self.leaving.sums_of_keys(beta)
        died = leaving[:, self.dying] if tied else None
        if self.entering is None and len(self.index.starts) == 1:
            return np.cumsum(leaving[:, ::-1], axis=1)[:, ::-1][:, self.dying], died
        change = leaving[:, self.dying]
        change[:, self.leaving.keys[self.staying] // 2] += leaving[:, self.staying]
        if self.entering is not None:
            change -= self.entering.sums(beta, self.index.size)
        return self._from_the_end(change), died

    def _from_the_end(self, change: Array) -> Array:
        """Sums from each event time to the last of its stratum."""
        out = np.empty_like(change)
        bounds = [*self.index.starts, self.index.size]
        for first, last in pairwise(bounds):
            np.cumsum(change[:, first:last][:, ::-1], axis=1, out=out[:, first:last][:, ::-1])
        return out

    def _since_the_start(self, hazard: Array) -> Array:
        """Sums from the first event time of the stratum to each one."""
        cumulative = self.index.cumulate(hazard)
        starts = self.index.starts
        return cumulative[1:] - np.repeat(cumulative[starts], np.diff(np.append(starts, self.index.size)))

    def moments(self, hazard: Array, spared: Array) -> tuple[Array, Array]:
        cumulative = self._since_the_start(hazard)
        factor = np.repeat(cumulative, 2)
        factor[0::2] -= spared
        first, second = self.leaving.moments(factor)
        if self.entering is not None:
            early, early_second = self.entering.moments(cumulative)
            first, second = first - early, second - early_second
        return first, second


def blocks_of(columns: Sequence[Array], centre: Array, place: Array, weight: Array | None = None) -> Blocks:
    """The rows with a place above 0, by their place less 1; covariates less their centre."""
    order = np.argsort(narrow(place), kind="stable")[np.count_nonzero(place == 0) :]
    x = np.empty((len(columns), len(order)))
    for own, column, middle in zip(x, columns, centre, strict=True):
        np.subtract(column[order], middle, out=own)
    return Blocks(x, place[order] - 1, None if weight is None else weight[order])


def narrow(place: Array) -> Array:
    """Whole numbers from 0 in 16 bits where they fit: these are sorted by counting."""
    return place.astype(np.uint16) if place.max(initial=0) < 2**16 else place
