"""Changing the draft of the joint plan and publishing it. The draft belongs to the process leader's branch.

Each change names the revision that the person saw; if someone saved after it, the second is told (T24).
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.models import Branch, Staff
from samkraft.access.readlog import log_event
from samkraft.casework.choices import StepState
from samkraft.casework.conflicts import Conflict, last_change
from samkraft.casework.models import Plan, PlanStep, PlanVersion, StepAnswer, StepMove, StepReport
from samkraft.casework.plan.content import PlanContent, from_json
from samkraft.casework.plan.pages import plain
from samkraft.casework.plan.plans import content_of, needs_own_copy, newest_plan, newest_version, steps_of
from samkraft.casework.plan.rules import may_move, moved
from samkraft.core.clock import today
from samkraft.people.models import CaseFile
from samkraft.people.problems import NotPossible
from samkraft.sharing.choices import ItemKind


def must_lead(opened, acting):
    """Only the process leader's branch changes and publishes the plan."""
    if not opened.is_led_by(acting):
        raise NotPossible(_("Bara processledarens verksamhet ändrar planen. Föreslå ett steg i stället."))


@transaction.atomic
def ensure_draft(opened, acting) -> Plan:
    """The draft to work in: the existing one, one made from the branch's own newest copy, or an empty one."""
    must_lead(opened, acting)
    CaseFile.objects.select_for_update().get(pk=opened.file.pk)
    plan = Plan.objects.filter(file=opened.file).first()
    held = newest_plan(opened.case.pk)
    if plan and not needs_own_copy(plan, held):
        return plan
    if plan is None:
        plan = Plan.objects.create(owner_branch=acting.branch, case=opened.case, file=opened.file)
        log_event(Event.PLAN_CREATED, [opened.case.pk], object_type="plan", items=[f"plan:{plan.pk}"])
    if held:
        _copy_into(plan, held.content, opened, acting)
    return plan


def _copy_into(plan, content, opened, acting):
    """Go on from a received version (design "Plan"): its goal and steps become the draft's."""
    plan.steps.all().delete()
    branches = {branch.code: branch for branch in Branch.objects.all()}
    staff = {
        str(p.public_id): p
        for p in Staff.objects.filter(public_id__in=[s.staff_id for s in content.steps if s.staff_id])
    }
    for position, step in enumerate(content.steps, start=1):
        PlanStep.objects.create(
            owner_branch=acting.branch, case=opened.case, file=opened.file, plan=plan, position=position,
            title=step.title, why=step.why, activity_type=step.activity_type,
            responsible_branch=branches.get(step.branch_code), responsible_staff=staff.get(step.staff_id),
            by_participant=step.by_participant, starts_on=step.starts, ends_on=step.ends, state=step.state,
            state_since=step.since or today(), reason=step.reason,
        )  # fmt: skip
    plan.goal, plan.review_on, plan.changed_since_published = content.goal, content.review_on, True
    plan.revision += 1
    plan.save()


def _locked(opened, acting, revision, step_id=None) -> Plan:
    """The draft, held for the length of the transaction; raises :class:`Conflict` when it has moved on.

    The conflict tells of the step alone where one is changed and is still there.
    """
    must_lead(opened, acting)
    plan = Plan.objects.select_for_update().get(file=opened.file)
    if revision is not None and plan.revision != revision:
        who, moment = last_change("casework_plan", plan.pk)
        raise Conflict(who, moment or plan.created_at, _as_it_stands(plan, step_id), plan.revision)
    return plan


def _as_it_stands(plan, step_id) -> str:
    content = content_of(plan, steps_of(plan))
    changed = [step for step in content.steps if step.id == str(step_id)]
    if not changed:
        return plain(content)
    return "\n\n".join(filter(None, [plain(PlanContent(steps=tuple(changed))), changed[0].why]))


def touch(plan, acting, what):
    """The draft has changed: others who stand on an older revision are told."""
    plan.revision += 1
    plan.changed_since_published, plan.changed_on = True, today()
    plan.save()
    log_event(Event.STEP_CHANGED, [plan.case_id], object_type="plan", items=[f"plan:{plan.pk}", what])


@transaction.atomic
def save_goal(opened, acting, revision, goal, review_on):
    """The person's goal and the day of the next review."""
    plan = _locked(opened, acting, revision)
    plan.goal, plan.review_on = goal, review_on
    touch(plan, acting, "goal")


@transaction.atomic
def save_step(opened, acting, revision, given, step_id=None) -> PlanStep:
    """Add a step, or change one. *given*: fields of ``PlanStep`` by name."""
    plan = _locked(opened, acting, revision, step_id)
    if step_id is None:
        last = plan.steps.aggregate(last=Max("position"))["last"] or 0
        step = PlanStep(owner_branch=acting.branch, case=opened.case, file=opened.file, plan=plan, position=last + 1)
    else:
        step = _step(plan, step_id)
    before = {name: getattr(step, name) for name in ("state", "reason", "state_since")} if step_id else {"state": ""}
    for name, value in given.items():
        setattr(step, name, value)
    has_moved = step.state != before["state"]
    if has_moved:
        step.state_since = today()
        step.reason = given.get("reason", "")
    step.save()
    if has_moved and before["state"]:
        _note_move(opened, acting, step, before)
    touch(plan, acting, f"step:{step.pk}")
    return step


def _note_move(opened, acting, step, before):
    StepMove.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, step=step, from_state=before["state"],
        to_state=step.state, reason=step.reason, moved_by=acting.staff, moved_on=today(),
        reason_before=before["reason"], since_before=before["state_since"], after_version=newest_version(step.plan),
    )  # fmt: skip


def _step(plan, step_id):
    step = plan.steps.filter(pk=step_id).first()
    if step is None:
        raise NotPossible(_("Steget finns inte längre i utkastet."))
    return step


@transaction.atomic
def set_state(opened, acting, revision, step_id, state) -> PlanStep:
    """How a step stands, by one press: where no reason is asked for."""
    step = _step(_locked(opened, acting, revision), step_id)
    if not may_move(step.state, state):
        raise NotPossible(_("Steget kan inte gå dit från läget det har nu."))
    if opened.definition.reasons_of(state):
        raise NotPossible(_("Öppna steget och välj skälet."))
    return save_step(opened, acting, revision, {"state": StepState(state)}, step_id)


@transaction.atomic
def add_steps(opened, acting, revision, chosen) -> int:
    """Put several steps in at the end, as proposals to talk about. *chosen*: fields of ``PlanStep`` by name, each."""
    _locked(opened, acting, revision)
    for values in chosen:
        save_step(opened, acting, None, values)
    return len(chosen)


@transaction.atomic
def agree_all(opened, acting, revision) -> int:
    """Every proposed step is agreed upon, by one press, when it has been gone through with the person."""
    plan = _locked(opened, acting, revision)
    proposed = [step for step in steps_of(plan) if step.state == StepState.PROPOSED]
    for step in proposed:
        save_step(opened, acting, None, {"state": StepState.AGREED}, step.pk)
    return len(proposed)


@transaction.atomic
def move_step(opened, acting, revision, step_id, by):
    """One place up or down."""
    plan = _locked(opened, acting, revision)
    steps = steps_of(plan)
    step = _step(plan, step_id)
    for position, row in enumerate(moved(steps, step, by), start=1):
        if row.position != position:
            PlanStep.objects.filter(pk=row.pk).update(position=position)
    touch(plan, acting, f"step:{step.pk}")


@transaction.atomic
def remove_step(opened, acting, revision, step_id):
    """Take a step out of the draft; earlier versions keep it."""
    plan = _locked(opened, acting, revision)
    step = _step(plan, step_id)
    step.delete()
    touch(plan, acting, f"step:{step_id}")
    return step


@transaction.atomic
def publish(opened, acting, revision, review_on, present) -> PlanVersion:
    """A new version, as the draft stands; none of somebody discharged (PLAN-4). The caller shares it in the same
    transaction."""
    plan = _locked(opened, acting, revision)
    if not opened.case.is_open:
        raise NotPossible(_("Personen är utskriven, och planen är slut med det. Inget nytt publiceras."))
    steps = steps_of(plan)
    if not steps and not plan.goal:
        raise NotPossible(_("Planen är tom. Skriv målet eller ett steg först."))
    plan.review_on = review_on
    held = newest_plan(opened.case.pk)
    number = (held.content.number if held else 0) + 1
    content = content_of(plan, steps).published(number, today(), acting.staff.name, present)
    version = PlanVersion.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, plan=plan, number=number,
        content=content.to_json(), published_on=today(), published_by=acting.staff, person_was_present=present,
        review_on=review_on,
    )  # fmt: skip
    plan.changed_since_published = False
    plan.revision += 1
    plan.save()
    log_event(Event.PLAN_PUBLISHED, [opened.case.pk], object_type="plan", items=[f"plan:{plan.pk}:{number}"])
    return version


@transaction.atomic
def write_report(opened, acting, step, given) -> StepReport:
    """What another branch tells of a step, or proposes (*step* None); it is released to the leader's branch."""
    report = StepReport.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, step=step.id if step else None,
        title=step.title if step else given["title"], text=given.get("text", ""), state=given.get("state", ""),
        reason=given.get("reason", ""), starts_on=given.get("starts_on"), ends_on=given.get("ends_on"),
        written_by=acting.staff, written_on=today(),
    )  # fmt: skip
    log_event(Event.ITEM_CREATED, [opened.case.pk], object_type="step_report", items=[f"report:{report.item}"])
    return report


def report_content(report) -> dict:
    """What a release of a report or proposal holds."""
    days = {name: day.isoformat() if day else "" for name, day in
            (("starts", report.starts_on), ("ends", report.ends_on), ("written_on", report.written_on))}  # fmt: skip
    return {"step": str(report.step) if report.step else "", "title": report.title, "text": report.text,
            "state": report.state, "reason": report.reason, "written_by": report.written_by.name} | days  # fmt: skip


@transaction.atomic
def answer(opened, acting, revision, copy, take):
    """Take what another branch sent into the draft, or leave it; either way it is off the list."""
    plan = _locked(opened, acting, revision)
    CaseFile.objects.select_for_update().get(pk=opened.file.pk)
    _made, is_new = StepAnswer.objects.get_or_create(
        owner_branch=acting.branch, item=copy.item_id,
        defaults={"case": opened.case, "file": opened.file, "taken": take, "answered_by": acting.staff,
                  "answered_on": today()},
    )  # fmt: skip
    if take and is_new:
        _take(opened, acting, plan, copy)


def _take(opened, acting, plan, copy):
    dates = from_json({"steps": [{"id": "-", "title": "", "starts": copy.content.get("starts"),
                                  "ends": copy.content.get("ends")}]}).steps[0]  # fmt: skip
    if copy.item_kind == ItemKind.STEP_PROPOSAL:
        given = {"title": copy.content["title"], "responsible_branch": copy.from_branch,
                 "responsible_staff": copy.sent_by, "starts_on": dates.starts, "ends_on": dates.ends,
                 "state": StepState.AGREED}  # fmt: skip
        save_step(opened, acting, None, given)
        return
    step = plan.steps.filter(pk=copy.content.get("step") or None).first()
    step = step or plan.steps.filter(title=copy.content.get("title", "")).first()
    if step is None:
        raise NotPossible(_("Steget finns inte längre i planen. Lämna rapporten eller lägg till steget igen."))
    given = {"state": copy.content.get("state") or step.state, "reason": copy.content.get("reason", "")}
    if dates.ends:
        given["ends_on"] = dates.ends
    save_step(opened, acting, None, given, step.pk)
