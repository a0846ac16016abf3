"""Dates, times and numbers as Swedish text: "14 mars 2026", "10.00", "1 251", "50,5", "om 2 dagar"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HARD_SPACE = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"
SOON_DAYS = 7

MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli"]
MONTHS += ["augusti", "september", "oktober", "november", "december"]
SHORT_MONTHS = ["jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."]
AXIS_MONTHS = [name.rstrip(".") for name in SHORT_MONTHS]
WEEKDAYS = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]

Number = int | float | Decimal


def as_date(value: date | datetime) -> date:
    """The day here, whether a date or a moment is given."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def swedish_date(value: date | datetime) -> str:
    """14 mars 2026"""
    day = as_date(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(value: date | datetime) -> str:
    """14 jan. 2026, for tables"""
    day = as_date(value)
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year}"


def day_month(value: date | datetime) -> str:
    """14 mars, where the year is plain from the place"""
    day = as_date(value)
    return f"{day.day} {MONTHS[day.month - 1]}"


def weekday_date(value: date | datetime) -> str:
    """fredag 20 mars 2026"""
    return f"{WEEKDAYS[as_date(value).weekday()]} {swedish_date(value)}"


def month_name(value: date | datetime) -> str:
    """mars 2026"""
    day = as_date(value)
    return f"{MONTHS[day.month - 1]} {day.year}"


def clock_time(value: time | datetime) -> str:
    """10.00"""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.hour:02d}.{value.minute:02d}"


def thousands(value: Number) -> str:
    """1 251, with a hard space and a real minus"""
    whole = f"{abs(round(value)):,}".replace(",", HARD_SPACE)
    return MINUS + whole if round(value) < 0 else whole


def decimal(value: Number, places: int = 1) -> str:
    """50,5"""
    whole, _point, part = f"{abs(value):,.{places}f}".partition(".")
    text = whole.replace(",", HARD_SPACE) + ("," + part if part else "")
    return MINUS + text if value < 0 and text.strip("0,") else text


def percent(share: Number, places: int = 0) -> str:
    """A share between 0 and 1 as "81 %", with a hard space"""
    return decimal(share * 100, places) + HARD_SPACE + "%"


def days_word(days: int) -> str:
    """1 dag, 9 dagar"""
    return ngettext("%(n)s dag", "%(n)s dagar", days) % {"n": thousands(days)}


@dataclass(frozen=True)
class Due:
    """A deadline in words: its state (over, today, soon, later), the words first and then the date."""

    state: str
    words: str
    date: str


def due(value: date | datetime, today: date) -> Due:
    """How near a deadline is, seen from today."""
    days = (as_date(value) - today).days
    text = swedish_date(value)
    if days < 0:
        return Due("over", _("%(days)s sen") % {"days": days_word(-days)}, text)
    if days == 0:
        return Due("today", _("I dag"), "")
    if days > SOON_DAYS:
        return Due("later", "", text)
    words = _("I morgon") if days == 1 else _("Om %(days)s") % {"days": days_word(days)}
    return Due("soon", words, text)


def when(value: datetime | date, today: date) -> str:
    """How long ago in lists: "I dag 08.12", "I går", "10 mars 2026" """
    days = (today - as_date(value)).days
    if days not in (0, 1):
        return swedish_date(value)
    word = _("I dag") if days == 0 else _("I går")
    return f"{word} {clock_time(value)}" if isinstance(value, datetime) else word


def joined(names: Iterable[object]) -> str:
    """Names as a person says them: a, b och c."""
    said = [str(name) for name in names]
    if len(said) < 2:
        return "".join(said)
    return _("%(first)s och %(last)s") % {"first": ", ".join(said[:-1]), "last": said[-1]}


def own_words(text: str) -> str:
    """A person's own words inside ”…”, unless they already stand so."""
    bare = text.strip().strip('”"“').strip()
    return f"”{bare}”" if bare else ""
