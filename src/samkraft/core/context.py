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
        "foot_items": foot_items(acting),
        "lock_url": navigation.soft_reverse("access:lock") if acting else None,
        "shortcuts_url": _shortcuts_url(acting),
        "logout_url": navigation.soft_reverse("access:logout") if acting else None,
    }


def _shortcuts_url(acting: object | None) -> str | None:
    """The help page of the keyboard's shortcuts, for those who haven't turned them off (WCAG 2.1.4)."""
    staff = getattr(acting, "staff", None)
    return navigation.soft_reverse("access:shortcuts") if staff and not getattr(staff, "shortcuts_off", False) else None


def acting_text(acting: object | None) -> dict | None:
    """Name and branch of the one who acts; `acting.line` wins over the branch's name if it exists."""
    if acting is None:
        return None
    line = getattr(acting, "line", None) or getattr(acting, "branch", None) or ""
    return {"name": str(getattr(acting, "staff", None) or ""), "line": str(line)}


def _anyone(acting: object | None) -> bool:
    return True


def _acts(acting: object | None) -> bool:
    return acting is not None


def _acts_in_programme(acting: object | None) -> bool:
    return bool(getattr(acting, "programme", ""))


FOOT = [
    (_("Tillgänglighetsredogörelse"), "core:accessibility", _anyone),
    (_("Så behandlas uppgifterna"), "core:data_use", _anyone),
    (_("Min läslogg"), "access:my_log", _acts),
    (_("Anmäl en incident"), "access:incident_new", _acts),
    (_("Anmäl ett hinder"), "steering:obstacle_new", _acts_in_programme),
    (_("Mina inloggningar"), "access:my_sessions", _acts),
    (_("Kortkommandon"), "access:shortcuts", _acts),
    (_("Ordlista"), "core:glossary", _anyone),
]


def foot_items(acting: object | None) -> list[dict]:
    """The links at the bottom of every page, login included (TIL-02)."""
    shown = [(label, name) for label, name, is_for in FOOT if is_for(acting)]
    return [{"label": label, "url": url} for label, name in shown if (url := navigation.soft_reverse(name))]
