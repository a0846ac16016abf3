"""A start, an end or an answer booked through the catalogue is taken back with its place, while nobody else has it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.activities import actions, undoing
from samkraft.activities.catalogue import planning
from samkraft.activities.models import Place
from samkraft.people.problems import NotPossible
from samkraft.sharing import door
from tests import situations as s
from tests.activities.test_places import DAY, act, booked, entry, now, opened_by, session

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

BEGUN = {"started_on": DAY, "start_talk_on": DAY}
ENDED = {"state": "completed", "ended_on": DAY, "end_talk_on": DAY}


@pytest.fixture
def karin():
    return s.staff("af")


@pytest.fixture
def scene(karin):
    """A session with one place, which the first has and has begun; the second stands in the queue."""
    planner = s.staff("ama", Role.UNIT_MANAGER)
    offering = entry(planner)
    one = session(planner, offering, 1)
    cases = s.enrolled_case(karin), s.enrolled_case(karin)
    first = booked(karin, cases[0], offering)
    act(karin, cases[0], actions.answer_offer, first.pk, True, DAY)
    act(karin, cases[0], actions.start, first.pk, **BEGUN)
    return planner, offering, one, cases, first


def _undo(person, case, activity):
    with s.as_(person):
        return undoing.undo(opened_by(case), activity.pk, activity.moves.first().pk)


def _stands(karin, activity):
    found = now(karin, activity)
    with s.as_(karin):
        place = Place.objects.filter(booking=found.booking_id).first()
    return found.state, found.booking.state, found.booking.started_on, place and place.state


def test_a_start_is_taken_back_and_the_place_is_kept(karin, scene):
    *_rest, cases, first = scene
    assert _stands(karin, first) == ("under_way", "taken", DAY, "taken")
    _undo(karin, cases[0], first)
    assert _stands(karin, first) == ("accepted", "taken", None, "taken")
    act(karin, cases[0], actions.start, first.pk, **BEGUN)
    assert _stands(karin, first) == ("under_way", "taken", DAY, "taken")


def test_an_end_is_taken_back_while_the_place_is_free(client, karin, scene):
    """By one press on the page; the history says both, and the session has as many places as before."""
    *_rest, cases, first = scene
    act(karin, cases[0], actions.end, first.pk, ENDED)
    assert _stands(karin, first) == ("completed", "left", DAY, None)
    web = s.log_in(client, karin)
    page = web.get(reverse("activities:show", args=[cases[0].pk, first.pk])).content.decode()
    with s.as_(karin):
        address = reverse("activities:undo", args=[cases[0].pk, first.pk, first.moves.first().pk])
    assert address in page
    page = web.post(address, follow=True).content.decode()
    assert "har läget ”Pågår” igen" in page and "Slutförd → <b>Pågår</b>" in page
    found = now(karin, first)
    assert _stands(karin, first) == ("under_way", "taken", DAY, "taken")
    assert (found.booking.left_on, found.booking.left_how, found.ended_on) == (None, "", None)
    with s.as_(karin):
        assert Place.objects.count() == 1


def test_a_place_that_was_offered_onward_or_is_gone_stays_so(client, karin, scene):
    """The near miss: somebody stood in the queue, or the session was given up."""
    planner, offering, one, cases, first = scene
    second = booked(karin, cases[1], offering)
    act(karin, cases[0], actions.end, first.pk, ENDED)
    assert now(karin, second).state == "offered"
    page = s.log_in(client, karin).get(reverse("activities:show", args=[cases[0].pk, first.pk])).content.decode()
    assert "/undo/" not in page
    with pytest.raises(NotPossible, match="gått vidare"):
        _undo(karin, cases[0], first)
    act(karin, cases[1], actions.answer_offer, second.pk, False, DAY, reason="Fick arbete")
    with s.as_(planner, "ama"):
        planning.cancel_session(one, [])
    with pytest.raises(NotPossible, match="gått vidare"):
        _undo(karin, cases[0], first)
    assert _stands(karin, first)[:2] == ("completed", "left")


def test_an_answer_to_an_offer_is_taken_back_with_its_time_to_answer(karin, scene):
    planner, offering, _one, cases, _first = scene
    session(planner, offering, 1, starts=21)
    second = booked(karin, cases[1], offering)
    until = now(karin, second).booking.answer_by
    act(karin, cases[1], actions.answer_offer, second.pk, False, DAY, reason="Vill inte")
    _undo(karin, cases[1], second)
    assert _stands(karin, second) == ("offered", "offered", None, "offered")
    assert now(karin, second).booking.answer_by == until > DAY
    act(karin, cases[1], actions.answer_offer, second.pk, True, DAY)
    _undo(karin, cases[1], second)
    assert _stands(karin, second) == ("offered", "offered", None, "offered")


def test_who_left_the_queue_stands_where_she_stood_and_a_request_is_left_by_the_queue(karin, scene):
    _planner, offering, _one, cases, _first = scene
    second = booked(karin, cases[1], offering)
    with pytest.raises(NotPossible, match="Ta bort personen ur kön"):
        _undo(karin, cases[1], second)
    act(karin, cases[1], actions.end, second.pk, {"state": "interrupted", "ended_on": DAY, "end_reason": "Fel person"})
    assert now(karin, second).booking.state == "left"
    _undo(karin, cases[1], second)
    found = now(karin, second)
    assert (found.state, found.booking.state, found.booking.entered_on) == ("decided", "waiting", DAY)
    assert found.booking.ready_on == DAY


def test_half_an_hour_ends_it_for_places_too(karin, scene, monkeypatch):
    *_rest, cases, first = scene
    monkeypatch.setattr("samkraft.people.undo_rules.UNDO_WITHIN", timedelta(0))
    with pytest.raises(NotPossible, match="halvtimme"):
        _undo(karin, cases[0], first)
    assert _stands(karin, first)[:2] == ("under_way", "taken")


def test_a_no_is_not_taken_back_by_who_has_asked_anew(karin):
    """P-042: nobody stands twice in a queue, by no way."""
    planner = s.staff("ama", Role.UNIT_MANAGER)
    offering, case = entry(planner), s.enrolled_case(karin)
    session(planner, offering, 2)
    first = booked(karin, case, offering)
    act(karin, case, actions.answer_offer, first.pk, False, DAY, reason="Ville vänta")
    booked(karin, case, offering)
    with pytest.raises((NotPossible, door.DoorRefused), match="står redan i kö här"):
        _undo(karin, case, first)
    assert now(karin, first).state == "declined"
