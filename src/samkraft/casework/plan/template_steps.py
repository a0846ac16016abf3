"""Steps that the programme file proposes, made ready for one person's plan: who here would do them, and when."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from samkraft.casework.choices import StepState
from samkraft.casework.plan.rules import usual_start


@dataclass(frozen=True)
class ReadyStep:
    """A step of a template: what the plan would hold, who in words, and whether that branch works with the case."""

    key: str
    values: dict
    who: str
    is_preset: bool

    @property
    def title(self):
        return self.values["title"]

    @property
    def starts(self) -> date:
        return self.values["starts_on"]

    @property
    def ends(self) -> date:
        return self.values["ends_on"]


def templates_for(definition, phase):
    """The programme's templates, those of the present phase first."""
    return sorted(definition.plan_templates, key=lambda row: bool(row.phases) and phase not in row.phases)


def ready_steps(template, case, team, branches, on: date) -> list[ReadyStep]:
    """The template's steps with people and days. team: assignments, the leader first; branches: by code."""
    numbered = enumerate(template.steps)
    return [_ready(f"{template.code}:{number}", step, case, team, branches, on) for number, step in numbered]


def _ready(key, step, case, team, branches, on):
    branch, person = _who(step.who, case, team, branches)
    starts = usual_start(on + timedelta(days=step.after_days))
    values = {
        "title": step.title,
        "activity_type": step.activity_type,
        "responsible_branch": branch,
        "responsible_staff": person,
        "by_participant": step.with_participant or step.who == "participant",
        "starts_on": starts,
        "ends_on": starts + timedelta(days=step.days),
        "state": StepState.PROPOSED,
        "why": step.why,
    }
    works_here = branch is None or any(row.branch_id == branch.pk for row in team)
    return ReadyStep(key, values, _words(branch, person), works_here)


def _who(who, case, team, branches):
    """The branch, and who of it has the case: the leader herself where she is of that branch."""
    if who == "participant":
        return None, None
    branch_id = case.leader_branch_id if who == "leading" else branches[who].pk
    row = next((row for row in team if row.branch_id == branch_id), None)
    branch = row.branch if row else next((b for b in branches.values() if b.pk == branch_id), None)
    return branch, row.staff if row else None


def _words(branch, person):
    if branch is None:
        return _("Personen själv")
    return ", ".join(part for part in (person.name if person else "", branch.name) if part)
