"""What changes a case from its page: next talk, who works with it."""

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.models import RoleAssignment
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.people.models import CaseAssignment
from samkraft.people.vault import unseal
from samkraft.programmes.models import TeamMember
from samkraft.sharing import door


def reveal_number(opened):
    """ACC-3: the identity number, decrypted with the branch's own key, and kept in the log by itself."""
    log_event(Event.NUMBER_REVEALED, [opened.case.pk])
    number = unseal(current_acting().branch, opened.file.identity_sealed)
    return f"{number[:8]}-{number[8:]}" if number else _("saknas")


def set_next_talk(opened, day):
    """Set or take away the day of the next talk; the shell tells the team nothing but the day."""
    door.call("set_next_talk", opened.case.pk, day)
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="next_talk")
    if day is None:
        return _("Dagen för nästa samtal är borttagen.")
    return _("Nästa samtal är %(day)s.") % {"day": swedish_date(day)}


def assignable(opened, acting):
    """Handlers of the branch in the case's team who don't have it yet: ``(key, words)`` (IAM-07)."""
    handlers = RoleAssignment.objects.in_force().filter(branch=acting.branch, role=Role.HANDLER)
    handlers = handlers.filter(programme__in=("", acting.programme))
    held = CaseAssignment.objects.filter(case=opened.case, branch=acting.branch).in_force()
    members = TeamMember.objects.in_force().filter(team=opened.case.team, branch=acting.branch)
    members = members.filter(staff__in=handlers.values("staff")).exclude(staff__in=held.values("staff"))
    members = members.select_related("staff").order_by("staff__last_name", "staff__first_name", "pk")
    return {str(member.staff.public_id): member for member in members}


@transaction.atomic
def assign(opened, member):
    """Give a colleague of the branch the case, from today (ADM-3)."""
    door.call("assign", opened.case.pk, member.staff_id, member.branch_id, member.profession, today())
    log_event(Event.ADMINISTRATION, [opened.case.pk], object_type="assignment", items=[str(member.staff.public_id)])


@transaction.atomic
def end_assignment(opened, assignment):
    """End a colleague's assignment; access is gone at once, and a leader who leaves is replaced by nobody."""
    door.call("end_assignment", opened.case.pk, assignment.staff_id, today())
    log_event(
        Event.ADMINISTRATION, [opened.case.pk], object_type="assignment_ended", items=[str(assignment.staff.public_id)]
    )
