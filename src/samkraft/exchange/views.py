"""Pages of the referral file: choose, look through, take."""

import csv
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.pages import paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import thousands
from samkraft.exchange import actions, pages, taking
from samkraft.exchange.choices import TAKEN, RowVerdict
from samkraft.exchange.contributions import lines_text
from samkraft.exchange.forms import UploadForm
from samkraft.exchange.perms import can_read_in_for_branch, can_upload_referrals, visible_uploads
from samkraft.exchange.reading import ReferralFileError
from samkraft.exchange.receiving import ReadAsItArrives
from samkraft.exchange.staging import stage, taken_before
from samkraft.programmes.models import Programme

_SHOWN = 20


@csrf_exempt  # the token stands before the file, and is checked by _receive once the handler is in place
@require_http_methods(["GET", "POST"])
@allow(can_upload_referrals)
def new_upload(request):
    """Choose a file, or go on with one that was read before."""
    if request.method == "POST":
        request.upload_handlers = [ReadAsItArrives(request)]
        return _receive(request)
    return _choose(request, UploadForm())


@csrf_protect
def _receive(request):
    arriving = request.FILES.get("file")
    if arriving is None:
        return _choose(request, UploadForm({}, {}, problem=_("Välj en fil.")))
    programme = Programme.objects.get(slug=request.acting.programme)
    try:
        upload = stage(arriving, programme, programme.version_on())
    except ReferralFileError as error:
        arriving.drain()
        return _choose(request, UploadForm({}, {}, problem=str(error)))
    return redirect("exchange:upload", upload.pk)


def _choose(request, form):
    uploads = visible_uploads(request).select_related("uploaded_by")[:_SHOWN]
    branch_url = reverse("exchange:branch_new") if can_read_in_for_branch(request) else ""
    context = {"form": form, "uploads": uploads, "steps": _steps(0), "branch_url": branch_url}
    return render(request, "exchange/new_upload.html", context, status=422 if form.is_bound else 200)


def _steps(now):
    labels = [_("Välj fil"), _("Granska"), _("Ta emot"), _("Kvitto")]
    states = ["done" if place < now else "now" if place == now else "later" for place in range(len(labels))]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def _found(request, pk):
    return found_or_denied(request, visible_uploads(request), rule="upload of others", pk=pk)


@require_safe
@allow(can_upload_referrals)
def upload(request, pk):
    """What the file came to: verdicts, the rows of one of them, and what taking it would do."""
    found = _found(request, pk)
    view = pages.chosen_view(found, request.GET.get("visa"))
    page = paginate(view.rows(found), request)
    log_list(f"staging_{view.key}", [], [f"upload:{found.pk}"])
    context = {
        "upload": found,
        "steps": _steps(3 if found.is_taken else 1),
        "view": view,
        "tabs": pages.tab_items(found, view),
        "page": page,
        "params": f"visa={view.key}",
        "rows": pages.table_rows(view, page),
        "table": view.template,
        "same": taken_before(found),
        "protected_lines": lines_text(found.protected_lines),
        **_sums(found),
    }
    return render(request, "exchange/upload.html", context)


def _sums(found):
    unreadable = found.count(RowVerdict.UNREADABLE)
    return {
        "to_take": sum(found.count(verdict) for verdict in TAKEN),
        "undecided": found.count(RowVerdict.UNDECIDED),
        "flawed": found.count(pages.FLAWED),
        "outside": found.count(RowVerdict.NOT_ELIGIBLE),
        "known": found.count(RowVerdict.KNOWN),
        "unreadable": unreadable,
        "columns": found.counts.get("columns", {}).items(),
        "has_findings": bool(unreadable or (found.count(pages.FLAWED) and not found.is_taken)),
    }


@require_safe
@allow(can_upload_referrals)
def error_rows(request, pk):
    """The rows with something wrong, as a file to correct the source by. No names, no numbers."""
    found = _found(request, pk)
    log_list("staging_errors_csv", [], [f"upload:{found.pk}"])
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(pages.error_lines(found))
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="felrader.csv"'
    return answer


@require_POST
@allow(can_upload_referrals)
def take(request, pk):
    """Take the good rows."""
    found = _found(request, pk)
    try:
        done = taking.take(found.pk)
    except taking.TakingRefused as refusal:
        problem(request, str(refusal))
    else:
        words = ngettext("%(n)s person är mottagen.", "%(n)s personer är mottagna.", done.taken)
        receipt(request, words % {"n": thousands(done.taken)})
    return redirect("exchange:upload", pk)


@require_POST
@allow(can_upload_referrals)
def discard(request, pk):
    """Throw away what was read."""
    if actions.discard(_found(request, pk).pk):
        receipt(request, _("Filens rader är borttagna. Inget är mottaget."))
    return redirect("exchange:new_upload")


@require_POST
@allow(can_upload_referrals)
def protected_done(request, pk):
    """The protected people are taken care of elsewhere."""
    actions.protected_done(_found(request, pk).pk)
    receipt(request, _("Antecknat att de stoppade raderna är omhändertagna."))
    return redirect("exchange:upload", pk)
