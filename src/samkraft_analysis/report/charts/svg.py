"""A drawing, shape by shape, with the texts escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil, floor, log10

FONT = "Libertinus Serif, Source Serif 4, Georgia, serif"
INK, INK_2, RULE, WELL, SHEET = "#16262a", "#4a5a5c", "#d9d2c3", "#f6f3ec", "#ffffff"
SERIES = ("#0f4c4a", "#b25a2f", "#5b6b8c", "#8d6708")
DASHES = ("", "5 3", "1.5 2.5", "8 2 2 2")
SIZE = 9.5


@dataclass
class Drawing:
    """An SVG of this width and height in points; y grows downwards."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        anchor: str = "start",
        color: str = INK,
        size: float = SIZE,
        bold: bool = False,
    ) -> None:
        weight = ' font-weight="700"' if bold else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}" font-size="{size:g}"{weight}>'
            f"{escape(text, quote=False)}</text>"
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, color: str = RULE, width: float = 0.6, dash: str = ""
    ) -> None:
        ends = f'x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}"'
        self.parts.append(f"<line {ends} {_stroke(color, width, dash)}/>")

    def path(self, points: Sequence[tuple[float, float]], color: str, width: float = 1.4, dash: str = "") -> None:
        stroke = _stroke(color, width, dash)
        self.parts.append(f'<path d="M{_joined(points)}" fill="none" {stroke} stroke-linejoin="round"/>')

    def area(self, points: Sequence[tuple[float, float]], color: str, opacity: float = 0.14) -> None:
        self.parts.append(f'<path d="M{_joined(points)}Z" fill="{color}" fill-opacity="{opacity:g}"/>')

    def box(self, x: float, y: float, width: float, height: float, fill: str = SHEET, stroke: str = INK_2) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2" '
            f'fill="{fill}" stroke="{stroke}" stroke-width="0.7"/>'
        )

    def dot(self, x: float, y: float, color: str, radius: float = 3, filled: bool = True) -> None:
        fill = color if filled else SHEET
        self.parts.append(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" fill="{fill}" stroke="{color}" stroke-width="1.1"/>'
        )

    def square(self, x: float, y: float, color: str, side: float = 5.6) -> None:
        self.parts.append(
            f'<rect x="{x - side / 2:.2f}" y="{y - side / 2:.2f}" width="{side:g}" height="{side:g}" fill="{color}"/>'
        )

    def __str__(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}pt" height="{self.height:g}pt" font-family="{FONT}" font-size="{SIZE:g}">'
            + "".join(self.parts)
            + "</svg>"
        )


@dataclass(frozen=True)
class Scale:
    """From values to places on the paper."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values that span the range.

    >>> ticks(0, 0.37, 4)
    [0.0, 0.1, 0.2, 0.3, 0.4]
    """
    step = _round_step((high - low) / max(about, 1))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def text_width(text: str, size: float = SIZE) -> float:
    """About how wide a text is: the charts leave room by it."""
    return 0.455 * size * len(text)


def wrapped(text: str, width: float, size: float = SIZE) -> list[str]:
    """The text in lines of at most this width, broken at spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _round_step(step: float) -> float:
    if step <= 0:
        return 1.0
    power = 10 ** floor(log10(step))
    return power * next(factor for factor in (1, 2, 5, 10) if factor * power >= step * (1 - 1e-9))


def _stroke(color: str, width: float, dash: str) -> str:
    return f'stroke="{color}" stroke-width="{width:g}"' + (f' stroke-dasharray="{dash}"' if dash else "")


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
