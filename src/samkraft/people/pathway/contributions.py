"""What phases, discharge, handover and follow-up bring to the participant page and the day."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.core import navigation
from samkraft.core.clock import today
from samkraft.people import contributions
from samkraft.people.choices import HandoverState
from samkraft.people.models import Discharge, FollowUp, Handover
from samkraft.people.own_cases import keys_of_own_cases, own_cases
from samkraft.people.pathway.discharge_actions import discharge_of
from samkraft.people.pathway.discharge_views import what_is_missing
from samkraft.people.pathway.followup_views import open_follow_ups, row_of
from samkraft.people.perms import can_receive

QUEUE_LENGTH = 20
# How long before its day a follow-up comes to the day's list.
FOLLOW_UP_AHEAD = timedelta(days=14)


def register():
    """Called when the people room is ready."""
    contributions.add_tab(lambda definition: definition.phase_word, "people:phase", order=45)
    contributions.add_tab(gettext_lazy("Utskrivning"), "people:discharge", order=55)
    contributions.add_panel(10, discharge_panel, "discharge")
    contributions.add_queue(20, returned_queue)
    contributions.add_queue(25, unfinished_queue)
    contributions.add_queue(50, follow_up_queue)
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
    later = Handover.objects.filter(case=OuterRef("case"), created_at__gt=OuterRef("created_at"))
    rows = Handover.objects.filter(state=HandoverState.RETURNED, case__among=keys_of_own_cases(request))
    rows = rows.filter(~Exists(later)).defer("content").order_by("answered_on", "pk")[:QUEUE_LENGTH]
    items = [
        _item(request, row, "people:handover", _("%(name)s: %(reason)s") % {
            "name": row.receiver_name, "reason": row.return_reason}, row.answered_on)
        for row in rows
    ]  # fmt: skip
    return contributions.queue(_("Återlämnade överlämningar"), items)


def unfinished_queue(request):
    """Discharges that need a handover which isn't sent (P-038). One that is sent waits on its receiver."""
    sent = Handover.objects.filter(case=OuterRef("case"))
    closed = [case.pk for case in own_cases(request).values() if not case.is_open]
    rows = Discharge.objects.filter(~Exists(sent), case__among=closed).order_by("discharged_on", "pk")
    rows = rows.select_related("case__programme_version").defer("case__programme_version__content", "note")
    items = [
        _item(request, row, "people:handover", _("Överlämningen är inte skickad"), row.discharged_on)
        for row in rows[: 5 * QUEUE_LENGTH]
        if row.case.programme_version.definition.discharge_reason(row.reason).needs_handover
    ]
    return contributions.queue(_("Utskrivna som ska lämnas över"), items[:QUEUE_LENGTH])


def follow_up_queue(request):
    """Follow-ups that are due or soon will be."""
    rows = open_follow_ups(request).filter(due_on__lte=today() + FOLLOW_UP_AHEAD)[:QUEUE_LENGTH]
    items = [
        {
            "url": reverse("people:follow_up", args=[row.case_id, row.pk]),
            "title": own_cases(request)[row.case_id].name,
            "sub": row_of(row.case.programme_version.definition, row.kind).name,
            "due": row.due_on,
            "case_id": row.case_id,
        }
        for row in rows
    ]
    return contributions.queue(_("Att följa upp"), items, reverse("people:follow_ups"), _("Alla uppföljningar"))


def _item(request, row, page, sub, due):
    url = reverse(page, args=[row.case_id])
    return {"url": url, "title": own_cases(request)[row.case_id].name, "sub": sub, "due": due, "case_id": row.case_id}


def _panel_item(opened, row):
    url = reverse("people:follow_up", args=[opened.case.pk, row.pk])
    return {"url": url, "title": row_of(opened.definition, row.kind).name, "due": row.due_on}
