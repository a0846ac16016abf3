"""How well a linear predictor orders those who leave: Harrell's C for any risk sets."""

from __future__ import annotations

import numpy as np

from samkraft_analysis.survival.cox_index import Index
from samkraft_analysis.survival.cox_rows import Array


def concordance(index: Index, event: Array, predictor: Array) -> float:
    """Over all events and those at risk then without one: share with a lower predictor, ties counted half."""
    rank = np.unique(np.round(predictor / np.abs(predictor).max(initial=1e-300), 11), return_inverse=True)[1]
    own, mine = index.high[event] - 1, rank[event]
    below, same = _compared(index.high, rank, own, mine)
    if index.low is not None:
        below_late, same_late = _compared(index.low, rank, own, mine)
        below, same = below - below_late, same - same_late
    below_died, same_died = _among_events(own, mine)
    lower, tied = np.sum(below - below_died), np.sum(same - same_died)
    pairs = np.sum(_at_risk(index)[own]) - np.sum(index.deaths**2)
    if not pairs:
        raise ValueError("No two rows can be compared: at every event all those at risk have it; there is no C.")
    return float((lower + tied / 2) / pairs)


def _at_risk(index: Index) -> Array:
    """How many are at risk at each event time."""
    change = np.bincount(index.high, minlength=index.size + 1)
    if index.low is not None:
        change = change - np.bincount(index.low, minlength=index.size + 1)
    return np.cumsum(change[:0:-1])[::-1]


def _compared(place: Array, rank: Array, own: Array, mine: Array) -> tuple[Array, Array]:
    """For each event, the rows whose place is after its number: how many rank below it, how many the same."""
    latest_first = np.argsort(-place, kind="stable")
    length = np.searchsorted(-place[latest_first], -own, side="left")
    below = count_below(rank[latest_first], length, mine)
    return below, count_below(rank[latest_first], length, mine + 1) - below


def _among_events(own: Array, mine: Array) -> tuple[Array, Array]:
    """For each event, the events of the same time: how many rank below it, how many the same."""
    width = int(mine.max()) + 2
    ordered = np.sort(own * width + mine)
    first = np.searchsorted(ordered, own * width)
    below = np.searchsorted(ordered, own * width + mine)
    return below - first, np.searchsorted(ordered, own * width + mine, side="right") - below


def count_below(values: Array, length: Array, bound: Array) -> Array:
    """How many of the first ``length`` values are below ``bound``, for many lengths and bounds at once.

    Values are whole numbers from 0. Bit by bit from the highest, the values are put in order by that bit, and each
    question follows the part that agrees with its bound.

    >>> count_below(np.array([2, 0, 3, 1]), np.array([3, 4]), np.array([3, 2])).tolist()
    [2, 2]
    """
    first, last = np.zeros(len(length), dtype=np.int64), np.asarray(length).copy()
    count = np.zeros(len(length), dtype=np.int64)
    for bit in range(int(max(values.max(initial=0), bound.max(initial=0))).bit_length() - 1, -1, -1):
        one = values >> bit & 1
        zeros = np.concatenate([[0], np.cumsum(1 - one)])
        high = (bound >> bit & 1).astype(bool)
        count += np.where(high, zeros[last] - zeros[first], 0)
        first = np.where(high, zeros[-1] + first - zeros[first], zeros[first])
        last = np.where(high, zeros[-1] + last - zeros[last], zeros[last])
        values = np.concatenate([values[one == 0], values[one == 1]])
    return count
