"""The participant's own page: the next step first, her plan, who may read, who has read, and whom to call last."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.core.clock import today
from samkraft.core.identifiers import uuid_or_none
from samkraft.portal import reading
from samkraft.portal.choices import CopyKind, Language
from samkraft.portal.consents import groups_of, withdraw
from samkraft.portal.gate import frame, own_page
from samkraft.portal.log_days import MANY, told_days
from samkraft.portal.plan_page import plan_context
from samkraft.portal.words import day_words, moment_words
from samkraft.sharing.door import DoorRefused

# How much of the log stands on the first page.
NEWEST = 5


@require_safe
@own_page
def page(request, cases):
    """All that there is for her, in the order in which she needs it."""
    shown = reading.copies()
    plan = reading.plan_of(shown)
    lines = reading.lines()
    context = frame(
        first_name=cases[0].first_name,
        next=[_meeting(meeting) for meeting in reading.meetings()],
        plan=plan_context(plan),
        notes=[_note(copy) for copy in shown if copy.kind == CopyKind.NOTE],
        groups=groups_of(lines, reading.category_names(cases)),
        days=told_days(reading.readings(cases, 0, NEWEST)),
        leaders=[own for own in cases if own.leader],
        colleagues=reading.colleagues(),
    )
    answer = render(request, "portal/page.html", context)
    reading.note_read([plan] if plan else [])
    return answer


def _meeting(meeting):
    return {"meeting": meeting, "when": moment_words(meeting.starts_at), "who": meeting.people}


def _note(copy):
    return {"copy": copy, "when": day_words(copy.made_available_at)}


def _copy(key):
    found = next((copy for copy in reading.copies() if copy.key == key), None)
    if found is None:
        raise Http404
    return found


@require_safe
@own_page
def note(request, cases, key):
    """A note from a meeting, as it stood when it was put here."""
    copy = _copy(key)
    if copy.kind != CopyKind.NOTE:
        raise Http404
    answer = render(request, "portal/note.html", frame(copy=copy, when=day_words(copy.made_available_at)))
    reading.note_read([copy])
    return answer


@require_safe
@own_page
def paper(request, cases):
    """Her plan on a paper, in plain Swedish."""
    plan = reading.plan_of(reading.copies())
    if plan is None:
        raise Http404
    with translation.override(Language.SWEDISH.value):
        context = frame(plan=plan_context(plan), leaders=[own for own in cases if own.leader], on=day_words(today()))
        answer = render(request, "portal/paper.html", context)
    reading.note_read([plan])
    return answer


@require_http_methods(["GET", "POST"])
@own_page
def consent(request, cases, purpose, category):
    """One thing that she has said yes to: who may read, and what she takes back (CON-06): open, tick, press."""
    lines = [line for line in reading.lines() if (line.purpose, line.category) == (purpose, category)]
    if not lines:
        return redirect("portal:page") if request.method == "POST" else _no_such()
    (group,) = groups_of(lines, reading.category_names(cases))
    error = ""
    if request.method == "POST":
        chosen = {uuid_or_none(given) for given in request.POST.getlist("line")}
        mine = [line.line for line in lines if line.line in chosen]
        try:
            if mine:
                withdraw(mine)
                return redirect("portal:taken_back")
            error = _("Välj minst en rad. Är den redan tillbakatagen? Då står den inte här längre.")
        except DoorRefused as refusal:
            error = str(refusal)
    context = frame(group=group, error=error, leaders=[own for own in cases if own.leader])
    return render(request, "portal/consent.html", context, status=422 if error else 200)


def _no_such():
    raise Http404


@require_safe
@own_page
def taken_back(request, cases):
    """That it is done, and what it means."""
    return render(request, "portal/taken_back.html", frame(leaders=[own for own in cases if own.leader]))


@require_safe
@own_page
def log(request, cases):
    """Everyone who has read, day by day (REG-12): branch and role, as in the extract on paper."""
    asked = request.GET.get("sida", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    rows = reading.readings(cases, (max(number, 1) - 1) * MANY, MANY)
    total = rows[0].total if rows else 0
    pages = range(1, -(-total // MANY) + 1)
    return render(request, "portal/log.html", frame(days=told_days(rows), number=max(number, 1), pages=pages))
