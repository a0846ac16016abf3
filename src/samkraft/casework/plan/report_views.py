"""Other branches than the leader's: tell how one's own step goes, or propose a step."""

from functools import partial

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny
from samkraft.casework import drafts, rules
from samkraft.casework.case_page import frame
from samkraft.casework.plan import planning, plans
from samkraft.casework.plan.forms import ProposalForm, ReportForm
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.people.case_access import open_case_for_work
from samkraft.people.perms import can_work_with_people
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.sheets import share_chosen

TAB = "casework:plan"


def _opened(request, case, item):
    """The leader's branch writes in the plan itself; a case without a leader has nobody to send to."""
    opened = open_case_for_work(request, case, item)
    if opened.case.leader_branch_id is None or opened.is_led_by(request.acting):
        deny(request, "no other branch leads")
    return opened


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def report(request, case, step):
    """How a step goes that one's own branch is responsible for."""
    opened = _opened(request, case, f"step:{step}")
    held = plans.newest_plan(opened.case.pk)
    found = next((s for s in held.content.steps if s.id == str(step)), None) if held else None
    if found is None or found.branch_code != request.acting.branch.code:
        deny(request, "not our step")
    plans.note_read(opened, held)
    initial = {"state": found.state, "reason": found.reason, "ends_on": found.ends}
    form_class = partial(ReportForm, definition=opened.definition)
    return _write(request, opened, form_class, initial, found, f"step-report-{step}")


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def propose(request, case):
    """A step for the process leader to take into the plan."""
    opened = _opened(request, case, "step:proposal")
    return _write(request, opened, ProposalForm, {}, None, "step-proposal")


def _write(request, opened, form_class, initial, step, form_name):
    sheet = sheet_for(request, opened, "plan", only=[opened.case.leader_branch_id])
    draft = drafts.draft_of(form_name, opened.case.pk, request.acting)
    form = form_class(request.POST or None, initial=draft.initial(initial))
    if request.method == "POST" and form.is_valid():
        choice = sheet.choice()
        if not choice.error:
            return _send(request, opened, form.cleaned_data, step, choice, form_name)
    context = frame(request, opened, TAB, (TAB, _("Gemensam plan"))) | {
        "form": form,
        "sheet": sheet,
        "step": step,
        "draft": draft if request.method == "GET" else drafts.FormDraft(form_name, opened.case.pk, None),
        "remarks": rules.remarks([form["text"].value() or ""]) if form.is_bound else [],
    }
    return render(request, "casework/step_report.html", context, status=422 if form.is_bound else 200)


def _send(request, opened, given, step, choice, form_name):
    written = planning.write_report(opened, request.acting, step, given)
    kind = ItemKind.STEP_REPORT if step else ItemKind.STEP_PROPOSAL
    shared = share_chosen(
        request, opened, choice, kind, written.item, 1, f"{kind.label}: {written.title}",
        planning.report_content(written), "plan",
    )  # fmt: skip
    drafts.discard_draft(form_name, opened.case.pk, request.acting)
    say_shared(request, shared)
    return redirect("casework:plan", case=opened.case.pk)
