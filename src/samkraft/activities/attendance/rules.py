"""Pure decisions about attendance: which days can be written, and what a week says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from django.utils.translation import gettext as _

DAYS_OF_WEEK = 7
WORKDAYS = 5
LITTLE = 2  # hours a week below which a time report says too little (P-060)


@dataclass(frozen=True)
class Day:
    """What is written of a day: came or not, hours, and the reason for an absence."""

    came: bool
    hours: Decimal | None = None
    reason: str = ""


def monday_of(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.weekday())


def week_of(day: date) -> list[date]:
    """The days of the week, from Monday."""
    first = monday_of(day)
    return [first + timedelta(days=number) for number in range(DAYS_OF_WEEK)]


def can_write(day: date, started_on: date, ended_on: date | None, on: date) -> bool:
    """Attendance is of days that have been, while the activity went on."""
    return started_on <= day <= min(on, ended_on or on)


def day_problem(given: Day, reasons: Iterable[str]) -> str:
    """What is wrong with a day, or nothing."""
    if given.came and given.reason:
        return _("Den som kom har ingen orsak till frånvaro. Ta bort orsaken eller ändra till Kom inte.")
    if not given.came and given.hours:
        return _("Den som inte kom har inga timmar. Ta bort timmarna eller ändra till Kom.")
    if given.hours is not None and not 0 < given.hours <= 24:
        return _("Timmarna ska vara mellan 0 och 24.")
    if given.reason and given.reason not in set(reasons):
        return _("Välj en orsak i listan.")
    return ""


def print_of(week: Mapping[date, Day]) -> str:
    """A short sign of how a week stood when it was read: who saves second is told (M3)."""
    told = [(day.isoformat(), one.came, str(one.hours or ""), one.reason) for day, one in sorted(week.items())]
    return sha256(repr(told).encode()).hexdigest()[:16]


def summary(days: Mapping[date, Day]) -> tuple[int, int, Decimal]:
    """Days that she came, days that are written, and the hours in all."""
    came = [one for one in days.values() if one.came]
    return len(came), len(days), sum((one.hours or Decimal(0) for one in came), Decimal(0))
