"""The access package: all of it, of one controller alone, without what is about others (GDPR-06, REG-12, SEK-12)."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog
from samkraft.casework.models import MappingSection, Minutes, Task
from samkraft.people.identity import IdentityError
from samkraft.people.models import CaseFile, RightsRequest
from samkraft.people.problems import NotPossible
from samkraft.people.protection.actions import protect
from samkraft.people.rights import requests
from samkraft.people.rights.package import Package
from samkraft.people.rights.redaction import STRUCK, hash_of, sentences, without, words_in
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
OFFICER = Role.DATA_PROTECTION_OFFICER
GIVEN = {"kind": "access", "received_on": s.DAY, "channel": "visit", "checked": "Visade id-kort", "language": "",
         "wish": "", "reference": "", "reach": "all"}  # fmt: skip
NOTE = "Ringde i morse. Hennes bror Amir Haddad är sjuk. Praktiken går bra."


@pytest.fixture
def scene():
    """A case of af's with a note, shared with soc; soc has a section of its own; an officer at each."""
    karin, jonas = s.staff("af", in_team=s.team()), s.staff("soc")
    case = s.enrolled_case(karin, last_name="Sökande", number="19850312T918")
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "minutes")
    item = s.item(karin, case, "minutes")
    with s.as_(karin):
        Minutes.objects.filter(item=item).update(title="Telefonsamtal", text=NOTE)
        door.call("release", case.pk, s.branch("soc").pk, "minutes", "minutes", item, 1, "Telefonsamtal",
                  {"title": "Telefonsamtal", "text": NOTE}, "consent", None)  # fmt: skip
        CaseFile.objects.filter(case=case).update(phone="070-1740605")
        CaseFile.objects.filter(case=case).update(phone="070-1740606")
        file = CaseFile.objects.get(case=case)
        Task.objects.create(owner_branch=file.owner_branch, case=case, file=file, title="Ring upp om borttaget",
                            due_on=s.DAY, assigned_to=karin, made_by=karin).delete()  # fmt: skip
    with s.as_(jonas, "soc"):
        file = CaseFile.objects.get(case=case)
        MappingSection.objects.create(owner_branch=file.owner_branch, case=case, file=file, area="social",
                                      text="Bara socialtjänsten vet", written_by=jonas, written_on=s.DAY)  # fmt: skip
    return case, s.staff("af", OFFICER), s.staff("soc", OFFICER)


def _asked(officer, case, branch="af", **instead):
    with s.as_(officer, branch) as acting:
        subject, key = requests.find_person(case.number, acting)
        return requests.take(acting, subject, key, GIVEN | instead)


def _read_all(row, officer, branch="af", words=(), struck=(), why="other_person"):
    with s.as_(officer, branch) as acting:
        package = Package(row, acting)
        requests.note_read(package, [hash_of(text.told.text) for text in package.unread], struck, words, why)


def _made(row, officer, branch="af"):
    with s.as_(officer, branch) as acting:
        return json.loads(requests.make_file(Package(row, acting), "json"))


def test_it_holds_everything_that_the_branch_has_and_nothing_of_another_s(scene):
    """GDPR-06: own rows, what was given and to whom, consents, readings, what stood there before."""
    case, officer, _theirs = scene
    row = _asked(officer, case)
    _read_all(row, officer)
    made = _made(row, officer)
    text = json.dumps(made, ensure_ascii=False)
    for said in (NOTE, "19850312T918", "070-1740606", "070-1740605", "Ring upp om borttaget", "Mötesanteckningar"):
        assert said in text, said
    assert "Bara socialtjänsten vet" not in text and "Bara socialtjänsten vet" not in str(made["rows"])
    tables = {one["table"] for one in made["rows"]}
    assert {"people.Referral", "people.CaseFile", "people.Case", "people.CaseAssignment", "casework.Minutes",
            "sharing.Release", "sharing.ConsentLine", "access.RowHistory"} <= tables  # fmt: skip
    assert made["receivers"] == ["Socialtjänsten"] and made["head"]["controller"] == "Arbetsförmedlingen"
    assert {"purpose", "ground", "kept"} <= set(made["categories"][0])
    assert "identity_hash" not in text and "people.Draft" not in tables, "what is of the program, and what isn't whole"


def test_a_receiver_s_package_says_what_came_from_whom_also_when_the_consent_is_taken_back(scene):
    """CON-07: the copy is kept, so it is hers to know; the sender is its source (art. 15.1 g)."""
    case, _officer, theirs = scene
    with s.as_(theirs, "soc"):
        line = ConsentLine.objects.filter(case_id=case.pk, category="minutes").first().line
    row = _asked(theirs, case, "soc")
    with s.as_(s.staff("soc"), "soc"):
        door.call("withdraw_consent", line)
    _read_all(row, theirs, "soc")
    made = _made(row, theirs, "soc")
    copy = next(one for one in made["rows"] if one["table"] == "sharing.ReceivedCopy")
    said = {field["label"]: field["value"] for field in copy["fields"]}
    assert said["Från"] == "Arbetsförmedlingen" and NOTE in said.values()
    assert "Bara socialtjänsten vet" in json.dumps(made, ensure_ascii=False)


def test_sek12_no_package_leaves_before_each_free_text_is_read_and_others_are_struck(scene):
    case, officer, _theirs = scene
    row = _asked(officer, case)
    with pytest.raises(NotPossible, match="Läs först igenom"):
        _made(row, officer)
    second = sentences(NOTE)[1]
    _read_all(row, officer, words=["Telefonsamtal"], struck=[f"{hash_of(NOTE)}|{second.start}"])
    made = _made(row, officer)
    text = json.dumps(made, ensure_ascii=False)
    assert "Amir" not in text and "bror" not in text and "Telefonsamtal" not in text
    assert f"Ringde i morse. {STRUCK} Praktiken går bra." in text
    assert {one["why"] for one in made["withheld"]} == {"other_person"}
    with s.as_(officer):
        assert NOTE in Minutes.objects.values_list("text", flat=True), "the original stays"


def test_a_text_that_changed_since_is_read_anew(scene):
    case, officer, _theirs = scene
    row = _asked(officer, case)
    _read_all(row, officer)
    with s.as_(officer) as officer_acting:
        Minutes.objects.filter(case=case).update(text="Nytt om hennes syster.")
        before = [one for one in Package(row, officer_acting).rows if one.table == "access.RowHistory"]
        assert any(told.text == NOTE for one in before for told in one.fields), "what stood there is held as well"
    with pytest.raises(NotPossible, match="1 är inte läst"):
        _made(row, officer)
    with s.as_(officer) as acting:
        assert requests.note_read(Package(row, acting), [hash_of(NOTE + "!")], [], [], "") == 1


def test_the_pdf_is_tagged_and_carries_no_name_in_its_own(scene):
    """GDPR-06, GDPR-12, OUT-4: an accessible file, whose making stands in the log with its hash."""
    case, officer, _theirs = scene
    row = _asked(officer, case)
    _read_all(row, officer)
    answer = logged_in(officer).post(reverse("people:make_package", args=[row.request, "pdf"]))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="registerutdrag-af-2021-06-30.pdf"'
    assert answer.content.startswith(b"%PDF-") and b"/StructTreeRoot" in answer.content and b"/Lang" in answer.content
    with s.as_(officer):
        logged = ReadLog.objects.get(event=Event.PACKAGE_MADE)
        assert logged.case_ids == [case.pk] and RightsRequest.objects.get().package_hash in str(logged.items)


def test_who_was_referred_and_never_enrolled_gets_hers_by_her_number():
    boss, officer = s.staff("af", Role.PROJECT_ADMINISTRATOR), s.staff("af", OFFICER)
    s.referral(boss, number="19850312T914", state="waiting", last_name="Väntande")
    with s.as_(officer) as acting:
        with pytest.raises(IdentityError):
            requests.find_person("Väntande", acting)
        subject, key = requests.find_person("19850312-T914", acting)
        row = requests.take(acting, subject, key, GIVEN | {"reach": "ours"})
        assert row.case_id is None and [one.table for one in Package(row, acting).rows] == ["people.Referral"]
        assert not ReadLog.objects.filter(items__icontains="T914").exists()


def test_sky02_of_a_protected_case_only_a_named_person_makes_the_package(scene):
    """Who isn't named reads nothing of it, and must not answer that there is nothing; the clock is hers to see."""
    case, officer, _theirs = scene
    row = _asked(officer, case)
    with s.as_(case.leader):
        protect(case.pk, "mark")
    with s.as_(officer) as acting:
        assert RightsRequest.objects.get(pk=row.pk)
        with pytest.raises(NotPossible, match="namngiven"):
            requests.make_file(Package(row, acting), "json")


def test_words_are_struck_whole_and_with_their_endings():
    text = "Amirs bil. Samirah kör. amir!"
    assert without(text, words_in(text, ["Amir", " ", "x"])) == f"{STRUCK} bil. Samirah kör. {STRUCK}!"


def test_nobody_but_the_officer_reads_a_package(scene):
    case, officer, _theirs = scene
    row = _asked(officer, case)
    registrar = s.staff("af", Role.REGISTRAR)
    assert logged_in(registrar).get(reverse("people:rights_request", args=[row.request])).status_code == 200
    for name, arguments in (("review_package", []), ("make_package", ["json"])):
        url = reverse(f"people:{name}", args=[row.request, *arguments])
        assert logged_in(registrar).post(url).status_code == 404
    handler = s.staff("af")
    assert logged_in(handler).get(reverse("people:rights")).status_code == 404
    soc = s.staff("soc", OFFICER)
    other = _asked(officer, case, received_on=s.DAY - timedelta(days=1), reach="ours")
    assert logged_in(soc, "soc").get(reverse("people:rights_request", args=[other.request])).status_code == 404
