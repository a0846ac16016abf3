"""Protected personal data: the mark holds at once, the few who may open, what doesn't cross (SKY-01 to SKY-06)."""

import re
import uuid
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.commands import as_system
from samkraft.access.models import ReadLog, RowHistory
from samkraft.access.sealed_log import alias_of, told_by
from samkraft.people.models import Case, CaseFile, NamedPerson, ProtectedIdentity, Protection, Referral
from samkraft.people.own_cases import own_cases
from samkraft.people.protection import actions
from samkraft.people.protection.rules import dummy_number
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s

NUMBER = "19850312T915"


def _protect(person, case, branch="af", level="mark"):
    with s.as_(person, branch):
        actions.protect(case.pk, level)


def _named(case, person, branch="af"):
    """A list made by two: proposed by the access administrator, approved by the unit manager."""
    clerk, boss = s.staff(branch, Role.ACCESS_ADMINISTRATOR), s.staff(branch, Role.UNIT_MANAGER)
    with s.as_(clerk, branch):
        actions.propose_named(case.pk, person, "Har ärendet")
    with s.as_(boss, branch):
        actions.decide_named(NamedPerson.objects.get(case_id=case.pk, staff=person, ended_at=None), True)


def _known_to(branch, person):
    """All that the branch's file tells of who somebody is."""
    with s.as_(person, branch):
        file = CaseFile.objects.get()
        told = (file.first_name, file.last_name, file.sort_name, file.phone, file.email, file.language)
        return "".join(told) + file.identity_hash + bytes(file.identity_sealed).hex(), file


@pytest.mark.parametrize("marked", ["before", "after"])
def test_neither_name_nor_number_nor_contact_crosses(db, marked):
    """SKY-01, SKY-04: other branches' files hold birth year and sex alone, made before the mark or after."""
    karin, sara = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin, number=NUMBER, phone="070-1740605")
    if marked == "after":
        s.joined_branch(karin, case, "soc", sara)
        assert "Haddad" in _known_to("soc", sara)[0]
    _protect(karin, case)
    if marked == "before":
        s.joined_branch(karin, case, "soc", sara)
    with s.as_(sara, "soc"):
        assert not CaseFile.objects.exists() and not Case.objects.exists()
    _named(case, sara, "soc")
    told, file = _known_to("soc", sara)
    assert told == "" and file.is_pseudonymous and file.name == file.list_name == "Skyddad person"
    assert (file.sex, file.birth_year) == ("woman", 1985)


def test_the_mark_holds_at_once_for_all_but_who_set_it(db):
    """SKY-02, SKY-04: not by role, team or assignment: not the colleague, the other branch, its copies or the door."""
    karin, maja, sara = s.staff("af"), s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin, number=NUMBER)
    s.joined_branch(karin, case, "soc", sara)
    with s.as_(karin):
        door.call("assign", case.pk, maja.pk, s.branch("af").pk, "", s.DAY)
    s.consent(karin, case, "soc", "plan")
    plan = s.item(karin, case)
    with s.as_(karin):
        door.call("release", case.pk, s.branch("soc").pk, "plan", "plan", plan, 1, "Plan", {"who": "Samira"}, "consent")
    with s.as_(sara, "soc"):
        assert ReceivedCopy.objects.count() == 1
    _protect(karin, case)
    for person, branch in ((maja, "af"), (sara, "soc")):
        with s.as_(person, branch):
            for model in (Case, CaseFile, ReceivedCopy, Referral, ProtectedIdentity):
                assert not model.objects.exists(), model
            assert not [row for row in RowHistory.objects.all() if "Haddad" in str(row.before)]
            assert not door.rows("own_cases", s.PROGRAMME)
            for name, *given in (("set_next_talk", s.DAY), ("file_holders",), ("close_case", s.DAY)):
                with pytest.raises(door.DoorRefused, match="akt"):
                    door.call(name, case.pk, *given)
    with s.as_(karin):
        assert CaseFile.objects.get().name == "Skyddad person" and Case.objects.exists()
        referral = Referral.objects.get()
        assert referral.name == referral.list_name == "Skyddad person" and not referral.identity_hash


def test_the_list_is_made_by_two_and_holds_three(db):
    """SKY-02: proposer, named and decider are not one person; three at most in an authority; off the list at once."""
    karin, boss, clerk = s.staff("af"), s.staff("af", Role.UNIT_MANAGER), s.staff("af", Role.ACCESS_ADMINISTRATOR)
    both = s.staff("af", Role.UNIT_MANAGER, Role.HANDLER)
    colleagues = [s.staff("af") for _ in range(3)]
    case = s.enrolled_case(karin, number=NUMBER)
    _protect(karin, case)
    with s.as_(karin):
        actions.propose_named(case.pk, both, "Ersätter mig")
        row = NamedPerson.objects.get(staff=both)
        with pytest.raises(door.DoorRefused, match="enhetschefen"):
            actions.decide_named(row, True)
    with s.as_(both), pytest.raises(door.DoorRefused, match="Två olika"):
        actions.decide_named(row, True)
    with s.as_(colleagues[0]), pytest.raises(door.DoorRefused, match="står på listan"):
        actions.propose_named(case.pk, colleagues[0], "Jag vill")
    with s.as_(clerk):
        actions.propose_named(case.pk, colleagues[0], "Har ärendet")
        with pytest.raises(door.DoorRefused, match="Högst tre"):
            actions.propose_named(case.pk, colleagues[1], "En till")
        with pytest.raises(door.DoorRefused, match="Två olika"):
            actions.decide_named(NamedPerson.objects.get(staff=colleagues[0]), True)
    with s.as_(boss):
        actions.decide_named(NamedPerson.objects.get(staff=colleagues[0]), True)
        assert not Case.objects.exists(), "who decides doesn't read"
    with s.as_(colleagues[0]):
        assert Case.objects.get().pk == case.pk
        actions.end_named(NamedPerson.objects.get(staff=karin))
    with s.as_(karin):
        assert not Case.objects.exists()


def test_two_remove_a_mark_and_each_file_gets_back_what_it_knew(db):
    """SKY-04: any handler sets, two remove; the mark of another branch stands for itself."""
    karin, boss, sara = s.staff("af"), s.staff("af", Role.UNIT_MANAGER), s.staff("soc")
    case = s.enrolled_case(karin, number=NUMBER, phone="070-1740605")
    s.joined_branch(karin, case, "soc", sara)
    before = _known_to("soc", sara)[0]
    _protect(karin, case)
    _named(case, sara, "soc")
    with s.as_(sara, "soc"):
        with pytest.raises(door.DoorRefused, match="inget skydd"):
            actions.ask_removal(case.pk, "Jag tycker inte att det behövs")
        actions.protect(case.pk, "registration")
    with s.as_(karin):
        actions.ask_removal(case.pk, "Markeringen är borta ur folkbokföringen")
        with pytest.raises(door.DoorRefused, match="Två olika"):
            actions.decide_removal(Protection.objects.get(), True)
    with s.as_(boss):
        actions.decide_removal(Protection.objects.get(), True)
    with s.as_(karin):
        assert CaseFile.objects.get().is_pseudonymous, "the other branch's mark stands"
    with s.as_(sara, "soc"):
        actions.ask_removal(case.pk, "Upphört")
    with s.as_(s.staff("soc", Role.UNIT_MANAGER), "soc"):
        actions.decide_removal(Protection.objects.get(removed_at=None), True)
    assert _known_to("soc", sara)[0] == before
    told, file = _known_to("af", karin)
    assert "Haddad" in told and file.phone == "070-1740605" and file.identity_hash
    with s.as_(karin):
        assert "Haddad" in Referral.objects.get().name and not ProtectedIdentity.objects.exists()


def test_a_case_closed_without_successor_meets_nobody(db):
    """SKY-05: no key, number or name is left by which the person's next identity could be told from the old."""
    karin, boss = s.staff("af"), s.staff("af", Role.UNIT_MANAGER)
    case = s.enrolled_case(karin, number=NUMBER)
    _protect(karin, case)
    with s.as_(karin):
        actions.close_without_successor(SimpleNamespace(case=case))
        assert Case.objects.get().closed_on == s.DAY and not ProtectedIdentity.objects.exists()
        with pytest.raises(door.DoorRefused, match="akt"):
            actions.ask_removal(uuid.uuid4(), "Fel")
        actions.ask_removal(case.pk, "Fel")
    with s.as_(boss), pytest.raises(door.DoorRefused, match="utan efterföljare"):
        actions.decide_removal(Protection.objects.get(), True)
    with s.as_(karin):
        again = s.enrolled_case(karin, number=NUMBER)
    assert again.pk != case.pk, "the same number begins anew"


def test_nobody_opens_her_by_exception_and_no_search_finds_her(committed, rf):
    """SKY-02; EXC-2 is forbidden for protected cases. Lists, search and day don't have her, her named person either."""
    karin, boss = s.staff("af"), s.staff("af", Role.UNIT_MANAGER)
    case = s.enrolled_case(karin, number=NUMBER)
    _protect(karin, case)
    manager = s.log_in(Client(), boss)
    manager.post(reverse("people:open_with_reason"), {"number": case.number, "reason": "Jag vill titta lite grann"})
    assert manager.get(reverse("people:case", args=[case.pk])).status_code == 404
    handler = s.log_in(Client(), karin)
    page = handler.get(reverse("people:case", args=[case.pk]))
    assert page.status_code == 200 and "Skyddade personuppgifter." in page.content.decode()
    assert "Haddad" not in page.content.decode() and "Samira" not in page.content.decode()
    for term in (NUMBER, case.number, "Haddad", "Skyddad"):
        assert str(case.pk) not in handler.post(reverse("people:search"), {"q": term}).content.decode()
    for name in ("people:day", "people:cases", "people:deadlines", "sharing:inbox"):
        assert str(case.pk) not in handler.get(reverse(name)).content.decode(), name
    request = rf.get("/")
    with s.as_(karin) as request.acting:
        assert not own_cases(request)


def test_what_is_reported_of_her_is_a_dummy_number_or_a_count(committed):
    """SKY-01, SKY-07, SKY-08, PROT-1 to PROT-4: a case of sex and birth year, and what is reported."""
    karin = s.staff("af", in_team=s.team())
    boss, leader = s.staff("af", Role.UNIT_MANAGER), s.staff("af", Role.PROJECT_LEADER)
    browser = s.log_in(Client(), karin)
    given = {"level": "mark", "sex": "woman", "birth_year": "1985", "schooling": "unknown", "way": "af_form"}
    wrong = browser.post(reverse("people:protected_enrol"), given | {"team": s.team().code, "birth_year": "85"})
    assert wrong.status_code == 422 and "fyra siffror" in wrong.content.decode()
    opened = browser.post(reverse("people:protected_enrol"), given | {"team": s.team().code})
    key = uuid.UUID(opened.url.split("/")[2])
    page = reverse("people:protection", args=[key])
    assert "aldrig haft" in browser.post(reverse("people:reveal_identity", args=[key])).content.decode()
    other_year = browser.post(reverse("people:esf_number", args=[key]), {"born_on": "1986-03-12"})
    assert other_year.status_code == 422 and "födelseår" in other_year.content.decode()
    number = browser.post(reverse("people:esf_number", args=[key]), {"born_on": "1985-03-12"})
    assert "19850312Tf29" in number.content.decode() and "19850312" not in browser.get(page).content.decode()
    assert dummy_number("man", date(1990, 1, 2)) == "19900102Tf19"
    assert "Skatteverket" in browser.get(reverse("people:protection_cover", args=[key])).content.decode()
    assert browser.post(reverse("people:ask_removal", args=[key]), {"reason": ""}).status_code == 422
    browser.post(reverse("people:ask_removal", args=[key]), {"reason": "Upphört enligt Skatteverket"})
    counts = s.log_in(Client(), leader).get(reverse("people:anonymous_counts")).content.decode()
    assert re.search(r'2021</th><td class="sk-num">1</td><td class="sk-num">0', counts)
    with s.as_(boss):
        mark = Protection.objects.get(case_id=key).public_id
    decider = s.log_in(Client(), boss)
    decider.post(reverse("people:decide_removal", args=[mark]), {"answer": "yes"})
    assert "Skyddade personuppgifter." not in browser.get(page).content.decode()
    with as_system(s.branch("af")):
        keys = [key, alias_of(s.branch("af"), key)]
        events = ReadLog.objects.filter(case_ids__overlap=keys, event__startswith="PROT").order_by("pk")
        told = [(row.event[-1], list(told_by(s.branch("af"), row).items)) for row in events]
    assert told == [("1", []), ("4", []), ("2", ["asked"]), ("2", ["removed"])]
