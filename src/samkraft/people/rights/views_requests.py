"""The register of requests about rights: what is open, a new one, one with its answer (GDPR-02, GDPR-06)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access import file_store
from samkraft.access.choices import Event
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.log_facts import case_facts
from samkraft.access.readlog import log_event, log_list
from samkraft.core.clock import today
from samkraft.core.file_checking import KINDS
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.people.coordination import known_in_case, warning
from samkraft.people.identity import IdentityError
from samkraft.people.models import RightsRequest
from samkraft.people.perms import can_handle_rights, can_make_package
from samkraft.people.problems import NotPossible, show_on
from samkraft.people.rights import requests
from samkraft.people.rights.choices import RightsKind
from samkraft.people.rights.forms import AnswerForm, ExtendForm, ReadForm, RequestForm
from samkraft.people.rights.package import Package
from samkraft.people.rights.package_files import TYPES
from samkraft.people.rights.redaction import hash_of, is_struck, sentences
from samkraft.sharing.door import DoorRefused

TEXTS = 12


@require_safe
@allow(can_handle_rights)
def rights(request):
    """Requests to the branch, the open ones first, by their last day; no name (REG-02)."""
    rows = RightsRequest.objects.filter(programme=request.acting.programme).select_related("recorded_branch")
    page = paginate(rows.order_by("answered_on", "due_on", "pk"), request)
    cases = [row.case_id for row in page if row.case_id]
    log_list("rights", cases, [f"rights_request:{row.request}" for row in page])
    numbers = case_facts().numbers(cases) if cases else {}
    context = {
        "page": page,
        "rows": [{"row": row, "number": numbers.get(row.case_id, "")} for row in page],
        "late": rows.overdue().count(),
        "branch": request.acting.branch,
        "today": today(),
        "params": other_params(request),
    }
    return render(request, "people/rights.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_handle_rights)
def new(request):
    """Take a request; the answer is the same whether anybody was found or not, until it is saved."""
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = _take(request, form)
        if row:
            receipt(request, _("Begäran är antecknad. Svara senast %(day)s.") % {"day": row.due_on})
            return redirect("people:rights_request", row.request)
    return render(request, "people/rights_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _take(request, form):
    given = form.cleaned_data
    try:
        subject, keys = requests.find_person(given["person"], request.acting)
    except IdentityError as error:
        form.add_error("person", str(error))
        return None
    try:
        return requests.take(request.acting, subject, keys, given)
    except (NotPossible, DoorRefused) as refusal:
        show_on(form, refusal)
        return None


def _found(request, key, shown="rights_request"):
    rows = RightsRequest.objects.filter(owner_branch=request.acting.branch).select_related("recorded_branch")
    row = found_or_denied(request, rows.filter(request=key), rule="request of another branch")
    items = [f"{shown}:{row.request}"]
    log_event(Event.ITEM_VIEWED, [row.case_id] if row.case_id else [], object_type=shown, items=items)
    return row


@require_http_methods(["GET", "POST"])
@allow(can_handle_rights)
def one(request, key):
    """One request: its clock, how it goes with the others, what is to be done, the answer."""
    row = _found(request, key)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            requests.answer(row, request.acting, form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Svaret är antecknat."))
            return redirect("people:rights_request", key)
    context = {
        "row": row,
        "number": case_facts().numbers([row.case_id]).get(row.case_id, "") if row.case_id else "",
        "number_warning": warning(known_in_case(row.case_id)) if row.case_id else "",
        "form": form,
        "others": requests.others_of(row),
        "is_ours": row.recorded_branch_id == request.acting.branch.pk,
        "is_known": bool(row.case_id or row.referral),
        "is_access": row.kind == RightsKind.ACCESS,
        "may_make": can_make_package(request),
        "crumbs": [{"url": reverse("people:rights"), "label": _("Begäranden")}],
        "today": today(),
    }
    return render(request, "people/rights_request.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@allow(can_handle_rights)
def extend(request, key):
    """More time, with its reason."""
    row = _found(request, key)
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            requests.extend(row, form.cleaned_data["reason"])
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Tiden är förlängd. Berätta det för personen."))
            return redirect("people:rights_request", key)
    context = {"form": form, "row": row, "back": reverse("people:rights_request", args=[key])}
    return render(request, "people/rights_extend.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@allow(can_make_package)
def review(request, key):
    """Read what has been written in free text before it leaves, and strike what is about others (SEK-12)."""
    row = _found(request, key, "package")
    package = Package(row, request.acting)
    if package.is_closed_to_reader:
        problem(request, _("Ärendet är skyddat. Bara den som är namngiven för det läser och gör utdraget."))
        return redirect("people:rights_request", key)
    form = ReadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _reviewed(request, package, form)
    texts = package.wordings if "alla" in request.GET else package.unread
    page = paginate(texts, request, TEXTS)
    context = {
        "row": row,
        "form": form,
        "page": page,
        "texts": [_shown(text, request.POST.getlist("struck")) for text in page],
        "unread": len(package.unread),
        "total": len(package.wordings),
        "is_all": "alla" in request.GET,
        "params": other_params(request),
        "back": reverse("people:rights_request", args=[key]),
        "crumbs": [
            {"url": reverse("people:rights"), "label": _("Begäranden")},
            {"url": reverse("people:rights_request", args=[key]), "label": row.get_kind_display()},
        ],
    }
    return render(request, "people/rights_review.html", context, status=422 if form.is_bound else 200)


def _reviewed(request, package, form):
    given, posted = form.cleaned_data, request.POST
    words = given["words"].split(",")
    changed = requests.note_read(package, posted.getlist("shown"), posted.getlist("struck"), words, given["why"])
    if changed:
        problem(request, _("Någon text ändrades medan du läste. Den står kvar här."))
    left = len(Package(package.asked, package.acting).unread)
    receipt(request, _("Sparat. %(n)s texter är kvar att läsa.") % {"n": left} if left else _("Allt är läst."))
    done = "people:review_package" if left else "people:rights_request"
    return redirect(done, package.asked.request)


def _shown(text, ticked):
    """A text with its sentences, each to be ticked; what was ticked before stays so."""
    wording = hash_of(text.told.text)
    pieces = [
        {
            "key": f"{wording}|{piece.start}",
            "text": piece.text,
            "is_struck": f"{wording}|{piece.start}" in ticked or is_struck(piece, text.struck),
        }
        for piece in sentences(text.told.text)
    ]
    return {
        "title": text.row.title,
        "label": text.told.label,
        "since": text.row.since,
        "seen": wording,
        "pieces": pieces,
        "is_read": text.is_read,
        "is_file": bool(text.stored),
    }


@require_safe
@allow(can_make_package)
@fresh_login_required
def document(request, key, wording):
    """One of the files, to be read before it is given or left out; handing it out is logged (FILE-3, SEK-12)."""
    row = _found(request, key, "package")
    package = Package(row, request.acting)
    texts = [text for text in package.texts if text.stored and hash_of(text.told.text) == wording]
    if package.is_closed_to_reader or not texts:
        deny(request, "no document of this request")
    held = texts[0].stored
    log_event(Event.FILE_HANDED_OUT, [row.case_id], object_type="package", items=[f"rights_request:{row.request}"])
    content, kind = file_store.read(request.acting.branch, held.name), KINDS[held.kind]
    head = {"Content-Disposition": f'attachment; filename="dokument-{held.name[:8]}.{kind.ending}"'}
    return HttpResponse(content, content_type=kind.content_type, headers=head)


@require_POST
@allow(can_make_package)
@fresh_login_required
def make(request, key, kind):
    """The file itself; that it was made stands in the log and in the register (OUT-4)."""
    row = _found(request, key, "package")
    package = Package(row, request.acting)
    try:
        data = requests.make_file(package, kind)
    except NotPossible as refusal:
        problem(request, str(refusal))
        return redirect("people:rights_request", key)
    # Neither name nor number in a file name (GDPR-12).
    name = f"registerutdrag-{request.acting.branch.code}-{row.received_on:%Y-%m-%d}.{kind}"
    return HttpResponse(
        data, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
