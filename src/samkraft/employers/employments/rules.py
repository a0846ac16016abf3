"""Pure decisions on municipal employments (P-043): which days hang together."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samkraft.employers.choices import EmploymentEnd
from samkraft.people.day_rules import planned_problem

FORMS = "municipal_employment_forms"


def start_problems(on: date, opened_on: date, given: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a new employment: field → sentence."""
    names = ("starts_on", "planned_until")
    problems = {name: words for name in names if (words := planned_problem(given.get(name), opened_on, on))}
    if given.get("planned_until") and given["planned_until"] < given["starts_on"]:
        problems["planned_until"] = _("Anställningen kan inte sluta innan den börjar.")
    return problems


def end_problems(on: date, starts_on: date, given: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with an end. What was interrupted says why."""
    problems = {}
    if given["ended_on"] > on:
        problems["ended_on"] = _("Slutet kan inte ligga i framtiden. Skriv in det när anställningen har slutat.")
    elif given["ended_on"] < starts_on:
        problems["ended_on"] = _("Anställningen kan inte sluta innan den börjar.")
    needs_reason = given["end_kind"] in (EmploymentEnd.INTERRUPTED, EmploymentEnd.OTHER)
    if needs_reason and not given.get("end_reason", "").strip():
        problems["end_reason"] = _("Skriv varför.")
    return problems


def standing(starts_on: date, ended_on: date | None, planned_until: date | None, on: date) -> str:
    """How an employment stands, in words."""
    if ended_on:
        return str(_("Avslutad"))
    if starts_on > on:
        return str(_("Börjar"))
    if planned_until and planned_until < on:
        return str(_("Skulle ha slutat"))
    return str(_("Pågår"))
