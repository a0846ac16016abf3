from datetime import date, datetime

import pytest

from samkraft.programmes.eligibility import facts_from_codes, judge
from samkraft.programmes.months import add_months, months_between

ON = date(2021, 3, 1)
MALMO = {"municipality": "1280"}
NO_WAY = {
    "in_job": False,
    "sickness_benefit": False,
    "is_job_seeker": True,
    "income_support": False,
    "registered_since": date(2019, 1, 1),
}


def test_in_job_is_enough_with_or_without_income_support(malmokraften):
    """P-012."""
    for income_support in (True, False, None):
        verdict = judge(malmokraften, MALMO | {"in_job": True, "income_support": income_support}, ON)
        assert (verdict.state, verdict.way_in, verdict.failed, verdict.missing) == ("eligible", "job", (), ())


def test_sickness_benefit_is_a_way_in_of_its_own(malmokraften):
    """P-012: known from FK alone, with nothing from AF."""
    verdict = judge(malmokraften, MALMO | {"sickness_benefit": True}, ON)
    assert (verdict.state, verdict.way_in) == ("eligible", "sickness")


@pytest.mark.parametrize(
    ("since", "state"),
    [
        (date(2020, 3, 1), "eligible"),
        (date(2020, 3, 2), "not_eligible"),
        (date(2021, 6, 1), "not_eligible"),
    ],
)
def test_a_job_seeker_with_income_support_needs_twelve_unbroken_months(malmokraften, since, state):
    """P-012."""
    facts = MALMO | NO_WAY | {"income_support": True, "registered_since": since}
    assert judge(malmokraften, facts, ON).state == state


def test_who_fails_every_way_gets_each_rule_that_failed_in_words(malmokraften):
    verdict = judge(malmokraften, MALMO | NO_WAY, ON)
    assert verdict.state == "not_eligible"
    assert verdict.failed == (
        "Personen deltar inte i jobb- och utvecklingsgarantin.",
        "Personen har inte sjukpenning.",
        "Personen har inte försörjningsstöd.",
    )
    assert verdict.missing == ()


def test_who_lives_elsewhere_is_not_eligible_whatever_else_is_missing(malmokraften):
    """P-012."""
    verdict = judge(malmokraften, {"municipality": "1281"}, ON)
    assert verdict.state == "not_eligible"
    assert verdict.failed == ("Personen är inte folkbokförd i Malmö.",)


def test_living_elsewhere_is_the_only_failure_of_someone_in_job(malmokraften):
    verdict = judge(malmokraften, {"municipality": "1281", "in_job": True}, ON)
    assert verdict.failed == ("Personen är inte folkbokförd i Malmö.",)


def test_what_cannot_be_decided_names_the_fact_and_whose_it_is(malmokraften):
    verdict = judge(malmokraften, MALMO | NO_WAY | {"sickness_benefit": None}, ON)
    assert verdict.state == "undecided"
    assert [(m.fact, m.owner, m.question) for m in verdict.missing] == [
        ("sickness_benefit", "fk", "Har personen sjukpenning?")
    ]
    assert verdict.failed == ()


def test_only_facts_that_can_still_decide_are_asked_for(malmokraften):
    """Not registered at AF: income support would change nothing, so the social services aren't asked."""
    facts = MALMO | {"in_job": False, "is_job_seeker": False}
    assert [missing.fact for missing in judge(malmokraften, facts, ON).missing] == ["sickness_benefit"]


def test_an_unknown_residence_leaves_even_someone_in_job_undecided(malmokraften):
    verdict = judge(malmokraften, {"in_job": True}, ON)
    assert (verdict.state, verdict.way_in) == ("undecided", "job")
    assert [missing.fact for missing in verdict.missing] == ["municipality"]


def test_the_referral_counts_as_need_of_coordination_until_someone_says_no(malmokraften):
    facts = MALMO | {"in_job": True}
    assert judge(malmokraften, facts, ON).state == "eligible"
    verdict = judge(malmokraften, facts | {"needs_coordination": False}, ON)
    assert verdict.failed == ("Personen behöver inte samordning mellan myndigheter.",)


@pytest.mark.parametrize(
    ("raw", "state"),
    [("JA", "eligible"), (" ja ", "eligible"), ("J", "eligible"), ("1", "eligible"), ("x", "eligible"),
     ("NEJ", "not_eligible"), ("0", "not_eligible"), ("", "undecided"), ("vet ej", "undecided"), (7, "undecided")],
)  # fmt: skip
def test_answers_are_read_as_files_write_them(malmokraften, raw, state):
    facts = MALMO | NO_WAY | {"in_job": raw}
    assert judge(malmokraften, facts, ON).state == state


def test_a_date_that_makes_no_sense_counts_as_missing(malmokraften):
    facts = MALMO | NO_WAY | {"income_support": "ja", "registered_since": "2019-02-30"}
    assert [m.fact for m in judge(malmokraften, facts, ON).missing] == ["registered_since"]
    facts["registered_since"] = datetime(2019, 2, 3, 12)
    assert judge(malmokraften, facts, ON).state == "eligible"


@pytest.mark.parametrize(
    ("facts", "priority"),
    [
        ({"income_support": True, "registered_since": "2019-01-01"}, "income_support_12"),
        ({"income_support": True, "registered_since": "2021-01-01"}, "others"),
        ({"activity_support": True, "supplementary_income_support": True}, "double_support"),
        ({"activity_support": True, "supplementary_income_support": False}, "others"),
        ({}, "others"),
    ],
)
def test_priority_is_income_support_for_a_year_then_double_support(malmokraften, facts, priority):
    """P-012."""
    assert judge(malmokraften, MALMO | {"in_job": True} | facts, ON).priority == priority


def test_what_could_lift_a_persons_priority_is_named(malmokraften):
    facts = MALMO | {"in_job": True, "registered_since": "2019-01-01", "activity_support": False}
    verdict = judge(malmokraften, facts, ON)
    assert [missing.fact for missing in verdict.priority_missing] == ["income_support"]


@pytest.mark.parametrize(
    ("facts", "in_frame"),
    [
        ({"in_job": True}, True),
        ({"in_job": True, "referral_way": "af_file"}, True),
        ({"in_job": True, "referral_way": "soc_form"}, False),
        ({"in_job": False, "sickness_benefit": True}, False),
        ({"sickness_benefit": True}, None),
        ({"sickness_benefit": True, "referral_way": "fk_form"}, False),
    ],
)
def test_the_frame_is_those_in_job_that_came_by_file(malmokraften, facts, in_frame):
    """P-013."""
    assert judge(malmokraften, MALMO | facts, ON).in_frame is in_frame


LONG = MALMO | {
    "in_job": True,
    "job_days": "451",
    "registered_since": "2013-05-14",
    "unemployment_insurance_basis": "nej",
}


def test_the_follow_on_programme_takes_those_longest_in_job(long_term):
    """P-015."""
    verdict = judge(long_term, LONG, long_term.demo_day)
    assert (verdict.state, verdict.way_in, verdict.priority, verdict.in_frame) == (
        "eligible", "long_term", "everyone", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "value", "sentence"),
    [
        ("job_days", 450, "Personen har inte varit mer än 450 dagar i jobb- och utvecklingsgarantin."),
        ("registered_since", "2013-05-15", "Personen har inte varit inskriven i mer än tio år."),
        ("unemployment_insurance_basis", True, "Personen har grund för a-kassa."),
        ("in_job", False, "Personen deltar inte i jobb- och utvecklingsgarantin."),
    ],
)
def test_more_means_more(long_term, fact, value, sentence):
    """P-015: more than 450 days, more than ten years; the limit itself isn't enough."""
    verdict = judge(long_term, LONG | {fact: value}, long_term.demo_day)
    assert (verdict.state, verdict.failed) == ("not_eligible", (sentence,))


def test_one_person_can_be_eligible_in_one_programme_and_not_in_the_other(malmokraften, long_term):
    facts = MALMO | {"in_job": True, "job_days": 100}
    assert judge(malmokraften, facts, ON).state == "eligible"
    assert judge(long_term, facts, ON).state == "not_eligible"


def test_skat_70_means_in_job(malmokraften):
    assert facts_from_codes(malmokraften, {"skat": "70"}) == {"in_job": True}
    assert facts_from_codes(malmokraften, {"skat": " 79 "}) == {"in_job": True}
    assert facts_from_codes(malmokraften, {"skat": "11"}) == {"in_job": False}
    assert facts_from_codes(malmokraften, {"skat": ""}) == facts_from_codes(malmokraften, {}) == {}


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2020, 1, 31), date(2020, 2, 28), 0),
        (date(2020, 1, 31), date(2020, 2, 29), 1),
        (date(2020, 2, 29), date(2021, 2, 28), 12),
        (date(2020, 3, 1), date(2020, 3, 1), 0),
        (date(2020, 3, 1), date(2020, 1, 1), -2),
    ],
)
def test_months_are_counted_as_people_do(since, until, months):
    assert months_between(since, until) == months


def test_six_months_after_the_last_of_august_is_the_last_of_february():
    assert add_months(date(2020, 8, 31), 6) == date(2021, 2, 28)
    assert add_months(date(2021, 12, 4), 6) == date(2022, 6, 4)
