"""The only today. A programme on a demo day of its own sets it; log times are always real."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.utils import timezone

_day: ContextVar[date | None] = ContextVar("samkraft_day", default=None)


def today() -> date:
    """Today for every rule, list and page: the acting programme's demo day, else the day in Stockholm."""
    return _day.get() or timezone.localdate()


def as_of_today(moment: datetime) -> datetime:
    """A real moment, such as of a saving, as far from today as it is from the real day: for words, never for rules.

    A programme on a demo day says "sparat i dag 10.24", and not a day some years ahead of everything else.
    """
    return timezone.localtime(moment) + (today() - timezone.localdate())


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Stockholm: log times are real."""
    return timezone.make_aware(datetime.combine(day, time()))


@contextmanager
def on_day(day: date | None):
    """Let it be *day* inside the block (None: the real day)."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)
