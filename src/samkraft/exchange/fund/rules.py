"""Pure rules of the monthly report to the social fund: who is in it, what is due, what must be sent again (INT-05).

Statistics Sweden gathers it: a file a month, in order, within four weeks; who corrects one sends all later ones again.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from samkraft.programmes.months import add_months

NOTHING = Decimal(0)
# Why somebody who took part is left out, in the order in which it is asked.
RESTRICTED, REFUSED, NOT_TOLD, NO_NUMBER = LEFT_OUT = ("restricted", "refused", "not_told", "no_number")


@dataclass(frozen=True)
class Taking:
    """One person's part in the programme, as the reporting branch holds it. number: '' where it may not be told.
    closed: the last day that the branch's file was open, where the person's part goes on without the branch."""

    case_id: UUID
    number: str
    started: date
    ended: date | None = None
    hours: Mapping[date, Decimal] = field(default_factory=dict)
    why_not: str = ""
    closed: date | None = None


@dataclass(frozen=True)
class Row:
    """What is told of one person in one month."""

    number: str
    started: date
    ended: date | None
    hours: Decimal


def last_day(month: date) -> date:
    """The last day of a month that is named by its first."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def due_on(month: date, days: int) -> date:
    """When a month's file is to be in."""
    return last_day(month) + timedelta(days=days)


def months_over(first: date, end: date | None, on: date) -> list[date]:
    """The programme's months that are over on a day, the latest first: the window opens the first of the next."""
    month, found = first.replace(day=1), []
    while last_day(month) < on and (end is None or month <= end):
        found.append(month)
        month = add_months(month, 1)
    return found[::-1]


def took_part(taking: Taking, month: date) -> bool:
    """Whether the person was in the programme, and the branch's file open, any day of the month."""
    last = min(taking.ended or date.max, taking.closed or date.max)
    return taking.started <= last_day(month) and last >= month


def rows_of(month: date, takings: Iterable[Taking]) -> list[Row]:
    """The month's rows by number: as it stood then, so that a day that came later isn't told."""
    found = [
        Row(one.number, one.started, one.ended if one.ended and one.ended <= last_day(month) else None,
            one.hours.get(month, NOTHING))
        for one in takings if not one.why_not and took_part(one, month)
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row.number, row.started))


def left_out(month: date, takings: Iterable[Taking]) -> Counter[str]:
    """How many who took part are left out, by reason: numbers, never who."""
    return Counter(one.why_not for one in takings if one.why_not and took_part(one, month))


def told(rows: Iterable[Row]) -> str:
    """The rows as one text, to be hashed and compared."""
    return "\n".join(f"{row.number};{row.started};{row.ended or ''};{row.hours:.2f}" for row in rows) or "-"


@dataclass(frozen=True)
class Sent:
    """A file that was made: its place in the order, its month, and which earlier made ones no longer told the truth."""

    place: int
    month: date
    changed: tuple[date, ...] = ()


def to_send_again(sent: Sequence[Sent]) -> set[date]:
    """Months whose newest file doesn't hold: one before has a newer file, or it or one before has changed since."""
    newest: dict[date, int] = {}
    for one in sent:
        newest[one.month] = max(one.place, newest.get(one.month, 0))
    stale = {
        month for one in sent for month in one.changed if newest.get(month, 0) and newest[month] < one.place
    }  # fmt: skip
    return {
        month for month, place in newest.items()
        if any((other < month and newest[other] > place) or (other <= month and other in stale) for other in newest)
    }  # fmt: skip


def waiting(months: Iterable[date], made: Collection[date], again: Collection[date]) -> list[date]:
    """The months to do, the first one first: files are sent in order. What is before the first that was made here was
    sent from elsewhere."""
    first = min(made, default=date.min)
    return sorted({month for month in months if month > first and month not in made} | set(again))


def comes_first(month: date, over: Iterable[date], sent: Sequence[Sent]) -> date | None:
    """The month whose file has to be made before that of *month*, if there is one. The first file that is made here may
    be of any month: those before it may have been sent from elsewhere."""
    made = {one.month for one in sent}
    earliest = min(waiting(over, made, to_send_again(sent)), default=month)
    return earliest if made and earliest < month else None
