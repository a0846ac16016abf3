"""What is missing before real people's data may come in, and the decisions that it needs: one page (GDPR-05)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.fresh import fresh_login_required, writes
from samkraft.access.guard import allow, found_or_denied
from samkraft.core.receipts import problem, receipt
from samkraft.people.problems import NotPossible, show_on
from samkraft.site import annex, gates
from samkraft.site.forms import GateForm
from samkraft.site.models import GateRecord
from samkraft.site.perms import can_confirm_gates, can_record_gates, can_see_gates
from samkraft.site.production import groups


@require_http_methods(["GET", "POST"])
@allow(can_see_gates)
@fresh_login_required(when=writes)
def overview(request):
    """Every demand, met or not, each decision with who wrote it down and who confirmed it; the system manager writes
    one down, somebody else confirms it."""
    form = GateForm(request.POST or None) if can_record_gates(request) else None
    if request.method == "POST" and form is not None and form.is_valid() and _record(request, form):
        receipt(request, _("Beslutet är antecknat. Någon annan måste bekräfta det."))
        return redirect("site:gates")
    lines = gates.lines()
    found = groups(lines)
    context = {
        "lines": [line for line in lines if line.record],
        "groups": found,
        "missing": sum(not demand.holds for _heading, demands in found for demand in demands),
        "all": sum(len(demands) for _heading, demands in found),
        "form": form,
        "to_confirm": {record.pk for record in gates.to_confirm(request, lines)},
    }
    bound = form is not None and form.is_bound
    return render(request, "site/gates.html", context, status=422 if bound else 200)


def _record(request, form):
    given = dict(form.cleaned_data)
    gate, authority = given.pop("gate"), given.pop("authority")
    try:
        gates.record(request.acting, gate, authority, given)
    except NotPossible as refusal:
        show_on(form, refusal)
        return False
    return True


@require_POST
@allow(can_confirm_gates)
@fresh_login_required
def confirm_decision(request, pk):
    """The second person."""
    row = found_or_denied(request, GateRecord.objects.all(), rule="no such decision", pk=pk)
    try:
        gates.confirm(request.acting, row.pk)
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Beslutet är bekräftat."))
    return redirect("site:gates")


@require_safe
@allow(can_see_gates)
def impact_annex(request):
    """The annex to the impact assessment, made from the code as it runs (GDPR-04)."""
    name = {"Content-Disposition": 'attachment; filename="bilaga-konsekvensbedomning.md"'}
    return HttpResponse(annex.made(), content_type="text/markdown; charset=utf-8", headers=name)
