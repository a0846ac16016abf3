"""Who may read the programme. Each docstring is the rule."""

from samkraft.access.choices import Role

_WORK = {Role.HANDLER, Role.RECEIVER, Role.REFERRER}


def can_read_programme(request):
    """Everyone who acts in a programme: it holds no personal data."""
    return request.acting is not None and bool(request.acting.programme)


def finds_programme_in_menu(request):
    """Those who lead or follow up; who works with people has a fuller menu and finds it from the scorecard."""
    return can_read_programme(request) and bool(request.acting.roles - _WORK)
