"""What an answer is and how it is said in words: pure (P-100, P-110). Never a sum, never a score (GDPR-15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from samkraft.programmes.definition import Question, Questionnaire
from samkraft.voices.choices import YesNo

# What stands in a form for "doesn't want to answer"; no code of an answer can be it.
DECLINED = "-"


@dataclass(frozen=True)
class Said:
    """The answer to one question as it will be kept. ``text`` is in words; empty where she won't answer."""

    question: Question
    wont_answer: bool = False
    choice: str = ""
    value: int | None = None
    text: str = ""


class Kept(Protocol):
    """An answer that is kept: what is asked of it here."""

    question: str
    kind: str
    wont_answer: bool
    choice: str
    value: int | None


@dataclass(frozen=True)
class Given:
    """What was answered to a questionnaire; base: the version that the page stood on, 0 for none."""

    asked: Questionnaire
    said: list[Said]
    wont_answer: bool = False
    base: int = 0


def options(question: Question) -> list[tuple[str, str]]:
    """The answers to choose among: what is sent, and its words."""
    if question.kind == "yes_no":
        return [(value, str(label)) for value, label in YesNo.choices]
    if question.kind == "scale":
        ends = {1: question.low, question.steps: question.high}
        return [(str(step), f"{step} {ends.get(step, '')}".strip()) for step in range(1, question.steps + 1)]
    return [(choice.code, choice.words) for choice in question.choices]


def said(question: Question, given: str, declines: bool = False) -> Said | None:
    """One question's answer out of what was sent; None where it was passed over."""
    if declines or given == DECLINED:
        return Said(question, wont_answer=True)
    if not given:
        return None
    if question.kind == "text":
        return Said(question, text=given)
    if question.kind == "scale":
        return Said(question, value=int(given), text=step_words(question, int(given)))
    return Said(question, choice=given, text=dict(options(question))[given])


def step_words(question: Question, step: int) -> str:
    """A step of a scale in words, with the nearer end: a number alone says nothing."""
    if step == 1:
        return _("1 av %(n)s: %(end)s") % {"n": question.steps, "end": question.low.lower()}
    if step == question.steps:
        return _("%(n)s av %(n)s: %(end)s") % {"n": question.steps, "end": question.high.lower()}
    words = {"step": step, "n": question.steps, "low": question.low.lower(), "high": question.high.lower()}
    return _("%(step)s av %(n)s, mellan ”%(low)s” och ”%(high)s”") % words


def is_still_asked(form: Questionnaire, row: Kept) -> bool:
    """Whether a kept answer can stand in the form as it is now: the question and what was answered are there."""
    question = next((one for one in form.questions if one.code == row.question), None)
    if question is None or question.kind != row.kind:
        return False
    if row.wont_answer or question.kind == "text":
        return True
    return (row.choice or str(row.value)) in dict(options(question))


def all_said(form: Questionnaire, given: Mapping[str, str], wont_answer: frozenset[str] = frozenset()) -> list[Said]:
    """The answers to a questionnaire, in its order. *given*: what was sent, by question."""
    found = (said(row, given.get(row.code, "").strip(), row.code in wont_answer) for row in form.questions)
    return [one for one in found if one is not None]
