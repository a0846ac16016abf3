"""Days of long ago, as well as people know them: "2014", "mars 2014", "3 mars 2014". Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from samkraft.casework.history_choices import Precision
from samkraft.core.dates import parse_date
from samkraft.core.words import MONTHS, month_name, swedish_date

_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{4})[-./ ](\d{1,2})")
_MONTH_WORD = re.compile(r"([a-zåäö]{3,9})\.? ?(\d{4})")
_BEFORE = re.compile(r"^(?:ca|cirka|omkring|sedan|från|till|i|år)\.? ")
FIRST_YEAR = 1950


@dataclass(frozen=True, order=True)
class About:
    """A day, a month or a year. ``first`` is its first day."""

    first: date
    precision: str = Precision.DAY

    @property
    def last(self) -> date:
        """The last day that it may have been."""
        if self.precision == Precision.YEAR:
            return self.first.replace(month=12, day=31)
        if self.precision == Precision.MONTH:
            return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return self.first

    @property
    def words(self) -> str:
        """As it is known, and no better."""
        if self.precision == Precision.YEAR:
            return str(self.first.year)
        return month_name(self.first) if self.precision == Precision.MONTH else swedish_date(self.first)


def parse_about(text: str) -> About | None:
    """What is written as a day, a month or a year; None when it can't be read or doesn't exist."""
    plain = " ".join(text.lower().split())
    while (bare := _BEFORE.sub("", plain)) != plain:
        plain = bare
    if day := parse_date(plain):
        return _sensible(About(day))
    if _YEAR.fullmatch(plain):
        return _sensible(_about(int(plain), 1, Precision.YEAR))
    if match := _MONTH.fullmatch(plain):
        return _sensible(_about(int(match[1]), int(match[2]), Precision.MONTH))
    if match := _MONTH_WORD.fullmatch(plain):
        found = [number for number, name in enumerate(MONTHS, 1) if name.startswith(match[1])]
        return _sensible(_about(int(match[2]), found[0] if len(found) == 1 else 0, Precision.MONTH))
    return None


def _about(year: int, month: int, precision: str) -> About | None:
    return About(date(year, month, 1), precision) if year and 1 <= month <= 12 else None


def _sensible(about: About | None) -> About | None:
    return about if about and about.first.year >= FIRST_YEAR else None
