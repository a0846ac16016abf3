"""Choose what to act as, give and end roles."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access import actions
from samkraft.access.choices import Role
from samkraft.access.forms import GiveRoleForm
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.lapse_actions import resting_accounts
from samkraft.access.models import Branch, RoleAssignment
from samkraft.access.perms import can_administer_access
from samkraft.access.sessions import choices_of, choose, programme_names
from samkraft.access.unit_models import has_units
from samkraft.core.forms import posted_text
from samkraft.core.pages import paginate
from samkraft.core.receipts import forget, problem, receipt


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


@require_http_methods(["GET", "POST"])
@allow(can_administer_access)
@fresh_login_required
def roles(request):
    """The roles in the administrator's authority; give a new one."""
    form = GiveRoleForm(request.POST or None, acting=request.acting)
    if request.method == "POST" and form.is_valid() and _give(request, form):
        return redirect("access:roles")
    held = RoleAssignment.objects.in_force().filter(branch__authority=request.acting.branch.authority_id)
    held = held.select_related("staff", "branch").order_by("staff__last_name", "staff__first_name", "pk")
    page = paginate(held, request)
    status = 422 if form.is_bound else 200
    resting = resting_accounts(request.acting.branch.authority_id)
    words = {"page": page, "form": form, "params": "", "resting": resting}
    words["has_units"] = has_units(request.acting.branch)
    return render(request, "access/roles.html", words, status=status)


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
@fresh_login_required
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
