"""Before anything is shown: is the session locked, has the person been told that readings are reviewed?"""

import time
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from samkraft.access import kept_form
from samkraft.access.login_facts import facts_of, touch


class LoginMiddleware:
    """``request.login`` is what the session knows of its login, or None; a locked session opens no page of work.

    Stands after AuthenticationMiddleware and before whoever asks for whom the person acts: behind a lock nobody acts.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.login = facts_of(request.session)
        now = time.time()
        request.is_locked = request.login is not None and request.login.is_locked(now)
        # On the way in, or behind a lock, nobody acts for anybody.
        request.opens_no_work = request.is_locked or request.path.startswith(reverse("access:login"))
        if request.login is not None and not request.is_locked:
            touch(request.session, request.login, now)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.login is None or not getattr(view, "login_required", True):
            return None
        if request.is_locked and not getattr(view, "opens_when_locked", False):
            return _to(request, "access:locked")
        if request.login.notice_due and not getattr(view, "opens_before_notice", False):
            return _to(request, "access:notice")
        return None


def opens_when_locked(view):
    """The views that a locked session may reach: to open it, or to leave."""
    view.opens_when_locked = view.opens_before_notice = True
    return view


def opens_before_notice(view):
    """The views that one reaches before one has been told that readings are reviewed."""
    view.opens_before_notice = True
    return view


def _to(request, name):
    """Away from here, and back when it is done; a script that saves is told, and keeps what it has."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({}, status=401)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": reverse(name)})
    back = kept_form.keep(request)
    return redirect(reverse(name) if back == "/" else f"{reverse(name)}?{urlencode({'next': back})}")
