"""Placing, answering, starting, ending and sharing an activity, as the people who do it meet the pages."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from samkraft.access.models import ReadLog
from samkraft.activities import actions, releasing
from samkraft.activities.models import Activity, ActivityAnswer
from samkraft.people.case_access import OpenCase
from samkraft.people.events import events_of
from samkraft.people.models import CaseFile, FollowUp
from samkraft.people.problems import NotPossible
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy, Release
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture
def karin():
    return s.staff("af")


@pytest.fixture
def case(karin):
    return s.enrolled_case(karin)


@pytest.fixture
def web(client, karin):
    return s.log_in(client, karin)


def place(person, case, branch="af", **given):
    """An activity placed by a person."""
    usual = {"type": "work_practice", "asked_on": s.DAY - timedelta(days=10)}
    with s.as_(person, branch):
        opened = OpenCase(case, CaseFile.objects.get(case=case))
        return actions.place(opened, usual | given)


def fresh(person, activity, branch="af"):
    with s.as_(person, branch):
        return Activity.objects.get(pk=activity.pk)


def url(name, case, activity=None):
    return reverse(f"activities:{name}", args=[case.pk, activity.pk] if activity else [case.pk])


def test_placing_shares_with_the_team_in_one_click(web, karin, case):
    jonas = s.staff("soc")
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "labour_market")
    page = web.post(
        url("place", case),
        {"type": "work_practice", "provider": "Lönngården", "planned_from": "5 juli 2021", "asked_on": "2021-06-30"},
        follow=True,
    ).content.decode()
    assert "Delad med Socialtjänsten." in page
    assert "AIS" in page and "Procapita" in page and "Begärd: 30 juni 2021" in page
    with s.as_(karin):
        activity = Activity.objects.get()
        assert (activity.state, activity.planned_from, activity.placed_by_id) == ("asked", date(2021, 7, 5), karin.pk)
        assert activity.is_workplace_based and activity.is_job_related
        log = ReadLog.objects.filter(event__in=["ITEM-1", "DISC-1"])
        assert {row.event for row in log} == {"ITEM-1", "DISC-1"}
    with s.as_(jonas, "soc"):
        copy = ReceivedCopy.objects.get(item_kind="activity")
        assert copy.content["provider"] == "Lönngården" and "end_reason" not in copy.content


def test_saving_without_sharing_shares_nothing(web, karin, case):
    s.joined_branch(karin, case, "soc")
    s.consent(karin, case, "soc", "labour_market")
    data = {"type": "work_practice", "asked_on": "2021-06-30", "keep": "1"}
    assert "Bara er verksamhet ser den." in web.post(url("place", case), data, follow=True).content.decode()
    with s.as_(karin):
        assert Activity.objects.count() == 1 and not Release.objects.exists()


def test_a_wrong_form_keeps_what_was_typed_and_writes_nothing(web, karin, case):
    data = {"type": "", "provider": "Lönngården", "planned_from": "31 februari", "asked_on": "1 juli 2021"}
    answer = web.post(url("place", case), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Lönngården" in page and "31 februari" in page and "Datumet finns inte" in page
    late = web.post(url("place", case), {"type": "work_practice", "asked_on": "1 juli 2021"})
    assert late.status_code == 422 and "Dagen kan inte ligga i framtiden." in late.content.decode()
    with s.as_(karin):
        assert not Activity.objects.exists()


def test_the_life_of_an_activity_with_its_talks(web, karin, case):
    activity = place(karin, case, planned_until=s.DAY)
    page = web.get(url("show", case, activity)).content.decode()
    assert "Väntar, 10 dagar" in page
    web.post(url("decide", case, activity), {"granted": "yes", "decided_on": "2021-06-24"})
    assert "efter 4 dagar" in web.get(url("show", case, activity)).content.decode()
    without_talk = web.post(url("start", case, activity), {"started_on": "2021-06-25", "start_talk_on": ""})
    assert without_talk.status_code == 422 and "Ett uppföljningssamtal inleder" in without_talk.content.decode()
    web.post(url("start", case, activity), {"started_on": "2021-06-25", "start_talk_on": "2021-06-23"})
    early = web.post(
        url("end", case, activity),
        {"state": "interrupted", "ended_on": "2021-06-29", "end_talk_on": "2021-06-29", "end_reason": ""},
    )
    assert early.status_code == 422 and "Skriv varför aktiviteten avbröts." in early.content.decode()
    web.post(url("end", case, activity), {"state": "completed", "ended_on": "2021-06-29", "end_talk_on": "2021-06-30"})
    done = fresh(karin, activity)
    assert (done.state, done.start_talk_on, done.end_talk_on) == ("completed", date(2021, 6, 23), date(2021, 6, 30))
    assert done.revision == 4
    with s.as_(karin):
        events = events_of([case.pk])[case.pk]
    assert events["activity_start_talk"] == events["activity_started"] == [date(2021, 6, 25)]
    assert events["activity_end_talk"] == [date(2021, 6, 30)]
    assert "Slutförd" in web.get(url("list", case)).content.decode()


def test_the_second_of_two_who_act_at_once_is_told(web, karin, case):
    activity = place(karin, case)
    web.post(url("decide", case, activity), {"granted": "yes", "decided_on": "2021-06-24"})
    second = web.post(url("decide", case, activity), {"granted": "no", "decided_on": "2021-06-24", "reason": "Fullt"})
    assert second.status_code == 422 and "läget ”Beviljad”" in second.content.decode()
    assert fresh(karin, activity).state == "decided"


def test_the_deciding_branch_answers_on_its_copy(client, karin, case):
    """P-042: Arbetsförmedlingen decides on its programmes, whoever places."""
    jonas = s.staff("soc")
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(jonas, case, "af", "labour_market", "soc")
    activity = place(jonas, case, "soc")
    s.log_in(client, karin)
    assert client.get(url("show", case, activity)).status_code == 404, "not shared yet"
    web = s.log_in(client, jonas, "soc")
    web.post(url("share", case, activity))
    web = s.log_in(client, karin)
    assert "Väntar på er" in web.get(url("list", case)).content.decode()
    assert "Skicka svaret" in web.get(url("show", case, activity)).content.decode()
    no = web.post(url("answer", case, activity), {"granted": "no", "decided_on": "2021-06-30", "reason": ""})
    assert no.status_code == 422 and "Skriv varför det blev nej" in no.content.decode()
    web.post(url("answer", case, activity), {"granted": "yes", "decided_on": "2021-06-30"})
    assert fresh(jonas, activity, "soc").state == "decided"
    assert "Frågan är besvarad." in web.get(url("show", case, activity)).content.decode()
    again = web.post(url("answer", case, activity), {"granted": "no", "decided_on": "2021-06-30", "reason": "Nej"})
    assert again.status_code == 422 and fresh(jonas, activity, "soc").state == "decided"


def test_a_reason_for_no_stays_in_the_branch_that_wrote_it(client, karin, case):
    """SEK-01, SEK-13: the page says "Delas inte vidare"; the asking branch gets no and the day."""
    jonas = s.staff("soc")
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(jonas, case, "af", "labour_market", "soc")
    activity = place(jonas, case, "soc")
    s.log_in(client, jonas, "soc").post(url("share", case, activity))
    web = s.log_in(client, karin)
    assert "Delas inte vidare" in web.get(url("show", case, activity)).content.decode()
    web.post(url("answer", case, activity), {"granted": "no", "decided_on": "2021-06-30", "reason": "Varnad 2019"})
    assert "Varnad 2019" in web.get(url("show", case, activity)).content.decode()
    asked = fresh(jonas, activity, "soc")
    assert (asked.state, asked.decided_on, asked.end_reason) == ("refused", s.DAY, "")
    web = s.log_in(client, jonas, "soc")
    assert "Varnad" not in web.get(url("show", case, activity)).content.decode()
    with s.as_(jonas, "soc"):
        assert not ActivityAnswer.objects.exists()


@pytest.mark.parametrize("said", [(None, s.DAY), (True, None)])
def test_the_door_takes_no_half_an_answer(karin, case, said):
    """P-042: yes or no, and the day."""
    jonas = s.staff("soc")
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(jonas, case, "af", "labour_market", "soc")
    activity = place(jonas, case, "soc")
    with s.as_(jonas, "soc"):
        door.call("release", case.pk, s.branch("af").pk, "labour_market", "activity", activity.pk, 1, "Arbetspraktik",
                  {"deciding_branch": "af"}, "consent", None)  # fmt: skip
    with s.as_(karin), pytest.raises(door.DoorRefused) as refusal:
        door.call("decide_activity", activity.pk, *said)
    assert refusal.value.code == "no_decision"


def test_the_door_refuses_an_answer_from_anyone_else(karin, case):
    jonas, leila = s.staff("soc"), s.staff("ama")
    s.joined_branch(karin, case, "soc", jonas)
    s.joined_branch(karin, case, "ama", leila)
    activity = place(jonas, case, "soc")
    for person, branch in ((leila, "ama"), (karin, "af")):
        with s.as_(person, branch), pytest.raises(door.DoorRefused) as refusal:
            door.call("decide_activity", activity.pk, True, s.DAY)
        assert refusal.value.code == "not_asked_of_us", "another branch, or the right one without a copy"
    with s.as_(karin), pytest.raises(door.DoorRefused):
        door.call("decide_activity", uuid.uuid4(), True, s.DAY)


def test_a_withdrawn_line_ends_the_right_to_answer(karin, case):
    """CON-06"""
    jonas = s.staff("soc")
    s.joined_branch(karin, case, "soc", jonas)
    line = s.consent(jonas, case, "af", "labour_market", "soc")
    activity = place(jonas, case, "soc")
    with s.as_(jonas, "soc"):
        door.call("release", case.pk, s.branch("af").pk, "labour_market", "activity", activity.pk, 1, "Arbetspraktik",
                  {"deciding_branch": "af"}, "consent", None)  # fmt: skip
        door.call("withdraw_consent", line)
    with s.as_(karin), pytest.raises(door.DoorRefused):
        door.call("decide_activity", activity.pk, True, s.DAY)


@pytest.mark.parametrize("name", ["list", "place"])
def test_a_colleague_with_other_cases_finds_no_page(client, case, name):
    """SEK-05: right branch, wrong person."""
    other = s.staff("af")
    s.enrolled_case(other)
    assert s.log_in(client, other).get(url(name, case)).status_code == 404


def test_a_former_team_member_finds_no_page(client, karin, case):
    former = s.staff("af")
    with s.as_(karin):
        door.call("assign", case.pk, former.pk, s.branch("af").pk, "", s.DAY - timedelta(days=15))
        door.call("end_assignment", case.pk, former.pk, s.DAY)
    assert s.log_in(client, former).get(url("list", case)).status_code == 404


def test_another_branch_can_not_move_our_activity(client, karin, case):
    jonas = s.staff("soc")
    s.joined_branch(karin, case, "soc", jonas)
    activity = place(karin, case)
    web = s.log_in(client, jonas, "soc")
    for name in ("decide", "start", "end", "share", "answer"):
        assert web.post(url(name, case, activity), {"granted": "yes", "decided_on": "2021-06-30"}).status_code == 404
    assert fresh(karin, activity).state == "asked"


def test_an_ended_municipal_employment_is_followed_up_after_90_days(karin, case):
    """P-084"""
    activity = place(karin, case, type="municipal_employment", decided_on=s.DAY - timedelta(days=9))
    with s.as_(karin):
        opened = OpenCase(case, CaseFile.objects.get(case=case))
        actions.start(opened, activity.pk, s.DAY - timedelta(days=8), s.DAY - timedelta(days=8))
        actions.end(opened, activity.pk, {"state": "completed", "ended_on": s.DAY, "end_talk_on": s.DAY})
        row = FollowUp.objects.get()
        assert (row.kind, row.due_on) == ("employment_day_90", s.DAY + timedelta(days=90))
        with pytest.raises(NotPossible):
            actions.start(opened, activity.pk, s.DAY, s.DAY)


def test_a_place_that_began_by_plan_without_talk_stands_on_the_day(web, karin, case):
    place(karin, case, decided_on=s.DAY - timedelta(days=5), planned_from=s.DAY - timedelta(days=2))
    assert "Aktiviteter som börjar eller slutar utan samtal" in web.get(reverse("people:day")).content.decode()
    assert "Arbetspraktik" in web.get(reverse("people:case", args=[case.pk])).content.decode()


def test_pages_ask_the_database_few_questions_however_many_activities(web, karin, case, django_assert_max_num_queries):
    s.joined_branch(karin, case, "soc")
    for _number in range(12):
        activity = place(karin, case)
    web.get(url("show", case, activity))  # the first page of a session also keeps its form token
    with django_assert_max_num_queries(15):
        web.get(url("list", case))
    with django_assert_max_num_queries(18):
        web.get(url("show", case, activity))


def test_no_list_says_what_the_activity_is(client, karin, case):
    """REG-02: a title such as a rehabilitation or a wage subsidy tells of health; it stands in the case alone."""
    jonas = s.staff("soc", in_team=s.team())
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "labour_market")
    place(karin, case, decided_on=s.DAY - timedelta(days=5), planned_from=s.DAY - timedelta(days=2))
    with s.as_(karin):
        activity = Activity.objects.get()
        releasing.share(OpenCase(case, CaseFile.objects.get(case=case)), activity)
    for person, branch in ((karin, "af"), (jonas, "soc")):
        web = s.log_in(client, person, branch)
        for address in ("/", "/delningar/", "/delningar/?vy=skickat", "/delningar/?vy=olasta"):
            assert activity.title not in web.get(address).content.decode(), (branch, address)
    assert "delade: Aktivitet" in web.get("/").content.decode()
