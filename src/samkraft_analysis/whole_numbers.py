"""Numbers of people, places and the like: whole, and never below nought."""

from __future__ import annotations

from operator import index
from typing import Any


def whole_number(value: Any, what: str) -> int:
    """The value as a whole number of 0 or more; ``ValueError`` naming ``what`` for all else, truth values among it.

    >>> whole_number(3, "The number of seats")
    3
    """
    try:
        number = None if isinstance(value, bool) else index(value)
    except TypeError:
        number = None
    if number is None:
        raise ValueError(f"{what} must be a whole number, not {value!r}; round it first.")
    if number < 0:
        raise ValueError(f"{what} is {number}, but it can't be negative; give 0 or more.")
    return number
