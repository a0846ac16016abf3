"""Pages on roles beside giving them: the quarter's confirming, new colleagues, accounts that rest, what a role may."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access import lapse_actions
from samkraft.access.actions import RoleRefused, add_person
from samkraft.access.choices import Role
from samkraft.access.forms import NewPersonForm
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.perms import acts, can_administer_access, can_confirm_roles
from samkraft.access.role_words import MAY
from samkraft.access.rules import APART
from samkraft.core.clock import today
from samkraft.core.forms import posted_text
from samkraft.core.pages import paginate
from samkraft.core.receipts import problem, receipt


@require_http_methods(["GET", "POST"])
@allow(can_confirm_roles)
@fresh_login_required
def confirm_roles(request):
    """REG-08: each role is confirmed once a quarter, or it lapses. Nothing is chosen beforehand."""
    if request.method == "POST":
        keys = [int(key) for key in request.POST.getlist("roll") if key.isdecimal() and len(key) < 12]
        count = lapse_actions.confirm_roles(request.acting, keys)
        if count:
            words = ngettext("%(n)s roll är bekräftad.", "%(n)s roller är bekräftade.", count)
            receipt(request, words % {"n": count})
        else:
            problem(request, _("Ingen roll var vald. Kryssa för dem som behövs."))
        return redirect("access:confirm_roles")
    due = lapse_actions.roles_to_confirm(request).select_related("staff", "branch")
    page = paginate(due, request)
    rows = [{"role": row, "lapses_on": lapse_actions.lapses_on(row), "last": row.staff.last_login} for row in page]
    context = {"page": page, "rows": rows, "today": today(), "params": ""}
    return render(request, "access/confirm_roles.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_administer_access)
@fresh_login_required
def new_person(request):
    """ADM-1: a colleague who is to log in, keyed on organisation identity (IAM-03); roles are given afterwards."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = add_person(request.acting, **form.cleaned_data)
        except RoleRefused as refusal:
            form.add_error("username", str(refusal))
        else:
            receipt(request, _("%(name)s kan logga in. Ge nu en roll.") % {"name": person.name})
            return redirect("access:roles")
    return render(request, "access/new_person.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@allow(can_administer_access)
@fresh_login_required
def wake(request, pk):
    """An account that rests is woken by the access administrator of its authority."""
    resting = lapse_actions.resting_accounts(request.acting.branch.authority_id)
    person = found_or_denied(request, resting, rule="account of another authority", pk=pk)
    try:
        lapse_actions.wake_account(person, posted_text(request, "reason", 200))
    except RoleRefused as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("%(name)s kan logga in igen.") % {"name": person.name})
    return redirect("access:roles")


@require_safe
@allow(acts)
def what_roles_may(request):
    """Table B in words: what each role may and may not, and which roles nobody holds together."""
    rows = [
        {
            "label": role.label,
            "may": MAY[role].may,
            "may_not": MAY[role].may_not,
            "apart": [str(Role(other).label).lower() for other in sorted(APART.get(role, ()))],
            "is_mine": request.acting.has_role(role),
        }
        for role in Role
    ]
    rows.sort(key=lambda row: not row["is_mine"])
    return render(request, "access/what_roles_may.html", {"rows": rows})
