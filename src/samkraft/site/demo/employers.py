"""Employers of the demo (P-050): the register with needs and contacts, ads, meetings, and people's places there.

All is invented; the numbers of organisations lie far above those that are given out.
"""

import random
import uuid
from datetime import date, time, timedelta

from samkraft.access.acting import acting
from samkraft.employers.models import (
    ContactPerson,
    Employer,
    EmployerContact,
    Invitation,
    JobAd,
    JobProfile,
    MunicipalEmployment,
    Need,
    Placement,
    RecruitmentMeeting,
    WorkplaceVisit,
    WorkRegistration,
)
from samkraft.people.identity import luhn_digit
from samkraft.people.models import CaseFile, FollowUp
from samkraft.programmes.models import Programme
from samkraft.site.demo import bulk, plan
from samkraft.site.demo.staff import FIRST

_TRADES = (  # field of the taxonomy, word of the name, occupation, languages, licences
    ("ScKy_FHB_7wT", "bageri", "Bagarmedhjälpare", ["svenska"], []),
    ("ScKy_FHB_7wT", "kök", "Köksbiträde", [], []),
    ("ASGV_zcE_bWf", "lager", "Lagerarbetare", [], []),
    ("ASGV_zcE_bWf", "bud", "Chaufför", ["svenska"], ["B"]),
    ("NYW6_mP6_vwf", "omsorg", "Vårdbiträde", ["svenska"], []),
    ("whao_Q6A_ScE", "städ", "Lokalvårdare", [], []),
    ("RPTn_bxG_ExZ", "handel", "Butiksmedarbetare", ["svenska"], []),
    ("j7Cq_ZJe_GkT", "bygg", "Byggarbetare", [], ["B"]),
    ("VuuL_7CH_adj", "trädgård", "Trädgårdsarbetare", [], []),
    ("MVqp_eS8_kDZ", "förskola", "Barnskötare", ["svenska"], []),
)
_PLACES = ("Möllevången", "Rosengård", "Limhamn", "Kirseberg", "Hyllie")
_TOWNS = ("Malmö", "Malmö", "Malmö", "Lund", "Burlöv")
_INTEREST = ("active", "active", "interested", "interested", "later", "unknown", "no")
_NOTES = ("Vill veta mer om praktik.", "Tar gärna emot två i augusti.", "Ringer tillbaka efter semestern.", "", "")
_PEOPLE = ("Petra Ax", "Jonas Ring", "Mirella Sten", "Goran Lund", "Åsa Hav")
_AIMS = ("Pröva arbetet och få en referens.", "Träna svenska i arbetet.", "Se om halvtid fungerar.")
_VISITED = (("yes", "Trivs och kommer i tid."), ("partly", "Behöver prova fler uppgifter. Handledaren ordnar det."))
_PERSON_KEY = "work"


def tell_of_employers(register) -> None:
    """The register, then what stands in people's files, branch by branch."""
    chance = random.Random(f"{register.seed}:employers")
    programme = Programme.objects.get(slug=FIRST)
    clerk = register.roster.in_team("team-1", "af")[0]
    with acting(register.roster.branches["af"], clerk, programme=FIRST, day=plan.DAY):
        employers = _employers(chance, clerk)
        _needs(chance, employers, clerk)
        meetings = _meetings(chance, employers, programme, clerk)
        _contacts(register, chance, employers, programme)
        JobAd.objects.bulk_create(_ads(chance))
    for code in ("af", "ama", "soc"):
        _people_of(register, code, employers, meetings)


def _key(chance):
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _before(days):
    return plan.DAY - timedelta(days=days)


def _number(place):
    digits = f"55999{place:04d}"
    return digits + str(luhn_digit(digits))


def _employers(chance, clerk):
    rows = []
    for place in range(len(_TRADES) * len(_PLACES)):
        field, word, *_more = _TRADES[place % len(_TRADES)]
        rows.append(
            Employer(
                id=_key(chance), name=f"{_PLACES[place // len(_TRADES)]}s {word}", organisation_number=_number(place),
                field=field, municipality=_TOWNS[place % 5], interest=_INTEREST[place % 7], phone="040-000 00 00",
                added_by=clerk, added_on=_before(400 - place), coordinator=clerk if place % 4 == 0 else None,
            )
        )  # fmt: skip
    Employer.objects.bulk_create(rows)
    people = [
        ContactPerson(
            employer=row, name=_PEOPLE[place % 5], role="Chef", phone="070-1740605", used_on=_before(place * 3)
        )
        for place, row in enumerate(rows) if place % 3
    ]  # fmt: skip
    ContactPerson.objects.bulk_create(people)
    return rows


def _needs(chance, employers, clerk):
    rows = []
    for place, employer in enumerate(employers):
        if employer.interest != "active":
            continue
        _field, _word, title, languages, licences = _TRADES[place % len(_TRADES)]
        rows.append(
            Need(
                id=_key(chance), employer=employer, title=title, field=employer.field, languages=languages,
                licences=licences, kind=("practice", "job", "training", "language")[place % 4], places=1 + place % 3,
                municipality=employer.municipality, since=_before(-14), until=_before(-60 - place),
                confirmed_on=_before(place * 2), added_by=clerk, state="filled" if place % 11 == 0 else "open",
            )
        )  # fmt: skip
    Need.objects.bulk_create(rows)


def _meetings(chance, employers, programme, clerk):
    days = ((-6, "planned", 12), (-15, "planned", 4), (9, "held", 20), (30, "cancelled", 10))
    rows = [
        RecruitmentMeeting(
            id=_key(chance), programme=programme, employer=employers[place * 3], on=_before(days), state=state,
            title=("Sommarjobb i lager", "Vård och omsorg söker", "Butik och kök", "Bygg söker lärlingar")[place],
            starts_at=time(10 + place), place="Arena 305, sal 2", seats=seats, arranged_by=clerk,
        )
        for place, (days, state, seats) in enumerate(days)
    ]  # fmt: skip
    return RecruitmentMeeting.objects.bulk_create(rows)


_PURPOSES = ("jobs", "places", "recruitment", "follow_up", "other")


def _contacts(register, chance, employers, programme):
    rows = []
    for code, team in register.teams.items():
        members = [(branch, person) for branch in ("af", "ama") for person in register.roster.in_team(code, branch)]
        for _number_of in range(200):
            branch, person = chance.choice(members)
            on = plan.working_day(_before(chance.randrange(0, 60)), -1)
            rows.append(
                {
                    "programme": programme.pk, "employer": chance.choice(employers[:42]).pk, "on": on,
                    "staff": person.pk, "team": team.pk, "branch": register.roster.branches[branch].pk,
                    "minutes": chance.choice((60, 90, 120, 180, 240)),
                    "way": chance.choice(("visit", "phone", "digital", "email")), "note": chance.choice(_NOTES),
                    "purpose": chance.choices(_PURPOSES, (3, 5, 1, 3, 1))[0],
                }
            )  # fmt: skip
    bulk.insert(EmployerContact, rows, {})


def _ads(chance):
    for place in range(60):
        field, word, title, languages, licences = _TRADES[place % len(_TRADES)]
        extent = chance.choice(((100, 100), (50, 75), (25, 50)))
        yield JobAd(
            id=f"9{place:07d}", headline=f"{title} till {_PLACES[place % 5]}", occupation=title, field=field,
            employer_name=f"Exempel{word} AB", municipality=_TOWNS[place % 5], region_code="12", languages=languages,
            licences=licences, needs_licence=bool(licences), extent_min=extent[0], extent_max=extent[1],
            vacancies=1 + place % 4, published_on=_before(place % 25), deadline=_before(-5 - place),
        )  # fmt: skip


def _people_of(register, code, employers, meetings):
    """Places, employments, invitations and profiles in one branch's files, for some of those who are present."""
    mine = [s for s in register.people if s.is_present and s.leader_branch == code and (s.day - s.opened).days > 45]
    if not mine:
        return
    branch = register.roster.branches[code]
    with acting(branch, mine[0].staff[code], programme=FIRST, day=plan.DAY):
        cases = [story.case_id for story in mine]
        files = dict(CaseFile.objects.filter(case__among=cases, is_pseudonymous=False).values_list("case_id", "pk"))
        made: dict = {}
        for story in mine:
            if story.case_id in files:
                common = {"owner_branch": branch, "case_id": story.case_id, "file_id": files[story.case_id]}
                for row in _rows_of(story, story.staff[code], common, employers, meetings):
                    made.setdefault(type(row), []).append(row)
        for model in _MADE:
            model.objects.bulk_create(made.get(model, []), batch_size=500)


_MADE = (Placement, WorkplaceVisit, MunicipalEmployment, WorkRegistration, FollowUp, Invitation, JobProfile)


def _rows_of(story, staff, common, employers, meetings):
    chance = random.Random(f"{story.number}:{_PERSON_KEY}")
    draw = chance.random()
    if story.is_workplace and draw < (0.6 if story.team == "team-1" else 0.3):
        yield from _place(chance, story, staff, common, employers)
    elif story.is_workplace and draw < 0.75 and (draw < 0.45 or story.team == "team-1"):
        yield from _employment(chance, story, staff, common)
    elif 0.4 < draw < 0.55:
        yield _invitation(chance, staff, common, chance.choice(meetings))
    if draw < 0.25:
        trade = chance.choice(_TRADES)
        yield JobProfile(
            occupations=[trade[2].lower()], fields=[trade[0]], languages=["svenska"][: chance.randrange(2)],
            licences=["B"][: chance.randrange(2)], municipalities=["Malmö"], extent=chance.choice((50, 75, 100)),
            written_by=staff, written_on=_before(chance.randrange(30)), **common,
        )  # fmt: skip


def _place(chance, story, staff, common, employers):
    """Planned, agreed, under way (followed up in time or late) or ended."""
    state = chance.choices(("planned", "agreed", "under_way", "ended"), (2, 2, 6, 3))[0]
    agreed = max(story.opened, _before(chance.randrange(25, 45)))
    start = agreed + timedelta(days=7)
    row = Placement(
        id=_key(chance), employer=chance.choice(employers), type="work_practice", title="Arbetspraktik", state=state,
        supervisor=chance.choice(_PEOPLE), supervisor_phone="070-1740605", aim=chance.choice(_AIMS),
        person_agreed_on=agreed, hours_a_week=chance.choice((10, 20, 30)), planned_from=start,
        planned_until=start + timedelta(days=90), placed_by=staff, **common,
    )  # fmt: skip
    if state != "planned":
        row.agreement_on = agreed + timedelta(days=4)
    if state in ("under_way", "ended"):
        row.started_on = start
        row.next_visit_on = plan.working_day(_before(chance.randrange(-14, 5)))
    if state == "ended":
        row.ended_on, row.next_visit_on = _before(chance.randrange(0, 8)), None
        row.end_kind = chance.choice(("hired", "completed", "by_person"))
        row.end_reason = "Fick annat att göra." if row.end_kind == "by_person" else ""
    yield row
    if row.agreement_on:
        yield from _registered(row.ended_on or row.started_on or row.agreement_on, staff, common, placement=row)
    if state in ("under_way", "ended") and chance.random() < 0.7:
        holds, note = chance.choice(_VISITED)
        yield WorkplaceVisit(
            placement=row, held_on=min(plan.working_day(start + timedelta(days=6)), row.ended_on or plan.DAY),
            way="visit", aim_holds=holds, note=note, done_by=staff, **common,
        )  # fmt: skip


def _employment(chance, story, staff, common):
    """Under way, or ended: day 90 ahead, due, or answered (P-084)."""
    starts = story.opened + timedelta(days=20)
    row = MunicipalEmployment(
        id=_key(chance), form=chance.choice(("extra_job", "introduction_job", "new_start_job", "wage_subsidy_osa")),
        workplace=chance.choice(("Parkenheten", "Stadsbiblioteket", "Förskolan Solen")), starts_on=starts,
        extent=chance.choice((50, 75, 100)), planned_until=starts + timedelta(days=365), placed_by=staff, **common,
    )  # fmt: skip
    days = (plan.DAY - starts).days
    if days > 100 and chance.random() < 0.6:
        row.ended_on = _before(chance.randrange(60, min(days, 130)))
        row.end_kind = chance.choice(("time_out", "work", "studies"))
        if row.end_kind == "time_out":
            row.planned_until = row.ended_on
    yield row
    yield from _registered(row.ended_on or row.starts_on, staff, common, employment=row)
    if row.ended_on:
        yield _day_90(chance, row.ended_on + timedelta(days=90), staff, common)


def _registered(settled: date, staff, common, **row):
    """What was settled three weeks ago or more stands in the system of the branch's own authority (P-063)."""
    system = {"af": "ais", "ama": "procapita"}.get(common["owner_branch"].code)
    if system and settled <= _before(21):
        noted = settled + timedelta(days=5)
        yield WorkRegistration(system=system, revision=1, noted_on=noted, noted_by=staff, **row, **common)


def _day_90(chance, due: date, staff, common):
    is_done = due < _before(4) and chance.random() < 0.5
    outcome = chance.choice(("work", "studies", "continued_plan_ama", "other")) if is_done else ""
    return FollowUp(
        kind="employment_day_90", due_on=due, done_on=due if is_done else None, outcome=outcome,
        done_by=staff if is_done else None, **common,
    )  # fmt: skip


def _invitation(chance, staff, common, meeting):
    answers = {"planned": ("invited", "accepted", "declined"), "held": ("came", "came", "absent"),
               "cancelled": ("invited", "accepted")}  # fmt: skip
    state = chance.choice(answers[meeting.state])
    outcome = chance.choice(("nothing", "interview", "offer", "hired")) if state == "came" else ""
    return Invitation(
        id=_key(chance), meeting=meeting, state=state, outcome=outcome, invited_on=meeting.on - timedelta(days=40),
        invited_by=staff, **common,
    )  # fmt: skip
