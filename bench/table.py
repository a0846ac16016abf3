"""A row of the bench's table: what was measured, the value, the bound."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True)
class Row:
    """One measured bound. ``at_most`` False: the value must reach the bound instead of staying under it."""

    cases: int
    what: str
    value: float
    bound: float
    unit: str
    at_most: bool = True
    rounds: tuple[float, ...] = ()

    @property
    def is_missed(self) -> bool:
        return self.value > self.bound if self.at_most else self.value < self.bound

    @property
    def is_time(self) -> bool:
        """Whether the row tells of the machine as well: what is counted comes out the same every time."""
        return self.unit in ("ms", "s")

    @classmethod
    def best_of(cls, rounds: Sequence["Row"]) -> "Row":
        """The row of the quickest round, which tells of all of them: whoever else uses the machine only adds time."""
        choose = min if rounds[0].at_most else max
        return replace(choose(rounds, key=lambda row: row.value), rounds=tuple(row.value for row in rounds))

    def __str__(self) -> str:
        verdict = "MISSED" if self.is_missed else "kept  "
        sign = "≤" if self.at_most else "≥"
        told = f"   rounds: {' '.join(f'{value:,.1f}' for value in self.rounds)}" if len(self.rounds) > 1 else ""
        figures = f"{self.value:>10,.1f} {sign} {self.bound:>9,.1f} {self.unit}"
        return f"{verdict}  {self.cases:>7,}  {self.what:<58} {figures}{told}"

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
