"""The flow: stock and intake against the plan, load per team, waits from stage to stage. Sums only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from samkraft.access.models import Branch
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import Programme, Team
from samkraft.programmes.pace import planned_intake
from samkraft.steering.disclosure import THRESHOLD, hidden_cells
from samkraft.steering.measures import query, wait_groups
from samkraft.steering.models import FlowSnapshot
from samkraft.steering.population import FIGURES
from samkraft.steering.scorecard import is_large, remembered
from samkraft.steering.snapshots import month_ends, version_for
from samkraft.steering.waits import WaitGroup, Waiting, summary


@dataclass(frozen=True)
class MonthEnd:
    """The register at the end of a month, beside what the plan of intake says. None: not shown, or not yet."""

    on: date
    stock: int | None
    enrolled: int | None
    planned: int


@dataclass(frozen=True)
class TeamLoad:
    """A team's participants today; None where they are too few to show."""

    name: str
    people: int | None
    women_share: float | None
    limit: int | None
    until: date | None


@dataclass(frozen=True)
class WaitRow:
    """One stretch that is waited for, all together or for one authority."""

    code: str
    name: str
    waiting: Waiting
    branch: str = ""
    hides_waiting: bool = False
    hides_people: bool = False


@dataclass(frozen=True)
class Flow:
    """Everything of the flow page."""

    on: date
    months: list[MonthEnd]
    teams: list[TeamLoad]
    waits: list[WaitRow]


def flow(programme: Programme, on: date) -> Flow:
    """The flow on a day: from live rows, or in a large register as it was kept last night."""
    numbers, counted_on = _numbers(programme, on)
    definition = version_for(programme, on).definition
    return Flow(
        counted_on,
        _months(definition, counted_on, numbers["months"]),
        _teams(programme, counted_on, numbers["teams"]),
        _waits(definition, numbers["waits"]),
    )


def _numbers(programme, on):
    if is_large(programme.pk):
        kept = FlowSnapshot.objects.filter(programme=programme, on__lte=on).order_by("-on").first()
        if kept:
            return kept.content, kept.on
    return remembered("flow", programme, on, lambda: count(programme, on)), on


def count(programme: Programme, on: date) -> dict:
    """The counts behind the page, as plain lists that can be kept."""
    definition = version_for(programme, on).definition
    parameters = {"programme": programme.pk, "on": on}
    return {
        "months": [[day.isoformat(), opened, closed] for day, opened, closed in query(_MONTHS, parameters)],
        "teams": [list(row) for row in query(_TEAMS, parameters)],
        "waits": {wait.code: _groups_of(programme, definition, on, wait) for wait in definition.waits},
    }


def keep_flow(programme: Programme, on: date) -> None:
    """Keep the counts of a day, for registers too large to count while somebody waits."""
    FlowSnapshot.objects.update_or_create(programme=programme, on=on, defaults={"content": count(programme, on)})


def _groups_of(programme, definition, on, wait):
    groups = wait_groups(programme.pk, definition, on, wait.from_event, wait.to_event)
    return [[group.days, group.people, group.state, group.sex, group.branch] for group in groups]


# ---------- stock and intake ----------

_MONTHS = f"""{FIGURES}
    select month, sum(opened)::int, sum(closed)::int from (
        select date_trunc('month', opened_on)::date as month, 1 as opened, 0 as closed from people
        union all select date_trunc('month', closed_on)::date, 0, 1 from people where closed_on is not null) x
    group by 1 order by 1"""


def _months(definition, on, rows) -> list[MonthEnd]:
    moves = [(date.fromisoformat(day), opened, closed) for day, opened, closed in rows]
    found = []
    for end in _all_month_ends(definition, on):
        enrolled = sum(opened for month, opened, _closed in moves if month <= end)
        left = sum(closed for month, _opened, closed in moves if month <= end)
        planned = round(planned_intake(definition, end))
        is_known = end <= on or (end.year, end.month) == (on.year, on.month)
        found.append(
            MonthEnd(
                end,
                _safe(enrolled - left) if is_known else None,
                _safe(enrolled) if is_known else None,
                planned,
            )
        )
    return found


def _all_month_ends(definition: ProgrammeDefinition, on: date) -> Iterable[date]:
    last = max([period.end for period in definition.intake], default=on)
    return month_ends(definition, max(last, on))


def _safe(people: int) -> int | None:
    return None if 0 < people < THRESHOLD else people


# ---------- teams ----------

_TEAMS = f"""{FIGURES}
    select team_id, count(*) filter (where sex = 'woman'), count(*) filter (where sex = 'man')
    from people where closed_on is null group by 1"""


def _teams(programme, on, rows) -> list[TeamLoad]:
    loads = {team: (women, men) for team, women, men in rows}
    teams = list(Team.objects.filter(programme=programme).in_force(on).order_by("pk"))
    cells = {(team.pk, sex): loads.get(team.pk, (0, 0))[i] for team in teams for i, sex in enumerate(("women", "men"))}
    hidden = hidden_cells(cells) if cells else set()
    return [_team(team, *loads.get(team.pk, (0, 0)), hidden) for team in teams]


def _team(team, women, men, hidden):
    is_total_hidden = (team.pk, None) in hidden
    is_sex_hidden = is_total_hidden or (team.pk, "women") in hidden or (team.pk, "men") in hidden
    people = women + men
    return TeamLoad(
        name=team.name,
        people=None if is_total_hidden else people,
        women_share=None if is_sex_hidden or not people else women / people,
        limit=team.load_limit,
        until=team.valid_until,
    )


# ---------- waits ----------


def _waits(definition, counted) -> list[WaitRow]:
    names = {branch.pk: branch.short_name for branch in Branch.objects.all()}
    rows = []
    for wait in definition.waits:
        groups = [WaitGroup(*group) for group in counted.get(wait.code, [])]
        rows += _wait_rows(wait, groups, names)
    return rows


def _wait_rows(wait, groups, names):
    """The wait all together and, where it is told apart, by authority: a table of who wait now, one of all."""
    whole, parts = summary(groups), _by_branch(groups) if wait.by_branch else {}
    waiting = _hidden_parts(whole.waiting, {names[key]: part.waiting for key, part in parts.items()})
    people = _hidden_parts(whole.people, {names[key]: part.people for key, part in parts.items()})
    yield WaitRow(wait.code, wait.name, whole, "", "" in waiting, "" in people)
    for key, part in parts.items():
        yield WaitRow(wait.code, wait.name, part, names[key], names[key] in waiting, names[key] in people)


def _hidden_parts(whole: int, parts: dict[str, int]) -> set[str]:
    """The names that may not be shown, "" for the whole: small ones, and what would tell them by subtraction."""
    cells = {(name, "count"): n for name, n in parts.items()} or {("", "count"): whole}
    return {name or "" for name, _column in hidden_cells(cells)}


def _by_branch(groups) -> dict[int, Waiting]:
    parts = defaultdict(list)
    for group in groups:
        if group.branch is not None:
            parts[group.branch].append(group)
    return {key: summary(parts[key]) for key in sorted(parts)} if len(parts) > 1 else {}
