"""Who may see what of sharing. Each docstring is the rule."""

from samkraft.access.choices import Role


def can_see_sharing(request):
    """Handlers: copies and releases in the cases that they are assigned to today."""
    return request.acting is not None and request.acting.has_role(Role.HANDLER)
