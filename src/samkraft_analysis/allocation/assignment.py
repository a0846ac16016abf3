"""One option for each person: the network under `places`, its optimum, its prices and its canonical plan.

Each person takes exactly one of the options allowed, "no place" being an option too; an option takes between
``lower`` and ``upper`` people. The linear programme of this has whole-numbered corners, so a minimum-cost flow
reaches the limit that nothing can beat. A price on each option proves it:

    value = sum over people of max(score - price) + sum over options of upper x price (lower x price if negative)

for any plan whose people stand where score - price is largest and whose prices are 0 off the limits. The prices
come from the plan alone, by Bellman-Ford on the options, so that proof needs no solver.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

Whole = NDArray[np.int64]
_LIMIT = 2**62


class InfeasibleError(ValueError):
    """No plan keeps the limits."""


class CertificateError(ValueError):
    """The plan isn't proved: it breaks a limit, claims what doesn't follow, or can be bettered."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """Arcs (person, option, score), each person with at least one; limits and labels per option.

    ``label`` tells the options apart in the canonical choice, whatever their place in the arrays.
    """

    person: Whole
    option: Whole
    score: Whole
    lower: Whole
    upper: Whole
    label: Whole
    people: int

    @property
    def options(self) -> int:
        return len(self.upper)

    def refuse_large(self) -> None:
        """Costs times nodes must stay inside 64 bits, in the solver and in the prices."""
        largest = int(np.abs(self.score).max(initial=0)) + 1
        if largest * (self.options + 3) * (self.people + 1) >= _LIMIT or largest >= 2**52:
            raise ValueError(
                f"A score of {largest - 1} is too large for {self.people} people and {self.options} options: "
                "sums would leave 64 bits. Give scores in a coarser unit."
            )


def solve(problem: Assignment) -> Whole:
    """For each person the index of an arc, so that the sum of scores is as high as can be.

    Raises `InfeasibleError` when the limits can't be kept.
    """
    problem.refuse_large()
    flow = SimpleMinCostFlow()
    arcs, options, sink = len(problem.person), problem.options, problem.people + problem.options
    nodes = problem.people + np.arange(options)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([problem.person, nodes]).astype(np.int32),
        np.concatenate([problem.people + problem.option, np.full(options, sink)]).astype(np.int32),
        np.concatenate([np.ones(arcs, np.int64), problem.upper - problem.lower]),
        np.concatenate([-problem.score, np.zeros(options, np.int64)]),
    )
    supplies = np.concatenate([np.ones(problem.people, np.int64), -problem.lower, [0]])
    supplies[sink] = -supplies.sum()
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    if supplies[sink] > 0 or flow.solve() != flow.OPTIMAL:
        raise InfeasibleError("No plan keeps the lower and upper limits of all options.")
    used = np.flatnonzero(flow.flows(np.arange(arcs, dtype=np.int32)))
    chosen = np.empty(problem.people, np.int64)
    chosen[problem.person[used]] = used
    return chosen


def value(problem: Assignment, chosen: Whole) -> int:
    """The sum of scores of the arcs chosen."""
    return int(problem.score[chosen].sum())


def prices(problem: Assignment, chosen: Whole) -> Whole:
    """The lowest prices that prove the plan, one per option; raises `CertificateError` when it can be bettered.

    Longest paths (Bellman-Ford) over the options: a person in s who would gain g by moving to t demands
    price t >= price s + g. Lower 0: the price is at least 0. People fewer than ``upper``: it is at most 0. The
    lowest price of a session is exactly what one more place there would add to the value.
    """
    start, end, gain = _demands(problem, chosen)
    level = np.full(problem.options + 1, -(int(np.abs(problem.score).max(initial=0)) + 1) * (problem.options + 2))
    level[-1] = 0
    for _ in range(problem.options + 2):
        higher = level.copy()
        np.maximum.at(higher, end, level[start] + gain)
        if higher[-1] > 0:
            break
        if np.array_equal(higher, level):
            return level[:-1]
        level = higher
    raise CertificateError("The plan isn't optimal: moving people in a round between sessions gives a higher value.")


def _demands(problem: Assignment, chosen: Whole) -> tuple[Whole, Whole, Whole]:
    """Edges (start, end, gain) between options, and to and from a last node whose price is 0."""
    own, scores = problem.option[chosen], problem.score[chosen]
    moves = pl.DataFrame(
        {
            "key": own[problem.person] * problem.options + problem.option,
            "gain": problem.score - scores[problem.person],
        }
    )
    moves = moves.group_by("key").agg(pl.col("gain").max())
    start, end = np.divmod(moves["key"].to_numpy(), problem.options)
    load, zero = np.bincount(own, minlength=problem.options), problem.options
    rising = np.flatnonzero((problem.lower == 0) | (load > problem.lower))
    falling = np.flatnonzero(load < problem.upper)
    nothing = np.zeros(len(rising) + len(falling), np.int64)
    return (
        np.concatenate([start, np.full(len(rising), zero), falling]),
        np.concatenate([end, rising, np.full(len(falling), zero)]),
        np.concatenate([moves["gain"].to_numpy(), nothing]),
    )


def gains(problem: Assignment, price: Whole) -> Whole:
    """For each person the largest score - price among the options allowed."""
    best = np.full(problem.people, -_LIMIT)
    np.maximum.at(best, problem.person, problem.score - price[problem.option])
    return best


def bound(problem: Assignment, price: Whole) -> int:
    """What no plan can exceed, by weak duality: true for any prices at all."""
    limits = np.where(price > 0, problem.upper, problem.lower)
    return int(gains(problem, price).sum()) + sum(int(a) * int(b) for a, b in zip(limits, price, strict=True))


def check_limits(problem: Assignment, chosen: Whole) -> None:
    """Raise `CertificateError` if an option has more or fewer people than its limits."""
    load = np.bincount(problem.option[chosen], minlength=problem.options)
    broken = np.flatnonzero((load < problem.lower) | (load > problem.upper))
    if len(broken):
        at = int(broken[0])
        raise CertificateError(
            f"Option {int(problem.label[at])} has {int(load[at])} people, "
            f"but must have {int(problem.lower[at])} to {int(problem.upper[at])} (-1 = no place)."
        )


def canonical(problem: Assignment, price: Whole) -> Whole:
    """The one plan, among all that share the optimal value, with the highest sum of hashes.

    The hashes come from person and label, not from the order of the arrays or the solver's path.
    """
    tie, arcs = ties(problem, price)
    number = np.bincount(tie.person, minlength=tie.people)
    single = number[tie.person] == 1
    chosen = np.empty(problem.people, np.int64)
    chosen[tie.person[single]] = arcs[single]
    if not single.all():
        rest, kept = _without(tie, single)
        solved = solve(rest)
        found = arcs[kept][solved]
        chosen[problem.person[found]] = found
    return chosen


def check_canonical(problem: Assignment, price: Whole, chosen: Whole) -> None:
    """Raise `CertificateError` unless the plan is the canonical one; no solver is used."""
    tie, arcs = ties(problem, price)
    place = np.full(len(problem.person), -1)
    place[arcs] = np.arange(len(arcs))
    try:
        prices(tie, place[chosen])
    except CertificateError:
        raise CertificateError(
            "The plan's value is optimal, but among the plans that share it this isn't the canonical one."
        ) from None


def ties(problem: Assignment, price: Whole) -> tuple[Assignment, Whole]:
    """All optimal plans, as a problem of its own whose scores are hashes; and the arcs left in it.

    By complementary slackness a plan is optimal if and only if people stand where score - price is largest and
    options with a price other than 0 are at their limit.
    """
    arcs = np.flatnonzero(problem.score - price[problem.option] == gains(problem, price)[problem.person])
    person, option = problem.person[arcs], problem.option[arcs]
    bits = 60 - ((problem.options + 3) * (problem.people + 1)).bit_length()
    tie = replace(
        problem,
        person=person,
        option=option,
        score=hashes(person, problem.label[option]) >> np.int64(63 - min(bits, 44)),
        lower=np.where(price > 0, problem.upper, problem.lower),
        upper=np.where(price < 0, problem.lower, problem.upper),
    )
    return tie, arcs


def _without(problem: Assignment, gone: NDArray[np.bool_]) -> tuple[Assignment, Whole]:
    """The problem without people whose only arc is in ``gone``; and the arcs kept."""
    kept = np.flatnonzero(~gone)
    taken = np.bincount(problem.option[gone], minlength=problem.options)
    left, person = np.unique(problem.person[kept], return_inverse=True)
    return replace(
        problem,
        person=person,
        option=problem.option[kept],
        score=problem.score[kept],
        lower=np.maximum(problem.lower - taken, 0),
        upper=problem.upper - taken,
        people=len(left),
    ), kept


def hashes(first: Whole, second: Whole) -> Whole:
    """63 bits from two whole numbers, evenly spread (the finaliser of SplitMix64, twice)."""
    with np.errstate(over="ignore"):
        return (_mix(_mix(first.astype(np.uint64)) + second.astype(np.uint64)) >> np.uint64(1)).astype(np.int64)


def _mix(number: NDArray[np.uint64]) -> NDArray[np.uint64]:
    number = number + np.uint64(0x9E3779B97F4A7C15)
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))
