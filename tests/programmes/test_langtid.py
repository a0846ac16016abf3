"""The follow-on programme of 2023: rules, parties, way and scorecard of its own (P-015, P-039, P-131)."""

from datetime import date
from decimal import Decimal


def test_it_is_for_300_to_400_people_of_a_day_of_its_own(long_term):
    """P-015."""
    assert (long_term.volume.at_least, long_term.volume.participants) == (300, 400)
    assert long_term.demo_day == date(2023, 5, 15)
    assert long_term.case_prefix == "ML"


def test_nobody_is_drawn(long_term):
    assert long_term.frame is None
    assert [row.code for row in long_term.priority] == ["everyone"]


def test_its_way_has_five_stages_and_no_limit(long_term):
    """P-039."""
    assert [phase.code for phase in long_term.phases] == [
        "meeting", "review", "three_party_meeting", "plan", "handover",
    ]  # fmt: skip
    assert long_term.phase_word == "Steg"
    assert long_term.phase_limits == ()
    assert [phase.code for phase in long_term.phases if phase.has_questionnaire] == ["three_party_meeting"]
    assert [phase.code for phase in long_term.phases if phase.chooses_direction] == ["plan"]


def test_the_plan_takes_one_of_three_directions(long_term):
    """P-039."""
    assert [direction.code for direction in long_term.directions] == ["job", "ama", "sip"]
    reasons = {reason.code: reason for reason in long_term.discharge_reasons}
    for direction in long_term.directions:
        assert reasons[direction.code].needs_receiver


def test_everyone_is_clarified_and_every_recommendation_received(long_term):
    """P-039."""
    for code in ("clarified", "recommendation_received"):
        assert long_term.indicator(code).target.value == Decimal(1)


def test_it_costs_300_000_for_a_leader_on_half_time(long_term):
    """P-131."""
    assert [row.amount for row in long_term.budget.rows] == [300_000, 300_000]
    assert long_term.professions[0].total_months == 6


def test_reports_come_in_june_and_december(long_term):
    """P-093."""
    assert [report.due.month for report in long_term.reports] == [6, 12]


def test_the_two_programmes_share_authorities_and_branches(malmokraften, long_term):
    assert malmokraften.branches == long_term.branches
    assert malmokraften.data_categories == long_term.data_categories
    assert {party.branch for party in long_term.parties} == {"af", "soc", "ama", "reg"}
