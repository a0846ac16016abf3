"""The follow-on programme of 2023 goes its own way: no draw, five stages, a direction of the plan (P-039)."""

from datetime import date, timedelta

import pytest

from samkraft.access.choices import Role
from samkraft.access.models import RoleAssignment
from samkraft.programmes.models import Programme, Team, TeamMember
from tests import situations as s

PROGRAMME = "malmo-langtid-2023"
START = date(2023, 1, 1)
STAGES = ("Genomlysning", "Trepartsmöte", "Plan", "Överlämning")


@pytest.fixture(scope="module")
def people(database):
    programme = Programme.objects.get(slug=PROGRAMME)
    made = {
        "sara": _staff("soc", "Sara", "Dahlö", Role.HANDLER, Role.REFERRER),
        "boss": _staff("soc", "Bodil", "Rosenby", Role.PROJECT_ADMINISTRATOR),
    }
    TeamMember.objects.create(
        team=Team.objects.get(programme=programme), staff=made["sara"], branch=s.branch("soc"),
        profession="social_worker", valid_from=START,
    )  # fmt: skip
    return made


def _staff(branch, first, last, *roles):
    person = s.Staff.objects.create(
        username=f"{first}.{last}@{branch}", authority=s.branch(branch).authority, first_name=first, last_name=last
    )
    for role in roles:
        RoleAssignment.objects.create(
            staff=person, role=role, branch=s.branch(branch), programme=PROGRAMME, valid_from=START
        )
    return person


def it_becomes(day):
    """Time passes: the day that the programme is on."""
    Programme.objects.filter(slug=PROGRAMME).update(demo_day=day)


def test_one_person_is_referred_placed_and_goes_through_the_stages(visitor, people):
    sara = visitor().is_(people["sara"], "soc", PROGRAMME)
    refer(sara)
    call_and_place(visitor().is_(people["boss"], "soc", PROGRAMME))
    sara.go("/inskrivning/").link("Sandhav, Petra").sees("Anvisad utan lottning")
    sara.open_summary("Så gavs samtycket").fill("Gäller till och med", "14 maj 2024").button("Skriv in").sees(
        "Du är processledare"
    )
    day = date(2023, 5, 15)
    for number, stage in enumerate(STAGES, 2):
        day += timedelta(days=10)
        it_becomes(day)
        move_on(sara, f"Steg {number}, {stage}", day)
    sara.tab("Utskrivning").link("Plan med Arbetsmarknadsavdelningen").fill("Utskriven", day.isoformat())
    sara.button("Skriv ut").sees("Skicka överlämningen")


def refer(sara):
    """One at a time, by the officer who knows the person; the verdict comes at once."""
    sara.go("/anvisningar/ny/").answer("skyddade personuppgifter", "Nej").fill("Personnummer", "19800101T034")
    sara.fill("Förnamn", "Petra").fill("Efternamn", "Sandhav").answer("försörjningsstöd", "Ja")
    sara.fill("kommun", "1280").answer("Deltar personen", "Ja").fill("Hur många dagar", "1200")
    sara.fill("Sedan när", "1 mars 2010").answer("a-kassa", "Nej").button("Anvisa personen").sees("I målgruppen")


def call_and_place(boss):
    """This programme draws no lots."""
    boss.go("/lottning/").sees("Programmet lottar inte")
    boss.go("/anvisningar/?vy=utan-lottning").button("Kalla alla 1").sees("kallad utan lottning")
    boss.button("Föreslå team").sees("förslag väntar").button("Bekräfta alla").sees("är placerad")


def move_on(sara, stage, day):
    sara.go("/").link("Sandhav, Petra").tab("Steg").tick(stage)
    if stage.endswith("Plan"):
        sara.tick("Plan med Arbetsmarknadsavdelningen")
    sara.fill("Dag för bytet", day.isoformat()).fill("Uppföljningssamtal", day.isoformat())
    sara.button("Byt steg").sees(f"{stage} sedan")
