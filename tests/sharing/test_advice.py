"""Advice without identity: a question between branches that hangs on nobody (SEK-16)."""

import pytest
from django.urls import reverse

from samkraft.access.models import ReadLog
from samkraft.sharing import advice
from samkraft.sharing.advice_rules import problems
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.models import Advice
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

QUESTION = "Kan någon i 50-årsåldern arbetsträna på halvtid utan att förlora sin ersättning?"


@pytest.mark.parametrize(
    "text",
    [
        "Född 1985-03-12", "19850312T014", "850312-1234", "Ring 070-174 06 05", "ärende MK-0012", "a@example.org",
        "Samira undrar", "samira haddad", "Haddads läkare", "Bo vill",
    ],
)  # fmt: skip
def test_sek16_numbers_addresses_and_names_of_one_s_own_cases_stop_the_text(text):
    assert problems(text, ["Samira Haddad", "Bo Ek"])


@pytest.mark.parametrize("text", [QUESTION, "Vill bo kvar i ett hus med ek. Tar 12 veckor, 25 procent.", "År 2021?"])
def test_sek16_ordinary_words_and_small_numbers_don_t(text):
    assert problems(text, ["Samira Haddad", "Bo Ek"]) == []


def test_sek16_a_question_is_asked_answered_and_names_no_case_in_row_address_or_log(client):
    """Each branch has its own copy; who asked isn't told; what was typed stays when the check says no."""
    scene = Scene(lines=())
    s.log_in(client, scene.karin)
    form = reverse("sharing:advice_new")
    given = {"to": "soc", "text": QUESTION, "answer_by": "2021-07-05"}
    named = client.post(form, given | {"text": "Samira vill arbetsträna"})
    assert named.status_code == 422 and "Ta bort namnet: Samira" in named.content.decode()
    assert "Samira vill arbetsträna" in named.content.decode()
    asked = client.post(form, given, follow=True)
    page = asked.redirect_chain[-1][0]
    s.log_in(client, scene.jonas, "soc")
    listed = client.get(reverse("sharing:advice_list")).content.decode()
    read = client.get(page).content.decode()
    assert page in listed and QUESTION in read and "Karin" not in listed + read
    assert "Svaret är skickat" in client.post(page, {"text": "Ja, med stöd."}, follow=True).content.decode()
    s.log_in(client, scene.karin)
    assert "Ja, med stöd." in client.get(page).content.decode()
    for person, branch in ((scene.karin, "af"), (scene.jonas, "soc")):
        with s.as_(person, branch):
            rows = ReadLog.objects.filter(object_type__startswith="advice")
            assert rows.exists() and not any(row.case_ids for row in rows)
            assert str(scene.case.pk) not in str(Advice.objects.values().get())


def test_sek16_a_third_branch_sees_nothing_and_an_answer_is_given_once():
    scene = Scene(lines=())
    other = s.staff("fk", in_team=scene.team)
    with scene.as_karin():
        first = advice.ask(s.branch("soc"), QUESTION, s.DAY)
        second = advice.ask(s.branch("soc"), QUESTION, s.DAY)
        advice.withdraw(second)
        with pytest.raises(DoorRefused, match="avgjort"):
            advice.answer(first, "Jag svarar mig själv")
    with s.as_(other, "fk"):
        assert not Advice.objects.exists()
        with pytest.raises(DoorRefused, match="avgjort"):
            advice.answer(first, "Inte min")
    with scene.as_jonas():
        mine = {one.advice: one for one in Advice.objects.select_related("asking_branch")}
        assert mine[first.advice].asked_by is None
        advice.answer(mine[first.advice], "Ja")
        for closed in mine.values():
            with pytest.raises(DoorRefused, match="avgjort"):
                advice.answer(closed, "Nej")
    with scene.as_karin():
        assert Advice.objects.get(advice=first.advice).answer == "Ja"
