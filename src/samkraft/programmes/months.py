"""Whole months, as people count them: a month after 31 January is the last day of February."""

import calendar
from datetime import date


def months_between(since: date, until: date) -> int:
    """Whole months from one day to a later one; negative if `until` is earlier."""
    if until < since:
        return -months_between(until, since)
    months = (until.year - since.year) * 12 + until.month - since.month
    return months if add_months(since, months) <= until else months - 1


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
