"""The phase page of a case: where it stands, the move, the limit and its extension."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samkraft.access.guard import allow
from samkraft.core.clock import today
from samkraft.core.receipts import receipt
from samkraft.core.words import days_word, swedish_date
from samkraft.people.case_access import open_case
from samkraft.people.case_header import case_header
from samkraft.people.models import ExtensionDecision, PhaseMove
from samkraft.people.pathway import phase_actions, phase_rules
from samkraft.people.pathway.leading import open_led_case_for_work
from samkraft.people.pathway.pages import status_of
from samkraft.people.pathway.phase_forms import ExtensionForm, PhaseForm
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.door import DoorRefused


@require_safe
@allow(can_see_cases)
def phase(request, case):
    """Where the case stands; the process leader's branch moves it."""
    return _page(request, open_case(request, case, "phases"))


@require_POST
@allow(can_work_with_people)
def move_phase(request, case):
    """Move the case to another phase, after the talk (P-034)."""
    opened = open_led_case_for_work(request, case, "phases")
    now = phase_rules.current_period(phase_actions.periods_of(opened.case))
    if now is None:
        return _page(request, opened)
    form = PhaseForm(request.POST, definition=opened.definition, now=now)
    if form.is_valid():
        try:
            moved = phase_actions.move(opened, form.cleaned_data["seen"], form.cleaned_data)
        except (NotPossible, DoorRefused) as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("%(phase)s började %(day)s.") % {
                "phase": _name(opened.definition, moved.phase), "day": swedish_date(moved.moved_on)})  # fmt: skip
            return HttpResponseRedirect(reverse("people:phase", args=[opened.case.pk]))
    return _page(request, opened, move_form=form)


@require_POST
@allow(can_work_with_people)
def extend_phase(request, case):
    """Give longer time than the limit, with the reason (P-033)."""
    opened = open_led_case_for_work(request, case, "phases")
    limits = [standing.limit for standing in _standings(opened)]
    form = ExtensionForm(request.POST, limit=limits[0]) if limits else None
    if form and form.is_valid():
        try:
            decision = phase_actions.extend(opened, form.cleaned_data["until"], form.reason)
        except NotPossible as refusal:
            refusal.field = {"reason": "cause"}.get(refusal.field, refusal.field)
            show_on(form, refusal)
        else:
            receipt(request, _("Tiden är förlängd till %(day)s.") % {"day": swedish_date(decision.until)})
            return HttpResponseRedirect(reverse("people:phase", args=[opened.case.pk]))
    return _page(request, opened, extension_form=form)


def _page(request, opened, move_form=None, extension_form=None):
    definition, leads = opened.definition, opened.is_led_by(request.acting)
    periods = phase_actions.periods_of(opened.case)
    now = phase_rules.current_period(periods)
    may_move = leads and now is not None and opened.is_open_for_work and can_work_with_people(request)
    decisions = _decisions(opened)
    standings = phase_rules.limit_standings(definition, periods, [decision.until for decision in decisions])
    if may_move:
        move_form = move_form or PhaseForm(definition=definition, now=now)
        if standings:
            extension_form = extension_form or ExtensionForm(limit=standings[0].limit)
    shown = move_form if move_form and move_form.errors else extension_form
    context = {
        "opened": opened,
        "header": case_header(request, opened, current="people:phase", short=True),
        "phases": phase_items(definition, periods),
        "lede": _lede(definition, now),
        "leads": leads,
        "move_form": move_form if may_move else None,
        "extension_form": extension_form if may_move and standings else None,
        "error_form": shown if shown and shown.is_bound else None,
        "limits": [_limit_text(standing) for standing in standings],
        "moves": _moves(opened),
        "extensions": [_extension_item(decision) for decision in decisions],
        "sees": _("alla i teamet ser fasen. Skäl och samtal ser bara processledarens verksamhet."),
    }
    return render(request, "people/phase.html", context, status=status_of(context["error_form"]))


def phase_items(definition, periods):
    """The programme's phases for the part core/parts/phases.html, with what each took."""
    now = phase_rules.current_period(periods)
    last = {period.phase: period for period in periods}
    return [_phase_item(definition, phase, last.get(phase.code), now) for phase in definition.phases]


def _phase_item(definition, phase, period, now):
    name = f"{phase.number} {phase.name}"
    if now and now.phase == phase.code:
        days = days_word((today() - now.start).days)
        return {"name": name, "text": _("Dag %(days)s, pågår") % {"days": days.split()[0]}, "state": "now"}
    is_behind = now is None or phase.number < definition.phase(now.phase).number
    if period and period.end and is_behind:
        took = days_word((period.end - period.start).days + 1)
        return {"name": name, "text": _("Klar %(day)s, %(days)s") % {"day": swedish_date(period.end), "days": took},
                "state": "done"}  # fmt: skip
    return {"name": name, "text": _("Inte påbörjad") if period is None else _("Påbörjad tidigare"), "state": "later"}


def _standings(opened):
    periods = phase_actions.periods_of(opened.case)
    return phase_rules.limit_standings(opened.definition, periods, phase_actions.extensions_of(opened))


def _limit_text(standing):
    day = swedish_date(standing.until)
    text = _("Förlängd till %(day)s.") if standing.is_extended else _("Gränsen nås %(day)s.")
    if standing.is_over(today()):
        text = _("Tiden gick ut %(day)s. Byt fas eller bestäm om längre tid.")
    return {"title": standing.limit.words, "text": text % {"day": day}, "brick": standing.is_near(today())}


def _lede(definition, now):
    if now is None:
        return _("Ärendet är avslutat.")
    days = days_word((today() - now.start).days)
    return _("%(phase)s sedan %(day)s, %(days)s.") % {
        "phase": _name(definition, now.phase), "day": swedish_date(now.start), "days": days}  # fmt: skip


def _moves(opened):
    rows = PhaseMove.objects.filter(case=opened.case).select_related("moved_by").order_by("-moved_on", "-pk")
    directions = {direction.code: direction.name for direction in opened.definition.directions}
    return [
        {"moment": row.moved_on, "who": row.moved_by.name, "text": _move_text(opened, row, directions)} for row in rows
    ]


def _move_text(opened, row, directions):
    parts = [_("till %(phase)s") % {"phase": _name(opened.definition, row.phase)}, directions.get(row.direction, "")]
    if row.talk_on:
        parts.append(_("samtal %(day)s") % {"day": swedish_date(row.talk_on)})
    return ", ".join(filter(None, [*parts, row.reason]))


def _decisions(opened):
    return list(ExtensionDecision.objects.filter(case=opened.case).select_related("decided_by").order_by("-pk"))


def _extension_item(row):
    text = _("förlängde till %(day)s. Skäl: %(reason)s") % {"day": swedish_date(row.until), "reason": row.reason}
    return {"moment": row.decided_on, "who": row.decided_by.name, "text": text}


def _name(definition, code):
    phase = definition.phase(code)
    return f"{definition.phase_word} {phase.number}, {phase.name}"
