"""A person's rights in her case, for the handler: records, marks, disagreement, restriction, information given."""

from uuid import UUID

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.core.receipts import receipt
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.models import Disagreement, HomeMark, ProcessingRestriction
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.people.rights import case_rights
from samkraft.people.rights.collecting import codes_of, told_of
from samkraft.people.rights.forms import DisagreeForm, HomeMarkForm, NoticeGivenForm, ReasonForm
from samkraft.people.rights.item_records import own_record, records_of
from samkraft.people.rights.notice_texts import FUND_CODE, JOINT_CODE
from samkraft.programmes.fund_report import own_fund_report
from samkraft.sharing import contributions
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.ground_rules import REVIEWED_KINDS


@require_safe
@allow(can_see_cases)
def records(request, case_id):
    """Every record of the branch in the case, with its marks (ALL-01, REG-14)."""
    opened = open_case(request, case_id, "records")
    marks = {(one.item_kind, one.item, one.version): one for one in HomeMark.objects.filter(file=opened.file)}
    against = set(Disagreement.objects.filter(file=opened.file).values_list("item_kind", "item", "version"))
    rows = [
        {"record": one, "mark": marks.get(_key(one)) if one.way == "own" else None,
         "is_disputed": one.way == "own" and _key(one) in against}
        for one in records_of(opened.case.pk, request.acting.branch)
        if one.way != "in" or not opened.by_exception
    ]  # fmt: skip
    context = {
        "opened": opened,
        "header": case_header(request, opened, "people:records", short=True),
        "rows": rows,
        "branch": request.acting.branch,
        "restriction": ProcessingRestriction.objects.in_force().filter(file=opened.file).first(),
        "given": case_rights.notices_given(opened.file),
        "may_work": opened.is_open_for_work and can_work_with_people(request) and not opened.by_exception,
    }
    return render(request, "people/records.html", context)


def _key(record):
    return record.kind, record.item, record.version


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def record(request, case_id, kind, item: UUID, version):
    """One record as text with its key and day, to be copied; its marks; what the person says against it."""
    opened = open_case_for_work(request, case_id, f"{kind}:{item}:{version}")
    branch = request.acting.branch
    found = own_record(kind, item, version, opened.case.pk, branch)
    row = found_or_denied(request, found, rule="not a record of this file")
    forms = {"said": DisagreeForm(prefix="said"), "mark": HomeMarkForm(prefix="mark")}
    if request.method == "POST":
        done = _marked(request, opened, (kind, item, version), forms)
        if done:
            receipt(request, done)
            return redirect("people:record", case_id, kind, item, version)
    at = {"file": opened.file, "item_kind": kind, "item": item, "version": version}
    context = {
        "opened": opened,
        "header": case_header(request, opened, short=True),
        "title": ItemKind(kind).label,
        "version": version,
        "item": item,
        "since": row.created_at,
        "fields": told_of(row, request.acting, codes_of(opened.definition)),
        "mark": HomeMark.objects.filter(**at).select_related("marked_by").first(),
        "against": Disagreement.objects.filter(**at).select_related("written_by").order_by("pk"),
        "forms": forms,
        "branch": branch,
        "kind": kind,
        "may_ask_ground": kind in REVIEWED_KINDS and contributions.content_of(kind, opened, row) is not None,
    }
    return render(request, "people/record.html", context, status=422 if request.method == "POST" else 200)


def _marked(request, opened, key, forms):
    """What was posted, done: a sentence for the receipt, or '' where the form stays."""
    name = "mark" if "mark-reference" in request.POST else "said"
    form = forms[name] = type(forms[name])(request.POST, prefix=name)
    if not form.is_valid():
        return ""
    try:
        if name == "mark":
            case_rights.mark_documented(opened, request.acting, *key, form.cleaned_data["reference"])
            return _("Markerad som dokumenterad i ert eget system.")
        case_rights.disagree(opened, request.acting, *key, form.cleaned_data["said"])
    except NotPossible as refusal:
        show_on(form, refusal)
        return ""
    return _("Skrivet vid handlingen.")


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def restrict(request, case_id):
    """Pause the use of the branch's file, or end the pause (GDPR 18)."""
    opened = open_case_for_work(request, case_id, "restriction")
    now = ProcessingRestriction.objects.in_force().filter(file=opened.file).first()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act, done = (case_rights.lift, _("Begränsningen är hävd.")) if "lift" in request.POST else (
            case_rights.restrict, _("Behandlingen är begränsad. Inget delas ur akten.")
        )  # fmt: skip
        try:
            act(opened, request.acting, form.cleaned_data["reason"])
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, done)
            return redirect("people:records", case_id)
    title = _("Häv begränsningen") if now else _("Begränsa behandlingen")
    return _form(request, opened, form, title, "people/restrict.html", now=now)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def give_notice(request, case_id):
    """The person has been given the information about her data (GDPR 13-14)."""
    opened = open_case_for_work(request, case_id, "notice")
    reports = own_fund_report(request) is not None
    form = NoticeGivenForm(request.POST or None, reports=reports)
    if request.method == "POST" and form.is_valid():
        case_rights.note_given(opened, request.acting, form.cleaned_data)
        receipt(request, _("Antecknat att informationen är lämnad."))
        return redirect("people:records", case_id)
    texts = [(request.acting.branch.code, request.acting.branch.name), (JOINT_CODE, _("Den gemensamma planen"))]
    texts += [(FUND_CODE, _("Rapporten till SCB för ESF"))] * reports
    return _form(request, opened, form, _("Information om personuppgifter"), "people/give_notice.html", texts=texts)


def _form(request, opened, form, title, template, **more):
    context = {
        "opened": opened,
        "header": case_header(request, opened, short=True),
        "form": form,
        "title": title,
        "branch": request.acting.branch,
        "back": reverse("people:records", args=[opened.case.pk]),
    }
    return render(request, template, context | more, status=422 if form.is_bound else 200)
