"""What plans under a condition of fairness between women and men have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from samkraft_analysis.allocation.arrays import Arcs, truths
from samkraft_analysis.allocation.assignment import CertificateError, Whole


class FairProof(Protocol):
    """What a plan under a condition can be checked against."""

    def check(self, plan: FairPlan) -> None: ...


@dataclass(frozen=True, eq=False)
class FairPlan:
    """A plan that keeps a condition, and what the condition costs.

    ``session_of_person``: -1 = none. ``bound``: what no plan that keeps the condition can exceed; ``gap`` = bound -
    value. ``free_value``: the optimum without the condition; ``cost`` = free_value - value. ``women``, ``men``: what
    is made equal, per person on the list. ``multiplier``: how much the bound falls for
    each unit by which the condition is tightened, where the method has one. ``flows``: the number of flows solved.
    """

    session_of_person: Whole
    value: int
    bound: int
    free_value: int
    women: float
    men: float
    multiplier: Fraction | None
    flows: int
    seconds: float
    proof: FairProof = field(repr=False)

    @property
    def n(self) -> int:
        """People, placed or not."""
        return len(self.session_of_person)

    @property
    def gap(self) -> int:
        """By how much a better plan that keeps the condition could exceed this one at most; 0 = proved optimal."""
        return self.bound - self.value

    @property
    def cost(self) -> int:
        """What the condition takes from the value."""
        return self.free_value - self.value

    def verify(self) -> None:
        """Prove without a solver that the plan keeps all conditions and that value and bound are right.

        Raises `CertificateError` otherwise.
        """
        self.proof.check(self)


def both_groups(women: Any) -> NDArray[np.bool_]:
    """Who is a woman; ``ValueError`` for a list without women or without men."""
    is_woman = truths(women, "women")
    if not is_woman.any() or is_woman.all():
        there = "only women" if len(is_woman) and is_woman.all() else "no women"
        raise ValueError(f"The list has {there}, so there is nothing to make equal; use places instead.")
    return is_woman


def allowed(arcs: Arcs, session_of_person: Whole) -> Whole:
    """The arcs that the plan uses; `CertificateError` when one isn't allowed."""
    try:
        return arcs.chosen(session_of_person)
    except ValueError as error:
        raise CertificateError(str(error)) from None


def require_same(what: str, stated: object, found: object) -> None:
    """`CertificateError` when the plan states something else than what follows from it."""
    if stated != found:
        raise CertificateError(f"The plan states the {what} {stated}, but it is {found}.")


def fixed(array: NDArray[Any]) -> NDArray[Any]:
    """A copy that can't be written to."""
    array = array.copy()
    array.flags.writeable = False
    return array
