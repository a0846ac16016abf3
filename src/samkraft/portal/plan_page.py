"""Her plan as it is shown: in plain Swedish, as it stood when it was put on her page."""

from dataclasses import replace

from django.utils import translation

from samkraft.casework.choices import StepState
from samkraft.casework.plan.content import from_json
from samkraft.casework.plan.plain import plain_plan, when_words, who_words
from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.portal.choices import Language
from samkraft.portal.words import day_words


def plan_context(copy):
    """Goal, the steps of the way in order, and the same by who does them for the paper; None without a plan.

    What somebody has written in a plan is Swedish, whatever language the page is in: the goal, the steps, the paper.
    How a step stands, who does it and when is said in the language of the page.
    """
    if copy is None:
        return None
    content = _without_past_ends(from_json(copy.content))
    when, way = day_words(copy.made_available_at), [_step(step) for step in _in_order(content)]
    with translation.override(Language.SWEDISH.value):
        return {
            "content": content,
            "branch": copy.branch,
            "when": when,
            "way": way,
            "plain": plain_plan(content, today()),
            "published": swedish_date(content.published_on),
        }


def _without_past_ends(content):
    """A day that has gone by since the plan was put there isn't told as one that lies ahead, nor held against her."""
    late = [step.is_live() and step.ends is not None and step.ends < today() for step in content.steps]
    steps = (replace(step, ends=None) if is_late else step for step, is_late in zip(content.steps, late, strict=True))
    return replace(content, steps=tuple(steps))


def _in_order(content):
    place = {"done": 0, "now": 1, "later": 2}
    shown = [step for step in content.steps if step.state not in (StepState.NOT_WANTED, StepState.INTERRUPTED)]
    return sorted(shown, key=lambda step: place[step.shown_state])


def _step(step):
    state = step.shown_state
    return {
        "title": step.title,
        "state": "" if state == "later" else state,
        "word": step.state_word,
        "who": who_words(step),
        "when": "" if state == "done" else when_words(step, today(), day_words),
    }
