"""Before the programme ends: who has no receiver yet, and who is asked and hasn't answered (P-038)."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from samkraft.access.choices import Role
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import swedish_date
from samkraft.people.deadlines import definitions_in
from samkraft.people.models import Handover
from samkraft.people.own_cases import own_cases
from samkraft.people.pathway import handover_actions
from samkraft.people.pathway.leading import open_led_case_for_work
from samkraft.people.pathway.winding_reading import WORDS, counts, led_by_me
from samkraft.people.pathway.winding_rules import WITHOUT_RECEIVER, Stand, answer_by, days_left, may_remind
from samkraft.people.perms import can_see_winding_down, can_work_with_people
from samkraft.people.problems import NotPossible

_VIEWS = {"utan": WITHOUT_RECEIVER, "vantar": {Stand.LATE, Stand.WAITING}, "klara": {Stand.ACCEPTED}}


@require_safe
@allow(can_see_winding_down)
def winding_down(request):
    """Nobody is left without a receiver: one's own people by name; a manager's and a leader's as counts."""
    definition = list(definitions_in(request.acting.programme).values())[-1]
    context = {"ends": _ends(definition), "handover": definition.handover, "counts": counts(request, definition)}
    if request.acting.has_role(Role.HANDLER):
        context |= _own(request, definition)
    return render(request, "people/winding_down.html", context | {"is_handler": "page" in context})


def _ends(definition):
    left = days_left(definition.end, today())
    if left is None:
        return _("Programmet har inget slutdatum.")
    if left < 0:
        return _("Programmet slutade %(day)s.") % {"day": swedish_date(definition.end)}
    words = ngettext("om %(n)s dag", "om %(n)s dagar", left) % {"n": left}
    return _("Programmet slutar %(day)s, %(when)s.") % {"day": swedish_date(definition.end), "when": words}


def _own(request, definition):
    own_cases(request)
    led = led_by_me(request, definition)
    view = request.GET.get("vy") if request.GET.get("vy") in _VIEWS else "utan"
    page = paginate([one for one in led if one.stand in _VIEWS[view]], request)
    log_list(f"winding_down:{view}", [one.case.pk for one in page])
    page.object_list = [_row(one, definition.handover.answer_days) for one in page]
    numbers = {key: sum(one.stand in stands for one in led) for key, stands in _VIEWS.items()}
    labels = {"utan": _("Utan mottagare"), "vantar": _("Väntar på svar"), "klara": _("Klara")}
    base = reverse("people:winding_down")
    links = [
        {"url": f"{base}?vy={key}", "label": label, "current": key == view, "count": numbers[key]}
        for key, label in labels.items()
    ]
    return {"page": page, "params": other_params(request), "views": links, "without": numbers["utan"], "led": len(led)}


def _row(one, answer_days):
    sent = one.sent
    return {
        "case": one.case,
        "url": reverse("people:handover", args=[one.case.pk]),
        "word": WORDS[one.stand],
        "is_left": not one.case.is_open,
        "to": sent.to if sent else "",
        "due": answer_by(sent.sent_on, answer_days) if sent and one.stand in _VIEWS["vantar"] else None,
        "reminded_on": sent.reminded_on if sent and one.stand == Stand.LATE else None,
        "remind_url": _remind_url(one) if sent and may_remind(one.stand, sent, today()) else "",
    }


def _remind_url(one):
    return reverse("people:remind_handover", args=[one.case.pk, one.sent.key])


@require_POST
@allow(can_work_with_people)
def remind_handover(request, case, handover):
    """Remind a receiver whose time is out; she sees it in her list. Nothing is sent."""
    opened = open_led_case_for_work(request, case, "handover")
    row = found_or_denied(request, Handover.objects.filter(case=opened.case), rule="not our handover", pk=handover)
    try:
        handover_actions.remind(opened, row.pk)
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("%(name)s är påmind. Påminnelsen står i mottagarens lista.") % {"name": row.receiver_name})
    return HttpResponseRedirect(f"{reverse('people:winding_down')}?vy=vantar")
