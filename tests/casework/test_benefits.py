"""Benefit facts by hand: kind, period and extent in the words of the ordinance, never an amount (INT-02, SEK-11)."""

import pytest
from django.urls import reverse

from samkraft.access.models import ReadLog
from samkraft.people.models import BenefitFact
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

TYPED = {"kind": "registered", "valid_from": "2021-03-01", "valid_until": "", "extent": ""}


def test_int02_a_fact_is_noted_shared_put_right_and_shared_anew(client):
    """The receiver gets kind, period and extent; who has seen an older version is told; nothing else has a field."""
    scene = Scene(lines=("labour_market",))
    s.log_in(client, scene.karin)
    assert reverse("casework:benefits", args=[scene.case.pk]) in client.get(scene.url("mapping")).content.decode()
    wrong = client.post(scene.url("benefit_add"), TYPED | {"valid_until": "2021-02-01"})
    assert wrong.status_code == 422 and "kan inte vara före den första" in wrong.content.decode()
    client.post(scene.url("benefit_add"), TYPED | {"amount": "12000", "kind": "registered"})
    with scene.as_karin():
        fact = BenefitFact.objects.get()
        assert (fact.category, fact.kind, fact.revision) == ("labour_market", "registered", 1)
    page = scene.url("benefit", fact.item)
    assert "Delad med Socialtjänsten" in client.post(page, {"receiver": "soc"}, follow=True).content.decode()
    change = scene.url("benefit_edit", fact.item)
    client.post(change, TYPED | {"valid_until": "2021-06-01", "extent": "50", "revision": "1"})
    told = client.post(change, TYPED | {"revision": "1"})
    assert told.status_code == 422 and "Någon annan har ändrat" in told.content.decode()
    client.post(page, {"receiver": "soc"})
    with scene.as_jonas():
        copies = list(ReceivedCopy.objects.order_by("version"))
        assert [copy.version for copy in copies] == [1, 2] and not BenefitFact.objects.exists()
        newest = copies[-1]
        assert set(newest.content) == {"kind", "extent", "valid_from", "valid_until", "noted_on"}
        assert "belopp" not in str(newest.content) and newest.title == "Ersättning"
    s.log_in(client, scene.jonas, "soc")
    got = client.get(reverse("sharing:copy", args=[newest.release])).content.decode()
    assert "Inskriven som arbetssökande" in got and "50 procent" in got and "1 mars 2021 – 1 juni 2021" in got
    with scene.as_karin():
        assert ReadLog.objects.filter(event__in=["ITEM-1", "ITEM-2"], object_type="benefit").count() == 2


def test_int02_each_branch_notes_what_the_programme_file_says_that_it_owns(client):
    scene = Scene(lines=())
    s.log_in(client, scene.jonas, "soc")
    form = client.get(reverse("casework:benefit_add", args=[scene.case.pk])).content.decode()
    assert "Försörjningsstöd" in form and "Sjukpenning" not in form
    assert client.post(reverse("casework:benefit_add", args=[scene.case.pk]), TYPED).status_code == 422
    ama = s.staff("ama")
    s.joined_branch(scene.karin, scene.case, "ama", ama)
    s.log_in(client, ama, "ama")
    assert client.get(reverse("casework:benefit_add", args=[scene.case.pk])).status_code == 404
    assert "antecknar inga ersättningar" in client.get(scene.url("benefits")).content.decode()
