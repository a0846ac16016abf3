"""Days and hours in the language of the page, with the digits that stand on Swedish papers."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samkraft.core.words import as_date, clock_time, weekday_date
from samkraft.portal.choices import Language


def day_words(value: date | datetime) -> str:
    """fredag 20 mars 2026, Friday 20 March 2026, الجمعة 20 مارس 2026"""
    if get_language() == Language.SWEDISH:
        return weekday_date(value)
    return formats.date_format(as_date(value), "l j F Y")


def clock_words(value: datetime) -> str:
    """10.00 in Swedish, 10:00 in other languages."""
    if get_language() == Language.SWEDISH:
        return clock_time(value)
    return f"{timezone.localtime(value):%H:%M}"


def moment_words(value: datetime) -> str:
    """Day and hour."""
    return _("%(day)s klockan %(at)s") % {"day": day_words(value), "at": clock_words(value)}
