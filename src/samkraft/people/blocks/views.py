"""Blocks of a case between units of one care provider: seen, set, ended, looked behind (REG-10)."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.unit_models import has_units
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import clock_time
from samkraft.people.blocks import actions
from samkraft.people.blocks.forms import LiftForm
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.models import CareBlock
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on


@require_http_methods(["GET", "POST"])
@allow(can_see_cases)
def blocks(request, case_id):
    """That there are blocks, and whose they are where they are one's own; set one at the patient's word."""
    opener = open_case_for_work if request.method == "POST" else open_case
    opened = opener(request, case_id, "care_blocks")
    acting = request.acting
    if request.method == "POST":
        try:
            actions.block(opened, acting)
        except NotPossible as refusal:
            problem(request, str(refusal))
        else:
            receipt(
                request, _("Spärrat. Andra enheter ser inte längre vad er enhet har skrivit, och inget av det delas.")
            )
        return redirect("people:care_blocks", case_id)
    found = actions.blocks_of(opened)
    lifted = actions.own_lifts(acting, found)
    context = {
        "opened": opened,
        "header": case_header(request, opened, short=True),
        "rows": [(row, row.unit_id == acting.unit, lifted.get(row.pk)) for row in found],
        "has_own": any(row.unit_id == acting.unit for row in found),
        "has_units": has_units(acting.branch),
        "unit": acting.unit,
        "works": can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception,
        "branch": acting.branch,
    }
    return render(request, "people/care_blocks.html", context)


def _own(request, opened, block):
    found = CareBlock.objects.filter(case=opened.case).select_related("unit")
    return found_or_denied(request, found, rule="block not of this file", public_id=block)


@require_POST
@allow(can_work_with_people)
def end_block(request, case_id, block):
    """The patient wants the block away."""
    opened = open_case_for_work(request, case_id, "care_blocks")
    try:
        actions.end(opened, request.acting, _own(request, opened, block))
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Spärren är borttagen."))
    return redirect("people:care_blocks", case_id)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required
def lift_block(request, case_id, block):
    """Look behind a block for an hour: with consent, or in an emergency."""
    opened = open_case_for_work(request, case_id, "care_blocks")
    row = _own(request, opened, block)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.lift(opened, request.acting, row, **form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Du kan läsa det spärrade till %(at)s. Det granskas.") % {"at": clock_time(made.until)})
            return redirect("people:case", case_id)
    context = {
        "opened": opened,
        "header": case_header(request, opened, short=True),
        "form": form,
        "back": reverse("people:care_blocks", args=[case_id]),
    }
    return render(request, "people/lift_block.html", context, status=422 if form.is_bound else 200)
