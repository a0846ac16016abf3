"""Deadlines of the demo: some put off with a reason, AF's own of absence and renewal, and last night's counts."""

import random
from datetime import timedelta

from samkraft.access.commands import as_system
from samkraft.access.models import Branch
from samkraft.people.benefit_models import SECTION_CODE
from samkraft.people.due.counting import keep_counts
from samkraft.programmes.models import Programme
from samkraft.site.demo import plan
from samkraft.site.demo.staff import FIRST, SECOND

_REVIEW = timedelta(days=60)
_NOTES = ("", "", "", "Möte på fredag.", "Ringer tillbaka i början av veckan.")


def deadlines(story, definition) -> None:
    """What the leader has put off, and what AF knows of its own plan. Chance of its own: the rest stays."""
    chance = random.Random(f"deadlines:{story.number}")
    if "af" in story.joins:
        _own_plan(story, chance)
        _section_code(story)
    if chance.random() < 0.45:
        _put_off_review(story, definition, chance)


def _own_plan(story, chance):
    """AF's individual plan, renewed within half a year (S72); a few are away from the programme (S70)."""
    if chance.random() < 0.5:
        _fact(story, "individual_plan", chance.randrange(5, 190))
    if chance.random() < 0.012:
        _fact(story, "absent", chance.randrange(3, 29))


def _section_code(story):
    """Most are marked in AIS within three weeks (P-063); those who came lately, and some others, aren't yet."""
    chance = random.Random(f"section_code:{story.number}")
    since = story.joins["af"] + timedelta(days=chance.randrange(1, 21))
    if since < plan.DAY and chance.random() < 0.85:
        story.add("BenefitFact", "af", category="labour_market", kind=SECTION_CODE, valid_from=since, valid_until=None)


def _fact(story, kind, days):
    since = max(plan.DAY - timedelta(days=days), story.joins["af"])
    story.add("BenefitFact", "af", category="labour_market", kind=kind, valid_from=since, valid_until=None)


def _put_off_review(story, definition, chance):
    """The review of the plan waits, where its day has come."""
    versions = [row for model, _branch, row in story.rows if model == "PlanVersion"]
    if not versions:
        return
    newest = max(versions, key=lambda row: row["number"])
    due_on, chosen = newest["published_on"] + _REVIEW, newest["review_on"]
    if chosen and newest["published_on"] < chosen < due_on:
        due_on = chosen
    if -25 <= (due_on - plan.DAY).days <= 7:
        said_on = max(min(due_on, plan.DAY) - timedelta(days=2), newest["published_on"])
        story.add(
            "PutOff", story.leader_branch, code="plan_review", due_on=due_on,
            until=plan.working_day(plan.DAY + timedelta(days=chance.randrange(1, 15))),
            reason=chance.choice(definition.postponing.reasons), note=chance.choice(_NOTES),
            put_off_by=story.leader.pk, put_off_on=said_on, taken_up_on=None,
        )  # fmt: skip


def count_deadlines(workers) -> None:
    """What the night counts, for each branch."""
    for programme in Programme.objects.filter(slug__in=(FIRST, SECOND)):
        for branch in Branch.objects.all():
            workers.give(f"Deadlines of {branch.code} in {programme.slug}", _count, branch, programme)


def _count(branch, programme):
    with as_system(branch, programme=programme.slug, day=programme.demo_day, sees_protected=False):
        return keep_counts(programme)
