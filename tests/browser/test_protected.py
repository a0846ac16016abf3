"""A protected person through the whole main job (SKY-01 to SKY-04): the handler's part at 390 px, as on a phone."""

import re
from datetime import date

import pytest

from samkraft.access.choices import Role
from samkraft.people.models import Case, Discharge
from tests import situations as s
from tests.browser.test_main_job import it_becomes, map_the_first_area, publish_a_plan


@pytest.fixture(scope="module")
def people(database):
    team = s.team("team-1")
    return {
        "karin": s.staff("af", first_name="Karin", last_name="Ek", in_team=team),
        "jonas": s.staff("soc", first_name="Jonas", last_name="Sand", in_team=team),
        "chief": s.staff("af", Role.UNIT_MANAGER, first_name="Ingrid", last_name="Lind"),
        "boss": s.staff("soc", Role.UNIT_MANAGER, first_name="Gunilla", last_name="Norr"),
        "clerk": s.staff("soc", Role.ACCESS_ADMINISTRATOR, first_name="Yvonne", last_name="Ask"),
        "leader": s.staff("af", Role.PROJECT_LEADER, first_name="Petra", last_name="Berg"),
    }


def test_a_protected_person_goes_from_enrolment_to_work(visitor, people):
    karin = visitor(width=390).is_(people["karin"])
    number = open_a_protected_case(karin)
    visitor().is_(people["chief"]).go("/skyddade/beslut/").link(number).button("Säg ja").sees("får nu öppna ärendet")
    let_jonas_in(visitor, people, number)
    to(karin, number)
    map_the_first_area(karin)
    to(karin, number)
    publish_a_plan(karin)
    jonas = visitor().is_(people["jonas"], "soc").go("/skyddade/")
    jonas.link(number).heading("Skyddad person").sees("Skyddade personuppgifter.").sees("Arbete i kök")
    place_and_start(karin, number)
    it_becomes(date(2021, 7, 30))
    to(karin, number).tab("Aktiviteter").link("Arbetspraktik").tick("Slutförd")
    karin.fill("Slutade", "30 juli 2021").fill("Samtal efter", "30 juli 2021")
    karin.button("Spara och dela med teamet").sees("Slutet är sparat")
    for phase, day in (("Fas 2, Kompetens", date(2021, 7, 30)), ("Fas 3, Matchning", date(2021, 8, 30))):
        it_becomes(day)
        to(karin, number).tab("Fas").tick(phase).fill("Dag för bytet", f"{day}").fill("Uppföljningssamtal", f"{day}")
        karin.button("Byt fas").sees(f"{phase} sedan")
    to(karin, number).tab("Utskrivning").link("Arbete utan stöd").fill("Utskriven", "30 aug 2021")
    karin.fill("Börjar", "1 sep 2021").button("Skriv ut").sees("är utskriven")
    with s.as_(people["karin"]):
        assert Discharge.objects.get().reason == "work"
    leader = visitor().is_(people["leader"]).go("/skyddade/antal/").sees("2021")
    assert re.search(r"2021\s+1\s+0", leader.reads()), "she is reported as a number"


def open_a_protected_case(karin):
    """Enrolled by sex and birth year; the number is what the home system is to remember."""
    karin.go("/").link("Skyddade ärenden").link("Skriv in en skyddad person")
    karin.answer("Vad gäller för personen?", "Sekretessmarkering").answer("Kön", "Kvinna").fill("Födelseår", "1985")
    karin.choose("Hur anvisas personen?", "En person, från arbetsförmedlare").shot("skyddad inskrivning 390")
    karin.button("Öppna ett skyddat ärende").heading("Skyddad person").sees("Skyddade personuppgifter.")
    karin.tab("Skydd").sees("Satte skyddet. Till och med 14 juli 2021").shot("skydd 390")
    assert karin.axe() == []
    return re.search(r"MK-\d{4}-\d+", karin.reads())[0]


def let_jonas_in(visitor, people, number):
    """The other branch gets its file by consent, and its own list by two."""
    with s.as_(people["karin"]):
        case = Case.objects.get(number=number)
    s.joined_branch(people["karin"], case, "soc", people["jonas"])
    for category in ("plan", "own_words", "labour_market"):
        s.consent(people["karin"], case, "soc", category)
    jonas = visitor().is_(people["jonas"], "soc").go("/skyddade/").sees("Du står inte på listan")
    clerk = visitor().is_(people["clerk"], "soc").go("/skyddade/beslut/").link(number)
    clerk.choose("Vem ska få öppna ärendet?", "Jonas Sand").fill("Varför behövs det?", "Har ärendet")
    clerk.button("Föreslå").sees("Någon annan än du behöver säga ja.")
    visitor().is_(people["boss"], "soc").go("/skyddade/beslut/").link(number).button("Ja").sees("får nu öppna ärendet")
    jonas.go("/skyddade/").sees("Du står på listan för ett ärende.")


def place_and_start(karin, number):
    to(karin, number).tab("Aktiviteter").link("Placera i aktivitet").choose("Aktivitet", "Arbetspraktik")
    karin.sees_not("Arbetsplats, skola eller kurs").fill("Planerad från", "30 juni 2021").fill(
        "Planerad till", "31 aug 2021"
    )
    karin.button("Spara och dela med teamet").sees("är sparad")
    karin.tick("Ja, beviljad").fill("Svaret kom", "30 juni 2021").button("Spara och dela med teamet")
    karin.sees("Svaret är sparat").fill("Började", "30 juni 2021").fill("Samtal före start", "30 juni 2021")
    karin.button("Spara och dela med teamet").sees("Starten är sparad")


def to(who, number):
    """By the page of protected cases, which is the only way."""
    return who.go("/skyddade/").link(number)
