"""The way to a page of the portal: is there one at all, who is logged in, in which language (IAM-10)."""

from contextlib import nullcontext
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import translation

from samkraft.access.middleware import refuse_writing
from samkraft.portal import session
from samkraft.portal.choices import RIGHT_TO_LEFT
from samkraft.portal.citizen import as_citizen
from samkraft.portal.reading import own_cases


def portal_page(view):
    """A page for anybody: in the chosen language, kept by no browser, and not there where the portal is off."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        if not settings.PORTAL:
            raise Http404
        with translation.override(session.language_of(request)):
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return login_not_required(shown)


def own_page(view):
    """A page of her own: ``view(request, cases, …)``, read as the person who is logged in as a citizen.

    Nobody logged in comes to the login. Who never had a page, who has none any more, and who is protected since she
    came: each gets the same page, and her session ends.
    """

    @wraps(view)
    def opened(request, *args, **kwargs):
        citizen = session.citizen_of(request)
        if citizen is None:
            return redirect("portal:login")
        reading = connection.execute_wrapper(refuse_writing) if request.method != "POST" else nullcontext()
        with as_citizen(citizen.keys), reading:
            cases = own_cases()
            if cases:
                return view(request, cases, *args, **kwargs)
        return nothing_here(request)

    return portal_page(opened)


def nothing_here(request):
    """The same bytes for every number that leads nowhere: no form, no token, no name, and no session (SEK-05)."""
    session.end(request)
    return render(request, "portal/nothing.html", frame())


def frame(**more):
    """What every page of the portal is drawn with."""
    language = translation.get_language()
    return {
        "language": language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "exit_to": settings.PORTAL_EXIT,
        **more,
    }
