"""The leader's branch works on the plan: goal, steps, what others sent in, publishing."""

from datetime import date

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.models import Staff
from samkraft.casework import drafts, rules
from samkraft.casework.case_page import branches_by_code, frame, team_of
from samkraft.casework.choices import StepState
from samkraft.casework.conflicts import Conflict
from samkraft.casework.models import StepMove
from samkraft.casework.plan import planning, plans, undoing
from samkraft.casework.plan import rules as plan_rules
from samkraft.casework.plan.forms import GoalForm, PublishForm, StepForm
from samkraft.casework.plan.pages import step_rows
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.core.clock import today
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import clock_time, joined
from samkraft.people.pathway.leading import open_led_case_for_work
from samkraft.people.perms import can_work_with_people
from samkraft.people.problems import NotPossible
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.models import ReceivedCopy
from samkraft.sharing.sheets import share_chosen

TAB = "casework:plan"


def _trail(*more):
    return ((TAB, _("Gemensam plan")), *more)


@require_POST
@allow(can_work_with_people)
def start(request, case):
    """Make the draft to work in: empty, or from the branch's own newest copy when it has taken over the case."""
    opened = open_led_case_for_work(request, case, "plan:draft")
    planning.ensure_draft(opened, request.acting)
    return redirect("casework:plan_edit", case=case)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def edit(request, case):
    """The draft: the goal as a form, the steps in order, what other branches have sent in."""
    opened = open_led_case_for_work(request, case, "plan:draft")
    plan = plans.draft_of_plan(opened)
    held = plans.newest_plan(opened.case.pk)
    if plan is None or plans.needs_own_copy(plan, held):
        return redirect("casework:plan", case=case)
    draft = drafts.draft_of("plan-goal", opened.case.pk, request.acting)
    form = GoalForm(request.POST or None, initial=draft.initial(_goal_initial(plan)))
    conflict = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            planning.save_goal(opened, request.acting, given["revision"], given["goal"], given["review_on"])
        except Conflict as found:
            conflict = found
            form = _standing_on(form, found, GoalForm)
        else:
            drafts.discard_draft("plan-goal", opened.case.pk, request.acting)
            receipt(request, _("Målet är sparat i utkastet."))
            return redirect("casework:plan_edit", case=case)
    return _edit_page(request, opened, plan, held, form, draft, conflict)


def _goal_initial(plan):
    return {"goal": plan.goal, "review_on": plan.review_on, "revision": plan.revision}


def _standing_on(form, conflict, cls, **kwargs):
    """The same form with what was typed, now standing on the other's revision."""
    data = form.data.copy()
    data["revision"] = conflict.now
    return cls(data, **kwargs)


def _edit_page(request, opened, plan, held, form, draft, conflict):
    content = plans.content_of(plan, plans.steps_of(plan))
    incoming = plans.sent_in(opened.case.pk)
    note_first_read(opened.case.pk, incoming)
    context = frame(request, opened, TAB, *_trail()) | {
        "plan": plan,
        "form": form,
        "draft": draft if request.method == "GET" else drafts.FormDraft("plan-goal", opened.case.pk, None),
        "conflict": conflict,
        "mine": form["goal"].value() or "",
        "steps": step_rows(content, opened.file.first_name),
        "has_templates": bool(opened.definition.plan_templates),
        "proposed": sum(step.state == StepState.PROPOSED for step in content.steps),
        "incoming": [(copy, _incoming_words(copy)) for copy in incoming],
        "nudges": plan_rules.plan_nudges(content, opened.definition, today()),
        "remarks": rules.remarks(plan_rules.plan_texts(content), is_plan=True),
        "number": held.content.number if held else 0,
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "casework/plan_edit.html", context, status=status)


def _incoming_words(copy):
    state, ends = copy.content.get("state"), copy.content.get("ends")
    return {
        "state": str(StepState(state).label) if state else "",
        "is_proposal": copy.item_kind == ItemKind.STEP_PROPOSAL,
        "ends": date.fromisoformat(ends) if ends else None,
    }


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def step(request, case, step=None):
    """Add a step, or change one."""
    opened = open_led_case_for_work(request, case, "plan:draft")
    plan = plans.draft_of_plan(opened)
    if plan is None:
        deny(request, "no draft of ours")
    row = found_or_denied(request, plan.steps.all(), "step not in our draft", pk=step) if step else None
    team, branches = team_of(opened.case), branches_by_code()
    form_name = f"plan-step-{row.pk if row else 'new'}"
    draft = drafts.draft_of(form_name, opened.case.pk, request.acting)
    choices = {"definition": opened.definition, "people": team, "branches": _party_branches(opened, branches),
               "state": row.state if row else ""}  # fmt: skip
    form = StepForm(request.POST or None, initial=draft.initial(_step_initial(plan, row)), **choices)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = planning.save_step(
                opened, request.acting, form.cleaned_data["revision"], step_values(form.cleaned_data, branches), step
            )
        except Conflict as found:
            conflict = found
            form = _standing_on(form, found, StepForm, **choices)
        else:
            drafts.discard_draft(form_name, opened.case.pk, request.acting)
            words = _("Steget ”%(title)s” är sparat i utkastet.") % {"title": saved.title}
            receipt(request, words, undo_url=undoing.undo_url(saved, request.acting))
            return redirect("casework:plan_edit", case=case)
    typed = [form["title"].value() or "", form["why"].value() or ""]
    context = frame(request, opened, TAB, *_trail(("casework:plan_edit", _("Ändra planen")))) | {
        "form": form,
        "row": row,
        "draft": draft if request.method == "GET" else drafts.FormDraft(form_name, opened.case.pk, None),
        "conflict": conflict,
        "mine": "\n\n".join(text for text in typed if text),
        "remarks": rules.remarks(typed, is_plan=True),
        "moves": row.moves.select_related("moved_by") if row else [],
        "undo_url": undoing.undo_url(row, request.acting) if row else None,
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "casework/plan_step.html", context, status=status)


def _party_branches(opened, branches):
    return [branches[party.branch] for party in opened.definition.parties if party.branch in branches]


def _step_initial(plan, row):
    if row is None:
        return {"revision": plan.revision, "state": StepState.AGREED.value}
    who = ""
    if row.responsible_branch_id:
        branch = row.responsible_branch.code
        who = f"s:{row.responsible_staff.public_id}:{branch}" if row.responsible_staff_id else f"b:{branch}"
    elif row.by_participant:
        who = "p:"
    fields = ("title", "activity_type", "by_participant", "starts_on", "ends_on", "state", "reason", "why")
    return {name: getattr(row, name) for name in fields} | {"who": who, "revision": plan.revision}


def step_values(given, branches):
    """Fields of the step from the form's values."""
    values = {name: value for name, value in given.items() if name not in ("who", "revision")}
    kind, _sep, rest = given["who"].partition(":")
    if kind == "p":
        return values | {"responsible_branch": None, "responsible_staff": None, "by_participant": True}
    person, _sep, code = rest.rpartition(":")
    staff = Staff.objects.filter(public_id=person).first() if kind == "s" else None
    return values | {"responsible_branch": branches[code if kind == "s" else rest], "responsible_staff": staff}


def _change(request, case, change, said, undo=lambda done: None):
    """A small change by one press; whoever is second is told and finds the plan as it now stands."""
    opened = open_led_case_for_work(request, case, "plan:draft")
    try:
        revision = int(request.POST.get("revision", ""))
        done = change(opened, revision)
    except ValueError:
        deny(request, "no revision")
    except Conflict as found:
        words = {"who": found.who, "at": clock_time(found.moment)}
        problem(request, _("%(who)s ändrade planen %(at)s. Läs den som den är nu och gör om.") % words)
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        if said:
            receipt(request, said % {"title": getattr(done, "title", "")}, undo_url=undo(done))
    return redirect("casework:plan_edit", case=case)


@require_POST
@allow(can_work_with_people)
def move(request, case, step):
    """One place up or down."""
    by = -1 if request.POST.get("to") == "up" else 1
    return _change(request, case, lambda o, r: planning.move_step(o, request.acting, r, step, by), "")


@require_POST
@allow(can_work_with_people)
def remove(request, case, step):
    """Take a step out of the draft."""
    said = _("Steget ”%(title)s” är borttaget ur utkastet. Publicerade versioner har det kvar.")
    return _change(request, case, lambda o, r: planning.remove_step(o, request.acting, r, step), said)


@require_POST
@allow(can_work_with_people)
def set_state(request, case, step):
    """How a step stands."""
    state = request.POST.get("state", "")
    if state not in StepState.values:
        deny(request, "no such state")
    said = _("Läget är ändrat i utkastet.")

    def undo(moved):
        return undoing.undo_url(moved, request.acting)

    return _change(request, case, lambda o, r: planning.set_state(o, request.acting, r, step, state), said, undo)


@require_POST
@allow(can_work_with_people)
def undo(request, case, step, move):
    """Take back a state that was set by mistake."""
    opened = open_led_case_for_work(request, case, "plan:draft")
    found_or_denied(request, StepMove.objects.filter(case=opened.case, step=step), "move not in our draft", pk=move)
    try:
        undone = undoing.undo(opened, request.acting, step, move)
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        words = {"title": undone.title, "state": undone.get_state_display().lower()}
        receipt(request, _("Ångrat. Steget ”%(title)s” är %(state)s igen.") % words)
    return redirect("casework:plan_edit", case=case)


@require_POST
@allow(can_work_with_people)
def agree(request, case):
    """Every proposed step is agreed upon."""
    said = _("Förslagen är överenskomna i utkastet.")
    return _change(request, case, lambda o, r: planning.agree_all(o, request.acting, r), said)


@require_POST
@allow(can_work_with_people)
def answer(request, case, release):
    """Take what another branch has sent into the draft, or leave it."""
    take = request.POST.get("answer") == "take"

    def change(opened, revision):
        mine = ReceivedCopy.objects.of_case(opened.case.pk).filter(item_kind__in=plans.SENT_IN)
        copy = found_or_denied(
            request, mine.select_related("from_branch", "sent_by"), "not sent to us", release=release
        )
        planning.answer(opened, request.acting, revision, copy, take)

    return _change(request, case, change, _("Infört i utkastet.") if take else _("Lämnat utanför planen."))


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def publish(request, case):
    """A new version, with the person present, to every branch that the consent covers."""
    opened = open_led_case_for_work(request, case, "plan:publish")
    plan = plans.draft_of_plan(opened)
    if plan is None:
        deny(request, "no draft of ours")
    sheet = sheet_for(request, opened, "plan")
    initial = {"review_on": plan.review_on, "revision": plan.revision}
    form = PublishForm(request.POST or None, initial=initial)
    conflict = None
    if request.method == "POST" and form.is_valid():
        choice = sheet.choice()
        if not choice.error:
            try:
                return _publish(request, opened, plan, form.cleaned_data, choice)
            except Conflict as found:
                conflict = found
                form = _standing_on(form, found, PublishForm)
            except NotPossible as refusal:
                form.add_error(None, str(refusal))
    content, held = plans.content_of(plan, plans.steps_of(plan)), plans.newest_plan(opened.case.pk)
    context = frame(request, opened, TAB, *_trail(("casework:plan_edit", _("Ändra planen")))) | {
        "form": form,
        "sheet": sheet,
        "content": content,
        "steps": step_rows(content, opened.file.first_name),
        "conflict": conflict,
        "comparison": plan_rules.compare(held.content, content) if held else None,
        "nudges": plan_rules.plan_nudges(content, opened.definition, today()),
        "remarks": rules.remarks(plan_rules.plan_texts(content), is_plan=True),
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "casework/plan_publish.html", context, status=status)


def _publish(request, opened, plan, given, choice):
    version = planning.publish(opened, request.acting, given["revision"], given["review_on"], given["present"])
    shared = share_plan(request, opened, version, choice)
    words = _("Planen är publicerad, version %(n)s.") % {"n": version.number}
    say_shared(request, shared, words, left_out_words(sheet_for(request, opened, "plan"), shared))
    return redirect("casework:plan", case=opened.case.pk)


def share_plan(request, opened, version, choice):
    """Release a version to those chosen."""
    title = _("Gemensam plan, version %(n)s") % {"n": version.number}
    return share_chosen(
        request, opened, choice, ItemKind.PLAN, version.plan_id, version.number, title, version.content, "plan"
    )


def left_out_words(sheet, shared):
    """Who did not get it, said as plainly as who did."""
    got = {branch.pk for branch in shared.sent}
    rest = [r.branch.name for r in sheet.receivers if r.branch.pk not in got]
    return " " + _("Inte delad med %(names)s.") % {"names": joined(rest)} if rest else ""
