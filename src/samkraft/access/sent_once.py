"""The same form of the same page sent twice in a row is carried out once (T24).

A second press, a reload, the page before and a press again: the browser sends the very same thing. The token against
forged requests is masked anew for each page, so that token, address and content together say which form of which page
it was; a form opened afresh is another, though the same is written in it. Only the last one is remembered, so that
what was changed in between can be changed back.
"""

import hashlib

from django.http import HttpResponseRedirect

_KEY = "samkraft_sent"
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field


def answer_from_before(request, view):
    """Where the first one led, if this is it again; else None, and the request is told which form it is."""
    request.sent_form = ""
    if request.method != "POST" or getattr(view, "csrf_exempt", False) or not request.POST.get(_TOKEN):
        return None  # a file is read while it arrives, by its own view: here nothing may touch it
    request.sent_form = _mark(request)
    before = request.session.get(_KEY)
    return HttpResponseRedirect(before["to"]) if before and before["form"] == request.sent_form else None


def remember(request, response):
    """Keep what was carried out; what was refused may be sent again as it is."""
    form = getattr(request, "sent_form", "")
    if form and response.status_code == 302 and request.user.is_authenticated:  # not in a session just ended
        request.session[_KEY] = {"form": form, "to": response.url}


def _mark(request):
    files = sorted((name, each.name, each.size) for name, each in request.FILES.items())
    sent = repr((request.path, sorted(request.POST.lists()), files))
    return hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()
