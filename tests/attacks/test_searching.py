"""I search for people who aren't mine, and look at what the answer gives away: words, size, time (SEK-05)."""

import re
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.access.choices import Role
from tests import situations as s
from tests.access.world import NAME, NUMBER
from tests.people.logged_in import statements

PAIRS = 200
_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": ?|csrf[^"]*":? ?)"[^"]+"')
STRANGERS = ("colleague", "former", "no_file", "withdrawn", "other_programme")


def _bare(answer):
    """The page without the token that is new each time."""
    return _TOKEN.sub(b"", answer.content)


def _search(client, term):
    return client.post(reverse("people:search"), {"q": term})


@pytest.mark.parametrize("who", STRANGERS)
def test_not_yours_and_not_there_are_the_same_answer(world, who):
    """By name, by number, by case number: the same bytes, the same headers, the same number of statements."""
    client = world.client(who)
    pairs = ((NAME, "Finnsinte"), (NUMBER, "19850312T999"), (world.case.number, "MK-2021-9999"))
    for yours, nobodys in pairs:
        _search(client, nobodys)
        with CaptureQueriesContext(connection) as first:
            theirs = _search(client, yours)
        with CaptureQueriesContext(connection) as second:
            none = _search(client, nobodys)
        assert theirs.status_code == none.status_code == 200
        assert _bare(theirs) == _bare(none), yours
        assert len(theirs.content) == len(none.content)
        assert dict(theirs.headers) == dict(none.headers)
        assert len(statements(first)) == len(statements(second)), yours


def test_the_time_of_an_answer_tells_nothing(world):
    """200 pairs, the one and the other in turn: which took longer is as good as tossed up.

    The share of pairs of times in which "not yours" was the slower (a rank test) lies near a half when the two are
    alike; half a millisecond of more work in a page of ten would take it outside these bounds.
    """
    client = world.client("colleague")
    times = {"theirs": [], "none": []}
    terms = {"theirs": NUMBER, "none": "19850312T999"}
    for place in range(PAIRS):
        order = ("theirs", "none") if place % 2 else ("none", "theirs")
        for which in order:
            began = time.perf_counter()
            _search(client, terms[which])
            times[which].append(time.perf_counter() - began)
    slower = sum((a > b) + (a == b) / 2 for a in times["theirs"] for b in times["none"]) / PAIRS**2
    assert 0.25 < slower < 0.75


@pytest.mark.parametrize("query", ["%", "_", "*", ".*", "Hem%", "[H]emlig", "H_ml", "  ", "Ä" * 80, "' or ''='"])
def test_no_pattern_finds_more_than_a_beginning_does(world, query):
    found = _search(world.client("colleague"), query)
    assert found.status_code in (200, 302) and NAME not in found.content.decode()


def test_a_manager_learns_of_no_case_of_another_unit_by_its_number(world):
    """The same words for a case of others and a number that nobody has."""
    world.people["fk boss"] = (s.staff("fk", Role.UNIT_MANAGER), "fk", s.PROGRAMME)
    client, url = world.client("fk boss"), reverse("people:open_with_reason")
    pages = []
    for number in (world.case.number, "MK-2021-9999"):
        pages.append(
            _bare(client.post(url, {"number": number, "reason": "Jag undrar bara"})).replace(number.encode(), b"")
        )
    del world.people["fk boss"], world.sessions["fk boss"]
    assert pages[0] == pages[1]


def test_no_address_completes_a_name(world):
    """No page gives people as the letters are typed: a search is a whole form, sent and logged (T6)."""
    for name in (NAME[:2], NAME[:6]):
        assert world.client("colleague").get(reverse("people:search"), {"q": name}).content.count(NAME.encode()) == 0
