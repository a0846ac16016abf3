"""Exceptional access the whole way: asked, granted, told to a manager, ended, reviewed (EXC-1 to EXC-4, table B)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from samkraft.access import actions
from samkraft.access.choices import Event, FindingKind, Role, Verdict
from samkraft.access.log_models import LogFinding
from samkraft.access.log_review_actions import flag_day, give_verdict
from samkraft.access.models import ReadLog, RoleAssignment
from samkraft.people.daily import opening_actions
from samkraft.people.models import CaseFile, CaseOpening
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
WHY = "Karin är sjuk och personen ringer"


@pytest.fixture
def people():
    """Karin has the case; Maja is a colleague without it; Eva and Ines are unit managers; Stefan reviews the log."""
    found = {"karin": s.staff(), "maja": s.staff(last_name="Majasson")}
    found |= {name: s.staff("af", Role.UNIT_MANAGER) for name in ("eva", "ines")}
    found["stefan"] = s.staff("af", Role.LOG_REVIEWER)
    found["case"] = s.enrolled_case(found["karin"])
    return found


def _ask(client, case, reason=WHY):
    return client.post(reverse("people:open_with_reason"), {"number": case.number, "reason": reason})


def _page(client, case):
    return client.get(reverse("people:case", args=[case.pk])).status_code


def _events(person, *events):
    with s.as_(person):
        return list(ReadLog.objects.filter(event__in=events).order_by("pk").values_list("event", flat=True))


def _opening(person):
    with s.as_(person):
        return CaseOpening.objects.select_related("seen_by").get()


def _answer(client, opening, svar="ja", text=""):
    return client.post(reverse("people:answer_opening", args=[opening.pk]), {"svar": svar, "answer": text})


def test_exc1_a_handler_asks_a_manager_lets_her_in_and_it_is_reviewed(people):
    """EXC-1, EXC-2, EXC-3, EXC-4: each leaves its row; asking opens nothing."""
    maja, eva, case = logged_in(people["maja"]), logged_in(people["eva"]), people["case"]
    assert _ask(maja, case).status_code == 302 and _page(maja, case) == 404
    assert "En öppning med skäl väntar på dig." in eva.get(reverse("people:day")).content.decode()
    asked = _opening(people["eva"])
    assert WHY in eva.get(reverse("people:openings")).content.decode()
    assert _answer(maja, asked).status_code == 404, "a handler answers nobody"
    assert _answer(eva, asked).status_code == 302 and _page(maja, case) == 200
    assert maja.post(reverse("people:next_talk", args=[case.pk]), {"next_talk_on": "2021-07-05"}).status_code == 404
    assert maja.post(reverse("people:end_opening", args=[asked.pk])).status_code == 302 and _page(maja, case) == 404
    with s.as_(people["stefan"]):
        finding = LogFinding.objects.get(kind=FindingKind.EXCEPTION, staff=people["maja"])
        assert finding.due_on == timezone.localdate() + timedelta(days=7)
        give_verdict(finding, Verdict.OK, "")
        assert flag_day(timezone.localdate()) >= 0, "the night finds it there already"
        assert LogFinding.objects.filter(kind=FindingKind.EXCEPTION).count() == 1
    logged = _events(people["eva"], "EXC-1", "EXC-2", "EXC-3", "EXC-4")
    assert logged == ["EXC-1", "EXC-2", "EXC-3", "EXC-4"]
    assert "Granskad" in eva.get(reverse("people:openings")).content.decode()


def test_a_no_has_a_reason_and_opens_nothing(people):
    maja, eva = logged_in(people["maja"]), logged_in(people["eva"])
    _ask(maja, people["case"])
    asked = _opening(people["eva"])
    assert _answer(eva, asked, "nej").status_code == 422
    assert _answer(eva, asked, "nej", "Vänd dig till Karins vikarie").status_code == 302
    assert "Vänd dig till Karins vikarie" in maja.get(reverse("people:open_with_reason")).content.decode()
    assert _page(maja, people["case"]) == 404
    assert _answer(logged_in(people["ines"]), asked).status_code == 404, "it is answered once"
    with s.as_(people["ines"]), pytest.raises(opening_actions.OpeningRefused, match="redan besvarad"):
        opening_actions.answer_request(asked.pk, True, "")


def test_a_managers_own_opening_is_told_to_another_manager(people):
    """Told to a manager who isn't the one who opened; the database holds it too."""
    eva, ines, case = logged_in(people["eva"]), logged_in(people["ines"]), people["case"]
    assert _ask(eva, case).url == reverse("people:case", args=[case.pk])
    opening, url = _opening(people["eva"]), reverse("people:openings")
    assert "Jag känner till det" not in eva.get(url).content.decode()
    seen = reverse("people:opening_seen", args=[opening.pk])
    assert eva.post(seen).status_code == 404
    assert "Jag känner till det" in ines.get(url).content.decode() and ines.post(seen).status_code == 302
    assert _opening(people["eva"]).seen_by == people["ines"]
    with s.as_(people["eva"]), pytest.raises(DatabaseError), transaction.atomic():
        CaseOpening.objects.update(seen_by=people["eva"])
    assert ines.post(reverse("people:end_opening", args=[opening.pk])).status_code == 302 and _page(eva, case) == 404


def test_what_was_asked_is_never_changed_or_taken_away(people):
    _ask(logged_in(people["eva"]), people["case"])
    for change in ("update people_caseopening set reason = ''", "delete from people_caseopening"):
        with s.as_(people["eva"]), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_somebody_protected_or_closed_since_the_question_is_not_opened(people, monkeypatch):
    """SKY-02, CON-06: it is asked anew when it is answered."""
    maja, eva = logged_in(people["maja"]), logged_in(people["eva"])
    _ask(maja, people["case"])
    monkeypatch.setattr(opening_actions, "_openable", lambda acting: CaseFile.objects.none())
    answer = _answer(eva, _opening(people["eva"]))
    assert answer.status_code == 422 and "går inte längre att öppna" in answer.content.decode()
    assert _page(maja, people["case"]) == 404


def test_with_the_role_goes_what_was_opened_and_what_ran_out_is_noted(people):
    """IAM-08 and EXC-3: the access itself ended by the clock."""
    eva, case = logged_in(people["eva"]), people["case"]
    _ask(eva, case)
    _ask(logged_in(people["maja"]), case)
    boss = s.staff("af", Role.ACCESS_ADMINISTRATOR)
    with s.as_(boss) as acting:
        for name in ("eva", "maja"):
            actions.end_role(acting, RoleAssignment.objects.get(staff=people[name]), "Slutar")
        opened, asked = CaseOpening.objects.order_by("pk")
        assert opened.ended_at and asked.refused_at
    _ask(logged_in(people["ines"]), case)
    with s.as_(boss):
        mine = CaseOpening.objects.filter(staff=people["ines"])
        mine.update(opened_at=timezone.now() - timedelta(hours=2), until=timezone.now() - timedelta(hours=1))
        assert opening_actions.note_what_ran_out() == 1 and opening_actions.note_what_ran_out() == 0
        assert mine.get().ended_at == mine.get().until
    assert _events(boss, Event.EXCEPTION_ENDED) == ["EXC-3", "EXC-3"]


def test_another_branch_learns_of_no_opening(people):
    """SEK-01: own branch only."""
    _ask(logged_in(people["maja"]), people["case"])
    boss = logged_in(s.staff("soc", Role.UNIT_MANAGER), "soc")
    assert people["case"].number not in boss.get(reverse("people:openings")).content.decode()
    assert _answer(boss, _opening(people["eva"])).status_code == 404
