"""Pairing without replacement: each in turn takes the nearest that is left."""

from __future__ import annotations

import numpy as np


def pair_off(
    wanted: np.ndarray, there: np.ndarray, rank: np.ndarray, ratio: int, farthest: int | None
) -> list[list[int]]:
    """For each wanted score in turn, the places (in ``there``) taken for it over ``ratio`` rounds.

    ``there`` is sorted, equal scores by ``rank``. Nearest first; between equally near ones the lowest rank.

    >>> pair_off(np.array([5, 5]), np.array([3, 7, 9]), np.array([2, 1, 3]), ratio=1, farthest=None)
    [[1], [0]]
    """
    left = _Left(there)
    found: list[list[int]] = [[] for _ in wanted]
    for _ in range(ratio):
        for turn, score in enumerate(wanted):
            place = _nearest(left, there, rank, score)
            if place is not None and (farthest is None or abs(there[place] - score) <= farthest):
                left.take(place)
                found[turn].append(place)
    return found


class _Left:
    """Which places are left, with the next one up and down found in nearly constant time."""

    def __init__(self, there: np.ndarray) -> None:
        self._size = len(there)
        self._up, self._down = list(range(self._size + 1)), list(range(self._size + 1))
        self.first_alike = np.searchsorted(there, there, "left").tolist()

    def take(self, place: int) -> None:
        self._up[place], self._down[place + 1] = place + 1, place

    def at_or_after(self, place: int) -> int | None:
        found = _end(self._up, place)
        return found if found < self._size else None

    def before(self, place: int) -> int | None:
        found = _end(self._down, place)
        return found - 1 if found else None


def _end(links: list[int], place: int) -> int:
    """Follow the links to where they end, and shorten the way for the next."""
    end = place
    while links[end] != end:
        end = links[end]
    while links[place] != end:
        links[place], place = end, links[place]
    return end


def _nearest(left: _Left, there: np.ndarray, rank: np.ndarray, score: int) -> int | None:
    split = int(np.searchsorted(there, score))
    above, below = left.at_or_after(split), left.before(split)
    if below is not None:
        below = left.at_or_after(left.first_alike[below])
    if above is None or below is None:
        return below if above is None else above
    up, down = there[above] - score, score - there[below]
    if up == down:
        return above if rank[above] < rank[below] else below
    return above if up < down else below
