"""Many take a place at the same moment, on connections of their own."""

import threading

from django.db import connections

from samkraft.access.choices import Role
from samkraft.activities import actions
from samkraft.activities.models import Activity, Booking, Place
from samkraft.sharing import door
from tests import situations as s
from tests.activities.test_places import act, booked, entry, session


def _at_once(karin, offering, cases):
    """Each takes a place at the same moment. What went wrong for them, if anything."""
    gate, trouble = threading.Barrier(len(cases)), []

    def take(case):
        try:
            gate.wait(timeout=30)
            booked(karin, case, offering)
        except BaseException as error:
            trouble.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[case]) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return trouble


def test_of_fifty_who_want_the_last_place_one_gets_it(committed):
    """Issue 4: 50 simultaneous takers of the last place → exactly one; the others stand in the queue in order."""
    planner, karin = s.staff("ama", Role.UNIT_MANAGER), s.staff("af")
    offering = entry(planner)
    session(planner, offering, 1)
    assert not _at_once(karin, offering, [s.enrolled_case(karin) for _ in range(50)])
    with s.as_(karin):
        states = list(Activity.objects.values_list("state", flat=True))
        assert (states.count("offered"), states.count("decided")) == (1, 49)
        assert (Place.objects.get().state, Booking.objects.filter(state="waiting").count()) == ("offered", 49)
        winner = Activity.objects.select_related("case").get(state="offered")
        first = Booking.objects.filter(state="waiting").earliest("pk")
    act(karin, winner.case, actions.answer_offer, winner.pk, False, s.DAY, reason="Fick arbete")
    with s.as_(karin):
        assert Place.objects.get().booking_id == first.pk


def test_one_person_is_booked_once_by_those_who_press_at_the_same_moment(committed):
    """P-042: nobody stands twice in a queue; the door holds it, however many ask at once."""
    planner, karin = s.staff("ama", Role.UNIT_MANAGER), s.staff("af")
    offering, case = entry(planner), s.enrolled_case(karin)
    refused = _at_once(karin, offering, [case] * 3)
    assert [(type(one), one.code) for one in refused] == [(door.DoorRefused, "waits_already")] * 2
    with s.as_(karin):
        assert (Activity.objects.count(), Booking.objects.count()) == (1, 1)
