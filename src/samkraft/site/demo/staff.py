"""Who works in the demo: 42 people in the programme (P-020 to P-023) and those around it, in all roles."""
# ruff: noqa: E501  tables of names and texts: a row for each

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from samkraft.access.choices import Role
from samkraft.access.models import Branch, RoleAssignment, Staff
from samkraft.access.session_models import ToldStaff
from samkraft.access.staff_notice import VERSION
from samkraft.programmes.models import Team, TeamMember

FIRST = "malmokraften-2.0"
SECOND = "malmo-langtid-2023"
_SINCE = {FIRST: date(2020, 1, 1), SECOND: date(2023, 1, 1)}
_DAY = {FIRST: date(2021, 6, 30), SECOND: date(2023, 5, 15)}
_ORGANISATIONS = {
    "af": "2021002114", "soc": "2120001124", "ama": "2120001124", "vux": "2120001124", "fk": "2021005521",
    "reg": "2321000255",
}  # fmt: skip

# One row per team: employment officer, social worker, labour-market secretary.
_CORE = (
    ("Karin Ekvall", "Sofia Lindgren Berg", "Mehmet Aydin"),
    ("Johan Sandhage", "Amina Warsame", "Pernilla Dahlrud"),
    ("Leila Haddadi", "Erik Norrnäs", "Jasmina Topalic"),
    ("Magnus Hedvall", "Camilla Rosgren", "Daniel Vikfors"),
    ("Ewa Borkowicz", "Hassan Jaber", "Åsa Malmark"),
    ("Peter Almkvist", "Fatima Saleh", "Linus Backlid"),
    ("Nadia Khoury", "Anders Stenhöj", "Maria Askberga"),
    ("Tomas Öster", "Elin Sjötorp", "Omar Abdulle"),
    ("Sara Lyckhall", "Goran Savkovic", "Helena Dalbo"),
    ("Ali Mansour", "Jenny Holmskär", "Robert Grannäs"),
)
_SUPPORT = (  # name, profession, branch, title, numbers of the teams they join
    ("Ulrika Hällberga", "care_coordinator", "reg", "Vårdsamordnare", range(1, 6)),
    ("Samir Darwish", "care_coordinator", "reg", "Vårdsamordnare", range(6, 11)),
    ("Birgitta Lundfors", "social_insurance_officer", "fk", "FK-handläggare", range(1, 5)),
    ("Mikael Rostun", "social_insurance_officer", "fk", "FK-handläggare", range(5, 8)),
    ("Azra Dizdar", "social_insurance_officer", "fk", "FK-handläggare", range(8, 11)),
    ("Charlotta Bergmark", "study_counsellor", "vux", "Studie- och yrkesvägledare", range(1, 6)),
    ("Reza Mohseni", "study_counsellor", "vux", "Studie- och yrkesvägledare", range(6, 11)),
)
_PROFESSIONS = ("employment_officer", "social_worker", "labour_market_secretary")
CORE_BRANCHES = ("af", "soc", "ama")
_TITLES = ("Arbetsförmedlare", "Socialsekreterare", "Arbetsmarknadssekreterare")

_TRY_CORE = (
    "Öppna dagens första möte, läs upp det tillsammans och publicera planen. Svara på en inbjudan i Kalender. "
    "Begär en praktikplats under Aktiviteter, eller planera en plats hos en arbetsgivare och matcha mot annonser. "
    "Skriv in en kontakt under Arbetsgivare. Lägg till ett intyg under Dokument och dela det.",
    "Läs det som är nytt från teamet. Skriv till Arbetsförmedlingen under Dialog i ett ärende. Skriv en anteckning och välj om den ska delas. Lägg till ett dokument. Väntar ett samtycke på er: bekräfta det. Håll ett samtyckesmöte under Samtycken. Skriv in vad som hände innan under Historik.",
    "Se vilka frister som är nära eller har gått ut. Flytta en deltagare till fas 2 med ett samtal. Lämna över en deltagare till en mottagare, med konto eller som filer till ett säkert meddelande. Se hur det går för dem som har börjat arbeta: Efter starten.",
)
_TRY_PROTECTED = "Öppna Skyddade ärenden längst ned på Min dag: där finns en skyddad person."
# Roles without a list of their own: what they may do, and the pages that everyone has.
_OWN_LOG = "Läs vad din roll ser: programmets regler, hur uppgifterna behandlas och din egen läslogg. Inga ärenden."
_TRY_RIGHTS = "Öppna Begäranden och anteckna en ny. Kommer en från en annan verksamhet svarar ni för er del."
_TRY_REFERRED = (
    "Se vilka er verksamhet har anvisat. Kalla någon som väntar, föreslå ett team och bekräfta: "
    "sedan ser er medarbetare i teamet vem det är."
)
_TRY_SUPPORT = {
    "care_coordinator": "Öppna en deltagare där du är med i teamet. Du ser planen men inte socialtjänstens anteckningar. "
    "Skriv om hälsa och funktion utan diagnos och dela med Arbetsförmedlingen. Svara på en fråga under Dialog. "
    "Begär ett underlag, längst ned på planens sida. En deltagare har spärrat det vårdcentralen skrivit: se Skydd, Spärrar.",
    "social_insurance_officer": "Öppna en deltagare. Anteckna en ersättning under Kartläggning och dela den. Berätta hur ett "
    "steg i planen går. Anteckna ett steg i förstärkt samarbete, längst ned på planens sida.",
    "study_counsellor": "Öppna en deltagare som vill studera. Skriv om utbildning och svenska och föreslå ett steg i planen. "
    "Gör en studieplan och dela den, längst ned på planens sida.",
}


@dataclass
class Member:
    """A person to make: name, title, roles by branch, teams."""

    name: str
    branch: str
    title: str
    roles: tuple[str, ...]
    try_this: str = ""
    profession: str = ""
    teams: tuple[str, ...] = ()
    programme: str = FIRST
    until: date | None = None
    staff: Staff | None = field(default=None, repr=False)


def _lead(name, branch, title, roles, try_this, profession=""):
    return Member(name, branch, title, roles, try_this, profession)


_LEADERS = (
    _lead("Annika Wallgren", "af", "Projektledare", (Role.PROJECT_LEADER,),
        "Öppna styrkortet och se vilka mål som halkar efter. Öppna en siffra: du ser summor och definitioner, aldrig personer. "
        "Skriv in ett nytt värde för använd budget. Hämta underlaget till Uppföljning Finsam under styrkortets tabell.",
        "project_leader"),
    _lead("Gunilla Norrhage", "soc", "Biträdande projektledare", (Role.PROJECT_LEADER, Role.UNIT_MANAGER),
        "Se hur många deltagare var och en har, och varje team under Flöde. Öppna ett ärende hos socialtjänsten med skäl: "
        "det syns i läsloggen.",
        "deputy_leader_soc"),
    _lead("Mats Ådahl", "ama", "Biträdande projektledare", (Role.PROJECT_LEADER, Role.UNIT_MANAGER),
        "Jämför kvinnors och mäns plats på arbetsplatser i styrkortet. Öppna ett ärende hos avdelningen med skäl.",
        "deputy_leader_ama"),
    _lead("Petra Vikholm", "af", "Projektekonom", (Role.ECONOMIST,),
        "Se bemanning och använd budget i styrkortet. Öppna siffran och läs värdena som är inskrivna.", "economist"),
    _lead("Sven Tallhöj", "af", "Projektadministratör", (Role.PROJECT_ADMINISTRATOR,),
        "Ta in filen anvisningar-2021-06.csv från mappen .local/demo. Den har felaktiga rader och en skyddad person. "
        "Lotta sedan nya deltagare och föreslå team. Under Import: läs in ersättningar för hela verksamheten, "
        "ersattningar-2021-06.csv, och sektionskoder, arbetssokande-2021-06.csv, ur samma mapp.", "administrator"),
)  # fmt: skip

_OTHERS = (
    _lead("Ingrid Lindvall", "af", "Enhetschef", (Role.UNIT_MANAGER,),
        "Säg ja eller nej till ett namn under Skyddade ärenden. Öppna ett annat ärende med skäl: det syns i läsloggen. "
        "Bedöm den nya incidenten under Incidenter. Flytta ärenden från en handläggare till en annan, och ångra."),
    _lead("Kjell Sandfors", "vux", "Rektor för vägledningen", (Role.UNIT_MANAGER,),
        "Se hur många deltagare varje vägledare har. Öppna ett ärende med skäl."),
    _lead("Eva Björkhed", "fk", "Enhetschef", (Role.UNIT_MANAGER,),
        "Se hur många deltagare varje handläggare har. Godkänn ett förslag under Gallring och läs beviset."),
    _lead("Lars Gransjö", "reg", "Verksamhetschef", (Role.UNIT_MANAGER,), "Se hur många deltagare varje vårdsamordnare har. Öppna ett ärende med skäl."),
    _lead("Maud Österlid", "ama", "Styrgruppens ordförande", (Role.STEERING,),
        "Läs styrkortet som styrgruppen ser det. Små tal är dolda."),
    _lead("Farid Karimi", "af", "Ledamot i styrgruppen", (Role.STEERING,), "Läs styrkortet. Öppna en signal och se vad den bygger på."),
    _lead("Cecilia Hagtorp", "af", "Utvärderare", (Role.EVALUATOR,),
        "Se väntetider och utfall för alla och för kvinnor och män. Du ser inga personer."),
    _lead("Agneta Sjövall", "af", "Arbetsförmedlare, ordinarie verksamhet", (Role.RECEIVER,),
        "Här väntar överlämningar på dig. Ta emot en och lämna tillbaka en annan med skäl."),
    _lead("Dragan Novakov", "af", "Arbetsförmedlare, ordinarie verksamhet", (Role.RECEIVER,),
        "Läs en överlämning. Du ser inget annat av ärendet. Väntar den på svar: ta emot den."),
    _lead("Lena Rosfors", "soc", "Socialsekreterare, ekonomiskt bistånd", (Role.RECEIVER,),
        "Läs överlämningarna till dig. Väntar någon: ta emot den eller skriv varför den ska tillbaka."),
    _lead("Henrik Dalvall", "ama", "Handledare, Jobb Malmö", (Role.RECEIVER,), "Läs överlämningarna till dig. Väntar någon på svar: ta emot den eller lämna tillbaka den."),
    _lead("Kristina Almnäs", "fk", "Personlig handläggare, förstärkt samarbete", (Role.RECEIVER,),
        "Läs överlämningarna till förstärkt samarbete. Väntar någon: ta emot den eller lämna tillbaka den."),
    _lead("Mona Ekfors", "soc", "Socialsekreterare", (Role.REFERRER,),
        "Anvisa en person med formuläret och se vad som hände med dem du redan anvisat."),
    _lead("Jonas Bergrud", "fk", "Handläggare, sjukförsäkring", (Role.REFERRER,),
        "Anvisa en person som har sjukpenning. Du ser bara dina egna anvisningar."),
    _lead("Sanna Lundhage", "af", "Arbetsförmedlare, ordinarie verksamhet", (Role.REFERRER,),
        "Anvisa en person till programmet och läs svaret."),
    _lead("Tove Ekdalen", "soc", "Anvisningssamordnare", (Role.PROJECT_ADMINISTRATOR, Role.REFERRER), _TRY_REFERRED),
    _lead("Ingela Hovgård", "fk", "Anvisningssamordnare", (Role.PROJECT_ADMINISTRATOR, Role.REFERRER), _TRY_REFERRED),
    _lead("Pia Lundvikt", "ama", "Anvisningssamordnare", (Role.PROJECT_ADMINISTRATOR, Role.REFERRER), _TRY_REFERRED),
    _lead("Halina Brodd", "ama", "Handledare, Lönngården", (Role.PROVIDER,),
        "Öppna en av dina omgångar och skriv vilka som kom i dag. Du ser platsens nummer, aldrig ett ärende."),
    _lead("Vendela Stråhle", "af", "Projektcontroller", (Role.FUND_REPORTER,),
        "Öppna ESF: april ska göras om, för mars har skickats på nytt. Se vilka som inte är med och gör filen till SCB."),
    _lead("Roland Kvist", "af", "Behörighetsadministratör", (Role.ACCESS_ADMINISTRATOR,),
        "Ge en ny medarbetare en roll. Föreslå vem som får öppna ett skyddat ärende."),
    _lead("Yvonne Askfors", "soc", "Behörighetsadministratör", (Role.ACCESS_ADMINISTRATOR,), "Se vilka i staden som har vilken roll."),
    _lead("Stefan Holmvall", "af", "Logggranskare", (Role.LOG_REVIEWER,),
        "Öppna Granska loggen och bedöm en läsning. En gäller ett skyddat ärende: den öppnas när dataskyddsombudet släpper in dig."),
    _lead("Margareta Ekhed", "soc", "Logggranskare", (Role.LOG_REVIEWER,), _OWN_LOG),
    _lead("Katarina Nylid", "af", "Dataskyddsombud", (Role.DATA_PROTECTION_OFFICER,),
        "Öppna Begäranden. Läs igenom texterna i ett registerutdrag, stryk det som rör andra och hämta utdraget som PDF. "
        "Svara logggranskaren under Läget i granskningen. "
        "En ändring av hur länge uppgifter sparas väntar på ditt svar: den behöver ett beslut att stå på."),
    _lead("Lisbet Sundmark", "soc", "Dataskyddsombud", (Role.DATA_PROTECTION_OFFICER,),
        "Öppna Begäranden: en har kommit från Arbetsförmedlingen. Svara för socialtjänstens del."),
    _lead("Nils Åkerhag", "ama", "Dataskyddsombud", (Role.DATA_PROTECTION_OFFICER,), _TRY_RIGHTS),
    _lead("Gunnel Tornmark", "vux", "Dataskyddsombud", (Role.DATA_PROTECTION_OFFICER,), _TRY_RIGHTS),
    _lead("Patrik Solhage", "fk", "Dataskyddsombud", (Role.DATA_PROTECTION_OFFICER,), _TRY_RIGHTS),
    _lead("Monika Brännlid", "reg", "Dataskyddsombud", (Role.DATA_PROTECTION_OFFICER,), _TRY_RIGHTS),
    _lead("Björn Stengren", "soc", "Förbundsjurist", (Role.LEGAL_APPROVER,),
        "Under Att pröva väntar tre frågor om att lämna ut utan samtycke. En gäller en fil: hämta den, läs skälen och svara."),
    _lead("Ulla Berghed", "af", "Registrator", (Role.REGISTRAR,),
        "Öppna Begäranden och anteckna att någon vill ha ett registerutdrag. Läs under Inkommet vad andra har lämnat."),
    _lead("Teodor Granvik", "af", "Systemförvaltare", (Role.SYSTEM_MANAGER,),
        "Öppna Inför drift: vad som saknas innan riktiga uppgifter får komma in. Anteckna ett beslut. "
        "Se under Program, Ändringar vad du har föreslagit: någon annan måste bekräfta det."),
    _lead("Gunnel Askdal", "fk", "Registrator", (Role.REGISTRAR,),
        "Öppna Gallring: tiden är ute för några ärenden. Ett förslag väntar på enhetschefen, och du kan göra ett till."),
)  # fmt: skip

_SECOND = (
    Member("Viveka Sandvall", "af", "Projektledare på halvtid", (Role.PROJECT_LEADER, Role.HANDLER),
        "Det här är 2023 års program: fem steg i stället för faser. Öppna styrkortet, byt sedan till ett ärende.",
        "employment_officer", ("team-1",), SECOND),
    Member("Ahmed Hersi", "af", "Arbetsförmedlare", (Role.HANDLER, Role.PROJECT_ADMINISTRATOR),
        "Håll det första mötet, skriv genomlysningen och kalla till trepartsmöte. "
        "Öppna Dubbletter: två par kan vara samma person.", "employment_officer", ("team-1",), SECOND),
    Member("Marie Lundrud", "soc", "Socialsekreterare", (Role.HANDLER,),
        "Skriv socialtjänstens genomlysning och dela den.", "social_worker", ("team-1",), SECOND),
    Member("Nermina Mehic", "ama", "Arbetsmarknadssekreterare", (Role.HANDLER,),
        "Skriv avdelningens genomlysning och dela den. Läs planerna och föreslå ett steg.",
        "labour_market_secretary", ("team-1",), SECOND),
    Member("Olof Hedhage", "ama", "Handledare, Jobb Malmö", (Role.RECEIVER,), "En rekommendation väntar på dig.", programme=SECOND),
    Member("Susanne Vall", "af", "Arbetsförmedlare, ordinarie verksamhet", (Role.RECEIVER,),
        "En rekommendation väntar på dig.", programme=SECOND),
    Member("Inger Malmvall", "soc", "Styrgruppens ordförande", (Role.STEERING,), 
           "Hon loggar in för första gången: läs hur läsning granskas, sedan styrkortet för 2023.", programme=SECOND),
)  # fmt: skip


def _try(place: int, number: int) -> str:
    """What a member of a team may try; the first one has a protected case as well."""
    return f"{_TRY_PROTECTED} {_TRY_CORE[place]}" if (place, number) == (0, 1) else _TRY_CORE[place]


def _confirmed_on(programme, number):
    """When somebody last said that the role is needed: for a few so long ago that it is time again (REG-08)."""
    return _DAY[programme] - timedelta(days=75 if number % 9 == 2 else 20)


def core_members() -> list[Member]:
    """Ten teams of three (P-020)."""
    return [
        Member(
            name, CORE_BRANCHES[i], _TITLES[i], (Role.HANDLER,), _try(i, number), _PROFESSIONS[i], (f"team-{number}",)
        )
        for number, names in enumerate(_CORE, start=1)
        for i, name in enumerate(names)
    ]


def support_members() -> list[Member]:
    """Seven who join teams by the mix of participants (P-021)."""
    return [
        Member(name, branch, title, (Role.HANDLER,), _TRY_SUPPORT[profession], profession,
            tuple(f"team-{n}" for n in teams))
        for name, profession, branch, title, teams in _SUPPORT
    ]  # fmt: skip


def everyone() -> list[Member]:
    """All people of the demo, in both programmes."""
    return [*core_members(), *support_members(), *_LEADERS, *_OTHERS, *_SECOND]


def in_the_programme() -> list[Member]:
    """The 42 of P-020 to P-022: 30 in the teams' core, 7 in support, 5 who lead."""
    return [*core_members(), *support_members(), *_LEADERS]


class Roster:
    """The staff once they are in the database, found by team and profession."""

    def __init__(self):
        self.branches = {branch.code: branch for branch in Branch.objects.all()}
        self.members: list[Member] = []
        self._professions: dict[int, str] = {}
        self._teams: dict[tuple[str, str, str], list[Staff]] = defaultdict(list)

    def make(self):
        """Write everyone, with roles and places in teams."""
        teams = {(t.programme.slug, t.code): t for t in Team.objects.select_related("programme")}
        roles, places = [], []
        for number, member in enumerate(everyone(), start=1):
            member.staff = self._staff(member, number)
            since = _SINCE[member.programme]
            for role in member.roles:
                roles.append(RoleAssignment(
                    staff=member.staff, role=role, branch=self.branches[member.branch], programme=member.programme,
                    valid_from=since, valid_until=member.until, reason="Demo",
                    confirmed_on=_confirmed_on(member.programme, number)))  # fmt: skip
            for code in member.teams:
                self._teams[member.programme, code, member.branch].append(member.staff)
                places.append(TeamMember(
                    team=teams[member.programme, code], staff=member.staff, branch=self.branches[member.branch],
                    profession=member.profession, valid_from=since, valid_until=member.until))  # fmt: skip
            self.members.append(member)
            self._professions[member.staff.pk] = member.profession
        # All but one have been at work before, and been told that readings are reviewed (GDPR-16).
        told = [member.staff for member in self.members if "första gången" not in member.try_this]
        ToldStaff.objects.bulk_create(ToldStaff(staff=staff, version=VERSION) for staff in told)
        RoleAssignment.objects.bulk_create(roles)
        TeamMember.objects.bulk_create(places)
        return self

    def _staff(self, member, number):
        first, last = member.name.split(" ", 1)
        return Staff.objects.create(
            username=f"demo{number:03d}@{_ORGANISATIONS[member.branch]}", first_name=first, last_name=last,
            authority_id=self.branches[member.branch].authority_id, title=member.title, phone=f"070-1740{604 + number}", try_this=member.try_this,
        )  # fmt: skip

    def in_team(self, team: str, branch: str, programme=FIRST) -> list[Staff]:
        """The members of a team from one branch."""
        return self._teams[programme, team, branch]

    def profession_of(self, staff) -> str:
        """The profession that a person has in her teams."""
        return self._professions[staff.pk]

    def with_role(self, role, branch=None, programme=FIRST) -> list[Staff]:
        """People with a role, perhaps for one branch."""
        return [m.staff for m in self.members
                if role in m.roles and m.programme == programme and branch in (None, m.branch)]  # fmt: skip
