"""A day of each profession on the demo register: by the keyboard alone, and without a complaint on any page of it.

SAMKRAFT_PICTURES=1 takes the pictures of docs/pictures anew.
"""

import os

import pytest

from samkraft.access.choices import Role
from tests.architecture.repository import ROOT
from tests.browser.register.people import of_profession, somebody
from tests.browser.visitor import KeyboardVisitor


@pytest.fixture
def at_work(visitor):
    """Somebody at her desk, with the start page before her."""

    def come(held):
        who = visitor(by=KeyboardVisitor).is_(held.staff, held.branch.code, "malmokraften-2.0")
        return sound(who.go("/"))

    return come


def sound(who, picture=""):
    """The page as it stands: nothing for axe to find. *picture*: what it is called in the documentation."""
    assert who.axe() == [], who.path
    if picture and os.environ.get("SAMKRAFT_PICTURES"):
        who.page.screenshot(path=ROOT / "docs" / "pictures" / f"{picture}.png")
    return who


def her_first_case(who):
    return sound(who.go("/deltagare/").click("table a[href^='/deltagare/']"))


def test_an_employment_officer_opens_the_next_meeting_and_reads_it_back(at_work):
    who = at_work(of_profession("employment_officer")).link("Öppna mötet")
    sound(who, "meeting").fill("Det här går bra", "Bussen går hela vägen till arbetet.").button("Läs upp tillsammans")
    sound(who.heading("Vi läser upp det tillsammans")).button("Spara utan att dela")
    sound(who).sees("Mötet är klart")


def test_a_social_worker_writes_to_another_branch_and_sees_whom_it_waits_for(at_work):
    who = her_first_case(at_work(of_profession("social_worker"))).tab("Dialog")
    sound(who).link("Skriv till en annan")
    sound(who).tick_element("input[name=receiver]").fill("Meddelande", "Kan ni ses på måndag?").button("Skicka")
    sound(who).link("Dialog med")
    sound(who, "dialogue").sees("Kan ni ses på måndag?").go("/dialoger/?vy=dem")
    sound(who)


def test_a_labour_market_secretary_looks_for_a_place_in_the_catalogue(at_work):
    who = her_first_case(at_work(of_profession("labour_market_secretary"))).tab("Aktiviteter")
    sound(who).link("Placera i aktivitet")
    sound(who).link("Välj ur utbudet")
    sound(who, "catalogue").link("Boka plats")
    sound(who).sees("Omgångar")


def test_a_social_insurance_officer_notes_a_benefit_and_explains_the_money(at_work):
    who = her_first_case(at_work(of_profession("social_insurance_officer"))).tab("Plan")
    sound(who).link("Förstärkt samarbete")
    sound(who)
    who = her_first_case(who).tab("Kartläggning")
    sound(who).link("Ersättningar")
    sound(who)


def test_a_care_coordinator_asks_for_a_paper_and_sees_that_it_is_asked_for(at_work):
    who = her_first_case(at_work(of_profession("care_coordinator"))).tab("Plan")
    sound(who).link("Underlag från vården")
    sound(who).link("Begär underlag")
    sound(who).tick_element("input[name=paper]").fill("Hos vem?", "Vårdcentralen Lindängen")
    who.fill("Vad ska det användas till?", "Beslut om arbetstid").button("Anteckna att det är begärt")
    sound(who).sees("Vårdcentralen Lindängen")


def test_a_study_counsellor_makes_a_study_plan(at_work):
    who = her_first_case(at_work(of_profession("study_counsellor"))).tab("Plan")
    sound(who, "plan").link("Studier och vägledning")
    sound(who).link("Ny studieplan")
    sound(who).fill("Utbildning", "Svenska för vården, kurs D").button("Spara utan att dela")
    sound(who).sees("Svenska för vården, kurs D")


def test_an_administrator_reads_the_referrals_and_opens_one(at_work):
    who = at_work(somebody(Role.PROJECT_ADMINISTRATOR)).link("Anvisningar")
    sound(who).click("main table a")
    sound(who).go("/placering/")
    sound(who).go("/lottning/")
    sound(who)


def test_a_provider_writes_who_came_and_meets_nothing_else(at_work):
    who = at_work(somebody(Role.PROVIDER)).click("main ul.sk-queue a, main table a")
    sound(who, "attendance").sees_not("MK-2021")
