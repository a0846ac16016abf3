"""The calendar: a week of one's own, when the team is busy, rooms, and the address for one's own calendar program."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.choices import Role
from samkraft.access.fresh import fresh_login_required, writes
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.casework.calendar import feeds, ics, rooms, week
from samkraft.casework.calendar.forms import RoomForm
from samkraft.casework.calendar.perms import can_manage_rooms, can_see_calendar, can_see_rooms
from samkraft.casework.models import Room
from samkraft.core.receipts import receipt
from samkraft.people.own_cases import own_cases
from samkraft.people.pathway.pages import status_of
from samkraft.people.perms import can_work_with_people
from samkraft.people.problems import NotPossible, show_on

TEAM = "team"
SHOWN = 5


@require_safe
@allow(can_see_calendar)
def calendar(request):
    """The week: ``?vecka=2021-v26``, one's own or ``?vem=team``."""
    monday = week.monday_of(request.GET.get("vecka", ""))
    is_team = request.GET.get("vem") == TEAM or not request.acting.has_role(Role.HANDLER)
    context = _frame(request, monday, is_team)
    context |= _team(request, monday) if is_team else _own(request, monday)
    return render(request, "casework/calendar.html", context)


def _frame(request, monday, is_team):
    handler = request.acting.has_role(Role.HANDLER)
    who = f"&vem={TEAM}" if is_team else ""
    year, number, _day = monday.isocalendar()
    here = reverse("casework:calendar")
    views = [
        {"url": f"{here}?vecka={week.week_word(monday)}", "label": _("Min vecka"), "current": not is_team},
        {"url": f"{here}?vecka={week.week_word(monday)}&vem={TEAM}", "label": _("Teamets vecka"), "current": is_team},
    ]
    return {
        "monday": monday, "number": number, "year": year, "is_team": is_team, "views": views if handler else [],
        "is_handler": handler,
        "before": f"{here}?vecka={week.week_word(monday - timedelta(days=7))}{who}",
        "after": f"{here}?vecka={week.week_word(monday + timedelta(days=7))}{who}",
        "now": f"{here}?{who.lstrip('&')}",
        "manages_rooms": can_manage_rooms(request),
    }  # fmt: skip


def _own(request, monday):
    found = week.entries(request, monday, week.DAYS)
    waiting, interpreters = week.unanswered(request), week.interpreters_to_order(request)
    log_list("calendar", {row.case_id for row in (*found, *waiting, *interpreters)})
    names = own_cases(request)
    return {
        "days": week.by_day(request, found, monday),
        "waiting": [{"row": row, "name": names[row.case_id].name} for row in waiting],
        "interpreters": [
            {"meeting": row, "name": names[row.case_id].name, "language": row.file.language}
            for row in interpreters[:SHOWN]
        ],
        "interpreter_count": len(interpreters),
    }


def _team(request, monday):
    days = [monday + timedelta(days=n) for n in range(week.WORKING_DAYS)]
    log_list("calendar", ())
    return {"people": week.busy_week(request.acting, monday), "days": days}


@require_safe
@allow(can_see_rooms)
def room_list(request):
    """The rooms that the branch may book."""
    found = Room.objects.open_to(request.acting.branch).select_related("branch")
    own, manages = request.acting.branch.pk, can_manage_rooms(request)
    return render(request, "casework/rooms.html", {"rooms": found, "own": own, "manages_rooms": manages})


@require_http_methods(["GET", "POST"])
@allow(can_manage_rooms)
def room_add(request):
    """A room of one's own branch."""
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            room = rooms.add(request.acting, form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Rummet %(name)s kan bokas.") % {"name": room.name})
            return redirect("casework:rooms")
    return render(request, "casework/room_add.html", {"form": form}, status=status_of(form))


@require_POST
@allow(can_manage_rooms)
def room_close(request, room):
    """The room is not booked any more; what is booked stays."""
    own = Room.objects.filter(branch=request.acting.branch, closed_on=None)
    found = found_or_denied(request, own, rule="room not ours", public_id=room)
    rooms.close(found)
    receipt(request, _("Rummet %(name)s kan inte bokas längre.") % {"name": found.name})
    return redirect("casework:rooms")


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=writes)
def address(request):
    """Make or revoke the secret address; the new one is shown once."""
    secret = ""
    if request.method == "POST" and request.POST.get("do") == "revoke":
        feeds.revoke(request.acting)
        receipt(request, _("Adressen är avstängd. Den öppnar inget längre."))
        return redirect("casework:calendar_address")
    if request.method == "POST":
        secret = feeds.make(request.acting)
    made = request.build_absolute_uri(reverse("casework:calendar_feed", args=[secret])) if secret else ""
    context = {"feed": feeds.feed_of(request.acting), "made": made}
    return render(request, "casework/calendar_address.html", context)


@require_safe
@login_not_required
def feed(request, secret):
    """The calendar behind a secret address: when its owner is busy. Nothing there and nothing open look the same."""
    with feeds.acting_by(secret) as who:
        if who is None:
            raise Http404
        times = feeds.busy_times(who)
    text = ics.calendar(secret, _("Samkraft"), _("Möte"), times, timezone.now())
    return HttpResponse(text, content_type=ics.MIME, headers={"Cache-Control": "no-store"})
