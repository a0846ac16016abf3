"""Deadlines: which are open, from when they are shown, whose they are (P-030 to P-036)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samkraft.people.deadline_rules import CaseFacts, dues_of, limit_day, unfulfilled
from samkraft.people.deadlines import dues_by_case
from samkraft.people.models import Case, ExtensionDecision, FollowUp, PhaseMove
from samkraft.programmes.reading import read_programme
from samkraft.sharing import door
from tests import situations as s
from tests.conftest import PROJECT
from tests.people.logged_in import logged_in

ENROLLED = date(2021, 1, 4)


@pytest.fixture(scope="module")
def definition():
    return read_programme(PROJECT / "programmes" / "malmokraften-2.0.toml")


def facts(phase="1", is_open=True, extended_until=None, follow_ups=(), **events):
    given = {"enrolled": [ENROLLED]} | events
    return CaseFacts(uuid4(), phase, ((phase, ENROLLED),), given, extended_until, follow_ups, is_open)


def due(definition, code, **given):
    return next((row for row in dues_of(definition, facts(**given)) if row.code == code), None)


def test_the_first_plan_is_due_thirty_days_after_enrolment_until_it_is_published(definition):
    assert due(definition, "first_plan").due_on == ENROLLED + timedelta(days=30)
    assert due(definition, "first_plan", plan_published=[date(2021, 1, 20)]) is None


def test_a_repeating_deadline_runs_from_the_latest_contact(definition):
    row = due(definition, "contact", contact=[ENROLLED, date(2021, 3, 1)])
    assert row.due_on == date(2021, 3, 31)


def test_a_plan_is_followed_up_sixty_days_after_its_latest_version(definition):
    assert due(definition, "plan_review") is None
    assert due(definition, "plan_review", plan_published=[date(2021, 2, 1)]).due_on == date(2021, 4, 2)


def test_p033_the_limit_is_six_months_and_an_extension_moves_it(definition):
    started = {"limit_clock_started": [ENROLLED]}
    assert due(definition, "six_months", **started).due_on == date(2021, 7, 4)
    assert due(definition, "six_months", extended_until=date(2021, 9, 1), **started).due_on == date(2021, 9, 1)


def test_p033_the_limit_is_over_when_the_case_has_left_phases_one_and_two(definition):
    assert due(definition, "six_months", phase="3", limit_clock_started=[ENROLLED]) is None


def test_p034_a_talk_held_in_the_days_before_a_move_counts(definition):
    moved = {"phase_moved": [date(2021, 3, 10)]}
    assert due(definition, "talk_at_phase_move", **moved).due_on == date(2021, 3, 17)
    assert due(definition, "talk_at_phase_move", phase_talk=[date(2021, 3, 8)], **moved) is None
    assert due(definition, "talk_at_phase_move", phase_talk=[date(2021, 2, 1)], **moved) is not None


def test_each_activity_needs_its_own_talk(definition):
    two = {"activity_started": [date(2021, 3, 1), date(2021, 3, 1)], "activity_start_talk": [date(2021, 3, 1)]}
    found = [row for row in dues_of(definition, facts(**two)) if row.code == "talk_before_activity"]
    assert [row.due_on for row in found] == [date(2021, 3, 1)]


def test_an_event_fulfils_one_anchor_the_oldest_first():
    day = [date(2021, 1, n) for n in range(1, 10)]
    assert unfulfilled([day[0], day[4]], [day[5]], lead_days=0) == [day[4]]
    assert unfulfilled([day[4]], [day[0]], lead_days=3) == [day[4]]
    assert unfulfilled([day[4]], [day[2]], lead_days=3) == []


def test_after_discharge_only_follow_ups_are_due(definition):
    rows = dues_of(definition, facts(is_open=False, phase="", follow_ups=(("day_90", date(2021, 9, 1)),)))
    assert [(row.code, row.due_on) for row in rows] == [("day_90", date(2021, 9, 1))]
    assert rows[0].words == "Är personen kvar i arbete eller studier?"


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2021, 1, 20), "later"),
        (date(2021, 1, 27), "soon"),
        (date(2021, 2, 3), "today"),
        (date(2021, 2, 4), "over"),
    ],
)
def test_a_deadline_is_shown_from_its_warning_day(definition, on, state):
    assert due(definition, "first_plan").state(on) == state


def test_the_limit_day_is_unknown_before_the_clock_has_started(definition):
    limit = definition.phase_limits[0]
    assert limit_day(limit, facts()) is None
    assert limit_day(limit, facts(limit_clock_started=[date(2020, 8, 31)])) == date(2021, 2, 28)


def test_every_deadline_of_the_programme_ends_somehow(definition):
    """A deadline that nothing fulfils would stay over for ever."""
    ends_by_itself = {"consent_ends", "draft_saved", "limit_clock_started"}
    followed_up = {row.code for row in definition.deadlines if row.who == "discharging_branch"}
    for row in definition.deadlines:
        assert row.done_by or row.repeats or row.anchor in ends_by_itself or row.code in followed_up, row.code


@pytest.mark.django_db
class TestRead:
    def _dues(self, person, *cases, branch_code="af"):
        with s.as_(person, branch_code):
            return {
                case_id: {row.code: row for row in dues}
                for case_id, (_facts, dues) in dues_by_case(Case.objects.filter(pk__in=[c.pk for c in cases])).items()
            }

    def test_enrolment_starts_the_clocks_of_mapping_plan_contact_and_limit(self):
        karin = s.staff()
        case = s.enrolled_case(karin, on=s.DAY - timedelta(days=20))
        found = self._dues(karin, case)[case.pk]
        assert found["first_mapping"].due_on == s.DAY + timedelta(days=1)
        assert found["first_plan"].due_on == s.DAY + timedelta(days=10)
        assert found["contact"].due_on == s.DAY + timedelta(days=10)
        assert found["six_months"].due_on == date(2021, 12, 10)

    def test_a_process_leaders_deadlines_fall_on_her_branch_alone(self):
        karin, jonas = s.staff(), s.staff("soc")
        case = s.enrolled_case(karin)
        s.joined_branch(karin, case, "soc", jonas)
        assert "first_plan" not in self._dues(jonas, case, branch_code="soc")[case.pk]

    def test_an_extension_a_move_with_its_talk_and_a_follow_up_are_read(self):
        karin = s.staff()
        case = s.enrolled_case(karin)
        file = s.file_of(case, karin)
        with s.as_(karin):
            row = {"owner_branch": s.branch("af"), "case": case, "file": file}
            ExtensionDecision.objects.create(
                decided_on=s.DAY, until=date(2022, 2, 1), reason="Kursen slutar då.", decided_by=karin, **row
            )
            door.call("move_phase", case.pk, "2", s.DAY)
            FollowUp.objects.create(kind="day_90", due_on=date(2021, 9, 28), **row)
        found = self._dues(karin, case)[case.pk]
        assert found["six_months"].due_on == date(2022, 2, 1)
        assert found["talk_at_phase_move"].due_on == s.DAY + timedelta(days=7)
        assert found["day_90"].due_on == date(2021, 9, 28)
        with s.as_(karin):
            PhaseMove.objects.create(phase="2", moved_on=s.DAY, talk_on=s.DAY, moved_by=karin, **row)
        assert "talk_at_phase_move" not in self._dues(karin, case)[case.pk]

    def test_con01_a_renewed_consent_line_moves_its_deadline(self):
        karin = s.staff()
        case = s.enrolled_case(karin)
        s.consent(karin, case, "soc", "plan", until=s.DAY + timedelta(days=5))
        assert self._dues(karin, case)[case.pk]["consent_ends"].due_on == s.DAY + timedelta(days=5)
        s.consent(karin, case, "soc", "plan", until=s.DAY + timedelta(days=150))
        assert self._dues(karin, case)[case.pk]["consent_ends"].due_on == s.DAY + timedelta(days=150)

    def test_many_cases_take_as_many_queries_as_one(self):
        karin = s.staff()
        cases = [s.enrolled_case(karin) for _n in range(6)]
        assert self._count(karin, cases[:1]) == self._count(karin, cases)

    def _count(self, person, cases):
        with s.as_(person):
            rows = list(Case.objects.filter(pk__in=[case.pk for case in cases]))
            with CaptureQueriesContext(connection) as queries:
                dues_by_case(rows)
            return len(queries)


@pytest.mark.django_db(databases=["default", "sidelog"])
def test_a_deadline_leads_to_the_page_where_it_is_dealt_with():
    karin = s.staff()
    case = s.enrolled_case(karin)
    text = logged_in(karin).get(f"/deltagare/{case.pk}/frister/").content.decode()
    for path in ("kartlaggning/", "plan/", "kontakter/", "fas/"):
        assert f'href="/deltagare/{case.pk}/{path}"' in text, path
