"""Text templates: the branch's own, without anybody's data, put in where one writes (M2)."""

import pytest
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog
from samkraft.casework.models import TextTemplate
from samkraft.casework.texts.rules import numbers_in
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
GIVEN = {"name": "Första mötet", "place": "minutes", "text": "Vi pratade om [vad]."}


def test_a_text_is_the_branchs_own_and_offered_where_it_belongs():
    team = s.team()
    karin, eva = s.staff(in_team=team), s.staff("af", Role.UNIT_MANAGER)
    jonas, annika = s.staff("soc"), s.staff("af", Role.PROJECT_LEADER)
    client, new = logged_in(karin), reverse("casework:text_new")
    assert client.post(new, GIVEN).status_code == 302
    assert client.post(new, GIVEN | {"name": "Kallelse", "place": "meeting"}).status_code == 302
    twice = client.post(new, GIVEN)
    assert twice.status_code == 422 and "Det finns redan en textmall" in twice.content.decode()
    offered = logged_in(eva).get(reverse("casework:texts_for", args=["minutes"])).content.decode()
    assert "Första mötet" in offered and "Kallelse" not in offered
    assert client.get(reverse("casework:texts_for", args=["annat"])).status_code == 404
    assert "Första mötet" not in logged_in(jonas, "soc").get(reverse("casework:texts")).content.decode()
    assert logged_in(annika).get(reverse("casework:texts")).status_code == 404
    with s.as_(karin):
        pk = TextTemplate.objects.get(place="minutes").pk
        assert ReadLog.objects.filter(event=Event.ADMINISTRATION, object_type="text_template").count() == 2
    for name in ("text_change", "text_remove", "text_bring_back"):
        assert logged_in(jonas, "soc").post(reverse(f"casework:{name}", args=[pk]), GIVEN).status_code == 404
    removed = client.post(reverse("casework:text_remove", args=[pk]), follow=True).content.decode()
    assert "Ångra" in removed and "Första mötet" not in removed
    assert "Första mötet" in client.post(reverse("casework:text_bring_back", args=[pk]), follow=True).content.decode()
    case = s.enrolled_case(karin)
    for page in ("minutes_new", "meeting_book"):
        assert "data-texts=" in client.get(reverse(f"casework:{page}", args=[case.pk])).content.decode()


def test_nobodys_number_or_name_stands_in_a_text_for_all():
    karin = s.staff(in_team=s.team())
    s.enrolled_case(karin, first_name="Samira", last_name="Haddad")
    client, new = logged_in(karin), reverse("casework:text_new")
    for wrong in ("19850312-1234", "850312T014", "MK-2021-0412"):
        assert numbers_in(f"Gäller {wrong}.")
        refused = client.post(new, GIVEN | {"text": f"Gäller {wrong}."})
        assert refused.status_code == 422 and wrong in refused.content.decode(), "what was typed is there"
    assert not numbers_in("Ring 040-10 00 00 före klockan 16.30 den 14 mars 2026.")
    asked = client.post(new, GIVEN | {"text": "Haddad får tid."})
    assert asked.status_code == 422 and 'type="checkbox" name="sure"' in asked.content.decode()
    assert client.post(new, GIVEN | {"text": "Haddad får tid.", "sure": "on"}).status_code == 302


def test_the_second_of_two_who_change_a_text_is_told_and_keeps_what_was_typed():
    """T24."""
    karin, olle = s.staff(in_team=s.team(), last_name="Ek"), s.staff()
    client = logged_in(karin)
    client.post(reverse("casework:text_new"), GIVEN)
    with s.as_(karin):
        url = reverse("casework:text_change", args=[TextTemplate.objects.get().pk])
    assert client.post(url, GIVEN | {"text": "Karins", "revision": 1}).status_code == 302
    late = logged_in(olle).post(url, GIVEN | {"text": "Olles", "revision": 1})
    page = late.content.decode()
    assert late.status_code == 422 and "Karins" in page and "Olles" in page and "Karin Ek sparade" in page
    assert 'name="revision" value="2"' in page
    assert logged_in(olle).post(url, GIVEN | {"text": "Olles", "revision": 2}).status_code == 302
