"""What proves a consent: how it was given, and the signed paper, scanned (CON-03, CON-04)."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.choices import Event
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.handing_out import file_answer, hand_out
from samkraft.access.readlog import log_event
from samkraft.core.file_checking import KINDS
from samkraft.core.receipts import receipt
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.intake import consent_actions
from samkraft.people.intake.consent_forms import EvidenceForm
from samkraft.people.intake.consent_views import rows_of
from samkraft.people.intake.consent_words import record_facts
from samkraft.people.intake.enrolment_views import is_taken_whole
from samkraft.people.models import ConsentPaper
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.sharing.door import DoorRefused


def _record(request, case_id, consent, opener):
    """The case and the branch's own copy of how a consent was given; reading it is CONS-6."""
    opened = opener(request, case_id, "consents")
    records = consent_actions.records_of(opened.case)
    record = found_or_denied(request, records, rule="consent record not ours", consent=consent)
    log_event(Event.CONSENT_EVIDENCE, [opened.case.pk], object_type="consent", items=[f"consent:{consent}"])
    return opened, record


@require_safe
@allow(can_see_cases)
def consent_record(request, case_id, consent):
    """How one consent was given: form, language, who spoke, what proves it (CON-02 to CON-04)."""
    opened, record = _record(request, case_id, consent, open_case)
    papers = consent_actions.papers_of(opened.case).get(consent, [])
    context = {
        "opened": opened,
        "record": record,
        "facts": record_facts(record),
        "papers": [(paper, KINDS[paper.kind]) for paper in papers],
        "rows": [row for row in rows_of(opened, request) if row["line"].consent == consent],
        "may_add": opened.is_open_for_work and can_work_with_people(request),
        "crumbs": [{"url": reverse("people:consents", args=[case_id]), "label": _("Samtycken")}],
    }
    return render(request, "people/consent_record.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required
def add_paper(request, case_id, consent):
    """The signed paper comes, in the meeting or later: where it lies, and a scan in the branch's own record."""
    opened, record = _record(request, case_id, consent, open_case_for_work)
    is_ours = record.recorded_branch_id == request.acting.branch.pk
    asks_place = is_ours and (record.is_waiting_for_paper or not record.evidence_hash)
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        initial={"evidence_place": record.evidence_place},
        asks_place=asks_place,
        must_have_scan=not (asks_place and record.is_waiting_for_paper) and not request.POST.get("held"),
    )
    if is_taken_whole(request, form, [opened.case.pk]) and _put_in_writing(request, record, form):
        return redirect("people:consent_record", case_id, consent)
    crumbs = [
        {"url": reverse("people:consents", args=[case_id]), "label": _("Samtycken")},
        {"url": reverse("people:consent_record", args=[case_id, consent]), "label": _("Så gavs samtycket")},
    ]
    context = {"opened": opened, "record": record, "form": form, "crumbs": crumbs}
    return render(request, "people/consent_paper_add.html", context, status=422 if form.is_bound else 200)


def _put_in_writing(request, record, form):
    place, kept = form.cleaned_data.get("evidence_place", ""), form.held.kept if form.held else None
    if not place and not kept:
        form.add_error("scan", _("Välj filen igen."))
        return False
    try:
        consent_actions.put_in_writing(record, place, kept)
    except DoorRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    receipt(request, _("Papperet är sparat hos er.") if kept else _("Underskriften är antecknad."))
    return True


@require_safe
@allow(can_see_cases)
def paper_file(request, case_id, consent, paper):
    """The scan itself, to who has the case: FILE-3, and CONS-6."""
    opened, _record_of_it = _record(request, case_id, consent, open_case)
    papers = ConsentPaper.objects.filter(case_id=opened.case.pk, consent=consent)
    found = found_or_denied(request, papers, rule="consent paper not ours", paper=paper)
    title = _("Samtycke %(number)s") % {"number": opened.case.number}
    return file_answer(hand_out(opened.case.pk, f"consent_paper:{found.paper}", found.kind, title, found.stored))
