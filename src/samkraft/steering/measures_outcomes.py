"""Measures of activities, of how people left and of what lasted."""

from samkraft.steering.counting import Counting

# What a follow-up can find that counts as still in work or studies; who wasn't reached has not answered (P-036).
STILL_THERE = ["still_work", "still_studies", "other_work", "to_studies"]
NOT_ANSWERED = ["", "not_reached"]
EARLY_DAYS = 14  # so long before its day may a follow-up be made
WORK_OR_STUDIES = ["work_unsupported", "work_subsidised", "studies"]

_BEGUN = "select case_id from activities where started_on is not null"
_AT_WORKPLACE = f"{_BEGUN} and is_workplace_based union select case_id from workplaces"

_PARALLEL = """
    select p.case_id, (count(*) >= 2 and bool_or(a.is_job_related))::int as n, 1 as d
    from people p join activities a on a.case_id = p.case_id
    where p.closed_on is null and a.started_on is not null and (a.ended_on is null or a.ended_on = %(on)s)
    group by p.case_id"""

_CLARIFIED = """
    select p.case_id, (min(v.day) is not null)::int as n, 1 as d
    from people p join discharges x on x.case_id = p.case_id
    left join plans v on v.case_id = p.case_id and v.day <= x.discharged_on
    where x.reason = any(%(arg_reasons)s) group by p.case_id"""

_OF_SOURCE = """
    select p.case_id, (x.outcome = any(%(arg_groups)s))::int as n, 1 as d
    from people p join discharges x on x.case_id = p.case_id
    where x.outcome <> 'not_counted' and p.referral_way = any(%(arg_ways)s)"""

# A follow-up answers the question when it is made after the discharge and not long before its day.
_IN_TIME = "u.done_on between greatest(x.discharged_on, u.due_on - %(arg_early)s) and %(on)s"
_STILL_THERE = f"""
    select p.case_id, (u.outcome = any(%(arg_still)s))::int as n, 1 as d
    from people p join discharges x on x.case_id = p.case_id and x.outcome = any(%(arg_groups)s)
    join people_followup u on u.case_id = p.case_id and u.kind = %(arg_kind)s and {_IN_TIME}
    where u.outcome <> all(%(arg_not_answered)s)"""
_FOLLOWED_UP = f"""
    select p.case_id, coalesce(bool_or({_IN_TIME} and u.outcome <> all(%(arg_not_answered)s)), false)::int as n, 1 as d
    from people p join discharges x on x.case_id = p.case_id and x.outcome = any(%(arg_groups)s)
    join people_followup u on u.case_id = p.case_id and u.kind = %(arg_kind)s and u.due_on <= %(on)s
    group by p.case_id"""

# Each person once, by the latest handover: one that was returned and sent anew waits for its answer.
_HANDOVERS = """
    select case_id, (state = 'accepted')::int as n, 1 as d from (
        select distinct on (p.case_id) p.case_id, h.state, min(h.sent_on) over (partition by p.case_id) as first_sent
        from people p join handovers h on h.case_id = p.case_id
        order by p.case_id, h.sent_on desc, (h.state = 'accepted') desc, (h.state = 'sent') desc) latest
    where first_sent <= %(on)s::date - %(arg_within)s"""

_TO_OUTCOME = "select case_id from discharges where outcome = any(%(arg_groups)s)"


def _types(definition, measure):
    return {"types": list(measure.activity_types) or [kind.code for kind in definition.activity_types]}


def _education(definition, measure):
    return {"types": [kind.code for kind in definition.activity_types if kind.education]}


def _groups(definition, measure):
    return {"groups": list(measure.outcome_groups)}


def _source(definition, measure):
    ways = [way.code for way in definition.referral_ways if way.branch == measure.referral_branch]
    return _groups(definition, measure) | {"ways": ways}


def _without_goal(definition, measure):
    reasons = definition.discharge_reasons
    return {"reasons": [row.code for row in reasons if not row.goal_reached and row.group != "not_counted"]}


def _follow_up(definition, measure):
    return {
        "kind": measure.follow_up,
        "groups": WORK_OR_STUDIES,
        "still": STILL_THERE,
        "not_answered": NOT_ANSWERED,
        "early": EARLY_DAYS,
    }


def _one(within):
    return f"select p.case_id, 1 as n, null::int as d from people p where p.case_id in ({within})"


def _share(within):
    return f"select p.case_id, (p.case_id in ({within}))::int as n, 1 as d from people p"


def _women(within):
    return f"select p.case_id, (p.sex = 'woman')::int as n, 1 as d from people p where p.case_id in ({within})"


OUTCOMES = {
    "activities": Counting("count", _one(f"{_BEGUN} and type = any(%(arg_types)s)"), _types),
    "study_plans": Counting(
        "count",
        _one("""select case_id from activities where type = any(%(arg_types)s) and state <> 'refused'
            union select case_id from study_plans"""),
        _education,
    ),
    "workplace_share": Counting("share", _share(_AT_WORKPLACE)),
    "women_share_workplace": Counting("women", _women(_AT_WORKPLACE), same_as="workplace_share"),
    "parallel_share": Counting("share", _PARALLEL),
    "clarified_by_plan_share": Counting("share", _CLARIFIED, _without_goal),
    "to_outcome": Counting("count", _one(_TO_OUTCOME), _groups),
    "outcome_share": Counting("share", _share(_TO_OUTCOME), _groups, same_as="to_outcome"),
    "women_share_to_outcome": Counting("women", _women(_TO_OUTCOME), _groups, same_as="to_outcome"),
    "outcome_share_of_source": Counting("share", _OF_SOURCE, _source),
    "still_there_share": Counting("share", _STILL_THERE, _follow_up),
    "followed_up_share": Counting("share", _FOLLOWED_UP, _follow_up),
    "handover_accepted_share": Counting(
        "share", _HANDOVERS, lambda definition, measure: {"within": measure.within_days}
    ),
}
