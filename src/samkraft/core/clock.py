"""The only today. A programme on a demo day of its own sets it; log times are always real."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.utils import timezone

_day: ContextVar[date | None] = ContextVar("samkraft_day", default=None)


def today() -> date:
    """Today for every rule, list and page: the acting programme's demo day, else the day in Stockholm."""
    return _day.get() or timezone.localdate()


@contextmanager
def on_day(day: date | None):
    """Let it be *day* inside the block (None: the real day)."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)
