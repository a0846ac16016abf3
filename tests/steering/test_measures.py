"""Each measure of the programme file, on situations made the way the site makes them."""

from datetime import date

import pytest
from django.db import connections
from django.db.utils import ProgrammingError

from samkraft.programmes.models import Programme
from samkraft.programmes.vocabulary import MEASURES
from samkraft.sharing import door
from samkraft.steering import cuts
from samkraft.steering.measures import COUNTINGS, by_group, figures, value_of
from samkraft.steering.scorecard import scorecard
from samkraft.steering.snapshots import version_for
from tests.situations import DAY, as_, branch, staff
from tests.steering.register import Register, days_ago, figure, numbers

WORK_OR_STUDIES = ("work_unsupported", "work_subsidised", "studies")


@pytest.fixture
def register(committed):
    return Register(staff("af"))


def test_every_measure_that_a_programme_file_may_name_is_counted():
    assert set(COUNTINGS) == set(MEASURES)


def test_every_indicator_from_cases_of_every_programme_has_figures(committed):
    for programme in Programme.objects.all():
        definition = version_for(programme, DAY).definition
        wanted = {row.code for row in definition.indicators if row.figures_from == "cases"}
        assert set(figures(programme.pk, definition, DAY)) == wanted, programme


def test_people_are_counted_once_by_sex_and_leave_the_stock_on_the_day_of_discharge(register):
    register.person(60)
    register.person(60, "man")
    left = register.person(50, "man")
    register.discharge(left, 10)

    everyone = figure("enrolled")
    assert (everyone.numerator, everyone.women, everyone.men) == (3, 1, 2)
    assert numbers("women_share_enrolled") == (1, 3)
    assert numbers("stock") == (2, None)
    assert numbers("stock", on=days_ago(11)) == (3, None)
    assert numbers("enrolled", on=days_ago(55)) == (2, None)


def test_a_person_who_refuses_statistics_is_counted_as_enrolled_and_in_nothing_else(register):
    case = register.person(60)
    register.plan(case, 40)
    register.mapping_shared(case, 45)
    register.activity(case, 50, 45, 40, 30, is_workplace_based=True, start_talk_on=40, type="adult_education")
    register.move(case, 25, talk=25)
    register.leader_change(case, 20)
    register.handover(case, 15, "returned", 12)
    register.discharge(case, 10)
    register.restrict(case)
    assert numbers("stock", on=days_ago(11)) == (0, None), "GDPR-08: her data are only kept, so she isn't counted"
    register.lift_restriction(case)
    assert numbers("stock", on=days_ago(11)) == (1, None)
    register.refuse_statistics(case)

    definition = version_for(Programme.objects.get(slug="malmokraften-2.0"), DAY).definition
    for row in definition.indicators:
        if row.figures_from == "cases":
            found = figures(_programme_id(), definition, DAY, [row])[row.code]
            expected = 1 if COUNTINGS[row.measure.name].counter else 0
            assert (found.numerator or 0) == expected, row.code


def _programme_id():
    return Programme.objects.get(slug="malmokraften-2.0").pk


def test_mappings_count_when_shared_and_not_when_stopped(register):
    shared, stopped = register.person(), register.person()
    register.mapping_shared(shared, 30)
    register.mapping_shared(shared, 20)
    register.mapping_shared(stopped, 30, stopped=True)
    register.person()

    assert numbers("mappings") == (1, None)
    assert numbers("mappings", on=days_ago(31)) == (0, None)


def test_plan_in_time_is_measured_on_those_enrolled_long_enough_ago(register):
    early, late = register.person(60), register.person(60)
    register.plan(early, 30)
    register.plan(late, 29)
    register.person(30)
    register.person(29)

    assert numbers("joint_plan_published") == (2, None)
    assert numbers("plan_within_days", within_days=30) == (1, 3)


def test_contact_counts_calls_and_meetings_of_those_enrolled_at_least_so_long_ago(register):
    for ago in (29, 30):
        register.contact(register.person(60), ago)
    register.meeting(register.person(60), 5)
    register.meeting(register.person(60), 5, state="planned")
    register.contact(register.person(30), 3)
    register.contact(register.person(29), 3)
    register.person(10)

    assert numbers("contact_within_days", within_days=30) == (3, 5)


def test_talks_before_and_after_are_due_at_start_end_and_each_move(register):
    case = register.person(60)
    register.activity(case, 50, 45, 40, 30, start_talk_on=41, end_talk_on=29)
    register.activity(case, 50, 45, 20, None)
    register.move(case, 25, talk=25)

    assert numbers("follow_ups") == (3, None)
    assert numbers("talks_held_share") == (3, 4)


def test_phases_one_and_two_are_in_time_up_to_six_months(register):
    """P-033: judged when the limit has passed; who is still there, or came back, hasn't kept it."""
    in_time, too_late, back = register.person(300), register.person(300), register.person(300)
    register.move(in_time, 200, "3")
    register.move(too_late, 100, "3")
    register.move(back, 250, "3")
    register.move(back, 60, "2")
    register.person(300)
    register.discharge(register.person(300), 150)
    register.discharge(register.person(150), 10)
    register.person(150)

    assert numbers("limit_kept_share", limit="six_months") == (2, 5)


def test_the_last_day_of_the_limit_is_in_it(register):
    """Enrolled on 1 December, six months end on 1 June: moved or discharged that day is in time, the day after not."""
    enrolled = (DAY - date(2020, 12, 1)).days
    for day in (1, 2):
        register.move(register.person(enrolled), (DAY - date(2021, 6, day)).days, "3")
        register.discharge(register.person(enrolled), (DAY - date(2021, 6, day)).days)
    register.person((DAY - date(2020, 12, 30)).days)

    assert numbers("limit_kept_share", limit="six_months") == (2, 4)


def test_phases_reached_and_directions_chosen(register):
    case = register.person(90)
    register.move(case, 25, "2", direction="job")
    register.person(90)
    register.person(10)

    assert numbers("phase_reached", phase="2") == (1, None)
    assert numbers("phase_reached", phase="1") == (3, None)
    assert numbers("direction_chosen") == (1, None)
    assert numbers("direction_chosen_share", within_days=60) == (1, 2)


def test_activities_count_people_who_began_not_those_who_asked(register):
    begun, asked = register.person(), register.person(sex="man")
    register.activity(begun, 50, 45, 40, type="stronger_matching", is_workplace_based=True)
    register.activity(begun, 50, 45, 39, type="stronger_matching", is_workplace_based=True)
    register.activity(asked, 50, type="stronger_matching", is_workplace_based=True)

    assert numbers("activities", activity_types=("stronger_matching",)) == (1, None)
    assert numbers("activities", activity_types=("work_practice",)) == (0, None)
    assert numbers("activities") == (1, None)
    assert numbers("workplace_share") == (1, 2)
    assert numbers("women_share_workplace") == (1, 1)


def test_study_plans_are_planned_education_that_nobody_refused(register):
    planned, refused = register.person(), register.person()
    register.activity(planned, 20, type="adult_education")
    register.activity(refused, 20, 10, type="adult_education", state="refused")

    assert numbers("study_plans") == (1, None)
    for case, state in ((planned, "planned"), (refused, "dropped"), (register.person(), "applied")):
        register.study_plan(case, state)
    assert numbers("study_plans") == (2, None)


def test_time_on_support_is_counted_from_the_first_benefit_to_the_enrolment(register):
    """P-014; who refused statistics stands in no group."""
    for began in (60 + 366, 60 + 300, None):
        case = register.person(60)
        if began:
            register.benefit(case, began)
            register.benefit(case, 70)
    refused = register.person(60)
    register.benefit(refused, 900)
    register.refuse_statistics(refused)

    card = scorecard(Programme.objects.get(slug="malmokraften-2.0"), DAY)
    cut = next(cut for cut in card.definition.cuts if cut.code == "support_length")
    conditions = [cuts._condition(group.code) for group in cut.groups]
    group = cuts._group_of(conditions)
    enrolled = card.definition.indicator("enrolled")
    rows = {key: n for key, _sex, n, _d in by_group(card.programme.pk, card.definition, DAY, enrolled, group)}
    assert rows == {0: 1, 1: 1, -1: 2}


def test_parallel_efforts_are_at_least_two_of_which_one_is_job_related(register):
    both, one, unrelated = register.person(), register.person(), register.person()
    register.activity(both, 50, 45, 40, is_job_related=True)
    register.activity(both, 50, 45, 40, 0)  # its last day still counts
    register.activity(one, 50, 45, 40, is_job_related=True)
    register.activity(one, 50, 45, 40, 10)
    register.activity(unrelated, 50, 45, 40)
    register.activity(unrelated, 50, 45, 40)
    register.person()

    assert numbers("parallel_share") == (1, 3)


def test_outcomes_are_those_of_the_discharge_by_its_day(register):
    register.discharge(register.person(), 10)
    register.discharge(register.person(sex="man"), 10, "studies", "studies")
    register.discharge(register.person(), 10, "no_contact", "other")
    register.person()

    assert numbers("to_outcome", outcome_groups=WORK_OR_STUDIES) == (2, None)
    assert numbers("to_outcome", outcome_groups=("studies",)) == (1, None)
    assert numbers("to_outcome", on=days_ago(11), outcome_groups=WORK_OR_STUDIES) == (0, None)
    assert numbers("outcome_share", outcome_groups=WORK_OR_STUDIES) == (2, 4)
    assert numbers("women_share_to_outcome", outcome_groups=WORK_OR_STUDIES) == (1, 2)


def test_clarified_by_plan_looks_at_those_who_left_without_the_goal(register):
    """P-075; who died or was registered by mistake isn't counted."""
    clarified = register.person()
    register.plan(clarified, 30)
    register.discharge(clarified, 10, "no_contact", "other")
    register.discharge(register.person(), 10, "moved", "other")
    register.discharge(register.person(), 10, "deceased", "not_counted")
    register.discharge(register.person(), 10)

    assert numbers("clarified_by_plan_share") == (1, 2)


def test_outcome_of_a_referring_branch_counts_its_ways_in(register):
    """P-037: of those whom the branch referred and who have left."""
    register.discharge(register.person(), 10, "af_fk_cooperation", "af_fk_cooperation")
    register.discharge(register.person(), 10)
    register.person()
    arguments = {"outcome_groups": ("af_fk_cooperation",)}

    assert numbers("outcome_share_of_source", referral_branch="fk", **arguments) == (0, 0)
    # Tests' referrals come by a way that no branch of the file owns.
    assert value_of("share", figure("outcome_share_of_source", referral_branch="af", **arguments).numerator, 0) is None


def test_still_there_counts_answers_only_and_the_share_answered_says_of_how_many(register):
    for outcome in ("still_work", "other_work", "job_seeker", "not_reached"):
        case = register.person(200)
        register.discharge(case, 100)
        register.follow_up(case, 5, outcome)
    unanswered = register.person(200)
    register.discharge(unanswered, 100)
    register.follow_up(unanswered, None, "")

    assert numbers("still_there_share", follow_up="day_90") == (2, 3)
    assert numbers("followed_up_share", follow_up="day_90") == (3, 5)


def test_a_follow_up_before_the_discharge_or_long_before_its_day_answers_nothing(register):
    """P-036: that somebody works on the third day says nothing of the ninetieth."""
    for discharged, done, due in ((100, 24, 10), (100, 25, 10), (12, 13, 0), (12, 12, 0)):
        case = register.person(200)
        register.discharge(case, discharged)
        register.follow_up(case, done, "still_work", due=due)

    assert numbers("still_there_share", follow_up="day_90") == (2, 2)
    assert numbers("followed_up_share", follow_up="day_90") == (2, 4)


def test_people_handed_over_long_enough_ago_count_once_by_the_latest_handover(register):
    """P-038: a handover that was returned is not accepted, and the person has gone round (P-001)."""
    register.handover(register.person(), 20, "accepted", 15)
    register.handover(register.person(), 20, "returned", 15)
    register.handover(register.person(), 10)
    register.handover(register.person(), 9, "accepted", 8)
    sent_anew = register.person()
    register.handover(sent_anew, 30, "returned", 25)
    register.handover(sent_anew, 5, "accepted", 3)

    assert numbers("handover_accepted_share", within_days=10) == (2, 4)
    assert numbers("handover_accepted_share", on=days_ago(16), within_days=1) == (0, 3)
    assert numbers("party_round_trips") == (2, None)


def test_a_return_answers_a_handover(register):
    """P-006: the wait is for an answer, whatever it says."""
    register.handover(register.person(), 20, "returned", 15)
    register.handover(register.person(), 20, "accepted", 13)
    register.handover(register.person(), 20)

    found = figure("waits", from_event="handover_sent", to_event="handover_answered")
    assert (found.numerator, found.denominator) == (7, 3)


def test_who_had_the_later_step_first_has_waited_no_days(register):
    """P-006: an activity before the plan, or a plan before the mapping, isn't a wait that goes on."""
    for planned, mapped in ((50, 40), (40, 50), (40, 45)):
        case = register.person(60)
        register.plan(case, planned)
        register.mapping_shared(case, mapped)

    found = figure("waits", from_event="mapping_shared", to_event="plan_published")
    assert (found.numerator, found.denominator) == (5, 3)
    assert found.people["total"] == [3, 3, 3]


def test_who_was_enrolled_by_mistake_is_counted_in_nothing_from_the_day_it_was_found(register):
    """The programme's file says so of the reason (enrolment_counts); who died was a participant all the same."""
    mistake, died = register.person(60, "man"), register.person(60, "man")
    register.plan(mistake, 50)
    register.activity(mistake, 50, 45, 40, is_workplace_based=True)
    register.discharge(mistake, 10, "misregistered", "not_counted")
    register.discharge(died, 10, "deceased", "not_counted")
    register.person(60)

    assert numbers("enrolled") == (2, None)
    assert numbers("enrolled", on=days_ago(11)) == (3, None)
    assert numbers("women_share_enrolled") == (1, 2)
    assert numbers("workplace_share") == (0, 2)
    assert numbers("plan_within_days", within_days=30) == (0, 2)
    assert numbers("outcome_share", outcome_groups=WORK_OR_STUDIES) == (0, 2)
    assert numbers("joint_plan_published") == (0, None)


def test_the_people_behind_talks_and_changes_are_known(register):
    """Disclosure looks at people: nine talks can be one person's."""
    case = register.person(60)
    for day in (50, 40, 30):
        register.activity(case, 55, 52, day, day - 5, start_talk_on=day, end_talk_on=day - 5)
        register.leader_change(case, day)
    register.person(60, "man")

    assert figure("follow_ups").people == {"total": [1, 0, 1], "women": [1, 0, 1], "men": [0, 0, 0]}
    assert figure("talks_held_share").people["total"] == [1, 0, 1]
    assert figure("leader_changes").people["total"] == [1, 1, 2]


def test_changes_of_leader_and_return_to_a_party_that_had_let_go(register):
    case = register.person()
    register.leader_change(case, 30, to="soc")
    register.leader_change(case, 20, to="af")
    register.person()

    assert numbers("leader_changes") == (2, 2)
    assert numbers("party_round_trips") == (1, None)


def test_changes_of_handler_are_those_who_stopped_while_the_case_went_on(register):
    """P-006: not the end of the follow-ups after a discharge."""
    colleague, case, left = staff("af"), register.person(60), register.person(60)
    with as_(register.handler):
        for each in (case, left):
            door.call("assign", each.pk, colleague.pk, branch("af").pk, "", days_ago(60))
        door.call("end_assignment", case.pk, colleague.pk, days_ago(20))
    register.discharge(left, 30)
    with as_(register.handler):
        door.call("end_assignment", left.pk, colleague.pk, days_ago(10))

    assert numbers("handler_changes") == (1, 2)
    assert numbers("handler_changes", on=days_ago(25)) == (0, 2)


def test_waits_count_those_who_still_wait(register):
    """P-006: three of four have a plan after 10, 20 and 30 days, one waits since 60."""
    for days in (10, 20, 30):
        register.plan(register.person(60), 60 - days)
    register.person(60)

    found = figure("waits", from_event="enrolled", to_event="plan_published")
    assert (found.numerator, found.denominator) == (20, 4)


def test_a_median_that_is_not_reached_is_no_number(register):
    register.plan(register.person(60), 50)
    register.person(60)
    register.person(60)

    assert figure("waits", from_event="enrolled", to_event="plan_published").numerator is None


def test_the_figures_role_reads_no_name_number_or_free_text(committed):
    """Attack with raw SQL as samkraft_figures: only the columns named in figure_columns answer."""
    forbidden = [
        "select first_name from people_casefile",
        "select identity_sealed from people_casefile",
        "select phone from people_casefile",
        "select * from people_casefile",
        "select number from people_case",
        "select note from people_discharge",
        "select content from casework_planversion",
        "select text from casework_minutes",
        "select title from sharing_release",
        "select key_hash from people_personkey",
        "select first_name from people_referral",
        "insert into people_case (id) values (gen_random_uuid())",
        "update people_casefile set sex = 'man'",
    ]
    for statement in forbidden:
        with connections["figures"].cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(statement)
