"""Ångra where it is safe: what was done comes back, and in words not when something has happened since (M14)."""

import re

import pytest
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.people.models import Case, LeaderChange, SavedView
from samkraft.sharing import door
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _undo(client, answer):
    """Press the receipt's button."""
    action = re.search(r'<form method="post" action="([^"]+)">(?:(?!</form>).)*Ångra', answer.content.decode(), re.S)[1]
    return client.post(action, follow=True).content.decode()


def test_a_day_a_view_and_a_mark_come_back():
    team = s.team()
    karin, olle = s.staff(in_team=team), s.staff(first_name="Olle", in_team=team)
    case = s.enrolled_case(karin)
    client, url = logged_in(karin), reverse("people:next_talk", args=[case.pk])
    client.post(url, {"next_talk_on": "2021-07-05"}, follow=True)
    second = client.post(url, {"next_talk_on": "2021-07-12"}, follow=True)
    assert "Nästa samtal är 5 juli 2021" in _undo(client, second)
    third = client.post(url, {"next_talk_on": ""}, follow=True)
    client.post(url, {"next_talk_on": "2021-07-20"})
    assert "Någon har ändrat dagen sedan dess" in _undo(client, third)
    with s.as_(karin):
        assert Case.objects.get(pk=case.pk).next_talk_on.day == 20
    assert client.post(reverse("people:next_talk_back", args=[case.pk, "ingen", "2021-99-99"])).status_code == 404

    client.post(reverse("people:save_view") + "?fas=2", {"name": "Fas 2"}, follow=True)
    with s.as_(karin):
        pk = SavedView.objects.get().pk
    gone = client.post(reverse("people:remove_view", args=[pk]), follow=True)
    assert "Dina egna vyer" not in gone.content.decode()
    assert "Dina egna vyer" in _undo(client, gone)
    client.post(reverse("people:remove_view", args=[pk]))
    client.post(reverse("people:save_view") + "?fas=3", {"name": "Fas 2"})
    taken = client.post(reverse("people:bring_back_view", args=[pk]), follow=True).content.decode()
    assert "En ny vy har fått samma namn" in taken
    assert logged_in(olle).post(reverse("people:bring_back_view", args=[pk])).status_code == 404

    with s.as_(karin):
        LeaderChange.objects.create(
            owner_branch=s.branch("af"), case=case, file=s.file_of(case, karin), changed_on=s.DAY, from_staff=olle,
            to_staff=karin, to_branch=s.branch("af"), note="Ring.", changed_by=olle,
        )  # fmt: skip
    read = client.post(reverse("people:leader_notes", args=[case.pk]), follow=True)
    assert "Anteckningen väntar på dig igen." in _undo(client, read)
    assert "Du leder nu" in client.get("/").content.decode()


def test_a_colleague_who_lost_a_case_by_a_press_gets_it_back():
    team = s.team()
    karin, olle = s.staff(in_team=team), s.staff(first_name="Olle", last_name="Berg", in_team=team)
    eva, case = s.staff("af", Role.UNIT_MANAGER), s.enrolled_case(karin)
    with s.as_(karin):
        door.call("assign", case.pk, olle.pk, s.branch("af").pk, "", s.DAY)
    client = logged_in(eva)
    back = reverse("people:assign_back", args=[case.pk, olle.public_id])
    assert client.post(back).status_code == 404, "not opened"
    client.post(reverse("people:open_with_reason"), {"number": case.number, "reason": "Olle slutar i veckan."})
    page = client.get(reverse("people:assign", args=[case.pk])).content.decode()
    ends = [part.split('"')[0] for part in page.split('action="') if "avsluta" in part.split('"')[0]]
    for url in ends:
        answer = client.post(url, follow=True)
    assert "har ärendet igen." in _undo(client, answer)
    assert "Personen har redan ärendet" in client.post(back, follow=True).content.decode() or len(ends) == 2
