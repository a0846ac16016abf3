"""What changes a case from its page: next talk, process leader, who works with it."""

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.models import RoleAssignment
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.people.models import CaseAssignment, LeaderChange
from samkraft.people.vault import unseal
from samkraft.programmes.models import TeamMember
from samkraft.sharing import door
from samkraft.sharing.choices import Ground, ItemKind


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


def may_change_leader(opened, acting):
    """The leader's branch hands over; where nobody leads, any branch with an open file may take it up."""
    return opened.case.is_open and (opened.case.leader_branch_id is None or opened.is_led_by(acting))


def possible_leaders(opened):
    """Handlers assigned to the case today, the present leader excepted: ``(key, words)``."""
    rows = CaseAssignment.objects.filter(case=opened.case).in_force().exclude(staff=opened.case.leader_id)
    rows = rows.select_related("staff", "branch").order_by("branch_id", "staff__last_name", "pk")
    return [(f"{row.staff.public_id}:{row.branch.code}", f"{row.staff.name}, {row.branch.name}") for row in rows]


@transaction.atomic
def change_leader(opened, person, note):
    """Hand the case over to an assigned handler, with a note. Says whether another branch got the note.

    person: a key of :func:`possible_leaders`. Raises DoorRefused, or LookupError when she no longer has the case.
    """
    acting = current_acting()
    public_id, _colon, branch_code = person.partition(":")
    to = CaseAssignment.objects.filter(
        case=opened.case, staff__public_id=public_id, branch__code=branch_code
    ).in_force().select_related("staff", "branch").first()  # fmt: skip
    if to is None:
        raise LookupError(person)
    change = LeaderChange.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, changed_on=today(),
        from_staff=opened.case.leader, to_staff=to.staff, to_branch=to.branch, note=note, changed_by=acting.staff,
    )  # fmt: skip
    told = to.branch == acting.branch or _release_note(opened, change)
    door.call("set_leader", opened.case.pk, to.staff_id, to.branch_id)
    log_event(Event.ADMINISTRATION, [opened.case.pk], object_type="leader")
    return to.staff.name, told


def _release_note(opened, change):
    """The note goes to the new leader's branch where a consent line covers it; else it stays."""
    content = {"title": _("Överlämning av processledning"), "text": change.note, "held_on": today().isoformat()}
    try:
        door.call(
            "release", opened.case.pk, change.to_branch_id, "minutes", ItemKind.MINUTES, change.item, 1,
            content["title"], content, Ground.CONSENT, None,
        )  # fmt: skip
    except door.DoorRefused:
        return False
    log_event(Event.DISCLOSURE_DECIDED, [opened.case.pk], object_type="minutes", items=[str(change.item)])
    return True


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
