"""The main job, from a referral file to a scorecard that is one higher, as the people who do it meet it.

At 1280 px the administrator and the leader; the handler's part at 390 px, as on a phone.
"""

import re
from datetime import date, timedelta

import pytest

from samkraft.access.choices import Role
from samkraft.people.models import Discharge
from samkraft.sharing import door
from tests import situations as s
from tests.exchange.referral_files import AIS_PERSON, csv_bytes

NAMES = ("Lindhav", "Cederlind", "Ekfors", "Tallberga", "Norrhage", "Ådahl")


@pytest.fixture(scope="module")
def people(database):
    """One team of three branches, the leaders, and what was done before: enough for figures to be shown."""
    team = s.team("team-1")
    made = {
        "administrator": s.staff("af", Role.PROJECT_ADMINISTRATOR, first_name="Anna", last_name="Ahlgren"),
        "karin": s.staff("af", first_name="Karin", last_name="Ek", in_team=team),
        "jonas": s.staff("soc", first_name="Jonas", last_name="Sand", in_team=team),
        "leila": s.staff("ama", first_name="Leila", last_name="Nordin", in_team=team),
        "leader": s.staff("af", Role.PROJECT_LEADER, first_name="Petra", last_name="Berg"),
    }
    for number in range(16):
        discharged_before(made["karin"], "work" if number % 2 else "own_wish")
    return made


def it_becomes(day):
    """Time passes: the day that the programme is on."""
    s.programme().__class__.objects.filter(slug=s.PROGRAMME).update(demo_day=day)


def discharged_before(karin, reason):
    outcome = {"work": "work_unsupported"}.get(reason, "other")
    case = s.enrolled_case(karin, on=s.DAY - timedelta(days=200))
    file = s.file_of(case, karin)
    with s.as_(karin):
        door.call("close_case", case.pk, s.DAY - timedelta(days=20))
        Discharge.objects.create(
            owner_branch=file.owner_branch, case=case, file=file, discharged_on=s.DAY - timedelta(days=20),
            reason=reason, outcome=outcome, decided_by=karin,
        )  # fmt: skip


def referral_file(folder):
    """Six in the target group, one who isn't, one that can't be read and one with protected identity."""
    rows = [AIS_PERSON | {"PERSONNR": f"19860312T{n:02d}4", "EFTERNAMN": name} for n, name in enumerate(NAMES)]
    rows.append(AIS_PERSON | {"PERSONNR": "19860312T064", "EFTERNAMN": "Utanfor", "HEMKOMMUN_KOD": "0180"})
    rows.append(AIS_PERSON | {"PERSONNR": "1985", "EFTERNAMN": "Olaslig"})
    rows.append(AIS_PERSON | {"PERSONNR": "19860312T084", "EFTERNAMN": "Skyddad", "SEKRETESS_FBF": "J"})
    path = folder / "anvisningar.csv"
    path.write_bytes(csv_bytes(*rows))
    return path


def to_work(visitor, leader):
    """How many have gone to work, as the leader reads it."""
    who = visitor().is_(leader).go("/styrkort/to_work/")
    return int(re.search(r"Alla\s+(\d+)", who.reads())[1])


def test_from_a_referral_file_to_a_scorecard_one_higher(visitor, people, tmp_path):
    before = to_work(visitor, people["leader"])
    administrator = visitor().is_(people["administrator"])
    take_the_good_rows(administrator, referral_file(tmp_path))
    draw(administrator)
    place(administrator)
    karin = visitor(width=390).is_(people["karin"])
    enrol(karin)
    map_the_first_area(karin)
    publish_a_plan(karin)
    with karin.counted("Placera i en aktivitet", at_most=15):
        place_in_an_activity(karin)
    answer_and_start(karin)
    it_becomes(date(2021, 7, 30))
    end_the_activity(karin)
    move_on(karin, "Fas 2, Kompetens", "30 juli 2021")
    it_becomes(date(2021, 8, 30))
    move_on(karin, "Fas 3, Matchning", "30 aug 2021")
    with karin.counted("Notera ett resultat", at_most=15):
        discharge_to_work(karin)
    assert to_work(visitor, people["leader"]) == before + 1


def take_the_good_rows(who, path):
    who.go("/anvisningar/fil/").heading("Ta emot anvisningar")
    who.upload("Fil", path).button("Läs filen")
    who.sees("1 rad kan inte tas emot").sees("1 rad stoppades: skyddade personuppgifter").sees_not("Skyddad,")
    who.shot("granska filen")
    who.button("Ta emot 6").sees("6 personer är mottagna.")


def draw(who):
    who.go("/lottning/").sees("6 personer väntar i ramen")
    who.button("Lås listan").sees("Listan med 6 personer är låst")
    who.fill("Hur många ska kallas?", "5").fill("Offentligt startvärde", "28,4")
    who.fill("Varifrån kommer startvärdet?", "SMHI").button("Lotta och kalla").sees("5 av 6 är dragna")
    who.shot("lottning")


def place(who):
    who.link("Till placeringen").button("Föreslå team").sees("5 förslag väntar")
    who.shot("placering")
    who.button("Bekräfta alla").sees("5 personer är placerade")


def enrol(who):
    """The first talk: what the person says yes to, then she is enrolled."""
    who.go("/inskrivning/").heading("Att skriva in").click("table.sk-table--hover a")
    for told in who.page.locator("input[name=explained]").all():
        told.check()
    for branch, name in (("soc", "Socialtjänsten"), ("ama", "Arbetsmarknadsavdelningen")):
        who.open_summary(f"{name} får läsa")
        for tick in who.page.locator(f"input[name=line][value^='{branch}:']").all():
            tick.check()
    who.open_summary("Så gavs samtycket").tick("Personen själv").choose("Tolk", "Ingen tolk behövdes")
    who.tick("skriftligt").fill("Var finns det underskrivna", "Pärm 1").fill("Gäller till och med", "29 juni 2022")
    who.shot("skriv in 390")
    who.button("Skriv in").sees("Du är processledare")


def map_the_first_area(who):
    who.tab("Kartläggning").click("a[href*='/own_words/']")
    who.fill("Personens egna ord", "Jag vill arbeta i ett kök igen.").button("Spara och dela med teamet").sees(
        "Delad med"
    )


def publish_a_plan(who):
    who.tab("Plan").button("Börja på planen")
    who.fill("Med egna ord", "Arbete i kök").button("Spara målet").sees("Målet är sparat")
    who.link("Lägg till ett steg").fill("Vad ska göras?", "Praktik i skolkök")
    who.choose("Slag", "Arbetspraktik").choose("Vem ansvarar?", "Karin Ek, Arbetsförmedlingen")
    who.fill("Från", "1 juli 2021").fill("Till", "31 aug 2021").button("Spara steget").sees("är sparat i utkastet")
    who.link("Publicera").tick("Personen är med").button("Publicera planen").sees("Planen är publicerad, version 1")
    who.shot("plan 390")


def place_in_an_activity(who):
    """From the start page (design: at most 15 clicks and keystroke groups)."""
    who.go("/").link(", Ingrid").tab("Aktiviteter").link("Placera i aktivitet")
    who.choose("Aktivitet", "Arbetspraktik").fill("Var", "Skolköket Rosengård")
    who.fill("Planerad från", "30 juni 2021").fill("Planerad till", "31 aug 2021")
    who.button("Spara och dela med teamet").sees("är sparad")


def answer_and_start(who):
    """The talk before the start is noted with it (P-034)."""
    who.shot("aktivitet 390")
    who.tick("Ja, beviljad").fill("Svaret kom", "30 juni 2021").button("Spara och dela med teamet")
    who.sees("Svaret är sparat").fill("Började", "30 juni 2021").fill("Samtal före start", "30 juni 2021")
    who.button("Spara och dela med teamet").sees("Starten är sparad")


def end_the_activity(who):
    who.go("/").link(", Ingrid").tab("Aktiviteter").link("Arbetspraktik").tick("Slutförd")
    who.fill("Slutade", "30 juli 2021").fill("Samtal efter", "30 juli 2021")
    who.button("Spara och dela med teamet").sees("Slutet är sparat")


def move_on(who, phase, day):
    who.go("/").link(", Ingrid").tab("Fas").tick(phase).fill("Dag för bytet", day).fill("Uppföljningssamtal", day)
    who.button("Byt fas").sees(f"{phase} sedan")


def discharge_to_work(who):
    who.go("/").link(", Ingrid").tab("Utskrivning").link("Arbete utan stöd")
    who.fill("Utskriven", "30 aug 2021").fill("Börjar", "1 sep 2021").button("Skriv ut").sees("är utskriven")
