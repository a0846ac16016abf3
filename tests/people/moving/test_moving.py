"""Many cases to a colleague at once: seen first, told one by one, taken back while nothing has happened (ADM-3, M1)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog
from samkraft.casework.models import Contact, Task
from samkraft.core.clock import on_day
from samkraft.people.models import (
    Case,
    CaseAssignment,
    CaseMove,
    LeaderChange,
    MovedCase,
    ProcessingRestriction,
)
from samkraft.sharing import door
from tests import situations as s
from tests.people.logged_in import logged_in, statements

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
PAGE = "/flytta/"
NOTE = "Ring alla före fredag."


@pytest.fixture
def branch():
    """Karin leads three cases, Olle is in her team, Maja in another; Eva is their manager, Gun one elsewhere."""
    team = s.team()
    karin, olle = s.staff(in_team=team, last_name="Ek"), s.staff(first_name="Olle", last_name="Berg", in_team=team)
    maja, eva = s.staff(first_name="Maja", last_name="Lund"), s.staff("af", Role.UNIT_MANAGER, first_name="Eva")
    cases = sorted((s.enrolled_case(karin) for _n in range(3)), key=lambda case: case.number)
    with s.as_(karin):
        for case in cases:
            Task.objects.create(owner_branch=s.branch("af"), case=case, file=s.file_of(case, karin), title="Ring",
                                due_on=s.DAY, assigned_to=karin, made_by=karin)  # fmt: skip
    return {"karin": karin, "olle": olle, "maja": maja, "eva": eva, "cases": cases}


def _said(people, to="olle", cases=None, **more):
    cases = people["cases"] if cases is None else cases
    given = {"fran": str(people["karin"].public_id), "till": str(people[to].public_id), "reason": "away", "note": NOTE}
    return given | {"cases": [str(case.pk) for case in cases]} | more


def _leaders(people):
    with s.as_(people["karin"]):
        rows = Case.objects.filter(pk__in=[case.pk for case in people["cases"]])
        return list(rows.order_by("number").values_list("leader", flat=True))


def test_a_manager_moves_by_number_sees_it_first_and_takes_it_back(branch):
    """Table B: no name on the manager's page; P-024: one note; the preview changes nothing; ADM-3 in the log."""
    client = logged_in(branch["eva"])
    karin, olle = branch["karin"].pk, branch["olle"].pk
    page = client.get(PAGE, {"fran": branch["karin"].public_id}).content.decode()
    assert all(case.number in page for case in branch["cases"]) and "Haddad" not in page and "1 uppgift" in page
    seen = client.post(PAGE, _said(branch, steg="se"))
    words = seen.content.decode()
    assert seen.status_code == 200 and "får ärendet, blir processledare, 1 uppgift, Karin Ek lämnar ärendet" in words
    assert "Haddad" not in words and _leaders(branch) == [karin] * 3
    with s.as_(branch["eva"]):
        assert not CaseMove.objects.exists()
    done = client.post(PAGE, _said(branch, steg="gor"))
    assert done.status_code == 302 and _leaders(branch) == [olle] * 3
    with s.as_(branch["eva"]):
        assert ReadLog.objects.filter(event=Event.ADMINISTRATION, object_type="case_move").count() == 1
        assert set(Task.objects.values_list("assigned_to", flat=True)) == {olle}
        assert LeaderChange.objects.count() == 3 and {row.note for row in LeaderChange.objects.all()} == {NOTE}
        assert not CaseAssignment.objects.in_force(s.DAY).filter(staff=karin).exists()
    his = logged_in(branch["olle"])
    day = his.get("/").content.decode()
    assert "3 ärenden från Eva" in day and day.count("Läs anteckningen.") == 1, "one line, not one for each case"
    assert NOTE in his.get(done.url).content.decode()
    assert logged_in(branch["maja"]).get(done.url).status_code == 404
    assert his.post(done.url + "last/").status_code == 302, "that the note is read is nothing that has happened"
    back = client.post(done.url + "angra/", follow=True).content.decode()
    assert "3 ärenden är tillbaka." in back and _leaders(branch) == [karin] * 3
    with s.as_(branch["eva"]):
        assert not CaseAssignment.objects.in_force(s.DAY).filter(staff=olle).exists()
        assert set(Task.objects.values_list("assigned_to", flat=True)) == {karin}
        assert not LeaderChange.objects.exists(), "what was undone is no change of leader in any figure"
    assert "ärenden från Eva" not in his.get("/").content.decode()


def test_what_has_happened_since_stays_and_the_rest_goes_back(branch):
    client, cases = logged_in(branch["eva"]), branch["cases"]
    url = client.post(PAGE, _said(branch, steg="gor", stays="on")).url
    with s.as_(branch["olle"]):
        Contact.objects.create(owner_branch=s.branch("af"), case=cases[0], file=s.file_of(cases[0], branch["olle"]),
                               kind="phone", held_on=s.DAY, staff=branch["olle"])  # fmt: skip
    assert "Något har hänt i ärendet sedan dess" in client.get(url).content.decode()
    words = client.post(url + "angra/", follow=True).content.decode()
    assert "2 ärenden är tillbaka. 1 är kvar hos Olle Berg." in words
    assert _leaders(branch) == [branch["olle"].pk, branch["karin"].pk, branch["karin"].pk]
    again = client.post(url + "angra/", follow=True).content.decode()
    assert "Inget ärende går att lämna tillbaka" in again
    his = logged_in(branch["olle"])
    assert his.post(url + "last/").status_code == 302 and "ärende från Eva" not in his.get("/").content.decode()
    with s.as_(branch["eva"]), on_day(s.DAY + timedelta(days=8)):
        assert CaseMove.objects.count() == 1 and MovedCase.objects.filter(undone_on=None).count() == 1


def test_each_case_that_can_not_go_says_why(branch):
    """GDPR-08, IAM-07: a restricted file and a colleague outside the team; the rest of what was chosen goes."""
    client, cases, eva = logged_in(branch["eva"]), branch["cases"], branch["eva"]
    with s.as_(branch["karin"]):
        ProcessingRestriction.objects.create(
            owner_branch=s.branch("af"), case=cases[0], file=s.file_of(cases[0], branch["karin"]), reason="x",
            begun_on=s.DAY, begun_by=branch["karin"],
        )  # fmt: skip
    words = client.post(PAGE, _said(branch, steg="se")).content.decode()
    assert "Behandlingen är begränsad" in words and "2 ärenden går till Olle Berg" in words
    assert client.post(PAGE, _said(branch, to="maja")).status_code == 422, "no place in any team"
    for wrong in ({"note": ""}, {"cases": []}, {"reason": "sjuk"}, {"till": "x"}, {"cases": ["x"]}):
        answer = client.post(PAGE, _said(branch) | wrong)
        assert answer.status_code == 422, wrong
        assert wrong.get("note", NOTE) in answer.content.decode(), "what was typed is there"
    assert client.get(PAGE, {"fran": "nobody"}).status_code == 404
    first = client.post(PAGE, _said(branch, steg="gor"), follow=True).content.decode()
    assert "2 ärenden är flyttade till Olle Berg. 1 gick inte att flytta." in first
    assert client.post(PAGE, _said(branch, steg="gor")).status_code == 422, "the second press finds nothing left"
    with s.as_(eva):
        assert CaseMove.objects.count() == 1


def test_a_handler_hands_over_what_she_leads_to_who_has_it_already(branch):
    """As on the single page: a handler gives nobody access; she hands over leading and tasks."""
    client, cases = logged_in(branch["karin"]), branch["cases"]
    assert reverse("people:move") in client.get("/deltagare/").content.decode()
    with s.as_(branch["karin"]):
        door.call("assign", cases[1].pk, branch["olle"].pk, s.branch("af").pk, "", s.DAY)
    page = client.get(PAGE).content.decode()
    assert page.count("Haddad") == 3 and 'name="stays"' not in page
    words = client.post(PAGE, _said(branch, steg="se", stays="on")).content.decode()
    assert words.count("Olle Berg har inte ärendet. Enhetschefen kan ge det.") == 2
    assert client.post(PAGE, _said(branch, steg="gor", fran=str(branch["olle"].public_id))).status_code == 302
    assert _leaders(branch) == [branch["karin"].pk, branch["olle"].pk, branch["karin"].pk]
    with s.as_(branch["karin"]):
        assert CaseAssignment.objects.in_force(s.DAY).filter(staff=branch["karin"]).count() == 3
        move = CaseMove.objects.get()
    assert logged_in(branch["olle"]).post(reverse("people:undo_move", args=[move.pk]), follow=True).content
    assert _leaders(branch)[1] == branch["olle"].pk, "the receiver doesn't undo what she was given"
    other = s.staff("soc", Role.UNIT_MANAGER)
    assert logged_in(other, "soc").get(reverse("people:moved", args=[move.pk])).status_code == 404


def test_cases_that_nobody_has_and_a_load_over_the_share_of_the_team(branch):
    """P-020: the team's limit parted on its core; the cost doesn't grow with how many are moved."""
    client, cases = logged_in(branch["eva"]), branch["cases"]
    with s.as_(branch["karin"]):
        door.call("end_assignment", cases[0].pk, branch["karin"].pk, s.DAY)
    page = client.get(PAGE, {"fran": "ingen"}).content.decode()
    assert cases[0].number in page and cases[1].number not in page
    assert client.post(PAGE, _said(branch, cases=cases[:1], fran="ingen", steg="gor")).status_code == 302
    with s.as_(branch["eva"]):
        assert CaseAssignment.objects.in_force(s.DAY).get(case=cases[0]).staff == branch["olle"]

    def cost(chosen):
        client.post(PAGE, _said(branch, cases=chosen, steg="se"))
        with CaptureQueriesContext(connection) as found:
            client.post(PAGE, _said(branch, cases=chosen, steg="gor"))
        return len(statements(found.captured_queries))

    one = cost(cases[1:2])
    with s.as_(branch["eva"]):
        move = CaseMove.objects.latest("pk")
    client.post(reverse("people:undo_move", args=[move.pk]))
    assert cost(cases[1:]) == one <= 30
