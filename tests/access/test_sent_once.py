"""The same form of the same page is carried out once, whatever the browser does; another one always is."""

import re

import pytest
from django.urls import reverse

from samkraft.casework.models import Contact, Task
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
CONTACT = {"kind": "phone", "held_on": "2021-06-30"}


@pytest.fixture
def karin():
    return s.staff("af", in_team=s.team())


@pytest.fixture
def case(karin):
    return s.enrolled_case(karin)


def _token(client, url):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(url).content.decode())[1]


def _count(karin, model, case):
    with s.as_(karin):
        return model.objects.filter(case=case).count()


def test_a_second_press_leads_to_the_same_page_and_writes_nothing(karin, case):
    client, url = logged_in(karin), reverse("casework:contacts", args=[case.pk])
    sent = CONTACT | {"csrfmiddlewaretoken": _token(client, url)}
    first, second = client.post(url, sent), client.post(url, sent)
    assert (first.status_code, second.status_code) == (302, 302) and first.url == second.url
    assert _count(karin, Contact, case) == 1


def test_the_same_words_on_a_page_opened_afresh_are_meant(karin, case):
    """Two calls on one day are two contacts."""
    client, url = logged_in(karin), reverse("casework:contacts", args=[case.pk])
    for _call in range(2):
        client.post(url, CONTACT | {"csrfmiddlewaretoken": _token(client, url)})
    assert _count(karin, Contact, case) == 2


def test_what_was_changed_in_between_can_be_changed_back(karin, case):
    client, url = logged_in(karin), reverse("people:next_talk", args=[case.pk])
    token = _token(client, url)
    for day in ("2021-07-05", "2021-07-06", "2021-07-05"):
        client.post(url, {"next_talk_on": day, "csrfmiddlewaretoken": token})
    with s.as_(karin):
        case.refresh_from_db()
    assert case.next_talk_on.isoformat() == "2021-07-05"


def test_what_was_refused_may_be_sent_again(karin, case):
    client, url = logged_in(karin), reverse("casework:tasks", args=[case.pk])
    sent = {"title": "", "due_on": "2021-07-01", "csrfmiddlewaretoken": _token(client, url)}
    assert [client.post(url, sent).status_code for _press in range(2)] == [422, 422]
    assert _count(karin, Task, case) == 0


def test_another_session_with_the_same_form_is_another_person(karin, case):
    url, page = reverse("casework:contacts", args=[case.pk]), logged_in(karin)
    sent = CONTACT | {"csrfmiddlewaretoken": _token(page, url)}
    for client in (logged_in(karin), logged_in(karin)):
        client.post(url, sent)
    assert _count(karin, Contact, case) == 2


def test_nothing_is_remembered_of_a_session_that_has_ended(karin):
    client = logged_in(karin)
    client.post(reverse("access:logout"), {"csrfmiddlewaretoken": "x" * 64})
    assert "samkraft_sent" not in client.session
