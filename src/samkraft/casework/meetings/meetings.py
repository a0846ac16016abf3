"""Meetings and minutes: booking, holding, what was said. One note per authority, never common ones of mixed facts."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, CharField, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework import other_person
from samkraft.casework.choices import GuestAnswer, MeetingKind, MeetingState
from samkraft.casework.conflicts import Conflict
from samkraft.casework.models import Meeting, MeetingGuest, MeetingInvitation, Minutes
from samkraft.core.clock import midnight, today
from samkraft.core.lookups import as_array
from samkraft.core.words import as_date, swedish_date
from samkraft.people.models import Case
from samkraft.people.own_cases import kept_of_own, keys_of_own_cases, own_cases
from samkraft.people.problems import NotPossible
from samkraft.sharing import door

# The kind of a meeting that another branch holds: it isn't told.
INVITED = "invited"


def follow_next_talk(opened, day):
    """The shell says the next talk of any branch: an earlier one that lies ahead stays."""
    now = Case.objects.get(pk=opened.case.pk).next_talk_on
    if now is None or now < today() or day < now:
        door.call("set_next_talk", opened.case.pk, day)


@transaction.atomic
def settle(opened, acting, meeting, state, cancelled_by="") -> Meeting:
    """Say that a planned meeting was held, cancelled (by whom), or that the person didn't come."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.state == state:
        return meeting
    if meeting.state != MeetingState.PLANNED:
        words = {"state": meeting.get_state_display().lower()}
        raise NotPossible(_("Mötet är redan %(state)s.") % words)
    if state != MeetingState.CANCELLED and as_date(meeting.starts_at) > today():
        raise NotPossible(_("Mötet har inte varit än."))
    meeting.state, meeting.cancelled_by = state, cancelled_by
    meeting.save(update_fields=["state", "cancelled_by"])
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="meeting", items=[f"meeting:{meeting.pk}:{state}"])
    if state == MeetingState.CANCELLED:
        tell_of_cancelling(meeting, [guest.staff_id for guest in guests_of(meeting)])
    take_from_next_talk(opened, meeting, as_date(meeting.starts_at))
    return meeting


def tell_of_cancelling(meeting, staff):
    """Whoever was asked in another branch is told that it isn't to be, or that she isn't asked any more."""
    if staff:
        door.call("end_invitations", meeting.pk, as_array(staff))


def take_from_next_talk(opened, meeting, day):
    """When the day of the next talk was this meeting's, it becomes that of the next one that is booked here."""
    if Case.objects.get(pk=opened.case.pk).next_talk_on != day:
        return
    ahead = meetings_ahead(opened.case.pk).exclude(pk=meeting.pk).first()
    door.call("set_next_talk", opened.case.pk, as_date(ahead.starts_at) if ahead else None)


def guests_of(meeting) -> list[MeetingGuest]:
    """Colleagues who are asked, with person and branch."""
    return list(meeting.guests.select_related("staff", "branch").order_by("branch_id", "staff__last_name", "pk"))


def meetings_ahead(case_id):
    """Planned meetings from today on, the nearest first."""
    planned = Meeting.objects.filter(case_id=case_id, state=MeetingState.PLANNED, starts_at__gte=midnight(today()))
    return planned.order_by("starts_at", "pk")


def todays_meetings(request):
    """The person's meetings of the day in the cases that she has today, in order; rows with the fields of the list."""
    found = (row for _case, row in kept_of_own(request, "meetings_today", _read_todays))
    return sorted((row for row in found if row.staff_id == request.user.pk), key=lambda row: (row.starts_at, row.pk))


class TodaysMeeting(NamedTuple):
    """A meeting of the day: one's own, one that one is asked to, or an invitation, of which the kind isn't known."""

    pk: UUID
    case_id: UUID
    staff_id: int
    kind: str
    starts_at: datetime
    ends_at: datetime
    place: str
    room: str | None
    with_interpreter: bool
    state: str

    @property
    def is_invitation(self):
        """Whether it is another branch's."""
        return self.kind == INVITED


_NO_TEXT, _NO = Value("", CharField()), Value(False, BooleanField())


def _read_todays(keys):
    """One statement for meetings held, asked to and invited to."""
    day = {"starts_at__gte": midnight(today()), "starts_at__lt": midnight(today()) + timedelta(days=1)}
    shown = ("kind", "starts_at", "ends_at", "place", "room__name", "with_interpreter", "state")
    held = Meeting.objects.filter(case__among=keys, **day).values_list("pk", "case_id", "staff_id", *shown)
    of_meeting = {f"meeting__{name}": moment for name, moment in day.items()}
    asked = MeetingGuest.objects.filter(case__among=keys, **of_meeting).exclude(answer=GuestAnswer.NO)
    asked = asked.values_list("meeting_id", "case_id", "staff_id", *(f"meeting__{name}" for name in shown))
    invited = MeetingInvitation.objects.filter(case__among=keys, **day).exclude(answer=GuestAnswer.NO).values_list(
        "meeting_key", "case_id", "staff_id", Value(INVITED, CharField()), "starts_at", "ends_at", "place", _NO_TEXT,
        _NO, "state",
    )  # fmt: skip
    rows = (TodaysMeeting(*row) for row in held.order_by().union(asked.order_by(), invited.order_by(), all=True))
    return ((row.case_id, row) for row in rows if row.state != MeetingState.CANCELLED)


class PaperRow(NamedTuple):
    """A meeting as it stands on paper."""

    case_id: UUID
    name: str
    phone: str
    starts_at: datetime
    ends_at: datetime
    about: str


def planned_on_paper(request, until) -> list[PaperRow]:
    """The person's planned meetings from today to *until* in the cases that she has today, in order."""
    own = own_cases(request)
    planned = Meeting.objects.filter(
        case__among=keys_of_own_cases(request), staff=request.user, state=MeetingState.PLANNED,
        starts_at__gte=midnight(today()), starts_at__lt=midnight(until + timedelta(days=1)),
    ).select_related("file", "room").order_by("starts_at", "pk")  # fmt: skip
    return [
        PaperRow(row.case_id, own[row.case_id].name, row.file.phone, row.starts_at, row.ends_at, about(row))
        for row in planned
    ]


def about(meeting) -> str:
    """What kind of meeting, where, and with an interpreter or not; an invitation says no more than that it is one."""
    kind = _("Inbjuden") if meeting.kind == INVITED else str(MeetingKind(meeting.kind).label)
    words = [part for part in (kind, str(meeting.room or ""), meeting.place) if part]
    return ", ".join([*words, _("tolk")] if meeting.with_interpreter else words)


@transaction.atomic
def save_minutes(opened, acting, given, base_version=0, item=None, meeting=None) -> Minutes:
    """Keep a new version of a note; raises :class:`Conflict` when someone saved after *base_version*.

    given: title, held_on, text, and perhaps ``other``: what was said of somebody else in it (SEK-12).
    """
    current = (
        Minutes.objects.select_for_update().current().filter(file=opened.file, item=item).first() if item else None
    )
    if current and current.version != base_version:
        raise Conflict(current.written_by.name, current.created_at, current.text, current.version)
    other = given.get("other") or (other_person.said_of(current) if current else {})
    if current and (current.title, current.text) == (given["title"], given["text"]):
        other_person.mark(current, other)
        return current
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    kept = {"item": current.item, "meeting_id": current.meeting_id} if current else {"meeting": meeting}
    minutes = Minutes.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, version=base_version + 1,
        held_on=given["held_on"], title=given["title"], text=given["text"], written_by=acting.staff,
        written_on=today(), **kept, **other,
    )  # fmt: skip
    event = Event.ITEM_VERSION if current else Event.ITEM_CREATED
    items = [f"minutes:{minutes.item}:{minutes.version}"]
    log_event(event, [opened.case.pk], object_type="minutes", items=items)
    if minutes.names_another:
        other_person.note(minutes, "minutes")
    return minutes


@transaction.atomic
def keep_own(opened, acting, minutes):
    """Decide that a note stays in one's own file: off the list of what is not shared."""
    Minutes.objects.filter(pk=minutes.pk).update(keep_own=True)
    items = [f"minutes:{minutes.item}:{minutes.version}"]
    log_event(Event.ITEM_FINALISED, [opened.case.pk], object_type="minutes", items=items)


def minutes_title(minutes) -> str:
    """What a note is called in lists and releases: its day. What it is about stands in the note alone (REG-02)."""
    return _("Anteckning %(day)s") % {"day": swedish_date(minutes.held_on)}


def minutes_content(minutes) -> dict:
    """What a release of a note holds."""
    return {
        "title": minutes.title,
        "text": minutes.text,
        "held_on": minutes.held_on.isoformat(),
        "written_by": minutes.written_by.name,
        "written_on": minutes.written_on.isoformat(),
    }


TALK = {
    "wish": gettext_lazy("Det här vill jag"),
    "good": gettext_lazy("Det här går bra"),
    "hard": gettext_lazy("Det här behöver ordnas"),
    "agreed": gettext_lazy("Det här kommer vi överens om"),
}


def talk_text(said) -> str:
    """The boxes of the meeting page, by name, as one note."""
    return "\n\n".join(f"{label}:\n{said[name].strip()}" for name, label in TALK.items() if said[name].strip())
