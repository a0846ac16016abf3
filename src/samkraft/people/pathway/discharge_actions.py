"""Discharge a case, and take back a discharge made by mistake the same day (P-036 – P-038)."""

from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.list_of_codes import choices_of
from samkraft.people.models import Case, Discharge, FollowUp
from samkraft.people.pathway import phase_rules
from samkraft.people.pathway.discharge_rules import demands_of, discharge_problems
from samkraft.people.pathway.followup_actions import plan_follow_up
from samkraft.people.pathway.leading import lock_file
from samkraft.people.pathway.phase_actions import periods_of
from samkraft.people.plan_source import published_plan
from samkraft.people.problems import NotPossible, raise_first
from samkraft.sharing import door


def discharge(opened, reason_code, given):
    """Close the case for a reason of the programme file. What kind it was stands in the leader's file alone; the
    shell tells the others only that the case is closed. The follow-ups that the reason asks for are set, and the joint
    plan is over with it (PLAN-4)."""
    lock_file(opened)
    if not Case.objects.filter(pk=opened.case.pk, closed_on=None).exists():
        raise NotPossible(_("Personen är redan utskriven. Någon annan kan ha gjort det nyss."))
    reason = opened.definition.discharge_reason(reason_code)
    forms = [value for value, _label in choices_of(reason.forms, given["discharged_on"])] if reason.forms else []
    now = phase_rules.current_period(periods_of(opened.case))
    opened_on = opened.case.opened_on
    began = (opened_on, now.start if now else opened_on)
    raise_first(discharge_problems(reason, given, began, today(), forms))
    door.call("close_case", opened.case.pk, given["discharged_on"])
    row = _write(opened, reason, given)
    for follow_up, _due_on in demands_of(opened.definition, reason, row.discharged_on).follow_ups:
        plan_follow_up(opened, follow_up, row.discharged_on)
    log_event(Event.ITEM_FINALISED, [opened.case.pk], "discharge", [f"discharge:{row.pk}"])
    plan = published_plan(opened)
    if plan:
        log_event(Event.PLAN_CLOSED, [opened.case.pk], "plan", [f"version:{plan.version}"])
    return row


def correct(opened, why):
    """Take back a discharge made by mistake: the same day, with a reason, before any handover is sent.

    The row's content stays in the history that the database keeps; the reason stands in the log.
    """
    lock_file(opened)
    row = discharge_of(opened)
    if row is None:
        raise NotPossible(_("Personen är inte utskriven."))
    if not why.strip():
        raise NotPossible(_("Skriv varför utskrivningen var fel."), "why")
    door.call("reopen_case", opened.case.pk)
    reason = opened.definition.discharge_reason(row.reason)
    FollowUp.objects.filter(case=opened.case, kind__in=reason.follow_ups, done_on=None).delete()
    log_event(Event.ITEM_VERSION, [opened.case.pk], "discharge", [f"discharge:{row.pk}:corrected"], reason=why[:300])
    row.delete()


def discharge_of(opened):
    """The discharge of a case, where it stands in the acting branch's own file."""
    return Discharge.objects.filter(case=opened.case).select_related("decided_by").first()


def _write(opened, reason, given):
    return Discharge.objects.create(
        owner_branch=current_acting().branch,
        case=opened.case,
        file=opened.file,
        discharged_on=given["discharged_on"],
        reason=reason.code,
        outcome=reason.group,
        support_form=given.get("support_form", "") if reason.forms else "",
        starts_on=given.get("starts_on") if reason.start_within_days is not None else None,
        note=given.get("note", ""),
        decided_by=current_acting().staff,
    )
