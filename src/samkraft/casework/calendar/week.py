"""A week of meetings: one's own, those one is asked to, and when the team is busy; no protected case (SKY-02)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.access.models import Staff
from samkraft.casework.choices import GuestAnswer, MeetingState
from samkraft.casework.models import Meeting, MeetingGuest, MeetingInvitation
from samkraft.core.clock import midnight, today
from samkraft.core.holidays import day_off
from samkraft.core.lookups import as_array
from samkraft.core.words import as_date
from samkraft.people.own_cases import keys_of_own_cases, own_cases
from samkraft.programmes.models import TeamMember
from samkraft.sharing import door

DAYS, WORKING_DAYS = 7, 5


@dataclass(frozen=True)
class Entry:
    """Something in the calendar. *about* is said of one's own branch's meetings alone."""

    starts_at: datetime
    ends_at: datetime
    case_id: Any
    place: str
    about: str = ""
    url: str = ""
    answer: str = ""
    invitation: MeetingInvitation | None = None
    is_cancelled: bool = False


def monday_of(text: str) -> date:
    """The first day of a week written as 2021-v26, or of this one."""
    year, _dash, week = text.partition("-v")
    try:
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        return today() - timedelta(days=today().weekday())


def week_word(monday: date) -> str:
    """The week as an address says it."""
    year, week, _day = monday.isocalendar()
    return f"{year}-v{week:02}"


def entries(request, first: date, days: int) -> list[Entry]:
    """The person's meetings of some days in the cases that she has, in order; three statements for any number."""
    span = {"starts_at__gte": midnight(first), "starts_at__lt": midnight(first + timedelta(days=days))}
    mine, keys = request.user, keys_of_own_cases(request)
    held = Meeting.objects.filter(case__among=keys, staff=mine, **span).exclude(state=MeetingState.CANCELLED)
    asked = MeetingGuest.objects.filter(
        case__among=keys, staff=mine, meeting__state=MeetingState.PLANNED,
        **{f"meeting__{name}": moment for name, moment in span.items()},
    ).exclude(answer=GuestAnswer.NO).select_related("meeting__room").defer("meeting__agenda")  # fmt: skip
    invited = MeetingInvitation.objects.filter(case__among=keys, staff=mine, **span).exclude(answer=GuestAnswer.NO)
    found = [_own(row) for row in held.select_related("room").defer("agenda")]
    found += [_own(guest.meeting) for guest in asked]
    found += [_invited(row) for row in invited.select_related("from_branch", "asked_by")]
    return sorted(found, key=lambda entry: (entry.starts_at, str(entry.case_id)))


def _own(meeting):
    is_planned = meeting.state == MeetingState.PLANNED
    about = str(meeting.get_kind_display()) if is_planned else f"{meeting.get_kind_display()}: {_ended(meeting)}"
    place = ", ".join(part for part in (meeting.room.name if meeting.room else "", meeting.place) if part)
    url = reverse("casework:meeting", args=[meeting.case_id, meeting.pk])
    return Entry(meeting.starts_at, meeting.ends_at, meeting.case_id, place, about, url)


def _ended(meeting):
    return str(meeting.get_state_display()).lower()


def _invited(row):
    words = {"who": row.asked_by.name, "branch": row.from_branch.name}
    return Entry(
        row.starts_at, row.ends_at, row.case_id, row.place, _("%(who)s, %(branch)s, har bjudit in dig") % words,
        reverse("casework:meetings", args=[row.case_id]), row.get_answer_display(), row,
        row.state == MeetingState.CANCELLED,
    )  # fmt: skip


def by_day(request, found: Iterable[Entry], monday: date) -> list[dict]:
    """The days of a week with what stands on them; Saturday and Sunday only when something does."""
    names = own_cases(request)
    days: dict[date, list] = {monday + timedelta(days=n): [] for n in range(DAYS)}
    for entry in found:
        days[as_date(entry.starts_at)].append({"entry": entry, "name": names[entry.case_id].name})
    shown = [(day, rows) for number, (day, rows) in enumerate(days.items()) if rows or number < WORKING_DAYS]
    return [{"day": day, "rows": rows, "is_today": day == today(), "off": day_off(day)} for day, rows in shown]


def unanswered(request) -> list[MeetingInvitation]:
    """Invitations that lie ahead and wait for the person's answer."""
    rows = MeetingInvitation.objects.filter(
        case__among=keys_of_own_cases(request), staff=request.user, answer=GuestAnswer.ASKED,
        state=MeetingState.PLANNED, starts_at__gte=midnight(today()),
    )  # fmt: skip
    return list(rows.select_related("from_branch", "asked_by").order_by("starts_at", "pk"))


def interpreters_to_order(request) -> list[Meeting]:
    """The person's planned meetings with an interpreter who isn't ordered, the nearest first."""
    rows = Meeting.objects.filter(
        case__among=keys_of_own_cases(request), staff=request.user, state=MeetingState.PLANNED,
        with_interpreter=True, interpreter_ordered_on=None, starts_at__gte=midnight(today()),
    ).select_related("file")  # fmt: skip
    return list(rows.defer("agenda").order_by("starts_at", "pk"))


def colleagues(acting) -> list[Staff]:
    """Everyone in the person's teams today, of every branch; a manager sees those of her own branch."""
    members = TeamMember.objects.in_force(today()).filter(team__programme__slug=acting.programme)
    teams = members.filter(staff=acting.staff, branch=acting.branch).values("team")
    mine = members.filter(team__in=teams) if acting.has_role("handler") else members.filter(branch=acting.branch)
    rows = mine.select_related("staff", "branch").order_by("branch_id", "staff__last_name", "staff__first_name", "pk")
    return list({row.staff_id: row for row in rows}.values())


def busy_week(acting, monday: date) -> list[dict]:
    """Each colleague's busy times by working day: when, and never with whom."""
    people = colleagues(acting)
    days = [monday + timedelta(days=n) for n in range(WORKING_DAYS)]
    taken: dict[tuple, list] = {}
    span = midnight(monday), midnight(monday + timedelta(days=WORKING_DAYS))
    for staff, starts, ends in sorted(door.rows("busy_times", as_array(row.staff_id for row in people), *span)):
        taken.setdefault((staff, as_date(starts)), []).append((starts, ends))
    return [
        {
            "name": row.staff.name,
            "branch": row.branch,
            "days": [(day, taken.get((row.staff_id, day), [])) for day in days],
        }
        for row in people
    ]
