"""What a version of the joint plan holds, as it is stored, released and received: the same for every branch.

A step says what, who and when. A received copy is drawn from this alone, so it carries names and not keys.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samkraft.casework.choices import StepState
from samkraft.people.plan_source import PlanStepView, PlanView

DONE_STATES = (StepState.DONE, StepState.INTERRUPTED, StepState.NOT_WANTED)


@dataclass(frozen=True)
class StepContent:
    """A step: what is done, by whom, from when to when, and how it stands."""

    id: str
    title: str
    activity_type: str = ""
    branch_code: str = ""
    branch_name: str = ""
    branch_mark: str = ""
    staff_id: str = ""
    staff_name: str = ""
    by_participant: bool = False
    starts: date | None = None
    ends: date | None = None
    state: str = StepState.AGREED.value
    why: str = ""
    reason: str = ""
    since: date | None = None

    @property
    def shown_state(self) -> str:
        """done, now or later, as the list of steps draws it."""
        if self.state in DONE_STATES:
            return "done"
        return "now" if self.state == StepState.UNDER_WAY else "later"

    @property
    def state_word(self) -> str:
        return str(StepState(self.state).label)

    def is_live(self) -> bool:
        """Neither done nor given up."""
        return self.state not in DONE_STATES


@dataclass(frozen=True)
class PlanContent:
    """A version of the plan. ``number`` is 0 for a draft."""

    goal: str = ""
    steps: tuple[StepContent, ...] = ()
    review_on: date | None = None
    number: int = 0
    published_on: date | None = None
    published_by: str = ""
    present: bool = False

    @property
    def live_steps(self) -> tuple[StepContent, ...]:
        return tuple(step for step in self.steps if step.is_live())

    def states_only(self) -> "PlanContent":
        """The plan for one who may know how the steps stand (table B): no goal, titles, names or reasons."""
        steps = tuple(
            StepContent(step.id, _("Steg %(n)s") % {"n": number}, starts=step.starts, ends=step.ends, state=step.state)
            for number, step in enumerate(self.steps, 1)
        )
        return replace(self, goal="", steps=steps)

    def to_json(self) -> dict[str, Any]:
        """As a version and a release hold it."""
        return _to_plain(self)

    def published(self, number, on, by, present) -> "PlanContent":
        """This content as a version."""
        return replace(self, number=number, published_on=on, published_by=by, present=present)


def from_json(stored: dict[str, Any]) -> PlanContent:
    """Read a stored or received version. Keys of a later Samkraft are left out, missing ones get their default."""
    steps = tuple(StepContent(**_known(StepContent, step)) for step in stored.get("steps", ()))
    return PlanContent(**_known(PlanContent, stored) | {"steps": steps})


def _known(cls, stored):
    kept = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
    for name in ("starts", "ends", "since", "review_on", "published_on"):
        if kept.get(name):
            kept[name] = date.fromisoformat(kept[name])
    return kept


def _to_plain(value):
    if isinstance(value, PlanContent | StepContent):
        return {name: _to_plain(part) for name, part in vars(value).items()}
    if isinstance(value, tuple):
        return [_to_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Change:
    """One difference between two versions, in words."""

    kind: str  # added, removed, changed, text
    title: str
    before: str = ""
    after: str = ""


@dataclass
class Comparison:
    """What differs between two versions of the plan."""

    older: PlanContent
    newer: PlanContent
    changes: list[Change] = field(default_factory=list)


def plan_view(content: PlanContent) -> PlanView:
    """The plan as the rooms that don't know plans read it."""
    steps = tuple(
        PlanStepView(
            UUID(step.id), step.title, who_text(step), step.shown_state, step.activity_type, step.starts, step.ends
        )
        for step in content.steps
    )
    return PlanView(content.number, content.published_on, content.goal, steps)


def who_text(step: StepContent, participant: str = "") -> str:
    """Who does the step: names, the participant first where she does it herself."""
    names = [participant or "deltagaren"] if step.by_participant else []
    if step.staff_name:
        names.append(step.staff_name)
    return " och ".join(names)
