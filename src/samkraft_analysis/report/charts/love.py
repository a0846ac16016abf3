"""A love plot: how alike two groups were before anything happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from samkraft_analysis.report.charts.svg import INK_2, RULE, SERIES, Drawing, Scale, text_width

_WIDTH, _ROW, _TOP = 466.0, 15.0, 22.0


@dataclass(frozen=True)
class LoveRow:
    """One covariate: standardised difference before and after weighting (None = only one of them)."""

    label: str
    after: float
    before: float | None = None


def love(rows: Sequence[LoveRow], labels: tuple[str, str], number: Callable[[float], str], flag: float = 0.1) -> str:
    """Dots by covariate; filled = after, hollow = before; dashed lines at ± ``flag``."""
    left = min(210.0, max(text_width(row.label) for row in rows) + 10)
    widest = max([2 * flag, *(abs(value) for row in rows for value in (row.after, row.before) if value is not None)])
    drawing = Drawing(_WIDTH, _TOP + _ROW * len(rows) + 22)
    across = Scale(-widest * 1.08, widest * 1.08, left, _WIDTH - 8)
    bottom = _TOP + _ROW * len(rows)
    _grid(drawing, across, bottom, number, flag)
    _legend(drawing, labels, any(row.before is not None for row in rows))
    for place, row in enumerate(rows):
        y = _TOP + _ROW * (place + 0.5)
        drawing.line(left, y, _WIDTH - 8, y, "#efebe1", 0.5)
        drawing.text(left - 8, y + 3.2, row.label, "end")
        if row.before is not None:
            drawing.dot(across(row.before), y, SERIES[1], 2.9, filled=False)
        drawing.dot(across(row.after), y, SERIES[0], 2.9)
    return str(drawing)


def _grid(drawing: Drawing, across: Scale, bottom: float, number: Callable[[float], str], flag: float) -> None:
    drawing.line(across(0), _TOP, across(0), bottom, INK_2, 0.7)
    for value in (-flag, flag):
        drawing.line(across(value), _TOP, across(value), bottom, SERIES[1], 0.7, "3 3")
    for value in (-flag, 0, flag):
        drawing.text(across(value), bottom + 12, number(value), "middle", INK_2, 8.5)
    drawing.line(across.start, bottom, across.end, bottom, RULE)


def _legend(drawing: Drawing, labels: tuple[str, str], has_before: bool) -> None:
    x = 4.0
    if has_before:
        drawing.dot(x, 7, SERIES[1], 2.9, filled=False)
        drawing.text(x + 8, 10, labels[0])
        x += text_width(labels[0]) + 28
    drawing.dot(x, 7, SERIES[0], 2.9)
    drawing.text(x + 8, 10, labels[1])
