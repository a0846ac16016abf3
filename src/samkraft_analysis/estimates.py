"""What the estimators give back: numbers with what is needed to read them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Test:
    """A test: its statistic, the degrees of freedom of the chi-square it is held against, and the p-value.

    ``n`` is the number of people; ``method`` names the test and the choices that move its numbers.

    >>> Test(3.84, 1, 0.05).p
    0.05
    """

    __test__ = False  # not a class of tests, whatever the name says

    statistic: float
    df: int
    p: float
    n: int | None = None
    method: str = ""
