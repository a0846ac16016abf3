"""Pages for when something is wrong. They may not need the database: it may be what is wrong."""

import re
import sys

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from samkraft.core.context import foot_items
from samkraft.core.middleware import database_is_down

_CODE = re.compile(r"\d{1,4}|[a-z_]{1,20}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET_FIELDS = ("csrfmiddlewaretoken", "password", "lösenord")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there and not yours look the same, to the byte."""
    return HttpResponse(_bare("core/404.html"), status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Where existence is no secret: the page is there, but not for this role."""
    return HttpResponse(_bare("core/403.html"), status=403)


def only_forms(allowed: list[str]) -> HttpResponse:
    """An address that takes forms was opened as a page: after a reload, or from the address bar."""
    response = HttpResponseNotAllowed(allowed)
    response.content = _bare("core/405.html")
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; when it is the database that is gone, say that instead."""
    fault = sys.exc_info()[1]
    if fault is not None and database_is_down(fault):
        return database_down(request)
    return HttpResponse(_bare("core/500.html"), status=500)


def database_down(request: HttpRequest) -> HttpResponse:
    """The database doesn't answer; nothing was half written, since every change is one transaction.

    What was typed is shown: a page that may not be kept may be empty when the browser goes back to it.
    """
    html = _bare("core/503.html", typed=_typed(request) if _comes_from_here(request) else [])
    return HttpResponse(html, status=503, headers={"Retry-After": "30", "Cache-Control": "no-store"})


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody asks for more than a person can; what was typed is shown."""
    html = _bare("core/429.html", typed=_typed(request) if _comes_from_here(request) else [])
    return HttpResponse(html, status=429, headers={"Retry-After": "60", "Cache-Control": "no-store"})


def not_there_any_longer(request: HttpRequest) -> HttpResponse:
    """What was written in has just been moved elsewhere: nothing was saved, and what was typed is shown."""
    html = _bare("core/moved.html", typed=_typed(request) if _comes_from_here(request) else [])
    return HttpResponse(html, status=409, headers={"Cache-Control": "no-store"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page had been open too long: what was typed is shown, so that it can be copied and sent again."""
    typed = _typed(request) if _comes_from_here(request) else []
    html = _bare("core/csrf.html", typed=typed, back=request.get_full_path())
    return HttpResponse(html, status=403, headers={"Cache-Control": "no-store"})


def _bare(template: str, **values) -> str:
    """Without context processors: they might ask a session, and it the database."""
    return render_to_string(template, {"foot_items": foot_items(None), **values})


def _comes_from_here(request: HttpRequest) -> bool:
    """Another site's form gets nothing of its text shown under our name."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return request.headers.get("Origin", "").split("//")[-1] == request.get_host()


def _typed(request: HttpRequest) -> list[dict]:
    """What the person wrote, the longest first; secrets and the codes of choices and hidden fields are left out."""
    kept = [(name, value) for name, values in request.POST.lists() for value in values]
    texts = [(n, v) for n, v in kept if n not in SECRET_FIELDS and v.strip() and not _CODE.fullmatch(v)]
    texts.sort(key=lambda text: -len(text[1]))
    return [
        {"name": name, "text": value, "label": _("Text %(n)d") % {"n": i}} for i, (name, value) in enumerate(texts, 1)
    ]
