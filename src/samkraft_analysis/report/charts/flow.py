"""The flow of people: from the rows read to those whose outcome is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samkraft_analysis.report.charts.svg import INK_2, SHEET, WELL, Drawing, wrapped

_WIDTH, _PAD, _LINE, _GAP = 466.0, 7.0, 12.0, 16.0
_WIDE, _ARM = 220.0, 216.0


@dataclass(frozen=True)
class FlowArm:
    """One arm: its boxes from top to bottom, each a list of lines; the first line of a box is bold."""

    boxes: Sequence[Sequence[str]]


def flow(top: Sequence[str], left_out: Sequence[str], population: Sequence[str], arms: Sequence[FlowArm]) -> str:
    """The boxes with their arrows; every line holds a number and what it counts."""
    drawing = Drawing(_WIDTH, 10)
    middle, y = _WIDTH / 2, 1.0
    y = _box(drawing, middle - _WIDE / 2, y, _WIDE, top)
    if left_out:
        drawing.line(middle, y, middle, y + _GAP + _height(left_out, 170), INK_2, 0.8)
        side = y + _GAP / 2
        _arrow(drawing, (middle, side + 14), (middle + 50, side + 14))
        y = _box(drawing, middle + 50, side, _WIDTH - middle - 51, left_out, WELL) + _GAP / 2
    _arrow(drawing, (middle, y), (middle, y + _GAP))
    y = _box(drawing, middle - _WIDE / 2, y + _GAP, _WIDE, population)
    ends = [_arm(drawing, arm, _centre(place), (middle, y)) for place, arm in enumerate(arms)]
    drawing.height = max(ends) + 2
    return str(drawing)


def _centre(place: int) -> float:
    return _ARM / 2 + 1 if place == 0 else _WIDTH - _ARM / 2 - 1


def _arm(drawing: Drawing, arm: FlowArm, centre: float, above: tuple[float, float]) -> float:
    x, y = above
    drawing.line(x, y, x, y + _GAP / 2, INK_2, 0.8)
    drawing.line(x, y + _GAP / 2, centre, y + _GAP / 2, INK_2, 0.8)
    y += _GAP / 2
    for box in arm.boxes:
        _arrow(drawing, (centre, y), (centre, y + _GAP))
        y = _box(drawing, centre - _ARM / 2, y + _GAP, _ARM, box)
    return y


def _box(drawing: Drawing, x: float, y: float, width: float, lines: Sequence[str], fill: str = SHEET) -> float:
    height = _height(lines, width)
    drawing.box(x, y, width, height, fill)
    at = y + _PAD + 8
    for place, line in enumerate(lines):
        for part in wrapped(line, width - 2 * _PAD):
            drawing.text(x + _PAD, at, part, bold=place == 0)
            at += _LINE
    return y + height


def _height(lines: Sequence[str], width: float) -> float:
    return 2 * _PAD + _LINE * sum(len(wrapped(line, width - 2 * _PAD)) for line in lines) - 1


def _arrow(drawing: Drawing, start: tuple[float, float], end: tuple[float, float]) -> None:
    (x1, y1), (x2, y2) = start, end
    drawing.line(x1, y1, x2, y2, INK_2, 0.8)
    back = ((x2 - 4, y2 - 3), (x2 - 4, y2 + 3)) if x2 > x1 else ((x2 - 3, y2 - 4), (x2 + 3, y2 - 4))
    drawing.path([back[0], end, back[1]], INK_2, 0.8)
