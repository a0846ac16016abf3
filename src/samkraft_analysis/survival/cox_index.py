"""Who is at risk when: every row's place among the event times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samkraft_analysis.survival.cox_rows import Array, Rows

LOOKUP = 4
"""Tables over whole numbers are made when they have at most this many entries per row."""


@dataclass(frozen=True)
class Index:
    """The event times (per stratum, in order) and each row's place among them.

    A row is at risk at the event times numbered ``low`` to ``high`` - 1 (``low`` is None when all rows are at
    risk from the first one); a row with an event has it at number ``high`` - 1. ``deaths`` counts the events at each
    event time, ``starts`` is the first number of each stratum, ``lateness`` is 1 - KM(t-) over all rows.
    """

    low: Array | None
    high: Array
    deaths: Array
    starts: Array
    moment: Array

    @property
    def size(self) -> int:
        return len(self.deaths)

    def cumulate(self, values: Array) -> Array:
        """Sums of ``values`` (one per event time) over the event times before each number, 0 to ``size``."""
        out = np.zeros((*values.shape[:-1], self.size + 1))
        np.cumsum(values, axis=-1, out=out[..., 1:])
        return out


def index_rows(rows: Rows) -> Index:
    """The event times of each stratum and the rows' places among them."""
    moments, deaths = event_moments(rows)
    high = places(moments, rows.time)
    low = None if rows.entry is None else places(moments, rows.entry)
    if rows.stratum is not None:
        return _stratified(rows.stratum, len(moments) + 1, high, low, rows.event)
    return Index(low, high, deaths, np.zeros(1, dtype=np.int64), np.arange(len(moments)))


def event_moments(rows: Rows) -> tuple[Array, Array]:
    """The different times of events, in order, and the number of events at each."""
    whole = as_whole(rows.time)
    if whole is None or (first := int(whole.min())) + LOOKUP * rows.n + 1000 < whole.max():
        return np.unique(rows.time[rows.event], return_counts=True)
    place = (whole - first) * 2
    place += rows.event
    events = np.bincount(place, minlength=2)[1::2]
    return np.flatnonzero(events) + first, events[events > 0]


def places(moments: Array, values: Array) -> Array:
    """For each value, how many of the sorted ``moments`` are at or before it."""
    whole, table = as_whole(values), as_whole(moments)
    if whole is not None and table is not None:
        first, last = int(whole.min()), int(whole.max())
        if last - first <= LOOKUP * len(values) + 1000:
            counts = np.searchsorted(table, np.arange(first, last + 1), side="right")
            return counts[whole - first]
    order = np.argsort(values)
    out = np.empty(len(values), dtype=np.int64)
    out[order] = np.searchsorted(moments, values[order], side="right")
    return out


def as_whole(values: Array) -> Array | None:
    """The values as 64-bit whole numbers, or None if some aren't whole."""
    if values.dtype.kind in "iu":
        return values.astype(np.int64, copy=False)
    if np.abs(values).max() >= 2**53:
        return None
    whole = values.astype(np.int64)
    return whole if np.array_equal(whole, values) else None


def left_incidence(rows: Rows) -> Array:
    """1 - KM(t-) at each different event time, all strata together."""
    moments, deaths = event_moments(rows)
    size = len(moments)
    at_risk = _from_the_end(places(moments, rows.time), size)
    if rows.entry is not None:
        at_risk = at_risk - _from_the_end(places(moments, rows.entry), size)
    survival = np.cumprod(1 - deaths / at_risk)
    return 1 - np.concatenate([[1.0], survival[:-1]])


def _from_the_end(place: Array, size: int) -> Array:
    """For each number from 0 to ``size`` - 1, how many places are after it."""
    return np.cumsum(np.bincount(place, minlength=size + 1)[:0:-1])[::-1]


def _stratified(stratum: Array, width: int, high: Array, low: Array | None, event: Array) -> Index:
    """Number the event times stratum by stratum; each stratum has a slot 0 for rows before its first one."""
    slot = stratum * width
    numbers, deaths = np.unique((slot + high)[event], return_counts=True)
    starts = np.unique(places(numbers, slot))
    first = slot if low is None else slot + low
    return Index(
        places(numbers, first), places(numbers, slot + high), deaths, starts[starts < len(numbers)], numbers % width - 1
    )
