"""What was said, read aloud before anything is published: short sentences, one at a time, for an interpreter too."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samkraft.casework.choices import StepState
from samkraft.casework.plan.content import who_text
from samkraft.core.words import clock_time, joined, swedish_date, weekday_date

_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Part:
    """A part of what is read: its heading and its sentences."""

    title: str
    sentences: list[str]


def sentences(text: str) -> list[str]:
    """A text as its sentences, as they were written."""
    return [piece.strip() for piece in _ENDS.split(text) if piece.strip()]


def parts(page) -> list[Part]:
    """All that the meeting page holds now, in the order in which it is read; *page* has been found valid."""
    talk = page.forms.talk.cleaned_data
    goal = page.forms.goal.cleaned_data["goal"] if page.leads else talk["wish"]
    made = [
        Part(_("Med dina egna ord"), sentences(goal)),
        Part(_("Det här går bra"), sentences(talk["good"])),
        Part(_("Det här behöver ordnas"), sentences(talk["hard"])),
        *(Part(part.title, part.read_back()) for part in page.other_parts),
        Part(_("Det här kommer vi överens om"), sentences(talk["agreed"])),
        Part(_("Vem gör vad, och när"), _steps(page)),
        Part(_("Vi ses igen"), _next(talk)),
        Part(_("De här får läsa"), _readers(page)),
    ]
    return [part for part in made if part.sentences]


def _steps(page):
    said = [_old(step, *form.said, form.cleaned_data["ends_on"]) for step, form in page.forms.old]
    said += [_new(form) for form in page.forms.new if form.cleaned_data.get("title")]
    return said


def _old(step, state, reason, ends_on):
    words = {"title": step.title, "who": who_text(step) or step.branch_name, "till": _till(ends_on)}
    if (state, reason) != (step.state, step.reason):
        words["state"] = str(StepState(state).label).lower() + (f" ({reason.lower()})" if reason else "")
        return _("%(title)s: nu %(state)s%(till)s.") % words
    return (_("%(who)s fortsätter med: %(title)s%(till)s.") if words["who"] else "%(title)s%(till)s.") % words


def _new(form):
    given = form.cleaned_data
    who = dict(form.fields["who"].choices).get(given["who"], "") if "who" in form.fields else ""
    words = {"title": given["title"], "who": who, "till": _till(given["ends_on"])}
    return (_("%(who)s: %(title)s%(till)s.") if who else _("Vi föreslår: %(title)s%(till)s.")) % words


def _till(day):
    return ", " + _("senast %(day)s") % {"day": swedish_date(day)} if day else ""


def _next(talk):
    if not talk["next_day"]:
        return [_("Ingen tid är bestämd än.")]
    room = talk["next_room"]
    words = {"day": weekday_date(talk["next_day"]), "at": clock_time(talk["next_at"])}
    where = ", ".join(part for part in (room.where if room else "", talk["next_place"]) if part)
    return [_("Vi ses %(day)s kl. %(at)s.") % words, *([where + "."] if where else [])]


def _readers(page):
    """Who gets what, by branch; and that nobody else does."""
    what: dict[str, list[str]] = {}
    for choice, name in page.chosen():
        for receiver in choice.chosen:
            what.setdefault(receiver.branch.name, []).append(name)
    said = [_("%(name)s får läsa %(what)s.") % {"name": name, "what": joined(read)} for name, read in what.items()]
    return [*said, _("Ingen annan får läsa.") if said else _("Bara vår verksamhet får läsa.")]
