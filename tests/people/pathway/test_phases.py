"""Phase moves with their talks, the limit of phases 1 and 2, and the follow-on programme's own stages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog, RoleAssignment
from samkraft.people.models import Case, ExtensionDecision, PhaseMove, PhasePeriod, Referral
from samkraft.people.pathway import phase_rules
from samkraft.people.pathway.phase_rules import Period
from samkraft.programmes.models import Programme
from samkraft.programmes.reading import read_programme
from samkraft.sharing import door
from tests import situations as s
from tests.conftest import PROJECT

db = pytest.mark.django_db(databases=["default", "sidelog"])
DAY = s.DAY


@pytest.fixture(scope="module")
def malmo():
    return read_programme(PROJECT / "programmes" / "malmokraften-2.0.toml")


@pytest.fixture(scope="module")
def langtid():
    return read_programme(PROJECT / "programmes" / "malmo-langtid-2023.toml")


def test_the_next_phase_comes_first_and_then_the_ones_before(malmo, langtid):
    assert [phase.code for phase in phase_rules.choices_from(malmo, "2")] == ["3", "1"]
    assert [phase.code for phase in phase_rules.choices_from(malmo, "3")] == ["2", "1"]
    assert phase_rules.choices_from(langtid, "plan")[0].code == "handover"


def test_a_move_demands_its_talk_where_the_programme_has_one(malmo, langtid):
    """P-034"""
    given = {"phase": "2", "moved_on": DAY, "talk_on": None}
    now = Period("1", date(2021, 6, 1), None)
    assert list(phase_rules.move_problems(malmo, now, given, DAY)) == ["talk_on"]
    stage = Period("meeting", date(2023, 2, 1), None)
    given = {"phase": "review", "moved_on": date(2023, 5, 1), "talk_on": None}
    assert phase_rules.move_problems(langtid, stage, given, date(2023, 5, 15)) == {}


def test_the_plan_stage_of_the_follow_on_programme_chooses_its_direction(langtid):
    """P-039"""
    stage = Period("three_party_meeting", date(2023, 4, 1), None)
    given = {"phase": "plan", "moved_on": date(2023, 5, 1), "talk_on": None}
    assert list(phase_rules.move_problems(langtid, stage, given, date(2023, 5, 15))) == ["direction"]
    assert phase_rules.move_problems(langtid, stage, given | {"direction": "sip"}, date(2023, 5, 15)) == {}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"phase": "3"}, "phase"),
        ({"moved_on": date(2021, 7, 1)}, "moved_on"),
        ({"moved_on": date(2021, 6, 1)}, "moved_on"),
        ({"talk_on": date(2021, 7, 1)}, "talk_on"),
        ({"talk_on": date(2021, 5, 1)}, "talk_on"),
    ],
)
def test_a_wrong_move_says_what_is_wrong(malmo, given, field):
    usual = {"phase": "2", "moved_on": DAY, "talk_on": DAY}
    assert list(phase_rules.move_problems(malmo, Period("1", date(2021, 6, 1), None), usual | given, DAY)) == [field]


def test_going_back_demands_a_reason(malmo):
    given = {"phase": "1", "moved_on": DAY, "talk_on": DAY, "reason": " "}
    assert list(phase_rules.move_problems(malmo, Period("2", date(2021, 6, 1), None), given, DAY)) == ["reason"]


def test_phases_1_and_2_together_take_six_months(malmo):
    """P-033"""
    periods = [Period("1", date(2021, 1, 15), date(2021, 2, 28)), Period("2", date(2021, 3, 1), None)]
    (standing,) = phase_rules.limit_standings(malmo, periods)
    assert standing.until == date(2021, 7, 15) and not standing.is_extended
    assert standing.is_near(DAY) and not standing.is_over(DAY) and standing.is_over(date(2021, 7, 16))
    (longer,) = phase_rules.limit_standings(malmo, periods, [date(2021, 9, 1)])
    assert longer.until == date(2021, 9, 1) and longer.is_extended
    assert phase_rules.limit_standings(malmo, [Period("3", date(2021, 6, 1), None)]) == []


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        (date(2021, 7, 15), "Väntan på plats", "until"),
        (date(2022, 1, 16), "Väntan på plats", "until"),
        (date(2021, 9, 1), "", "reason"),
    ],
)
def test_longer_time_needs_a_later_day_and_a_reason(malmo, until, reason, field):
    """P-033"""
    (standing,) = phase_rules.limit_standings(malmo, [Period("1", date(2021, 1, 15), None)])
    assert list(phase_rules.extension_problems(standing, DAY, until, reason)) == [field]


def url(name, case):
    return reverse(f"people:{name}", args=[case.pk])


MOVE = {"seen": "1", "phase": "2", "moved_on": "2021-06-30", "talk_on": "2021-06-29"}


@db
def test_the_leader_moves_a_case_and_the_talk_stands_in_her_file(client):
    karin = s.staff("af")
    case = s.enrolled_case(karin)
    web = s.log_in(client, karin)
    assert "Fas 2, Kompetens" in web.get(url("phase", case)).content.decode()
    page = web.post(url("move_phase", case), MOVE, follow=True).content.decode()
    assert "Fas 2, Kompetens började 30 juni 2021." in page and "samtal 29 juni 2021" in page
    with s.as_(karin):
        assert [p.phase for p in PhasePeriod.objects.filter(case=case)] == ["1", "2"]
        assert PhaseMove.objects.get().talk_on == date(2021, 6, 29)
        assert ReadLog.objects.filter(event="ITEM-1", object_type="phase_move").count() == 1


@db
def test_a_move_without_talk_is_refused_in_words_and_nothing_moves(client):
    karin = s.staff("af")
    case = s.enrolled_case(karin)
    answer = s.log_in(client, karin).post(url("move_phase", case), MOVE | {"talk_on": ""})
    assert answer.status_code == 422
    assert "Ett uppföljningssamtal hör till varje byte." in answer.content.decode()
    with s.as_(karin):
        assert PhasePeriod.objects.filter(case=case).count() == 1 and not PhaseMove.objects.exists()


@db
def test_the_second_of_two_who_move_at_once_is_told(client):
    karin = s.staff("af")
    case = s.enrolled_case(karin)
    web = s.log_in(client, karin)
    web.post(url("move_phase", case), MOVE)
    second = web.post(url("move_phase", case), MOVE)
    assert second.status_code == 422
    with s.as_(karin):
        assert PhaseMove.objects.count() == 1


@db
def test_another_branch_sees_the_phase_but_neither_moves_nor_reads_why(client):
    karin, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    web = s.log_in(client, karin)
    web.post(url("move_phase", case), MOVE)
    web.post(url("move_phase", case), MOVE)
    web = s.log_in(client, jonas, "soc")
    page = web.get(url("phase", case)).content.decode()
    assert "Processledarens verksamhet byter fas." in page and "samtal 29 juni" not in page
    assert web.post(url("move_phase", case), MOVE | {"seen": "2", "phase": "3"}).status_code == 404
    assert web.post(url("extend_phase", case), {"until": "2021-12-31"}).status_code == 404


@db
def test_a_colleague_with_other_cases_finds_no_page(client):
    """SEK-05"""
    karin, other = s.staff("af"), s.staff("af")
    case = s.enrolled_case(karin)
    s.enrolled_case(other)
    web = s.log_in(client, other)
    assert web.get(url("phase", case)).status_code == 404
    assert web.post(url("move_phase", case), MOVE).status_code == 404


@db
def test_longer_time_is_decided_with_a_reason_of_the_file(client):
    """P-033"""
    karin = s.staff("af")
    case = s.enrolled_case(karin, on=DAY - timedelta(days=170))
    web = s.log_in(client, karin)
    assert "Gränsen nås" in web.get(url("phase", case)).content.decode()
    wrong = web.post(url("extend_phase", case), {"until": "2021-09-30", "cause": ""})
    assert wrong.status_code == 422 and "Välj ett alternativ." in wrong.content.decode()
    far = web.post(url("extend_phase", case), {"until": "2023-09-30", "cause": "Väntan på plats eller beslut"})
    assert far.status_code == 422 and "högst 6 månader" in far.content.decode()
    data = {"until": "2021-09-30", "cause": "Väntan på plats eller beslut", "words": "Kursen börjar i augusti"}
    page = web.post(url("extend_phase", case), data, follow=True).content.decode()
    assert "Förlängd till 30 september 2021." in page
    with s.as_(karin):
        assert ExtensionDecision.objects.get().reason == "Väntan på plats eller beslut. Kursen börjar i augusti"


def langtid_case(person):
    """A case of the follow-on programme, enrolled in its first stage."""
    slug = "malmo-langtid-2023"
    RoleAssignment.objects.create(
        staff=person, role=Role.HANDLER, branch=s.branch("af"), programme=slug, valid_from=date(2023, 1, 1)
    )
    programme = Programme.objects.get(slug=slug)
    with s.as_(person, day=date(2023, 4, 1)):
        who = Referral.objects.create(
            owner_branch=s.branch("af"), programme=programme, programme_version=programme.version_on(),
            pseudonym="P2023", first_name="Nadia", last_name="Berg", sort_name="berg nadia", sex="woman", way="af_form",
            referred_on=date(2023, 3, 1), state="called", team=programme.teams.first(),
        )  # fmt: skip
        key = door.call("open_case", who.pk, date(2023, 4, 1), "ML", "three_party_meeting")
        door.call("assign", key, person.pk, s.branch("af").pk, "", date(2023, 4, 1))
        door.call("set_leader", key, person.pk, s.branch("af").pk)
        return Case.objects.get(pk=key)


@db
def test_the_follow_on_programme_moves_by_its_own_stages_and_chooses_a_direction(client):
    """P-039: no talk is asked for, a direction is."""
    karin = s.staff("af")
    case = langtid_case(karin)
    web = s.log_in(client, karin, programme_slug="malmo-langtid-2023")
    page = web.get(url("phase", case)).content.decode()
    assert "Steg 4, Plan" in page and "Samordnad individuell plan (SIP)" in page and "Tidsgräns" not in page
    data = {"seen": "three_party_meeting", "phase": "plan", "moved_on": "2023-05-10", "talk_on": ""}
    without = web.post(url("move_phase", case), data)
    assert without.status_code == 422 and "Välj vilken riktning planen tar." in without.content.decode()
    page = web.post(url("move_phase", case), data | {"direction": "sip"}, follow=True).content.decode()
    assert "Steg 4, Plan började 10 maj 2023." in page
    with s.as_(karin):
        assert PhaseMove.objects.values_list("phase", "direction", "talk_on").get() == ("plan", "sip", None)


@db
def test_the_phase_page_asks_the_database_few_questions(client, django_assert_max_num_queries):
    karin = s.staff("af")
    case = s.enrolled_case(karin)
    web = s.log_in(client, karin)
    web.get(url("phase", case))  # the first page of a session also keeps its form token
    with django_assert_max_num_queries(15):
        web.get(url("phase", case))
