"""A forecast over days: the middle line, and the band it may lie in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samkraft_analysis.report.charts.svg import DASHES, INK_2, RULE, SERIES, Drawing, Scale, text_width, ticks

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 466.0, 210.0, 38.0, 24.0, 26.0


@dataclass(frozen=True)
class Band:
    """A line over days with its limits (both None where there is no band)."""

    label: str
    days: Sequence[float]
    middle: Sequence[float]
    lower: Sequence[float] | None = None
    upper: Sequence[float] | None = None


def stock(bands: Sequence[Band], marks: Sequence[tuple[float, str]], limits: tuple[float, float] | None = None) -> str:
    """The lines on one scale; ``marks`` name days; ``limits`` is the planned range, drawn behind."""
    last = max(max(band.days) for band in bands)
    first = min(min(band.days) for band in bands)
    levels = ticks(0, max(max(band.upper or band.middle) for band in bands), 5)
    drawing = Drawing(_WIDTH, _HEIGHT)
    across = Scale(first, last, _LEFT, _WIDTH - 6)
    up = Scale(0, levels[-1], _HEIGHT - _BOTTOM, _TOP)
    if limits:
        edge = [(across(first), up(limits[0])), (across(last), up(limits[0]))]
        drawing.area([*edge, (across(last), up(limits[1])), (across(first), up(limits[1]))], SERIES[3], 0.13)
    for level in levels:
        drawing.line(_LEFT, up(level), _WIDTH - 6, up(level), RULE)
        drawing.text(_LEFT - 5, up(level) + 3, f"{level:,.0f}".replace(",", "\u202f"), "end", INK_2, 8.5)
    for day, label in marks:
        drawing.line(across(day), up(0), across(day), up(0) + 3, INK_2)
        drawing.text(across(day), up(0) + 13, label, "middle", INK_2, 8.5)
    x = 0.0
    for place, band in enumerate(bands):
        _band(drawing, band, place, across, up)
        drawing.line(x, 6, x + 22, 6, SERIES[place], 1.6, DASHES[place])
        drawing.text(x + 27, 9.2, band.label)
        x += 45 + text_width(band.label)
    return str(drawing)


def _band(drawing: Drawing, band: Band, place: int, across: Scale, up: Scale) -> None:
    if band.lower is not None and band.upper is not None:
        edge = [(across(day), up(high)) for day, high in zip(band.days, band.upper, strict=True)]
        edge += [(across(day), up(low)) for day, low in zip(reversed(band.days), reversed(band.lower), strict=True)]
        drawing.area(edge, SERIES[place])
    middle = [(across(day), up(value)) for day, value in zip(band.days, band.middle, strict=True)]
    drawing.path(middle, SERIES[place], dash=DASHES[place])
