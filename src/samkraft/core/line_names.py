"""Where the name of each line stands in a chart: beside its own line, clear of the others. All in percent."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

CHARACTER = 2.4  # percent of the drawing's width, on a phone; on a desk there is room to spare
HEIGHT = 5.0
GAP = 2.5
ENOUGH = 5.0  # more room than this is no better
STEPS = 24

# A line as (x, y) in percent, left to right; gaps are left out.
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Box:
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def room(self, lines: Sequence[Points]) -> float:
        """The distance up or down to the nearest line over the box's width; nought when one goes through it."""
        return min((self._distance(y) for line in lines for y in self._heights(line)), default=ENOUGH)

    def _heights(self, line: Points) -> list[float]:
        inside = [y for x, y in line if self.left <= x <= self.right]
        return inside + [y for x in (self.left, self.right) if (y := height_at(line, x)) is not None]

    def _distance(self, y: float) -> float:
        return max(self.top - y, y - self.bottom, 0.0)


def height_at(line: Points, x: float) -> float | None:
    """The line's height at x, between its points; None outside it."""
    for (x1, y1), (x2, y2) in pairwise(line):
        if x1 <= x <= x2:
            return y1 if x2 == x1 else y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    return None


def place_names(names: Sequence[str], lines: Sequence[Points]) -> list[tuple[float, float]]:
    """For each name the right end and the foot of its text, as far right as there is room for it."""
    return _places(tuple(names), tuple(map(tuple, lines)))


# Five hundred boxes are tried for each name; what a page draws is most often what it drew last.
@lru_cache(maxsize=64)
def _places(names: tuple[str, ...], lines: tuple[tuple[tuple[float, float], ...], ...]) -> list[tuple[float, float]]:
    taken: list[Box] = []
    places = []
    for name, line in zip(names, lines, strict=True):
        box = _best(len(name) * CHARACTER, line, lines, taken)
        taken.append(box)
        places.append((box.right, box.bottom - 1))
    return places


def _best(width: float, line: Points, lines: Sequence[Points], taken: Sequence[Box]) -> Box:
    boxes = [box for box in _beside(width, line) if not any(box.meets(other) for other in taken)]
    if not boxes:
        x, y = line[-1] if line else (100.0, 50.0)
        return Box(x - width, x, y + GAP, y + GAP + HEIGHT)
    return max(boxes, key=lambda box: min(box.room(lines), ENOUGH) + box.right / 50)


def _beside(width: float, line: Points) -> list[Box]:
    """Places over and under the line that lie inside the drawing."""
    boxes = []
    for step in range(STEPS + 1):
        right = width + (100 - width) * step / STEPS
        heights = [y for x in (right - width, right - width / 2, right) if (y := height_at(line, x)) is not None]
        if len(heights) == 3:
            over, under = min(heights) - GAP, max(heights) + GAP
            boxes += [Box(right - width, right, over - HEIGHT, over), Box(right - width, right, under, under + HEIGHT)]
    return [box for box in boxes if box.top >= -4 and box.bottom <= 98]
