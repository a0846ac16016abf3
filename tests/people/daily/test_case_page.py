"""The participant page: who may open it, what it shows, what may be changed from it."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog
from samkraft.people import contributions
from samkraft.people.models import Case, CaseAssignment, CaseFile, CaseOpening, LeaderChange
from samkraft.people.vault import lookup_hash, seal
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine, ReceivedCopy
from tests import situations as s
from tests.people.logged_in import logged_in, statements

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
NUMBER = "19850312T014"


def page(client, case, name="people:case"):
    return client.get(reverse(name, args=[case.pk]))


def numbered(person, case):
    """Give the branch's own file an identity number."""
    with s.as_(person):
        CaseFile.objects.filter(case=case).update(
            identity_sealed=seal(s.branch("af"), NUMBER), identity_hash=lookup_hash(s.branch("af"), NUMBER)
        )


def test_a_handler_opens_her_case_and_the_log_says_what_was_shown():
    karin = s.staff()
    case = s.enrolled_case(karin, first_name="Samira", last_name="Haddad", phone="070-1740612", language="arabiska")
    answer = page(logged_in(karin), case)
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Samira Haddad", case.number, "070-1740612", "arabiska", "1 Kartläggning", "Vem ser vad", "Historik"):
        assert words in text
    with s.as_(karin):
        row = ReadLog.objects.get(event=Event.CASE_OPENED)
    assert row.case_ids == [case.pk]
    assert {"deadlines", "people", "consents", "history"} <= set(row.items)


@pytest.mark.parametrize("name", ["people:case", "people:case_history", "people:next_talk", "people:leader"])
def test_a_colleague_of_the_same_branch_with_other_cases_gets_the_same_404(name):
    karin, olle = s.staff(), s.staff()
    case = s.enrolled_case(karin)
    s.enrolled_case(olle)
    assert page(logged_in(olle), case, name).status_code == 404


def test_a_former_team_member_gets_404():
    karin, olle = s.staff(), s.staff()
    case = s.enrolled_case(karin)
    with s.as_(karin):
        door.call("assign", case.pk, olle.pk, s.branch("af").pk, "", s.DAY - timedelta(days=5))
        door.call("end_assignment", case.pk, olle.pk, s.DAY)
    assert page(logged_in(olle), case).status_code == 404


def test_another_branch_without_a_file_gets_404():
    case = s.enrolled_case(s.staff())
    assert page(logged_in(s.staff("soc"), "soc"), case).status_code == 404


def test_when_every_line_is_withdrawn_the_other_branch_loses_the_case_at_once():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    client = logged_in(jonas, "soc")
    assert page(client, case).status_code == 200
    with s.as_(karin):
        for line in ConsentLine.objects.filter(case_id=case.pk).values_list("line", flat=True):
            door.call("withdraw_consent", line)
        door.call("close_uncovered_files", case.pk)
    assert page(client, case).status_code == 404


def test_the_number_is_hidden_until_a_logged_post_shows_it():
    karin = s.staff()
    case = s.enrolled_case(karin)
    numbered(karin, case)
    client = logged_in(karin)
    assert "19850312" not in page(client, case).content.decode()
    answer = client.post(reverse("people:reveal_number", args=[case.pk]))
    assert "19850312-T014" in answer.content.decode()
    with s.as_(karin):
        assert ReadLog.objects.get(event=Event.NUMBER_REVEALED).case_ids == [case.pk]


def test_the_number_of_a_colleagues_case_is_not_shown():
    karin, olle = s.staff(), s.staff()
    case = s.enrolled_case(karin)
    numbered(karin, case)
    answer = logged_in(olle).post(reverse("people:reveal_number", args=[case.pk]))
    assert answer.status_code == 404


def test_the_page_stays_within_fifteen_queries():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "plan")
    client = logged_in(karin)
    page(client, case)
    with CaptureQueriesContext(connection) as queries:
        answer = page(client, case)
    found = statements(queries)
    assert len(found) <= 15, "\n".join(sql[:150] for sql in found)
    assert len(answer.content) < 60 * 1024


def test_who_sees_what_tells_only_lines_from_or_to_the_own_branch():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "plan")
    s.consent(karin, case, "ama", "social", from_="soc")
    table = page(logged_in(karin), case).content.decode().split("sk-matrix")[1].split("</table>")[0]
    assert "Socialtjänsten" in table
    assert "Planen" in table
    assert "Vardag" not in table
    assert "Arbetsmarknad" not in table


def test_the_history_tells_a_handover_to_its_receiver_alone():
    """P-038: that the person is handed over is not for the receiver's colleagues to know."""
    karin, jonas, anna = s.staff(), s.staff("soc", Role.HANDLER, Role.RECEIVER), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas, anna)
    s.consent(karin, case, "soc", "discharge")
    handover = s.item(karin, case, "handover")
    with s.as_(karin):
        door.call("release", case.pk, s.branch("soc").pk, "discharge", "handover", handover, 1, "Hemlig rubrik", {},
                  "consent", jonas.pk)  # fmt: skip
    history = {who: page(logged_in(who, "soc"), case, "people:case_history").content.decode() for who in (jonas, anna)}
    assert "Hemlig rubrik" in history[jonas] and "Hemlig rubrik" not in history[anna]


def test_a_release_and_a_received_copy_stand_in_the_history():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "plan")
    plan = s.item(karin, case)
    with s.as_(karin):
        door.call("release", case.pk, s.branch("soc").pk, "plan", "plan", plan, 1, "Plan version 1", {}, "consent")
    assert "delade Plan version 1 med" in page(logged_in(karin), case).content.decode()
    assert "delade Plan version 1" in page(logged_in(jonas, "soc"), case, "people:case_history").content.decode()


def test_the_next_talk_is_set_for_the_whole_team_and_a_past_day_is_refused_in_words():
    karin = s.staff()
    case = s.enrolled_case(karin)
    client, url = logged_in(karin), reverse("people:next_talk", args=[case.pk])
    late = client.post(url, {"next_talk_on": "2021-06-29"})
    assert late.status_code == 422
    assert "Dagen har redan varit." in late.content.decode()
    assert client.post(url, {"next_talk_on": "9 juli 2021"}).status_code == 302
    with s.as_(karin):
        assert Case.objects.get(pk=case.pk).next_talk_on == date(2021, 7, 9)


def test_the_leader_hands_over_with_a_note_that_the_next_one_may_read():
    karin, olle = s.staff(), s.staff(last_name="Berg")
    case = s.enrolled_case(karin)
    with s.as_(karin):
        door.call("assign", case.pk, olle.pk, s.branch("af").pk, "", s.DAY)
    client, url = logged_in(karin), reverse("people:leader", args=[case.pk])
    empty = client.post(url, {"person": f"{olle.public_id}:af", "note": ""})
    assert empty.status_code == 422
    assert client.post(url, {"person": f"{olle.public_id}:af", "note": "Ring före fredag."}).status_code == 302
    with s.as_(olle):
        assert Case.objects.get(pk=case.pk).leader_id == olle.pk
        assert LeaderChange.objects.get().from_staff_id == karin.pk
    assert "Ring före fredag." in page(logged_in(olle), case, "people:case_history").content.decode()


@pytest.mark.parametrize("covered", [True, False])
def test_the_note_reaches_another_branch_only_where_consent_covers_it(covered):
    karin, jonas = s.staff(), s.staff("soc", last_name="Ekberg")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    if covered:
        s.consent(karin, case, "soc", "minutes")
    url = reverse("people:leader", args=[case.pk])
    given = {"person": f"{jonas.public_id}:soc", "note": "Ring före fredag."}
    answer = logged_in(karin).post(url, given, follow=True)
    assert ("stannar hos er" in answer.content.decode()) is not covered
    with s.as_(jonas, "soc"):
        assert ReceivedCopy.objects.filter(item_kind="minutes").count() == int(covered)
        assert Case.objects.get(pk=case.pk).leader_id == jonas.pk


def test_a_branch_that_does_not_lead_cannot_take_the_leading():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    client, url = logged_in(jonas, "soc"), reverse("people:leader", args=[case.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"person": f"{jonas.public_id}:soc", "note": "Jag tar över."}).status_code == 404


class TestUnitManager:
    def _open(self, client, case, reason="Handläggaren är sjuk i dag."):
        return client.post(reverse("people:open_with_reason"), {"number": case.number, "reason": reason})

    def test_a_manager_sees_no_case_until_she_gives_a_reason(self):
        karin, eva = s.staff(), s.staff("af", Role.UNIT_MANAGER)
        case = s.enrolled_case(karin)
        client = logged_in(eva)
        assert page(client, case).status_code == 404
        assert client.get(reverse("people:cases")).status_code == 404
        assert self._open(client, case).status_code == 302
        answer = page(client, case)
        assert answer.status_code == 200
        assert f'href="{reverse("people:cases")}"' not in answer.content.decode()

    def test_exc2_the_opening_stands_in_the_log_with_its_reason_for_an_hour(self):
        karin, eva = s.staff(), s.staff("af", Role.UNIT_MANAGER)
        case = s.enrolled_case(karin)
        client = logged_in(eva)
        self._open(client, case)
        with s.as_(eva):
            row = ReadLog.objects.get(event=Event.EXCEPTION_OPENED)
            opening = CaseOpening.objects.get()
            assert (row.case_ids, row.reason) == ([case.pk], "Handläggaren är sjuk i dag.")
            assert opening.until - opening.opened_at == timedelta(minutes=60)
            hours = timedelta(hours=2)
            CaseOpening.objects.update(opened_at=opening.opened_at - hours, until=opening.until - hours)
        assert page(client, case).status_code == 404

    def test_another_branchs_case_and_no_case_get_the_same_answer(self):
        eva, case = s.staff("soc", Role.UNIT_MANAGER), s.enrolled_case(s.staff())
        client = logged_in(eva, "soc")
        answers = []
        for number in (case.number, "MK-2021-9999"):
            answers.append(self._open(client, SimpleNamespace(number=number)).content.decode().replace(number, ""))
        assert "Det finns inget ärende med det numret i er verksamhet." in answers[0]
        assert len({re.sub(r'value="[^"]{64}"', "", text) for text in answers}) == 1

    def test_a_short_reason_is_refused_in_words(self):
        karin, eva = s.staff(), s.staff("af", Role.UNIT_MANAGER)
        case = s.enrolled_case(karin)
        answer = self._open(logged_in(eva), case, reason="sjuk")
        assert answer.status_code == 422
        assert "Texten är för kort" in answer.content.decode()

    def test_a_manager_reads_and_changes_nothing_but_who_has_the_case(self):
        karin, eva = s.staff(), s.staff("af", Role.UNIT_MANAGER)
        case = s.enrolled_case(karin)
        client = logged_in(eva)
        self._open(client, case)
        assert client.post(reverse("people:next_talk", args=[case.pk]), {"next_talk_on": ""}).status_code == 404

    def test_a_manager_gives_a_case_to_a_team_member_and_ends_another(self):
        karin, eva = s.staff(), s.staff("af", Role.UNIT_MANAGER)
        case = s.enrolled_case(karin)
        olle = s.staff(in_team=case.team, last_name="Berg")
        outsider = s.staff(last_name="Utanför")
        client = logged_in(eva)
        self._open(client, case)
        url = reverse("people:assign", args=[case.pk])
        text = client.get(url).content.decode()
        assert "Berg" in text
        assert "Utanför" not in text
        assert client.post(url, {"person": str(outsider.public_id)}).status_code == 422
        assert client.post(url, {"person": str(olle.public_id)}).status_code == 302
        assert page(logged_in(olle), case).status_code == 200
        with s.as_(eva):
            row = CaseAssignment.objects.get(case=case, staff=karin)
        client.post(reverse("people:end_assignment", args=[case.pk, row.pk]))
        assert page(logged_in(karin), case).status_code == 404
        with s.as_(eva):
            assert Case.objects.get(pk=case.pk).leader_id is None

    def test_a_handler_cannot_open_other_cases_by_a_reason(self):
        karin, olle = s.staff(), s.staff()
        case = s.enrolled_case(karin)
        client = logged_in(olle)
        assert self._open(client, case).status_code == 302, "she may ask"
        assert page(client, case).status_code == 404
        assert logged_in(olle).get(reverse("people:assign", args=[case.pk])).status_code == 404


def test_a_panel_of_a_later_room_is_shown_and_named_in_the_log(monkeypatch):
    def build(request, opened):
        return "core/parts/note.html", {"text": "Tre steg pågår.", "title": "", "brick": False, "url": ""}

    monkeypatch.setattr(contributions, "_panels", [contributions.Panel(1, build, "plan")])
    karin = s.staff()
    case = s.enrolled_case(karin)
    assert "Tre steg pågår." in page(logged_in(karin), case).content.decode()
    with s.as_(karin):
        assert "plan" in ReadLog.objects.get(event=Event.CASE_OPENED).items


def test_a_case_opened_with_a_reason_is_read_never_changed():
    """Table B: a unit manager who is a handler too gets no more than reading from the reason."""
    karin, boss = s.staff("af"), s.staff("af", Role.UNIT_MANAGER, Role.HANDLER)
    case = s.enrolled_case(karin)
    client = logged_in(boss)
    reason = {"number": case.number, "reason": "Klagomål om lång väntetid"}
    assert client.post(reverse("people:open_with_reason"), reason).status_code == 302
    assert page(client, case).status_code == 200
    assert page(client, case, "people:add_consent").status_code == 404
    contact = client.post(reverse("casework:contacts", args=[case.pk]), {"kind": "phone", "held_on": "2021-06-30"})
    assert contact.status_code == 404
