"""Who is counted and which facts there are, as the common head (``with …``) of every measure's SQL.

A person is counted once, at the file of the branch that enrolled her (``is_origin``). Who has refused statistics, who
is protected (SKY-02), and whose data a branch only keeps while something is looked into (GDPR-08), is counted as
enrolled and in nothing else: a counter of sex and year. Who was enrolled by mistake isn't counted from the day that it
was found. Every fact is cut off at ``%(on)s``, so that a past day gives what held then.
"""

_COUNTS = """and not exists (
        select from people_discharge m where m.case_id = c.id and m.reason = any(%(uncounted)s)
        and m.discharged_on <= %(on)s)"""

_IN_FIGURES = """f.allows_statistics and not f.is_pseudonymous and not exists (
        select from people_processingrestriction x where x.case_id = c.id and x.lifted_on is null)"""

_FIGURES_PEOPLE = f"""
    select c.id as case_id, f.sex, f.birth_year, f.schooling, f.referral_way,
           {_IN_FIGURES} as allows_statistics, f.is_pseudonymous, c.team_id, c.opened_on,
           case when c.closed_on <= %(on)s then c.closed_on end as closed_on
    from people_case c join people_casefile f on f.case_id = c.id and f.is_origin
    where c.programme_id = %(programme)s and c.opened_on <= %(on)s {_COUNTS}"""

# For the cases behind a figure: what the handler's own branch can see, for the cases that are hers.
_OWN_PEOPLE = f"""
    select c.id as case_id, f.sex, f.birth_year, f.schooling, f.referral_way,
           {_IN_FIGURES} as allows_statistics, f.is_pseudonymous, c.team_id, c.opened_on,
           case when c.closed_on <= %(on)s then c.closed_on end as closed_on
    from people_case c join people_casefile f on f.case_id = c.id and f.owner_branch_id = %(branch)s
    where c.programme_id = %(programme)s and c.opened_on <= %(on)s and c.id = any(%(mine)s) {_COUNTS}"""

_AT_RELEASE = "(made_available_at at time zone 'Europe/Stockholm')::date"

_FIGURES_PLANS = "select case_id, published_on as day from casework_planversion where published_on <= %(on)s"
_FIGURES_MAPPINGS = f"""
    select case_id, {_AT_RELEASE} as day from sharing_release
    where item_kind = 'mapping' and stopped_at is null and {_AT_RELEASE} <= %(on)s"""


def _with_copies(own, kind):
    """What the branch made itself, and what others made and shared with it."""
    copies = f"select case_id, {_AT_RELEASE} from sharing_receivedcopy where item_kind = '{kind}'"
    return f"{own} union all {copies} and {_AT_RELEASE} <= %(on)s"


_FACTS = """
    people as (select * from everyone where allows_statistics),
    supports as (
        select case_id, min(valid_from) as since from people_benefitfact
        where valid_from <= %(on)s and kind <> 'section_code' group by case_id),
    plans as ({plans}),
    mappings as ({mappings}),
    activities as (
        select id, case_id, type, owner_branch_id, deciding_branch_id, is_workplace_based, is_job_related, asked_on,
               case when decided_on <= %(on)s then decided_on end as decided_on,
               case when started_on <= %(on)s then started_on end as started_on,
               case when ended_on <= %(on)s then ended_on end as ended_on,
               case when start_talk_on <= %(on)s then start_talk_on end as start_talk_on,
               case when end_talk_on <= %(on)s then end_talk_on end as end_talk_on, state
        from activities_activity where asked_on <= %(on)s),
    workplaces as (
        select case_id from employers_placement where started_on <= %(on)s
        union all
        select case_id from employers_municipalemployment where starts_on <= %(on)s),
    study_plans as (
        select case_id from casework_studyplan where made_on <= %(on)s and state <> 'dropped'),
    moves as (
        select case_id, phase, direction, moved_on, case when talk_on <= %(on)s then talk_on end as talk_on
        from people_phasemove where moved_on <= %(on)s),
    discharges as (
        select case_id, discharged_on, reason, outcome from people_discharge where discharged_on <= %(on)s),
    handovers as (
        select id, case_id, sent_on, receiver_branch_id,
               case when answered_on <= %(on)s then answered_on end as answered_on,
               case when answered_on <= %(on)s then state else 'sent' end as state
        from people_handover where sent_on <= %(on)s),
    leader_changes as (
        select id, case_id, owner_branch_id as from_branch, to_branch_id as to_branch, changed_on
        from people_leaderchange where changed_on <= %(on)s),
    contacts as (
        select case_id, held_on as day from casework_contact where held_on <= %(on)s
        union all
        select case_id, (starts_at at time zone 'Europe/Stockholm')::date from casework_meeting
        where state = 'held' and (starts_at at time zone 'Europe/Stockholm')::date <= %(on)s)"""

FIGURES = f"with everyone as materialized ({_FIGURES_PEOPLE})," + _FACTS.format(
    plans=_FIGURES_PLANS, mappings=_FIGURES_MAPPINGS
)
OWN = f"with everyone as materialized ({_OWN_PEOPLE})," + _FACTS.format(
    plans=_with_copies(_FIGURES_PLANS, "plan"), mappings=_with_copies(_FIGURES_MAPPINGS, "mapping")
)
