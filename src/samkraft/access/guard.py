"""The guard of a view: who may, said once, and a refusal that tells nothing.

"Not there" and "not yours" are the same 404 (SEK-05); every refusal is kept as ACC-4 on a second connection.
"""

from functools import wraps

from django.contrib.auth import get_user
from django.http import Http404

from samkraft.access.readlog import log_denied
from samkraft.core.errors import csrf_failure


class Denied(Http404):
    """Raised when the rule says no: looks like a page that isn't there, and is kept in the log."""


def allow(rule):
    """Let a view run only when ``rule(request)`` holds. *rule* is a ``can_…`` function of a room's perms.py."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not rule(request):
                deny(request, rule.__name__)
            return view(request, *args, **kwargs)

        guarded.allowed_by = rule
        return guarded

    return decorate


def deny(request, rule):
    """Refuse as if the page weren't there, and keep the refusal (ACC-4)."""
    log_denied(request, rule)
    raise Denied


def found_or_denied(request, queryset, rule="not among the visible", **lookup):
    """The one object of a queryset already narrowed to what the person may see; else the logged 404."""
    found = queryset.filter(**lookup).first()
    return found if found is not None else deny(request, rule)


def refuse_form(request, reason=""):
    """A form without its page's own token: kept, when it comes in somebody's session (ACC-4, ASVS 16.3.3)."""
    request.user = get_user(request)
    if request.user.is_authenticated:
        log_denied(request, "form without its token")
    return csrf_failure(request, reason)
