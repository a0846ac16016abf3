"""Places in sessions, given so that the sum of scores is as high as it can be, with the proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from samkraft_analysis.allocation import assignment
from samkraft_analysis.allocation.arrays import Arcs, arcs_of, counting, network, truths
from samkraft_analysis.allocation.assignment import Assignment, CertificateError, InfeasibleError, Whole
from samkraft_analysis.allocation.fair import allowed, fixed, require_same
from samkraft_analysis.allocation.optimum import optimum
from samkraft_analysis.whole_numbers import whole_number


class Proof(Protocol):
    """What a plan can be checked against."""

    def check(self, plan: Plan) -> None: ...


@dataclass(frozen=True, eq=False)
class Plan:
    """Who gets which place, what it is worth, and why nothing can be worth more.

    ``session_of_person``: -1 = none. ``value``: the sum of scores. ``bound``: what no plan can exceed.
    ``prices``: for each session what one more place there would add to the value (whole, >= 0); with a floor one
    more entry, the last: what the value would rise if one woman fewer had to get a place.
    ``seconds``: the time it took.
    """

    session_of_person: Whole
    value: int
    bound: int
    prices: NDArray[Any]
    seconds: float
    proof: Proof = field(repr=False)

    @property
    def n(self) -> int:
        """People, placed or not."""
        return len(self.session_of_person)

    @property
    def placed(self) -> int:
        """People who get a place."""
        return int((self.session_of_person >= 0).sum())

    def verify(self) -> None:
        """Prove without a solver that the plan keeps the limits and is optimal; raise `CertificateError` otherwise.

        The prices are worked out anew from the plan by Bellman-Ford and must be those that it states. Also checked:
        that it is the canonical plan among those of the same value.
        """
        self.proof.check(self)


@dataclass(frozen=True, eq=False)
class PlacesProof:
    """The problem that the plan answers: arcs, capacities, and the floor when there is one."""

    arcs: Arcs
    problem: Assignment
    floor: int | None

    def check(self, plan: Plan) -> None:
        chosen = allowed(self.arcs, plan.session_of_person)
        assignment.check_limits(self.problem, chosen)
        require_same("value", plan.value, assignment.value(self.problem, chosen))
        prices = assignment.prices(self.problem, chosen)
        require_same("bound", plan.bound, assignment.bound(self.problem, prices))
        if plan.value != plan.bound:
            raise CertificateError(f"The value {plan.value} isn't the bound {plan.bound}, so the plan isn't proved.")
        if not np.array_equal(plan.prices, self.shown(prices)):
            raise CertificateError("The prices aren't the lowest that prove the plan.")
        assignment.check_canonical(self.problem, prices, chosen)

    def shown(self, prices: Whole) -> Whole:
        """The sessions' prices, and the floor's when there is one."""
        return prices[: self.arcs.sessions] if self.floor is None else prices[: self.arcs.sessions + 1]


def places(
    person: Any, session: Any, score: Any, capacity: Any, women: Any = None, min_women: int | None = None
) -> Plan:
    """At most one place each, at most ``capacity`` people a session, the highest sum of scores.

    ``person``, ``session``, ``score``: arrays with one entry per allowed pair; persons and sessions are numbered
    from 0, scores are whole numbers in any unit, higher is better (0 = as good as no place). ``capacity``: places
    per session. ``women``: True for each person who is a woman, one entry per person; without it there are
    max(person) + 1 people. ``min_women``: at least so many women must get a place.

    A minimum-cost flow (Goldberg & Tarjan's cost scaling, OR-Tools); the linear programme of this network has
    whole-numbered corners, so ``value`` = ``bound`` exactly. Among plans of the same value the one with the highest
    sum of hashes of (person, session) is given, whatever the order of the pairs. Assumes that the scores say what
    is wanted; compare the plan with `first_come`.

    Raises ``ValueError`` for arrays of different lengths, numbers that aren't whole, negative or unknown persons,
    sessions and capacities, repeated pairs, scores too large for 64 bits, and a floor that can't be met (it says
    how many women can get a place).

    >>> plan = places([0, 0, 1, 2], [0, 1, 0, 0], [5, 4, 3, 2], capacity=[1, 1])
    >>> plan.session_of_person.tolist(), plan.value, plan.bound, plan.prices.tolist()
    ([1, 0, -1], 7, 7, [2, 0])
    >>> plan.verify()
    >>> plan = places([0, 0, 1, 2], [0, 1, 0, 0], [5, 4, 3, 2], [1, 1], women=[False, False, True], min_women=1)
    >>> plan.session_of_person.tolist(), plan.value, plan.prices.tolist()
    ([1, -1, 0], 6, [3, 0, 1])
    """
    began = perf_counter()
    is_woman = None if women is None else truths(women, "women")
    arcs = arcs_of(person, session, score, capacity, None if is_woman is None else len(is_woman))
    floor = _floor(min_women, is_woman)
    problem = _problem(arcs, is_woman, floor)
    chosen, prices = _optimum(problem, arcs, is_woman, floor)
    proof = PlacesProof(arcs, problem, floor)
    return Plan(
        session_of_person=fixed(arcs.plan(chosen)),
        value=assignment.value(problem, chosen),
        bound=assignment.bound(problem, prices),
        prices=fixed(proof.shown(prices)),
        seconds=perf_counter() - began,
        proof=proof,
    )


def first_come(person: Any, session: Any, score: Any, capacity: Any, order: Any = None) -> Whole:
    """The session of each person (-1 = none) when people choose in turn, each the best of what is left.

    The baseline to hold `places` against. ``order``: the persons in the order they come, by default by number.
    Equal scores: the session with the lowest number; a score of 0 or less isn't chosen. Input and errors as `places`.

    >>> first_come([0, 0, 1, 2], [0, 1, 0, 0], [5, 4, 3, 2], capacity=[1, 1]).tolist()
    [0, -1, -1]
    """
    arcs = arcs_of(person, session, score, capacity, None)
    turns = np.arange(arcs.people) if order is None else np.asarray(order)
    if sorted(turns.tolist()) != list(range(arcs.people)):
        raise ValueError(f"order must name each of the {arcs.people} persons once, numbered from 0.")
    starts = np.searchsorted(arcs.person, np.arange(arcs.people + 1))
    left, given = arcs.capacity.copy(), np.full(arcs.people, -1)
    for one in turns.tolist():
        mine = slice(starts[one], starts[one + 1])
        scores = np.where(left[arcs.session[mine]] > 0, arcs.score[mine], 0)
        if scores.max(initial=0) > 0:
            given[one] = arcs.session[mine][int(scores.argmax())]
            left[given[one]] -= 1
    return given


def _floor(min_women: int | None, is_woman: NDArray[np.bool_] | None) -> int | None:
    if min_women is None:
        return None
    if is_woman is None:
        raise ValueError("min_women needs women: say for each person whether she is a woman.")
    floor = whole_number(min_women, "min_women")
    if floor > is_woman.sum():
        raise ValueError(f"min_women is {floor}, but there are only {int(is_woman.sum())} women; lower it.")
    return floor


def _problem(arcs: Arcs, is_woman: NDArray[np.bool_] | None, floor: int | None) -> Assignment:
    """With a floor, women have a "no place" of their own that takes only so many of them."""
    everybody = np.array([arcs.people])
    if floor is None or is_woman is None:
        return network(arcs, np.zeros(arcs.people, np.int64), np.zeros(1, np.int64), everybody)
    upper = np.append(int(is_woman.sum()) - floor, everybody)
    return network(arcs, 1 - is_woman.astype(np.int64), np.zeros(2, np.int64), upper)


def _optimum(
    problem: Assignment, arcs: Arcs, is_woman: NDArray[np.bool_] | None, floor: int | None
) -> tuple[Whole, Whole]:
    try:
        _, prices = optimum(problem)
    except InfeasibleError:
        assert is_woman is not None
        most = most_placed(arcs, is_woman)
        raise ValueError(f"min_women is {floor}, but at most {most} women can get a place; lower it.") from None
    return assignment.canonical(problem, prices), prices


def most_placed(arcs: Arcs, group: NDArray[np.bool_]) -> int:
    """The largest number of the group that can get a place."""
    problem = counting(arcs, group)
    return assignment.value(problem, optimum(problem)[0])
