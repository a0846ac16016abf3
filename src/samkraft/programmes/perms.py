"""Who may read the programme. Each docstring is the rule."""

from samkraft.access.choices import Role

_WORK = {Role.HANDLER, Role.RECEIVER, Role.REFERRER}


def can_read_programme(request):
    """Everyone who acts in a programme: it holds no personal data."""
    return request.acting is not None and bool(request.acting.programme)


def finds_programme_in_menu(request):
    """Those who lead or follow up; who works with people has a fuller menu and finds it from the scorecard."""
    return can_read_programme(request) and bool(request.acting.roles - _WORK)


def can_see_changes(request):
    """Who proposes and who confirms changed programme files, and who leads the project. No personal data."""
    return can_propose_changes(request) or can_confirm_changes(request) or _has(request, Role.PROJECT_LEADER)


def can_propose_changes(request):
    """The system manager (table B: configuration, four eyes)."""
    return _has(request, Role.SYSTEM_MANAGER)


def can_confirm_changes(request):
    """Data protection officer, lawyer or registrar: never the one who proposed it (table B, T15)."""
    return _has(request, Role.DATA_PROTECTION_OFFICER, Role.LEGAL_APPROVER, Role.REGISTRAR)


def _has(request, *roles):
    return request.acting is not None and request.acting.has_role(*roles)
