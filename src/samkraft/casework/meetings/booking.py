"""Book a meeting and move it: when, where, who is asked. Others are told no more than they need."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework.case_page import team_of
from samkraft.casework.choices import GuestAnswer, MeetingState
from samkraft.casework.conflicts import Conflict, last_change
from samkraft.casework.meetings import meetings
from samkraft.casework.models import Meeting, MeetingGuest
from samkraft.core.clock import today
from samkraft.core.words import as_date, clock_time, weekday_date
from samkraft.people.problems import NotPossible
from samkraft.sharing import door


@dataclass(frozen=True)
class Wish:
    """What is to be booked. *guests*: keys of colleagues who work with the case."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    room: Any = None
    with_interpreter: bool = False
    agenda: str = ""
    guests: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Booked:
    """A booked meeting, and who couldn't be asked with the reason."""

    meeting: Meeting
    left_out: list[tuple[str, str]]

    @property
    def left_out_words(self):
        """Said on the receipt after the day: nothing when everyone was asked."""
        return "".join(
            " " + _("%(name)s är inte inbjuden: %(why)s") % {"name": name, "why": why} for name, why in self.left_out
        )


@transaction.atomic
def book(opened, acting, wish) -> Booked:
    """Book a meeting with the person; the shell's next talk follows when this one comes first."""
    _must_lie_ahead(wish)
    meeting = Meeting(owner_branch=acting.branch, case=opened.case, file=opened.file, staff=acting.staff)
    _put(meeting, wish)
    log_event(Event.ITEM_CREATED, [opened.case.pk], object_type="meeting", items=[f"meeting:{meeting.pk}"])
    left_out = _ask(opened, acting, meeting, wish.guests)
    meetings.follow_next_talk(opened, as_date(wish.starts_at))
    return Booked(meeting, left_out)


@transaction.atomic
def move(opened, acting, meeting, wish, revision) -> Booked:
    """Another time, place or company. Raises :class:`Conflict` when someone has moved it meanwhile (T24)."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.state != MeetingState.PLANNED:
        raise NotPossible(_("Mötet är redan %(state)s.") % {"state": meeting.get_state_display().lower()})
    if meeting.revision != revision:
        who, moment = last_change("casework_meeting", meeting.pk)
        raise Conflict(who, moment, in_words(meeting), meeting.revision)
    _must_lie_ahead(wish)
    before = as_date(meeting.starts_at)
    is_moved = (meeting.starts_at, meeting.ends_at) != (wish.starts_at, wish.ends_at)
    meeting.revision += 1
    _put(meeting, wish)
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="meeting", items=[f"meeting:{meeting.pk}:moved"])
    if is_moved:
        meeting.guests.update(answer=GuestAnswer.ASKED)
    left_out = _ask(opened, acting, meeting, wish.guests)
    meetings.take_from_next_talk(opened, meeting, before)
    meetings.follow_next_talk(opened, as_date(wish.starts_at))
    return Booked(meeting, left_out)


def in_words(meeting) -> str:
    """When and where, for telling what another has saved meanwhile."""
    room = meeting.room.where if meeting.room else ""
    clock = f"{clock_time(meeting.starts_at)}–{clock_time(meeting.ends_at)}"
    return ", ".join(part for part in (weekday_date(meeting.starts_at), clock, room, meeting.place) if part)


def _must_lie_ahead(wish):
    if as_date(wish.starts_at) < today():
        raise NotPossible(_("Dagen har redan varit. Skriv en dag från och med i dag."), "day")


def _put(meeting, wish):
    """The meeting as wished; an interpreter is ordered anew for another time."""
    if not wish.with_interpreter or (meeting.starts_at, meeting.ends_at) != (wish.starts_at, wish.ends_at):
        meeting.interpreter_ordered_on = None
    for name in ("kind", "starts_at", "ends_at", "place", "room", "with_interpreter", "agenda"):
        setattr(meeting, name, getattr(wish, name))
    _save(meeting)


def _save(meeting):
    """The table refuses a room that is taken, also by a meeting that isn't seen here."""
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        if "room_is_free" not in str(error):
            raise
        raise NotPossible(_("Rummet är upptaget den tiden. Välj ett annat rum eller en annan tid."), "room") from error


def _ask(opened, acting, meeting, guests):
    """Ask those who work with the case, and take back what was asked of others. Gives back who couldn't be asked."""
    team = {row.staff_id: row for row in team_of(opened.case) if row.staff_id != meeting.staff_id}
    wanted = {key: team[key] for key in guests if key in team}
    known = {guest.staff_id: guest for guest in meeting.guests.all()}
    gone = [key for key in known if key not in wanted]
    meetings.tell_of_cancelling(meeting, gone)
    meeting.guests.filter(staff_id__in=gone).delete()
    left_out = []
    for key, row in wanted.items():
        if key not in known:
            known[key] = _guest(opened, acting, meeting, row)
        if row.branch_id != acting.branch.pk and (why := _invite(meeting, row)):
            left_out.append((row.staff.name, why))
            known[key].delete()
    return left_out


def _guest(opened, acting, meeting, row):
    return MeetingGuest.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, meeting=meeting, staff=row.staff,
        branch=row.branch,
    )  # fmt: skip


def _invite(meeting, row):
    """Tell another branch's person of the meeting; why not, when the door says no."""
    try:
        door.call("invite", meeting.pk, row.staff_id, row.branch_id)
    except door.DoorRefused as refusal:
        return str(refusal)
    return ""


@transaction.atomic
def reopen(opened, acting, meeting) -> str:
    """Take back how a meeting ended; who was asked is asked again. Gives back whom that couldn't be said to."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.state == MeetingState.PLANNED:
        return ""
    if meeting.minutes.exists():
        raise NotPossible(_("Det finns en anteckning från mötet. Det går inte att ångra."))
    was_cancelled = meeting.state == MeetingState.CANCELLED
    meeting.state, meeting.cancelled_by = MeetingState.PLANNED, ""
    _save(meeting)
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="meeting", items=[f"meeting:{meeting.pk}:planned"])
    if as_date(meeting.starts_at) >= today():
        meetings.follow_next_talk(opened, as_date(meeting.starts_at))
    guests = [guest.staff_id for guest in meetings.guests_of(meeting)] if was_cancelled else []
    left_out = _ask(opened, acting, meeting, guests) if guests else []
    return Booked(meeting, left_out).left_out_words


@transaction.atomic
def turn_interpreter(opened, meeting) -> bool:
    """Say that the interpreter is ordered, or take it back; whether it is so now."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.interpreter_ordered_on = None if meeting.interpreter_ordered_on else today()
    meeting.save(update_fields=["interpreter_ordered_on"])
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="meeting", items=[f"meeting:{meeting.pk}:interpreter"])
    return meeting.interpreter_ordered_on is not None
