"""Pure decisions of the plan: what it lacks, what two versions differ in, in which order its steps stand."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samkraft.casework.choices import StepState
from samkraft.casework.plan.content import Change, Comparison, PlanContent, StepContent
from samkraft.core.holidays import working_day_from
from samkraft.core.words import swedish_date
from samkraft.programmes.definition import PlanRules, ProgrammeDefinition

T = TypeVar("T")


def plan_texts(content: PlanContent) -> list[str]:
    """All free text of a plan's steps; the goal is the person's own words and is hers to choose."""
    return [text for step in content.steps for text in (step.title, step.why)]


# From which states a step may go to which (and is put in as any but the last two).
_NEXT = {
    "": {"proposed", "agreed", "waiting", "under_way", "done"},
    "proposed": {"agreed", "waiting", "under_way", "done", "not_wanted"},
    "agreed": {"waiting", "under_way", "done", "interrupted", "not_wanted"},
    "waiting": {"agreed", "under_way", "interrupted", "not_wanted"},
    "under_way": {"waiting", "done", "interrupted"},
    "done": {"under_way"},
    "interrupted": {"agreed", "waiting", "under_way", "not_wanted"},
    "not_wanted": {"proposed", "agreed"},
}


def may_move(before: str, after: str) -> bool:
    """Whether a step may go from one state to another, or stay."""
    return before == after or after in _NEXT[before]


def states_from(before: str) -> list[tuple[str, str]]:
    """The states that a step may have next, its own among them, in their usual order; *before* is empty for a new."""
    return [(str(value), str(label)) for value, label in StepState.choices if may_move(before, value)]


def usual_start(day: date) -> date:
    """That day, or the first working day after it."""
    return working_day_from(day)


def plan_nudges(content: PlanContent, definition: ProgrammeDefinition, on: date) -> list[str]:
    """What the plan lacks, in words and without blame, what weighs most first (P-035, P-100)."""
    rules = definition.plan_rules
    found = (
        _job_related(content, definition),
        _one_at_a_time(content),
        _late(content, on),
        _waits_long(content, rules, on),
        _nothing_ahead(content, rules, on),
        _review(content, on),
        _unanswered(content, rules, on),
        _goal(content),
        _own_step(content),
        _no_owner(content),
        _no_reason(content, definition),
    )
    return [said for said in found if said][: rules.nudges_at_most]


def _first(text: str, many: str, steps: Sequence[StepContent], **more: object) -> str:
    """A sentence on one or several steps, by the first of them."""
    if not steps:
        return ""
    return ngettext(text, many, len(steps)) % {"count": len(steps), "title": steps[0].title, **more}


def _job_related(content: PlanContent, definition: ProgrammeDefinition) -> str:
    types = {row.code for row in definition.activity_types if row.workplace_based or row.job_related}
    if not content.live_steps or any(step.activity_type in types for step in content.live_steps):
        return ""
    return _("Planen har ingen arbetsnära insats. Fungerar ofta bäst: flera samtidigt, varav en arbetsnära.")


def _one_at_a_time(content: PlanContent) -> str:
    now = [step for step in content.live_steps if step.state == StepState.UNDER_WAY]
    later = [step for step in content.live_steps if step.state in (StepState.AGREED, StepState.WAITING)]
    if len(now) != 1 or not later:
        return ""
    return _("Ett steg i taget pågår. Kan %(title)s börja redan nu, bredvid det andra?") % {"title": later[0].title}


def _late(content: PlanContent, on: date) -> str:
    late = sorted(
        (step for step in content.live_steps if step.ends and step.ends < on), key=lambda step: step.ends or on
    )
    return _first(
        "Ett steg skulle ha varit klart: %(title)s.",
        "%(count)s steg skulle ha varit klara. Det första: %(title)s.",
        late,
    )


def _waits_long(content: PlanContent, rules: PlanRules, on: date) -> str:
    waits = [
        step for step in content.live_steps
        if step.state == StepState.WAITING and step.since and (on - step.since).days > rules.wait_days
    ]  # fmt: skip
    return _first(
        "Ett steg har väntat på plats i mer än %(days)s dagar: %(title)s. Finns det en annan plats?",
        "%(count)s steg har väntat på plats i mer än %(days)s dagar. Det första: %(title)s.",
        waits, days=rules.wait_days,
    )  # fmt: skip


def _nothing_ahead(content: PlanContent, rules: PlanRules, on: date) -> str:
    until = on + timedelta(days=rules.ahead_days)
    moves = [
        step for step in content.live_steps
        if step.state == StepState.UNDER_WAY or (step.starts and on <= step.starts <= until)
    ]  # fmt: skip
    if moves or not content.live_steps:
        return ""
    return _("Inget steg pågår eller börjar de närmaste %(days)s dagarna.") % {"days": rules.ahead_days}


def _review(content: PlanContent, on: date) -> str:
    if content.live_steps and content.review_on is None:
        return _("Planen har ingen dag för uppföljning.")
    if content.review_on and content.review_on < on:
        return _("Planen skulle ha följts upp %(day)s.") % {"day": swedish_date(content.review_on)}
    return ""


def _unanswered(content: PlanContent, rules: PlanRules, on: date) -> str:
    asked = [
        step for step in content.live_steps
        if step.state == StepState.PROPOSED and step.since and (on - step.since).days > rules.answer_days
    ]  # fmt: skip
    return _first(
        "Ett förslag har inte fått svar: %(title)s.",
        "%(count)s förslag har inte fått svar. Det första: %(title)s.",
        asked,
    )


def _goal(content: PlanContent) -> str:
    return "" if content.goal or not content.steps else _("Målet saknas. Vad vill personen, med egna ord?")


def _own_step(content: PlanContent) -> str:
    if not content.live_steps or any(step.by_participant for step in content.live_steps):
        return ""
    return _("Inget steg är personens eget. Vad vill personen själv börja med?")


def _no_owner(content: PlanContent) -> str:
    nobodys = [step for step in content.live_steps if not step.branch_code and not step.by_participant]
    return _first(
        "Ett steg har ingen ansvarig: %(title)s.",
        "%(count)s steg har ingen ansvarig. Det första: %(title)s.",
        nobodys,
    )


def _no_reason(content: PlanContent, definition: ProgrammeDefinition) -> str:
    bare = [step for step in content.steps if not step.reason and step.since and definition.reasons_of(step.state)]
    return _first(
        "Ett steg saknar skäl till läget: %(title)s.",
        "%(count)s steg saknar skäl till läget. Det första: %(title)s.",
        bare,
    )


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
    if step.starts and step.starts > on and step.state != StepState.UNDER_WAY:  # begun before its day
        return _("Från %(day)s") % {"day": swedish_date(step.starts)}
    return _("Till %(day)s") % {"day": swedish_date(step.ends)} if step.ends else ""


def most_at_once(content: PlanContent) -> str:
    """When most of the plan's steps go on side by side, in words; empty below two (P-100)."""
    wanted = [step for step in content.steps if step.state != StepState.NOT_WANTED]
    spans = [(step.starts, step.ends) for step in wanted if step.starts and step.ends]
    numbers = {day: sum(first <= day <= last for first, last in spans) for day, _last in spans}
    day = max(sorted(numbers), key=lambda one: numbers[one], default=None)
    if day is None or numbers[day] < 2:
        return ""
    return _("Flest samtidigt: %(n)s, från %(day)s.") % {"n": numbers[day], "day": swedish_date(day)}


def without_days(content: PlanContent) -> list[str]:
    """Live steps that no picture of time can show."""
    return [step.title for step in content.live_steps if not (step.starts and step.ends)]


def compare(older: PlanContent, newer: PlanContent) -> Comparison:
    """What a newer version changed: goal, review, steps put in, altered, taken out, in the order of the plan.

    A leader of another branch goes on from a copy, whose steps have keys of their own: they are known by their title.
    """
    result = Comparison(older, newer)
    if older.goal != newer.goal:
        result.changes.append(Change("text", str(_("Målet")), older.goal, newer.goal))
    if older.review_on != newer.review_on:
        days = [swedish_date(day) if day else "–" for day in (older.review_on, newer.review_on)]
        result.changes.append(Change("text", str(_("Uppföljning")), *days))
    left = list(older.steps)
    for step in newer.steps:
        was = next((one for one in left if one.id == step.id), None)
        was = was or next((one for one in left if one.title == step.title), None)
        if was:
            left.remove(was)
        result.changes += _step_changes(was, step)
    result.changes += [Change("removed", step.title) for step in left]
    return result


def _step_changes(older: StepContent | None, newer: StepContent) -> Iterator[Change]:
    if older is None:
        yield Change("added", newer.title, "", "; ".join(part for part in _facts(newer).values() if part))
        return
    was, now = _facts(older), _facts(newer)
    differs = [name for name in now if was[name] != now[name]]
    if older.title != newer.title:
        yield Change("changed", newer.title, older.title, newer.title)
    if differs:
        yield Change("changed", newer.title, *("; ".join(f"{name}: {row[name] or '–'}" for name in differs)
                                               for row in (was, now)))  # fmt: skip


def _facts(step: StepContent) -> dict[str, str]:
    """What a comparison looks at in a step, by its label."""
    who = ", ".join(part for part in (step.staff_name, step.branch_name) if part)
    return {
        str(_("Vem")): " ".join(filter(None, [str(_("personen själv")) if step.by_participant else "", who])),
        str(_("Från")): swedish_date(step.starts) if step.starts else "",
        str(_("Till")): swedish_date(step.ends) if step.ends else "",
        str(_("Läge")): step.state_word.lower() + (f" ({step.reason.lower()})" if step.reason else ""),
        str(_("Leder till")): step.why,
    }


def moved(order: Sequence[T], key: T, by: int) -> list[T]:
    """The order with one thing moved *by* places, never past the ends."""
    row = list(order)
    at = row.index(key)
    row.insert(max(0, min(len(row) - 1, at + by)), row.pop(at))
    return row
