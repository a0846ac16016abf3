"""Reading the joint plan: the draft, the newest version that this branch holds, what others have sent in.

Own versions and received copies are the same :class:`~samkraft.casework.plan_content.PlanContent`.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from samkraft.casework.models import Plan, PlanStep, PlanVersion, StepAnswer
from samkraft.casework.plan.content import PlanContent, StepContent, from_json, plan_view
from samkraft.core.composed import Composed
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import ReceivedCopy, Release

SENT_IN = (ItemKind.STEP_REPORT, ItemKind.STEP_PROPOSAL)


@dataclass(frozen=True)
class HeldPlan:
    """A published version as this branch holds it: its own, or the copy that it received."""

    content: PlanContent
    item: Any
    copy: ReceivedCopy | None = None

    @property
    def is_own(self):
        return self.copy is None


def newest_version(plan) -> int:
    """The number of the version that was published last from this draft, 0 for none."""
    return plan.versions.aggregate(last=Max("number"))["last"] or 0


def note_read(opened, *held):
    """DISC-4: these versions are shown; what of them was received is read now."""
    note_first_read(opened.case.pk, [plan.copy for plan in held if plan and plan.copy])


def held_plans(case_id) -> list[HeldPlan]:
    """Every version that the branch holds and may read, newest first; two queries."""
    own = PlanVersion.objects.filter(case_id=case_id)
    held = [HeldPlan(from_json(row.content), row.plan_id) for row in own]
    held += [HeldPlan(from_json(copy.content), copy.item_id, copy) for copy in _copies(case_id)]
    return sorted(held, key=lambda plan: (plan.content.number, plan.is_own), reverse=True)


_NEWEST = Composed(lambda case: PlanVersion.objects.filter(case_id=case).order_by("-number", "-pk")[:1])


def newest_plan(case_id, copies=None) -> HeldPlan | None:
    """The newest version that the branch holds, at a glance. *copies*: received plans, where they are read already."""
    own = _NEWEST.first(case=case_id)
    copies = _copies(case_id).order_by("version", "pk") if copies is None else copies
    copy = max(copies, key=lambda row: (row.version, row.pk), default=None)
    if copy and (own is None or copy.version > own.number):
        return HeldPlan(from_json(copy.content), copy.item_id, copy)
    return HeldPlan(from_json(own.content), own.plan_id) if own else None


def codes_in(content, acting) -> set[str]:
    """The branches that a plan has steps for, and one's own."""
    return {acting.branch.code} | {step.branch_code for step in content.live_steps}


def _copies(case_id):
    copies = ReceivedCopy.objects.of_case(case_id).filter(item_kind=ItemKind.PLAN)
    return copies.select_related("from_branch", "sent_by")


def published_plan(opened):
    """For the rooms that don't know how plans are made."""
    held = newest_plan(opened.case.pk)
    return plan_view(held.content) if held else None


def draft_of_plan(opened) -> Plan | None:
    """The branch's own draft, with its steps in order."""
    return Plan.objects.filter(file=opened.file).first()


def steps_of(plan):
    """The steps of a draft, in order."""
    return list(plan.steps.select_related("responsible_branch", "responsible_staff").order_by("position", "pk"))


def content_of(plan, steps) -> PlanContent:
    """A draft as content."""
    return PlanContent(plan.goal, tuple(step_content(step) for step in steps), plan.review_on)


def step_content(step: PlanStep) -> StepContent:
    branch, staff = step.responsible_branch, step.responsible_staff
    return StepContent(
        id=str(step.pk),
        title=step.title,
        activity_type=step.activity_type,
        branch_code=branch.code if branch else "",
        branch_name=branch.name if branch else "",
        branch_mark=branch.mark if branch else "",
        staff_id=str(staff.public_id) if staff else "",
        staff_name=staff.name if staff else "",
        by_participant=step.by_participant,
        starts=step.starts_on,
        ends=step.ends_on,
        state=step.state,
        why=step.why,
        reason=step.reason,
        since=step.state_since,
    )


def needs_own_copy(plan, held) -> bool:
    """Whether the draft is older than what the branch has received: the leader's branch goes on from its own copy."""
    return bool(held and not held.is_own and (plan is None or held.item != plan.pk))


def sent_in(case_id) -> list[ReceivedCopy]:
    """Step reports and proposals from other branches that nobody has answered, oldest first."""
    answered = StepAnswer.objects.filter(case_id=case_id).values("item")
    copies = ReceivedCopy.objects.of_case(case_id).filter(item_kind__in=SENT_IN).exclude(item_id__in=answered)
    return list(copies.select_related("from_branch", "sent_by").order_by("made_available_at", "pk"))


def readers_of(case_id, item, number) -> list[Release]:
    """The branches that got a version of one's own plan."""
    return _READERS(case=case_id, item=item, number=number)


_READERS = Composed(
    lambda case, item, number: Release.objects.filter(case_id=case, item_id=item, version=number, stopped_at=None)
    .select_related("to_branch").order_by("to_branch_id")
)  # fmt: skip
