"""Municipal employments of the participants, by form and sex, and what came 90 days after they ended (P-083, P-084).

Sums only, after disclosure control: a cell is judged by the employments and by the people behind them, since one
person may have had several. What two branches have both written of is counted once.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from samkraft.people.choices import Sex
from samkraft.people.list_of_codes import choices_of
from samkraft.people.pathway.followup_actions import EMPLOYMENT_ENDED
from samkraft.programmes.definition import FollowUp, ProgrammeDefinition
from samkraft.programmes.models import Programme
from samkraft.steering.disclosure import hidden_cells
from samkraft.steering.measures import facts_on, query
from samkraft.steering.population import FIGURES
from samkraft.steering.scorecard import remembered

FORMS = "municipal_employment_forms"
NOT_ANSWERED = "not_answered"
SEXES = (Sex.WOMAN, Sex.MAN)
# The city reports those that reach day 90 from January to November, since it writes its report in December (P-084).
LAST_MONTH = 11

_BEGUN = """
    select form, sex, count(*), count(distinct case_id) from (
        select distinct p.case_id, p.sex, m.form, m.starts_on
        from people p join employers_municipalemployment m on m.case_id = p.case_id
        where m.starts_on between %(first)s and least(%(last)s::date, %(on)s)) begun
    group by 1, 2"""
_DAY_90 = """
    select outcome, sex, count(*), count(distinct case_id) from (
        select distinct on (p.case_id, u.due_on) p.case_id, p.sex,
               case when u.done_on <= %(on)s and u.outcome <> '' then u.outcome else %(not_answered)s end as outcome
        from people p join people_followup u on u.case_id = p.case_id and u.kind = any(%(kinds)s)
        where u.due_on between %(first)s and least(%(last)s::date, %(on)s)
        order by p.case_id, u.due_on, (u.done_on is null), u.done_on, u.id) ended
    group by 1, 2"""


@dataclass(frozen=True)
class Line:
    """A row of a table; None is a number that isn't shown."""

    name: str
    women: int | None
    men: int | None
    all: int | None


@dataclass(frozen=True)
class Table:
    """A table by sex with its sum last, and whether anything in it is hidden."""

    lines: list[Line]
    total: Line
    has_hidden: bool

    @property
    def is_empty(self) -> bool:
        return self.total.all == 0


def begun(programme: Programme, definition: ProgrammeDefinition, year: int, on: date) -> Table:
    """The employments that began in a year, by form of support (P-083)."""
    days = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    return _table(choices_of(FORMS, on), _counted("begun", programme, definition, on, _BEGUN, days))


def day_90(programme: Programme, definition: ProgrammeDefinition, year: int, on: date) -> Table:
    """What had come of the employments whose day 90 lay from January to November of a year (P-084)."""
    kinds = checks(definition)
    words = [pair for kind in kinds for pair in choices_of(kind.outcomes, on)]
    words.append((NOT_ANSWERED, _("Inte besvarad än")))
    asked = {
        "first": date(year, 1, 1), "last": date(year, LAST_MONTH, 30), "kinds": [kind.code for kind in kinds],
        "not_answered": NOT_ANSWERED,
    }  # fmt: skip
    return _table(words, _counted("day_90", programme, definition, on, _DAY_90, asked))


def checks(definition: ProgrammeDefinition) -> list[FollowUp]:
    """The programme's follow-ups of an ended employment."""
    return [row for row in definition.follow_ups if row.anchor == EMPLOYMENT_ENDED]


def _counted(name, programme, definition, on, sql, arguments):
    """(row, sex) → (employments, people)."""
    given = facts_on(programme.pk, definition, on) | arguments
    key = f"employments:{name}:{arguments['first']}"
    rows = remembered(key, programme, on, lambda: query(FIGURES + sql, given))
    return {(row, sex): (n, people) for row, sex, n, people in rows}


def _table(names, counted) -> Table:
    cells = {(code, sex): counted.get((code, sex), (0, 0)) for code, _name in names for sex in SEXES}
    hidden = hidden_cells({cell: n for cell, (n, _people) in cells.items()})
    hidden |= hidden_cells({cell: people for cell, (_n, people) in cells.items()})
    numbers = {cell: n for cell, (n, _people) in cells.items()}
    lines = [_line(name, code, numbers, hidden, [code]) for code, name in names]
    return Table(lines, _line(_("Alla"), None, numbers, hidden, [code for code, _name in names]), bool(hidden))


def _line(name, code, numbers, hidden, codes) -> Line:
    women, men = (sum(numbers[row, sex] for row in codes) for sex in SEXES)
    told = (((code, Sex.WOMAN), women), ((code, Sex.MAN), men), ((code, None), women + men))
    return Line(name, *(None if cell in hidden else n for cell, n in told))
