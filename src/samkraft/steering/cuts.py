"""An indicator divided by the programme's cuts (P-014), after disclosure control.

A cut is shown as far as Samkraft holds its facts. What isn't known (where somebody was born) stays a gap that says
so: no figure is guessed. Who has refused statistics stands in no group.
"""

from dataclasses import dataclass
from decimal import Decimal

from samkraft.programmes.definition import Cut
from samkraft.steering.disclosure import hidden_beside_totals, same_people
from samkraft.steering.measures import by_group, kind_of, value_of

SEXES = ("woman", "man")
_AGE = "extract(year from e.opened_on)::int - e.birth_year"
_SCHOOLING = {
    "compulsory_or_unknown": ("compulsory", "unknown"),
    "upper_secondary": ("upper_secondary",),
    "other": ("other",),
    "compulsory_school": ("compulsory",),
}
# How long before enrolment the first benefit that an authority knows of began (P-014).
_SUPPORT = {
    "over_one_year": "supports.since < e.opened_on - interval '1 year'",
    "one_year_or_less": "supports.since >= e.opened_on - interval '1 year'",
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
    """The groups of a cut with the indicator's value in each.

    Groups of one fact (age bands, schooling) share a table with everybody else; groups that may overlap are each
    judged beside all others. The totals stand on the same page, so they count as known to the reader. What counts the
    same people stands on a page of its own with the same cut: what is hidden there is hidden here. They are counted on
    the day of the card's own figures, which they add up to.
    """
    known = [(group, _condition(group.code)) for group in cut.groups]
    conditions = [condition for _group, condition in known if condition]
    tables = [conditions] if _is_one_fact(conditions) else [[condition] for condition in conditions]
    others = [other for other in same_people(card.definition.indicators, indicator) if cut.code in other.cuts]
    found = {}
    for table in tables:
        found |= _table(card, indicator, table, others)
    unknown = (None, None, None)
    return [Group(group.name, *found.get(condition, unknown), bool(condition)) for group, condition in known]


def _condition(code: str) -> str:
    """The group as SQL over ``everyone e``; empty when Samkraft doesn't hold the fact."""
    if code in _SCHOOLING:
        return "e.schooling in ({})".format(", ".join(f"'{value}'" for value in _SCHOOLING[code]))
    if code in _SUPPORT:
        return _SUPPORT[code]
    low, _dash, high = code.partition("-")
    if low.isdigit() and high.isdigit():
        return f"{_AGE} between {int(low)} and {int(high)}"
    return ""


def _is_one_fact(conditions):
    return len({condition.split(" ")[0] for condition in conditions}) == 1


def _table(card, indicator, conditions, others) -> dict[str, tuple]:
    """Condition → (all, women, men), None where not shown."""
    group, groups = _group_of(conditions), range(-1, len(conditions))
    kind, numbers = kind_of(indicator), _numbers(card, indicator, group)
    hidden = _hidden(kind, numbers, groups)
    for other in others:
        hidden |= _hidden(kind_of(other), _numbers(card, other, group), groups)
    return {condition: _values(kind, numbers, hidden, i) for i, condition in enumerate(conditions)}


def _group_of(conditions) -> str:
    """The number of the group that a person of ``everyone e`` stands in, −1 for none."""
    cases = " ".join(f"when {condition} then {i}" for i, condition in enumerate(conditions))
    return f"case when not e.allows_statistics then -1 {cases} else -1 end"


def _numbers(card, indicator, group):
    rows = by_group(card.programme.pk, card.definition, card.counted_on, indicator, group)
    return {(i, sex): (int(n), int(d or 0)) for i, sex, n, d in rows}


def _values(kind, numbers, hidden, group):
    parts = {sex: numbers.get((group, sex), (0, 0)) for sex in SEXES}
    total = tuple(map(sum, zip(*parts.values(), strict=True)))
    shown = [((group, None), total), *(((group, sex), parts[sex]) for sex in SEXES)]
    return tuple(None if cell in hidden else value_of(kind, *_decimals(n_d)) for cell, n_d in shown)


def _decimals(pair):
    return tuple(Decimal(number) for number in pair)


def _hidden(kind, numbers, groups):
    """Cells, and group totals (None), that may not be shown."""
    counts = {(i, sex): numbers.get((i, sex), (0, 0))[0] for i in groups for sex in SEXES}
    hidden = hidden_beside_totals(counts)
    if kind in ("share", "women"):
        rest = {(i, sex): numbers.get((i, sex), (0, 0))[1] - n for (i, sex), n in counts.items()}
        hidden |= hidden_beside_totals(rest)
    return hidden
