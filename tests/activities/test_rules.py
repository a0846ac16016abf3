"""Which moves an activity may make, and which dates hang together."""

from datetime import date

import pytest

from samkraft.activities import rules
from samkraft.activities.choices import ActivityState
from samkraft.programmes.reading import read_programme
from tests.conftest import PROJECT

DAY = date(2021, 6, 30)
EARLIER, LATER = date(2021, 6, 1), date(2021, 7, 1)


@pytest.fixture(scope="module")
def definition():
    return read_programme(PROJECT / "programmes" / "malmokraften-2.0.toml")


@pytest.mark.parametrize(
    ("state", "to", "allowed"),
    [
        ("asked", "decided", True),
        ("asked", "refused", True),
        ("asked", "under_way", False),
        ("decided", "under_way", True),
        ("decided", "interrupted", True),
        ("decided", "completed", False),
        ("under_way", "completed", True),
        ("under_way", "interrupted", True),
        ("refused", "decided", False),
        ("completed", "under_way", False),
        ("interrupted", "under_way", False),
    ],
)
def test_an_activity_moves_only_along_its_life(state, to, allowed):
    assert rules.can_move(state, to) is allowed


def test_provider_and_decider_follow_from_the_type_unless_named(definition):
    practice, planning = definition.activity_type("work_practice"), definition.activity_type("joint_planning")
    assert rules.parties_of(practice, "soc") == rules.Parties("af", "af")
    assert rules.parties_of(planning, "soc") == rules.Parties("soc", "soc")
    assert rules.parties_of(practice, "soc", provider="ama") == rules.Parties("ama", "af")


def test_an_agreement_of_ones_own_needs_no_answer(definition):
    coaching = definition.activity_type("coaching")
    parties = rules.parties_of(coaching, "af")
    assert rules.is_agreed_at_once(coaching, parties, "soc")
    assert not rules.is_agreed_at_once(coaching, parties, "af")
    practice = definition.activity_type("work_practice")
    assert not rules.is_agreed_at_once(practice, rules.parties_of(practice, "af"), "af")


def test_a_municipal_employment_is_one_that_the_city_refers_to_itself(definition):
    """P-043, P-084"""
    kinds = [kind.code for kind in definition.activity_types if rules.is_municipal_employment(kind)]
    assert kinds == ["municipal_employment"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"asked_on": LATER}, "asked_on"),
        ({"asked_on": DAY, "decided_on": EARLIER}, "decided_on"),
        ({"asked_on": DAY, "decided_on": LATER}, "decided_on"),
        ({"asked_on": DAY, "planned_from": DAY, "planned_until": EARLIER}, "planned_until"),
        ({"asked_on": date(1921, 7, 1)}, "asked_on"),
        ({"asked_on": DAY, "planned_from": date(1921, 7, 1)}, "planned_from"),
        ({"asked_on": DAY, "planned_until": date(2999, 7, 1)}, "planned_until"),
    ],
)
def test_a_placing_with_wrong_dates_says_which(given, field):
    assert list(rules.placing_problems(DAY, EARLIER, given)) == [field]


def test_what_was_asked_for_until_the_discharge_is_still_written_down_and_nothing_later():
    """P-037, PLAN-4."""
    assert rules.placing_problems(DAY, EARLIER, {"asked_on": EARLIER}, closed_on=EARLIER) == {}
    assert list(rules.placing_problems(DAY, EARLIER, {"asked_on": DAY}, closed_on=EARLIER)) == ["asked_on"]


def test_a_start_demands_the_talk_that_opens_it(definition):
    """P-034"""
    practice, planning = definition.activity_type("work_practice"), definition.activity_type("joint_planning")
    before = (EARLIER, EARLIER, None)
    assert list(rules.start_problems(DAY, practice, before, DAY, None)) == ["start_talk_on"]
    assert rules.start_problems(DAY, practice, before, DAY, DAY) == {}
    assert rules.start_problems(DAY, planning, before, DAY, None) == {}


def test_an_activity_starts_after_it_is_asked_for_and_granted_and_not_tomorrow(definition):
    practice = definition.activity_type("work_practice")
    for asked, started in (((DAY, None), EARLIER), ((EARLIER, DAY), EARLIER), ((EARLIER, None), LATER)):
        assert list(rules.start_problems(DAY, practice, (EARLIER, *asked), started, DAY)) == ["started_on"]


def test_the_talk_that_opens_an_activity_is_not_before_the_case(definition):
    practice, before = definition.activity_type("work_practice"), (EARLIER, EARLIER, None)
    assert list(rules.start_problems(DAY, practice, before, DAY, date(1930, 5, 3))) == ["start_talk_on"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ended_on": DAY}, "end_talk_on"),
        ({"ended_on": LATER, "end_talk_on": DAY}, "ended_on"),
        ({"ended_on": date(2021, 5, 1), "end_talk_on": DAY}, "ended_on"),
        ({"ended_on": DAY, "end_talk_on": date(2021, 5, 1)}, "end_talk_on"),
        ({"ended_on": DAY, "end_talk_on": LATER}, "end_talk_on"),
        ({"ended_on": DAY, "end_talk_on": DAY, "state": "interrupted", "end_reason": " "}, "end_reason"),
    ],
)
def test_an_end_with_something_wrong_says_what(definition, given, field):
    """P-034"""
    practice = definition.activity_type("work_practice")
    problems = rules.end_problems(DAY, practice, EARLIER, {"state": ActivityState.COMPLETED} | given)
    assert list(problems) == [field]


def test_an_interrupted_activity_may_end_without_a_talk_that_could_not_be_held(definition):
    """P-034: the figure says how many had none; nobody need invent a day."""
    given = {"state": ActivityState.INTERRUPTED, "ended_on": DAY, "end_reason": "Svarar inte"}
    assert rules.end_problems(DAY, definition.activity_type("work_practice"), EARLIER, given) == {}


def test_what_never_began_ends_without_a_talk(definition):
    practice = definition.activity_type("work_practice")
    given = {"state": ActivityState.INTERRUPTED, "ended_on": DAY, "end_reason": "Platsen togs bort"}
    assert rules.end_problems(DAY, practice, None, given) == {}


def test_days_from_request_to_answer_are_counted_on_while_it_waits():
    """P-006"""
    assert rules.days_to_decision(EARLIER, date(2021, 6, 10), DAY) == 9
    assert rules.days_to_decision(EARLIER, None, DAY) == 29
