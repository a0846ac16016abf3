"""Archive packages for the registrar: which cases are closed, what has gone, what the archive answered (OUT-3, ALL-04).

Case numbers and days, never a name: what is inside is opened by who gets the file, and that it was made is logged.
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.choices import Event
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.log_facts import case_facts
from samkraft.access.log_forms import ExtractForm
from samkraft.access.readlog import log_event, log_list
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.people.archiving import actions
from samkraft.people.archiving.forms import ReceiptForm
from samkraft.people.models import ArchivePackage
from samkraft.people.perms import can_archive
from samkraft.people.problems import NotPossible, show_on
from samkraft.people.rights.collecting import archive_open


@require_http_methods(["GET", "POST"])
@allow(can_archive)
def packages(request):
    """The closed cases, the newest first, each with the package that it went in; one is found by its number."""
    form = ExtractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = case_facts().find(form.cleaned_data["number"].strip(), request.acting.programme)
        if case:
            return redirect(f"{reverse('people:archive_packages')}?arende={case}")
        form.add_error("number", _("Din verksamhet har inget ärende med det numret."))
    with archive_open():
        closed = actions.closed_files(request.acting).order_by("-ended_on", "case__number")
        page = paginate(closed.filter(case=one) if (one := _asked(request)) else closed, request)
        rows = list(page)
    log_list("archive_packages", [row.case_id for row in rows])
    made = ArchivePackage.objects.in_bulk([row.package for row in rows if row.package], field_name="public_id")
    words = {
        "form": form,
        "page": page,
        "rows": [{"number": row.case.number, "case": row.case_id, "ended_on": row.ended_on,
                  "package": made.get(row.package)} for row in rows],
        "without_receipt": ArchivePackage.objects.filter(receipt="").count(),
        "is_one": bool(one),
        "params": other_params(request),
    }  # fmt: skip
    return render(request, "people/archive_packages.html", words, status=422 if form.is_bound else 200)


def _asked(request):
    """The case that the list is about, where it is about one; what is no key is nobody's."""
    return actions.key_of(request.GET.get("arende", ""))


@require_POST
@allow(can_archive)
@fresh_login_required
def make(request, case):
    """The package as a file; nothing of it stays here but what it was known by (OUT-3)."""
    with archive_open():
        found_or_denied(request, actions.closed_files(request.acting), rule="no closed case of the branch", case=case)
    try:
        made = actions.make_package(request.acting, case)
    except NotPossible as refusal:
        problem(request, str(refusal))
        return redirect("people:archive_packages")
    head = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return HttpResponse(made.content, content_type="application/zip", headers=head)


@require_http_methods(["GET", "POST"])
@allow(can_archive)
def package(request, package):
    """One package: how it is known again, and the archive's receipt."""
    rows = ArchivePackage.objects.select_related("made_by", "receipt_by", "owner_branch")
    found = found_or_denied(request, rows, rule="package of another branch", public_id=package)
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _noted(request, found, form):
        receipt(request, _("Kvittot är antecknat."))
        return redirect("people:archive_package", found.public_id)
    log_event(Event.ITEM_VIEWED, [found.case_id], object_type="archive_package", items=[f"package:{found.public_id}"])
    words = {"package": found, "form": form}
    return render(request, "people/archive_package.html", words, status=422 if form.is_bound else 200)


def _noted(request, found, form):
    try:
        return actions.note_receipt(request.acting, found, form.cleaned_data["receipt"])
    except NotPossible as refusal:
        show_on(form, refusal)
        return None
