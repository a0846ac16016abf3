"""Pure decisions of the plan: what it lacks, what two versions differ in, in which order its steps stand."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samkraft.casework.plan.content import Change, Comparison, PlanContent, StepContent
from samkraft.core.words import swedish_date

T = TypeVar("T")


def plan_texts(content: PlanContent) -> list[str]:
    """All free text of a plan's steps; the goal is the person's own words and is hers to choose."""
    return [text for step in content.steps for text in (step.title, step.why)]


def plan_nudges(content: PlanContent, workplace_types: Collection[str], on: date) -> list[str]:
    """What the plan lacks, in words and without blame."""
    said = []
    if content.live_steps and not any(step.activity_type in workplace_types for step in content.live_steps):
        said.append(_("Planen har ingen arbetsnära insats. Fungerar ofta bäst: flera samtidigt, varav en arbetsnära."))
    late = [step for step in content.live_steps if step.ends and step.ends < on]
    if late:
        said.append(
            ngettext(
                "Ett steg skulle ha varit klart: %(title)s.",
                "%(count)s steg skulle ha varit klara. Det första: %(title)s.",
                len(late),
            )
            % {"count": len(late), "title": min(late, key=lambda step: step.ends or on).title}
        )
    if content.live_steps and content.review_on is None:
        said.append(_("Planen har ingen dag för uppföljning."))
    return said


def parallel_words(content: PlanContent, workplace_types: Collection[str]) -> str:
    """How many steps go on side by side, and whether one is close to work (P-042, P-100)."""
    now = [step for step in content.steps if step.shown_state == "now"]
    if not now:
        return ""
    said = ngettext("Ett steg pågår.", "%(count)s steg pågår samtidigt.", len(now)) % {"count": len(now)}
    if any(step.activity_type in workplace_types for step in now):
        said += " " + _("Minst ett av dem är arbetsnära.")
    return said


def when_words(step: StepContent, on: date) -> str:
    """When, as the list of steps says it: from a day that lies ahead, till the day it ends, or nothing."""
    if step.state in ("done", "interrupted", "not_wanted"):
        return swedish_date(step.ends) if step.ends else ""
    if step.starts and step.starts > on:
        return _("Från %(day)s") % {"day": swedish_date(step.starts)}
    return _("Till %(day)s") % {"day": swedish_date(step.ends)} if step.ends else ""


def compare(older: PlanContent, newer: PlanContent) -> Comparison:
    """What a newer version changed: goal, review, steps put in, taken out, altered."""
    result = Comparison(older, newer)
    if older.goal != newer.goal:
        result.changes.append(Change("text", str(_("Målet")), older.goal, newer.goal))
    if older.review_on != newer.review_on:
        days = [swedish_date(day) if day else "–" for day in (older.review_on, newer.review_on)]
        result.changes.append(Change("text", str(_("Uppföljning")), *days))
    before = {step.id: step for step in older.steps}
    after = {step.id: step for step in newer.steps}
    result.changes += [Change("added", step.title) for key, step in after.items() if key not in before]
    result.changes += [Change("removed", step.title) for key, step in before.items() if key not in after]
    for key in before.keys() & after.keys():
        result.changes += _step_changes(before[key], after[key])
    return result


def _step_changes(older: StepContent, newer: StepContent) -> Iterator[Change]:
    was, now = _step_words(older), _step_words(newer)
    if was != now:
        yield Change("changed", newer.title, was, now)


def _step_words(step: StepContent) -> str:
    who = ", ".join(part for part in (step.staff_name, step.branch_name) if part)
    days = "–".join(swedish_date(day) if day else "" for day in (step.starts, step.ends))
    return "; ".join(part for part in (step.title, who, days.strip("–"), step.state_word.lower(), step.why) if part)


def moved(order: Sequence[T], key: T, by: int) -> list[T]:
    """The order with one thing moved *by* places, never past the ends."""
    row = list(order)
    at = row.index(key)
    row.insert(max(0, min(len(row) - 1, at + by)), row.pop(at))
    return row
