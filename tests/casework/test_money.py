"""What happens with my money: each branch explains its own benefit, and the person gets one paper (P-003, INT-02)."""

import pytest
from django.urls import reverse

from samkraft.access.models import ReadLog
from samkraft.casework.models import MoneySheet
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

TYPED = {
    "question": "work", "about": "Halvtid i butik", "starts_on": "2021-09-01", "del_stops": "Aktivitetsstödet slutar.",
    "del_report": "Anmäl arbetet till Arbetsförmedlingen första dagen.",
}  # fmt: skip


def test_p003_one_paper_of_what_every_branch_has_explained_and_no_decision(client, django_assert_max_num_queries):
    """Shared by each on its own consent line; of two who put it right the second sees both texts; never an amount."""
    scene = Scene(lines=("labour_market",))
    web = s.log_in(client, scene.karin)
    assert scene.url("money") in web.get(scene.url("benefits")).content.decode()
    empty = web.post(scene.url("money_add"), TYPED | {"del_stops": "", "del_report": ""})
    assert empty.status_code == 422 and "Skriv något i minst en av delarna." in empty.content.decode()
    assert "Halvtid i butik" in empty.content.decode() and "inget beslut" in empty.content.decode()
    web.post(scene.url("money_add"), TYPED | {"amount": "12000"})
    with scene.as_karin():
        sheet = MoneySheet.objects.get()
        assert (sheet.category, sheet.revision, len(sheet.texts)) == ("labour_market", 1, 5)
    page, change = scene.url("money_sheet", sheet.item), scene.url("money_edit", sheet.item)
    web.post(change, TYPED | {"del_stops": "Aktivitetsstödet slutar samma dag.", "revision": "1"})
    second = web.post(change, TYPED | {"del_stops": "Min text", "revision": "1"})
    both = second.content.decode()
    assert second.status_code == 422 and "Min text" in both and "slutar samma dag" in both
    assert "Delad med Socialtjänsten" in web.post(page, {"receiver": "soc"}, follow=True).content.decode()
    with scene.as_jonas():
        copy = ReceivedCopy.objects.get(item_kind="money")
        assert copy.title == "Om pengarna" and "12000" not in str(copy.content) and not MoneySheet.objects.exists()
    s.log_in(client, scene.jonas, "soc")
    assert "slutar samma dag" in web.get(reverse("sharing:copy", args=[copy.release])).content.decode()
    web.post(scene.url("money_add"), TYPED | {"del_stops": "Försörjningsstödet räknas om."})
    assert web.get(page).status_code == web.post(change, TYPED | {"revision": "2"}).status_code == 404
    with django_assert_max_num_queries(15):
        paper = web.get(scene.url("money_paper")).content.decode()
    assert "slutar samma dag" in paper and "räknas om" in paper and "inget beslut" in paper
    with scene.as_jonas():
        assert ReadLog.objects.filter(event="OUT-1", object_type="money").count() == 1
    ama = s.staff("ama")
    s.joined_branch(scene.karin, scene.case, "ama", ama)
    s.log_in(client, ama, "ama")
    assert web.get(scene.url("money_add")).status_code == 404, "pays nobody anything"
    assert "slutar samma dag" not in web.get(scene.url("money_paper")).content.decode()
