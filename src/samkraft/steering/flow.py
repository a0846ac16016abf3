"""The flow: stock and intake against the plan, load per team, waits from stage to stage. Sums only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date

from samkraft.access.models import Branch
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import Programme, Team
from samkraft.programmes.pace import planned_intake
from samkraft.steering.disclosure import hidden_cells, is_small, safe_series, safe_stock
from samkraft.steering.measures import facts_on, query, waits_of
from samkraft.steering.models import FlowSnapshot
from samkraft.steering.population import FIGURES
from samkraft.steering.scorecard import is_large, remembered
from samkraft.steering.snapshots import forget_other_days, month_ends, version_for
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
    """Those who take part or are called to a team today, as the placing counts them; None: too few to show."""

    name: str
    people: int | None
    women_share: float | None
    limit: int | None
    until: date | None
    is_few: bool = False


@dataclass(frozen=True)
class WaitRow:
    """One stretch that is waited for, all together or for one authority."""

    code: str
    name: str
    waiting: Waiting
    branch: str = ""
    hides_waiting: bool = False
    hides_people: bool = False
    persons: int = 0


@dataclass(frozen=True)
class Flow:
    """Everything of the flow page."""

    on: date
    months: list[MonthEnd]
    teams: list[TeamLoad]
    waits: list[WaitRow]


def flow(programme: Programme, on: date, *, kept: bool = False) -> Flow:
    """The flow on a day: from live rows, or as it was kept: in a large register, and where *kept* is asked for."""
    definition = version_for(programme, on).definition
    if found := _kept(programme, on, kept):
        return _told(programme, definition, found.on, found.content)
    return remembered("flow", programme, on, lambda: _told(programme, definition, on, count(programme, on)))


def _kept(programme, on, kept) -> FlowSnapshot | None:
    snapshots = FlowSnapshot.objects.filter(programme=programme)
    if kept and (found := snapshots.filter(on=on).first()):
        return found
    return snapshots.filter(on__lte=on).order_by("-on").first() if is_large(programme.pk) else None


def _told(programme, definition, on, numbers) -> Flow:
    return Flow(
        on,
        _months(definition, on, numbers["months"]),
        _teams(programme, on, numbers["teams"]),
        _waits(definition, numbers["waits"], numbers.get("persons", {})),
    )


def count(programme: Programme, on: date) -> dict:
    """The counts behind the page, as plain lists that can be kept."""
    definition = version_for(programme, on).definition
    parameters = facts_on(programme.pk, definition, on)
    waits = {
        wait.code: waits_of(programme.pk, definition, on, wait.from_event, wait.to_event) for wait in definition.waits
    }
    return {
        "months": [[day.isoformat(), opened, closed] for day, opened, closed in query(_MONTHS, parameters)],
        "teams": [list(row) for row in query(_TEAMS, parameters)],
        "waits": {code: [list(astuple(group)) for group in found.groups] for code, found in waits.items()},
        "persons": {code: [[*key, people] for key, people in found.persons.items()] for code, found in waits.items()},
    }


def keep_flow(programme: Programme, on: date) -> None:
    """Keep the counts of a day, for registers too large to count while somebody waits."""
    FlowSnapshot.objects.update_or_create(programme=programme, on=on, defaults={"content": count(programme, on)})
    forget_other_days(FlowSnapshot, programme, on)


# ---------- stock and intake ----------

# Enrolled are everyone, who refused statistics among them: a counter. The stock is those who take part in the figures.
_MONTHS = f"""{FIGURES}
    select month, sum(opened)::int, sum(change)::int from (
        select date_trunc('month', opened_on)::date as month, 1 as opened, allows_statistics::int as change
        from everyone
        union all select date_trunc('month', closed_on)::date, 0, -1 from people where closed_on is not null) x
    group by 1 order by 1"""


def _months(definition, on, rows) -> list[MonthEnd]:
    moves = [(date.fromisoformat(day), opened, change) for day, opened, change in rows]
    ends = list(_all_month_ends(definition, on))
    known = [end for end in ends if end <= on or (end.year, end.month) == (on.year, on.month)]
    enrolled = [sum(opened for month, opened, _change in moves if month <= end) for end in known]
    stock = [sum(change for month, _opened, change in moves if month <= end) for end in known]
    stocks, enrolments = dict(zip(known, safe_stock(enrolled, stock), strict=True)), safe_series(enrolled)
    enrolments = dict(zip(known, enrolments, strict=True))
    return [MonthEnd(end, stocks.get(end), enrolments.get(end), round(planned_intake(definition, end))) for end in ends]


def _all_month_ends(definition: ProgrammeDefinition, on: date) -> Iterable[date]:
    last = max([period.end for period in definition.intake], default=on)
    return month_ends(definition, max(last, on))


# ---------- teams ----------

# The load that the placing goes by (door.team_loads): all who take part, and those called with a place in the team.
# Whoever is protected is in neither, so that nobody finds her by taking one figure from another (SKY-02).
_TEAMS = f"""{FIGURES}
    select team_id, count(*) filter (where sex = 'woman'), count(*) filter (where sex = 'man') from (
        select team_id, sex from everyone where closed_on is null and not is_pseudonymous
        union all
        select team_id, sex from people_referral
        where programme_id = %(programme)s and state = 'called' and team_id is not null) x
    group by 1"""


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
        is_few=is_small(people),
    )


# ---------- waits ----------


def _waits(definition, counted, persons) -> list[WaitRow]:
    names = {branch.pk: branch.short_name for branch in Branch.objects.all()}
    rows = []
    for wait in definition.waits:
        groups = [WaitGroup(*group) for group in counted.get(wait.code, [])]
        people = {(state, branch): n for state, sex, branch, n in persons.get(wait.code, []) if sex is None}
        rows += _wait_rows(wait, groups, names, people)
    return rows


def _wait_rows(wait, groups, names, persons=None):
    """The wait all together and, where it is told apart, by authority.

    Those who wait, those who don't any longer and all of them are tables of their own: where one of a row's numbers
    is hidden all are, or the others would tell it. *persons*: (state, branch) → people, since one can wait for much.
    """
    whole, parts = summary(groups), _by_branch(groups) if wait.by_branch else {}
    hidden: set[int | None] = set()
    for count, state in ((_waiting, "waiting"), (_people, None), (_rest, "")):
        found = {key: _fewest(count(part), (persons or {}).get((state, key))) for key, part in parts.items()}
        others = count(whole) - sum(count(part) for part in parts.values())
        hidden |= _hidden_parts(_fewest(count(whole), (persons or {}).get((state, None))), found, others)
    for key, part in [(None, whole), *parts.items()]:
        name, behind = names.get(key, ""), (persons or {}).get((None, key), part.people)
        yield WaitRow(wait.code, wait.name, part, name, key in hidden, key in hidden, behind)


def _waiting(part):
    return part.waiting


def _people(part):
    return part.people


def _rest(part):
    return part.people - part.waiting


def _fewest(waits, persons):
    """Few people count, however many waits they have."""
    return persons if is_small(persons) else waits


def _hidden_parts(whole: int, parts: dict[int, int], others: int) -> set[int | None]:
    """The parts that may not be shown, None for the whole: small ones, and what would tell them by subtraction.

    *others*: the waits of no authority, which a reader gets by taking the parts from the whole.
    """
    if not parts or is_small(whole):
        return {None, *parts} if is_small(whole) else set()
    cells = {(str(key), "count"): n for key, n in parts.items()}
    cells[("", "count")] = others
    return {int(name) if name else None for name, _column in hidden_cells(cells) if name != ""}


def _by_branch(groups) -> dict[int, Waiting]:
    parts = defaultdict(list)
    for group in groups:
        if group.branch is not None:
            parts[group.branch].append(group)
    return {key: summary(parts[key]) for key in sorted(parts)} if len(parts) > 1 else {}
