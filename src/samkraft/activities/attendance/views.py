"""Attendance of one person by the week, what is left to register, and the provider's narrow page."""

from datetime import timedelta

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.activities import pages
from samkraft.activities.attendance import actions, rules
from samkraft.activities.attendance.forms import CAME, SessionDayForm, WeekForm
from samkraft.activities.attendance.places import BACK, places_of, sessions_led_by, with_today
from samkraft.activities.models import Activity
from samkraft.activities.perms import can_confirm_attendance, can_work_with_people
from samkraft.core.clock import today
from samkraft.core.dates import parse_date
from samkraft.core.receipts import receipt
from samkraft.core.words import decimal, swedish_date, weekday_date
from samkraft.people.case_access import open_case_for_work
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.door import DoorRefused

_WEEKS_BACK = 4


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_work_with_people)
def attendance(request, case, activity):
    """A week of an activity: who came when, and why not (reporting-systems 3.4)."""
    opened = open_case_for_work(request, case, f"attendance:{activity}")
    begun = Activity.objects.filter(case=opened.case, started_on__isnull=False)
    found = found_or_denied(request, begun, rule="not our activity, or not begun", pk=activity)
    last = min(today(), found.ended_on or today())
    week = rules.week_of(_day(request, "vecka", found.started_on, last))
    open_days = [day for day in week if rules.can_write(day, found.started_on, found.ended_on, today())]
    written = actions.days_written(found, week[0], week[-1])
    absences = opened.definition.places.absences if opened.definition.places else ()
    form = WeekForm(request.POST or None, days=open_days, written=written, absences=absences)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_week(opened, found, open_days, form.told, form.cleaned_data["seen"])
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Närvaron är sparad. Bara er verksamhet ser den."))
            return HttpResponseRedirect(f"{request.path}?vecka={week[0].isoformat()}")
    opened.shows("health", f"attendance:{found.pk}")
    opened.log_sensitive()
    context = {
        "opened": opened, "activity": found, "form": form, "rows": form.rows, "facts": _facts(found, last),
        "week": _("Vecka %(week)s, från %(day)s") % {"week": week[0].isocalendar()[1], "day": swedish_date(week[0])},
        "before": _other_week(found.started_on <= week[0] - timedelta(days=1), week[0] - timedelta(days=7)),
        "after": _other_week(week[-1] < last, week[0] + timedelta(days=7)),
        "sees": pages.own_readers(request),
        "crumbs": [*pages.crumbs(opened, last=True),
                   {"url": reverse("activities:show", args=[opened.case.pk, found.pk]), "label": found.title}],
    }  # fmt: skip
    return render(request, "activities/attendance.html", context, status=_status(form))


@require_safe
@allow(can_confirm_attendance)
def provider_sessions(request):
    """The sessions that the provider leads today, with what is written of today, and nothing else (table B)."""
    sessions = with_today(sessions_led_by(request.acting))
    return render(request, "activities/provider_sessions.html", {"sessions": sessions})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_confirm_attendance)
def provider_session(request, session):
    """A day of a session: who came, by place. No case, no reason, and a first name only where the branch has it."""
    led = sessions_led_by(request.acting)
    one = next((row for row in led if row["pk"] == session), None)
    if one is None:
        deny(request, "not a session that she leads")
    day = _day(request, "dag", today() - timedelta(days=BACK), today())
    places = places_of(session, day)
    there = [place for place in places if place.is_open_on(day)]
    form = SessionDayForm(_with_the_others(request.POST, there) or None, places=there)
    log_list("provider_session", {place.case for place in places}, items=[str(session)])
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_day(session, day, form.told)
        except DoorRefused as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Närvaron %(day)s är sparad.") % {"day": weekday_date(day)})
            return HttpResponseRedirect(f"{request.path}?dag={day.isoformat()}")
    context = {
        "session": one, "form": form, "rows": form.rows, "day": weekday_date(day),
        "before": (day - timedelta(days=1)).isoformat(),
        "after": (day + timedelta(days=1)).isoformat() if day < today() else "",
        "later": [place.label for place in places if not place.is_open_on(day)],
        "crumbs": [{"url": reverse("activities:provider_sessions"), "label": _("Mina omgångar")}],
    }  # fmt: skip
    return render(request, "activities/provider_session.html", context, status=_status(form))


def _with_the_others(given, places):
    """What was typed; by the button for it, those of whom nothing is said came: most days that is nearly everybody."""
    if given.get("ovriga") != "kom":
        return given
    told = given.copy()
    for place in places:
        told[f"came{place.booking}"] = told.get(f"came{place.booking}") or CAME
    return told


def _facts(activity, last):
    """The last weeks in a line: days that she came of those written, and hours a week (P-060)."""
    first = max(activity.started_on, last - timedelta(weeks=_WEEKS_BACK) + timedelta(days=1))
    came, written, hours = rules.summary(actions.days_written(activity, first, last))
    if not written:
        return [{"label": _("Senaste fyra veckorna"), "value": _("inget skrivet än")}]
    weeks = max(1, round((last - first).days / 7))
    facts = [{"label": _("Senaste fyra veckorna"), "value": _("kom %(came)s av %(days)s dagar")
              % {"came": came, "days": written}}]  # fmt: skip
    if hours:
        facts.append({"label": _("Timmar i veckan"), "value": decimal(hours / weeks)})
        if hours / weeks < rules.LITTLE:
            facts.append({"label": _("Obs"), "value": _("under två timmar i veckan")})
    return facts


def _other_week(is_there, monday):
    return monday.isoformat() if is_there else ""


def _day(request, name, first, last):
    """The day that the address names, within those that can be; the last of them where it names none."""
    named = parse_date(request.GET.get(name, ""))
    return min(max(named, first), last) if named else last


def _status(form):
    return 422 if form.is_bound and form.errors else 200
