"""Who may see how long the queue for consultation is."""

from samkraft.access.choices import Role


def finds_load_in_menu(request):
    """Those who staff it; handlers find it from a dialogue."""
    return request.acting is not None and request.acting.has_role(Role.UNIT_MANAGER, Role.PROJECT_LEADER)


def can_see_load(request):
    """Handlers, who ask; unit managers and project leaders, who staff it. It is numbers, of nobody."""
    roles = (Role.HANDLER, Role.UNIT_MANAGER, Role.PROJECT_LEADER)
    return request.acting is not None and request.acting.has_role(*roles)
