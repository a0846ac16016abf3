"""Sizes, quotas and calendars of the demo register: whole numbers by construction, never by luck (P-011, P-014)."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from samkraft_analysis.lottery import largest_remainder

DAY = date(2021, 6, 30)
CASES = 3_700
# The intake plan of P-011; 1,000 of the third period's 1,200 have come by the demo's day.
INTAKE = (
    (date(2020, 2, 1), date(2020, 7, 31), 1500),
    (date(2020, 8, 1), date(2021, 1, 31), 1200),
    (date(2021, 2, 1), DAY, 1000),
)
PRESENT = 1190
AGE = {"20-39": (34, 58), "40-59": (59, 54), "60+": (7, 61)}  # share of all, men's share of it
SCHOOLING = {"compulsory": (42, 55), "upper_secondary": (33, 57), "other": (25, 57)}
LONG_SUPPORT = {"over_one_year": 91, "one_year_or_less": 9}
MEN_LONG, WOMEN_LONG = 92, 90
SICKNESS = {True: 5, False: 95}
MEN, WOMEN = 55, 45
TO_WORK_OR_STUDIES = 287  # per thousand of those admitted
MEAN_STAY, SHARE_IN_BAND = 179, 67
EARLY, BAND, LONG = (12, 147), (156, 239), (248, 420)  # days; months of any length leave the classes as they are

# How those who left did so, of 2,510: the codes of the programme file. What is left over is ordinary_services.
EXITS = {
    "work": 424,
    "work_subsidised": 326,
    "studies": 312,
    "sickness_compensation": 24,
    "deceased": 6,
    "moved": 74,
    "no_contact": 196,
    "own_wish": 168,
    "long_absence": 92,
    "programme_ended": 4,
}
_HOLIDAYS = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}


@dataclass(frozen=True)
class Stay:
    """When a person was enrolled and, if she has left, discharged."""

    opened: date
    closed: date | None


def is_working_day(day: date) -> bool:
    """Monday to Friday, short of the fixed holidays."""
    return day.weekday() < 5 and (day.month, day.day) not in _HOLIDAYS


def working_day(day: date, step: int = 1) -> date:
    """That day, or the nearest working day after it (before it with step −1)."""
    while not is_working_day(day):
        day += timedelta(days=step)
    return day


def working_days(first: date, last: date) -> list[date]:
    """Every working day of a period, both ends included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_working_day(day)]


def quotas(total: int, shares: Mapping) -> dict:
    """Split a number of people by shares, in whole people."""
    return dict(zip(shares, largest_remainder(list(shares.values()), total), strict=True))


def by_sex(totals: Mapping, men_percent: Mapping, men: int) -> dict:
    """(sex, group) → people: groups and sexes hold exactly, the men's share of each group as nearly as can be.

    Iterative proportional fitting, then controlled rounding of the men's row; women are the rest.
    """
    table = {g: [totals[g] * men_percent[g] / 100, totals[g] * (100 - men_percent[g]) / 100] for g in totals}
    wanted = (men, sum(totals.values()) - men)
    for _ in range(60):
        for row in (0, 1):
            scale = wanted[row] / max(sum(cell[row] for cell in table.values()), 1e-9)
            for cell in table.values():
                cell[row] *= scale
        for group, cell in table.items():
            scale = totals[group] / max(sum(cell), 1e-9)
            table[group] = [value * scale for value in cell]
    rounded = _rounded([table[group][0] for group in totals], men)
    return {("man", g): n for g, n in zip(totals, rounded, strict=True)} | {
        ("woman", g): totals[g] - n for g, n in zip(totals, rounded, strict=True)
    }


def _rounded(values: Sequence[float], total: int) -> list[int]:
    whole = [int(value) for value in values]
    by_fraction = sorted(range(len(values)), key=lambda i: (whole[i] - values[i], i))
    for i in by_fraction[: total - sum(whole)]:
        whole[i] += 1
    return whole


def intake_days(cases: int) -> list[date]:
    """The day of enrolment of each case, in order: evenly over the working days of each period (P-011)."""
    numbers = largest_remainder([number for _, _, number in INTAKE], cases)
    days = []
    for (first, last, _), number in zip(INTAKE, numbers, strict=True):
        open_days = working_days(first, last)
        days += [open_days[(2 * i + 1) * len(open_days) // (2 * number)] for i in range(number)]
    return days


def stays(cases: int, seed: int) -> list[Stay]:
    """Enrolment and discharge of each case. Present, mean stay and share in the band of 5–8 months all hold.

    Stays are drawn from a mixture of early leavers, a main body and long stayers; then whole people are moved
    between present and closed, in and out of the band, and single days between people, until the sums fit.
    """
    opened = intake_days(cases)
    lengths = _Lengths(opened, random.Random(f"{seed}:stays"))
    lengths.close_exactly(cases - round(cases * PRESENT / CASES))
    lengths.fill_band()
    lengths.reach_mean()
    return [
        Stay(day, day + timedelta(days=length) if length is not None else None)
        for day, length in zip(opened, lengths.days, strict=True)
    ]


class _Lengths:
    """Lengths of stay while they are being fitted. None: still present."""

    def __init__(self, opened: list[date], chance: random.Random):
        self.opened, self.chance = opened, chance
        self.elapsed = [(DAY - day).days for day in opened]
        self.potential = [self._snapped(i, self._drawn()) for i in range(len(opened))]
        self.days = [
            length if length < gone else None for length, gone in zip(self.potential, self.elapsed, strict=True)
        ]

    def _drawn(self) -> int:
        place = self.chance.random()
        if place < 0.22:
            return int(self.chance.triangular(EARLY[0], EARLY[1] + 1, 85))
        if place < 0.92:
            return min(max(int(self.chance.gauss(206, 23)), BAND[0]), BAND[1])
        return min(LONG[0] + int(self.chance.expovariate(1 / 40)), LONG[1])

    def _snapped(self, i: int, length: int) -> int:
        """The nearest length in the same class that ends on a working day."""
        low, high = _class_of(length)
        for away in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5):
            if low <= length + away <= high and is_working_day(self.opened[i] + timedelta(days=length + away)):
                return length + away
        return length

    def close_exactly(self, wanted: int) -> None:
        """Reopen those who left last, or let those leave whose time is nearest, until *wanted* have left."""
        closed = [i for i, length in enumerate(self.days) if length is not None]
        if len(closed) > wanted:
            for i in sorted(closed, key=lambda i: (self.elapsed[i] - self.days[i], i))[: len(closed) - wanted]:
                self.days[i] = None
        present = [i for i, length in enumerate(self.days) if length is None]
        missing = wanted - (len(self.days) - len(present))
        able = [i for i in present if self.elapsed[i] > EARLY[0] + 8]
        for i in sorted(able, key=lambda i: (self.potential[i] - self.elapsed[i], i))[: max(missing, 0)]:
            self.days[i] = self._fitting(i, self.elapsed[i] - self.chance.randrange(1, 12))

    def _fitting(self, i: int, length: int) -> int:
        """A length below the time gone, in a class, ending on a working day."""
        length = min(length, self.elapsed[i] - 1)
        for low, _high in (LONG, BAND):
            if low - 9 <= length < low:
                length = low - 9 if low == BAND[0] else BAND[1]
        return self._snapped(i, min(max(length, EARLY[0]), LONG[1]))

    def fill_band(self) -> None:
        """Move people into or out of the band of 5–8 months until its share is right (P-014)."""
        closed = [i for i, length in enumerate(self.days) if length is not None]
        inside = [i for i in closed if BAND[0] <= self.days[i] <= BAND[1]]
        known = set(inside)
        wanted = round(len(closed) * SHARE_IN_BAND / 100)
        if len(inside) < wanted:
            outside = [i for i in closed if i not in known and self.elapsed[i] > BAND[0] + 12]
            for i in self.chance.sample(outside, min(wanted - len(inside), len(outside))):
                top = min(BAND[1], self.elapsed[i] - 6)
                self.days[i] = self._snapped(i, self.chance.randrange(BAND[0], top + 1))
        else:
            for i in self.chance.sample(inside, len(inside) - wanted):
                self.days[i] = self._snapped(i, self.chance.randrange(40, EARLY[1]))

    def reach_mean(self) -> None:
        """Move single stays by days, inside their class, until the mean of the closed is right (P-014)."""
        closed = [i for i, length in enumerate(self.days) if length is not None]
        missing = MEAN_STAY * len(closed) - sum(self.days[i] for i in closed)
        for reach in (7, 7, 14, 14, 21, 28, 35):
            self.chance.shuffle(closed)
            for i in closed:
                if abs(missing) < 4:
                    return
                missing -= self._nudge(i, min(reach, abs(missing)) * (1 if missing > 0 else -1))

    def _nudge(self, i: int, by: int) -> int:
        low, high = _class_of(self.days[i])
        moved = min(max(self.days[i] + by, low), high, self.elapsed[i] - 1)
        while moved != self.days[i] and not is_working_day(self.opened[i] + timedelta(days=moved)):
            moved += -1 if by > 0 else 1
        if (moved - self.days[i]) * by <= 0:
            return 0
        change = moved - self.days[i]
        self.days[i] = moved
        return change


def _class_of(length: int) -> tuple[int, int]:
    return next(band for band in (EARLY, BAND, LONG) if length <= band[1])
