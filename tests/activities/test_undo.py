"""An activity's state that was a mistake is taken back: soon, by who set it, while nothing rests on it; both stand."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samkraft.activities import actions
from samkraft.activities.models import Activity, ActivityMove, ActivityRegistration
from samkraft.people import undo_rules
from samkraft.people.case_access import OpenCase
from samkraft.people.models import CaseFile
from samkraft.sharing import door
from samkraft.sharing.models import Release
from tests import situations as s
from tests.activities.test_pages import fresh, place, url

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

YESTERDAY = s.DAY - timedelta(days=1)


@pytest.fixture
def karin():
    return s.staff("af")


@pytest.fixture
def case(karin):
    return s.enrolled_case(karin)


@pytest.fixture
def web(client, karin):
    return s.log_in(client, karin)


def _granted(karin, case):
    activity = place(karin, case)
    with s.as_(karin):
        return actions.decide(_opened(case), activity.pk, True, YESTERDAY)


def _opened(case):
    return OpenCase(case, CaseFile.objects.get(case=case))


def _start(web, case, activity, **more):
    posted = {"started_on": "2021-06-30", "start_talk_on": "2021-06-30"} | more
    return web.post(url("start", case, activity), posted, follow=True).content.decode()


def _last(karin, activity):
    with s.as_(karin):
        return ActivityMove.objects.filter(activity=activity).first()


def _address(case, activity, move):
    return reverse("activities:undo", args=[case.pk, activity.pk, move.pk])


def _undo(web, case, activity, move):
    return web.post(_address(case, activity, move), follow=True).content.decode()


def test_one_press_takes_back_a_start_and_the_history_tells_of_both(web, karin, case):
    activity = _granted(karin, case)
    page = _start(web, case, activity, keep="1")
    move = _last(karin, activity)
    assert _address(case, activity, move) in page
    page = _undo(web, case, activity, move)
    now = fresh(karin, activity)
    assert (now.state, now.started_on, now.start_talk_on, now.decided_on) == ("decided", None, None, YESTERDAY)
    assert "har läget ”Beviljad” igen" in page and "Ångrat" in page
    assert now.revision < move.revision and _last(karin, activity).undoes_id == move.pk
    assert "ändrats igen" in _undo(web, case, activity, move)


def test_a_decision_and_an_interruption_come_back_without_their_reason(web, karin, case):
    activity = place(karin, case)
    web.post(
        url("decide", case, activity), {"granted": "no", "decided_on": "2021-06-29", "reason": "Fullt", "keep": "1"}
    )
    refused = fresh(karin, activity)
    assert refused.state == "refused"
    _undo(web, case, activity, _last(karin, activity))
    assert (fresh(karin, activity).state, fresh(karin, activity).end_reason) == ("asked", "")
    with s.as_(karin):
        actions.decide(_opened(case), activity.pk, True, YESTERDAY)
    stopped = {"state": "interrupted", "ended_on": "2021-06-30", "end_reason": "Fel person", "keep": "1"}
    web.post(url("end", case, activity), stopped)
    assert fresh(karin, activity).state == "interrupted"
    _undo(web, case, activity, _last(karin, activity))
    now = fresh(karin, activity)
    assert (now.state, now.ended_on, now.end_reason) == ("decided", None, "")


def test_a_request_that_should_not_have_been_made_is_gone(web, karin, case):
    activity = place(karin, case)
    page = web.post(_address(case, activity, _last(karin, activity)), follow=True).content.decode()
    assert "är inte begärd" in page
    with s.as_(karin):
        assert not Activity.objects.exists()


def test_what_waits_in_the_outbox_is_stopped_with_it_and_what_has_gone_out_stands(web, karin, case, settings):
    """ARK-07: what was received can't be called back."""
    s.joined_branch(karin, case, "soc")
    s.consent(karin, case, "soc", "labour_market")
    activity = _granted(karin, case)
    settings.OUTBOX_MINUTES = 10
    assert "Till dess kan du ångra." in _start(web, case, activity)
    _undo(web, case, activity, _last(karin, activity))
    with s.as_(karin):
        assert Release.objects.get(item_kind="activity").stopped_at
    settings.OUTBOX_MINUTES = 0
    _start(web, case, activity)
    assert "har redan fått läget" in _undo(web, case, activity, _last(karin, activity))
    assert fresh(karin, activity).state == "under_way"


def test_what_was_registered_and_shared_before_is_so_again(web, karin, case, settings):
    """P-063: neither list asks for work that isn't needed; what comes next is new to both, whatever was taken back."""
    settings.OUTBOX_MINUTES = 0
    s.joined_branch(karin, case, "soc")
    s.consent(karin, case, "soc", "labour_market")
    activity = _granted(karin, case)
    web.post(url("share", case, activity))
    left, registered = (
        reverse("activities:registering"),
        reverse("activities:registered", args=[case.pk, activity.pk, "ais"]),
    )
    web.post(registered, {"revision": activity.revision})

    def says():
        page = web.get(url("show", case, activity)).content.decode()
        return "äldre version" in page, "Inget är kvar att registrera." in web.get(left).content.decode()

    assert says() == (False, True)
    _start(web, case, activity, keep="1")
    undone = fresh(karin, activity).revision
    assert says() == (True, False)
    _undo(web, case, activity, _last(karin, activity))
    assert says() == (False, True)
    assert "ändrats" in web.post(registered, {"revision": undone}, follow=True).content.decode()
    _start(web, case, activity, keep="1")
    assert says() == (True, False) and fresh(karin, activity).revision > undone


def test_what_rests_on_it_and_half_an_hour_end_it(web, karin, case, monkeypatch):
    activity = _granted(karin, case)
    _start(web, case, activity, keep="1")
    move, now = _last(karin, activity), fresh(karin, activity)
    with s.as_(karin):
        ActivityRegistration.objects.create(
            owner_branch=now.owner_branch, case=case, file=s.file_of(case, karin), activity=now, system="ais",
            revision=now.revision, noted_on=s.DAY, noted_by=karin,
        )  # fmt: skip
    assert "registrerat i ett annat system" in _undo(web, case, activity, move)
    with s.as_(karin):
        ActivityRegistration.objects.all().delete()
    monkeypatch.setattr(undo_rules, "UNDO_WITHIN", timedelta(0))
    assert "en halvtimme" in _undo(web, case, activity, move)
    assert fresh(karin, activity).state == "under_way"


def test_the_near_miss_a_colleague_of_the_case_and_one_without_it(client, web, karin, case):
    activity = _granted(karin, case)
    move, colleague = _last(karin, activity), s.staff("af", first_name="Berit")
    s.log_in(client, colleague)
    assert client.post(_address(case, activity, move)).status_code == 404
    with s.as_(karin):
        door.call("assign", case.pk, colleague.pk, s.branch("af").pk, "", s.DAY)
    assert "Bara den som ändrade läget kan ångra det." in _undo(client, case, activity, move)
    assert fresh(karin, activity).state == "decided"
