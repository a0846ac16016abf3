"""Pure decisions on placements: which moves a state allows, and which days hang together (P-050)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from samkraft.core.words import swedish_date
from samkraft.employers.choices import PLACEMENT_MOVES, PlacementEnd, PlacementState
from samkraft.people.day_rules import planned_problem
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.pathway import ActivityType

REFERRAL = "anvisning"


def kinds_of(definition: ProgrammeDefinition) -> list[ActivityType]:
    """The programme's activities at a workplace; the municipality's own employments have pages of their own (P-043)."""
    return [kind for kind in definition.activity_types if kind.workplace_based and not is_municipal(kind)]


def is_municipal(kind: ActivityType) -> bool:
    """An employment that the municipality refers to itself."""
    return kind.subsidised_employment and kind.decision == REFERRAL


def can_move(state: str, to: str) -> bool:
    """Whether the life of a placement goes that way."""
    return to in PLACEMENT_MOVES.get(PlacementState(state), set())


def next_visit(started_on: date, every_days: int | None, planned_until: date | None = None) -> date | None:
    """When the next follow-up at the workplace is proposed; not after the planned end."""
    if not every_days:
        return None
    day = started_on + timedelta(days=every_days)
    return min(day, planned_until) if planned_until and planned_until > started_on else day


def placing_problems(
    on: date, opened_on: date, given: Mapping[str, Any], closed_on: date | None = None
) -> dict[str, str]:
    """What is wrong with a new placement: field → sentence. Nobody is talked of before she has said yes (SEK-05).

    *closed_on*: the day of the discharge; what she said yes to until then can still be written down.
    """
    names = ("person_agreed_on", "agreement_on", "planned_from", "planned_until")
    problems = {name: words for name in names if (words := planned_problem(given.get(name), opened_on, on))}
    agreed, start, end = given["person_agreed_on"], given.get("planned_from"), given.get("planned_until")
    if agreed > on:
        problems["person_agreed_on"] = _("Personen ska ha sagt ja innan ni planerar platsen.")
    if closed_on and agreed > closed_on:
        said = _("Personen är utskriven sedan %(day)s. Ingen ny plats planeras efter det.")
        problems["person_agreed_on"] = said % {"day": swedish_date(closed_on)}
    if start and end and end < start:
        problems["planned_until"] = _("Platsen kan inte sluta innan den börjar.")
    if given.get("agreement_on"):
        problems |= agreement_problems(on, agreed, given["agreement_on"])
    return problems


def agreement_problems(on: date, person_agreed_on: date, agreement_on: date) -> dict[str, str]:
    """What is wrong with the day of the agreement."""
    if agreement_on > on:
        return {"agreement_on": _("Överenskommelsen kan inte ligga i framtiden.")}
    if agreement_on < person_agreed_on:
        return {"agreement_on": _("Överenskommelsen kan inte vara före dagen då personen sa ja.")}
    return {}


def start_problems(on: date, agreement_on: date | None, started_on: date, next_visit_on: date | None) -> dict[str, str]:
    """What is wrong with a start."""
    problems = {}
    if started_on > on:
        problems["started_on"] = _("Starten kan inte ligga i framtiden. Skriv in den när platsen har börjat.")
    elif agreement_on and started_on < agreement_on:
        problems["started_on"] = _("Överenskommelsen ska vara klar innan platsen börjar.")
    if next_visit_on and next_visit_on < started_on:
        problems["next_visit_on"] = _("Uppföljningen kan inte vara före starten.")
    return problems


def visit_problems(on: date, started_on: date, given: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a follow-up at the workplace; one that finds the aim missed says what is to be done."""
    problems = {}
    if given["held_on"] > on:
        problems["held_on"] = _("Uppföljningen kan inte ligga i framtiden.")
    elif given["held_on"] < started_on:
        problems["held_on"] = _("Uppföljningen kan inte vara före starten.")
    if not given.get("with_person") and not given.get("with_supervisor"):
        problems["with_person"] = _("Säg vem ni talade med: personen, handledaren eller båda.")
    if given["aim_holds"] != "yes" and not given.get("note", "").strip():
        problems["note"] = _("Skriv vad som saknas och vad ni gör åt det.")
    if given.get("next_visit_on") and given["next_visit_on"] <= given["held_on"]:
        problems["next_visit_on"] = _("Nästa uppföljning ska vara efter den här.")
    return problems


def end_problems(on: date, started_on: date | None, given: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with an end. What was interrupted says why."""
    problems = {}
    if given["ended_on"] > on:
        problems["ended_on"] = _("Slutet kan inte ligga i framtiden. Skriv in det när platsen har slutat.")
    elif started_on and given["ended_on"] < started_on:
        problems["ended_on"] = _("Platsen kan inte sluta innan den börjar.")
    told = (PlacementEnd.HIRED, PlacementEnd.COMPLETED)
    if given.get("end_kind") not in told and not given.get("end_reason", "").strip():
        problems["end_reason"] = _("Skriv varför.")
    return problems
