"""Meetings and minutes: booking, holding, what was said. One note per authority, never common ones of mixed facts."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework import other_person
from samkraft.casework.choices import MeetingKind, MeetingState
from samkraft.casework.conflicts import Conflict
from samkraft.casework.models import Meeting, Minutes
from samkraft.core.clock import midnight, today
from samkraft.core.words import as_date, swedish_date
from samkraft.people.models import Case
from samkraft.people.own_cases import kept_of_own, keys_of_own_cases, own_cases
from samkraft.people.problems import NotPossible
from samkraft.sharing import door


@transaction.atomic
def book(opened, acting, kind, starts_at, ends_at, place="", with_interpreter=False) -> Meeting:
    """Book a meeting with the person; the shell's next talk follows when this one comes first."""
    day = as_date(starts_at)
    if day < today():
        raise NotPossible(_("Dagen har redan varit. Skriv en dag från och med i dag."), "day")
    meeting = Meeting.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, kind=kind, starts_at=starts_at,
        ends_at=ends_at, place=place, with_interpreter=with_interpreter, staff=acting.staff,
    )  # fmt: skip
    log_event(Event.ITEM_CREATED, [opened.case.pk], object_type="meeting", items=[f"meeting:{meeting.pk}"])
    _follow_next_talk(opened, day)
    return meeting


def _follow_next_talk(opened, day):
    """The shell says the next talk of any branch: an earlier one that lies ahead stays."""
    now = Case.objects.get(pk=opened.case.pk).next_talk_on
    if now is None or now < today() or day < now:
        door.call("set_next_talk", opened.case.pk, day)


@transaction.atomic
def settle(opened, acting, meeting, state) -> Meeting:
    """Say that a planned meeting was held, cancelled, or that the person didn't come."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.state == state:
        return meeting
    if meeting.state != MeetingState.PLANNED:
        words = {"state": meeting.get_state_display().lower()}
        raise NotPossible(_("Mötet är redan %(state)s.") % words)
    if state == MeetingState.HELD and as_date(meeting.starts_at) > today():
        raise NotPossible(_("Mötet har inte varit än."))
    meeting.state = state
    meeting.save(update_fields=["state"])
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="meeting", items=[f"meeting:{meeting.pk}:{state}"])
    _after(opened, meeting)
    return meeting


def _after(opened, meeting):
    """When the day of the next talk was this meeting's, it becomes that of the next one that is booked here."""
    if Case.objects.get(pk=opened.case.pk).next_talk_on != as_date(meeting.starts_at):
        return
    ahead = meetings_ahead(opened.case.pk).exclude(pk=meeting.pk).first()
    door.call("set_next_talk", opened.case.pk, as_date(ahead.starts_at) if ahead else None)


def meetings_ahead(case_id):
    """Planned meetings from today on, the nearest first."""
    planned = Meeting.objects.filter(case_id=case_id, state=MeetingState.PLANNED, starts_at__gte=midnight(today()))
    return planned.order_by("starts_at", "pk")


def todays_meetings(request):
    """The person's meetings of the day in the cases that she has today, in order; rows with the fields of the list."""
    found = (row for _case, row in kept_of_own(request, "meetings_today", _read_todays))
    return sorted((row for row in found if row.staff_id == request.user.pk), key=lambda row: (row.starts_at, row.pk))


def _read_todays(keys):
    start = midnight(today())
    rows = Meeting.objects.filter(case__among=keys, starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
    shown = ("pk", "case_id", "staff_id", "kind", "starts_at", "ends_at", "place", "with_interpreter", "state")
    return ((row.case_id, row) for row in rows.exclude(state=MeetingState.CANCELLED).values_list(*shown, named=True))


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
    ).select_related("file").order_by("starts_at", "pk")  # fmt: skip
    return [
        PaperRow(row.case_id, own[row.case_id].name, row.file.phone, row.starts_at, row.ends_at, about(row))
        for row in planned
    ]


def about(meeting) -> str:
    """What kind of meeting, where, and with an interpreter or not."""
    words = [str(MeetingKind(meeting.kind).label)] + ([meeting.place] if meeting.place else [])
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


def talk_text(good, hard):
    """The two boxes of the meeting page as one note."""
    parts = [f"{label}:\n{text.strip()}" for label, text in
             ((_("Det här går bra"), good), (_("Det här behöver ordnas"), hard)) if text.strip()]  # fmt: skip
    return "\n\n".join(parts)
