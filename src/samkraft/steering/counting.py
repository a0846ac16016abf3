"""What a measure is: a SELECT that gives ``case_id, n, d`` for each person who counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from samkraft.programmes.definition import Measure, ProgrammeDefinition

Kind = Literal["count", "share", "women", "mean", "days"]
Arguments = Callable[[ProgrammeDefinition, Measure], dict[str, Any]]


def _nothing(definition: ProgrammeDefinition, measure: Measure) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Counting:
    """How one measure of the programme file is counted.

    ``sql`` is written over the facts of ``population`` and names its own arguments ``%(arg_…)s``. ``kind``: count = n;
    share = n of d; women = women's share of those counted; mean = n for each of d. ``same_as`` names the measure
    whose people these are, so that both are hidden together. ``counter``: takes those in who refused statistics.
    ``events``: n and d are talks, waits or changes, several of one person: disclosure looks at the people behind.
    """

    kind: Kind
    sql: str
    arguments: Arguments = _nothing
    same_as: str = ""
    counter: bool = False
    events: bool = False
