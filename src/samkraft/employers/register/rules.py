"""The teams' time for employers, as sums (P-050). Pure: no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from samkraft.core.holidays import days_off

WEEK = 7


@dataclass(frozen=True)
class TeamTime:
    """What a team gave employers in a stretch of days, against its working time; ``share`` is None without members."""

    name: str
    minutes: int
    contacts: int
    working_hours: float

    @property
    def hours(self) -> float:
        return self.minutes / 60

    @property
    def share(self) -> float | None:
        return self.hours / self.working_hours if self.working_hours else None


def working_hours(places: list[tuple[date, date | None]], first: date, last: date, hours_a_week: int) -> float:
    """The hours that the members of a team worked, as the programme says a week is, on the working days in the team."""
    days = sum(_working_days(max(start, first), min(end or last, last)) for start, end in places)
    return days * hours_a_week / 5


def _working_days(first: date, last: date) -> int:
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, WEEK)
    weekdays = weeks * 5 + sum((first + timedelta(days=weeks * WEEK + day)).weekday() < 5 for day in range(rest))
    off = (day for year in range(first.year, last.year + 1) for day in days_off(year))
    return weekdays - sum(first <= day <= last and day.weekday() < 5 for day in off)


def month_of(on: date) -> tuple[date, date]:
    """The first and the last day of a month."""
    first = on.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)


def by_purpose(rows: Mapping[str, int]) -> list[tuple[str, int]]:
    """Minutes by purpose, the most first."""
    return sorted(rows.items(), key=lambda pair: (-pair[1], pair[0]))
