"""Counts to type into the coordination association's follow-up: how many began and left each quarter (INT-04).

That system holds no person, only numbers by sex for each effort. So does this: by effort, quarter, sex and age band,
after disclosure control. Quarters that are over alone, and always whole, so that no two tables differ by a day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.steering.disclosure import hidden_beside_totals, hidden_cells, is_small
from samkraft.steering.measures import facts_on, query
from samkraft.steering.population import FIGURES

WHOLE = ""  # the programme itself, as one effort
SEXES = ("woman", "man")
# The bands of the social fund's indicators, so that one list serves both; the year of birth is all that is known.
BANDS = {
    "under-30": gettext_lazy("under 30 år"),
    "30-54": gettext_lazy("30–54 år"),
    "55": gettext_lazy("55 år och äldre"),
}
STATES = {
    "began": gettext_lazy("Började"),
    "completed": gettext_lazy("Slutade, genomförd"),
    "interrupted": gettext_lazy("Slutade, avbruten"),
    "discharged": gettext_lazy("Skrevs ut"),
}

_COUNTED = """
    select effort, state, date_trunc('quarter', day)::date, sex,
        case when extract(year from day)::int - birth_year < 30 then 'under-30'
             when extract(year from day)::int - birth_year < 55 then '30-54' else '55' end,
        count(distinct case_id)::int
    from (
        select '' as effort, 'began' as state, opened_on as day, sex, birth_year, case_id from people
        union all select '', 'discharged', closed_on, sex, birth_year, case_id from people where closed_on is not null
        union all select a.type, 'began', a.started_on, p.sex, p.birth_year, p.case_id
            from activities a join people p using (case_id) where a.started_on is not null
        union all select a.type, a.state, a.ended_on, p.sex, p.birth_year, p.case_id
            from activities a join people p using (case_id)
            where a.ended_on is not null and a.state in ('completed', 'interrupted')) moves
    where day < %(before)s group by 1, 2, 3, 4, 5"""


@dataclass(frozen=True)
class Quarter:
    """Three months that are over."""

    start: date

    @property
    def code(self) -> str:
        """As it stands in an address: ``2021-2``."""
        return f"{self.start.year}-{(self.start.month + 2) // 3}"

    @property
    def name(self) -> str:
        """As it is said."""
        return _("kvartal %(n)s %(year)s") % {"n": (self.start.month + 2) // 3, "year": self.start.year}


@dataclass(frozen=True)
class Line:
    """How many did one thing in an effort: all, of one sex, or of one sex and age; None where it may not be told."""

    effort: str
    state: str
    total: int | None
    sexes: dict[str, int | None]
    cells: dict[tuple[str, str], int | None]


def quarters(first: date, on: date) -> list[Quarter]:
    """The quarters from the programme's first day that are over on a day, the latest first."""
    found, start = [], _quarter_of(first)
    while (after := _quarter_of(start + timedelta(days=93))) <= on + timedelta(days=1):
        found.append(Quarter(start))
        start = after
    return found[::-1]


def _quarter_of(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def lines(programme_id: int, definition, quarter: Quarter, on: date) -> list[Line]:
    """Each effort's lines of a quarter, the programme first, efforts in the programme file's order."""
    counted = _counts(programme_id, definition, on)
    order = [WHOLE, *(one.code for one in definition.activity_types)]
    return [
        _line(effort, state, counted[effort, state], quarter.start)
        for effort in order for state in STATES if (effort, state) in counted
    ]  # fmt: skip


def _counts(programme_id, definition, on) -> dict[tuple[str, str], dict]:
    """(effort, state) → (quarter, sex, band) → how many: all quarters, for each is judged beside the rest."""
    found: dict[tuple[str, str], dict] = {}
    parameters = facts_on(programme_id, definition, on) | {"before": _quarter_of(on + timedelta(days=1))}
    for effort, state, start, sex, band, number in query(FIGURES + _COUNTED, parameters):
        found.setdefault((effort, state), {})[start, sex, band] = number
    return found


def _line(effort, state, counted, start) -> Line:
    cells = {(band, sex): counted.get((start, sex, band), 0) for band in BANDS for sex in SEXES}
    sexes = {sex: sum(cells[band, sex] for band in BANDS) for sex in SEXES}
    gone = _hidden_in_time(counted)
    nothing = dict.fromkeys(SEXES), dict.fromkeys(cells)
    if (start, None) in gone or is_small(sum(sexes.values())):
        return Line(effort, state, None, *nothing)
    if any((start, sex) in gone for sex in SEXES):
        return Line(effort, state, sum(sexes.values()), *nothing)
    hidden = hidden_cells(cells)
    told = {cell: None if cell in hidden else number for cell, number in cells.items()}
    return Line(effort, state, sum(sexes.values()), dict(sexes), told)


def _hidden_in_time(counted) -> set:
    """Quarters, and sexes in them, that may not be told: the sums over time stand on the scorecard."""
    by_quarter: dict[tuple, int] = {}
    for (start, sex, _band), number in counted.items():
        by_quarter[start, sex] = by_quarter.get((start, sex), 0) + number
    starts = {start for start, _sex in by_quarter}
    return hidden_beside_totals({(start, sex): by_quarter.get((start, sex), 0) for start in starts for sex in SEXES})


def rows_of_file(found: list[Line], programme, definition, quarter: Quarter) -> Iterator[list[str]]:
    """The file's rows: one for each number, empty where it may not be told."""
    yield [_("Insats"), _("Inriktning"), _("Period"), _("Läge"), _("Kön"), _("Ålder"), _("Antal")]
    for line in found:
        start = [effort_name(line.effort, programme, definition), _("Individinriktad"), quarter.code]
        start.append(str(STATES[line.state]))
        yield [*start, _("alla"), _("alla"), _number(line.total)]
        for sex in SEXES:
            yield [*start, sex_name(sex), _("alla"), _number(line.sexes[sex])]
            for band, name in BANDS.items():
                yield [*start, sex_name(sex), str(name), _number(line.cells[band, sex])]


def effort_name(effort, programme, definition) -> str:
    """What an effort is called in the list."""
    return definition.activity_type(effort).name if effort else programme.name


def sex_name(sex) -> str:
    """As in the association's form."""
    return _("kvinnor") if sex == "woman" else _("män")


def _number(value):
    return "" if value is None else str(value)
