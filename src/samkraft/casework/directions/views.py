"""The direction of a plan: which the programme has, which was chosen, what is missing (P-039, CON-11)."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samkraft.access.guard import allow, deny
from samkraft.access.models import Branch
from samkraft.casework.case_page import frame
from samkraft.casework.directions.rules import SIP, checks_of, known_of, sip_checks
from samkraft.casework.models import PlanAgreement
from samkraft.casework.plan import plans
from samkraft.people.case_access import open_case
from samkraft.people.choices import HandoverState
from samkraft.people.links import first_url
from samkraft.people.models import Handover, PhaseMove
from samkraft.people.perms import can_see_cases

TAB = "casework:plan"


@require_safe
@allow(can_see_cases)
def show(request, case):
    """The directions of the programme, and what a plan in the one that was chosen lacks; else what a SIP does."""
    opened = open_case(request, case, "plan")
    if opened.by_exception:
        deny(request, "plan opened with a reason")
    held = plans.newest_plan(opened.case.pk)
    plans.note_read(opened, held)
    known, chosen = _known(opened, held), _chosen(opened)
    direction = next((row for row in opened.definition.directions if row.code == chosen), None)
    branches = opened.definition.branches
    checks = checks_of(direction, known, branches) if direction else []
    if not opened.definition.directions:
        checks = sip_checks(known, branches)
    context = frame(request, opened, TAB, (TAB, _("Gemensam plan"))) | {
        "directions": [{"row": row, "is_chosen": row.code == chosen} for row in opened.definition.directions],
        "direction": direction,
        "is_sip": direction is None or direction.code == SIP,
        "checks": [_check_row(check, opened) for check in checks],
        "missing": sum(not check.is_met for check in checks),
        "held": held,
        "leads": opened.is_led_by(request.acting),
    }
    return render(request, "casework/directions/case.html", context)


def _known(opened, held):
    answers = PlanAgreement.objects.filter(case=opened.case).order_by("-pk").values_list("agrees", flat=True)
    got = Handover.objects.filter(case=opened.case, state=HandoverState.ACCEPTED)
    leading = opened.case.leader_branch.code if opened.case.leader_branch_id else ""
    codes = Branch.objects.filter(pk__in=got.values("receiver_branch")).values_list("code", flat=True)
    return known_of(
        held.content if held else None, agrees=bool(answers.first()), leading=leading, received_by=frozenset(codes)
    )


def _chosen(opened):
    """The latest direction, in the file of the branch that chose it."""
    moves = PhaseMove.objects.filter(case=opened.case).exclude(direction="").order_by("-moved_on", "-pk")
    return moves.values_list("direction", flat=True).first() or ""


def _check_row(check, opened):
    return {"check": check, "url": first_url((check.page,), opened.case.pk)}
