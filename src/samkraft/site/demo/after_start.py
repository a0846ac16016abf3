"""After the start in the demo: support with talks, calls without an answer, signs of a return (P-003)."""

import random
from datetime import timedelta

from samkraft.access.commands import as_system
from samkraft.casework.models import MoneySheet
from samkraft.people.afterwards.returns import find_returns
from samkraft.people.choices import Going, TalkWay, TryResult
from samkraft.people.models import CaseAssignment, CaseFile, Discharge, FollowUp, FollowUpTry, Support, SupportTalk
from samkraft.programmes.months import add_months
from samkraft.site.demo import plan
from samkraft.site.demo.staff import FIRST

_RECENT = timedelta(days=120)
_TALKS = (7, 30, 60, 90, 150)
# A statement takes 65,535 values.
_AT_ONCE = 2000
_PLACES = {"work": ("Lagret i Fosie", "Hemtjänst Väster", "Köket på Rosengårdsskolan"), "studies": ("Komvux Malmö",)}
_KINDS = {"work_unsupported": "work", "work_subsidised": "work", "studies": "studies"}
_GOING = (Going.WELL, Going.STRAINED, Going.RISK)


def after_the_start(register) -> None:
    """In each branch's own files, as its people would have it on the demo's day."""
    for code, branch in register.roster.branches.items():
        with as_system(branch, programme=FIRST, day=plan.DAY):
            chance = random.Random(f"{register.seed}:after:{code}")
            _supports(chance)
            _tries(chance)
            _money(chance, code)


def signs_of_returns(register) -> None:
    """As the night finds them, in every file: each names the row that it was found in."""
    for branch in register.roster.branches.values():
        with as_system(branch, programme=FIRST, day=plan.DAY):
            find_returns()


def _supports(chance):
    """Two of three who began work or studies these months have somebody to call."""
    rows = Discharge.objects.filter(outcome__in=_KINDS, discharged_on__gte=plan.DAY - _RECENT)
    chosen = [row for row in rows.order_by("case__number").defer("note") if chance.random() < 0.66]
    made = [_support(chance, row) for row in chosen]
    Support.objects.bulk_create(made, batch_size=_AT_ONCE)
    talks = [talk for support in made for talk in _talks(chance, support)]
    SupportTalk.objects.bulk_create(talks, batch_size=_AT_ONCE)


def _support(chance, row):
    kind, begun = _KINDS[row.outcome], row.starts_on or row.discharged_on
    return Support(
        owner_branch_id=row.owner_branch_id, case_id=row.case_id, file_id=row.file_id, kind=kind,
        place=chance.choice(_PLACES[kind]), begun_on=begun, until=add_months(begun, 6), contact_id=row.decided_by_id,
    )  # fmt: skip


def _talks(chance, support):
    own = {"owner_branch_id": support.owner_branch_id, "case_id": support.case_id, "file_id": support.file_id}
    for number in _TALKS:
        due = support.begun_on + timedelta(days=number)
        talk = SupportTalk(support=support, due_on=due, **own)
        if due < plan.DAY - timedelta(days=3) and chance.random() < 0.9:
            talk.held_on, talk.talked_by = due, chance.choice((TalkWay.PHONE, TalkWay.VISIT))
            talk.going, talk.held_by_id = chance.choices(_GOING, (8, 2, 1))[0], support.contact_id
        yield talk


def _tries(chance):
    """Every third who is to be called hasn't answered."""
    due = FollowUp.objects.filter(done_on=None, due_on__lte=plan.DAY + timedelta(days=14)).defer("note")
    rows = due.select_related("case").order_by("case__number", "due_on")
    rows = [row for row in rows if chance.random() < 0.33]
    tries = [
        FollowUpTry(
            owner_branch_id=row.owner_branch_id, case_id=row.case_id, file_id=row.file_id, follow_up=row,
            tried_on=plan.DAY - timedelta(days=2), result=chance.choice(TryResult.values),
            again_on=plan.DAY + timedelta(days=chance.choice((0, 0, 2, 5))), tried_by=row.case.leader,
        )
        for row in rows
        if row.case.leader_id
    ]  # fmt: skip
    FollowUpTry.objects.bulk_create(tries, batch_size=_AT_ONCE)


_SHEETS = {
    "fk": (
        "benefits",
        {
            "stops": "Sjukpenningen minskar med de timmar du arbetar. Den slutar inte helt.",
            "stays": "Bostadstillägget ligger kvar tills årsinkomsten är omräknad.",
            "report": "Anmäl till Försäkringskassan samma dag som du börjar.",
            "back": "Tar arbetet slut inom sex månader kan du få tillbaka det du hade. Ring innan det slutar.",
        },
    ),
    "soc": (
        "income_support",
        {
            "stays": "En del av lönen räknas inte de första åren. Din handläggare räknar med dig.",
            "stops": "Stödet räknas om månaden efter den första lönen.",
            "report": "Lämna lönebeskedet tillsammans med nästa ansökan.",
        },
    ),
}


def _money(chance, code):
    """Some of those who go on have asked what happens with their money, and got it explained by who pays."""
    if code not in _SHEETS:
        return
    category, texts = _SHEETS[code]
    held = CaseAssignment.objects.filter(branch__code=code, case__closed_on=None).in_force(plan.DAY)
    rows = held.select_related("case").order_by("case__number", "staff_id").distinct("case__number")
    files = dict(CaseFile.objects.filter(closed_on=None).values_list("case_id", "pk"))
    sheets = [
        MoneySheet(
            owner_branch_id=row.branch_id, case_id=row.case_id, file_id=files[row.case_id], category=category,
            question="work", about="Halvtid i butik, tills vidare", starts_on=plan.DAY + timedelta(days=33),
            texts=texts, written_by_id=row.staff_id, written_on=plan.DAY - timedelta(days=chance.randrange(1, 20)),
        )
        for row in rows
        if row.case_id in files and chance.random() < 0.05
    ]  # fmt: skip
    MoneySheet.objects.bulk_create(sheets, batch_size=_AT_ONCE)
