"""Meetings of several branches in the demo register: rooms, who is asked and answered, interpreters ordered or not."""

from datetime import datetime
from itertools import islice

from samkraft.access.acting import acting
from samkraft.casework.choices import MeetingState
from samkraft.casework.models import Meeting, MeetingGuest, MeetingInvitation, Room
from samkraft.core.clock import midnight
from samkraft.core.words import as_date
from samkraft.sharing import door
from samkraft.site.demo import plan

_ROOMS = (
    ("af", "Rum Linnea", "Drottningtorget 2, våning 4", 6, True),
    ("af", "Rum Sippa", "Drottningtorget 2, våning 4", 4, False),
    ("soc", "Rum Björk", "Storgatan 20", 5, True),
    ("ama", "Verkstaden", "Hyllie boulevard 8", 8, False),
)
_MOST, _AGENDA = 30, "Hur går det nu?\nVad vill du göra efter sommaren?\nVem gör vad?"


def meetings_with_others(register, programme) -> None:
    """For the nearest meetings of each branch: a room, what to talk about, and colleagues who have answered or not."""
    rooms = [_room(register, *given) for given in _ROOMS]
    stories = {story.case_id: story for story in register.people}
    taken: dict[int, list[tuple[datetime, datetime]]] = {room.pk: [] for room in rooms}
    for code, branch in sorted(register.roster.branches.items()):
        with acting(branch, register.roster.in_team("team-1", code)[0], programme=programme, day=plan.DAY):
            found = _nearest(stories)
        own = [room for room in rooms if room.branch_id == branch.pk]
        for number, meeting in enumerate(found):
            with acting(branch, meeting.staff, programme=programme, day=plan.DAY):
                _furnish(meeting, number, own, taken)
                guests = _asked(register, stories[meeting.case_id], code, meeting) if number % 2 == 0 else []
            for place, (guest_code, staff) in enumerate(guests):
                if place or as_date(meeting.starts_at) == plan.DAY:
                    _answer(register, programme, guest_code, staff, meeting, number + place)


def _room(register, code, name, address, seats, is_lent):
    branch = register.roster.branches[code]
    return Room.objects.create(branch=branch, name=name, address=address, seats=seats, is_lent=is_lent)


def _nearest(stories):
    ahead = Meeting.objects.filter(state=MeetingState.PLANNED, starts_at__gte=midnight(plan.DAY))
    rows = ahead.select_related("staff", "case", "file").order_by("starts_at", "case__number", "kind")
    return list(islice((row for row in rows.iterator(chunk_size=200) if row.case_id in stories), _MOST))


def _furnish(meeting, number, rooms, taken):
    """A room that is free, something to talk about, and an interpreter who is ordered for every other meeting."""
    span = meeting.starts_at, meeting.ends_at
    for room in rooms:
        if not any(span[0] < end and span[1] > start for start, end in taken[room.pk]):
            taken[room.pk].append(span)
            meeting.room, meeting.place = room, ""
            break
    meeting.agenda = _AGENDA if number % 3 == 0 else ""
    if meeting.with_interpreter and number % 2:
        meeting.interpreter_ordered_on = plan.DAY
    meeting.save()


def _asked(register, story, code, meeting):
    """Those of other branches who work with the case and whom the consent lets be asked."""
    asked = []
    for other in sorted(set(story.staff) - {code}):
        staff, branch = story.staff[other], register.roster.branches[other]
        try:
            door.call("invite", meeting.pk, staff.pk, branch.pk)
        except door.DoorRefused:
            continue
        mine = {"owner_branch": meeting.owner_branch, "case": meeting.case, "file": meeting.file}
        MeetingGuest.objects.create(meeting=meeting, staff=staff, branch=branch, **mine)
        asked.append((other, staff))
    return asked


def _answer(register, programme, code, staff, meeting, number):
    """One comes, the next can't, the third hasn't answered."""
    if number % 3 == 2:
        return
    with acting(register.roster.branches[code], staff, programme=programme, day=plan.DAY):
        key = MeetingInvitation.objects.filter(meeting_key=meeting.pk, staff=staff).values_list("pk", flat=True).first()
        door.call("answer_invitation", key, number % 3 == 0)
