"""A forest plot: estimates with their limits, one per row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from samkraft_analysis.report.charts.svg import INK, INK_2, RULE, SERIES, SHEET, Drawing, Scale, text_width, ticks

_WIDTH, _ROW, _TOP, _BOTTOM = 466.0, 17.0, 8.0, 34.0


@dataclass(frozen=True)
class ForestRow:
    """An estimate with limits; without a value the row is a heading."""

    label: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    text: str = ""


def forest(rows: Sequence[ForestRow], x_label: str, number: Callable[[float], str]) -> str:
    """Estimates as squares on one scale, with a line at no effect, and the figures in words at the right."""
    left = min(200.0, max(text_width(row.label) for row in rows) + 12)
    right = _WIDTH - max([0.0, *(text_width(row.text) for row in rows)]) - 10
    drawing = Drawing(_WIDTH, _TOP + _ROW * len(rows) + _BOTTOM)
    values = [value for row in rows for value in (row.lower, row.upper, row.value) if value is not None]
    levels = ticks(min([*values, 0.0]), max([*values, 0.0]) or 1.0, 5)
    across = Scale(levels[0], levels[-1], left, right)
    bottom = _TOP + _ROW * len(rows)
    for level in levels:
        drawing.line(across(level), _TOP, across(level), bottom, INK_2 if level == 0 else RULE, 0.7)
        drawing.text(across(level), bottom + 12, number(level), "middle", INK_2, 8.5)
    drawing.text((left + right) / 2, bottom + 25, x_label, "middle", INK_2, 8.5)
    for place, row in enumerate(rows):
        _row(drawing, row, _TOP + _ROW * (place + 0.5), across, left)
    return str(drawing)


def _row(drawing: Drawing, row: ForestRow, y: float, across: Scale, left: float) -> None:
    is_heading = row.value is None
    if is_heading:
        drawing.box(0, y - 6, text_width(row.label, 10.5), 13, SHEET, SHEET)
    drawing.text(0 if is_heading else left - 10, y + 3.2, row.label, "start" if is_heading else "end", bold=is_heading)
    if row.value is None:
        return
    if row.lower is not None and row.upper is not None:
        drawing.line(across(row.lower), y, across(row.upper), y, SERIES[0], 1.3)
        for end in (row.lower, row.upper):
            drawing.line(across(end), y - 2.5, across(end), y + 2.5, SERIES[0], 1)
    drawing.square(across(row.value), y, SERIES[0])
    drawing.text(_WIDTH, y + 3.2, row.text, "end", INK)
