"""Requests about rights: routed to every controller, each with its own clock and answer (GDPR-02)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.people.models import RightsRequest
from samkraft.people.problems import NotPossible
from samkraft.people.rights import requests
from samkraft.sharing import door
from tests import situations as s
from tests.people.logged_in import logged_in
from tests.people.rights.test_package import GIVEN, OFFICER

pytestmark = pytest.mark.django_db
NUMBER = "19850312T911"


@pytest.fixture
def scene():
    """A person enrolled by af and known to soc by consent; ama has referred her, and nobody else knows that."""
    karin, jonas, leila = s.staff("af"), s.staff("soc"), s.staff("ama")
    case = s.enrolled_case(karin, number=NUMBER)
    s.joined_branch(karin, case, "soc", jonas)
    with s.as_(karin):
        from samkraft.people.models import Referral

        mine = Referral.objects.get(case_id=case.pk)
    hers = s.referral(leila, "ama", number=NUMBER, state="waiting")
    _note(karin, "af", mine)
    _note(leila, "ama", hers)
    return case


def _note(person, branch, referral):
    from samkraft.people.vault import person_key

    with s.as_(person, branch):
        people = [{"referral": str(referral.pk), "key": person_key(s.PROGRAMME, NUMBER)}]
        door.call("note_people", s.programme().pk, people)


def _take(term, officer, branch="af", **instead):
    with s.as_(officer, branch) as acting:
        subject, key = requests.find_person(term, acting)
        return requests.take(acting, subject, key, GIVEN | instead)


def _held(branch):
    with s.as_(s.staff(branch, OFFICER), branch):
        return list(RightsRequest.objects.all())


def test_it_goes_to_all_who_hold_data_and_tells_only_of_those_whom_one_knows(scene):
    """SEK-05: ama's referral is unknown to af and stays so, and ama gets the request all the same."""
    officer = s.staff("af", OFFICER)
    row = _take(NUMBER, officer, wish="Vill veta vad som står om mig", language="arabiska")
    (soc,), (ama,) = _held("soc"), _held("ama")
    assert soc.case_id == row.case_id and (soc.due_on, soc.language) == (row.due_on, "arabiska")
    assert ama.case_id is None and ama.referral and soc.wish == ama.wish == soc.checked == "", "no text goes along"
    assert _held("fk") == _held("vux") == _held("reg") == []
    with s.as_(officer):
        assert [one["name"] for one in requests.others_of(row)] == ["Socialtjänsten"]
        with pytest.raises(door.DoorRefused):
            door.call("route_rights_request", row.request, [])


def test_asked_of_one_alone_it_goes_to_nobody_else(scene):
    _take(scene.number, s.staff("af", OFFICER), reach="ours")
    assert _held("soc") == _held("ama") == []


def test_nobody_sends_another_branch_s_request_or_changes_what_was_asked(scene):
    officer, jonas = s.staff("af", OFFICER), s.staff("soc", OFFICER)
    row = _take(scene.number, officer)
    with s.as_(jonas, "soc"):
        with pytest.raises(door.DoorRefused):
            door.call("route_rights_request", row.request, [])
        assert door.rows("rights_answers", row.request) == []
    with s.as_(officer):
        for change in ({"received_on": s.DAY}, {"kind": "erasure"}, {"case_id": None}):
            with pytest.raises(DatabaseError), transaction.atomic():
                RightsRequest.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            RightsRequest.objects.all().delete()


def test_the_answer_is_due_in_a_month_or_in_three_with_a_reason_in_time(scene):
    """GDPR 12.3."""
    officer = s.staff("af", OFFICER)
    row = _take(scene.number, officer)
    late = _take(scene.number, officer, received_on=s.DAY - timedelta(days=40), reach="ours")
    assert (row.due_on.month, row.due_on.day) == (7, 30)
    with s.as_(officer):
        requests.extend(row, "Många handlingar")
        row.refresh_from_db()
        assert (row.due_on.month, row.extended_on) == (9, s.DAY)
        for again in (row, late):
            with pytest.raises(NotPossible):
                requests.extend(again, "Igen")
        assert list(RightsRequest.objects.overdue()) == [late]


def test_the_answer_holds_to_what_there_is_and_the_second_is_told(scene):
    officer = s.staff("af", OFFICER)
    row = _take(scene.number, officer, kind="rectification", reach="ours")
    client = logged_in(officer)
    url = reverse("people:rights_request", args=[row.request])
    for wrong in ({"answer": "nothing"}, {"answer": "refused"}, {"answer": ""}):
        answer = client.post(url, wrong | {"answer_note": ""})
        assert answer.status_code == 422, wrong
    assert client.post(url, {"answer": "granted", "answer_note": "Numret är rättat."}).status_code == 302
    again = client.post(url, {"answer": "refused", "answer_note": "Nej."})
    assert again.status_code == 422 and "redan besvarad" in again.content.decode()
    assert "Numret är rättat." in client.get(url).content.decode()
    access = _take(scene.number, officer, reach="ours")
    with s.as_(officer) as acting, pytest.raises(NotPossible, match="registerutdraget först"):
        requests.answer(access, acting, {"answer": "granted", "answer_note": ""})


def test_a_request_is_taken_on_the_page_and_a_wrong_one_keeps_what_was_typed(scene):
    registrar = s.staff("af", Role.REGISTRAR)
    client, url = logged_in(registrar), reverse("people:new_rights_request")
    typed = {"person": "Haddad", "kind": "access", "reach": "all", "received_on": "28 juni 2021", "channel": "letter",
             "checked": "Känd sedan tidigare", "wish": "Allt"}  # fmt: skip
    wrong = client.post(url, typed)
    assert wrong.status_code == 422 and "Känd sedan tidigare" in wrong.content.decode()
    later = client.post(url, typed | {"person": NUMBER, "received_on": "2 juli 2021"})
    assert later.status_code == 422 and "har inte varit" in later.content.decode()
    made = client.post(url, typed | {"person": NUMBER})
    assert made.status_code == 302 and NUMBER not in made["Location"]
    listed = client.get(reverse("people:rights")).content.decode()
    assert scene.number in listed and "Haddad" not in listed, "no name in a list (REG-02)"
    nobody = client.post(url, typed | {"person": "19850312T019"})
    assert "inga uppgifter om personen" in client.get(nobody["Location"]).content.decode()
