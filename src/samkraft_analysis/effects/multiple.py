"""p-values of many tests at once, adjusted; the order given is the order returned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def bonferroni(p_values: Sequence[float]) -> list[float]:
    """Each p-value times the number of tests, at most 1. Controls the chance of any false finding.

    Raises as `holm` does.

    >>> bonferroni([0.01, 0.04])
    [0.02, 0.08]
    """
    p = _checked(p_values)
    return _listed(p * len(p))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment: the chance of any false finding is at most the level, whatever the dependence.

    The i-th smallest of m is multiplied by m - i + 1, and none is made smaller than one before it (Holm 1979).
    For the family fixed in the evaluation plan. Raises ``ValueError`` for values outside 0 to 1, or missing.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    p = _checked(p_values)
    order = np.argsort(p, kind="stable")
    climbing = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    return _listed(_back(climbing, order))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's adjustment: the expected share of false findings is at most the level.

    The i-th smallest of m is multiplied by m / i, and none is made larger than one after it (1995). For tests
    that are independent or depend positively; for exploring. Raises as `holm` does.

    >>> [round(p, 3) for p in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    return _step_up(_checked(p_values), 1.0)


def benjamini_yekutieli(p_values: Sequence[float]) -> list[float]:
    """As `benjamini_hochberg`, for any dependence: times 1 + 1/2 + ... + 1/m (2001). Raises as `holm` does.

    >>> [round(p, 3) for p in benjamini_yekutieli([0.01, 0.04])]
    [0.03, 0.06]
    """
    p = _checked(p_values)
    return _step_up(p, float(np.sum(1 / np.arange(1, len(p) + 1))))


def hommel(p_values: Sequence[float]) -> list[float]:
    """Hommel's adjustment (1988): as safe as Holm's for independent or positively dependent tests, and sharper.

    Raises as `holm` does.

    >>> [round(p, 3) for p in hommel([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    p = _checked(p_values)
    if not len(p):
        return []
    order = np.argsort(p, kind="stable")
    ordered, m = p[order], len(p)
    adjusted = np.full(m, np.min(m * ordered / np.arange(1, m + 1)))
    for size in range(m - 1, 1, -1):
        first, last = ordered[: m - size + 1], ordered[m - size + 1 :]
        least = np.min(size * last / np.arange(2, size + 1))
        trial = np.concatenate([np.minimum(size * first, least), np.empty(size - 1)])
        trial[m - size + 1 :] = trial[m - size]
        adjusted = np.maximum(adjusted, trial)
    return _listed(_back(np.maximum(adjusted, ordered), order))


def _step_up(p: np.ndarray, factor: float) -> list[float]:
    order = np.argsort(p, kind="stable")[::-1]
    falling = np.minimum.accumulate(p[order] * factor * len(p) / (len(p) - np.arange(len(p))))
    return _listed(_back(falling, order))


def _back(values: np.ndarray, order: np.ndarray) -> np.ndarray:
    original = np.empty_like(values)
    original[order] = values
    return original


def _listed(p: np.ndarray) -> list[float]:
    return [float(value) for value in np.minimum(p, 1.0)]


def _checked(p_values: Sequence[float]) -> np.ndarray:
    try:
        p = np.asarray(list(p_values), dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"The p-values must be a list of numbers from 0 to 1, not {p_values!r}.") from None
    if p.ndim != 1:
        raise ValueError(f"The p-values must be one list of numbers, not a table of {p.ndim} dimensions.")
    wrong = p[~((p >= 0) & (p <= 1))]
    if len(wrong):
        raise ValueError(f"{len(wrong)} p-values aren't between 0 and 1 (such as {wrong[0]}); correct or leave out.")
    return p
