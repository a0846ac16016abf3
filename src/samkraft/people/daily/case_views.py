"""The participant page: overview, history, and the small changes made from it."""

from datetime import date

from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.choices import Role
from samkraft.access.guard import Denied, allow, deny, found_or_denied
from samkraft.access.readlog import log_case, log_denied
from samkraft.core.receipts import problem, receipt
from samkraft.people import contributions
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.choices import IdentityKind
from samkraft.people.coordination import known_in_case, warning
from samkraft.people.daily import case_actions, leader_actions
from samkraft.people.daily.case_page import matrix, people_of, recent, whole_history
from samkraft.people.daily.forms import AssignForm, NextTalkForm
from samkraft.people.deadlines import dues_by_case
from samkraft.people.due_items import due_item
from samkraft.people.links import first_url
from samkraft.people.models import CaseAssignment
from samkraft.people.perms import can_manage_branch, can_see_cases, can_work_with_people
from samkraft.sharing.door import DoorRefused


@require_safe
@allow(can_see_cases)
def case(request, case_id):
    """The overview of one's own case."""
    return _overview(request, _opened(request, case_id))


@require_POST
@allow(can_see_cases)
def reveal_number(request, case_id):
    """The same page with the identity number: a deliberate POST, kept in the log by itself (ACC-3)."""
    opened = _opened(request, case_id)
    if not opened.file.identity_hash or opened.file.is_pseudonymous or opened.by_exception:
        log_denied(request, "no number to show")
        raise Denied
    number = case_actions.reveal_number(opened)
    if opened.file.identity_kind == IdentityKind.SAM and (careful := warning(known_in_case(opened.case.pk))):
        problem(request, careful)
    return _overview(request, opened, number=number)


def _opened(request, case_id):
    return open_case(request, case_id, is_logged=False)


def _log_shown(opened):
    """ACC-1 and ACC-2 in one statement, once the blocks of the page have said what they show."""
    panels = [panel.item for panel in contributions.panels()]
    shown = ["deadlines", "people", "consents", "history", *panels]
    log_case(opened.case.pk, shown, sensitive=opened.sensitive)


def _overview(request, opened, number=""):
    facts, dues = dues_by_case([opened.case], {opened.case.programme_version_id: opened.definition})[opened.case.pk]
    branch, panels = request.acting.branch, _panels(request, opened)
    _log_shown(opened)
    context = {
        "opened": opened,
        "header": case_header(request, opened, "people:case", facts=facts, number=number),
        # By exception what others shared is out of sight, so what is done can't be told from what is not.
        "dues": [] if opened.by_exception else [due_item(due) for due in dues],
        "panels": panels,
        "people": people_of(opened),
        "matrix": matrix(opened, branch, facts),
        "happenings": recent(opened, facts),
        "branch": branch,
        "may": _may(request, opened),
        "links": _links(opened),
    }
    context["acts"] = {"may": context["may"], "links": context["links"]}
    return render(request, "people/case.html", context)


def _panels(request, opened):
    """The blocks of later rooms, each rendered with its own context and nothing else."""
    built = filter(None, (panel.build(request, opened) for panel in contributions.panels()))
    return [render_to_string(template, context | {"opened": opened}, request) for template, context in built]


def _may(request, opened):
    """What may be done from the page, for the links; each view asks again."""
    handler = request.acting.has_role(Role.HANDLER)
    works = handler and opened.is_open_for_work and not opened.by_exception
    return {
        "work": works and opened.case.is_open,
        "lead": works and leader_actions.may_change_leader(opened, request.acting),
        "take_over": works
        and leader_actions.may_change_leader(opened, request.acting)
        and opened.case.leader_id != request.user.pk,
        "assign": request.acting.has_role(Role.UNIT_MANAGER) and opened.is_open_for_work,
    }


def _links(opened):
    key = opened.case.pk
    return {
        "consents": first_url(("people:consents",), key),
        "note": first_url(("casework:minutes_new",), key),
        "contact": first_url(("casework:contacts",), key),
        "tasks": first_url(("casework:tasks",), key),
        "take_over": reverse("people:leader", args=[key]) + "?till=mig",
    }


@require_safe
@allow(can_see_cases)
def case_history(request, case_id):
    """All that the branch itself holds of what happened."""
    opened = open_case(request, case_id, "history")
    facts, _dues = dues_by_case([opened.case], {opened.case.programme_version_id: opened.definition})[opened.case.pk]
    context = {
        "opened": opened,
        "header": case_header(request, opened, "people:case_history", facts=facts),
        "happenings": whole_history(opened, facts),
        "branch": request.acting.branch,
    }
    return render(request, "people/case_history.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def next_talk(request, case_id):
    """Set the day of the next talk."""
    opened = open_case_for_work(request, case_id, "next_talk")
    initial = {"next_talk_on": opened.case.next_talk_on}
    form = NextTalkForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        was, now = opened.case.next_talk_on, form.cleaned_data["next_talk_on"]
        undo = reverse("people:next_talk_back", args=[case_id, _said_day(now), _said_day(was)]) if was != now else None
        receipt(request, case_actions.set_next_talk(opened, now), undo_url=undo)
        return redirect("people:case", case_id)
    return _form_page(request, opened, form, _("Nästa samtal"), _("Spara dagen"), _("alla i teamet som har ärendet."))


_NO_DAY = "ingen"


def _said_day(day):
    return day.isoformat() if day else _NO_DAY


@require_POST
@allow(can_work_with_people)
def next_talk_back(request, case_id, now, was):
    """The day as it was before, if nobody has set another since."""
    opened = open_case_for_work(request, case_id, "next_talk")
    try:
        before = None if was == _NO_DAY else date.fromisoformat(was)
    except ValueError:
        deny(request, "not a day")
    if _said_day(opened.case.next_talk_on) == now:
        receipt(request, case_actions.set_next_talk(opened, before))
    else:
        problem(request, _("Någon har ändrat dagen sedan dess. Den står kvar."))
    return redirect("people:case", case_id)


@require_http_methods(["GET", "POST"])
@allow(can_manage_branch)
def assign(request, case_id):
    """A unit manager gives a colleague of her branch a case that she has opened with a reason (table B)."""
    opened = _opened_by_manager(request, case_id)
    members = case_actions.assignable(opened, request.acting)
    form = AssignForm(request.POST or None, people=[(key, member.staff.name) for key, member in members.items()])
    if request.method == "POST" and form.is_valid():
        member = members[form.cleaned_data["person"]]
        try:
            case_actions.assign(opened, member)
        except DoorRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("%(name)s har nu ärendet.") % {"name": member.staff.name})
            return redirect("people:assign", case_id)
    held = CaseAssignment.objects.filter(case=opened.case, branch=request.acting.branch).in_force()
    extra = {"held": held.select_related("staff").order_by("staff__last_name", "pk")}
    title, sees = _("Vem som har ärendet"), _("alla verksamheter som har ärendet ser vem som arbetar med det.")
    return _form_page(request, opened, form, title, _("Ge ärendet"), sees, extra, "people/case_assign.html")


@require_POST
@allow(can_manage_branch)
def end_assignment(request, case_id, pk):
    """End a colleague's assignment to a case that the manager has opened."""
    opened = _opened_by_manager(request, case_id)
    held = CaseAssignment.objects.filter(case=opened.case, branch=request.acting.branch).in_force()
    row = found_or_denied(request, held.select_related("staff"), rule="assignment of another branch", pk=pk)
    case_actions.end_assignment(opened, row)
    undo = reverse("people:assign_back", args=[case_id, row.staff.public_id])
    receipt(request, _("%(name)s har inte längre ärendet.") % {"name": row.staff.name}, undo_url=undo)
    return redirect("people:assign", case_id)


@require_POST
@allow(can_manage_branch)
def assign_back(request, case_id, staff):
    """Take an ending back: the colleague has the case again, if she still may. Leading is taken up anew."""
    opened = _opened_by_manager(request, case_id)
    member = case_actions.assignable(opened, request.acting).get(str(staff))
    try:
        if member:
            case_actions.assign(opened, member)
    except DoorRefused as refusal:
        problem(request, str(refusal))
    else:
        words = {"name": member.staff.name} if member else {}
        if member:
            receipt(request, _("%(name)s har ärendet igen.") % words)
        else:
            problem(request, _("Personen har redan ärendet, eller är inte med i teamet."))
    return redirect("people:assign", case_id)


def _opened_by_manager(request, case_id):
    opened = open_case(request, case_id, "people")
    if not opened.is_open_for_work:
        log_denied(request, "file closed for work")
        raise Denied
    return opened


def _form_page(request, opened, form, title, submit, sees, extra=None, template="people/case_form.html"):
    context = {
        "opened": opened,
        "header": case_header(request, opened, short=True),
        "form": form,
        "title": title,
        "submit": submit,
        "sees": sees,
        "back": reverse("people:case", args=[opened.case.pk]),
    }
    return render(request, template, context | (extra or {}), status=422 if form.is_bound else 200)
