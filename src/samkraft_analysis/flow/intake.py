"""How many people come in, and when."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np

from samkraft_analysis.flow.days import Day, day_number


class Intake:
    """People admitted (or referred): [(first_day, last_day, number), ...], both days included.

    Days are dates or whole day numbers, the same kind throughout. People come uniformly inside a period;
    numbers may be fractions; periods may overlap, and then add. Raises ``ValueError`` for no periods, mixed
    kinds of days, a last day before the first, or a number that is negative or not finite.

    >>> Intake([(0, 9, 100), (10, 29, 50.5)])
    Intake([(0, 9, 100), (10, 29, 50.5)])
    >>> Intake([(dt.date(2020, 2, 1), dt.date(2020, 7, 31), 1500)]).number
    1500.0
    """

    def __init__(self, periods: Iterable[tuple[Day, Day, float]]) -> None:
        try:
            self.periods = tuple((first, last, number) for first, last, number in periods)
        except (TypeError, ValueError):
            self.periods = ()
        if not self.periods:
            raise ValueError("An intake must be a list of one or more (first_day, last_day, number).")
        self.dated = isinstance(self.periods[0][0], dt.date)
        self._first = tuple(day_number(first, self.dated, "A first day") for first, _, _ in self.periods)
        self._last = tuple(day_number(last, self.dated, "A last day") for _, last, _ in self.periods)
        for (first, last, number), begin, end in zip(self.periods, self._first, self._last, strict=True):
            if end < begin:
                raise ValueError(f"The period from {first} to {last} ends before it begins; swap the two days.")
            if not _is_number(number):
                raise ValueError(f"The number {number!r} of the period from {first} isn't 0 or more; correct it.")

    @cached_property
    def first(self) -> np.ndarray:
        """First day of each period, as a whole number (dates as ordinals)."""
        return np.array(self._first, dtype=np.int64)

    @cached_property
    def last(self) -> np.ndarray:
        """Last day of each period."""
        return np.array(self._last, dtype=np.int64)

    @cached_property
    def numbers(self) -> np.ndarray:
        """People of each period."""
        return np.array([number for _, _, number in self.periods], dtype=float)

    @property
    def number(self) -> float:
        """People in all."""
        return math.fsum(self.numbers)

    def scaled(self, factor: float) -> Intake:
        """As many times ``factor`` in every period.

        >>> Intake([(0, 9, 100)]).scaled(0.8).number
        80.0
        """
        return Intake([(first, last, number * factor) for first, last, number in self.periods])

    def __repr__(self) -> str:
        return f"Intake({list(self.periods)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Intake) and self.periods == other.periods

    def __hash__(self) -> int:
        return hash(self.periods)


def _is_number(number: Any) -> bool:
    real = isinstance(number, (int, float, np.number)) and not isinstance(number, bool)
    return real and math.isfinite(number) and bool(number >= 0)
