"""How long people wait from stage to stage (P-006), those who still wait counted in (Kaplan–Meier on days).

A wait ends when what was waited for comes. Who leaves first (discharged, declined) is counted as waiting up to that
day and not longer, as if she would else have waited as long as the others: the page says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

# The events of a case that a wait can begin or end with: rows of case_id, key, day, branch.
_CASE_EVENTS = {
    "enrolled": "select case_id, opened_on as day, null::bigint as branch from people",
    "mapping_shared": "select case_id, day, null from mappings",
    "plan_published": "select case_id, day, null from plans",
    "contact": "select case_id, day, null from contacts",
    "phase_started": "select case_id, valid_from, null from people_phaseperiod where valid_from <= %(on)s",
    "phase_moved": "select case_id, moved_on, null from moves",
    "phase_talk": "select case_id, talk_on, null from moves where talk_on is not null",
    "activity_asked": "select case_id, asked_on, deciding_branch_id from activities",
    "activity_decided": "select case_id, decided_on, deciding_branch_id from activities where decided_on is not null",
    "activity_started": "select case_id, started_on, deciding_branch_id from activities where started_on is not null",
    "activity_ended": "select case_id, ended_on, deciding_branch_id from activities where ended_on is not null",
    "leader_changed": "select case_id, changed_on, to_branch from leader_changes",
    "party_changed": "select case_id, changed_on, to_branch from leader_changes where from_branch <> to_branch",
    "discharged": "select case_id, discharged_on, null from discharges",
    "handover_sent": "select case_id, sent_on, receiver_branch_id from handovers",
}
_EACH_TIME = ("leader_changed", "party_changed")

# From the first of each: who had the later one first has waited no days.
_CASES = """
    select s.case_id, s.branch, s.day as since, e.day as until, p.closed_on as left_on
    from ({start}) s join people p on p.case_id = s.case_id left join ({end}) e on e.case_id = s.case_id"""
# From each time: to the next one after it.
_CASES_EACH = """
    select s.case_id, s.branch, s.day as since, min(e.day) as until, min(p.closed_on) as left_on
    from (select row_number() over () as row, t.* from ({start}) t) s join people p on p.case_id = s.case_id
    left join ({end}) e on e.case_id = s.case_id and e.day >= s.day group by s.row, s.case_id, s.branch, s.day"""
_FIRST = "select case_id, min(day) as day, min(branch) as branch from ({rows}) r group by case_id"

# Waits inside one activity or one handover: columns of the same row. A decision is waited for only where the type
# needs one: ``decided_types`` (P-042).
_ACTIVITY_DAYS = {
    "activity_asked": "asked_on",
    "activity_decided": "decided_on",
    "activity_started": "started_on",
    "activity_ended": "ended_on",
}
_ACTIVITIES = """
    select a.case_id, a.deciding_branch_id as branch, a.{start} as since, a.{end} as until,
           case when a.state in ('refused', 'interrupted', 'completed')
                then coalesce(a.ended_on, a.decided_on, p.closed_on) else p.closed_on end as left_on
    from activities a join people p on p.case_id = a.case_id
    where a.{start} is not null and (%(decided_types)s::text[] is null or a.type = any(%(decided_types)s))"""
_HANDOVERS = """
    select h.case_id, h.receiver_branch_id as branch, h.sent_on as since,
           case when h.state = any(%(handover_answers)s) then h.answered_on end as until,
           case when h.state <> 'sent' then h.answered_on end as left_on
    from handovers h join people p on p.case_id = h.case_id"""

# Before enrolment it is referrals that wait: all that were eligible, those not drawn among them.
_REFERRALS = """
    select r.id as case_id, null::bigint as branch, {start} as since,
           case when {end} <= %(on)s then {end} end as until,
           (select min(m.moved_on) from people_referralmove m where m.referral_id = r.id and m.moved_on <= %(on)s
            and m.to_state in ('declined', 'not_eligible') and m.moved_on >= {start}) as left_on, r.sex
    from people_referral r left join people_case c on c.id = r.case_id
    where r.programme_id = %(programme)s and {start} <= %(on)s
        and r.state not in ('undecided', 'not_eligible', 'repeated')"""
_REFERRAL_DAYS = {"referred": "r.referred_on", "called": "r.called_on", "enrolled": "c.opened_on"}


@dataclass(frozen=True)
class WaitGroup:
    """Waits of one length and kind, as many as there are."""

    days: int
    people: int
    state: str  # done, waiting, left
    sex: str = ""
    branch: int | None = None


@dataclass(frozen=True)
class Waiting:
    """What is told of a wait: None where so many have not come through, or nobody has waited so long yet."""

    people: int
    done: int
    waiting: int
    median: int | None
    late: int | None
    over: float | None
    over_people: int = field(default=0)


def episodes_sql(from_event, to_event):
    """Rows of case_id, branch, since, until, left_on (and sex, for referrals) for a wait, over ``population``."""
    if from_event in ("referred", "called"):
        return _REFERRALS.format(start=_REFERRAL_DAYS[from_event], end=_REFERRAL_DAYS[to_event])
    if from_event in _ACTIVITY_DAYS and to_event in _ACTIVITY_DAYS:
        return _ACTIVITIES.format(start=_ACTIVITY_DAYS[from_event], end=_ACTIVITY_DAYS[to_event])
    if from_event == "handover_sent":
        return _HANDOVERS
    start, end = _CASE_EVENTS[from_event], _CASE_EVENTS[to_event]
    if from_event in _EACH_TIME:
        return _CASES_EACH.format(start=_named(start), end=_named(end))
    first, last = (_FIRST.format(rows=_named(rows)) for rows in (start, end))
    return _CASES.format(start=_named(first), end=_named(last))


def _named(rows):
    """Give the columns of a row source their names, whatever they are called inside."""
    return f"select * from ({rows}) as t(case_id, day, branch)"


_STATE = "case when until is not null then 'done' when left_on is not null then 'left' else 'waiting' end"
# Waits of one length and kind; beside them how many people stand behind: one person can wait for several things.
_GROUPS = """
    select days, count(*), state, sex, branch, count(distinct case_id), grouping(days, state, sex, branch) from (
        select greatest(coalesce(w.until, w.left_on, %(on)s::date) - w.since, 0) as days, {state} as state,
               {sex} as sex, w.branch, w.case_id from ({episodes}) w {people}) x
    group by grouping sets ((days, state, sex, branch), (state, branch), (state), (branch), (sex), ())"""


def decided_types(definition, from_event, to_event):
    """The activity types that count: for a wait on a decision those that need one, else all (None)."""
    if (from_event, to_event) != ("activity_asked", "activity_decided"):
        return None
    return [kind.code for kind in definition.activity_types if kind.decides]


@dataclass(frozen=True)
class Waits:
    """The waits of a stretch on a day, and the people behind them by what is shown together.

    ``persons``: (state, sex, branch) → people, None where all are taken together.
    """

    groups: list[WaitGroup]
    persons: dict[tuple[str | None, str | None, int | None], int]


def told(rows: Iterable[tuple]) -> Waits:
    """What the statement of ``groups_sql`` gives."""
    groups, persons = [], {}
    for days, waits, state, sex, branch, people, level in rows:
        if level == 0:
            groups.append(WaitGroup(days, waits, state, sex, branch))
        elif level & 1 or branch is not None:  # waits of no branch belong to no authority
            persons[(state, sex, branch)] = people
    return Waits(groups, persons)


def still_waiting_sql(from_event, to_event):
    """Rows of those whose wait goes on."""
    return f"select * from ({episodes_sql(from_event, to_event)}) w where until is null and left_on is null"


def handover_answers(to_event):
    """The states of a handover that end the wait: any answer, or only that it was accepted."""
    return ["accepted"] if to_event == "handover_accepted" else ["accepted", "returned"]


def groups_sql(from_event, to_event):
    """The waits of a stretch by length, state, sex and branch, with the people behind (read it with ``told``)."""
    episodes = episodes_sql(from_event, to_event)
    if from_event in ("referred", "called"):
        return _GROUPS.format(episodes=episodes, state=_STATE, sex="w.sex", people="")
    return _GROUPS.format(episodes=episodes, state=_STATE, sex="p.sex", people="join people p on p.case_id = w.case_id")


def summary(groups: Iterable[WaitGroup], over_days: int = 90) -> Waiting:
    """Median, 90th percentile and the share that waits longer than *over_days*, by Kaplan–Meier."""
    groups = list(groups)
    curve = survival(groups)
    return Waiting(
        people=sum(g.people for g in groups),
        done=sum(g.people for g in groups if g.state == "done"),
        waiting=sum(g.people for g in groups if g.state == "waiting"),
        median=quantile(curve, 0.5),
        late=quantile(curve, 0.9),
        over=_still_waiting_after(curve, over_days, max((g.days for g in groups), default=0)),
        over_people=sum(g.people for g in groups if g.days > over_days),
    )


def survival(groups: Iterable[WaitGroup]) -> list[tuple[int, float]]:
    """Kaplan–Meier: (day, share still waiting after it) for each day when somebody's wait ended.

    >>> survival([WaitGroup(3, 1, "done"), WaitGroup(5, 1, "waiting"), WaitGroup(8, 1, "done")])
    [(3, 0.6666666666666667), (8, 0.0)]
    """
    ended: dict[int, int] = {}
    gone: dict[int, int] = {}
    for group in groups:
        gone[group.days] = gone.get(group.days, 0) + group.people
        if group.state == "done":
            ended[group.days] = ended.get(group.days, 0) + group.people
    at_risk, share, curve = sum(gone.values()), 1.0, []
    for day in sorted(gone):
        if ended.get(day):
            share *= (at_risk - ended[day]) / at_risk
            curve.append((day, share))
        at_risk -= gone[day]
    return curve


def quantile(curve: list[tuple[int, float]], share: float) -> int | None:
    """The first day when at least that share have come through; None if that has not happened."""
    left = 1 - share + 1e-9  # products of fractions don't come out even
    return next((day for day, waiting in curve if waiting <= left), None)


def _still_waiting_after(curve, day, longest):
    """None where somebody still waits and nobody has waited so long: what comes after is not known."""
    share = next((share for at, share in reversed(curve) if at <= day), 1.0)
    return share if longest >= day or share < 1e-9 else None
