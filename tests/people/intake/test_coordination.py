"""What is known of a coordination number: asked, kept by date, and said where somebody is told by it (PNR-03)."""

import pytest
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.exchange import taking
from samkraft.people import coordination
from samkraft.people.models import CaseFile, CoordinationNumber, Referral
from samkraft.people.vault import lookup_hash, seal
from tests import situations as s
from tests.exchange import uploads as u
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
NUMBER = "19800366-2395"  # a coordination number on the Tax Agency's list of test numbers
NEW = "/anvisningar/ny/"
GIVEN = {
    "identity": NUMBER, "protected": "nej", "first_name": "Samira", "last_name": "Haddad", "schooling": "unknown",
    "fact_municipality": "1280", "fact_income_support": "ja",
}  # fmt: skip
KNOWN = {"coordination_level": "uncertain", "coordination_status": "active"}


def test_pnr_03_a_coordination_number_is_asked_about_and_an_uncertain_one_is_told_as_such():
    officer = s.staff("soc", Role.REFERRER)
    page = logged_in(officer, "soc")
    assert "coordination_level" not in page.get(NEW).content.decode(), "nobody else is asked"
    asked = page.post(NEW, GIVEN)
    assert asked.status_code == 422 and "Det är ett samordningsnummer" in asked.content.decode()
    assert "Samira" in asked.content.decode()
    told = page.post(NEW, GIVEN | KNOWN, follow=True).content.decode()
    assert "Identiteten bakom samordningsnumret är osäker" in told and "Identitet: Osäker. Läge: Aktivt." in told
    with s.as_(officer, "soc"):
        made = Referral.objects.get()
    facts = reverse("people:referral_facts", args=[made.pk])
    confirmed = {**KNOWN, "coordination_level": "confirmed", "fact_municipality": "1280", "fact_income_support": "ja"}
    assert "osäker" not in page.post(facts, confirmed, follow=True).content.decode()
    with s.as_(officer, "soc"):
        kept = CoordinationNumber.objects.values_list("coordination_level", flat=True)
        assert list(kept) == ["uncertain", "confirmed"], "what was known before stays"


@pytest.mark.parametrize(
    ("level", "status", "word"),
    [("confirmed", "active", ""), ("probable", "active", "inte styrkt"), ("uncertain", "active", "osäker"),
     ("confirmed", "on_hold", "vilandeförklarat"), ("confirmed", "deregistered", "avregistrerat"),
     ("", "", "inte styrkt")],
)  # fmt: skip
def test_pnr_03_a_login_is_matched_by_a_confirmed_number_in_use_and_by_no_other(level, status, word):
    known = CoordinationNumber(coordination_level=level, coordination_status=status)
    assert coordination.may_match_login(known) is not bool(word)
    assert word in coordination.warning(known) and bool(word) is bool(coordination.warning(known))


def test_pnr_03_who_looks_at_the_number_of_a_case_is_warned_and_another_branch_knows_nothing():
    handler = s.staff("af", in_team=s.team())
    case = s.enrolled_case(handler)
    with s.as_(handler):
        referral = Referral.objects.get(case_id=case.pk)
        branch, number = s.branch("af"), NUMBER.replace("-", "")
        Referral.objects.filter(pk=referral.pk).update(identity_kind="SAM")
        sealed = {"identity_sealed": seal(branch, number), "identity_hash": lookup_hash(branch, number)}
        CaseFile.objects.filter(case=case).update(identity_kind="SAM", **sealed)
        coordination.note(referral, "uncertain", "active")
    shown = logged_in(handler).post(reverse("people:reveal_number", args=[case.pk])).content.decode()
    assert NUMBER in shown and "är osäker" in shown
    with s.as_(s.staff("soc"), "soc"):
        assert coordination.known_in_case(case.pk) is None


def test_pnr_03_a_file_of_referrals_tells_it_too_and_a_word_that_nobody_knows_is_no_hindrance():
    boss = u.administrator()
    known = {"coordination_level": "sannolik", "coordination_status": "Vilandeförklarat"}
    of_another_kind = {"coordination_level": "styrkt", "coordination_status": "kanske"}
    upload = u.staged(boss, u.person(1, identity=NUMBER, **known), u.person(2, **of_another_kind))
    with s.as_(boss):
        assert taking.take(upload.pk).taken == 2
        kept = CoordinationNumber.objects.values_list("coordination_level", "coordination_status", "noted_by")
        assert list(kept) == [("probable", "on_hold", boss.pk)], "nothing of what is no coordination number"
