"""The AF/FK cooperation of a case: the steps taken, the next one noted and shared in the same press (P-037)."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny
from samkraft.access.models import Branch
from samkraft.casework.case_page import frame
from samkraft.casework.cooperation import steps
from samkraft.casework.cooperation.forms import StepTakenForm
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.core.clock import today
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.links import first_url
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.sheets import share_chosen

TAB = "casework:plan"
INDICATOR = "af_fk_cooperation"  # the goal: 75 per cent of those who come from FK (P-037)


@require_http_methods(["GET", "POST"])
@allow(can_see_cases)
@fresh_login_required(when=shares)
def show(request, case):
    """Every step that the branch knows of, and a form for its own."""
    opener = open_case_for_work if request.method == "POST" else open_case
    opened = opener(request, case, "cooperation")
    if not opened.definition.cooperation_steps:
        deny(request, "the programme has no such cooperation")
    mine = steps.steps_for(opened.definition, request.acting.branch.code)
    may_work = bool(mine) and can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    if request.method == "POST" and not may_work:
        deny(request, "the branch notes no step")
    taken = steps.taken_in(opened)
    _note_read(opened, taken)
    form, sheet = None, None
    if may_work:
        form = StepTakenForm(request.POST or None, steps=mine, initial={"taken_on": today()})
        sheet = sheet_for(request, opened, steps.CATEGORY, only=_concerned(opened))
        if request.method == "POST" and form.is_valid() and _noted(request, opened, form, sheet):
            return redirect("casework:cooperation", case=case)
    context = frame(request, opened, TAB, (TAB, _("Gemensam plan"))) | {
        "taken": taken, "is_over": steps.is_over(taken), "form": form, "sheet": sheet,
        "goal_url": first_url(("steering:indicator",), INDICATOR),
    }  # fmt: skip
    return render(request, "casework/cooperation/case.html", context, status=422 if request.method == "POST" else 200)


def _concerned(opened):
    """Keys of the branches that take steps of it, and of the one that leads the case."""
    codes = {step.branch for step in opened.definition.cooperation_steps}
    return {*Branch.objects.filter(code__in=codes).values_list("pk", flat=True), opened.case.leader_branch_id}


def _note_read(opened, taken):
    for one in taken:
        if one.copy:
            opened.shows(one.copy.category, f"cooperation:{one.item}:1")
    opened.log_sensitive()
    note_first_read(opened.case.pk, [one.copy for one in taken if one.copy])


def _noted(request, opened, form, sheet):
    """Keep the step and share it; False where it can't be done as asked."""
    choice = sheet.choice()
    if choice.error:
        return False
    try:
        row = steps.note(opened, form.cleaned_data["step"], form.cleaned_data["taken_on"])
    except NotPossible as refusal:
        show_on(form, refusal)
        return False
    what = steps.to_release(opened, row)
    shared = share_chosen(
        request, opened, choice, ItemKind.COOPERATION, row.item, 1, what.title, what.content, what.category
    )
    say_shared(request, shared)
    return True
