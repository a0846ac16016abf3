"""An indicator divided by the programme's cuts (P-014), after disclosure control.

A cut is shown as far as Samkraft holds its facts. What isn't known (where somebody was born, how long she has had
support) stays a gap that says so: no figure is guessed.
"""

from dataclasses import dataclass

from samkraft.programmes.definition import Cut
from samkraft.steering.disclosure import hidden_cells
from samkraft.steering.measures import by_group, kind_of, value_of

_AGE = "extract(year from e.opened_on)::int - e.birth_year"
_SCHOOLING = {
    "compulsory_or_unknown": ("compulsory", "unknown"),
    "upper_secondary": ("upper_secondary",),
    "other": ("other",),
    "compulsory_school": ("compulsory",),
}


@dataclass(frozen=True)
class Group:
    """One group of a cut: its value, of women and of men, None where not shown."""

    name: str
    value: object
    women: object
    men: object
    is_known: bool = True


def divided(card, indicator, cut: Cut) -> list[Group]:
    """The groups of a cut with the indicator's value in each."""
    known = [(group, _condition(group.code)) for group in cut.groups]
    return [
        _group(card, indicator, group.name, condition)
        if condition
        else Group(group.name, None, None, None, is_known=False)
        for group, condition in known
    ]


def _condition(code: str) -> str:
    """The group as SQL over ``everyone e``; empty when Samkraft doesn't hold the fact."""
    if code in _SCHOOLING:
        return "e.schooling in ({})".format(", ".join(f"'{value}'" for value in _SCHOOLING[code]))
    low, _dash, high = code.partition("-")
    if low.isdigit() and high.isdigit():
        return f"{_AGE} between {int(low)} and {int(high)}"
    return ""


def _group(card, indicator, name, condition) -> Group:
    """One group beside all others, by sex: a table of its own, since groups may overlap."""
    rows = by_group(card.programme.pk, card.definition, card.on, indicator, f"coalesce({condition}, false)", {})
    kind = kind_of(indicator)
    numbers = {(inside, sex): (n, d) for inside, sex, n, d in rows}
    hidden = _hidden(kind, numbers)
    parts = {sex: numbers.get((True, sex), (0, 0)) for sex in ("woman", "man")}
    total = tuple(sum(part[i] or 0 for part in parts.values()) for i in (0, 1))

    def shown(cell, n, d):
        return None if cell in hidden else value_of(kind, n, d)

    return Group(
        name,
        shown((True, None), *total),
        shown((True, "woman"), *parts["woman"]),
        shown((True, "man"), *parts["man"]),
    )


def _hidden(kind, numbers):
    cells = {(i, s): int(numbers.get((i, s), (0, 0))[0]) for i in (True, False) for s in ("woman", "man")}
    hidden = hidden_cells(cells)
    if kind == "share":
        rest = {key: int(numbers.get(key, (0, 0))[1] or 0) - count for key, count in cells.items()}
        hidden |= hidden_cells(rest)
    return hidden
