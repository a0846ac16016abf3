"""What phases, discharge, handover and follow-up bring to the participant page and the day."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.core import navigation
from samkraft.core.addresses import address_of
from samkraft.core.composed import Composed
from samkraft.core.lookups import as_array
from samkraft.people import contributions
from samkraft.people.choices import HandoverState
from samkraft.people.models import Discharge, FollowUp, Handover
from samkraft.people.own_cases import is_closed, kept_of_own, own_cases
from samkraft.people.pathway import followup_sharing
from samkraft.people.pathway.discharge_actions import discharge_of
from samkraft.people.pathway.discharge_views import what_is_missing
from samkraft.people.pathway.followup_reading import row_of, to_call
from samkraft.people.pathway.handover_actions import never_sent
from samkraft.people.perms import can_receive, can_see_winding_down
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import register_content, register_reader, register_stopped

QUEUE_LENGTH = 20


def register():
    """Called when the people room is ready."""
    contributions.add_tab(lambda definition: definition.phase_word, "people:phase", order=45)
    contributions.add_tab(gettext_lazy("Utskrivning"), "people:discharge", order=55)
    contributions.add_panel(10, discharge_panel, "discharge")
    contributions.add_queue(20, returned_queue)
    contributions.add_queue(25, unfinished_queue)
    contributions.add_queue(50, follow_up_queue)
    register_content(ItemKind.FOLLOW_UP, followup_sharing.to_release)
    register_reader(ItemKind.FOLLOW_UP, "people/copies/follow_up.html", followup_sharing.read)
    register_stopped(ItemKind.HANDOVER, never_sent)
    navigation.register(gettext_lazy("Programmets slut"), "people:winding_down", allowed=can_see_winding_down, order=64)
    navigation.register(gettext_lazy("Överlämningar"), "people:receiver_list", allowed=can_receive, order=15)


def discharge_panel(request, opened):
    """After discharge: how it stands, and the follow-ups; in the leader's branch only."""
    if opened.case.is_open or not opened.is_led_by(request.acting):
        return None
    found = discharge_of(opened)
    if found is None:
        return None
    reason = opened.definition.discharge_reason(found.reason)
    latest = Handover.objects.filter(case=opened.case).order_by("-created_at").first()
    due = FollowUp.objects.filter(case=opened.case, done_on=None).order_by("due_on", "pk")
    return "people/discharge_panel.html", {
        "name": reason.name,
        "discharged_on": found.discharged_on,
        "missing": what_is_missing(opened.definition, reason, found, latest),
        "url": reverse("people:discharge", args=[opened.case.pk]),
        "items": [_panel_item(opened, row) for row in due],
    }


def returned_queue(request):
    """Handovers that came back, until they are sent to someone else (P-038)."""
    cases = [case.pk for case, _key in kept_of_own(request, "handovers_returned", _read_returned)]
    rows = _RETURNED(cases=as_array(cases)) if cases else []
    items = [
        _item(own_cases(request)[row.case_id], "people:handover", _("%(name)s: %(reason)s") % {
            "name": row.receiver_name, "reason": row.return_reason}, row.answered_on)
        for row in rows[:QUEUE_LENGTH]
    ]  # fmt: skip
    return contributions.queue(_("Återlämnade överlämningar"), items)


def _returned(cases):
    later = Handover.objects.filter(case=OuterRef("case"), created_at__gt=OuterRef("created_at"))
    return Handover.objects.filter(~Exists(later), state=HandoverState.RETURNED, case__among=cases)


_RETURNED = Composed(lambda cases: _returned(cases).defer("content").order_by("answered_on", "pk"))


def _read_returned(keys):
    return _returned(keys).values_list("case_id", "pk")


def unfinished_queue(request):
    """Discharges that need a handover which isn't sent (P-038). One that is sent waits on its receiver."""
    found = kept_of_own(request, "handovers_missing", _read_unfinished, is_closed)
    items = [
        _item(case, "people:handover", _("Överlämningen är inte skickad"), day)
        for case, day in sorted(found, key=lambda pair: pair[1])[:QUEUE_LENGTH]
    ]
    return contributions.queue(_("Utskrivna som ska lämnas över"), items)


def _read_unfinished(keys):
    sent = Handover.objects.filter(case=OuterRef("case"))
    rows = Discharge.objects.filter(~Exists(sent), case__among=keys).order_by("discharged_on", "pk")
    for row in rows.select_related("case__programme_version").defer("case__programme_version__content", "note"):
        if row.case.programme_version.definition.discharge_reason(row.reason).needs_handover:
            yield row.case_id, row.discharged_on


def follow_up_queue(request):
    """Follow-ups to call today; each opens with the number at hand and leads on to the next."""
    found = to_call(request)
    items = [
        {
            "url": f"{address_of('people:follow_up', case.pk, row.pk)}?ring=1",
            "title": case.name,
            "sub": row.title,
            "due": row.due_on,
            "case_id": case.pk,
        }
        for case, row in found[:QUEUE_LENGTH]
    ]
    return contributions.queue(_("Att följa upp"), items, reverse("people:follow_ups"), _("Alla uppföljningar"))


def _item(case, page, sub, due):
    return {"url": address_of(page, case.pk), "title": case.name, "sub": sub, "due": due, "case_id": case.pk}


def _panel_item(opened, row):
    url = reverse("people:follow_up", args=[opened.case.pk, row.pk])
    return {"url": url, "title": row_of(opened.definition, row.kind).name, "due": row.due_on}
