"""Places such that women get them at the rate of men: exact, by a few flows with a floor and a ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samkraft_analysis.allocation import assignment
from samkraft_analysis.allocation.arrays import Arcs, arcs_of, counting, network
from samkraft_analysis.allocation.assignment import Assignment, CertificateError, Whole
from samkraft_analysis.allocation.fair import FairPlan, allowed, both_groups, fixed, require_same
from samkraft_analysis.allocation.optimum import optimum
from samkraft_analysis.whole_numbers import whole_number


def places_with_equal_rates(
    person: Any, session: Any, score: Any, capacity: Any, women: Any, slack: int = 1
) -> FairPlan:
    """The best plan in which women get places at the rate of men: exact, and proved.

    Condition: women placed - (women / men on the list) x men placed >= -``slack``, in people; 1 because people are
    whole. It is one-sided: mark those who must not fall behind. Arrays as in `places`.

    For each number of men placed the best plan is a flow with a floor on women and a ceiling on men; its prices bound
    the value at all other numbers (the value is concave in the limits), so a few flows settle them all
    (Kelley's cutting planes on one whole number). ``women`` and ``men`` of the result are the rates placed.

    Raises ``ValueError`` as `places` does, for a negative slack, and for a list without women or without men.

    >>> plan = places_with_equal_rates([0, 1, 2, 3], [0, 0, 0, 0], [9, 8, 3, 2], [2], women=[0, 0, 1, 1], slack=0)
    >>> plan.session_of_person.tolist(), plan.value, plan.gap, plan.cost
    ([0, -1, 0, -1], 12, 0, 5)
    >>> plan.verify()
    """
    began = perf_counter()
    is_woman = both_groups(women)
    rates = Rates(arcs_of(person, session, score, capacity, len(is_woman)), is_woman, whole_number(slack, "slack"))
    search = _Search(rates)
    best = rates.problem(search.men)
    plan = rates.arcs.plan(assignment.canonical(best, search.price))
    placed = rates.placed(plan)
    proof = RatesProof(rates, search.men, tuple(search.prices), search.most_women)
    return FairPlan(
        session_of_person=fixed(plan),
        value=search.value,
        bound=proof.bound(),
        free_value=search.free_value,
        women=placed[0] / rates.women,
        men=placed[1] / rates.men,
        multiplier=None,
        flows=len(search.prices) + 1,
        seconds=perf_counter() - began,
        proof=proof,
    )


@dataclass(frozen=True, eq=False)
class Rates:
    """The arcs, the two groups and the condition; "no place" is an option for women and one for men, the last two."""

    arcs: Arcs
    is_woman: NDArray[np.bool_]
    slack: int

    @property
    def women(self) -> int:
        return int(self.is_woman.sum())

    @property
    def men(self) -> int:
        return self.arcs.people - self.women

    def floors(self) -> Whole:
        """The fewest women who must be placed with 0, 1, … men: ceil(women x placed / men - slack)."""
        return np.maximum(-((self.slack * self.men - self.women * np.arange(self.men + 1)) // self.men), 0)

    def problem(self, men_placed: int | None) -> Assignment:
        """At most so many men placed and enough women beside them; None = without the condition."""
        floor, ceiling = (0, self.men) if men_placed is None else (int(self.floors()[men_placed]), men_placed)
        lower = np.array([0, self.men - ceiling])
        return network(self.arcs, 1 - self.is_woman, lower, np.array([self.women - floor, self.arcs.people]))

    def placed(self, session_of_person: Whole) -> tuple[int, int]:
        has_place = session_of_person >= 0
        return int(has_place[self.is_woman].sum()), int(has_place[~self.is_woman].sum())

    def bounds(self, prices: list[Whole] | tuple[Whole, ...], most_women: Whole) -> Whole:
        """For 0, 1, … men placed what no plan can exceed, by weak duality; -1 where women can't be enough.

        Every entry of ``prices`` gives a line: the bound without the condition, less what its limits take.
        """
        floors, every, free = self.floors(), np.arange(self.men + 1), self.problem(None)
        lines = []
        for price in prices:
            floor_price, ceiling_price = max(int(price[-2]), 0), min(int(price[-1]), 0)
            lines.append(assignment.bound(free, price) - floor_price * floors + ceiling_price * (self.men - every))
        reach = assignment.bound(counting(self.arcs, self.is_woman), most_women)
        return np.where(floors <= reach, np.min(lines, axis=0), -1)


@dataclass(frozen=True, eq=False)
class RatesProof:
    """The condition, and the prices of each flow solved: each bounds the value at every number of men placed."""

    rates: Rates
    men_placed: int
    prices: tuple[Whole, ...]
    most_women: Whole

    def check(self, plan: FairPlan) -> None:
        best = self.rates.problem(self.men_placed)
        chosen = allowed(self.rates.arcs, plan.session_of_person)
        assignment.check_limits(best, chosen)
        require_same("value", plan.value, assignment.value(best, chosen))
        assignment.check_canonical(best, assignment.prices(best, chosen), chosen)
        require_same("bound", plan.bound, self.bound())
        if plan.value != plan.bound:
            raise CertificateError(f"The value {plan.value} isn't the bound {plan.bound}, so the plan isn't proved.")

    def bound(self) -> int:
        return int(self.rates.bounds(self.prices, self.most_women).max())


class _Search:
    """Tries numbers of men placed, the most promising first, until none can beat the best found."""

    def __init__(self, rates: Rates) -> None:
        self.rates, self.value, self.prices = rates, -1, []
        _, self.most_women = optimum(counting(rates.arcs, rates.is_woman))
        free, women, men = self._solve(None)
        self.free_value = free
        if women >= rates.floors()[men]:
            self._keep(free, men)
            return
        self._try(men)
        self._try(int(np.flatnonzero(rates.floors() <= women).max()))
        while (bounds := self._bounds()).max() > self.value:
            self._try(int(bounds.argmax()))

    def _bounds(self) -> Whole:
        return self.rates.bounds(self.prices, self.most_women)

    def _try(self, men: int) -> None:
        if self._bounds()[men] > self.value:
            value, _, _ = self._solve(men)
            if value > self.value:
                self._keep(value, men)

    def _solve(self, men_placed: int | None) -> tuple[int, int, int]:
        problem = self.rates.problem(men_placed)
        _, price = optimum(problem)
        self.prices.append(price)
        chosen = assignment.canonical(problem, price)
        return assignment.value(problem, chosen), *self.rates.placed(self.rates.arcs.plan(chosen))

    def _keep(self, value: int, men: int) -> None:
        self.value, self.men, self.price = value, men, self.prices[-1]

    prices: list[Whole]
    most_women: Whole
    price: Whole
    free_value: int
    men: int
