"""What of the figures may be shown: fewer than five people never, nor what would give them away.

An indicator's people by sex are one table. Indicators that count the same people are hidden together, and a whole
is hidden where one of its parts is (to work or studies = to work + to studies).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from samkraft.programmes.definition import Indicator
from samkraft.steering.measures import COUNTINGS, Figure, kind_of
from samkraft_analysis.disclosure_control import suppress

THRESHOLD = 5
Cells = dict[tuple[str | None, str | None], int]
Key = tuple


@dataclass(frozen=True)
class Shown:
    """A figure as it may be shown; ``hidden`` names the parts that are not: total, women, men."""

    figure: Figure
    hidden: frozenset[str] = frozenset()


def hidden_cells(cells: Mapping[tuple[str, str], int]) -> set[tuple[str | None, str | None]]:
    """The cells of a two-way table that may not be shown; None stands for a total."""
    if all(count == 0 or count >= THRESHOLD for count in cells.values()):
        return set()
    found = suppress(_frame(cells), "count", "row", "column", THRESHOLD, totals="protected", zeros="shown")
    return {(row["row"], row["column"]) for row in found.iter_rows(named=True) if row["shown"] is None}


def hidden_beside_totals(cells: Mapping[tuple[int, str], int]) -> set[tuple[int, str | None]]:
    """As ``hidden_cells`` where the reader sees the column totals and the sum elsewhere; rows in ``cells`` are groups.

    Row totals are shown unless they are small. Where nothing can protect the cells, none is shown.
    """
    groups = {row for row, _column in cells}
    totals = [(row, sum(n for (r, _column), n in cells.items() if r == row)) for row in groups]
    if all(n == 0 or n >= THRESHOLD for n in [*cells.values(), *(n for _row, n in totals)]):
        return set()
    try:
        found = suppress(_frame(cells), "count", "row", "column", THRESHOLD, zeros="shown")
    except ValueError:
        return {*cells, *((row, None) for row in groups)}
    hidden = {(row["row"], row["column"]) for row in found.iter_rows(named=True) if row["shown"] is None}
    return hidden | {(row, None) for row, n in totals if 0 < n < THRESHOLD}


def _frame(cells):
    rows = [(row, column, count) for (row, column), count in cells.items()]
    return pl.DataFrame(rows, schema=["row", "column", "count"], orient="row")


def protect(indicators: Iterable[Indicator], figures: Mapping[str, Figure]) -> dict[str, Shown]:
    """Every indicator's figures with what must not be shown taken out."""
    rows = [row for row in indicators if row.code in figures]
    hidden: dict[Key, set[str]] = {}
    for row in rows:
        hidden.setdefault(_people_of(row), set()).update(_hidden_of(row, figures[row.code]))
    _hide_wholes(hidden)
    return {row.code: _shown(row, figures[row.code], frozenset(hidden[_people_of(row)])) for row in rows}


def _people_of(row: Indicator) -> Key:
    """Indicators with the same key count the same people."""
    measure = row.measure
    if measure is None:
        return (row.code,)
    name = COUNTINGS[measure.name].same_as or measure.name
    arguments = (measure.within_days, measure.activity_types, measure.referral_branch, measure.follow_up)
    waits = (measure.from_event, measure.to_event, measure.limit, measure.phase)
    return (name, frozenset(measure.outcome_groups), *arguments, *waits)


def family_of(indicators: Iterable[Indicator], row: Indicator) -> list[Indicator]:
    """The indicators that must be judged together with this one."""
    return [other for other in indicators if _people_of(other)[0] == _people_of(row)[0]]


def same_people(indicators: Iterable[Indicator], row: Indicator) -> list[Indicator]:
    """The other indicators that count exactly the same people, such as the share of a count."""
    return [other for other in indicators if other.code != row.code and _people_of(other) == _people_of(row)]


def _hidden_of(row: Indicator, figure: Figure) -> set[str]:
    """Which of total, women and men must be hidden, looking at this indicator alone."""
    kind = kind_of(row)
    if kind == "days":
        parts = {"total": figure.denominator, "women": figure.women_of, "men": figure.men_of}
        return {name for name, people in parts.items() if people is not None and 0 < people < THRESHOLD}
    cells = _cells(kind, figure)
    hidden = hidden_cells(cells) if cells else set()
    # A share is known when the rest is: both cells of a row stand or fall together.
    names = {None: "total", "women": "women", "men": "men"}
    return {names[sex] for sex, column in hidden if column != "all"}


def _cells(kind, figure) -> dict[tuple[str, str], int]:
    if kind == "women":
        women, everyone = int(figure.numerator), int(figure.denominator)
        return {("women", "in"): women, ("men", "in"): everyone - women}
    if figure.women is None or figure.men is None:
        return {}
    cells = {("women", "in"): int(figure.women), ("men", "in"): int(figure.men)}
    if kind == "share":
        cells[("women", "rest")] = int(figure.women_of - figure.women)
        cells[("men", "rest")] = int(figure.men_of - figure.men)
    return cells


def _hide_wholes(hidden: dict[Key, set[str]]) -> None:
    """Where a part is hidden the whole is too, or the difference would tell."""
    for key, parts in list(hidden.items()):
        if key[0] == "to_outcome" and parts:
            for other in hidden:
                if other[0] == "to_outcome" and other[1] > key[1]:
                    hidden[other] |= parts


def _shown(row: Indicator, figure: Figure, hidden: frozenset[str]) -> Shown:
    if kind_of(row) == "women" and hidden:
        # The numerator is the women and the denominator everyone: one gives the other away.
        hidden = frozenset({"total"})
    gone: dict[str, Decimal | None] = {}
    if "total" in hidden:
        gone |= {"numerator": None, "denominator": None}
    for sex in ("women", "men"):
        if sex in hidden:
            gone |= {sex: None, f"{sex}_of": None}
    return Shown(replace(figure, **gone), hidden)
