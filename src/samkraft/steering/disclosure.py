"""What of the figures may be shown: fewer than five people never, nor what would give them away.

A figure is judged by the people behind it, on every side that a reader can work out: those it counts, and the rest of
those who could have been counted, for all, women and men. The number enrolled stands on the same page, so the rest of
a count is known. Indicators that count the same people are hidden together, and a whole is hidden where one of its
parts is (to work or studies = to work + to studies). How many refused statistics is a counter, not protected.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from samkraft.programmes.definition import Indicator
from samkraft.steering.measures import COUNTINGS, Figure, kind_of
from samkraft_analysis.disclosure_control import suppress

THRESHOLD = 5
PARTS = ("total", "women", "men")
SEXES = frozenset({"women", "men"})
ALL = frozenset(PARTS)
Key = tuple
# Whose figures tell the rest of others: everyone enrolled, all who take part in the figures, who is left, who reached.
_BASES = ("enrolled", "workplace_share", "outcome_share")
# Whose people are among those of another: measure → the measures that it can be taken from.
_AMONG = {"phase_reached": ("phase_reached",), "plan_within_days": ("joint_plan_published",)}
_REMAINDER = ("stock", "to_outcome", "clarified_by_plan_share")


@dataclass(frozen=True)
class Shown:
    """A figure as it may be shown; ``hidden`` names the parts that are not: total, women, men.

    ``is_few``: it is hidden because it counts fewer than five people itself, not because the rest of them are few.
    """

    figure: Figure
    hidden: frozenset[str] = frozenset()
    is_few: bool = False


def is_small(people: int | None) -> bool:
    """Whether that many people may not be told."""
    return people is not None and 0 < people < THRESHOLD


# ---------- tables ----------


def hidden_cells(cells: Mapping[tuple[str, str], int]) -> set[tuple[str | None, str | None]]:
    """The cells of a two-way table that may not be shown; None stands for a total.

    The sum of all stands elsewhere: one row's total is never hidden alone.
    """
    if not any(is_small(count) for count in cells.values()):
        return set()
    found = suppress(_frame(cells), "count", "row", "column", THRESHOLD, totals="protected", zeros="shown")
    hidden = {(row["row"], row["column"]) for row in found.iter_rows(named=True) if row["shown"] is None}
    totals = {row: sum(n for (r, _column), n in cells.items() if r == row) for row, _column in cells}
    alone = {row for row in totals if (row, None) in hidden}
    return hidden | {(row, None) for row in _in_company(alone, totals)}


def _in_company(hidden, totals):
    """Rows that must be hidden with those hidden, smallest first, so that their sum tells none of them."""
    together = set(hidden)
    for row in sorted((row for row in totals if row not in hidden and totals[row]), key=lambda row: totals[row]):
        if not together or (len(together) > 1 and sum(totals[row] for row in together) >= THRESHOLD):
            break
        together.add(row)
    return together


def hidden_beside_totals(cells: Mapping[tuple[int, str], int]) -> set[tuple[int, str | None]]:
    """As ``hidden_cells`` where the reader sees the column totals and the sum elsewhere; rows in ``cells`` are groups.

    Row totals are shown unless they are small. Where nothing can protect the cells, none is shown.
    """
    groups = {row for row, _column in cells}
    totals = [(row, sum(n for (r, _column), n in cells.items() if r == row)) for row in groups]
    if not any(is_small(n) for n in [*cells.values(), *(n for _row, n in totals)]):
        return set()
    try:
        found = suppress(_frame(cells), "count", "row", "column", THRESHOLD, zeros="shown")
    except ValueError:
        return {*cells, *((row, None) for row in groups)}
    hidden = {(row["row"], row["column"]) for row in found.iter_rows(named=True) if row["shown"] is None}
    return hidden | {(row, None) for row, n in totals if is_small(n)}


def _frame(cells):
    rows = [(row, column, count) for (row, column), count in cells.items()]
    return pl.DataFrame(rows, schema=["row", "column", "count"], orient="row")


def too_close(counts: Sequence[int | None]) -> set[int]:
    """Which of a series of counts, the latest last, must be left out: what differs by one to four tells of so many.

    The latest always stands; each one before it is held against the nearest later one that stands.
    """
    left_out, later = set(), None
    for i in reversed(range(len(counts))):
        count = counts[i]
        if count is None:
            continue
        if later is not None and is_small(abs(later - count)):
            left_out.add(i)
        else:
            later = count
    return left_out


def safe_series(counts: Sequence[int]) -> list[int | None]:
    """A count month by month without small ones and small steps."""
    left_out = too_close(counts)
    return [None if i in left_out or is_small(count) else count for i, count in enumerate(counts)]


def safe_stock(enrolled: Sequence[int], stock: Sequence[int]) -> list[int | None]:
    """The stock month by month beside those enrolled: the difference tells how many have left, each month too."""
    left = [all_of_them - present for all_of_them, present in zip(enrolled, stock, strict=True)]
    left_out = too_close(left)
    return [
        None if i in left_out or is_small(present) or is_small(left[i]) else present for i, present in enumerate(stock)
    ]


# ---------- indicators ----------


def protect(indicators: Iterable[Indicator], figures: Mapping[str, Figure]) -> dict[str, Shown]:
    """Every indicator's figures with what must not be shown taken out."""
    rows = [row for row in indicators if row.code in figures]
    counted = [row for row in rows if row.measure is not None]
    counted.sort(key=lambda row: row.measure.name != "enrolled")  # what is shown of everyone decides on the others
    everyone = _everyone(counted, figures)
    hidden: dict[Key, frozenset[str]] = {}
    for row in counted:
        caps = _caps(everyone, hidden.get(("enrolled",), frozenset()))
        found = _hidden_of(row, figures[row.code], everyone, caps)
        key = _group(row)
        hidden[key] = hidden.get(key, frozenset()) | found
    _hide_wholes(hidden)
    _hide_remainder(counted, figures, hidden)
    _hide_steps(counted, figures, hidden)
    return {row.code: _shown(row, figures[row.code], hidden.get(_group(row), frozenset())) for row in rows}


def _group(row: Indicator) -> Key:
    key = _people_of(row)
    return ("enrolled",) if key[0] == "enrolled" else key


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
    name = _people_of(row)[0]
    names = {name, *_AMONG.get(name, ()), *_BASES, *_REMAINDER}
    return [other for other in indicators if other.code == row.code or _people_of(other)[0] in names]


def same_people(indicators: Iterable[Indicator], row: Indicator) -> list[Indicator]:
    """The other indicators that count exactly the same people, such as the share of a count."""
    return [other for other in indicators if other.code != row.code and _people_of(other) == _people_of(row)]


def _parts(*numbers) -> dict[str, int | None]:
    return {part: None if n is None else int(n) for part, n in zip(PARTS, numbers, strict=True)}


def _inside(row, figure) -> dict[str, int | None]:
    """The people that the figure counts, by part."""
    if figure.people is not None:
        return _parts(*(figure.people[part][0] for part in PARTS))
    kind = kind_of(row)
    if kind == "women":
        return _parts(figure.denominator, figure.numerator, figure.denominator - figure.numerator)
    if kind in ("days", "mean"):
        return _parts(figure.denominator, figure.women_of, figure.men_of)
    return _parts(figure.numerator, figure.women, figure.men)


def _rest(row, figure, everyone) -> dict[str, int | None]:
    """Those who could have been counted and weren't, where a reader can work them out."""
    kind, events = kind_of(row), COUNTINGS[row.measure.name].events
    if kind in ("days", "mean") or (kind == "count" and events) or row.measure.name == "enrolled":
        return _parts(None, None, None)
    if figure.people is not None:
        return _parts(*(figure.people[part][1] for part in PARTS))
    inside = _inside(row, figure)
    of = everyone if kind in ("count", "women") else _parts(figure.denominator, figure.women_of, figure.men_of)
    if COUNTINGS[row.measure.name].counter:
        of = _parts(None, None, None)
    return {part: None if of[part] is None else of[part] - inside[part] for part in PARTS}


def _everyone(rows, figures) -> dict[str, int | None]:
    """All who could be counted: those who take part in the figures, or who have been enrolled."""
    by_name = {row.measure.name: row for row in rows}
    for name in ("workplace_share", "outcome_share"):
        if name in by_name:
            figure = figures[by_name[name].code]
            return _parts(figure.denominator, figure.women_of, figure.men_of)
    return (
        _inside(by_name["enrolled"], figures[by_name["enrolled"].code])
        if "enrolled" in by_name
        else _parts(*[None] * 3)
    )


def _caps(everyone, hidden) -> dict[str, int | None]:
    """At most how many women and men a reader knows there to be."""
    return {sex: everyone["total"] if sex in hidden else everyone[sex] for sex in SEXES}


def _hidden_of(row, figure, everyone, caps) -> frozenset[str]:
    """Which of total, women and men must be hidden, looking at this indicator alone."""
    sides = [_inside(row, figure), _rest(row, figure, everyone)]
    if kind_of(row) == "mean":
        sides.append(_parts(figure.denominator, figure.women_of, figure.men_of))
    if any(is_small(side["total"]) for side in sides):
        return ALL
    if not any(is_small(side[sex]) for side in sides for sex in SEXES):
        return frozenset()
    return SEXES if _is_vague(sides[0]["total"], caps["women"], caps["men"]) else ALL


def _is_vague(total: int, *limits) -> bool:
    """Whether women and men stay unknown, within five, when their sum is told."""
    women, men = (total if limit is None else min(int(limit), total) for limit in limits)
    return women - max(0, total - men) >= THRESHOLD


# ---------- figures that add up ----------


def _hide_wholes(hidden: dict[Key, frozenset[str]]) -> None:
    """Where a part is hidden the whole is too, or the difference would tell; and all parts of a hidden whole."""
    keys = [key for key in hidden if key[0] == "to_outcome"]
    own = {key: hidden[key] for key in keys}
    for key in keys:
        parts = [other for other in keys if other[1] < key[1]]
        if own[key] and parts and frozenset[str]().union(*(part[1] for part in parts)) == key[1]:
            for part in parts:
                hidden[part] |= own[key]
        for part in parts:
            hidden[key] |= own[part]


def _hide_remainder(rows, figures, hidden) -> None:
    """Who left neither to work or studies nor without the goal, such as those who died, are known by subtraction."""
    found = {row.measure.name: row for row in rows if row.measure.name in (*_REMAINDER, "enrolled")}
    wholes = [row for row in rows if row.measure.name == "to_outcome"]
    if not wholes or not {"enrolled", "stock", "clarified_by_plan_share"} <= set(found):
        return
    whole = max(wholes, key=lambda row: len(row.measure.outcome_groups))
    told = [_inside(row, figures[row.code]) for row in (found["enrolled"], found["stock"], whole)]
    last = found["clarified_by_plan_share"]
    without = _parts(*(getattr(figures[last.code], name) for name in ("denominator", "women_of", "men_of")))
    left = {part: told[0][part] - told[1][part] - told[2][part] - without[part] for part in PARTS}
    hidden[_group(last)] |= _told_by(left)


def _hide_steps(rows, figures, hidden) -> None:
    """From stage to stage: those who have come to one and not to the next are known by subtraction."""
    for row in rows:
        for other in rows:
            if other.code == row.code or other.measure.name not in _AMONG.get(row.measure.name, ()):
                continue
            inside, outside = _inside(row, figures[row.code]), _inside(other, figures[other.code])
            found = _told_by({part: outside[part] - inside[part] for part in PARTS})
            hidden[_group(row)] |= found


def _told_by(left) -> frozenset[str]:
    """What must be hidden where those left are few."""
    if is_small(left["total"]):
        return ALL
    return SEXES if is_small(left["women"]) or is_small(left["men"]) else frozenset()


# ---------- what is left to show ----------


def _shown(row: Indicator, figure: Figure, hidden: frozenset[str]) -> Shown:
    is_few = row.measure is not None and is_small(_inside(row, figure)["total"])
    if row.measure is not None and kind_of(row) == "women" and hidden:
        # The numerator is the women and the denominator everyone: one gives the other away.
        hidden = frozenset({"total"})
    gone: dict[str, Decimal | None] = {}
    if "total" in hidden:
        gone |= {"numerator": None, "denominator": None}
    for sex in ("women", "men"):
        if sex in hidden:
            gone |= {sex: None, f"{sex}_of": None}
    return Shown(replace(figure, people=None, **gone), hidden, is_few and "total" in hidden)
