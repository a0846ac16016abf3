"""Who may do what with employers. Plain functions ``can_…``; each docstring is the rule."""

from samkraft.access.choices import Role
from samkraft.people.perms import can_see_cases, can_work_with_people

__all__ = ["can_arrange", "can_see_cases", "can_see_employers", "can_see_time", "can_work_with_people"]

_WORK = (Role.HANDLER, Role.UNIT_MANAGER, Role.PROJECT_ADMINISTRATOR)


def can_see_employers(request):
    """Who works with people or leads those who do: employers and ads are no participant's data (design "Who holds")."""
    return _in_programme(request) and request.acting.has_role(*_WORK, Role.PROJECT_LEADER)


def can_arrange(request):
    """Handlers, unit managers and administrators write of employers, needs, contacts and meetings (P-050)."""
    return _in_programme(request) and request.acting.has_role(*_WORK)


def can_see_time(request):
    """The time that each team gives employers, as sums: all who write contacts, and the project leader (P-050)."""
    return can_see_employers(request)


def _in_programme(request):
    return request.acting is not None and bool(request.acting.programme)
