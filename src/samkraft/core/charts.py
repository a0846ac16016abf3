"""Where things stand in a drawing: pure geometry, as text that goes straight into SVG attributes.

Everything is counted in a box of 1000 × 1000 (or the box named): the drawing stretches, the text does not.
Attributes are text with a point as decimal mark: a template would write Swedish commas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

from samkraft.core import words
from samkraft.core.line_names import place_names

WIDTH = 1000


def fixed(value: float, places: int = 1) -> str:
    """A number for an SVG attribute: never a comma, never "-0"."""
    text = f"{value:.{places}f}"
    return text.lstrip("-") if float(text) == 0 else text


# ---------- the plan in time ----------


@dataclass(frozen=True)
class GanttStep:
    """One line of the plan: its name, a text for those who don't see the picture, first and last day.

    is_sure: agreed and with a place; mark: a word that stands after the name.
    """

    label: str
    sub: str
    start: date
    end: date
    is_sure: bool = True
    mark: str = ""


@dataclass(frozen=True)
class Bar:
    kind: str  # done: lies behind, plan: remains, maybe: not agreed or without a place
    x: str
    width: str


@dataclass(frozen=True)
class GanttRow:
    label: str
    sub: str
    bars: list[Bar]
    mark: str = ""


@dataclass(frozen=True)
class Gantt:
    rows: list[GanttRow]
    months: list[tuple[str, str]]  # (x in percent, name)
    grid: list[str]
    today_x: str  # empty when today lies outside
    today: date
    title: str

    @property
    def has_unsure(self) -> bool:
        """Whether a bar is of what may come."""
        return any(bar.kind == "maybe" for row in self.rows for bar in row.bars)


def gantt(steps: Sequence[GanttStep], today: date, start: date | None = None, end: date | None = None) -> Gantt:
    """The plan in time, in whole months around the steps; behind today it is done, the rest planned."""
    first = _month_start(start or min((s.start for s in steps), default=today))
    last = _month_end(end or max((s.end for s in steps), default=today))
    days = (last - first).days + 1
    return Gantt(
        rows=[GanttRow(s.label, s.sub or _spoken(s, today), _bars(s, today, first, last), s.mark) for s in steps],
        months=[(f"{fixed(_x(m, first, days) / 10 + 0.4)}%", name) for m, name in _month_names(first, last)],
        grid=[fixed(_x(m, first, days)) for m in _months(first, last)[1:]],
        today_x=fixed(_x(today, first, days)) if first <= today <= last else "",
        today=today,
        title=f"{words.month_name(first)} till {words.month_name(last)}",
    )


def _x(day: date, first: date, days: int) -> float:
    return (day - first).days / days * WIDTH


def _bars(step: GanttStep, today: date, first: date, last: date) -> list[Bar]:
    begin, stop = max(step.start, first), min(step.end, last) + timedelta(days=1)
    if stop <= begin:
        return []
    days = (last - first).days + 1
    split = min(max(today, begin), stop)
    parts = [("done", begin, split), ("plan", split, stop)] if step.is_sure else [("maybe", begin, stop)]
    return [Bar(kind, fixed(_x(a, first, days)), fixed((b - a).days / days * WIDTH)) for kind, a, b in parts if b > a]


def _spoken(step: GanttStep, today: date) -> str:
    return f"{words.swedish_date(step.start)} till {words.swedish_date(step.end)}"


def _month_start(day: date) -> date:
    return day.replace(day=1)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _month_end(day: date) -> date:
    return _next_month(day) - timedelta(days=1)


def _months(first: date, last: date) -> list[date]:
    months, month = [], first
    while month <= last:
        months.append(month)
        month = _next_month(month)
    return months


def _month_names(first: date, last: date) -> list[tuple[date, str]]:
    """Every month up to a year, else as many as have room."""
    months = _months(first, last)
    step = ceil(len(months) / 12)
    return [(month, words.AXIS_MONTHS[month.month - 1]) for month in months[::step]]


# ---------- small drawings in table rows ----------


@dataclass(frozen=True)
class Spark:
    points: str
    goal_y: str  # empty without a goal
    end_x: str
    end_y: str
    is_empty: bool


SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 28, 3


def spark(values: Sequence[float | None], goal: float | None = None) -> Spark:
    """A trend of 96 × 28; months without a value are skipped, never drawn as nought."""
    known = [(i, float(v)) for i, v in enumerate(values) if v is not None]
    if not known:
        return Spark("", "", "", "", is_empty=True)
    heights = [v for _i, v in known] + ([goal] if goal is not None else [])
    low, high = min(heights), max(heights)
    step = (SPARK_WIDTH - 4) / max(len(values) - 1, 1)

    def y(value: float) -> str:
        room = SPARK_HEIGHT - 2 * SPARK_EDGE
        return _short(SPARK_EDGE + room * ((high - value) / (high - low) if high > low else 0.5))

    places = [(str(round(2 + i * step)), y(v)) for i, v in known]
    points = " ".join(f"{x},{py}" for x, py in places)
    return Spark(points, y(goal) if goal is not None else "", *places[-1], is_empty=False)


def _short(number: float) -> str:
    """A page may hold fifty trends: no byte that draws nothing."""
    return fixed(number).removesuffix(".0")


@dataclass(frozen=True)
class LoadBar:
    total: str
    within: str
    over: str  # empty when nothing is over the limit
    limit: str


def load_bar(value: float, limit: float) -> LoadBar:
    """How full: up to the limit in one colour, what is over it in another, a stroke at the limit."""
    total = max(limit * 1.2, value)
    over = max(value - limit, 0)
    return LoadBar(fixed(total), fixed(min(value, limit)), fixed(over) if over else "", fixed(limit))


# ---------- line chart ----------


@dataclass(frozen=True)
class Series:
    """One line: name, values along the x axis (None = gap), stroke s1, s2 or s3, edges of a field."""

    name: str
    values: Sequence[float | None]
    style: str = "s1"
    low: Sequence[float | None] | None = None
    high: Sequence[float | None] | None = None


@dataclass(frozen=True)
class Line:
    name: str
    style: str
    path: str
    dots: str
    field_style: str
    field_path: str
    label_x: str
    label_y: str
    label_style: str


@dataclass(frozen=True)
class Mark:
    x: str
    text: str


@dataclass(frozen=True)
class LineChart:
    lines: list[Line]
    y_ticks: list[tuple[str, str, bool]]  # (y in percent, text, is the base line)
    x_ticks: list[tuple[str, str, str]]  # (x in percent, text, anchor)
    marks: list[Mark]
    x_title: str


def nice_top(highest: float, ticks: int = 6) -> tuple[float, float]:
    """The step and the top of an axis from nought: 1, 2, 2.5, 3 or 5 times a power of ten."""
    if highest <= 0:
        return 1, 1
    raw = highest / ticks
    power = 10 ** floor(log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 3, 5, 10) if m * power >= raw * (1 - 1e-9))
    return step, step * ceil(highest / step - 1e-9)


def line_chart(
    series: Sequence[Series],
    x_labels: Sequence[str],
    *,
    unit: str = "",
    x_title: str = "",
    marks: Sequence[tuple[int, str]] = (),
    max_x_labels: int = 7,
) -> LineChart:
    """Lines over a common axis that starts at nought; `marks` are (place on the x axis, text)."""
    values = [v for s in series for v in [*s.values, *(s.high or [])] if v is not None]
    step, top = nice_top(max(values, default=0))
    last = max(len(x_labels) - 1, 1)
    places = place_names([s.name for s in series], [_points(s.values, top, last) for s in series])
    return LineChart(
        lines=[_line(s, place, top, last) for s, place in zip(series, places, strict=True)],
        y_ticks=_y_ticks(step, top, unit),
        x_ticks=_x_ticks(x_labels, last, max_x_labels),
        marks=[Mark(f"{fixed(i / last * 100, 2)}%", text) for i, text in marks],
        x_title=x_title,
    )


def _points(values: Sequence[float | None], top: float, last: int) -> list[tuple[float, float]]:
    """A line's known points, in percent."""
    return [(i / last * 100, 100 - v / top * 100) for i, v in enumerate(values) if v is not None]


def _line(s: Series, place: tuple[float, float], top: float, last: int) -> Line:
    has_field = s.low is not None and s.high is not None
    is_known = any(v is not None for v in s.values)
    number = s.style[-1]
    return Line(
        name=s.name if is_known else "",
        style=s.style,
        path=_path(s.values, top, last),
        dots=_dots(s.values, top, last),
        field_style=f"b{number}" if number in "12" else "b1",
        field_path=_field(s.low or [], s.high or [], top, last) if has_field else "",
        label_x=f"{fixed(place[0])}%",
        label_y=f"{fixed(place[1])}%",
        label_style=f"l{number}",
    )


def _point(i: int, value: float, top: float, last: int) -> str:
    return f"{fixed(i / last * WIDTH, 0)} {fixed(WIDTH - value / top * WIDTH, 0)}"


def _path(values: Sequence[float | None], top: float, last: int) -> str:
    """A line with gaps where values are missing."""
    path, pen_is_down = [], False
    for i, value in enumerate(values):
        if value is not None:
            path.append(("L" if pen_is_down else "M") + _point(i, value, top, last))
        pen_is_down = value is not None
    return "".join(path)


def _dots(values: Sequence[float | None], top: float, last: int) -> str:
    """The values with a gap on either side: a line of one point is not seen."""
    around = [None, *values, None]
    alone = [i for i, value in enumerate(values) if value is not None and around[i] is around[i + 2] is None]
    return "".join(f"M{_point(i, values[i], top, last)}h0" for i in alone)


def _field(low: Sequence[float | None], high: Sequence[float | None], top: float, last: int) -> str:
    upper = [_point(i, v, top, last) for i, v in enumerate(high) if v is not None]
    under = [_point(i, v, top, last) for i, v in enumerate(low) if v is not None]
    return "M" + "L".join([*upper, *reversed(under)]) + "Z" if upper and under else ""


def _y_ticks(step: float, top: float, unit: str) -> list[tuple[str, str, bool]]:
    count = round(top / step)
    places = 0 if step >= 1 else 1
    tail = words.HARD_SPACE + unit if unit else ""
    return [
        (f"{fixed(100 - i / count * 100, 2)}%", words.decimal(i * step, places) + tail, i == 0)
        for i in range(count + 1)
    ]


def _x_ticks(labels: Sequence[str], last: int, most: int) -> list[tuple[str, str, str]]:
    """As many labels as have room, the newest among them; the first leans right, the last left."""
    step = max(ceil((len(labels) - 1) / max(most - 1, 1)), 1)
    places = list(range(0, len(labels), step))
    if places and places[-1] != len(labels) - 1:
        places[-1] = len(labels) - 1  # the newest month always stands there
    return [(f"{fixed(i / last * 100)}%", labels[i], _anchor(i, last)) for i in places]


def _anchor(place: int, last: int) -> str:
    return "start" if place == 0 else "end" if place == last else "middle"


# ---------- intervals in a table row ----------


@dataclass(frozen=True)
class Forest:
    zero: str
    low: str
    high: str
    point: str


def forest(point: float, low: float, high: float, axis_low: float, axis_high: float) -> Forest:
    """A point with its interval on a common axis, in percent."""

    def x(value: float) -> str:
        return f"{fixed((value - axis_low) / (axis_high - axis_low) * 100)}%"

    return Forest(x(0), x(low), x(high), x(point))
