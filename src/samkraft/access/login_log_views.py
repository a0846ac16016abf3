"""What stands in the log for no branch, for somebody to look at: logins, and what the system itself did (table B)."""

from datetime import timedelta

from django.db import connection
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samkraft.access.choices import Event, Refusal, Role
from samkraft.access.guard import allow
from samkraft.access.log_forms import WeekForm
from samkraft.access.models import Staff
from samkraft.access.perms import can_see_logins
from samkraft.access.readlog import log_event
from samkraft.core.clock import midnight
from samkraft.core.pages import other_params, paginate

WEEK = timedelta(days=7)
_FAILED = (Event.LOGIN_FAILED, Event.LOGIN_TOO_WEAK)


@require_safe
@allow(can_see_logins)
def logins(request):
    """A week of logins, the newest first, and how many failed. The database says whose (``events_of_no_branch``)."""
    form = WeekForm(request.GET)
    until = form.cleaned_data["till"] if form.is_valid() else None
    until = min(until or timezone.localdate(), timezone.localdate())
    rows = _between(until - WEEK + timedelta(days=1), until)
    page = paginate(rows, request)
    names = {person.pk: person.name for person in Staff.objects.filter(pk__in={row[2] for row in page})}
    log_event(Event.LOG_VIEWED, object_type="log_logins", items=[f"until:{until}"])
    words = {
        "page": page,
        "rows": [_told(row, names) for row in page],
        "failed": sum(row[1] in _FAILED for row in rows),
        "form": form,
        "until": until,
        "of_people": request.acting.has_role(Role.LOG_REVIEWER),
        "params": other_params(request),
    }
    return render(request, "access/log_logins.html", words)


def _between(first, last):
    with connection.cursor() as cursor:
        query = "select * from door.events_of_no_branch(%s, %s)"
        cursor.execute(query, [midnight(first), midnight(last + timedelta(days=1))])
        return cursor.fetchall()


def _told(row, names):
    moment, event, staff, page, reason, session = row
    return {
        "moment": moment,
        "what": Event(event).label,
        "who": names.get(staff, _("Ingen känd")) if staff else _("Ingen känd"),
        "why": _why(event, reason, page),
        "session": session[:6],
    }


def _why(event, reason, page):
    """A refused login by the sentence that the person got; else what the log says, which names nobody."""
    found = next((word for word in reason.replace(":", " ").split() if word in Refusal), "")
    if event in _FAILED and found:
        return Refusal(found).label
    return page if event == Event.DENIED else reason
