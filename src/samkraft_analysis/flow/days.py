"""Days as dates or as day numbers, one kind in one plan; capacities that change on given days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import index
from typing import Any

import numpy as np
import polars as pl

Day = dt.date | int
Days = Day | Iterable[Day]
Steps = int | Sequence[tuple[Day, int | None]] | None
"""A capacity: a number that always holds, [(from_day, number or None for no limit), ...], or None for no limit."""

NO_LIMIT = 2**62
ALWAYS = -(2**62)


def day_number(day: Any, dated: bool, what: str) -> int:
    """A date as its ordinal, a day number as it is; ``ValueError`` when it is of the other kind than the plan's."""
    is_date = isinstance(day, dt.date) and not isinstance(day, dt.datetime)
    if dated and is_date:
        return int(day.toordinal())
    if not dated and not is_date and not isinstance(day, bool):
        try:
            return index(day)
        except TypeError:
            pass
    wanted = "a date" if dated else "a whole day number"
    raise ValueError(f"{what} is {day!r}; give {wanted} there, as in the periods of the intake.")


def day_numbers(on: Any, dated: bool, what: str = "A day in 'on'") -> np.ndarray:
    """One day or many as whole numbers, in the order given."""
    if isinstance(on, (np.ndarray, pl.Series)):
        on = on.tolist() if isinstance(on, np.ndarray) else on.to_list()
    many = list(on) if isinstance(on, Iterable) and not isinstance(on, str) else [on]
    if dated and set(map(type, many)) == {dt.date}:
        return np.array([day.toordinal() for day in many], dtype=np.int64)
    return np.array([day_number(day, dated, what) for day in many], dtype=np.int64)


def day_column(numbers: np.ndarray, dated: bool) -> pl.Series:
    """The column ``day`` of a result: dates for a plan in dates, else whole numbers."""
    if not dated:
        return pl.Series("day", numbers, dtype=pl.Int64)
    epoch = dt.date(1970, 1, 1).toordinal()
    return pl.Series("day", (numbers - epoch).astype(np.int32)).cast(pl.Date)


@dataclass(frozen=True)
class Capacity:
    """A capacity over time: ``numbers[i]`` from the beginning of day ``days[i]``; 0 before the first of them."""

    days: tuple[int, ...]
    numbers: tuple[int, ...]

    @property
    def unlimited(self) -> bool:
        return self.days == (ALWAYS,) and self.numbers == (NO_LIMIT,)

    def at_end_of(self, days: np.ndarray) -> np.ndarray:
        """The number in force at the end of each day."""
        place = np.searchsorted(np.array(self.days), days, side="right")
        return np.concatenate(([0], np.array(self.numbers)))[place]

    def arrays(self, origin: int) -> tuple[np.ndarray, np.ndarray]:
        """From which time (days after the beginning of day ``origin``), and how many."""
        return np.array([float(day - origin) for day in self.days]), np.array(self.numbers, dtype=np.int64)


def capacity(steps: Steps, dated: bool, what: str) -> Capacity:
    """Read a capacity; ``ValueError`` for negative numbers, days of the wrong kind or out of order."""
    if steps is None or not isinstance(steps, Iterable):
        return Capacity((ALWAYS,), (_limit(steps, what),))
    pairs = [(day_number(day, dated, f"A day in {what!r}"), _limit(number, what)) for day, number in steps]
    if not pairs:
        raise ValueError(f"The list {what!r} is empty; give [(from_day, number), ...] or None for no limit.")
    days = [day for day, _ in pairs]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ValueError(f"The days in {what!r} must each be later than the one before; sort them, each day once.")
    return Capacity(tuple(days), tuple(number for _, number in pairs))


def _limit(number: int | None, what: str) -> int:
    if number is None:
        return NO_LIMIT
    try:
        whole = index(number)
    except TypeError:
        raise ValueError(f"A number in {what!r} is {number!r}; give a whole number, or None for no limit.") from None
    if whole < 0:
        raise ValueError(f"A number in {what!r} is {whole}; it must be 0 or more, or None for no limit.")
    return min(whole, NO_LIMIT)
