"""The units of health care in a branch, and who works at each (REG-10)."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samkraft.access import unit_actions
from samkraft.access.actions import RoleRefused
from samkraft.access.forms import UnitForm
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow
from samkraft.access.perms import can_administer_access
from samkraft.access.unit_models import CareUnit, UnitMember, has_units
from samkraft.core.receipts import receipt


@require_http_methods(["GET", "POST"])
@allow(can_administer_access)
@fresh_login_required
def care_units(request):
    """Each unit with those who work there; put somebody at one."""
    branch = request.acting.branch
    units = list(CareUnit.objects.filter(branch=branch))
    form = UnitForm(request.POST or None, acting=request.acting, units=[unit.name for unit in units])
    if request.method == "POST" and form.is_valid() and _placed(request, form):
        return redirect("access:care_units")
    held = UnitMember.objects.in_force().filter(unit__branch=branch).select_related("staff")
    people = {unit.pk: [] for unit in units}
    for row in held.order_by("staff__last_name", "staff__first_name", "pk"):
        people[row.unit_id].append(row.staff.name)
    rows = [(unit, ", ".join(people[unit.pk])) for unit in units]
    context = {"rows": rows, "form": form, "has_units": has_units(branch), "branch": branch}
    return render(request, "access/care_units.html", context, status=422 if form.is_bound else 200)


def _placed(request, form):
    given = form.cleaned_data
    if not has_units(request.acting.branch):
        form.add_error(None, _("Enheter finns bara i hälso- och sjukvården."))
        return False
    try:
        unit_actions.place(request.acting, given["person"], given["name"])
    except RoleRefused as refusal:
        form.add_error("person", str(refusal))
        return False
    receipt(request, _("%(name)s arbetar på %(unit)s.") % {"name": given["person"].name, "unit": given["name"]})
    return True
