"""Pure decisions on discharge: what a reason demands, and what is wrong with what was given (P-036 – P-038)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from samkraft.people.day_rules import planned_problem
from samkraft.people.pathway.followup_rules import due_day
from samkraft.programmes.definition import ProgrammeDefinition, find
from samkraft.programmes.pathway import DischargeReason
from samkraft.programmes.pathway import FollowUp as FollowUpRow


@dataclass(frozen=True)
class Demands:
    """What a reason asks for: nothing else stands in the form."""

    needs_start: bool
    start_within_days: int
    forms: str
    needs_handover: bool
    follow_ups: tuple[tuple[FollowUpRow, date], ...]


@dataclass(frozen=True)
class ReasonGroup:
    """Reasons under one heading."""

    title: str
    reasons: tuple[DischargeReason, ...]


def demands_of(definition: ProgrammeDefinition, reason: DischargeReason, on: date) -> Demands:
    """What the reason demands when the discharge is on a given day."""
    rows = [find(definition.follow_ups, code) for code in reason.follow_ups]
    return Demands(
        needs_start=reason.start_within_days is not None,
        start_within_days=reason.start_within_days or 0,
        forms=reason.forms,
        needs_handover=reason.needs_handover,
        follow_ups=tuple((row, due_day(row, on)) for row in rows),
    )


def reason_groups(definition: ProgrammeDefinition) -> list[ReasonGroup]:
    """The programme's reasons: the goal reached, an alternative goal, neither, and those that aren't counted."""
    counted = [reason for reason in definition.discharge_reasons if reason.group != "not_counted"]
    parts = [
        (_("Målet är nått"), [r for r in counted if r.goal_reached]),
        (_("Ett annat mål"), [r for r in counted if r.alternative_goal and not r.goal_reached]),
        (_("Utan att målet är nått"), [r for r in counted if not r.goal_reached and not r.alternative_goal]),
        (_("Räknas inte"), [r for r in definition.discharge_reasons if r.group == "not_counted"]),
    ]
    return [ReasonGroup(title, tuple(reasons)) for title, reasons in parts if reasons]


def discharge_problems(
    reason: DischargeReason, given: Mapping, began: tuple[date, date], on: date, forms: Collection[str] = ()
) -> dict[str, str]:
    """What is wrong: field → sentence. *given*: discharged_on, starts_on, support_form; *began*: the case and its
    phase; *forms*: values in force."""
    opened_on, phase_start = began
    problems = {}
    day = given["discharged_on"]
    if day > on:
        problems["discharged_on"] = _("Utskrivningen kan inte ligga i framtiden.")
    elif day < phase_start:
        problems["discharged_on"] = _("Utskrivningen kan inte ligga före den fas som pågår.")
    if reason.start_within_days is not None:
        problems |= _start_problems(reason.start_within_days, day, given.get("starts_on"), opened_on)
    if reason.forms and given.get("support_form") not in forms:
        problems["support_form"] = _("Välj vilken form av stöd anställningen har.")
    return problems


def _start_problems(within: int, day: date, starts_on: date | None, opened_on: date) -> dict[str, str]:
    """A start must have come, or be agreed within so many days (P-036)."""
    if starts_on is None:
        return {"starts_on": _("Skriv vilken dag det började, eller börjar enligt avtal.")}
    if starts_on > day + timedelta(days=within):
        return {"starts_on": _("Starten måste ligga inom %(days)s dagar från utskrivningen.") % {"days": within}}
    words = planned_problem(starts_on, opened_on, day)
    return {"starts_on": words} if words else {}
