"""A risky act asks for a fresh login: consent, release, export, role change (IAM-09, ASVS 7.5.3)."""

import time
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from samkraft.access import kept_form
from samkraft.access.login_facts import facts_of


def fresh_login_required(view=None, *, minutes=None, when=None):
    """Let a view run only when the person has shown who she is lately; else she does so now, and goes on with the same.

    Below ``@allow``: a refusal comes first. What was posted is kept and sent on after the confirmation, once; the
    page that is asked for is opened. *minutes*: a shorter age than the site's (``SAMKRAFT_FRESH_MINUTES``), never a
    longer one; *when*: ``when(request)`` says which requests are risky, if not all are. ``@fresh_login_required`` and
    ``@fresh_login_required(minutes=5)`` both work.
    """
    if view is None:
        return lambda given: fresh_login_required(given, minutes=minutes, when=when)
    most = None if minutes is None else min(minutes * 60, settings.LOGIN_LIMITS["fresh"])

    @wraps(view)
    def fresh(request, *args, **kwargs):
        harmless = when is not None and not when(request)
        return view(request, *args, **kwargs) if harmless or is_fresh(request, most) else ask_again(request)

    fresh.asks_fresh_login = True
    return fresh


def writes(request):
    """For ``when``: reading the page asks nothing."""
    return request.method == "POST"


def is_fresh(request, seconds=None):
    """Whether the person of the request has shown lately who she is."""
    facts = facts_of(request.session)
    return facts is not None and facts.is_fresh(time.time(), seconds)


def ask_again(request):
    """Send her to confirm who she is, and from there on with what she was doing."""
    request.sent_form = ""  # nothing was carried out: sent again, it is asked again
    to = f"{reverse('access:confirm')}?{urlencode({'next': kept_form.keep(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": to})
    return redirect(to)
