"""The person's nearest meetings on paper, for a day when no system answers (T21)."""

from datetime import timedelta

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow
from samkraft.access.readlog import log_event, log_list
from samkraft.casework.meetings import meetings
from samkraft.core.clock import today
from samkraft.core.holidays import working_day_from
from samkraft.core.words import swedish_date
from samkraft.people.perms import can_work_with_people


@require_safe
@allow(can_work_with_people)
def paper(request):
    """Own planned meetings of today and the next working day with name and phone; protected ones aren't in it."""
    until = next_working_day(today())
    rows = meetings.planned_on_paper(request, until)
    cases = {row.case_id for row in rows}
    log_list("meetings_paper", cases)
    log_event(Event.PRINTED, cases, object_type="meetings")
    line = _("%(name)s, %(branch)s · utskriven %(day)s") % {
        "name": request.user.name,
        "branch": request.acting.branch.name,
        "day": swedish_date(today()),
    }
    return render(request, "casework/meetings_paper.html", {"rows": rows, "line": line, "until": until})


def next_working_day(day):
    """The next day on which offices are open."""
    return working_day_from(day + timedelta(days=1))
