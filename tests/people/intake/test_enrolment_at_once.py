"""Two branches that enrol the same person at the same moment meet in one case (SEK-05)."""

from threading import Thread
from time import sleep

import pytest
from django.db import connections

from samkraft.people.models import Case
from samkraft.sharing import door
from tests import situations as s

pytestmark = pytest.mark.usefixtures("committed")


def test_the_same_person_enrolled_twice_at_once_is_one_case():
    karin, jonas = s.staff("af"), s.staff("soc")
    ours, theirs = s.referral(karin), s.referral(jonas, "soc")
    for person, branch, referral in ((karin, "af", ours), (jonas, "soc", theirs)):
        with s.as_(person, branch):
            door.call("note_person", s.programme().pk, "the same person", referral.pk)
    second = []

    def enrol_theirs():
        with s.as_(jonas, "soc"):
            second.append(door.call("open_case", theirs.pk, s.DAY, "MK", "1"))
        connections.close_all()

    with s.as_(karin):
        first = door.call("open_case", ours.pk, s.DAY, "MK", "1")
        other = Thread(target=enrol_theirs)
        other.start()
        sleep(1)
        assert not second
    other.join(20)
    assert second == [first]
    with s.as_(karin):
        assert Case.objects.count() == 1
