"""Shares over time, one panel per exit, one line per arm with its limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from samkraft_analysis.report.charts.svg import DASHES, INK_2, RULE, SERIES, Drawing, Scale, ticks

Format = Callable[[float], str]
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM, _GAP = 226.0, 176.0, 30.0, 26.0, 30.0, 14.0


@dataclass(frozen=True)
class Curve:
    """A line: time, value and limits (None where there are none)."""

    label: str
    points: Sequence[tuple[float, float, float | None, float | None]]


@dataclass(frozen=True)
class Panel:
    title: str
    curves: Sequence[Curve]


def curves(panels: Sequence[Panel], until: float, x_label: str, y_format: Format, marks: Sequence[float] = ()) -> str:
    """The panels two by two; all share one scale, so that they can be compared."""
    across = min(2, len(panels))
    down = -(-len(panels) // across)
    drawing = Drawing(across * _WIDTH + (across - 1) * _GAP, down * _HEIGHT + 18)
    highest = max(
        [0.05] + [upper or value for panel in panels for one in panel.curves for _, value, _, upper in one.points]
    )
    _legend(drawing, [one.label for one in panels[0].curves])
    for place, panel in enumerate(panels):
        corner = ((place % across) * (_WIDTH + _GAP), 18 + (place // across) * _HEIGHT)
        _panel(drawing, corner, panel, (until, ticks(0, highest, 4)), x_label, y_format, marks)
    return str(drawing)


def _panel(
    drawing: Drawing,
    corner: tuple[float, float],
    panel: Panel,
    limits: tuple[float, list[float]],
    x_label: str,
    y_format: Format,
    marks: Sequence[float],
) -> None:
    left, top = corner
    until, levels = limits
    across = Scale(0, until, left + _LEFT, left + _WIDTH - 9)
    up = Scale(0, levels[-1], top + _HEIGHT - _BOTTOM, top + _TOP)
    drawing.text(left, top + 13, panel.title, bold=True)
    for level in levels:
        drawing.line(across(0), up(level), across(until), up(level), RULE)
        drawing.text(across(0) - 4, up(level) + 3, y_format(level), "end", INK_2, 8.5)
    for time in marks or ticks(0, until, 4):
        if time <= until:
            drawing.line(across(time), up(0), across(time), up(0) + 3, INK_2)
            drawing.text(across(time), up(0) + 12, f"{time:g}", "middle", INK_2, 8.5)
    drawing.text(across(until) + 8, up(0) + 23, x_label, "end", INK_2, 8.5)
    drawing.line(across(0), up(0), across(until), up(0), INK_2)
    for place, curve in enumerate(panel.curves):
        _curve(drawing, curve, place, across, up)


def _curve(drawing: Drawing, curve: Curve, place: int, across: Scale, up: Scale) -> None:
    bounded = [(time, low, high) for time, _, low, high in curve.points if low is not None and high is not None]
    if len(bounded) > 1:
        edge = [(across(time), up(high)) for time, _, high in bounded]
        edge += [(across(time), up(low)) for time, low, _ in reversed(bounded)]
        drawing.area(edge, SERIES[place])
    points = [(across(0), up(0))] + [(across(time), up(value)) for time, value, _, _ in curve.points]
    drawing.path(points, SERIES[place], dash=DASHES[place])


def _legend(drawing: Drawing, labels: Sequence[str]) -> None:
    x = 0.0
    for place, label in enumerate(labels):
        drawing.line(x, 6, x + 22, 6, SERIES[place], 1.6, DASHES[place])
        drawing.text(x + 27, 9.2, label)
        x += 27 + 0.5 * 9.5 * len(label) + 18
