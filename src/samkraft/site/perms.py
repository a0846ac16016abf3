"""Who may do what on the site's own pages. Each docstring is the rule."""

from samkraft.access.choices import Role


def can_see_gates(request):
    """Those who decide on the start, answer for data protection or run the site. No person and no case is named."""
    seen_by = (Role.SYSTEM_MANAGER, Role.DATA_PROTECTION_OFFICER, Role.LEGAL_APPROVER, Role.PROJECT_LEADER)
    return request.acting is not None and request.acting.has_role(*seen_by)


def can_record_gates(request):
    """The system manager writes a decision down; another person confirms it (table B: config, four eyes)."""
    return request.acting is not None and request.acting.has_role(Role.SYSTEM_MANAGER)


def can_confirm_gates(request):
    """The data protection officer or the lawyer confirms that the decision is as recorded."""
    confirmed_by = (Role.DATA_PROTECTION_OFFICER, Role.LEGAL_APPROVER)
    return request.acting is not None and request.acting.has_role(*confirmed_by)
