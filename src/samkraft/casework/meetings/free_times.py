"""When colleagues are busy, and the first times that suit all. The door says when, and nothing of with whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from samkraft.casework.models import Meeting
from samkraft.core.clock import midnight, today
from samkraft.core.holidays import is_working_day
from samkraft.core.lookups import as_array
from samkraft.sharing import door

OPENS, CLOSES = time(8), time(16, 30)
STEP = timedelta(minutes=30)
DAYS_AHEAD, SHOWN = 15, 6
_LUNCH = (time(12), time(13))

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Search:
    """What time is sought: for how long, from which day, in which room."""

    minutes: int
    since: date | None = None
    room: Any = None


def first_free(people: Mapping[int, str], wish: Search, moved=None) -> list[datetime]:
    """The first moments at which nobody of *people* (and the room) has another meeting."""
    first = max(wish.since or today() + timedelta(days=1), today())
    last = first + timedelta(days=DAYS_AHEAD)
    taken = [span for _staff, *span in busy(people, midnight(first), midnight(last), moved)]
    if wish.room:
        taken += _in_room(wish.room, midnight(first), midnight(last), moved)
    days = [first + timedelta(days=n) for n in range(DAYS_AHEAD)]
    return suiting(days, timedelta(minutes=wish.minutes), [tuple(span) for span in taken])[:SHOWN]


def suiting(days: Iterable[date], length: timedelta, taken: list[Span]) -> list[datetime]:
    """Moments on working days, outside lunch, whose whole length is free: the first before noon and the first after."""
    found = []
    for day in days:
        free = [start for start in _moments(day, length) if not overlaps(start, start + length, taken)]
        found += [start for start in free if start.hour < _LUNCH[0].hour][:1]
        found += [start for start in free if start.hour >= _LUNCH[0].hour][:1]
    return found


def overlaps(start: datetime, end: datetime, taken: Iterable[Span]) -> bool:
    """Whether a span touches any of the others; one may end when another begins."""
    return any(start < other_end and end > other_start for other_start, other_end in taken)


def _moments(day, length):
    if not is_working_day(day):
        return
    at, closes = _at(day, OPENS), _at(day, CLOSES)
    lunch = [(_at(day, _LUNCH[0]), _at(day, _LUNCH[1]))]
    while at + length <= closes:
        if not overlaps(at, at + length, lunch):
            yield at
        at += STEP


def _at(day, clock):
    return timezone.make_aware(datetime.combine(day, clock))


def busy_then(people: Mapping[int, str], start, end, moved=None) -> list[str]:
    """Names of those who have another meeting in a span."""
    taken = {staff for staff, _from, _until in busy(people, start, end, moved)}
    return [name for staff, name in people.items() if staff in taken]


def busy(people: Iterable[int], start, end, moved=None) -> list[tuple[int, datetime, datetime]]:
    """(person, from, until) of all meetings that touch a span, but for the one that is being moved."""
    rows = door.rows("busy_times", as_array(people), start, end)
    mine = (moved.starts_at, moved.ends_at) if moved else None
    return [row for row in rows if (row[1], row[2]) != mine]


def _in_room(room, start, end, moved):
    rows = Meeting.objects.filter(room=room, state="planned", starts_at__lt=end, ends_at__gt=start)
    return list(rows.exclude(pk=moved.pk if moved else None).values_list("starts_at", "ends_at"))
