"""The registrar's list of records in a case, the log of what was asked for, and the branch's notices."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow, deny
from samkraft.access.log_facts import case_facts
from samkraft.access.log_forms import ExtractForm
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.core.receipts import receipt
from samkraft.people.models import Notice, PublicRelease
from samkraft.people.perms import can_list_records, can_make_package
from samkraft.people.problems import NotPossible, show_on
from samkraft.people.rights import case_rights
from samkraft.people.rights.choices import NoticeLanguage
from samkraft.people.rights.collecting import archive_open
from samkraft.people.rights.forms import NoticeForm, PublicReleaseForm
from samkraft.people.rights.item_records import records_of
from samkraft.people.rights.notice_texts import FUND_CODE, FUND_VERSION, JOINT_CODE, JOINT_VERSION, fund, joint, shipped


@require_http_methods(["GET", "POST"])
@allow(can_list_records)
def find_records(request):
    """Of which case: by number alone (table B)."""
    form = ExtractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = case_facts().find(form.cleaned_data["number"].strip(), request.acting.programme)
        if case:
            return redirect("people:case_records", case)
        form.add_error("number", _("Din verksamhet har inget ärende med det numret."))
    return render(request, "people/find_records.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@allow(can_list_records)
def case_records(request, case):
    """The records of one case by kind, day and party, and what has been asked for; nothing of their content."""
    number = case_facts().numbers([case]).get(case)
    if number is None:
        deny(request, "case of another branch")
    form = PublicReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _noted(request, case, form):
        receipt(request, _("Antecknat."))
        return redirect("people:case_records", case)
    log_event(Event.LIST_VIEWED, [case], object_type="case_records")
    with archive_open():
        rows = records_of(case, request.acting.branch)
    asked = PublicRelease.objects.filter(case_id=case).select_related("decided_by").order_by("-decided_on", "-pk")
    context = {"number": number, "rows": rows, "asked": asked, "form": form, "branch": request.acting.branch}
    return render(request, "people/case_records.html", context, status=422 if form.is_bound else 200)


def _noted(request, case, form):
    try:
        case_rights.note_public_release(request.acting, case, form.cleaned_data)
    except NotPossible as refusal:
        show_on(form, refusal)
        return False
    return True


@require_http_methods(["GET", "POST"])
@allow(can_make_package)
def notices(request):
    """What the branch tells participants, in each language; the officer publishes a new version (GDPR-09)."""
    branch = request.acting.branch
    form = NoticeForm(request.POST or None, initial={"text": shipped(branch, "sv")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = case_rights.publish_notice(request.acting, given["language"], given["text"])
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Version %(n)s är publicerad.") % {"n": made.number})
            return redirect("people:notices")
    rows = Notice.objects.filter(branch=branch).select_related("published_by").order_by("language", "-number")
    context = {"rows": rows, "form": form, "branch": branch, "languages": NoticeLanguage.choices}
    return render(request, "people/notices.html", context, status=422 if form.is_bound else 200)


@login_not_required
@require_safe
def notice(request, code, language):
    """One branch's information in one language, or that on the joint plan, for anybody to read and print."""
    if language not in NoticeLanguage.values:
        raise Http404
    branch = None if code in (JOINT_CODE, FUND_CODE) else get_object_or_404(Branch, code=code)
    published = case_rights.current_notices(branch).get(language) if branch else None
    common = fund if code == FUND_CODE else joint
    text = published.text if published else shipped(branch, language) if branch else common(language)
    title, _newline, rest = text.strip().partition("\n")
    context = {
        "title": title,
        "lines": [line for line in rest.splitlines() if line.strip()],
        "language": language,
        "code": code,
        "branch": branch,
        "published": published,
        "joint_version": FUND_VERSION if code == FUND_CODE else JOINT_VERSION,
        "languages": NoticeLanguage.choices,
    }
    return render(request, "people/notice.html", context)
