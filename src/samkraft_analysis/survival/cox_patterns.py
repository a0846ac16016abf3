"""Covariates that repeat: a code per row for its pattern of values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samkraft_analysis.survival.cox_index import as_whole
from samkraft_analysis.survival.cox_rows import Array

SAMPLE = 4096
MANY = 500
"""A column with more values than this in a sample of ``SAMPLE`` rows is taken as continuous."""


def patterns(columns: Sequence[Array], largest: int) -> tuple[Array, Array] | None:
    """The pattern of each row and the patterns themselves (covariates, patterns); None if more than ``largest``.

    There may be patterns that no row has.

    >>> codes, values = patterns([np.array([1, 0, 1]), np.array([5.0, 7.0, 5.0])], 10)
    >>> values[:, codes].tolist()
    [[1.0, 0.0, 1.0], [5.0, 7.0, 5.0]]
    """
    if any(_looks_continuous(column) for column in columns):
        return None
    code, values = np.zeros(len(columns[0]), dtype=np.int64), np.zeros((0, 1))
    for column in columns:
        levels = add_level(code, column)
        width = values.shape[1] * len(levels)
        used, code = (np.arange(width), code) if width <= largest else _used(code, width)
        if len(used) > largest:
            return None
        before, last = np.divmod(used, len(levels))
        values = np.vstack([values[:, before], levels[last]])
    return code, values


def _looks_continuous(column: Array) -> bool:
    step = max(1, len(column) // SAMPLE)
    return len(np.unique(column[::step][:SAMPLE])) > MANY


def add_level(code: Array, column: Array) -> Array:
    """Add the column's level as the last digit of the codes; the levels' values in order."""
    whole = as_whole(column)
    if whole is not None:
        lowest, highest = int(whole.min()), int(whole.max())
        if highest - lowest < SAMPLE:
            code *= highest - lowest + 1
            code += whole if lowest == 0 else whole - lowest
            return np.arange(lowest, highest + 1, dtype=float)
    levels = np.unique(column)
    code *= len(levels)
    code += np.searchsorted(levels, column)
    return levels.astype(float)


def _used(code: Array, width: int) -> tuple[Array, Array]:
    """The codes that some row has, and each row's number among them."""
    if width > 8 * len(code) + SAMPLE:
        used, code = np.unique(code, return_inverse=True)
        return used, code
    seen = np.bincount(code, minlength=width) > 0
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[code]
