"""Documents of a case: the list, taking one in, one's own page with sharing, and the file itself."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.handing_out import file_answer, hand_out
from samkraft.casework import documents
from samkraft.casework.case_page import category_name, frame
from samkraft.casework.forms_documents import DocumentForm
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.core.file_checking import KINDS, FileRefused, without_ending
from samkraft.core.receipts import receipt
from samkraft.core.words import joined
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.files import note_refused
from samkraft.people.models import Document
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares

TAB = "casework:documents"


@require_safe
@allow(can_see_cases)
def show(request, case):
    """One's own documents and those received, by title and day; nothing of what stands in them."""
    opened = open_case(request, case, "documents")
    own = documents.documents_of(opened)
    shared = documents.shared_with(own)
    context = frame(request, opened, TAB) | {
        "own": [(one, KINDS[one.kind], joined(shared.get(one.item, []))) for one in own],
        "received": [(copy, KINDS.get(copy.content.get("kind"))) for copy in documents.received_documents(opened)],
        "may_work": can_work_with_people(request) and opened.is_open_for_work,
    }
    return render(request, "casework/documents.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def add(request, case):
    """Take in a file."""
    opened = open_case_for_work(request, case, "documents")
    if request.method == "POST":
        return _received(request, opened)
    return _form_page(request, opened, DocumentForm(definition=opened.definition))


def _received(request, opened):
    given = request.POST.copy()
    file = request.FILES.get("file")
    if file is not None and not given.get("title", "").strip():
        given["title"] = without_ending(file.name)
    form = DocumentForm(given, request.FILES, definition=opened.definition)
    if form.is_valid():
        said = form.cleaned_data
        try:
            document = documents.add(opened, said["title"], said["category"], said["file"].name, said["file"].read())
        except FileRefused as refusal:
            note_refused([opened.case.pk], refusal)
            form.add_error("file", str(refusal))
        else:
            receipt(request, _("Dokumentet är sparat. Bara er verksamhet ser det, tills du delar det."))
            return redirect("casework:document", case=opened.case.pk, item=document.item)
    return _form_page(request, opened, form)


def _form_page(request, opened, form):
    context = frame(request, opened, TAB, (TAB, _("Dokument"))) | {"form": form}
    return render(request, "casework/document_add.html", context, status=422 if form.is_bound else 200)


def _own(request, opened, item):
    found = Document.objects.filter(case=opened.case).select_related("added_by")
    return found_or_denied(request, found, rule="document not ours", item=item)


def _may_share(request, opened):
    """Who works with the case; never of somebody protected, for nobody knows what a file says of her (SKY-01)."""
    may_work = can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    return may_work and not opened.file.is_pseudonymous


@require_http_methods(["GET", "POST"])
@allow(can_see_cases)
@fresh_login_required(when=shares)
def show_one(request, case, item):
    """One of the branch's own documents: what it is, who has it, and the sheet to share it by."""
    opener = open_case_for_work if request.method == "POST" else open_case
    opened = opener(request, case, f"document:{item}")
    document = _own(request, opened, item)
    sheet = sheet_for(request, opened, document.category) if _may_share(request, opened) else None
    if request.method == "POST":
        choice = sheet.choice() if sheet else deny(request, "may not share")
        if not choice.error:
            say_shared(request, documents.share_document(request, opened, document, choice))
            return redirect("casework:document", case=case, item=item)
    context = frame(request, opened, TAB, (TAB, _("Dokument"))) | {
        "document": document,
        "kind": KINDS[document.kind],
        "category": category_name(opened.definition, document.category),
        "shared": joined(documents.shared_with([document]).get(document.item, [])),
        "sheet": sheet,
    }
    return render(request, "casework/document.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@allow(can_see_cases)
def download(request, case, item):
    """The branch's own file."""
    opened = open_case(request, case, f"document:{item}")
    found = _own(request, opened, item)
    return file_answer(hand_out(opened.case.pk, f"document:{found.item}", found.kind, found.title, found.stored))


@require_safe
@allow(can_see_cases)
def download_received(request, case, release):
    """A received file: read by the rules of the copy, so that it ends with the consent (CON-06)."""
    opened = open_case(request, case, f"copy:{release}")
    copy = next((one for one in opened.received(ItemKind.DOCUMENT) if one.release == release), None)
    if copy is None:
        deny(request, "copy not mine")
    note_first_read(opened.case.pk, [copy])
    content = copy.content
    item = f"copy:{copy.release}"
    return file_answer(hand_out(opened.case.pk, item, content["kind"], content["title"], content["stored"]))
