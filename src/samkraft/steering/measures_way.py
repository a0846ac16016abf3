"""Measures of the participants' way: enrolment, mapping, plan, phases, handling."""

from samkraft.people.pathway.phase_rules import needs_talk
from samkraft.steering.counting import Counting

_PLAN_WITHIN = """
    select p.case_id, (min(v.day) is not null)::int as n, 1 as d
    from people p left join plans v on v.case_id = p.case_id and v.day <= p.opened_on + %(arg_within)s
    where p.opened_on <= %(on)s::date - %(arg_within)s group by p.case_id"""

_CONTACT_WITHIN = """
    select p.case_id, (p.case_id in (
        select case_id from contacts where day > %(on)s::date - %(arg_within)s))::int as n, 1 as d
    from people p where p.closed_on is null and p.opened_on <= %(on)s::date - %(arg_within)s"""

_FOLLOW_UPS = """
    select case_id, sum(held) as n, null::int as d from (
        select case_id, (start_talk_on is not null)::int + (end_talk_on is not null)::int as held from activities
        union all select case_id, (talk_on is not null)::int from moves) talks
    where case_id in (select case_id from people) group by case_id having sum(held) > 0"""

# A talk opens and closes each activity and each move (P-034), where the programme's file asks for one.
_TALKS_HELD = """
    select case_id, sum(held) as n, sum(due) as d from (
        select case_id, (start_talk_on is not null)::int as held, 1 as due from activities
        where started_on is not null and type = any(%(arg_start)s)
        union all select case_id, (end_talk_on is not null)::int, 1 from activities
        where started_on is not null and ended_on is not null and type = any(%(arg_end)s)
        union all select case_id, (talk_on is not null)::int, 1 from moves where phase = any(%(arg_phases)s)) talks
    where case_id in (select case_id from people) group by case_id"""

# Of those whose limit has passed (P-033): who left by its last day, and isn't back. One moves the day after the last
# day in a phase; a discharge is that day.
_LIMIT_KEPT = """
    select case_id, coalesce(left_on <= limit_on, false)::int as n, 1 as d from (
        select p.case_id, (min(h.valid_from) + make_interval(months => %(arg_months)s))::date as limit_on,
               case when bool_and(coalesce(h.valid_until, 'infinity'::date) <= %(on)s)
                    then max(h.valid_until) + (max(h.valid_until) is distinct from p.closed_on)::int end as left_on
        from people p join people_phaseperiod h on h.case_id = p.case_id and h.phase = any(%(arg_phases)s)
            and h.valid_from <= %(on)s
        group by p.case_id, p.closed_on) way
    where limit_on < %(on)s"""

_LEADER_CHANGES = """
    select p.case_id, count(l.id) as n, 1 as d
    from people p left join leader_changes l on l.case_id = p.case_id group by p.case_id"""

# Somebody who worked with the case stopped while it went on.
_HANDLER_CHANGES = """
    select p.case_id, count(a.case_id) as n, 1 as d
    from people p left join people_caseassignment a on a.case_id = p.case_id
        and a.valid_until < least(coalesce(p.closed_on, %(on)s), %(on)s)
    group by p.case_id"""

# Back to a branch that had handed over the lead, or returned by the one who was to take over.
_ROUND_TRIPS = """
    select p.case_id, 1 as n, null::int as d from people p
    where p.case_id in (
        select a.case_id from leader_changes a join leader_changes b on b.case_id = a.case_id
            and b.to_branch = a.from_branch and (b.changed_on, b.id) > (a.changed_on, a.id)
        where a.from_branch <> a.to_branch)
    or p.case_id in (select case_id from handovers where state = 'returned')"""


def _within(definition, measure):
    return {"within": measure.within_days}


def _limit(definition, measure):
    limit = next(row for row in definition.phase_limits if row.code == measure.limit)
    return {"months": limit.months, "phases": list(limit.phases)}


def _talks_due(definition, measure):
    types = definition.activity_types
    before = {phase.number: phase.code for phase in definition.phases}
    return {
        "start": [kind.code for kind in types if kind.talk_at_start],
        "end": [kind.code for kind in types if kind.talk_at_end],
        "phases": [
            phase.code
            for phase in definition.phases
            if needs_talk(definition, before.get(phase.number - 1, phase.code), phase.code)
        ],
    }


def _one(condition, facts="people p"):
    return f"select p.case_id, 1 as n, null::int as d from {facts} where {condition}"


WAY = {
    "enrolled": Counting("count", "select case_id, 1 as n, null::int as d from everyone", counter=True),
    "women_share_enrolled": Counting(
        "women", "select case_id, (sex = 'woman')::int as n, 1 as d from everyone", same_as="enrolled", counter=True
    ),
    "stock": Counting("count", _one("p.closed_on is null")),
    "mappings": Counting("count", _one("p.case_id in (select case_id from mappings)")),
    "joint_plan_published": Counting("count", _one("p.case_id in (select case_id from plans)")),
    "plan_within_days": Counting("share", _PLAN_WITHIN, _within),
    "follow_ups": Counting("count", _FOLLOW_UPS, events=True),
    "talks_held_share": Counting("share", _TALKS_HELD, _talks_due, events=True),
    "contact_within_days": Counting("share", _CONTACT_WITHIN, _within),
    "limit_kept_share": Counting("share", _LIMIT_KEPT, _limit),
    "leader_changes": Counting("mean", _LEADER_CHANGES, events=True),
    "handler_changes": Counting("mean", _HANDLER_CHANGES, events=True),
    "party_round_trips": Counting("count", _ROUND_TRIPS),
    "phase_reached": Counting(
        "count",
        _one("p.case_id in (select case_id from people_phaseperiod"
             " where phase = %(arg_phase)s and valid_from <= %(on)s)"),
        lambda definition, measure: {"phase": measure.phase},
    ),
    "direction_chosen": Counting("count", _one("p.case_id in (select case_id from moves where direction <> '')")),
    "direction_chosen_share": Counting(
        "share",
        """select p.case_id, (p.case_id in (select case_id from moves where direction <> ''))::int as n, 1 as d
           from people p where p.opened_on <= %(on)s::date - %(arg_within)s""",
        _within,
    ),
}  # fmt: skip
