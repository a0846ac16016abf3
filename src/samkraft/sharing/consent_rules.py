"""Which consent lines a form proposes, and until when. Pure; the person strikes or adds (CON-01, CON-02)."""

from dataclasses import dataclass
from datetime import date

from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.months import add_months

# What a branch must have to work in the case at all: one tick, three lines.
BASE = ("identity", "enrolment", "plan")


@dataclass(frozen=True)
class Proposed:
    """One line that may be given: what goes from whom to whom."""

    from_branch: str
    to_branch: str
    category: str


@dataclass(frozen=True)
class Bundle:
    """What the form shows as one tick for one receiver: a category, or the base together."""

    to_branch: str
    code: str
    words: str
    lines: tuple[Proposed, ...]


def proposed_lines(definition: ProgrammeDefinition, branches: list[str]) -> list[Proposed]:
    """All lines that the programme proposes between branches that take part in the person's team."""
    lines = []
    for preset in definition.consent.presets:
        if preset.from_branch in branches:
            targets = [*preset.to_branches, *preset.to_if_in_team]
            lines += [Proposed(preset.from_branch, to, preset.category) for to in targets if to in branches]
    return lines


def bundles(definition: ProgrammeDefinition, branches: list[str], own: str) -> list[Bundle]:
    """What the form offers, receiver by receiver: the base first, then category by category.

    The base is offered to every receiver but the own branch, which has the person already; an own base line from
    another branch (its part of the plan) follows with that branch's own base tick.
    """
    lines = proposed_lines(definition, branches)
    names = {category.code: category.name for category in definition.data_categories}
    found = []
    for receiver in branches:
        mine = [line for line in lines if line.to_branch == receiver]
        if receiver != own:
            back = [line for line in lines if line.from_branch == receiver and line.category in BASE]
            base = tuple(line for line in mine if line.category in BASE) + tuple(back)
            found.append(Bundle(receiver, "base", "", tuple(dict.fromkeys(base))))
        for code in dict.fromkeys(line.category for line in mine if line.category not in BASE):
            own_lines = tuple(line for line in mine if line.category == code)
            found.append(Bundle(receiver, code, names.get(code, code), own_lines))
    return [bundle for bundle in found if bundle.lines]


def latest_end(definition: ProgrammeDefinition, start: date) -> date:
    """The last day that a consent given on *start* may hold (CON-02: never open-ended)."""
    return add_months(start, definition.consent.max_months)
