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

    >>> codes, values = patterns([np.array([1, 0, 1]), np.array([5.0, 7.0, 5.0])], 10)
    >>> codes.tolist(), values.tolist()
    ([1, 0, 1], [[0.0, 1.0], [7.0, 5.0]])
    """
    if any(_looks_continuous(column) for column in columns):
        return None
    code, first = np.zeros(len(columns[0]), dtype=np.int64), np.zeros(1, dtype=np.int64)
    for column in columns:
        own, width = level_codes(column)
        code = code * width + own
        code, first = _compressed(code, len(first) * width)
        if len(first) > largest:
            return None
    return code, np.array([column[first] for column in columns], dtype=float)


def _looks_continuous(column: Array) -> bool:
    step = max(1, len(column) // SAMPLE)
    return len(np.unique(column[::step][:SAMPLE])) > MANY


def level_codes(column: Array) -> tuple[Array, int]:
    """Whole numbers from 0 in the order of the values, and how many there may be."""
    whole = as_whole(column)
    if whole is not None and len(whole):
        lowest, highest = int(whole.min()), int(whole.max())
        if highest - lowest < SAMPLE:
            return whole - lowest, highest - lowest + 1
    levels, codes = np.unique(column, return_inverse=True)
    return codes, len(levels)


def _compressed(code: Array, width: int) -> tuple[Array, Array]:
    """Codes without gaps, and a row that has each."""
    if width > 4 * len(code) + SAMPLE:
        _, first, codes = np.unique(code, return_index=True, return_inverse=True)
        return codes, first
    row = np.full(width, -1, dtype=np.int64)
    row[code] = np.arange(len(code))
    used = row >= 0
    return (np.cumsum(used) - 1)[code], row[used]
