"""What every template may use. No database is asked here: the rooms' predicates read `request.acting`."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from samkraft.core import navigation


def site(request: HttpRequest) -> dict:
    """Menu, search, acting person and footer of the frame."""
    acting = getattr(request, "acting", None)
    if getattr(request, "frame", (None,))[0] is not acting or acting is None:
        request.frame = acting, _frame(request, acting)
    return request.frame[1] | {"shows_protected": getattr(request, "shows_protected", False)}


def _frame(request: HttpRequest, acting: object | None) -> dict:
    """What is the same in every part of a page, made once for a request."""
    return {
        "is_demo": getattr(settings, "MODE", "") == "demo",
        "acting": acting_text(acting),
        "acting_url": navigation.soft_reverse("access:choose_branch") if acting else None,
        "nav_items": navigation.entries_for(request) if acting else [],
        "search_url": navigation.search_url_for(request) if acting else None,
        "foot_items": foot_items(bool(acting)),
        "lock_url": navigation.soft_reverse("access:lock") if acting else None,
        "logout_url": navigation.soft_reverse("access:logout") if acting else None,
    }


def acting_text(acting: object | None) -> dict | None:
    """Name and branch of the one who acts; `acting.line` wins over the branch's name if it exists."""
    if acting is None:
        return None
    line = getattr(acting, "line", None) or getattr(acting, "branch", None) or ""
    return {"name": str(getattr(acting, "staff", None) or ""), "line": str(line)}


FOOT = [
    (_("Tillgänglighetsredogörelse"), "core:accessibility", False),
    (_("Så behandlas uppgifterna"), "core:data_use", False),
    (_("Min läslogg"), "access:my_log", True),
    (_("Anmäl en incident"), "access:incident_new", True),
    (_("Mina inloggningar"), "access:my_sessions", True),
    (_("Ordlista"), "core:glossary", False),
]


def foot_items(is_acting: bool) -> list[dict]:
    """The links at the bottom of every page, login included (TIL-02)."""
    shown = [(label, name) for label, name, only_acting in FOOT if is_acting or not only_acting]
    return [{"label": label, "url": url} for label, name in shown if (url := navigation.soft_reverse(name))]
