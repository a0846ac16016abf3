"""Who may see what of sharing. Each docstring is the rule."""

from samkraft.access.choices import Role


def can_see_sharing(request):
    """Handlers: copies and releases in the cases that they are assigned to today."""
    return request.acting is not None and request.acting.has_role(Role.HANDLER)


def can_propose_destruction(request):
    """The registrar of the branch: proposes what has been kept long enough, puts cases on hold (table B, ALL-05)."""
    return request.acting is not None and request.acting.has_role(Role.REGISTRAR)


def can_list_received(request):
    """The registrar of the branch: what has come in, from whom and on which ground, without content (ARK-07)."""
    return request.acting is not None and request.acting.has_role(Role.REGISTRAR)


def can_see_destruction(request):
    """Registrars and the branch's manager: one proposes, another approves (RET-1, RET-2). Case numbers, no names."""
    return request.acting is not None and request.acting.has_role(Role.REGISTRAR, Role.UNIT_MANAGER)


def can_answer_reviews(request):
    """The branch's legal approver: unusual grounds; of the case only what is asked about (table B, SEK-07)."""
    return request.acting is not None and request.acting.has_role(Role.LEGAL_APPROVER)
