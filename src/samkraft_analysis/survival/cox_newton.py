"""The partial likelihood and its maximum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy import linalg

from samkraft_analysis.survival.cox_rows import Array
from samkraft_analysis.survival.cox_sets import RiskSets
from samkraft_analysis.survival.cox_ties import Ties

STEPS = 60
FLAT = 1e4
"""Where a standard error has grown by so much since the search began, there is no maximum."""
SMALL = 1e-10
"""The last step, in the linear predictor of the row farthest from the centre."""


class Likelihood(NamedTuple):
    """A log likelihood at some coefficients, its gradient, the information, and the size its parts had."""

    value: float
    score: Array
    information: Array
    size: Array


def partial_likelihood(sets: RiskSets, ties: Ties, beta: Array, factor: Array | float = 1.0) -> Likelihood:
    """Cox's partial likelihood; with ``factor``, each event time's part times its factor.

    With d events at a time: sum of x'b over them less the sum over l of log(S0 - l/d D0) (Breslow: log S0).
    """
    total, dying = sets.sums(beta, ties.tied)
    sums = ties.sums(total[0], None if dying is None else dying[0])
    first, second = sets.moments(factor * sums.a, factor * sums.b)
    s1 = total[1:]
    between = (s1 * (factor * sums.c0)) @ s1.T
    if dying is not None:
        d1 = dying[1:]
        cross = (s1 * (factor * sums.c1)) @ d1.T
        between += (d1 * (factor * sums.c2)) @ d1.T - cross - cross.T
    events = sets.events @ np.broadcast_to(factor, len(sums.a)).astype(float)
    value = float(beta @ events - np.sum(factor * sums.log))
    return Likelihood(value, events - first, second - between, np.diag(second))


class Maximum(NamedTuple):
    """Where the likelihood is largest, what it is there, and what it was at zero."""

    beta: Array
    at: Likelihood
    at_zero: Likelihood
    steps: int


def maximise(
    likelihood: Callable[[Array], Likelihood], reach: Array, names: Sequence[str], start: Array | None = None
) -> Maximum:
    """Newton's method from zero, steps halved while the likelihood falls.

    ``ValueError`` names a covariate that the data can't tell from the others, or whose coefficient has no end.
    """
    beta = np.zeros(len(names)) if start is None else start
    now = zero = likelihood(beta)
    refuse_dependent(zero, names)
    for count in range(1, STEPS):
        step = newton_step(now)
        if step is None:
            break
        longest = np.abs(step * reach)
        if longest.max() < SMALL:
            refuse_flat(now, zero, names)
            return Maximum(beta + step, now, zero, count)
        if step @ now.score < 1e-8 and longest.max() > 0.5:
            raise ValueError(endless(longest, names))
        moved = halved(likelihood, beta, now, step)
        if moved is None:
            break
        beta, now = moved
    raise ValueError(endless(np.abs(beta * reach), names))


def newton_step(now: Likelihood) -> Array | None:
    """The inverse of the information times the score; None where the information is none."""
    if not (np.diag(now.information) > 0).all():
        return None
    try:
        return inverse(now.information) @ now.score
    except linalg.LinAlgError:
        return None


def inverse(information: Array) -> Array:
    """The inverse of a positive matrix, scaled before so that units don't matter."""
    scale = 1 / np.sqrt(np.diag(information))
    factor = linalg.cho_factor(information * np.outer(scale, scale), lower=True)
    whole = linalg.cho_solve(factor, np.eye(len(scale)))
    return np.outer(scale, scale) * (whole + whole.T) / 2


def halved(
    likelihood: Callable[[Array], Likelihood], beta: Array, now: Likelihood, step: Array
) -> tuple[Array, Likelihood] | None:
    """The step, or the first of its halves at which the likelihood doesn't fall; None if there is none."""
    allowed = now.value - 1e-11 * abs(now.value)
    for _ in range(40):
        with np.errstate(all="ignore"):
            there = likelihood(beta + step)
        if np.isfinite(there.information).all() and there.value >= allowed:
            return beta + step, there
        step = step / 2
    return None


def refuse_dependent(at: Likelihood, names: Sequence[str]) -> None:
    """Refuse a covariate that doesn't vary among those at risk, or that follows from those before it."""
    own = np.diag(at.information)
    for name, information, size in zip(names, own, at.size, strict=True):
        if not information > 1e-11 * size:
            raise ValueError(f"Column {name!r} doesn't vary among those at risk at the events; leave it out.")
    scale = 1 / np.sqrt(own)
    correlation = at.information * np.outer(scale, scale)
    for k in range(1, len(names)):
        left = linalg.lstsq(correlation[:k, :k], correlation[:k, k])[0]
        if 1 - correlation[:k, k] @ left < 1e-10:
            others = ", ".join(repr(name) for name in names[:k])
            raise ValueError(
                f"Column {names[k]!r} follows from {others}: its effect can't be told apart; leave it out."
            )


def refuse_flat(at: Likelihood, at_zero: Likelihood, names: Sequence[str]) -> None:
    """Refuse a place so flat, beside where the search began, that it isn't a maximum."""
    growth = np.sqrt(np.diag(inverse(at.information)) / np.diag(inverse(at_zero.information)))
    if growth.max() > FLAT:
        raise ValueError(endless(growth, names))


def endless(longest: Array, names: Sequence[str]) -> str:
    """Whose coefficients grow without end, in words."""
    growing = ", ".join(repr(name) for name, size in zip(names, longest, strict=True) if size > 0.3 * longest.max())
    return (
        f"The likelihood has no maximum (it is monotone): it rises without end with the coefficient of {growing}, "
        "which puts those who have the event apart from all others; merge its levels or leave it out."
    )
