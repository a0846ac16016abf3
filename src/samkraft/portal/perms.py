"""Who may do what with the own page. Plain functions ``can_…(request)``; each docstring is the rule."""

from django.conf import settings

from samkraft.people.perms import can_see_cases, can_work_with_people


def can_see_own_page(request):
    """Where there is an own page: whoever may open the case sees what has been put there."""
    return settings.PORTAL and can_see_cases(request)


def can_put_on_own_page(request):
    """Where there is an own page: handlers, in the cases that they work with."""
    return settings.PORTAL and can_work_with_people(request)
