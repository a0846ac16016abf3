"""The plan in plain Swedish, for the person: short sentences, one thing at a time, no words of the trade. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from samkraft.casework.choices import StepState
from samkraft.casework.plan.content import PlanContent, StepContent
from samkraft.core.words import joined, weekday_date


@dataclass(frozen=True)
class PlainStep:
    """A step as it is told to the person whose plan it is."""

    what: str
    who: str
    when: str


@dataclass(frozen=True)
class PlainPlan:
    """What you do, what we do, what you are asked to think about, and what is done."""

    yours: tuple[PlainStep, ...]
    ours: tuple[PlainStep, ...]
    asked: tuple[PlainStep, ...]
    done: tuple[str, ...]


def plain_plan(content: PlanContent, on: date) -> PlainPlan:
    """The steps of a plan by who does them; what is given up is left out."""
    live = [step for step in content.live_steps if step.state != StepState.PROPOSED]
    return PlainPlan(
        yours=_told((step for step in live if step.by_participant), on),
        ours=_told((step for step in live if not step.by_participant), on),
        asked=_told((step for step in content.live_steps if step.state == StepState.PROPOSED), on),
        done=tuple(step.title for step in content.steps if step.state == StepState.DONE),
    )


def _told(steps: Iterable[StepContent], on: date) -> tuple[PlainStep, ...]:
    in_order = sorted(steps, key=lambda step: (step.shown_state != "now", step.starts or step.ends or date.max))
    return tuple(PlainStep(step.title, who_words(step), when_words(step, on)) for step in in_order)


def who_words(step: StepContent) -> str:
    """Who does it: "Du", "Du och Anna Berg, Arbetsförmedlingen"."""
    helper = ", ".join(part for part in (step.staff_name, step.branch_name) if part)
    names = [*([_("Du")] if step.by_participant else []), *([helper] if helper else [])]
    return joined(names) or _("Vi bestämmer vem tillsammans")


def when_words(step: StepContent, on: date, day_words: Callable[[date], str] = weekday_date) -> str:
    """When, in whole sentences. day_words: how a day is said, on a page in another language than Swedish."""
    if step.state == StepState.WAITING:
        return _("Du väntar på en plats. Vi säger till när den finns.")
    ends = _("Slutar %(day)s.") % {"day": day_words(step.ends)} if step.ends else ""
    if step.state == StepState.UNDER_WAY:
        return " ".join(filter(None, [_("Pågår nu."), ends]))
    if step.starts and step.starts >= on:
        return " ".join(filter(None, [_("Börjar %(day)s.") % {"day": day_words(step.starts)}, ends]))
    if step.ends and step.ends >= on:
        return _("Klart senast %(day)s.") % {"day": day_words(step.ends)}
    return _("Vi har inte bestämt någon dag än.")
