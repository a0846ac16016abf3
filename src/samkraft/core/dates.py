"""Dates and times as people write them: "2026-03-14", "14/3 2026", "14 mars 2026", "10.00"."""

import re
from datetime import date, time

from samkraft.core.words import MONTHS

_ISO = re.compile(r"(\d{4})[-./]?(\d{2})[-./]?(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")
_WORDS = re.compile(r"(\d{1,2})(?::?e|:?a|\.)? ?([a-zåäö]+)\.? ?(\d{4})")
_LEADING = re.compile(r"(?:(?:mån|tis|ons|tors|fre|lör|sön)(?:dag)?(?:en)?\.?,? |den |från |till |senast )+")
_CLOCK = re.compile(r"(?:kl(?:ockan|\.)? ?)?(\d{1,2})(?:[.:,]?(\d{2}))?")


def parse_date(text: str) -> date | None:
    """The day written, or None when it can't be read or does not exist. A missing year is never guessed."""
    plain = _LEADING.sub("", " ".join(text.lower().replace("\u2013", "-").split()), count=1)
    if match := _ISO.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups())
    elif match := _NUMBERS.fullmatch(plain):
        day, month, year = (int(part) for part in match.groups())
    elif match := _WORDS.fullmatch(plain):
        day, month, year = int(match[1]), _month_number(match[2]), int(match[3])
    else:
        return None
    return _existing(year, month, day)


def kept_day(text: str) -> date | None:
    """A day as a shared content keeps it, written by ourselves: ISO, or empty for none."""
    return date.fromisoformat(text) if text else None


def parse_clock(text: str) -> time | None:
    """10.00, 10:00, 1000, kl. 9: the time of day, or None."""
    match = _CLOCK.fullmatch(" ".join(text.lower().split()))
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _month_number(word: str) -> int:
    """Full names and their first three letters or more: mar, sept, okt."""
    found = [i for i, name in enumerate(MONTHS, start=1) if len(word) >= 3 and name.startswith(word)]
    return found[0] if len(found) == 1 else 0


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
