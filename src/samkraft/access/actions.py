"""What changes roles. One transaction each, checked and logged (ADM-3)."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.choices import Event, Role
from samkraft.access.models import RoleAssignment
from samkraft.access.readlog import log_event
from samkraft.access.rules import clashing_role
from samkraft.core.clock import today

_when_role_ends: list[Callable] = []


def when_role_ends(action):
    """Rooms that come later say what ends with a role: ``action(staff)``, in the same transaction (IAM-08)."""
    _when_role_ends.append(action)


class RoleRefused(Exception):
    """A role that can't be given; the message is for the person."""


@transaction.atomic
def give_role(acting, staff, role, branch, valid_from, valid_until, reason):
    """Give a role in the acting programme, to somebody employed at the authority (IAM-07).

    Refuses another authority's branch or staff, a clash of duties, and oneself.
    """
    if branch.authority_id != acting.branch.authority_id:
        raise RoleRefused(_("Du kan bara ge roller i din egen myndighet."))
    if staff.authority_id != branch.authority_id:
        raise RoleRefused(_("Personen är inte anställd i din myndighet. Hennes egen myndighet ger henne roller."))
    if staff == acting.staff:
        raise RoleRefused(_("Du kan inte ändra dina egna roller."))
    held = RoleAssignment.objects.filter(staff=staff).overlapping(valid_from, valid_until)
    held = held.values_list("role", flat=True)
    clash = clashing_role(role, held)
    if clash:
        words = {"role": Role(role).label, "other": Role(clash).label}
        raise RoleRefused(_("%(role)s kan inte kombineras med %(other)s.") % words)
    given = RoleAssignment.objects.create(
        staff=staff,
        role=role,
        branch=branch,
        programme=acting.programme,
        valid_from=valid_from,
        valid_until=valid_until,
        given_by=acting.staff,
        reason=reason,
    )
    log_event(Event.ADMINISTRATION, object_type="role", items=[f"given:{given.pk}"], reason=reason)
    return given


@transaction.atomic
def end_role(acting, assignment, reason):
    """End a role today: yesterday is its last day, so that the person's next request is refused.

    One that begins today or later is left with an empty period; it is never taken away.
    """
    if assignment.branch.authority_id != acting.branch.authority_id or assignment.staff == acting.staff:
        raise RoleRefused(_("Du kan bara avsluta andras roller i din egen myndighet."))
    key = assignment.pk
    assignment.valid_until = max(today(), assignment.valid_from) - timedelta(days=1)
    assignment.save(update_fields=["valid_until"])
    for action in _when_role_ends:
        action(assignment.staff)
    log_event(Event.ADMINISTRATION, object_type="role", items=[f"ended:{key}"], reason=reason)
