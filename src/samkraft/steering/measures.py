"""The programme's indicators, counted by the figures role: a few statements for all of them.

Who reads this has no acting branch: the connection ``figures`` may read the columns that the models name in
``figure_columns``, never a name, a number or free text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connections

from samkraft.programmes.definition import Indicator, ProgrammeDefinition
from samkraft.steering.counting import Counting, Kind
from samkraft.steering.measures_outcomes import OUTCOMES
from samkraft.steering.measures_way import WAY
from samkraft.steering.population import FIGURES, OWN
from samkraft.steering.waits import Waits, decided_types, groups_sql, handover_answers, still_waiting_sql, summary, told

WAITS = Counting("days", "", events=True)
COUNTINGS: dict[str, Counting] = WAY | OUTCOMES | {"waits": WAITS}


@dataclass(frozen=True)
class Figure:
    """An indicator's figures on a day. For waits the numerators are medians and the ``of`` are waits.

    ``people`` (of measures of events): part → [who are counted, who have something left out, all], as people.
    """

    numerator: Decimal | None
    denominator: Decimal | None = None
    women: Decimal | None = None
    women_of: Decimal | None = None
    men: Decimal | None = None
    men_of: Decimal | None = None
    people: dict[str, list[int]] | None = None


def kind_of(indicator: Indicator) -> Kind:
    """How the indicator's numerator and denominator make its value."""
    if indicator.measure is not None:
        return COUNTINGS[indicator.measure.name].kind
    return "share" if indicator.unit == "share" else "count"


def value_of(kind: Kind, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The figure to show: the count, the days, or the numerator as a share of the denominator."""
    if numerator is None or kind in ("count", "days"):
        return numerator
    return numerator / denominator if denominator else None


def figures(
    programme_id: int, definition: ProgrammeDefinition, on: date, indicators: Iterable[Indicator] | None = None
) -> dict[str, Figure]:
    """Indicator code → figures at the end of a day, for every indicator that is counted from cases."""
    wanted = definition.indicators if indicators is None else indicators
    counted = [(row, row.measure) for row in wanted if row.figures_from == "cases" and row.measure is not None]
    people = [(row, measure) for row, measure in counted if measure.name != "waits"]
    found = _counted(programme_id, definition, on, people)
    for row, measure in counted:
        if measure.name == "waits":
            found[row.code] = _median(waits_of(programme_id, definition, on, measure.from_event, measure.to_event))
    return found


_ARM = """
    select %(arg_code)s::text, coalesce(sum(r.n), 0), sum(r.d),
           coalesce(sum(r.n) filter (where e.sex = 'woman'), 0), sum(r.d) filter (where e.sex = 'woman'),
           coalesce(sum(r.n) filter (where e.sex = 'man'), 0), sum(r.d) filter (where e.sex = 'man'), {people}
    from ({sql}) r join everyone e on e.case_id = r.case_id"""
# The people behind events; elsewhere each person is one.
_BEHIND = """
           count(*) filter (where r.n > 0), count(*) filter (where r.d > r.n), count(*),
           count(*) filter (where r.n > 0 and e.sex = 'woman'), count(*) filter (where r.d > r.n and e.sex = 'woman'),
           count(*) filter (where e.sex = 'woman'),
           count(*) filter (where r.n > 0 and e.sex = 'man'), count(*) filter (where r.d > r.n and e.sex = 'man'),
           count(*) filter (where e.sex = 'man')"""
_NOBODY = ", ".join(["null::bigint"] * 9)


def _counted(programme_id, definition, on, people):
    if not people:
        return {}
    parameters, arms = facts_on(programme_id, definition, on), []
    for number, (row, measure) in enumerate(people):
        counting = COUNTINGS[measure.name]
        prefix = f"i{number}_"
        behind = _BEHIND if counting.events else _NOBODY
        arms.append(_ARM.format(sql=counting.sql, people=behind).replace("%(arg_", f"%({prefix}"))
        given = counting.arguments(definition, measure) | {"code": row.code}
        parameters |= {f"{prefix}{name}": value for name, value in given.items()}
    countings = {row.code: COUNTINGS[measure.name] for row, measure in people}
    rows = query(FIGURES + " union all ".join(arms), parameters)
    return {code: _figure(countings[code], numbers[:6], numbers[6:]) for code, *numbers in rows}


def _figure(counting, numbers, people):
    n, d, women, women_of, men, men_of = (None if v is None else Decimal(v) for v in numbers)
    behind = dict(zip(("total", "women", "men"), _threes(people), strict=True)) if counting.events else None
    if counting.kind == "count":
        return Figure(n, None, women, None, men, None, behind)
    nought = Decimal(0)
    if counting.kind == "women":
        return Figure(n, d or nought)
    return Figure(n, d or nought, women, women_of or nought, men, men_of or nought, behind)


def _threes(numbers):
    """The numbers of all, of women and of men, three and three."""
    return [list(numbers[i : i + 3]) for i in (0, 3, 6)]


def waits_of(programme_id: int, definition: ProgrammeDefinition, on: date, from_event: str, to_event: str) -> Waits:
    """The waits of a stretch on a day, by length, state, sex and branch."""
    parameters = facts_on(programme_id, definition, on) | _of_stretch(definition, from_event, to_event)
    return told(query(f"{FIGURES} {groups_sql(from_event, to_event)}", parameters))


def _of_stretch(definition, from_event, to_event):
    return {
        "decided_types": decided_types(definition, from_event, to_event),
        "handover_answers": handover_answers(to_event),
    }


def _median(waits: Waits) -> Figure:
    numbers, people = [], {}
    for name, sex in (("total", None), ("women", "woman"), ("men", "man")):
        part = summary(group for group in waits.groups if sex in (None, group.sex))
        numbers += [None if part.median is None else Decimal(part.median), Decimal(part.people)]
        people[name] = [waits.persons.get((None, sex, None), 0)] * 3
    return Figure(*numbers, people)


_BY_CUT = """
    select {group}, e.sex, coalesce(sum(r.n), 0), sum(r.d)
    from ({sql}) r join everyone e on e.case_id = r.case_id {facts} group by 1, 2"""
_SUPPORTS = "left join supports on supports.case_id = e.case_id"


def by_group(
    programme_id: int, definition: ProgrammeDefinition, on: date, indicator: Indicator, group: str
) -> list[tuple]:
    """(group, sex, n, d) of one indicator; *group* is an SQL expression of ``everyone`` from this package."""
    counting = COUNTINGS[indicator.measure.name]
    given = counting.arguments(definition, indicator.measure)
    facts = _SUPPORTS if "supports." in group else ""
    sql = _BY_CUT.format(group=group, sql=counting.sql, facts=facts)
    arguments = {f"arg_{name}": value for name, value in given.items()}
    return query(FIGURES + sql, facts_on(programme_id, definition, on) | arguments)


def own_cases(programme_id, definition, on, indicator, branch_id, mine):
    """The ids among *mine* that the figure counts, by what the acting branch itself may see (row-level security).

    Behind a wait stand those who still wait: what is to be done something about.
    """
    measure = indicator.measure
    parameters = facts_on(programme_id, definition, on) | {"branch": branch_id, "mine": list(mine)}
    if measure.name == "waits":
        counted = f"select distinct case_id, 1 as n from ({still_waiting_sql(measure.from_event, measure.to_event)}) w"
        parameters |= _of_stretch(definition, measure.from_event, measure.to_event)
    else:
        counting = COUNTINGS[measure.name]
        counted = f"select case_id, n from ({counting.sql}) r"
        parameters |= {f"arg_{name}": value for name, value in counting.arguments(definition, measure).items()}
    # A page that is read may only SELECT: the statement begins with that word.
    sql = f"select case_id from ({OWN} {counted}) own where n > 0"
    return [case_id for (case_id,) in query(sql, parameters, alias="default")]


def facts_on(programme_id: int, definition: ProgrammeDefinition, on: date) -> dict[str, Any]:
    """What the facts of ``population`` ask for: whose, when, and which reasons mean that an enrolment doesn't count."""
    reasons = [reason.code for reason in definition.discharge_reasons if not reason.enrolment_counts]
    return {"programme": programme_id, "on": on, "uncounted": reasons}


def query(sql, parameters, alias="figures"):
    """All rows of one statement."""
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
