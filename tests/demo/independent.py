"""The indicators of Malmökraften 2.0 once more, from the register by SQL of its own as the administrator.

Written from the programme file's definitions, not from the code under test: each indicator is a list of cases that
make the numerator and a list that make the denominator; people and their sex are counted here, in Python.
"""

from collections import Counter

import psycopg
from psycopg.conninfo import make_conninfo

from samkraft.site.database_url import address

DAY = "2021-06-30"
WORK = "('work_unsupported', 'work_subsidised', 'studies')"
_LEFT_TO = f"select case_id from people_discharge where discharged_on <= '{DAY}' and outcome in {{}}"
_TYPE = f"select distinct case_id from activities_activity where started_on <= '{DAY}' and type = '{{}}'"
_ALL = "select id from people_case"
_PRESENT = f"select id from people_case where closed_on is null or closed_on > '{DAY}'"
_PLANNED = f"select distinct case_id from casework_planversion where published_on <= '{DAY}'"
_WORKPLACE = f"select distinct case_id from activities_activity where is_workplace_based and started_on <= '{DAY}'"

_ANSWERED = f"""select u.case_id from people_followup u join people_discharge d on d.case_id = u.case_id
    where u.kind = 'day_90' and u.done_on <= '{DAY}' and d.outcome in {WORK} and u.outcome not in ('', 'not_reached')
    and u.done_on >= d.discharged_on and u.due_on - u.done_on <= 14"""
_LIMITED = f"""select case_id, min(valid_from) as began, case when count(*) = count(valid_until)
        and max(valid_until) <= '{DAY}' then max(valid_until) end as last
    from people_phaseperiod where phase in ('1', '2') group by case_id"""

# Code → (cases of the numerator, cases of the denominator or None); a case may come more than once.
CASES = {
    "enrolled": (_ALL, None),
    "stock": (_PRESENT, None),
    "joint_plan": (_PLANNED, None),
    "mappings": (
        f"""select distinct case_id from sharing_release where item_kind = 'mapping' and stopped_at is null
            and timezone('Europe/Stockholm', made_available_at)::date <= '{DAY}'""",
        None,
    ),
    "follow_ups": (
        f"""select case_id from activities_activity where start_talk_on <= '{DAY}' and asked_on <= '{DAY}'
            union all select case_id from activities_activity where end_talk_on <= '{DAY}' and asked_on <= '{DAY}'
            union all select case_id from people_phasemove where talk_on <= '{DAY}' and moved_on <= '{DAY}'""",
        None,
    ),
    "talks_held": (
        f"""select case_id from activities_activity where started_on <= '{DAY}' and start_talk_on <= '{DAY}'
            union all select case_id from activities_activity where ended_on <= '{DAY}' and end_talk_on <= '{DAY}'
                and started_on is not null
            union all select case_id from people_phasemove where moved_on <= '{DAY}' and talk_on <= '{DAY}'""",
        f"""select case_id from activities_activity where started_on <= '{DAY}'
            union all select case_id from activities_activity where ended_on <= '{DAY}' and started_on is not null
            union all select case_id from people_phasemove where moved_on <= '{DAY}'""",
    ),
    "contact_30": (
        f"""select id from people_case c where (closed_on is null or closed_on > '{DAY}') and opened_on <= '2021-05-31'
            and (exists (select from casework_contact k where k.case_id = c.id
                         and k.held_on between '2021-06-01' and '{DAY}')
              or exists (select from casework_meeting m where m.case_id = c.id and m.state = 'held'
                         and timezone('Europe/Stockholm', m.starts_at)::date between '2021-06-01' and '{DAY}'))""",
        f"{_PRESENT} intersect select id from people_case where opened_on <= '2021-05-31'",
    ),
    "matching": (_TYPE.format("stronger_matching"), None),
    "recruitment_meetings": (_TYPE.format("targeted_recruitment"), None),
    "guidance": (_TYPE.format("deeper_guidance"), None),
    "care_coordination": (_TYPE.format("care_coordination"), None),
    "study_plans": (
        f"""select distinct case_id from activities_activity
            where type in ('labour_market_training', 'recruitment_training', 'adult_education')
            and asked_on <= '{DAY}' and state <> 'refused'
            union select case_id from casework_studyplan where made_on <= '{DAY}' and state <> 'dropped'""",
        None,
    ),
    "parallel_share": (
        f"""select case_id from activities_activity a join people_case c on c.id = a.case_id
            where started_on <= '{DAY}' and (ended_on is null or ended_on >= '{DAY}')
            and (c.closed_on is null or c.closed_on > '{DAY}')
            group by case_id having count(*) > 1 and count(*) filter (where is_job_related) > 0""",
        f"""select distinct case_id from activities_activity a join people_case c on c.id = a.case_id
            where started_on <= '{DAY}' and (ended_on is null or ended_on >= '{DAY}')
            and (c.closed_on is null or c.closed_on > '{DAY}')""",
    ),
    "leader_changes": (f"select case_id from people_leaderchange where changed_on <= '{DAY}'", _ALL),
    "handler_changes": (
        f"""select a.case_id from people_caseassignment a join people_case c on c.id = a.case_id
            where a.valid_until < '{DAY}' and (c.closed_on is null or a.valid_until < c.closed_on)""",
        _ALL,
    ),
    "round_trips": (
        f"""select distinct case_id from people_handover where state = 'returned' and answered_on <= '{DAY}'
            union select a.case_id from people_leaderchange a, people_leaderchange b where a.case_id = b.case_id
            and a.owner_branch_id <> a.to_branch_id and b.to_branch_id = a.owner_branch_id and b.id > a.id
            and b.changed_on <= '{DAY}'""",
        None,
    ),
    "plan_30": (
        """select c.id from people_case c where c.opened_on <= '2021-05-31'
           and (select min(published_on) from casework_planversion v where v.case_id = c.id) - c.opened_on <= 30""",
        "select id from people_case where opened_on <= '2021-05-31'",
    ),
    "workplace_share": (_WORKPLACE, _ALL),
    "women_workplace": (_WORKPLACE, _WORKPLACE),
    "limit_kept": (
        f"""select w.case_id from ({_LIMITED}) w join people_case c on c.id = w.case_id
            where w.began + interval '6 months' < '{DAY}' and w.last is not null and
            case when w.last = c.closed_on then w.last else w.last + 1 end <= (w.began + interval '6 months')::date""",
        f"select case_id from ({_LIMITED}) w where began + interval '6 months' < '{DAY}'",
    ),
    "women_enrolled": (_ALL, _ALL),
    "to_work_or_studies": (_LEFT_TO.format(WORK), None),
    "to_work": (_LEFT_TO.format("('work_unsupported')"), None),
    "to_subsidised_work": (_LEFT_TO.format("('work_subsidised')"), None),
    "to_studies": (_LEFT_TO.format("('studies')"), None),
    "outcome_share": (_LEFT_TO.format(WORK), _ALL),
    "women_to_work_or_studies": (_LEFT_TO.format(WORK), _LEFT_TO.format(WORK)),
    "af_fk_cooperation": (
        f"""select d.case_id from people_discharge d join people_casefile f on f.case_id = d.case_id and f.is_origin
            where f.referral_way = 'fk_form' and d.outcome = 'af_fk_cooperation' and d.discharged_on <= '{DAY}'""",
        f"""select d.case_id from people_discharge d join people_casefile f on f.case_id = d.case_id and f.is_origin
            where f.referral_way = 'fk_form' and d.outcome <> 'not_counted' and d.discharged_on <= '{DAY}'""",
    ),
    "clarified_by_plan": (
        f"""select distinct d.case_id from people_discharge d join casework_planversion v on v.case_id = d.case_id
            where d.outcome not in {WORK} and d.outcome <> 'not_counted' and v.published_on <= d.discharged_on
            and d.discharged_on <= '{DAY}'""",
        f"""select case_id from people_discharge where outcome not in {WORK} and outcome <> 'not_counted'
            and discharged_on <= '{DAY}'""",
    ),
    "handover_accepted": (
        f"""select case_id from people_handover h where state = 'accepted' and answered_on <= '{DAY}'
            and not exists (select from people_handover l where l.case_id = h.case_id and l.sent_on > h.sent_on)
            and exists (select from people_handover e where e.case_id = h.case_id and e.sent_on <= '2021-06-20')""",
        "select distinct case_id from people_handover where sent_on <= '2021-06-20'",
    ),
    "still_there_day_90": (
        f"{_ANSWERED} and u.outcome in ('still_work', 'still_studies', 'other_work', 'to_studies')",
        _ANSWERED,
    ),
    "followed_up_day_90": (
        f"{_ANSWERED} and u.due_on <= '{DAY}'",
        f"""select u.case_id from people_followup u join people_discharge d on d.case_id = u.case_id
            where u.kind = 'day_90' and u.due_on <= '{DAY}' and d.outcome in {WORK}""",
    ),
}  # fmt: skip

# Code → rows of case, first day, last day, whether it ended: one row per wait.
WAITS = {
    "wait_enrolled_plan": f"""
        select c.id, c.opened_on, least(v.day, c.closed_on, '{DAY}'::date), v.day is not null
        from people_case c left join (select case_id, min(published_on) as day from casework_planversion
            where published_on <= '{DAY}' group by case_id) v on v.case_id = c.id""",
    "wait_asked_decided": f"""
        select a.case_id, a.asked_on, coalesce(a.decided_on, c.closed_on, '{DAY}'::date), a.decided_on is not null
        from activities_activity a join people_case c on c.id = a.case_id
        where a.asked_on <= '{DAY}' and a.type = any(%s)""",
}


class Register:
    """The register as the administrator sees it."""

    def __init__(self, database, slug="malmokraften-2.0"):
        self.connection = psycopg.connect(make_conninfo(**address() | {"dbname": database}), autocommit=True)
        found = self._rows(
            """select c.id, f.sex, f.allows_statistics and not f.is_pseudonymous from people_case c
               join people_casefile f on f.case_id = c.id and f.is_origin
               join programmes_programme p on p.id = c.programme_id where p.slug = %s and c.opened_on <= %s
               and not exists (select from people_discharge d where d.case_id = c.id and d.reason = 'misregistered')""",
            [slug, DAY],
        )
        self.sex = {key: sex for key, sex, _allows in found}
        self.refused = {key for key, _sex, allows in found if not allows}

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.connection.close()

    def _rows(self, sql, parameters=None):
        return self.connection.execute(sql, parameters).fetchall()

    def _counted(self, sql, is_counter):
        keys = [key for (key,) in self._rows(sql) if key in self.sex]
        return Counter(self.sex[key] for key in keys if is_counter or key not in self.refused)

    def numbers(self, code):
        """(numerator, denominator), the same of women, of men."""
        sql_n, sql_d = CASES[code]
        is_counter = code in ("enrolled", "women_enrolled")
        n, d = self._counted(sql_n, is_counter), self._counted(sql_d, is_counter) if sql_d else None
        of = (lambda sex: d[sex]) if d is not None else lambda sex: None
        if code.startswith("women_"):
            return (n["woman"], d.total()), (None, None), (None, None)
        whole = (n.total(), d.total() if d is not None else None)
        return whole, (n["woman"], of("woman")), (n["man"], of("man"))

    def median(self, code, *parameters):
        """(median, waits), the same of women, of men: Kaplan–Meier by the book."""
        rows = [row for row in self._rows(WAITS[code], list(parameters) or None) if row[0] in self.sex]
        rows = [row for row in rows if row[0] not in self.refused]
        waits = [((until - since).days, ended, self.sex[key]) for key, since, until, ended in rows]
        return tuple(
            (_median([w for w in waits if sex in (None, w[2])]), sum(sex in (None, w[2]) for w in waits))
            for sex in (None, "woman", "man")
        )


def _median(waits):
    share = 1.0
    for day in sorted({days for days, ended, _sex in waits if ended}):
        at_risk = sum(days >= day for days, _ended, _sex in waits)
        share *= 1 - sum(days == day and ended for days, ended, _sex in waits) / at_risk
        if share <= 0.5 + 1e-9:
            return day
    return None
