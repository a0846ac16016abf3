"""The site's own pages: the register of processing, and the decisions before production."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.fresh import fresh_login_required, writes
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.models import Branch
from samkraft.core.receipts import problem, receipt
from samkraft.people.problems import NotPossible, show_on
from samkraft.site import annex, gates
from samkraft.site.forms import GateForm
from samkraft.site.models import GateRecord
from samkraft.site.register import as_json, register_of, security


@login_not_required
@require_safe
def register(request):
    """Whose registers there are (art. 30)."""
    branches = Branch.objects.select_related("authority").order_by("pk")
    return render(request, "site/register.html", {"branches": branches})


@login_not_required
@require_safe
def register_of_branch(request, code):
    """One controller's register of processing, for anybody to read: it tells of no person."""
    branch = get_object_or_404(Branch.objects.select_related("authority"), code=code)
    return render(request, "site/register_branch.html", {"register": register_of(branch), "security": security()})


@login_not_required
@require_safe
def register_file(request, code):
    """The same as a file."""
    branch = get_object_or_404(Branch.objects.select_related("authority"), code=code)
    answer = JsonResponse(as_json(register_of(branch)), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="register-{branch.code}.json"'
    return answer


@require_http_methods(["GET", "POST"])
@allow(gates.can_see_gates)
@fresh_login_required(when=writes)
def decisions(request):
    """What is decided and by whom; the system manager writes a decision down, somebody else confirms it."""
    may_record = gates.can_record_gates(request)
    form = GateForm(request.POST or None) if may_record else None
    if request.method == "POST" and form is not None and form.is_valid() and _record(request, form):
        receipt(request, _("Beslutet är antecknat. Någon annan måste bekräfta det."))
        return redirect("site:decisions")
    lines = gates.lines()
    context = {
        "lines": lines,
        "missing": sum(not line.is_met for line in lines),
        "form": form,
        "may_confirm": gates.can_confirm_gates(request),
        "me": request.user,
        "my_authority": request.acting.branch.authority_id,
    }
    bound = form is not None and form.is_bound
    return render(request, "site/decisions.html", context, status=422 if bound else 200)


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
@allow(gates.can_confirm_gates)
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
    return redirect("site:decisions")


@require_safe
@allow(gates.can_see_gates)
def impact_annex(request):
    """The annex to the impact assessment, made from the code as it runs (GDPR-04)."""
    name = {"Content-Disposition": 'attachment; filename="bilaga-konsekvensbedomning.md"'}
    return HttpResponse(annex.made(), content_type="text/markdown; charset=utf-8", headers=name)
