"""Two tabs that confirm the same file at once take it once."""

import threading

import pytest
from django.db import connections

from samkraft.exchange import taking
from samkraft.people.models import Referral
from tests import situations as s
from tests.exchange import uploads as u


@pytest.mark.usefixtures("committed")
def test_two_tabs_at_once_take_once():
    birgitta = u.administrator()
    upload = u.staged(birgitta, *(u.person(n) for n in range(1, 60)))
    outcomes, start = [], threading.Barrier(2)

    def confirm():
        start.wait()
        try:
            with s.as_(birgitta):
                outcomes.append(taking.take(upload.pk).taken)
        except taking.TakingRefused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    tabs = [threading.Thread(target=confirm) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert sorted(map(str, outcomes)) == ["59", "refused"]
    with s.as_(birgitta):
        assert Referral.objects.count() == 59
