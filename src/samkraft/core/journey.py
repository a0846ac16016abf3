"""The way that a person has come, in time: a lane for each authority over a common axis of years. Pure geometry.

Everything is in percent of the width, as text for SVG attributes; signs keep their size however wide the drawing is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from samkraft.core.charts import fixed

MAX_YEAR_NAMES = 12


@dataclass(frozen=True)
class Lane:
    """What one authority tells. spans: (first day, last day); signs: (day, kind); flags: (day, kind), what is marked.

    spoken: the lane in words, for those who don't see the picture; key: css key of the owner.
    """

    label: str
    key: str
    spoken: str
    spans: Sequence[tuple[date, date]] = field(default_factory=list)
    signs: Sequence[tuple[date, str]] = field(default_factory=list)
    flags: Sequence[tuple[date, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Band:
    x: str
    width: str
    text: str = ""


@dataclass(frozen=True)
class DrawnLane:
    label: str
    key: str
    spoken: str
    bars: list[Band]
    signs: list[tuple[str, str]]
    flags: list[tuple[str, str]]


@dataclass(frozen=True)
class Journey:
    lanes: list[DrawnLane]
    years: list[tuple[str, str]]
    grid: list[str]
    silences: list[Band]
    enrolled_x: str
    title: str


def journey(
    lanes: Sequence[Lane], last: date, silences: Sequence[tuple[date, date, str]] = (), enrolled: date | None = None
) -> Journey | None:
    """The drawing from the first year that anyone tells of to *last*; None when nothing is told."""
    days = [day for lane in lanes for day in _days(lane)]
    if not days:
        return None
    first = min(days).replace(month=1, day=1)
    end = max(last, *days).replace(month=12, day=31)
    axis = _Axis(first, end)
    return Journey(
        lanes=[_drawn(lane, axis) for lane in lanes],
        years=[(axis.x(date(year, 1, 1)), str(year)) for year in _named_years(first.year, end.year)],
        grid=[axis.x(date(year, 1, 1)) for year in range(first.year + 1, end.year + 1)],
        silences=[Band(axis.x(a), axis.width(a, b), text) for a, b, text in silences],
        enrolled_x=axis.x(enrolled) if enrolled and first <= enrolled <= end else "",
        title=f"{first.year} till {end.year}",
    )


def _days(lane):
    yield from (day for span in lane.spans for day in span)
    yield from (day for day, _kind in (*lane.signs, *lane.flags))


def _named_years(first, last):
    return range(first, last + 1, max(1, ceil((last - first + 1) / MAX_YEAR_NAMES)))


def _drawn(lane, axis):
    return DrawnLane(
        lane.label,
        lane.key,
        lane.spoken,
        [Band(axis.x(a), axis.width(a, b)) for a, b in lane.spans],
        [(axis.x(day), kind) for day, kind in lane.signs],
        [(axis.x(day), kind) for day, kind in lane.flags],
    )


@dataclass(frozen=True)
class _Axis:
    first: date
    last: date

    def _share(self, days: int) -> float:
        return days / ((self.last - self.first).days + 1) * 100

    def x(self, day: date) -> str:
        return f"{fixed(self._share((day - self.first).days), 2)}%"

    def width(self, first: date, last: date) -> str:
        """Never so thin that it isn't seen."""
        return f"{fixed(max(self._share((last - first).days + 1), 0.6), 2)}%"
