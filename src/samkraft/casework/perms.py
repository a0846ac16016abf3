"""Who may do what in the casework room beside the cases. Plain functions; each docstring is the rule."""

from samkraft.access.choices import Role


def can_use_texts(request):
    """Handlers and unit managers: the texts of the branch that they act for, to use and to write."""
    return request.acting is not None and request.acting.has_role(Role.HANDLER, Role.UNIT_MANAGER)
