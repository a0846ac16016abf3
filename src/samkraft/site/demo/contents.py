"""What the demo's releases hold: built by the rooms' own functions, so the demo can't drift from what they read.

A row of the demo is plain data with keys of branches and staff; the functions ask for objects with names, so a row
is told with its branches and people put in.
"""

from types import SimpleNamespace

from samkraft.activities.content import content_of as activity_content
from samkraft.activities.contributions import accomplishments
from samkraft.casework.mapping.sections import section_content
from samkraft.casework.meetings.meetings import minutes_content, minutes_title
from samkraft.casework.plan.content import PlanContent, StepContent, plan_view
from samkraft.casework.plan.planning import report_content
from samkraft.people.pathway.handover_content import content_of as handover_content
from samkraft.people.pathway.handover_content import parts_of, texts_of


def told(row, **more) -> SimpleNamespace:
    """A row as an object, with people and branches in place of their keys."""
    return SimpleNamespace(**(row | more))


def section(row, area, staff) -> dict:
    """A section of the mapping. *area*: of the programme file."""
    return section_content(told(row, written_by=staff), area)


def minutes(row, staff) -> tuple[str, dict]:
    """A note: the title that lists show, and its content."""
    note = told(row, written_by=staff)
    return minutes_title(note), minutes_content(note)


def report(row, staff) -> dict:
    """A step report or proposal."""
    return report_content(told({"reason": ""} | row, written_by=staff))


def activity(row, story, placing) -> dict:
    """An activity as it stands."""
    return activity_content(_activity(row, story, placed_by=story.staff[placing]))


def _activity(row, story, **more):
    branches = story.branches
    return told(
        row,
        provider_branch=branches[row["provider_branch"]],
        deciding_branch=branches[row["deciding_branch"]],
        **more,
    )


def plan(goal, steps, story, on, review_on=None) -> PlanContent:
    """The plan as its steps stand on a day."""
    return PlanContent(goal, tuple(_step(story, row, on) for row in steps), review_on)


def _step(story, row, on) -> StepContent:
    code = row["responsible_branch"] or ""
    branch, staff = story.branches.get(code), story.staff.get(code)
    return StepContent(
        id=str(row["id"]),
        title=row["title"],
        activity_type=row["activity_type"],
        branch_code=code,
        branch_name=branch.name if branch else "",
        branch_mark=branch.mark if branch else "",
        staff_id=str(staff.public_id) if staff else "",
        staff_name=staff.name if staff else "",
        by_participant=row["by_participant"],
        starts=row["starts_on"],
        ends=row["ends_on"],
        why=row["why"],
        **_standing(row, on),
    )


def _standing(row, on):
    """How a step stood on a day: what isn't told of it follows from its days."""
    if row["state_since"] and row["state_since"] <= on:
        return {"state": row["state"], "reason": row["reason"], "since": row["state_since"]}
    return {"state": "agreed" if on < row["starts_on"] else "under_way" if on <= row["ends_on"] else "done"}


def handover(story, definition) -> dict:
    """A handover as its sender would have sent it: the parts proposed, sent as they stand (P-038)."""
    person = story.person
    file = SimpleNamespace(
        name=person.name,
        is_pseudonymous=False,
        birth_year=person.birth_year,
        phone=person.phone,
        email=person.email,
        language=person.language,
        needs_interpreter=person.needs_interpreter,
    )
    case = SimpleNamespace(number=story.case_number)
    opened = SimpleNamespace(file=file, case=case, definition=definition)
    return handover_content(opened, parts_of(definition, texts_of(_last_plan(story), _done(story), file)))


def _last_plan(story):
    goal = next((row["goal"] for model, _, row in story.rows if model == "Plan"), "")
    steps = [row for model, _, row in story.rows if model == "PlanStep"]
    return plan_view(plan(goal, steps, story, story.end)) if steps else None


def _done(story):
    own = story.leader_branch
    rows = [row for model, branch, row in story.rows if model == "Activity" and branch == own]
    return accomplishments(_activity(row, story) for row in sorted(rows, key=lambda row: row["asked_on"]))
