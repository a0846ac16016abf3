"""Discharge of a case: the reasons, the form that the reason demands, and what came of it."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.guard import allow
from samkraft.core.clock import today
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import swedish_date
from samkraft.people.case_access import open_case
from samkraft.people.case_header import case_header
from samkraft.people.links import first_url
from samkraft.people.list_of_codes import label_of
from samkraft.people.models import FollowUp, Handover
from samkraft.people.pathway import discharge_actions, discharge_rules
from samkraft.people.pathway.discharge_forms import CorrectionForm, DischargeForm
from samkraft.people.pathway.leading import open_led_case_for_work
from samkraft.people.pathway.pages import case_crumbs, status_of
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.programmes.months import add_months
from samkraft.sharing.door import DoorRefused


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_see_cases)
def discharge(request, case):
    """Choose the reason, then give only what it demands; afterwards, what the discharge came to."""
    if request.method == "POST":
        return _discharge(request, open_led_case_for_work(request, case, "discharge"))
    opened = open_case(request, case, "discharge")
    if not opened.is_led_by(request.acting):
        return _others(request, opened)
    found = discharge_actions.discharge_of(opened)
    if found:
        return _result(request, opened, found)
    reason = _reason(opened, request.GET.get("skal"))
    if reason and can_work_with_people(request):
        return _form_page(request, opened, reason, DischargeForm(demands=_demands(opened, reason)))
    return _reasons(request, opened)


@require_POST
@allow(can_work_with_people)
def correct_discharge(request, case):
    """Take back a discharge made by mistake the same day."""
    opened = open_led_case_for_work(request, case, "discharge")
    form = CorrectionForm(request.POST)
    if form.is_valid():
        try:
            discharge_actions.correct(opened, form.cleaned_data["why"])
        except (NotPossible, DoorRefused) as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Utskrivningen är rättad. Personen är inskriven igen."))
            return _to(opened)
    found = discharge_actions.discharge_of(opened)
    return _result(request, opened, found, form) if found else _to(opened)


def _discharge(request, opened):
    found = discharge_actions.discharge_of(opened)
    reason = _reason(opened, request.POST.get("skal"))
    if found:
        problem(request, _("Personen var redan utskriven när du skickade. Så här blev det."))
        return _to(opened)
    if reason is None:
        return _reasons(request, opened)
    form = DischargeForm(request.POST, demands=_demands(opened, reason))
    if form.is_valid():
        try:
            row = discharge_actions.discharge(opened, reason.code, form.cleaned_data)
        except (NotPossible, DoorRefused) as refusal:
            show_on(form, refusal)
        else:
            # No name: receipts wait in the session's table, which no branch's rule guards (SEK-01).
            receipt(request, _("Personen är utskriven %(day)s.") % {"day": swedish_date(row.discharged_on)})
            after = "people:handover" if reason.needs_handover else "people:discharge"
            return HttpResponseRedirect(reverse(after, args=[opened.case.pk]))
    return _form_page(request, opened, reason, form)


def _reasons(request, opened):
    context = _base(request, opened) | {
        "groups": discharge_rules.reason_groups(opened.definition),
        "is_open": opened.case.is_open and opened.is_open_for_work and can_work_with_people(request),
        "closed_text": _("Ärendet är avslutat.") if not opened.case.is_open else _who_discharges(opened.case),
        "way_on": "",
    }
    return render(request, "people/discharge_reasons.html", context)


def _others(request, opened):
    """What another branch than the leader's sees: who discharges, and nothing of why (design "Who holds what")."""
    context = {
        "opened": opened,
        "header": case_header(request, opened, current="people:discharge", short=True),
        "sees": _("alla i teamet"),
        "groups": [],
        "is_open": False,
        "closed_text": _who_discharges(opened.case),
        "way_on": first_url(("casework:dialogue",), opened.case.pk) if opened.is_open_for_work else "",
    }
    return render(request, "people/discharge_reasons.html", context)


def _who_discharges(case):
    """Who is to be asked, and by what number: what the head of the case tells everybody in the team."""
    if case.leader_branch is None:
        return _("Ärendet saknar processledare. Välj en först.")
    text = _("Processledarens verksamhet skriver ut: %(branch)s.") % {"branch": case.leader_branch.name}
    if case.leader_id is None:
        return text
    reach = ", ".join(filter(None, [case.leader.name, case.leader.phone]))
    return text + " " + _("Processledare är %(reach)s.") % {"reach": reach}


def _form_page(request, opened, reason, form):
    demands = _demands(opened, reason)
    context = _base(request, opened) | {
        "reason": reason,
        "form": form,
        "demands": demands,
        "then": _what_follows(opened, demands),
    }
    return render(request, "people/discharge_form.html", context, status=status_of(form))


def _result(request, opened, found, form=None):
    reason = opened.definition.discharge_reason(found.reason)
    handover = Handover.objects.filter(case=opened.case).order_by("-created_at").first()
    due = FollowUp.objects.filter(case=opened.case).order_by("due_on")
    context = _base(request, opened) | {
        "found": found,
        "facts": _facts(opened, reason, found),
        "incomplete": what_is_missing(opened.definition, reason, found, handover),
        "needs_handover": reason.needs_handover,
        "follow_ups": [_follow_up_item(opened, row) for row in due],
        "form": form or CorrectionForm(),
        "may_correct": opened.is_open_for_work and can_work_with_people(request) and _is_new(found),
    }
    return render(request, "people/discharge_result.html", context, status=status_of(form))


def _is_new(found):
    """Whether the discharge was recorded today, by the real clock: only then can it be taken back."""
    return timezone.localdate(found.created_at) == timezone.localdate()


def what_is_missing(definition, reason, found, handover):
    """A discharge that needs a handover isn't complete until it is accepted or confirmed (P-038)."""
    if not reason.needs_handover:
        return ""
    if handover is None:
        return _("Utskrivningen är inte klar: överlämningen är inte skickad.")
    if handover.state == "returned":
        return _("Utskrivningen är inte klar: överlämningen kom tillbaka. Skicka den till någon annan.")
    if handover.state == "sent":
        return _("Utskrivningen är inte klar: %(name)s har inte svarat på överlämningen.") % {
            "name": handover.receiver_name
        }
    return ""


def _facts(opened, reason, found):
    facts = [
        (_("Skäl"), reason.name),
        (_("Utskriven"), swedish_date(found.discharged_on)),
        (_("Form av stöd"), label_of(reason.forms, found.support_form, found.discharged_on)),
        (_("Börjar"), swedish_date(found.starts_on) if found.starts_on else ""),
        (_("Av"), found.decided_by.name),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _what_follows(opened, demands):
    """In words, what the discharge leads to, before the button is pressed."""
    then = [_("Ärendet stängs. De andra i teamet ser att det är stängt, inte varför.")]
    if demands.needs_handover:
        then.append(_("Du fyller i en överlämning härnäst. Utskrivningen är klar när mottagaren har tagit emot den."))
    for row, day in demands.follow_ups:
        then.append(_("Uppföljning %(day)s: %(question)s") % {"day": swedish_date(day), "question": row.question})
    if demands.follow_ups:
        months = opened.definition.consent.ends_months_after_discharge
        then.append(
            _("Samtycket är förvalt att sluta %(day)s, %(months)s månader efter utskrivningen.")
            % {"day": swedish_date(add_months(today(), months)), "months": months}
        )
    return then


def _follow_up_item(opened, row):
    named = {follow_up.code: follow_up for follow_up in opened.definition.follow_ups}
    title = named[row.kind].name if row.kind in named else row.kind
    item = {"url": reverse("people:follow_up", args=[opened.case.pk, row.pk]), "title": title}
    return item | ({"end": swedish_date(row.done_on)} if row.done_on else {"due": row.due_on})


def _base(request, opened):
    header = case_header(request, opened, current="people:discharge", short=True)
    return {"opened": opened, "header": header, "crumbs": case_crumbs(opened), "sees": _sees(opened)}


def _sees(opened):
    return _("de i %(branch)s som har ärendet") % {"branch": opened.case.leader_branch.name}


def _demands(opened, reason):
    return discharge_rules.demands_of(opened.definition, reason, today())


def _reason(opened, code):
    return next((reason for reason in opened.definition.discharge_reasons if reason.code == code), None)


def _to(opened):
    return HttpResponseRedirect(reverse("people:discharge", args=[opened.case.pk]))
