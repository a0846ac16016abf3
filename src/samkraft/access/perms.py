"""Who may do what in this room. Each docstring is the rule."""

from django.conf import settings

from samkraft.access.choices import Role

_LOOPBACK = {"127.0.0.1", "::1"}


def may_pick_a_role(request):
    """The demo's login: in demo and test mode, and from this machine only (design "Modes")."""
    return not settings.IS_PRODUCTION and request.META.get("REMOTE_ADDR") in _LOOPBACK


def acts(request):
    """Anyone who acts for a branch."""
    return request.acting is not None


def can_administer_access(request):
    """The access administrator of an authority, for that authority's branches (table B)."""
    return request.acting is not None and request.acting.has_role(Role.ACCESS_ADMINISTRATOR)
