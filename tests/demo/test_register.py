"""The demo register holds the numbers of the sources (P-010 to P-014), asked by SQL of the tests' own."""

import json

import pytest

from samkraft.access.models import Branch
from samkraft.access.vault import open_text, ring_of
from samkraft_analysis import lottery

PROGRAMME = "malmokraften-2.0"
_CASES = f"""people_case c join programmes_programme p on p.id = c.programme_id and p.slug = '{PROGRAMME}'
    join people_casefile f on f.case_id = c.id and f.is_origin"""
_AGE = "case when extract(year from c.opened_on) - f.birth_year < 40 then '20-39'" \
       " when extract(year from c.opened_on) - f.birth_year < 60 then '40-59' else '60+' end"  # fmt: skip
_SCHOOLING = "case when f.schooling in ('compulsory', 'unknown') then 'compulsory' else f.schooling end"
_LONG = (
    """(select min(b.valid_from) < c.opened_on - interval '1 year' from people_benefitfact b where b.case_id = c.id)"""
)


def _table(count, group):
    rows = count.rows(f"select {group}, count(*), count(*) filter (where f.sex = 'man') from {_CASES} group by 1")
    return {key: (people, men) for key, people, men in rows}


def test_3700_are_enrolled_by_the_intake_plan_of_p011(count):
    periods = count.rows(f"""select case when c.opened_on < '2020-08-01' then 1 when c.opened_on < '2021-02-01' then 2
        else 3 end, count(*), min(c.opened_on)::text, max(c.opened_on)::text from {_CASES} group by 1 order by 1""")
    assert [row[:2] for row in periods] == [(1, 1500), (2, 1200), (3, 1000)]
    assert periods[0][2] >= "2020-02-01" and periods[-1][3] <= "2021-06-30"


def test_about_1190_are_present(count):
    assert count(f"select count(*) from {_CASES} where c.closed_on is null") == 1190


def test_55_percent_are_men(count):
    assert _table(count, "f.sex") == {"man": (2035, 2035), "woman": (1665, 0)}


@pytest.mark.parametrize(
    ("group", "people", "men"),
    [
        (_AGE, {"20-39": 1258, "40-59": 2183, "60+": 259}, {"20-39": 58, "40-59": 54, "60+": 61}),
        (_SCHOOLING, {"compulsory": 1554, "upper_secondary": 1221, "other": 925},
         {"compulsory": 55, "upper_secondary": 57, "other": 57}),
    ],
)  # fmt: skip
def test_age_and_schooling_are_exact_and_sex_inside_them_within_a_point_and_a_half(count, group, people, men):
    found = _table(count, group)
    assert {key: number for key, (number, _men) in found.items()} == people
    for key, (number, men_there) in found.items():
        assert abs(100 * men_there / number - men[key]) <= 1.5


def test_91_percent_have_lived_on_support_for_more_than_a_year(count):
    found = _table(count, _LONG)
    assert found[True][0] == 3367
    men = 100 * found[True][1] / 2035
    women = 100 * (found[True][0] - found[True][1]) / 1665
    assert abs(men - 92) <= 1.5 and abs(women - 90) <= 1.5


def test_5_percent_have_sickness_benefit_when_they_come(count):
    assert (
        count(f"""select count(distinct c.id) from {_CASES} join people_benefitfact b on b.case_id = c.id
        and b.kind = 'sickness_benefit' and b.valid_from <= c.opened_on""")
        == 185
    )


def test_closed_stays_have_the_predecessors_mean_and_share_of_5_to_8_months(count):
    days = f"""select c.closed_on - c.opened_on as d, c.opened_on as a, c.closed_on as b
        from {_CASES} where c.closed_on is not null"""
    assert abs(float(count(f"select avg(d) from ({days}) s")) - 179) <= 2
    for inside in (
        "d between 5 * 30.44 and 8 * 30.44",
        "b >= (a + interval '5 months')::date and b <= (a + interval '8 months')::date",
    ):
        share = count(f"select 100.0 * count(*) filter (where {inside}) / count(*) from ({days}) s")
        assert abs(float(share) - 67) <= 1


def test_28_7_percent_of_those_admitted_went_to_work_or_studies(count):
    out = count(f"""select count(*) from {_CASES} join people_discharge d on d.case_id = c.id
        where d.outcome in ('work_unsupported', 'work_subsidised', 'studies')""")
    assert out == round(3700 * 0.287)


def test_there_are_exits_of_every_kind_and_one_for_each_who_left(count):
    """All 3,700 count as enrolled: nobody among them was enrolled by mistake."""
    reasons = json.loads(
        count(f"""select (v.content -> 'discharge_reasons')::text from programmes_programmeversion v
        join programmes_programme p on p.id = v.programme_id where p.slug = '{PROGRAMME}'""")
    )
    left = dict(
        count.rows(f"select d.reason, count(*) from {_CASES} join people_discharge d on d.case_id = c.id group by 1")
    )
    assert set(left) == {reason["code"] for reason in reasons if reason.get("enrolment_counts", True)}
    assert sum(left.values()) == 2510


def test_about_65_percent_have_been_in_a_workplace_based_activity(count):
    share = count("""select 100.0 * count(distinct case_id) filter (where is_workplace_based and started_on is not null)
        / 3700 from activities_activity""")
    assert abs(float(share) - 65) <= 2


def test_42_people_work_in_ten_teams_support_and_lead_and_every_role_is_there(count):
    from samkraft.access.choices import Role
    from samkraft.site.demo.staff import in_the_programme

    assert len(in_the_programme()) == 42
    teams = """select count(distinct m.team_id) from programmes_teammember m join programmes_team t on t.id = m.team_id
        join programmes_programme p on p.id = t.programme_id where p.slug = %s"""
    assert count(teams, PROGRAMME) == 10
    held = {role for (role,) in count.rows("select distinct role from access_roleassignment")}
    assert held == {role.value for role in Role}
    assert count("select count(*) from access_staff where try_this = '' and username <> 'system'") == 0


def test_every_case_has_an_origin_file_a_leader_and_the_three_core_branches(count):
    assert count(f"select count(*) from {_CASES}") == 3700
    assert count(f"select count(*) from {_CASES} where c.leader_id is null or c.team_id is null") == 0
    assert (
        count(f"""select count(*) from {_CASES} where 3 > (select count(*) from people_casefile g
        join access_branch b on b.id = g.owner_branch_id where g.case_id = c.id and b.code in ('af', 'soc', 'ama'))""")
        == 0
    )


def test_stored_draws_can_be_proved_and_leave_people_waiting(count):
    import polars as pl

    draws = count.rows("select id, frozen, record from people_draw order by id")
    assert len(draws) == 3
    for key, frozen, record in draws:
        frame = pl.DataFrame(frozen, schema={"id": pl.String, "stratum": pl.String}, orient="row")
        lottery.verify(record, frame)
        called = set(lottery.Draw.from_dict(record).called)
        states = count.rows("select pseudonym, state from people_referral where draw_id = %s", key)
        assert {name for name, state in states if state == "waiting"} == {row[0] for row in frozen} - called
    assert count("select count(*) from people_referral where state = 'waiting' and draw_id is not null") > 500


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) from casework_meeting where (starts_at at time zone 'Europe/Stockholm')::date = '2021-06-30'",
        "select count(*) from sharing_receivedcopy where first_read_at is null",
        "select count(*) from casework_task where done_on is null and due_on < '2021-06-30'",
        "select count(*) from casework_task where done_on is null and due_on = '2021-06-30'",
        "select count(*) from casework_task where done_on is null and due_on > '2021-06-30'",
        "select count(*) from casework_minutes m where not keep_own and not exists"
        " (select 1 from sharing_release r where r.item_id = m.item)",
        "select count(*) from people_handover where state = 'returned' and return_reason <> ''",
        "select count(*) from people_handover where state = 'sent'",
        "select count(*) from people_handover where state = 'accepted'",
        "select count(*) from people_followup where done_on is null and due_on < '2021-06-30'",
        "select count(*) from sharing_consentline where confirmed_at is null",
        "select count(*) from sharing_consentline where withdrawn_at is not null",
        "select count(*) from sharing_consentline where valid_until between '2021-07-01' and '2021-07-30'",
        "select count(*) from people_referral where state = 'called'",
        "select count(*) from people_referral where state = 'undecided'",
        "select count(*) from people_referral where state = 'not_eligible'",
        "select count(*) from people_extensiondecision",
        "select count(*) from people_draft",
    ],
)
def test_there_is_something_to_do_for_everyone(count, query):
    assert count(query) >= 5


def test_at_least_thirty_mappings_and_plans_are_written_out(count):
    from samkraft.site.demo.portraits import all_portraits

    goals = [portrait.goal for portrait in all_portraits()]
    assert count("select count(distinct goal) from casework_plan where goal = any(%s)", goals) >= 30
    sections = count.rows("""select m.text, b.code from casework_mappingsection m
        join access_branch b on b.id = m.owner_branch_id""")  # fmt: skip
    keys = {code: ring_of(Branch(code=code)) for code in {code for _text, code in sections}}
    assert len({open_text(keys[code], text) for text, code in sections}) > 500


# Who the protected person is lies beside the files (SKY-04).
_KNOWN = """(select identity_kind, phone, email from people_casefile
        where case_id not in (select case_id from people_protection)
    union all select identity_kind, phone, email from people_protectedidentity) known"""
_FILES_UNDER_PROTECTION = """people_casefile f where exists
    (select 1 from people_protection p where p.case_id = f.case_id and p.removed_at is null)"""


def test_every_number_is_a_demo_number_and_no_two_people_share_one(count):
    assert count(f"select count(*) from {_KNOWN}") == count("select count(*) from people_casefile")
    assert count(f"select count(*) from {_KNOWN} where identity_kind <> 'DEMO'") == 0
    assert count("select count(*) - count(distinct (programme_id, key_hash)) from people_personkey") == 0
    assert count(f"select count(*) from {_KNOWN} where phone !~ '^070-1740(60[5-9]|6[1-9][0-9])$'") == 0
    assert count(f"select count(*) from {_KNOWN} where email <> '' and email !~ '@example[.]org$'") == 0


def test_the_files_of_the_protected_person_tell_nothing_of_who_she_is(count):
    assert count(f"select count(*) from {_FILES_UNDER_PROTECTION}") >= 3
    told = "identity_kind <> 'NONE' or length(identity_sealed) > 0 or identity_hash || first_name || last_name <> ''"
    assert count(f"select count(*) from {_FILES_UNDER_PROTECTION} and ({told} or phone || email <> '')") == 0


def test_month_ends_are_kept_since_february_2020(count):
    days = count.rows("""select distinct s."on"::text from steering_indicatorsnapshot s
        join programmes_programme p on p.id = s.programme_id where p.slug = %s order by 1""", PROGRAMME)  # fmt: skip
    assert [day for (day,) in days][:2] == ["2020-02-29", "2020-03-31"] and len(days) == 17


def test_the_2023_programme_has_twenty_people_in_its_own_steps_and_two_of_them_twice(count):
    assert (
        count("""select count(*) from people_case c join programmes_programme p on p.id = c.programme_id
        where p.slug = 'malmo-langtid-2023'""")
        == 22
    )
    steps = {
        step
        for (step,) in count.rows("""select distinct phase from people_phaseperiod h join people_case c
        on c.id = h.case_id join programmes_programme p on p.id = c.programme_id where p.slug = 'malmo-langtid-2023'""")
    }
    assert {"meeting", "review", "three_party_meeting", "plan"} <= steps
