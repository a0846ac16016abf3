"""Handover to a named receiver, who sees that handover alone and accepts or returns it (P-038)."""

import hashlib
import json
import uuid
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog
from samkraft.people.case_access import OpenCase
from samkraft.people.models import Case, CaseFile, Handover
from samkraft.people.pathway.handover_actions import preset_branch
from samkraft.people.pathway.handover_content import proposed_parts, shown_parts
from samkraft.people.plan_source import PlanStepView, PlanView
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy, Release
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
TEXT = "Kurs i svenska pågår till hösten"


@pytest.fixture
def karin():
    return s.staff("af")


@pytest.fixture
def case(karin):
    return s.enrolled_case(karin, first_name="Samira", phone="070-1740612")


@pytest.fixture
def anna():
    return s.staff("soc", Role.RECEIVER, first_name="Anna", last_name="Ek")


@pytest.fixture
def web(client, karin):
    return s.log_in(client, karin)


def url(name, *keys):
    return reverse(f"people:{name}", args=list(keys))


def send(web, case, receiver, branch="soc", **more):
    data = {"till": branch, "receiver": str(receiver.public_id), "part_1": TEXT} | more
    return web.post(url("handover", case.pk), data, follow=True)


def sent(karin, case, anna, client):
    """A handover sent to Anna at the social services, on a consent line."""
    s.consent(karin, case, "soc", "discharge")
    web = s.log_in(client, karin)
    assert "Överlämningen är skickad till Anna Ek." in send(web, case, anna).content.decode()
    with s.as_(karin):
        return Handover.objects.get()


def test_the_text_is_gathered_for_the_sender_to_read(karin, case, monkeypatch):
    plan = PlanView(
        version=2, published_on=s.DAY, goal="Jag vill arbeta", steps=(
            PlanStepView(key=case.pk, title="Kartläggning", who="Teamet", state="done"),
            PlanStepView(key=case.pk, title="Arbetspraktik", who="Karin Lindqvist", state="now"),
        ),
    )  # fmt: skip
    monkeypatch.setattr("samkraft.people.plan_source._sources", [lambda opened: plan])
    with s.as_(karin):
        parts = dict(proposed_parts(OpenCase(case, CaseFile.objects.get(case=case))))
    assert parts["Det som är gjort"] == "Kartläggning, Teamet"
    assert parts["Det som återstår och vem som gör det"] == "Arbetspraktik, Karin Lindqvist"
    assert parts["Personens egna ord"] == "Jag vill arbeta"
    assert parts["Kontakt och bästa tid att nå personen"] == "070-1740612"


def test_someone_with_protected_identity_is_handed_over_without_ways_of_contact(karin, case):
    """SKY-01"""
    with s.as_(karin):
        file = CaseFile.objects.get(case=case)
        file.is_pseudonymous = True
        assert dict(proposed_parts(OpenCase(case, file)))["Kontakt och bästa tid att nå personen"] == ""


def test_the_receiver_is_preset_to_the_branch_that_referred(karin, case):
    """P-038"""
    with s.as_(karin):
        file = CaseFile.objects.get(case=case)
        file.referral_way = "soc_form"
        assert preset_branch(OpenCase(case, file)) == "soc"
        file.referral_way = ""
        assert preset_branch(OpenCase(case, file)) == "af"


def test_a_leader_in_another_branch_is_preset_to_the_branch_that_referred_too(karin):
    """P-038: only the file of the branch that enrolled her holds how she came; the door tells the way alone."""
    case = s.enrolled_case(karin, way="fk_form")
    jonas = s.staff("soc", in_team=s.team())
    s.joined_branch(karin, case, "soc", jonas)
    with s.as_(jonas, "soc"):
        assert preset_branch(OpenCase(case, CaseFile.objects.get(case=case))) == "fk"
    with s.as_(s.staff("reg"), "reg"), pytest.raises(door.DoorRefused):
        door.call("referral_way", case.pk)


def test_a_leader_in_another_branch_opens_the_page_of_handovers(client, karin):
    """P-038: the page asks the door how she came, and that is reading."""
    case = s.enrolled_case(karin, way="fk_form")
    jonas = s.staff("soc", in_team=s.team())
    s.joined_branch(karin, case, "soc", jonas)
    with s.as_(karin):
        door.call("set_leader", case.pk, jonas.pk, s.branch("soc").pk)
    answer = s.log_in(client, jonas, "soc").get(url("handover", case.pk))
    assert answer.status_code == 200


def test_choosing_another_branch_keeps_what_is_typed(web, karin, case, anna):
    typed = {"till": "soc", "visa": "1", "part_0": "Ny text om det som är gjort", "receiver": "gone"}
    page = web.post(url("handover", case.pk), typed).content.decode()
    assert "Ny text om det som är gjort" in page and anna.name in page
    with s.as_(karin):
        assert not Handover.objects.exists()


def test_only_receivers_of_the_branch_are_offered(web, karin, case, anna):
    ended = s.staff("soc", Role.RECEIVER, last_name="Slutat", until=s.DAY - timedelta(days=1))
    handler = s.staff("soc", last_name="Handlaggare")
    page = web.get(url("handover", case.pk), {"till": "soc"}).content.decode()
    assert "Anna Ek" in page and ended.name not in page and handler.name not in page
    assert "Inget bekräftat samtycke" in page
    forged = send(web, case, handler)
    assert forged.status_code == 422
    with s.as_(karin):
        assert not Handover.objects.exists()


def test_without_consent_the_door_refuses_and_nothing_is_written(web, karin, case, anna):
    """CON-01"""
    answer = send(web, case, anna)
    assert answer.status_code == 422 and TEXT in answer.content.decode()
    assert "Det finns inget bekräftat samtycke" in answer.content.decode()
    with s.as_(karin):
        assert not Handover.objects.exists()


def test_what_is_one_line_each_is_read_as_a_list_and_her_own_words_as_own_words():
    """P-038: a dozen steps are told apart on a narrow screen; a text in paragraphs stays one."""
    told = [("Det som är gjort", "Kurs\nPraktik\n"), ("Personens egna ord", "Jag vill arbeta"), ("Plan", "Ett.\n\nTvå")]
    done, own, plan = shown_parts([{"title": title, "text": text} for title, text in told])
    assert done["lines"] == ["Kurs", "Praktik"] and own["is_own_words"]
    assert "lines" not in plan and "is_own_words" not in plan


def test_the_receiver_opens_reads_and_accepts(client, karin, case, anna):
    handover = sent(karin, case, anna, client)
    web = s.log_in(client, anna, "soc")
    assert "En överlämning väntar på ditt svar." in web.get(url("receiver_list")).content.decode()
    page = web.get(url("receiver_handover", handover.pk)).content.decode()
    assert TEXT in page and "Samira" in page
    with s.as_(anna, "soc"):
        copy = ReceivedCopy.objects.get()
        assert copy.first_read_by_id == anna.pk
        assert set(copy.content) == {"name", "case", "programme", "birth_year", "parts"}
        events = set(ReadLog.objects.filter(staff_id=anna.pk).values_list("event", flat=True))
        assert {"LIST-1", "ACC-1", "DISC-4"} <= events
    web.post(url("accept_handover", handover.pk))
    page = web.get(url("receiver_handover", handover.pk)).content.decode()
    assert "Du tog emot överlämningen 30 juni 2021." in page and "Lämna tillbaka" not in page
    again = web.post(url("accept_handover", handover.pk))
    assert again.status_code == 422 and "redan besvarad" in again.content.decode()
    with s.as_(karin):
        assert Handover.objects.values_list("state", "answered_how").get() == ("accepted", "i Samkraft")


def test_a_returned_handover_comes_back_with_its_reason_and_is_sent_to_another(client, karin, case, anna):
    handover = sent(karin, case, anna, client)
    web = s.log_in(client, anna, "soc")
    empty = web.post(url("return_handover", handover.pk), {"cause": ""})
    assert empty.status_code == 422 and "Välj ett alternativ." in empty.content.decode()
    web.post(url("return_handover", handover.pk), {"cause": "Fel mottagare", "words": "Mottagning väst"})
    page = web.get(url("receiver_handover", handover.pk)).content.decode()
    assert TEXT not in page and "Du lämnade tillbaka" in page
    web = s.log_in(client, karin)
    day = web.get(reverse("people:day")).content.decode()
    assert "Återlämnade överlämningar" in day and "Fel mottagare. Mottagning väst" in day
    page = web.get(url("handover", case.pk), {"till": "soc"}).content.decode()
    assert "Skicka till någon annan" in page and TEXT in page, "what was written is kept"
    other = s.staff("soc", Role.RECEIVER, first_name="Bo", last_name="Al")
    send(web, case, other)
    assert "Återlämnade överlämningar" not in web.get(reverse("people:day")).content.decode()
    with s.as_(karin):
        assert sorted(Handover.objects.values_list("state", flat=True)) == ["returned", "sent"]


def test_one_handover_at_a_time(client, karin, case, anna):
    sent(karin, case, anna, client)
    answer = send(s.log_in(client, karin), case, anna)
    with s.as_(karin):
        assert Handover.objects.count() == 1
    assert answer.status_code == 422 or "väntar" in answer.content.decode()


def test_inside_the_own_branch_it_goes_to_the_named_person_without_a_line(web, client, karin, case):
    bo = s.staff("af", Role.RECEIVER, first_name="Bo", last_name="Al")
    send(web, case, bo, "af")
    page = s.log_in(client, bo).get(url("receiver_list")).content.decode()
    assert "En överlämning väntar på ditt svar." in page


def test_the_handover_that_has_waited_longest_stands_first(client, karin, case, anna):
    """P-038: an answer is waited for within so many days, so the next to answer is at the top."""
    other = s.enrolled_case(karin, last_name="Senare")
    first, later = sent(karin, case, anna, client), None
    s.consent(karin, other, "soc", "discharge")
    send(s.log_in(client, karin), other, anna)
    with s.as_(karin):
        later = Handover.objects.exclude(pk=first.pk).get()
    page = s.log_in(client, anna, "soc").get(url("receiver_list")).content.decode()
    assert page.index(str(first.pk)) < page.index(str(later.pk))


def test_a_receiver_sees_that_handover_alone(client, karin, case, anna):
    """P-038: not a colleague's, no page of the case, no list, no search."""
    handover = sent(karin, case, anna, client)
    bo = s.staff("soc", Role.RECEIVER, first_name="Bo", last_name="Al")
    web = s.log_in(client, bo, "soc")
    assert "Ingen överlämning väntar på ditt svar." in web.get(url("receiver_list")).content.decode()
    for name in ("receiver_handover",):
        assert web.get(url(name, handover.pk)).status_code == 404
    assert web.post(url("accept_handover", handover.pk)).status_code == 404
    assert web.post(url("return_handover", handover.pk), {"cause": "Fel mottagare"}).status_code == 404
    web = s.log_in(client, anna, "soc")
    for name in ("case", "phase", "discharge", "handover"):
        assert web.get(url(name, case.pk)).status_code == 404, name
    assert web.get(reverse("activities:list", args=[case.pk])).status_code == 404
    assert web.get(url("follow_ups")).status_code == 404 and web.get(url("cases")).status_code == 404
    with s.as_(anna, "soc"):
        assert not Case.objects.filter(pk=case.pk).exists() and not Handover.objects.exists()


def test_the_door_answers_for_the_addressed_alone(client, karin, case, anna):
    handover = sent(karin, case, anna, client)
    bo = s.staff("soc", Role.RECEIVER)
    with s.as_(bo, "soc"):
        assert door.rows("handovers_to_me") == []
        with pytest.raises(door.DoorRefused) as refusal:
            door.call("answer_handover", handover.pk, "accepted", "")
    assert refusal.value.code == "not_addressed"


def test_handlers_have_no_receiver_pages(web):
    assert web.get(url("receiver_list")).status_code == 404


def test_another_branch_and_a_colleague_find_no_handover(client, karin, case, anna):
    handover = sent(karin, case, anna, client)
    jonas, other = s.staff("soc"), s.staff("af")
    s.joined_branch(karin, case, "soc", jonas)
    for person, branch in ((jonas, "soc"), (other, "af")):
        web = s.log_in(client, person, branch)
        assert web.get(url("handover", case.pk)).status_code == 404
        assert web.get(url("print_handover", case.pk, handover.pk)).status_code == 404


def test_without_an_account_the_sender_notes_who_confirmed_when_and_how(web, karin, case):
    missing = web.post(url("handover", case.pk), {"till": "af", "receiver": "outside", "part_0": TEXT})
    assert missing.status_code == 422 and "Skriv vem som tar emot." in missing.content.decode()
    data = outside(name="Lars Holm", unit="Boende Söder")
    page = web.post(url("handover", case.pk), data, follow=True).content.decode()
    assert "Har mottagaren bekräftat?" in page
    with s.as_(karin):
        handover = Handover.objects.get()
        assert not ReceivedCopy.objects.exists()
    assert TEXT in web.get(url("print_handover", case.pk, handover.pk)).content.decode()
    late = {"who": "Lars Holm", "how": "på telefon", "answered_on": "2021-07-01"}
    assert web.post(url("confirm_handover", case.pk, handover.pk), late).status_code == 422
    web.post(url("confirm_handover", case.pk, handover.pk), late | {"answered_on": "2021-06-30"})
    with s.as_(karin):
        row = Handover.objects.get()
        assert (row.state, row.answered_how, row.answered_on) == ("accepted", "Lars Holm, på telefon", s.DAY)
        assert ReadLog.objects.filter(event="OUT-1").count() == 1


def outside(**more):
    """To someone at the own branch without an account; say what is different."""
    usual = {"receiver": "outside", "outside_branch": "af", "name": "Eva Lind", "unit": "Kontoret Söder"}
    return usual | {"part_0": TEXT} | more


def _handed_over(web, case, **more):
    return web.post(url("handover", case.pk), outside(**more))


def test_where_the_receiver_works_is_a_choice_that_must_be_made(web, karin, case):
    """SEK-07: the branch that the page was opened for isn't taken for it."""
    answer = _handed_over(web, case, outside_branch="", unit="Försäkringskassan Lund")
    assert answer.status_code == 422 and "Välj var mottagaren arbetar." in answer.content.decode()
    answer = _handed_over(web, case, outside_branch="other", assessment="Personen har bett om det.")
    assert answer.status_code == 422 and "Skriv vilken myndighet det är." in answer.content.decode()
    with s.as_(karin):
        assert not Handover.objects.exists()


@pytest.mark.parametrize(
    "where", [{"outside_branch": "soc"}, {"outside_branch": "other", "authority": "Kriminalvården"}]
)
def test_on_paper_to_another_authority_it_needs_a_ground(web, karin, case, where):
    """SEK-07: a line that covers, or a written assessment that no harm follows."""
    answer = _handed_over(web, case, **where)
    assert answer.status_code == 422 and "Skriv en prövning" in answer.content.decode()
    with s.as_(karin):
        assert not Handover.objects.exists() and not Release.objects.exists()
    assert _handed_over(web, case, **where, assessment="Personen har bett om det.").status_code == 302
    with s.as_(karin):
        release = Release.objects.get()
        assert (release.ground, release.line) == ("no_harm_assessed", None)
        assert not ReceivedCopy.objects.exists()
        assert ReadLog.objects.filter(event="DISC-1", case_ids=[case.pk]).count() == 1
    assert "Personen har bett om det." in web.get(url("handover", case.pk)).content.decode()


def test_on_paper_a_line_of_consent_is_found_by_itself(web, karin, case):
    """SEK-07, CON-01: kept as a release without a copy, with the person's reservation."""
    with s.as_(karin):
        line = uuid.uuid4()
        line = door.call(
            "record_consent", case.pk, line, s.branch("af").pk, s.branch("soc").pk, "discharge", "planning",
            s.DAY, s.DAY + timedelta(days=30), "written", "inte om min sjukdom",
        )  # fmt: skip
    assert "inte om min sjukdom" in web.get(url("handover", case.pk), {"till": "soc"}).content.decode()
    assert _handed_over(web, case, outside_branch="soc").status_code == 302
    with s.as_(karin):
        release = Release.objects.get()
        assert (release.ground, release.line, release.to_branch.code) == ("consent", line, "soc")
        assert (release.to_outside, release.reservation) == ("Kontoret Söder", "inte om min sjukdom")
        assert release.made_available_at is not None and not ReceivedCopy.objects.exists()
    for page in (reverse("people:case_history", args=[case.pk]), reverse("sharing:inbox") + "?vy=skickat"):
        assert "Överlämning" in web.get(page).content.decode()


def test_sak_07_what_goes_outside_is_files_for_the_authority_s_own_secure_messages(web, karin, case):
    """Marked with secrecy, ground and reservation (SEK-13), registered as released, and judged once more."""
    line = s.consent(karin, case, "soc", "discharge")
    _handed_over(web, case, outside_branch="soc")
    page = web.get(url("handover", case.pk)).content.decode()
    with s.as_(karin):
        row, release = Handover.objects.get(), Release.objects.get()
    where = url("secure_message", case.pk, row.pk)
    assert where in page
    answer = web.get(where)
    assert answer["Content-Disposition"].startswith("attachment") and answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(answer.content)) as packed:
        pdf, marking = packed.read("overlamning.pdf"), json.loads(packed.read("markning.json"))
        assert pdf.startswith(b"%PDF-") and "aldrig filerna med vanlig e-post" in packed.read("las-forst.txt").decode()
    assert marking["release"] == str(release.release) and marking["marking"]["Lämnas med stöd av"] == "samtycke"
    assert marking["files"][0]["sha256"] == hashlib.sha256(pdf).hexdigest()
    assert "Samira" not in json.dumps(marking), "the marking is read by more than the text is"
    with s.as_(karin):
        assert ReadLog.objects.get(event="OUT-2").items == [f"handover:{row.pk}", f"release:{release.release}"]
    web.post(reverse("people:withdraw", args=[case.pk]), {"rad": str(line), "how": "phone"})
    again = web.get(where, follow=True)
    assert "Samtycket gäller inte längre" in again.content.decode() and again.content[:2] != b"PK"
    stranger = s.log_in(web, s.staff("af"))
    assert stranger.get(where).status_code == 404


def test_the_door_lets_only_who_works_with_the_case_hand_over_on_paper(web, karin, case):
    """IAM-07, SEK-07."""
    _handed_over(web, case)
    other = s.staff("af")
    with s.as_(other):
        row = Handover.objects.get()
        with pytest.raises(door.DoorRefused) as refusal:
            door.call("hand_over_outside", row.pk, s.branch("af").pk, "", "Överlämning")
    assert refusal.value.code == "not_your_case"
    jonas = s.staff("soc")
    s.joined_branch(karin, case, "soc", jonas)
    with s.as_(jonas, "soc"), pytest.raises(door.DoorRefused) as refusal:
        door.call("hand_over_outside", row.pk, s.branch("soc").pk, "", "Överlämning")
    assert refusal.value.code == "not_in_file"


def test_an_empty_handover_is_refused(web, case):
    data = outside(part_0="")
    answer = web.post(url("handover", case.pk), data)
    assert answer.status_code == 422 and "Skriv det som mottagaren behöver veta." in answer.content.decode()


def test_handover_pages_ask_the_database_few_questions(client, karin, case, anna, django_assert_max_num_queries):
    handover = sent(karin, case, anna, client)
    web = s.log_in(client, karin)
    web.get(url("handover", case.pk))  # the first page of a session also keeps its form token
    with django_assert_max_num_queries(15):
        web.get(url("handover", case.pk))
    web = s.log_in(client, anna, "soc")
    web.get(url("receiver_handover", handover.pk))
    with django_assert_max_num_queries(12):
        web.get(url("receiver_list"))
    with django_assert_max_num_queries(12):
        web.get(url("receiver_handover", handover.pk))
