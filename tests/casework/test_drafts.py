"""Autosaved text: its author's only, kept 14 days, warned on day 10 (ALL-03, design "Errors")."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from samkraft.core.clock import as_of_today, on_day, today
from samkraft.core.words import as_date, swedish_date
from samkraft.people.models import Draft
from samkraft.programmes.models import Programme
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _save(client, scene, text="Halvskrivet.", form="mapping-work"):
    return client.post(scene.url("draft_save", form), {"text": text, "base_version": "0"})


def _age(scene, days):
    """As if the draft had lain so long."""
    with scene.as_karin(), connection.cursor() as cursor:
        cursor.execute("update people_draft set updated_at = %s", [timezone.now() - timedelta(days=days)])


def test_the_answer_says_time_and_audience(client):
    scene = Scene()
    text = _save(s.log_in(client, scene.karin), scene).json()["text"]
    assert text.startswith("Sparat ") and text.endswith("som utkast. Bara du ser det.")


def test_the_text_stands_in_the_form_on_return_with_a_notice(client):
    scene = Scene()
    _save(s.log_in(client, scene.karin), scene)
    page = client.get(scene.url("mapping_edit", "work")).content.decode()
    assert "Halvskrivet." in page and "Du har ett utkast här." in page and "Kasta utkastet" in page


def test_a_colleague_with_the_same_case_does_not_see_it(client):
    scene = Scene()
    anna = s.staff("af", in_team=scene.team)
    with scene.as_karin():
        from samkraft.sharing import door

        door.call("assign", scene.case.pk, anna.pk, s.branch("af").pk, "", s.DAY)
    _save(s.log_in(client, scene.karin), scene)
    assert "Halvskrivet." not in s.log_in(client, anna).get(scene.url("mapping_edit", "work")).content.decode()


def test_it_is_gone_when_the_form_is_saved_or_it_is_thrown_away(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    _save(client, scene)
    client.post(scene.url("mapping_edit", "work"), {"text": "Klart.", "base_version": 0, "source": "", "keep": "1"})
    _save(client, scene, form="mapping-health")
    answer = client.post(scene.url("draft_discard", "mapping-health"), {"back": scene.url("mapping_edit", "health")})
    assert answer.url == scene.url("mapping_edit", "health")
    with scene.as_karin():
        assert not Draft.objects.exists()


@pytest.mark.parametrize("back", ["https://ont.example/", "//ont.example/", "/", "/delningar/"])
def test_throwing_away_never_leads_out_of_the_case(client, back):
    scene = Scene()
    answer = s.log_in(client, scene.karin).post(scene.url("draft_discard", "x"), {"back": back})
    assert answer.url == f"/deltagare/{scene.case.pk}/"


def test_on_the_tenth_day_it_warns_and_on_the_fourteenth_it_goes(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    _save(client, scene)
    _age(scene, 9)
    assert "tas bort" not in client.get(scene.url("mapping_edit", "work")).content.decode()
    _age(scene, 10)
    assert "Utkastet tas bort" in client.get(scene.url("mapping_edit", "work")).content.decode()
    _age(scene, 13)
    call_command("purge_drafts", verbosity=0)
    with scene.as_karin():
        assert Draft.objects.count() == 1
    _age(scene, 15)
    call_command("purge_drafts", branch="af", verbosity=0)
    with scene.as_karin():
        assert not Draft.objects.exists()


def test_a_stranger_can_not_leave_drafts_on_the_case(client):
    scene = Scene()
    assert _save(s.log_in(client, s.staff("af")), scene).status_code == 404


def test_an_endless_text_is_refused_with_a_sentence(client):
    scene = Scene()
    answer = _save(s.log_in(client, scene.karin), scene, text="å" * 70_000)
    assert answer.status_code == 422 and "för lång" in answer.json()["text"]


def test_a_draft_tells_its_age_on_the_programme_s_own_day(client):
    """A programme on a demo day of 2021 shows no day of another year beside it."""
    scene = Scene()
    s.log_in(client, scene.karin)
    with scene.as_karin():
        assert today() == s.DAY
    Programme.objects.filter(slug=s.PROGRAMME).update(demo_day=s.DAY)
    _save(client, scene)
    assert "Utkast sparat i dag" in client.get(scene.url("mapping_edit", "work")).content.decode()
    _age(scene, 3)
    page = client.get(scene.url("mapping_edit", "work")).content.decode()
    assert f"Utkast sparat {swedish_date(s.DAY - timedelta(days=3))}" in page


def test_a_real_moment_is_as_far_from_the_demo_day_as_from_the_real_day():
    now = timezone.now()
    assert as_of_today(now) == now
    with on_day(s.DAY):
        assert as_date(as_of_today(now)) == s.DAY
        assert as_date(as_of_today(now - timedelta(days=2))) == s.DAY - timedelta(days=2)
