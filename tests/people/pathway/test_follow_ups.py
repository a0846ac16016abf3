"""Later follow-ups: due on their day, recorded in three fields, of people who are discharged (P-036, P-090)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samkraft.access.models import ReadLog
from samkraft.people.case_access import OpenCase
from samkraft.people.models import CaseFile, FollowUp, FollowUpTry
from samkraft.people.pathway.discharge_actions import discharge
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture
def karin():
    return s.staff("af")


@pytest.fixture
def web(client, karin):
    return s.log_in(client, karin)


def discharged(person, days_ago=85, reason="work", **fields):
    """A case discharged some days ago."""
    on = s.DAY - timedelta(days=days_ago)
    case = s.enrolled_case(person, on=on - timedelta(days=100), **fields)
    with s.as_(person):
        opened = OpenCase(case, CaseFile.objects.get(case=case))
        discharge(opened, reason, {"discharged_on": on, "starts_on": on})
        return case, FollowUp.objects.filter(case=case).order_by("due_on").first()


def url(case, row):
    return reverse("people:follow_up", args=[case.pk, row.pk])


def test_what_is_due_is_listed_and_recorded_in_three_fields(web, karin):
    case, row = discharged(karin)
    assert row.due_on == s.DAY + timedelta(days=5)
    assert "Att följa upp" in web.get(reverse("people:day")).content.decode()
    page = web.get(reverse("people:follow_ups")).content.decode()
    assert case.number in page and "90 dagar efter utskrivning" in page
    form = web.get(url(case, row)).content.decode()
    assert "Är personen kvar i arbete eller studier?" in form and "Kvar i arbete" in form
    done = web.post(url(case, row), {"outcome": "still_work", "done_on": "2021-06-30"}, follow=True).content.decode()
    assert "Uppföljningen är sparad." in done and case.number not in done
    with s.as_(karin):
        kept = FollowUp.objects.get(pk=row.pk)
        assert (kept.outcome, kept.done_on, kept.done_by_id) == ("still_work", s.DAY, karin.pk)
        assert ReadLog.objects.filter(event="ITEM-3", object_type="follow_up").count() == 1
    assert "Kvar i arbete" in web.get(url(case, row)).content.decode()


def test_a_late_one_says_so(web, karin):
    discharged(karin, days_ago=120)
    assert "En uppföljning är sen." in web.get(reverse("people:follow_ups")).content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"outcome": "", "done_on": "2021-06-30"}, "Välj ett alternativ."),
        ({"outcome": "made_up", "done_on": "2021-06-30"}, "Alternativet finns inte längre."),
        ({"outcome": "still_work", "done_on": "2021-07-01"}, "Dagen kan inte ligga i framtiden."),
        ({"outcome": "still_work", "done_on": "1900-05-01"}, "tidigast två veckor före"),
        ({"outcome": "still_work", "done_on": "2021-06-20"}, "tidigast två veckor före"),
    ],
)
def test_a_wrong_follow_up_is_refused_in_words(web, karin, data, said):
    case, row = discharged(karin)
    answer = web.post(url(case, row), data)
    assert answer.status_code == 422 and said in answer.content.decode()
    with s.as_(karin):
        assert FollowUp.objects.get(pk=row.pk).done_on is None


def test_the_second_of_two_who_record_it_is_told(web, karin):
    case, row = discharged(karin)
    web.post(url(case, row), {"outcome": "still_work", "done_on": "2021-06-30"})
    second = web.post(url(case, row), {"outcome": "not_reached", "done_on": "2021-06-30"})
    assert second.status_code == 422
    with s.as_(karin):
        assert FollowUp.objects.get(pk=row.pk).outcome == "still_work"


def test_it_is_the_discharging_branch_s_own_item(client, karin):
    case, row = discharged(karin)
    other = s.staff("af")
    assert s.log_in(client, other).get(url(case, row)).status_code == 404
    jonas = s.staff("soc")
    s.joined_branch(karin, case, "soc", jonas)
    web = s.log_in(client, jonas, "soc")
    assert web.get(url(case, row)).status_code == 404
    assert web.post(url(case, row), {"outcome": "still_work", "done_on": "2021-06-30"}).status_code == 404
    assert case.number not in web.get(reverse("people:follow_ups")).content.decode()


def test_the_follow_up_of_another_case_is_not_reached_through_ones_own(web, karin):
    case, _row = discharged(karin)
    other = s.staff("af")
    _other_case, other_row = discharged(other)
    assert web.get(url(case, other_row)).status_code == 404


def test_the_list_asks_the_database_few_questions(web, karin, django_assert_max_num_queries):
    for _number in range(5):
        discharged(karin)
    web.get(reverse("people:follow_ups"))  # the first page of a session also keeps its form token
    for page in ("people:follow_ups", "people:winding_down"):
        with django_assert_max_num_queries(12):
            web.get(reverse(page))


def test_what_was_found_is_shared_with_whom_the_consent_covers_without_the_note(web, karin):
    """SEK-07: one item among others; before it is done there is nothing to share."""
    case, row = discharged(karin)
    jonas = s.staff("soc", in_team=case.team)
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "discharge", since=s.DAY)
    share = reverse("people:share_follow_up", args=[case.pk, row.pk])
    assert web.post(share, {"receiver": "soc"}).status_code == 404
    web.post(url(case, row), {"outcome": "still_work", "done_on": "2021-06-30", "note": "Trivs"})
    assert "Anteckningen stannar hos er" in web.get(url(case, row)).content.decode()
    assert "Delad med Socialtjänsten" in web.post(share, {"receiver": "soc"}, follow=True).content.decode()
    with s.as_(jonas, "soc"):
        copy = ReceivedCopy.objects.get(item_kind="follow_up")
        assert copy.content["outcome"] == "Kvar i arbete" and "Trivs" not in str(copy.content)


def test_p036_a_list_is_called_one_after_another_and_who_does_not_answer_comes_back(web, karin):
    """From the day: the person, what she does now, save; and the next is there with her number."""
    (first, one), (second, two) = discharged(karin, days_ago=95, phone="070-1740605"), discharged(karin, days_ago=85)
    later, three = discharged(karin, days_ago=30)
    day = web.get(reverse("people:day")).content.decode()
    assert f"{url(first, one)}?ring=1" in day and url(later, three) not in day
    page = web.get(reverse("people:call_next"), follow=True).content.decode()
    assert "tel:070-1740605" in page and "2 att ringa i dag" in page and "Utskriven: Arbete utan stöd" in page
    tried = web.post(f"{reverse('people:try_follow_up', args=[first.pk, one.pk])}?ring=1",
                     {"result": "no_answer", "again_on": "2021-07-02"}, follow=True)  # fmt: skip
    said = tried.content.decode()
    assert "Uppföljningen kommer tillbaka 2 juli 2021." in said and second.number in said
    assert "Den sista att ringa i dag." in said
    done = web.post(f"{url(second, two)}?ring=1", {"outcome": "still_work", "done_on": "2021-06-30"}, follow=True)
    assert "Ingen att ringa i dag" in done.content.decode(), "the list is at its end"
    waiting = web.get(f"{reverse('people:follow_ups')}?vy=senare").content.decode()
    assert "Ett försök. Ring igen 2 juli 2021" in waiting and later.number in waiting and second.number not in waiting
    assert second.number in web.get(f"{reverse('people:follow_ups')}?vy=gjorda").content.decode()
    assert "Ringde: svarade inte" in web.get(url(first, one)).content.decode()


def test_a_call_is_put_off_to_a_day_that_comes_and_never_after_it_is_done(web, karin):
    case, row = discharged(karin)
    tried = reverse("people:try_follow_up", args=[case.pk, row.pk])
    for again, said in (("2021-06-30", "Välj en dag efter i dag."), ("2022-06-30", "mer än tre månader bort")):
        answer = web.post(tried, {"result": "call_back", "again_on": again})
        assert answer.status_code == 422 and said in answer.content.decode()
    web.post(url(case, row), {"outcome": "still_work", "done_on": "2021-06-30"})
    answer = web.post(tried, {"result": "call_back", "again_on": "2021-07-02"})
    assert answer.status_code == 422 and "redan gjord" in answer.content.decode()
    with s.as_(karin):
        assert not FollowUpTry.objects.exists()
