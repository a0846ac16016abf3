"""What was not done as planned, gathered by the program while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Deviation:
    """One deviation: a word for its kind, and the values that its sentence needs."""

    kind: str
    values: dict[str, Any]


@dataclass
class Deviations:
    """The list that every part of the evaluation adds to."""

    found: list[Deviation] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """The plan's names for columns that have another while the program works."""

    def add(self, kind: str, **values: Any) -> None:
        deviation = Deviation(kind, values)
        if deviation not in self.found:
            self.found.append(deviation)

    def attempt(self, what: str, compute: Callable[[], T]) -> T | None:
        """The part's result; or None, and the reason on the list, when the data don't allow it."""
        try:
            return compute()
        except ValueError as reason:
            self.add("not_computed", what=what, reason=self._in_the_plans_words(str(reason)))
            return None

    def _in_the_plans_words(self, reason: str) -> str:
        for own, planned in self.names.items():
            reason = reason.replace(repr(own), repr(planned))
        return reason
