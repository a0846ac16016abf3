"""A step's new state that was a mistake is taken back: soon, by who set it, while nothing rests on it; both stand."""

from datetime import timedelta

import pytest
from django.db.models import Max

from samkraft.casework.models import Plan, PlanStep, StepMove
from samkraft.people import undo_rules
from samkraft.sharing import door
from tests import situations as s
from tests.casework.scene import Scene, publish_form, step_form

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture
def scene(client):
    """A plan with one step that is agreed upon, by Karin."""
    scene = Scene()
    s.log_in(client, scene.karin)
    client.post(scene.url("plan_start"))
    client.post(scene.url("step_new"), step_form(revision=_revision(scene)))
    return scene


def _revision(scene):
    with scene.as_karin():
        return Plan.objects.get(case=scene.case).revision


def _step(scene):
    with scene.as_karin():
        return PlanStep.objects.annotate(move=Max("moves")).get()


def _done(client, scene):
    """Marked as done by mistake; the page that follows."""
    posted = {"state": "done", "revision": _revision(scene)}
    return client.post(scene.url("step_state", _step(scene).pk), posted, follow=True).content.decode()


def _undo(client, scene, move):
    return client.post(scene.url("step_undo", _step(scene).pk, move), follow=True).content.decode()


def test_one_press_in_the_receipt_takes_it_back_and_the_history_tells_of_both(client, scene):
    before = _step(scene)
    page = _done(client, scene)
    move = _step(scene).move
    assert scene.url("step_undo", before.pk, move) in page
    assert "är överenskommet igen" in _undo(client, scene, move)
    now = _step(scene)
    assert (now.state, now.reason, now.state_since) == (before.state, before.reason, before.state_since)
    with scene.as_karin():
        undone, made = StepMove.objects.all()
        assert (made.to_state, undone.to_state, undone.undoes_id) == ("done", "agreed", made.pk)
    page = client.get(scene.url("step_edit", now.pk)).content.decode()
    assert "Ångrat" in page and "/angra/" not in page, "an undoing isn't undone: the state is set anew"
    assert "ändrats igen" in _undo(client, scene, move)


def test_a_reason_comes_back_with_the_state_that_it_belongs_to(client, scene):
    step = _step(scene)
    waits = step_form(state="waiting", reason="Väntar på beslut", revision=_revision(scene))
    assert "/angra/" in client.post(scene.url("step_edit", step.pk), waits, follow=True).content.decode()
    client.post(scene.url("step_state", step.pk), {"state": "under_way", "revision": _revision(scene)})
    assert _step(scene).state == "under_way"
    _undo(client, scene, _step(scene).move)
    now = _step(scene)
    assert (now.state, now.reason) == ("waiting", "Väntar på beslut")


def test_after_the_plan_was_published_it_stands(client, scene):
    _done(client, scene)
    move = _step(scene).move
    client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc"))
    assert "Planen är publicerad med det nya läget" in _undo(client, scene, move)
    assert _step(scene).state == "done"
    assert "/angra/" not in client.get(scene.url("step_edit", _step(scene).pk)).content.decode()


def test_a_later_state_and_half_an_hour_end_it(client, scene, monkeypatch):
    _done(client, scene)
    move = _step(scene).move
    monkeypatch.setattr(undo_rules, "UNDO_WITHIN", timedelta(0))
    assert "en halvtimme" in _undo(client, scene, move) and _step(scene).state == "done"
    monkeypatch.undo()
    client.post(scene.url("step_state", _step(scene).pk), {"state": "under_way", "revision": _revision(scene)})
    assert "ändrats igen" in _undo(client, scene, move) and _step(scene).state == "under_way"


def test_the_near_miss_a_colleague_of_the_case_another_branch_and_one_without_it(client, scene):
    _done(client, scene)
    move, step = _step(scene).move, _step(scene).pk
    colleague = s.staff("af", first_name="Berit", in_team=scene.team)
    s.log_in(client, colleague)
    assert client.post(scene.url("step_undo", step, move)).status_code == 404
    with scene.as_karin():
        door.call("assign", scene.case.pk, colleague.pk, s.branch("af").pk, "", s.DAY)
    assert "Bara den som ändrade läget kan ångra det." in _undo(client, scene, move)
    s.log_in(client, scene.jonas, "soc")
    assert client.post(scene.url("step_undo", step, move)).status_code == 404
    assert _step(scene).state == "done"
