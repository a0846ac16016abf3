"""Quantiles of the Poisson distribution, for many means at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special


def poisson_quantile(p: Any, mean: Any) -> np.ndarray:
    """The smallest whole number k with P(N <= k) >= p, for 0 < p < 1 and mean >= 0.

    It starts from the normal quantile corrected for skewness and steps until the definition holds.

    >>> poisson_quantile([0.025, 0.5, 0.975], 1185.0).tolist()
    [1118.0, 1185.0, 1253.0]
    """
    p, mean = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(mean, dtype=float))
    z = special.ndtri(p)
    k = np.maximum(np.ceil(mean + z * np.sqrt(mean) + (z * z - 1.0) / 6.0 - 0.5), 0.0)
    shape = k.shape
    k, p, mean = k.ravel(), p.ravel(), mean.ravel()
    active = np.arange(k.size)
    while active.size:
        step = _step(k[active], p[active], mean[active])
        k[active] += step
        active = active[step != 0]
    return k.reshape(shape)


def _step(k: np.ndarray, p: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """+1 where k is too low, -1 where the one before would do, 0 where it is right."""
    up_to = special.pdtr(k, mean)
    exactly = np.exp(special.xlogy(k, mean) - mean - special.gammaln(k + 1.0))
    low = up_to < p
    high = (k > 0) & (up_to - exactly >= p)
    return low.astype(float) - (high & ~low)
