"""The optimum of a large assignment from a part of its arcs: guess prices, leave out what they rule out, check.

A sample of the people gives prices that are nearly right. Only the arcs that come near each person's best at those
prices are solved; the prices found then judge every arc left out. One that would have been better is let in and the
problem solved again, so the result is exact, and the same as that of the whole.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from samkraft_analysis.allocation.assignment import (
    Assignment,
    InfeasibleError,
    Whole,
    gains,
    hashes,
    prices,
    solve,
)

LARGE = 100_000
"""Arcs from which the detour pays."""
_SAMPLE = 8
_ARCS_EACH = 10


def optimum(problem: Assignment) -> tuple[Whole, Whole]:
    """An optimal plan (arc of each person) and the lowest prices that prove it; `InfeasibleError` if there is none."""
    if len(problem.person) >= LARGE:
        try:
            return _from_part(problem, _near_best(problem, _guess(problem)))
        except InfeasibleError:
            pass  # the part, or the sample, has no plan; the whole may have one
    chosen = solve(problem)
    return chosen, prices(problem, chosen)


def _guess(problem: Assignment) -> Whole:
    """Prices of a sample of the people, with the same share of the limits."""
    drawn = hashes(np.arange(problem.people), np.zeros(problem.people, np.int64)) % _SAMPLE == 0
    arcs = drawn[problem.person]
    sample = replace(
        problem,
        person=(np.cumsum(drawn) - 1)[problem.person[arcs]],
        option=problem.option[arcs],
        score=problem.score[arcs],
        lower=problem.lower // _SAMPLE,
        upper=-(-problem.upper // _SAMPLE),
        people=int(drawn.sum()),
    )
    return prices(sample, solve(sample))


def _near_best(problem: Assignment, price: Whole) -> NDArray[np.bool_]:
    """The arcs that fall least short of the person's best, about ten a person; and each person's last, "no place"."""
    short = gains(problem, price)[problem.person] - (problem.score - price[problem.option])
    wanted = min(_ARCS_EACH * problem.people, len(short) - 1)
    kept = short <= np.partition(short, wanted)[wanted]
    kept[-problem.people :] = True
    return kept


def _from_part(problem: Assignment, kept: NDArray[np.bool_]) -> tuple[Whole, Whole]:
    while True:
        arcs = np.flatnonzero(kept)
        part = replace(problem, person=problem.person[arcs], option=problem.option[arcs], score=problem.score[arcs])
        chosen = solve(part)
        price = prices(part, chosen)
        better = problem.score - price[problem.option] > gains(part, price)[problem.person]
        if not better.any():
            return arcs[chosen], price
        kept = kept | better
