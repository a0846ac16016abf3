"""The numbers of the domain page, each asserted on its own: not derived from the file."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from samkraft.programmes.building import schema
from samkraft.programmes.definition import FullTimeMonths


def test_four_authorities_and_six_branches_take_part(malmokraften):
    """P-002, SEK-01, SEK-06."""
    assert [branch.code for branch in malmokraften.party_branches] == ["af", "soc", "ama", "vux", "fk", "reg"]
    assert {branch.code: branch.secrecy for branch in malmokraften.party_branches} == {
        "af": "AF", "soc": "SOC", "ama": "SOC", "vux": "VUX", "fk": "FK", "reg": "HSV",
    }  # fmt: skip
    assert [b.name for b in malmokraften.branches if b.authority == "malmo"] == [
        "Socialtjänsten", "Arbetsmarknadsavdelningen", "Vuxenutbildningen",
    ]  # fmt: skip
    assert [party.branch for party in malmokraften.parties if party.is_owner] == ["af"]


def test_it_runs_for_912_days_with_a_month_to_plan_and_one_to_close(malmokraften):
    """P-010, P-011."""
    assert (malmokraften.end - malmokraften.start).days + 1 == 912
    assert (malmokraften.planning.start, malmokraften.planning.end) == (date(2020, 1, 1), date(2020, 1, 31))
    assert (malmokraften.closing.start, malmokraften.closing.end) == (date(2022, 6, 1), date(2022, 6, 30))
    assert malmokraften.demo_day == date(2021, 6, 30)
    assert malmokraften.case_prefix == "MK"


def test_5600_people_come_in_five_periods(malmokraften):
    """P-010, P-011."""
    assert [(p.start, p.end, p.number) for p in malmokraften.intake] == [
        (date(2020, 2, 1), date(2020, 7, 31), 1500),
        (date(2020, 8, 1), date(2021, 1, 31), 1200),
        (date(2021, 2, 1), date(2021, 7, 31), 1200),
        (date(2021, 8, 1), date(2022, 1, 31), 1200),
        (date(2022, 2, 1), date(2022, 4, 30), 500),
    ]
    volume = malmokraften.volume
    assert (volume.participants, volume.women, volume.men) == (5600, 2800, 2800)
    assert [(band.from_age, band.to_age) for band in volume.age_bands] == [(15, 24), (25, 54), (55, 64)]
    assert (malmokraften.stock.low, malmokraften.stock.high) == (1100, 1500)


def test_the_later_goals_stand_beside_and_replace_nothing(malmokraften):
    """P-010: C lists 4,000 and 1,800."""
    revision = malmokraften.revisions[0]
    assert (revision.participants, revision.to_work_or_studies) == (4000, 1800)
    assert malmokraften.indicator("to_work_or_studies").target.value == 2500


def test_ten_teams_of_which_five_stop_on_2022_01_01(malmokraften):
    """P-020."""
    core = ("employment_officer", "social_worker", "labour_market_secretary")
    assert len(malmokraften.teams) == 10
    assert len(malmokraften.teams_open(date(2021, 12, 31))) == 10
    assert len(malmokraften.teams_open(date(2022, 1, 1))) == 5
    assert len(malmokraften.teams_open(date(2022, 6, 30))) == 5
    assert malmokraften.teams_open(date(2022, 7, 1)) == ()
    assert {(team.core_professions, team.average_load) for team in malmokraften.teams} == {(core, 150)}
    assert malmokraften.team_rules.load_exempt_last_months == 6


def test_staff_in_full_time_months(malmokraften):
    """P-023."""
    rows = {p.code: [(m.number, m.months) for m in p.months] for p in malmokraften.professions}
    assert rows == {
        "employment_officer": [(5, 30), (5, 24)],
        "social_worker": [(5, 30), (5, 24)],
        "labour_market_secretary": [(5, 30), (5, 24)],
        "care_coordinator": [(2, 30)],
        "social_insurance_officer": [(2, 30), (1, 24)],
        "study_counsellor": [(1, 30), (1, 24)],
        "project_leader": [(1, 30)],
        "deputy_leader_soc": [(1, 30)],
        "deputy_leader_ama": [(1, 30)],
        "economist": [(1, 30)],
        "administrator": [(1, 30)],
    }
    assert sum(number * months for months in rows.values() for number, months in months) == 1158
    assert FullTimeMonths(number=5, months=24).total == 120


def test_42_staff_of_whom_30_in_the_core_and_seven_to_consult(malmokraften):
    """P-020, P-021, P-022."""
    places = Counter()
    for profession in malmokraften.professions:
        places[profession.place] += profession.number
    assert places == {"core": 30, "support": 7, "lead": 5}
    team = {p.code: p.number for p in malmokraften.professions if p.in_consultation_team}
    assert team == {"care_coordinator": 2, "social_insurance_officer": 3, "study_counsellor": 2}


def test_only_af_refers_by_file_and_every_party_one_at_a_time(malmokraften):
    """P-013."""
    assert [w.branch for w in malmokraften.referral_ways if w.kind == "file"] == ["af"]
    assert {w.branch for w in malmokraften.referral_ways if w.kind == "form"} == {
        party.branch for party in malmokraften.parties
    }


def test_the_draw_is_from_job_within_priority_and_sex(malmokraften):
    """P-013."""
    assert malmokraften.frame.code == "job"
    assert malmokraften.frame.strata == ("priority", "sex")
    assert malmokraften.frame.referral_ways == ("af_file",)
    assert malmokraften.frame.size == 7000


def test_three_phases_and_six_months_for_the_first_two(malmokraften):
    """P-032, P-033."""
    assert [phase.number for phase in malmokraften.phases] == [1, 2, 3]
    limit = malmokraften.phase_limits[0]
    assert (limit.phases, limit.months, limit.extension_needs_reason) == (("1", "2"), 6, True)
    assert malmokraften.phase_after("2").code == "3"
    assert malmokraften.phase_after("3") is None


def test_every_activity_opens_and_closes_with_a_talk_but_planning_and_follow_up(malmokraften):
    """P-034."""
    silent = [t.code for t in malmokraften.activity_types if not (t.talk_at_start and t.talk_at_end)]
    assert silent == ["joint_planning", "follow_up"]


def test_the_activity_types_of_p_040_and_p_041(malmokraften):
    own = [t.code for t in malmokraften.activity_types if t.only_for_participants]
    assert len(own) == 12
    ordinary = [t for t in malmokraften.activity_types if "P-041" in t.source]
    assert len(ordinary) == 13
    assert all(t.decides for t in ordinary)


def test_af_decides_and_the_city_refers(malmokraften):
    """P-042."""
    words = {t.decision for t in malmokraften.activity_types if t.decides == "af"}
    assert words == {"beslut"}
    assert {t.decision for t in malmokraften.activity_types if t.decides == "ama"} == {"anvisning"}
    assert all(not t.decides for t in malmokraften.activity_types if t.decision == "överenskommelse")


def test_a_start_within_90_days_is_needed_for_work_and_studies(malmokraften):
    """P-036."""
    goal = [r for r in malmokraften.discharge_reasons if r.goal_reached]
    assert {r.group for r in goal} == {"work_unsupported", "work_subsidised", "studies"}
    assert {r.start_within_days for r in goal} == {90}
    assert malmokraften.discharge_reason("work_subsidised").forms == "subsidised_employment_forms"


def test_who_leaves_without_the_goal_is_handed_over_and_followed_for_six_months(malmokraften):
    """P-036, P-038."""
    left = [r for r in malmokraften.discharge_reasons if not r.goal_reached and r.group != "not_counted"]
    assert all(r.follow_ups == ("month_3", "month_6") for r in left)
    assert [r.code for r in left if not r.needs_handover] == ["moved"]
    assert malmokraften.handover.everyone_from == date(2022, 5, 1)
    assert malmokraften.handover.preset_from_referral


def test_day_90_after_a_municipal_employment_is_not_day_90_after_discharge(malmokraften):
    """P-036, P-084."""
    employment, discharge = malmokraften.deadline("employment_day_90"), malmokraften.deadline("discharge_day_90")
    assert (employment.anchor, employment.offset_days) == ("employment_ended", 90)
    assert (discharge.anchor, discharge.offset_days) == ("discharged", 90)


def test_the_targets_that_the_application_states(malmokraften):
    """P-010, P-050, P-070 – P-076."""
    stated = {
        "enrolled": 5600,
        "joint_plan": 5600,
        "to_work_or_studies": 2500,
        "workplace_share": Decimal("0.65"),
        "employer_time": Decimal("0.25"),
        "af_fk_cooperation": Decimal("0.75"),
        "women_enrolled": Decimal("0.5"),
        "women_to_work_or_studies": Decimal("0.5"),
        "clarified_by_plan": 1,
    }
    assert {code: malmokraften.indicator(code).target.value for code in stated} == stated
    assert malmokraften.indicator("enrolled").target.pace == "follows_intake"
    assert {i.target.near for i in malmokraften.indicators if i.target} == {Decimal("0.10")}


def test_every_level_of_the_theory_has_indicators(malmokraften):
    """P-074."""
    levels = [level.code for level in malmokraften.theory]
    assert levels == ["resources", "activities", "performance", "results", "short", "long"]
    assert {indicator.level for indicator in malmokraften.indicators} == set(levels)


def test_benefit_health_and_social_facts_never_open_to_a_list(malmokraften):
    sensitive = {"care_coordination", "af_fk_cooperation", "fewer_income_support", "fewer_sickness_benefit"}
    assert {malmokraften.indicator(code).opens_to for code in sensitive} == {"counts"}


def test_no_text_for_readers_names_a_key_or_is_left_empty(malmokraften):
    for indicator in malmokraften.indicators:
        assert indicator.definition.endswith("."), indicator.code
        assert not re.search(r"[a-z]_[a-z]", indicator.definition + indicator.name), indicator.code


def test_the_budget_of_the_application(malmokraften):
    """P-130, P-131, P-132."""
    amounts = {row.code: row.amount for row in malmokraften.budget.rows}
    assert amounts == {
        "planning": 2_680_912,
        "implementation": 72_976_822,
        "project_costs": 75_657_734,
        "public_cash": 25_000_000,
        "owner_cash": 7_570_000,
        "cash_co_financing": 32_570_000,
        "esf_support": 43_087_734,
        "participant_compensation": 16_015_966,
        "co_financing": 48_585_966,
        "total_financing": 91_673_700,
        "predecessor": 44_400_000,
    }
    assert [share.percent for share in malmokraften.budget.shares] == [Decimal("47.00"), Decimal("53.00")]
    assert [gap.code for gap in malmokraften.budget.gaps] == ["external_services", "travel"]


def test_governance_reports_risks_plan_and_handbook(malmokraften):
    """P-093, P-120 – P-123."""
    assert [body.code for body in malmokraften.governance] == ["strategic", "operative", "leadership"]
    assert len(malmokraften.reports) == 3
    assert len(malmokraften.risks) == 10
    assert [point.order for point in malmokraften.activity_plan.points] == list(range(1, 15))
    assert malmokraften.activity_plan.is_gate
    decided = [(m.version, m.on) for m in malmokraften.handbook if m.event == "decided"]
    assert decided == [("2.1", date(2020, 6, 30)), ("3.0", date(2021, 3, 31))]


def test_a_consent_line_is_never_for_everything_or_for_ever(malmokraften):
    """CON-02: category and end are always named; presets hold for at most twelve months."""
    consent = malmokraften.consent
    assert (consent.max_months, consent.ends_months_after_discharge) == (12, 6)
    lines = [(p.category, p.from_branch) for p in consent.presets]
    assert len(lines) == len(set(lines))
    for preset in consent.presets:
        receivers = preset.to_branches + preset.to_if_in_team
        assert receivers
        assert preset.from_branch not in receivers


def test_consent_presets_respect_who_owns_a_category_and_how_far_it_goes(malmokraften):
    """Table A: what stays in its branch is never proposed, and only an owner can share."""
    categories = {category.code: category for category in malmokraften.data_categories}
    codes = {branch.code for branch in malmokraften.branches}
    for preset in malmokraften.consent.presets:
        category = categories[preset.category]
        assert category.reach in ("team", "named"), preset
        assert preset.from_branch in category.owners or not codes & set(category.owners), preset


def test_the_mapping_begins_with_the_persons_own_words(malmokraften):
    """P-031."""
    assert malmokraften.mapping_areas[0].own_words
    leads = {area.category: area.lead for area in malmokraften.mapping_areas}
    assert leads["health"] == "reg"
    assert leads["social"] == leads["income_support"] == "soc"
    assert leads["benefits"] == "fk"


def test_adult_education_owes_af_its_data_by_law(malmokraften):
    """SEK-10."""
    duties = {c.code: c.statutory_duty_to for c in malmokraften.data_categories if c.statutory_duty_to}
    assert duties == {"education": ("af",)}


def test_the_owner_decides_how_long_a_case_is_kept(malmokraften):
    """Table D: five years after the last entry, three after the year's end, three months after the plan."""
    kept = {code: malmokraften.retention_rule("case", code) for code in ("soc", "ama", "af", "fk")}
    assert [(rule.years, rule.months) for rule in kept.values()] == [(5, 0), (5, 0), (3, 0), (0, 3)]
    assert malmokraften.retention_rule("staging", "af").days == 1


def test_every_category_can_be_destroyed_on_time(malmokraften):
    for rule in malmokraften.retention:
        assert timedelta(days=rule.days) or rule.months or rule.years, rule.code


def test_the_schema_has_no_field_without_a_type():
    from samkraft.programmes.definition import ProgrammeDefinition

    assert {"teams", "indicators", "consent"} <= schema(ProgrammeDefinition).keys()
