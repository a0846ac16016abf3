"""Invitations that other branches have sent: when, where and who asks. The door writes them, and the answer."""

from samkraft.casework.choices import MeetingState
from samkraft.casework.models import MeetingInvitation
from samkraft.core.clock import midnight, today
from samkraft.sharing import door


def of_case(case_id) -> list[MeetingInvitation]:
    """Those that lie ahead in a case, to anyone of the branch; a cancelled one says so until its day."""
    rows = MeetingInvitation.objects.filter(case_id=case_id, starts_at__gte=midnight(today()))
    return list(rows.select_related("staff", "from_branch", "asked_by").order_by("starts_at", "pk"))


def answer(acting, key, yes) -> MeetingInvitation:
    """Yes or no by the person who is asked; the branch that asked sees it on its meeting."""
    door.call("answer_invitation", key, yes)
    return MeetingInvitation.objects.get(pk=key)


def is_open(invitation, staff) -> bool:
    """Whether it can be answered by this person."""
    return invitation.state == MeetingState.PLANNED and invitation.staff_id == staff.pk
