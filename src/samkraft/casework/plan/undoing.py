"""Take back a step's new state that was set by mistake; the move and its undoing both stand in the step's history."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.casework.models import Plan, StepMove
from samkraft.casework.plan.planning import must_lead, touch
from samkraft.casework.plan.plans import newest_version
from samkraft.core.clock import today
from samkraft.people.problems import NotPossible
from samkraft.people.undo_rules import why_not_undone


def last_move(step) -> StepMove | None:
    """The step's latest move that was made on purpose; None when the latest is itself an undoing."""
    move = step.moves.order_by("-pk").first()
    return move if move and move.undoes_id is None else None


def why_not(move, acting) -> str:
    """Why a move can't be undone, in a sentence; empty if it can. Nothing may have been published with it."""
    last = last_move(move.step)
    published = _("Planen är publicerad med det nya läget. Ändra steget och publicera igen.")
    return why_not_undone(
        is_own=move.moved_by_id == acting.staff.pk,
        made_at=move.created_at,
        now=timezone.now(),
        is_last=last == move and move.step.state == move.to_state,
        rests_on_it=published if newest_version(move.step.plan) != move.after_version else "",
    )


def undo_url(step, acting) -> str | None:
    """Where the step's latest move is undone, for a receipt; None where it can't be."""
    move = last_move(step)
    if move is None or why_not(move, acting):
        return None
    return reverse("casework:step_undo", args=[step.case_id, step.pk, move.pk])


@transaction.atomic
def undo(opened, acting, step_id, move_id):
    """The step stands as before the move, and a move of its own says so. Raises :class:`NotPossible`."""
    must_lead(opened, acting)
    plan = Plan.objects.select_for_update().get(file=opened.file)
    move = StepMove.objects.select_related("step__plan").get(pk=move_id, step=step_id, step__plan=plan)
    if refusal := why_not(move, acting):
        raise NotPossible(refusal)
    step = move.step
    step.state, step.reason, step.state_since = move.from_state, move.reason_before, move.since_before
    step.save()
    StepMove.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, step=step, from_state=move.to_state,
        to_state=move.from_state, reason=step.reason, moved_by=acting.staff, moved_on=today(), undoes=move,
        after_version=move.after_version, reason_before=move.reason,
    )  # fmt: skip
    touch(plan, acting, f"step:{step.pk}:undone")
    return step
