"""What changes roles. One transaction each, checked and logged (ADM-1, ADM-2)."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import acting as acting_for
from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.ending import end_sessions_of
from samkraft.access.models import RoleAssignment, Staff
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
    Staff.objects.select_for_update().get(pk=staff.pk)  # two who give roles that clash, at once: the second is told
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
        confirmed_on=valid_from,
    )
    log_event(Event.ROLE_CHANGED, object_type="role", items=[f"given:{given.pk}"], reason=reason)
    return given


@transaction.atomic
def end_role(acting, assignment, reason):
    """End a role today: yesterday is its last day, so that the person's next request is refused.

    One that begins today or later is left with an empty period; it is never taken away.
    """
    if assignment.branch.authority_id != acting.branch.authority_id or assignment.staff == acting.staff:
        raise RoleRefused(_("Du kan bara avsluta andras roller i din egen myndighet."))
    end_assignment_of_role(assignment, Event.ROLE_CHANGED, reason)


def end_assignment_of_role(assignment, event, reason):
    """The end of a role: its period, what hangs on it in its branch, every session of the person (IAM-08, AUTH-5)."""
    acting = current_acting()
    assignment.valid_until = max(today(), assignment.valid_from) - timedelta(days=1)
    assignment.save(update_fields=["valid_until"])
    there = {"programme": assignment.programme, "roles": acting.roles, "day": acting.day, "session": acting.session}
    with acting_for(assignment.branch, acting.staff, **there):
        for action in _when_role_ends:
            action(assignment.staff)
    log_event(event, object_type="role", items=[f"ended:{assignment.pk}"], reason=reason)
    end_sessions_of(assignment.staff, "a role ended")


@transaction.atomic
def add_person(acting, username, first_name, last_name, title="", phone=""):
    """ADM-1: somebody who may log in for the administrator's authority; without a role she can do nothing (IAM-07)."""
    if Staff.objects.filter(username__iexact=username).exists():
        raise RoleRefused(_("Det finns redan någon med det inloggningsnamnet."))
    person = Staff.objects.create(
        username=username, authority_id=acting.branch.authority_id, first_name=first_name, last_name=last_name,
        title=title, phone=phone,
    )  # fmt: skip
    log_event(Event.PERSON_ADDED, object_type="account", items=[f"added:{person.pk}"])
    return person
