"""V2.4.1: what one person may ask of the site in a minute; a machine that has got hold of a session isn't a person."""

import pytest
from django.urls import reverse

from samkraft.access import call_limits
from samkraft.access.choices import Event
from samkraft.access.models import ReadLog
from tests import situations as s

database = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture(autouse=True)
def nothing_spent():
    call_limits._spent.clear()


@database
def test_v2_4_1_who_asks_for_more_than_a_person_can_is_told_to_wait(client, settings):
    settings.CALLS_PER_MINUTE = 3
    karin, mate = s.staff("af"), s.staff("af")
    s.log_in(client, karin)
    page = reverse("access:my_log")
    assert [client.get(page).status_code for _ in range(3)] == [200] * 3
    refused = client.get(page)
    assert refused.status_code == 429 and refused["Retry-After"] == "60"
    assert "Vänta en minut" in refused.content.decode()
    client.get(page)
    assert s.log_in(client, mate).get(page).status_code == 200  # nobody pays for another's haste
    call_limits._spent.clear()  # the minute is over
    assert s.log_in(client, karin).get(page).status_code == 200


@database
def test_searches_and_files_have_a_lower_bound_of_their_own_and_lose_no_word(client, settings, monkeypatch):
    settings.CALLS_PER_MINUTE = 100
    monkeypatch.setitem(call_limits.DEAR, "people:search", 1)
    s.log_in(client, s.staff("af"))
    assert client.post(reverse("people:search"), {"term": "Haddad"}).status_code == 200
    refused = client.post(reverse("people:search"), {"term": "Haddad"}, headers={"sec-fetch-site": "same-origin"})
    assert refused.status_code == 429
    assert client.get(reverse("people:search")).status_code == 200


def test_the_minute_is_counted_from_the_first_call():
    assert not call_limits.is_over("x", 2, now=0.0) and not call_limits.is_over("x", 2, now=59.0)
    assert call_limits.is_over("x", 2, now=59.5) and not call_limits.is_over("x", 2, now=60.0)


def test_the_first_refusal_of_a_minute_stands_in_the_log(client, settings, committed):
    settings.CALLS_PER_MINUTE = 1
    karin = s.staff("af")
    s.log_in(client, karin)
    for _ in range(4):
        client.get(reverse("access:my_log"))
    with s.as_(karin):
        rows = ReadLog.objects.filter(event=Event.DENIED).values_list("reason", flat=True)
        assert [reason.split(":")[0] for reason in rows] == ["too many calls"]
