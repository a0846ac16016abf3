"""What concerns one's own login: that readings are reviewed, and where one is logged in."""

from django.db.models import F
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access import login_facts
from samkraft.access.ending import end_sessions_of
from samkraft.access.login_middleware import opens_before_notice
from samkraft.access.login_views import next_address
from samkraft.access.providers import logins
from samkraft.access.session_models import Session
from samkraft.access.staff_notice import was_told
from samkraft.core.receipts import receipt


@require_http_methods(["GET", "POST"])
@opens_before_notice
@never_cache
def notice(request):
    """Before work, once a year: what is kept of one's reading, who reviews it, what one may see oneself (GDPR-16)."""
    if request.method == "GET":
        return render(request, "access/notice.html", {"next": next_address(request)})
    if request.login.notice_due:
        was_told(request.user)
        login_facts.note_told(request.session)
    return redirect(next_address(request))


@require_safe
def my_sessions(request):
    """Where one is logged in just now (ASVS 7.5.2)."""
    rows = Session.objects.filter(staff=request.user, expire_date__gt=timezone.now())
    here = request.session.session_key
    sessions = [
        {"begun": row.begun_at, "how": _way(row.provider), "is_here": row.session_key == here}
        for row in rows.order_by(F("begun_at").desc(nulls_last=True))
    ]
    return render(request, "access/my_sessions.html", {"sessions": sessions})


@require_POST
def end_my_others(request):
    """End one's sessions on every other machine."""
    ended = end_sessions_of(request.user, "by herself", but=request.session.session_key)
    receipt(request, _("Du är nu inloggad bara här. Avslutade: %(n)d.") % {"n": ended})
    return redirect("access:my_sessions")


def _way(provider):
    known = logins().providers.get(provider)
    return known.name if known else ""
