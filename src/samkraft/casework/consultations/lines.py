"""Who around the teams may be asked: the professions of the consultation team and the resources (P-021, P-026)."""

from dataclasses import dataclass
from datetime import date, timedelta

from samkraft.programmes.definition import ProgrammeDefinition

_DEADLINE = "consultation_answer"
_DAYS = 7  # where the programme sets no deadline


@dataclass(frozen=True)
class Line:
    """Somebody to ask: a profession or a resource, in a branch, and what it answers for."""

    code: str
    name: str
    branch: str
    words: str


def lines_of(definition: ProgrammeDefinition) -> list[Line]:
    """All that may be asked in a programme, the consultation team first."""
    team = [Line(p.code, p.name, p.branch, p.responsible_for) for p in definition.professions if p.in_consultation_team]
    return [*team, *(Line(r.code, r.name, r.branch, r.words) for r in definition.resources)]


def line_of(definition: ProgrammeDefinition, code: str) -> Line | None:
    """The one with that code."""
    return next((line for line in lines_of(definition) if line.code == code), None)


def answer_days(definition: ProgrammeDefinition) -> int:
    """In how many days a question is to be answered."""
    return next((row.offset_days for row in definition.deadlines if row.code == _DEADLINE), _DAYS)


def answered_late(asked: date, answered: date | None, days: int, on: date) -> bool:
    """Whether an answer came, or still isn't there, after its day."""
    return (answered or on) > asked + timedelta(days=days)
