"""Swedish public holidays, worked out and not looked up (lagen (1989:253) om allmänna helgdagar). Pure.

The eves on which offices are closed though they aren't holidays by that law count as days off as well.
"""

from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

_SATURDAY = 5


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian rule (Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, short = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * short + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def days_off(year: int) -> dict[date, str]:
    """Every day off of a year but plain Saturdays and Sundays, with its name."""
    sunday = easter(year)
    moved = (-2, _("Långfredagen")), (0, _("Påskdagen")), (1, _("Annandag påsk")), (49, _("Pingstdagen"))
    midsummer = _saturday_from(date(year, 6, 20))
    return {
        date(year, 1, 1): _("Nyårsdagen"),
        date(year, 1, 6): _("Trettondedag jul"),
        **{sunday + timedelta(days=after): name for after, name in moved},
        date(year, 5, 1): _("Första maj"),
        sunday + timedelta(days=39): _("Kristi himmelsfärdsdag"),
        date(year, 6, 6): _("Sveriges nationaldag"),
        midsummer - timedelta(days=1): _("Midsommarafton"),
        midsummer: _("Midsommardagen"),
        _saturday_from(date(year, 10, 31)): _("Alla helgons dag"),
        date(year, 12, 24): _("Julafton"),
        date(year, 12, 25): _("Juldagen"),
        date(year, 12, 26): _("Annandag jul"),
        date(year, 12, 31): _("Nyårsafton"),
    }


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(_SATURDAY - day.weekday()) % 7)


def day_off(day: date) -> str:
    """The name of a day off; empty on any other day, also on a plain Sunday."""
    return str(days_off(day.year).get(day, ""))


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() < _SATURDAY and day not in days_off(day.year)


def working_day_from(day: date) -> date:
    """That day, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
