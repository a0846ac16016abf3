"""Log in, choose what to act as, see one's own log, give and end roles."""

from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access import actions
from samkraft.access.choices import Event, Role
from samkraft.access.forms import GiveRoleForm
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.log_words import told
from samkraft.access.models import Branch, ReadLog, RoleAssignment, Staff
from samkraft.access.perms import acts, can_administer_access, may_pick_a_role
from samkraft.access.readlog import log_session
from samkraft.access.sessions import choices_of, choose, programme_names
from samkraft.core.forms import posted_text
from samkraft.core.identifiers import uuid_or_none
from samkraft.core.pages import paginate
from samkraft.core.receipts import forget, problem, receipt

BACKEND = "samkraft.access.login.StaffBackend"


@login_not_required
@require_http_methods(["GET", "POST"])
def login(request):
    """Demo: pick a person. Production: the words that say where to log in."""
    if not may_pick_a_role(request):
        return render(request, "access/login_elsewhere.html")
    if request.method == "POST":
        person = get_object_or_404(Staff, public_id=uuid_or_none(request.POST.get("person")), is_active=True)
        return _enter(request, person)
    return render(request, "access/pick_role.html", {"groups": people_to_try()})


def _enter(request, person):
    start_session(request, person, backend=BACKEND)
    log_session(Event.LOGIN, person)
    choices = choices_of(person)
    if len(choices) == 1:
        choose(request, choices[0].key)
        return redirect("/")
    return redirect("access:choose_branch")


def people_to_try():
    """Those whom the demo offers, by role: what each may try stands with the person."""
    rows = RoleAssignment.objects.filter(staff__is_active=True).exclude(staff__try_this="")
    groups: dict[str, dict] = {}
    for row in rows.select_related("staff", "branch").order_by("pk"):
        group = groups.setdefault(row.role, {"label": Role(row.role).label, "people": {}})
        group["people"].setdefault(row.staff_id, {"person": row.staff, "branch": row.branch.name})
    order = list(Role)
    return [
        {"label": group["label"], **_first_and_rest(list(group["people"].values()))}
        for role, group in sorted(groups.items(), key=lambda item: order.index(Role(item[0])))
    ]


def _first_and_rest(people, shown=3):
    """A few of each role at once; the others fold out, so that every role is in sight."""
    return {"first": people[:shown], "rest": people[shown:]}


@require_http_methods(["GET", "POST"])
def choose_branch(request):
    """Choose for which branch and programme to act; most people have one."""
    if request.method == "POST" and choose(request, request.POST.get("choice", "")):
        forget(request)  # SEK-01: a receipt of one branch's work isn't read while acting for another
        return redirect("/")
    names = programme_names()
    choices = [
        {
            "key": choice.key,
            "branch": choice.branch.name,
            "programme": names.get(choice.programme, _("alla program")),
            "roles": ", ".join(str(Role(role).label).lower() for role in sorted(choice.roles)),
        }
        for choice in choices_of(request.user)
    ]
    return render(request, "access/choose_branch.html", {"choices": choices})


@require_POST
def logout(request):
    """End the session here, and tell the browser to forget what it kept."""
    log_session(Event.LOGOUT, request.user)
    end_session(request)
    response = redirect("access:login")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
@allow(acts)
def my_log(request):
    """What the log holds on one's own reading (GDPR-16): when, what kind, how many cases; no content."""
    mine = ReadLog.objects.filter(staff_id=request.user.pk, branch_id=request.acting.branch.pk)
    page = paginate(mine.order_by("-occurred_at", "-pk"), request)
    rows = [
        {
            "moment": row.occurred_at,
            "what": row.get_event_display(),
            "where": "" if row.event == Event.DENIED else told(row.items, row.object_type),
            "cases": len(row.case_ids),
        }
        for row in page
    ]
    return render(request, "access/my_log.html", {"page": page, "rows": rows, "params": ""})


@require_http_methods(["GET", "POST"])
@allow(can_administer_access)
def roles(request):
    """The roles in the administrator's authority; give a new one."""
    form = GiveRoleForm(request.POST or None, acting=request.acting)
    if request.method == "POST" and form.is_valid() and _give(request, form):
        return redirect("access:roles")
    held = RoleAssignment.objects.in_force().filter(branch__authority=request.acting.branch.authority_id)
    held = held.select_related("staff", "branch").order_by("staff__last_name", "staff__first_name", "pk")
    page = paginate(held, request)
    status = 422 if form.is_bound else 200
    return render(request, "access/roles.html", {"page": page, "form": form, "params": ""}, status=status)


def _give(request, form):
    given = form.cleaned_data
    try:
        actions.give_role(
            request.acting, given["person"], given["role"], given["branch"], given["valid_from"],
            given["valid_until"], given["reason"],
        )  # fmt: skip
    except actions.RoleRefused as refusal:
        form.add_error("role", str(refusal))
        return False
    receipt(request, _("Rollen är given till %(name)s.") % {"name": given["person"].name})
    return True


@require_POST
@allow(can_administer_access)
def end_role(request, pk):
    """End a role at once."""
    branches = Branch.objects.filter(authority=request.acting.branch.authority_id)
    held = RoleAssignment.objects.filter(branch__in=branches).select_related("branch", "staff")
    assignment = found_or_denied(request, held, rule="role of another authority", pk=pk)
    try:
        actions.end_role(request.acting, assignment, posted_text(request, "reason", 200))
    except actions.RoleRefused as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Rollen är avslutad för %(name)s.") % {"name": assignment.staff.name})
    return redirect("access:roles")
