"""Who may do what with the calendar. Each docstring is the rule."""

from samkraft.access.choices import Role


def can_see_calendar(request):
    """Handlers their own week and their team's; unit managers when their branch's people are busy."""
    return request.acting is not None and request.acting.has_role(Role.HANDLER, Role.UNIT_MANAGER)


def can_see_rooms(request):
    """Whoever books meetings, and who manages the rooms."""
    return can_see_calendar(request)


def can_manage_rooms(request):
    """Unit managers, the rooms of their own branch."""
    return request.acting is not None and request.acting.has_role(Role.UNIT_MANAGER)
