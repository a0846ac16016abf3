"""Beside the cases: autosaved drafts, a referral file to try, month-end snapshots, values that leaders have entered."""

from datetime import date
from decimal import Decimal

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.exchange.samples import write_ais_csv
from samkraft.people.choices import ProtectionLevel
from samkraft.people.models import Draft, NamedPerson
from samkraft.people.protection import actions as protection
from samkraft.programmes.models import Programme
from samkraft.sharing import retention
from samkraft.site.demo import plan
from samkraft.site.demo.documents import make_documents
from samkraft.site.demo.fact_files import write_fact_files
from samkraft.site.demo.staff import FIRST, SECOND
from samkraft.site.secrets_file import local_folder
from samkraft.steering.models import ManualValue
from samkraft.steering.snapshots import make_snapshot, month_ends, version_for

FILE_NAME = "anvisningar-2021-06.csv"
_DRAFTS = (
    "Ringde i morse. Vill flytta tiden till nästa vecka och",
    "Praktiken går bra. Handledaren föreslår att",
    "Vi pratade om kursen i augusti. Fråga SYV om",
)
# Dated values of the indicators whose source is `manual`: invented, in the size that the plan expects.
_MANUAL = {
    "staff": ((date(2020, 3, 31), 38), (date(2020, 9, 30), 41), (date(2021, 3, 31), 42)),
    "budget_used": ((date(2020, 6, 30), 9_480_000), (date(2020, 12, 31), 22_150_000), (date(2021, 5, 31), 34_720_000)),
    "evaluation_procured": ((date(2020, 12, 15), 1),),
    "employer_time": ((date(2020, 9, 30), 17), (date(2021, 3, 31), 21), (date(2021, 5, 31), 22)),
    "belief_training": ((date(2020, 11, 12), 1), (date(2021, 4, 20), 2)),
    "equality_workshops": ((date(2020, 10, 7), 1), (date(2021, 3, 9), 2)),
    "fraga_lika": ((date(2020, 11, 25), 3), (date(2021, 5, 26), 7)),
    "handbook": ((date(2020, 6, 30), 1), (date(2021, 3, 31), 2)),
}


def drafts_and_file(register) -> None:
    """Autosaved text of some members, and the file with bad rows and a protected identity in it."""
    roster = register.roster
    for place, story in enumerate(s for s in register.people if s.meets_today):
        if place % 9:
            continue
        branch = roster.branches[story.leader_branch]
        with acting(branch, story.leader, programme=FIRST, day=plan.DAY):
            Draft.objects.create(
                owner_branch=branch,
                author=story.leader,
                key=f"minutes:{story.case_id}",
                case_id=story.case_id,
                content={"text": [_DRAFTS[place % 3]], "title": ["Uppföljning"]},
            )
    make_documents(register, FIRST)
    manual_values(roster)
    folder = local_folder() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / FILE_NAME, "wb") as stream:
        write_ais_csv(stream, 60, seed=register.seed, on=plan.DAY, encoding="cp1252")
    write_fact_files(register, folder)


def proposal_to_destroy(roster) -> None:
    """What the registrar of fk has proposed: plans that ended three months ago wait for a yes."""
    branch, (registrar,) = roster.branches["fk"], roster.with_role(Role.REGISTRAR, "fk")
    with acting(branch, registrar, programme=FIRST, roles=(Role.REGISTRAR,), day=plan.DAY):
        due = [clock.subject for clock in retention.judged(FIRST).ready if clock.is_due]
        if due:
            retention.propose(FIRST, "Gallringsbeslut FK 2020:14", due[:5])


def protected_case(register) -> None:
    """One person in the first team's care is protected: two have the case by name, and a name waits for a second yes.

    By the same acts as the pages use (SKY-02, SKY-04); of the figures she is then a counter only.
    """
    roster, branch = register.roster, register.roster.branches["af"]
    handler, colleague = roster.in_team("team-1", "af")[0], roster.in_team("team-2", "af")[0]
    boss, clerk = (roster.with_role(role, "af")[0] for role in (Role.UNIT_MANAGER, Role.ACCESS_ADMINISTRATOR))
    hers = [s for s in register.people if s.is_present and s.staff.get("af") == handler]
    plain = [s for s in hers if not s.portrait and not s.meets_today] or hers
    case = plain[0].case_id if plain else None
    if case is None:
        return
    with acting(branch, handler, programme=FIRST, day=plan.DAY):
        protection.protect(case, ProtectionLevel.MARK)
    with acting(branch, boss, programme=FIRST, day=plan.DAY):
        protection.decide_named(NamedPerson.objects.get(case_id=case, staff=handler), True)
    with acting(branch, clerk, programme=FIRST, day=plan.DAY):
        protection.propose_named(case, colleague, "Ersätter under semestern")


def manual_values(roster) -> None:
    """What leaders have entered."""
    programme = Programme.objects.get(slug=FIRST)
    rows = []
    for indicator, values in _MANUAL.items():
        for on, value in values:
            is_share = indicator == "employer_time"
            rows.append(
                ManualValue(
                    programme=programme,
                    indicator=indicator,
                    on=on,
                    numerator=Decimal(value),
                    denominator=Decimal(100) if is_share else None,
                    source="Projektledningens månadsrapport",
                )
            )
    ManualValue.objects.bulk_create(rows)


def make_snapshots(workers) -> None:
    """Month-end snapshots since February 2020, by the steering room's own code: a part of the work for each day."""
    for programme in Programme.objects.filter(slug__in=(FIRST, SECOND)):
        definition = version_for(programme, programme.demo_day).definition
        for day in sorted({*month_ends(definition, programme.demo_day), programme.demo_day}):
            workers.give(f"Month end {day} of {programme.slug}", make_snapshot, programme, day)
