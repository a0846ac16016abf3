"""A row of the bench's table: what was measured, the value, the bound."""

import json
import statistics
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One measured bound. ``at_most`` False: the value must reach the bound instead of staying under it."""

    cases: int
    what: str
    value: float
    bound: float
    unit: str
    at_most: bool = True

    @property
    def is_missed(self) -> bool:
        return self.value > self.bound if self.at_most else self.value < self.bound

    def __str__(self) -> str:
        verdict = "MISSED" if self.is_missed else "kept  "
        sign = "≤" if self.at_most else "≥"
        return (
            f"{verdict}  {self.cases:>7,}  {self.what:<58} {self.value:>10,.1f} {sign} {self.bound:>9,.1f} {self.unit}"
        )

    def say(self) -> None:
        """Hand the row to the process that gathers the table."""
        print(json.dumps(asdict(self)), flush=True)

    @classmethod
    def from_line(cls, line: str) -> "Row":
        return cls(**json.loads(line))


def median(values) -> float:
    return statistics.median(values)


def p95(values) -> float:
    """The 95th percentile: the smallest value that at least 95 % of the measurements don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]
