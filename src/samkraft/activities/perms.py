"""Who may do what with activities. Plain functions ``can_…``; each docstring is the rule."""

from samkraft.access.choices import Role
from samkraft.people.perms import can_see_cases, can_work_with_people

__all__ = ["can_answer", "can_change", "can_confirm_attendance", "can_see_cases", "can_work_with_people"]


def can_confirm_attendance(request):
    """Providers, for the sessions that name them: who came, and nothing else (table B)."""
    return request.acting is not None and request.acting.has_role(Role.PROVIDER)


def can_change(acting, activity):
    """The branch that placed the person, in whose file the activity stands."""
    return activity.owner_branch_id == acting.branch.pk


def can_answer(acting, copy):
    """The branch that decides on the activity, on the copy released to it; the door checks the same again."""
    return copy.content.get("deciding_branch") == acting.branch.code
