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


def can_confirm_roles(request):
    """The access administrator for her authority, a unit manager for her branch (REG-08, table B)."""
    return request.acting is not None and request.acting.has_role(Role.ACCESS_ADMINISTRATOR, Role.UNIT_MANAGER)


def can_review_log(request):
    """The log reviewer, for the log of the branch that she acts for (table B, REG-07, REG-11)."""
    return request.acting is not None and request.acting.has_role(Role.LOG_REVIEWER)


def can_see_review(request):
    """How the review goes: those who review, and the manager and data protection officer who see what isn't done."""
    seen_by = (Role.LOG_REVIEWER, Role.DATA_PROTECTION_OFFICER, Role.UNIT_MANAGER)
    return request.acting is not None and request.acting.has_role(*seen_by)


def can_open_log(request):
    """Who answers when a reviewer asks to read of a protected case: the data protection officer of the branch, or
    another log reviewer of it; never who asks, and never who has read (SKY-06)."""
    opened_by = (Role.DATA_PROTECTION_OFFICER, Role.LOG_REVIEWER)
    return request.acting is not None and request.acting.has_role(*opened_by)


def can_see_logins(request):
    """Log reviewer: the logins of her authority's people, not her own. System manager: failed logins of nobody known,
    and what the system itself did, which is technical (table B)."""
    return request.acting is not None and request.acting.has_role(Role.LOG_REVIEWER, Role.SYSTEM_MANAGER)


def can_extract_log(request):
    """The extract that a participant may ask for: log reviewer and data protection officer (REG-12, table B)."""
    extracted_by = (Role.LOG_REVIEWER, Role.DATA_PROTECTION_OFFICER)
    return request.acting is not None and request.acting.has_role(*extracted_by)


def can_register_incident(request):
    """Anyone who works here: who finds something tells at once (SAK-02)."""
    return acts(request)


def can_handle_incidents(request):
    """Those who judge, report and close: unit manager and data protection officer, of their own branch (SAK-02)."""
    handled_by = (Role.UNIT_MANAGER, Role.DATA_PROTECTION_OFFICER)
    return request.acting is not None and request.acting.has_role(*handled_by)
