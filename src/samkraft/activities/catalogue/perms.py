"""Who may do what in the catalogue. Plain functions ``can_…``; each docstring is the rule."""

from samkraft.access.choices import Role

_SEE = (Role.HANDLER, Role.UNIT_MANAGER, Role.PROJECT_ADMINISTRATOR, Role.PROJECT_LEADER)
_PLAN = (Role.UNIT_MANAGER, Role.PROJECT_ADMINISTRATOR)


def can_see_catalogue(request):
    """Everybody who works with participants or plans for them: the catalogue tells of no person."""
    return request.acting is not None and request.acting.has_role(*_SEE)


def can_plan(request):
    """A branch's manager and project administrator keep what their branch provides."""
    return request.acting is not None and request.acting.has_role(*_PLAN)


def plans_places(request, offering):
    """Only the branch that provides an entry changes it and its places; the door checks the same again."""
    return can_plan(request) and offering.provider_branch_id == request.acting.branch.pk
