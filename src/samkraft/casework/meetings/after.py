"""What a meeting has left behind: its note, the plan, the next meeting; on the screen, on paper, and as a letter."""

from django.utils.translation import gettext as _

from samkraft.casework import other_person
from samkraft.casework.choices import GuestAnswer, MeetingState
from samkraft.casework.meetings import meetings
from samkraft.casework.models import Minutes
from samkraft.casework.plan import plans
from samkraft.casework.plan.pages import step_rows
from samkraft.core.clock import today
from samkraft.core.words import as_date, clock_time, joined, swedish_date, weekday_date
from samkraft.people.meeting_parts import MeetingFacts, kept_of
from samkraft.people.own_page import offer_of
from samkraft.sharing.models import Release

# Meetings ahead that are said when one parts.
SHOWN = 3


def on_screen(request, opened, meeting) -> dict:
    """The summary, and what of it may be put on the person's own page."""
    told = summary(request, opened, meeting)
    held = told["held"]
    return told | {
        "note_page": _note_page(request, opened, told["note"]),
        "plan_page": offer_of(request, opened, "plan", held.item, held.content.number) if held else None,
    }


def summary(request, opened, meeting) -> dict:
    """The meeting's own note with its readers, the plan when it was published that day, and the next meeting."""
    note = Minutes.objects.current().filter(meeting=meeting).select_related("written_by").order_by("-pk").first()
    held = plans.newest_plan(opened.case.pk)
    is_new = held is not None and held.content.published_on == today() and opened.is_led_by(request.acting)
    ahead = meetings.meetings_ahead(opened.case.pk).exclude(pk=meeting.pk).select_related("room")[:SHOWN]
    return {
        "opened": opened,
        "case": opened.case,
        "file": opened.file,
        "name": opened.file.first_name or opened.file.name,
        "meeting": meeting,
        "is_held": meeting.state == MeetingState.HELD,
        "note": note,
        "others": kept_of(opened, _facts(opened, meeting)),
        "readers": readers_of(note.item, note.version) if note else "",
        "held": held if is_new else None,
        "version": held.content if is_new else None,
        "plan_readers": _plan_readers(opened, held) if is_new else "",
        "ahead": [{"meeting": row, "when": when(row), "where": where(row)} for row in ahead],
        "when": when(meeting),
    }


def _facts(opened, meeting):
    name = opened.file.first_name or opened.file.name
    return MeetingFacts(meeting.pk, meeting.kind, as_date(meeting.starts_at), name)


def _note_page(request, opened, note):
    """What may be put on the person's own page; not a note that names somebody else (SEK-12)."""
    if note is None or other_person.is_closed(note):
        return None
    return offer_of(request, opened, "minutes", note.item, note.version)


def _plan_readers(opened, held):
    return joined(r.receiver_name for r in plans.readers_of(opened.case.pk, held.item, held.content.number))


def readers_of(item, version) -> str:
    """The branches that have got this version of a note, or are about to."""
    releases = Release.objects.filter(item_id=item, version=version, stopped_at=None).select_related("to_branch")
    return joined(release.receiver_name for release in releases.order_by("to_branch_id", "pk"))


def when(meeting) -> str:
    """Day and hour in words."""
    words = {"day": weekday_date(meeting.starts_at), "at": clock_time(meeting.starts_at)}
    return _("%(day)s kl. %(at)s") % words


def where(meeting) -> str:
    """Room and place in words, or nothing."""
    return ", ".join(part for part in (meeting.room.where if meeting.room else "", meeting.place) if part)


def on_paper(opened) -> dict:
    """The plan's goal and steps under way, as the person takes them home."""
    held = plans.newest_plan(opened.case.pk)
    plans.note_read(opened, held)
    rows = step_rows(held.content, opened.file.first_name or opened.file.name) if held else []
    return {
        "goal": held.content.goal if held else "",
        "steps": [row for row in rows if row["state"] != "done"],
        "line": _("Ärende %(number)s, utskrivet %(day)s")
        % {"number": opened.case.number, "day": swedish_date(today())},
    }


def in_a_letter(request, opened, meeting) -> dict:
    """All that the letter says, in words for the person; a protected person's letter bears no name (SKY-03)."""
    guests = [guest for guest in meetings.guests_of(meeting) if guest.answer != GuestAnswer.NO]
    is_joint = any(guest.branch_id != request.acting.branch.pk for guest in guests)
    return {
        "opened": opened,
        "case": opened.case,
        "meeting": meeting,
        "is_protected": opened.file.is_pseudonymous,
        "receiver": "" if opened.file.is_pseudonymous else opened.file.name,
        "branch": request.acting.branch,
        "when": weekday_date(meeting.starts_at),
        "clock": _("%(from)s till %(till)s") % {
            "from": clock_time(meeting.starts_at), "till": clock_time(meeting.ends_at)
        },
        "where": where(meeting),
        "who": joined([meeting.staff.name, *(f"{guest.staff.name}, {guest.branch.name}" for guest in guests)]),
        "is_joint": is_joint,
        "points": [line.strip() for line in meeting.agenda.splitlines() if line.strip()],
        "day": swedish_date(today()),
        "is_over": as_date(meeting.starts_at) < today() or meeting.state != MeetingState.PLANNED,
    }  # fmt: skip
