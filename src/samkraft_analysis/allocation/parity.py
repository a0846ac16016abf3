"""Places such that women's mean benefit isn't below men's: one Lagrange multiplier, with the gap that it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samkraft_analysis.allocation import assignment
from samkraft_analysis.allocation.arrays import Arcs, arcs_of, network, whole_numbers
from samkraft_analysis.allocation.assignment import Assignment, CertificateError, Whole
from samkraft_analysis.allocation.fair import FairPlan, allowed, both_groups, fixed, require_same
from samkraft_analysis.allocation.optimum import optimum
from samkraft_analysis.whole_numbers import whole_number

_ROUNDS = 60


def places_with_parity(
    person: Any, session: Any, score: Any, capacity: Any, women: Any, benefit: Any, slack: int = 0
) -> FairPlan:
    """A plan in which women's mean benefit is at least men's less ``slack``; its gap to what is possible is reported.

    ``benefit``: a whole number for each allowed pair, what the person is expected to gain from that session; the mean
    is over everybody on the list, those without a place gaining 0. It is one-sided: mark those who must not fall
    behind. Other arrays as in `places`.

    Equal mean benefit is a side condition that breaks the network. One Lagrange multiplier pays for it: each flow
    maximises score + multiplier x (benefit / women, or -benefit / men), and the crossing of the two lines that bracket
    the condition gives the next multiplier. ``bound`` is the lowest value of this relaxation found, ``value`` that of
    the best plan seen that keeps the condition. ``women`` and ``men`` of the result are mean benefits.

    Raises ``ValueError`` as `places` does, for a negative benefit or slack, and for a list without women or men.

    >>> plan = places_with_parity([0, 1, 2, 3], [0, 0, 0, 0], [9, 8, 3, 2], [2], [0, 0, 1, 1], [4, 4, 4, 4])
    >>> plan.session_of_person.tolist(), plan.value, plan.bound, plan.women, plan.men
    ([0, -1, 0, -1], 12, 12, 2.0, 2.0)
    >>> plan.verify()
    """
    began = perf_counter()
    is_woman = both_groups(women)
    row = _row(arcs_of(person, session, score, capacity, len(is_woman)), is_woman, benefit, slack)
    search = _Search(row)
    best = search.above
    return FairPlan(
        session_of_person=fixed(best.plan),
        value=best.value,
        bound=search.proof.bound(),
        free_value=search.free_value,
        women=row.mean(best.plan, is_woman),
        men=row.mean(best.plan, ~is_woman),
        multiplier=search.proof.paid.multiplier * int(is_woman.sum()) * int((~is_woman).sum()),
        flows=search.flows,
        seconds=perf_counter() - began,
        proof=search.proof,
    )


@dataclass(frozen=True)
class Paid:
    """A multiplier of steps / (grid x fine)."""

    grid: int
    fine: int
    steps: int

    @property
    def multiplier(self) -> Fraction:
        return Fraction(self.steps, self.grid * self.fine)


@dataclass(frozen=True, eq=False)
class Row:
    """The condition: the sum of ``weight`` over the pairs used is at least ``least``.

    weight = benefit x men for women, -benefit x women for men; so it is the difference of means x women x men.
    """

    arcs: Arcs
    benefit: Whole
    weight: Whole
    least: int

    def problem(self, paid: Paid) -> Assignment:
        """The network with the scores rounded to the solver's grid."""
        score = (self.fine_scores(paid) + paid.fine // 2) // paid.fine
        everybody = np.array([self.arcs.people])
        return network(self.arcs, np.zeros(self.arcs.people, np.int64), np.zeros(1, np.int64), everybody, score)

    def fine_scores(self, paid: Paid) -> Whole:
        """score + multiplier x weight, exactly, times grid x fine."""
        return self.arcs.score * (paid.grid * paid.fine) + self.weight * paid.steps

    def paid(self, multiplier: Fraction) -> Paid:
        """The multiplier in steps so fine, and scores on a grid so fine, that all stays well inside 64 bits."""
        largest = float(abs(self.arcs.score).max(initial=1)) + float(multiplier) * float(
            abs(self.weight).max(initial=1)
        )
        room = 2.0**58 / ((self.arcs.sessions + 4) * (self.arcs.people + 1) * largest)
        if room < 1:
            raise ValueError("Scores and benefits are too large for 64 bits; give them in a coarser unit.")
        grid = 2 ** min(int(np.log2(room)), 20)
        fine = 2 ** min(int(np.log2(2.0**60 / (grid * largest))), 30)
        return Paid(grid, fine, round(multiplier * grid * fine))

    def mean(self, session_of_person: Whole, group: NDArray[np.bool_]) -> float:
        chosen = self.arcs.chosen(session_of_person)
        return float(np.append(self.benefit, np.zeros(self.arcs.people))[chosen][group].sum() / group.sum())

    def amount(self, chosen: Whole) -> int:
        return int(np.append(self.weight, np.zeros(self.arcs.people, np.int64))[chosen].sum())

    def value(self, chosen: Whole) -> int:
        return int(np.append(self.arcs.score, np.zeros(self.arcs.people, np.int64))[chosen].sum())


@dataclass(frozen=True, eq=False)
class ParityProof:
    """Prices at one multiplier: by weak duality they bound every plan that keeps the condition."""

    row: Row
    paid: Paid
    prices: Whole

    def check(self, plan: FairPlan) -> None:
        chosen = allowed(self.row.arcs, plan.session_of_person)
        assignment.check_limits(self.row.problem(Paid(1, 1, 0)), chosen)
        require_same("value", plan.value, self.row.value(chosen))
        require_same("bound", plan.bound, self.bound())
        if self.row.amount(chosen) < self.row.least:
            raise CertificateError("Women's mean benefit is further below men's than the condition allows.")

    def bound(self) -> int:
        """floor of (value of the relaxation - multiplier x least), in exact whole numbers."""
        arcs, paid = self.row.arcs, self.paid
        price = np.maximum(self.prices[: arcs.sessions], 0)
        best = np.zeros(arcs.people, np.int64)
        np.maximum.at(best, arcs.person, self.row.fine_scores(paid) - paid.fine * price[arcs.session])
        seats = paid.fine * sum(int(a) * int(b) for a, b in zip(arcs.capacity, price, strict=True))
        return (sum(best.tolist()) + seats - paid.steps * self.row.least) // (paid.grid * paid.fine)


@dataclass(frozen=True, eq=False)
class _Found:
    """A plan with its value and what it gives the condition beyond what is asked."""

    plan: Whole
    value: int
    beyond: int


class _Search:
    """Brackets the multiplier between a plan that breaks the condition and one that keeps it."""

    proof: ParityProof
    above: _Found

    def __init__(self, row: Row) -> None:
        self.row, self.flows = row, 0
        self.proof, below = self._solve(Fraction(0))
        self.free_value = below.value
        if below.beyond >= 0:
            self.above = below
            return
        self.above, below = self._bracket(below)
        self._close(below)

    def _bracket(self, below: _Found) -> tuple[_Found, _Found]:
        """Doubles the multiplier until the plan keeps the condition."""
        multiplier = Fraction(int(self.row.arcs.score.max()), 16 * int(abs(self.row.weight).max()))
        for _ in range(_ROUNDS):
            found = self._better(multiplier)
            if found.beyond >= 0:
                return found, below
            below, multiplier = found, multiplier * 2
        raise ValueError("No multiplier makes the means equal; give scores and benefits in comparable units.")

    def _close(self, below: _Found) -> None:
        above, tried = self.above, set[Fraction]()
        while len(tried) < _ROUNDS:
            crossing = Fraction(below.value - above.value, above.beyond - below.beyond)
            multiplier = self.row.paid(crossing).multiplier
            if multiplier in tried:
                return
            tried.add(multiplier)
            found = self._better(multiplier)
            if found.beyond < 0:
                below = found
            else:
                above = found
                self.above = max(self.above, found, key=lambda one: one.value)

    def _better(self, multiplier: Fraction) -> _Found:
        """The plan at a multiplier; its bound is kept when it is the lowest."""
        proof, found = self._solve(multiplier)
        if proof.bound() < self.proof.bound():
            self.proof = proof
        return found

    def _solve(self, multiplier: Fraction) -> tuple[ParityProof, _Found]:
        self.flows += 1
        paid = self.row.paid(multiplier)
        problem = self.row.problem(paid)
        _, prices = optimum(problem)
        chosen = assignment.canonical(problem, prices)
        found = _Found(self.row.arcs.plan(chosen), self.row.value(chosen), self.row.amount(chosen) - self.row.least)
        return ParityProof(self.row, paid, prices), found


def _row(arcs: Arcs, is_woman: NDArray[np.bool_], benefit: Any, slack: Any) -> Row:
    gain = whole_numbers(benefit, "benefit")
    if len(gain) != len(arcs.person):
        raise ValueError(f"benefit has {len(gain)} entries for {len(arcs.person)} pairs; give one for each.")
    if len(gain) and gain.min() < 0:
        raise ValueError(f"benefit has the value {gain.min()}, but it can't be negative.")
    women, men = int(is_woman.sum()), int((~is_woman).sum())
    if int(gain.max(initial=0)) * max(women, men) * len(is_woman) >= 2**61:
        raise ValueError(f"A benefit of {gain.max()} is too large for 64 bits; give benefits in a coarser unit.")
    gain = gain[arcs.order]
    weight = np.where(is_woman[arcs.person], gain * men, -gain * women)
    return Row(arcs, gain, weight, -whole_number(slack, "slack") * women * men)
