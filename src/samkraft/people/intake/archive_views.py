"""The archive view: what a branch holds of a case after the consent, read with a reason that is logged (CON-07).

What was received has become the receiver's public record (TF 2:4, 2:6, 2:9): it stays there and nowhere else, out of
the joint plan. Its readers are those who had the case when it closed, and the branch's unit manager.
"""

from datetime import timedelta

from django import forms
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.acting import reading_archive
from samkraft.access.choices import Role, SecrecyClass
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_case, log_list
from samkraft.core.clock import today
from samkraft.core.forms import Form
from samkraft.core.pages import paginate
from samkraft.people.models import CaseAssignment, CaseFile
from samkraft.people.perms import can_read_archive
from samkraft.programmes.models import TeamMember
from samkraft.programmes.sensitivity import sensitive_in
from samkraft.sharing import contributions
from samkraft.sharing.models import ArchiveOpening, ReceivedCopy

OPEN_FOR = timedelta(minutes=60)


class ArchiveReasonForm(Form):
    """Why the archive is read; it stands in the read log."""

    reason = forms.CharField(
        label=gettext_lazy("Varför behöver du läsa i arkivet?"), max_length=300, min_length=10,
        help_text=gettext_lazy("Till exempel en begäran om allmän handling eller en tillsyn. Skälet loggas."),
    )  # fmt: skip


def _readable(request):
    """The branch's files whose archive the person may read; ask inside :func:`reading_archive`."""
    files = CaseFile.objects.of(request.acting.branch).filter(case__programme__slug=request.acting.programme)
    last = ExpressionWrapper(F("closed_on") - timedelta(days=1), output_field=DateField())
    files = files.annotate(last_day=last)
    held = CaseAssignment.objects.filter(case=OuterRef("case"), staff=request.user, branch=request.acting.branch)
    at_the_end = held.filter(valid_from__lt=OuterRef("closed_on")).filter(
        Q(valid_until=None) | Q(valid_until__gte=OuterRef("last_day"))
    )
    had_it = Q(closed_on__isnull=False) & Exists(at_the_end) | Q(closed_on=None) & Exists(held.in_force())
    left = TeamMember.objects.teams_left_by(request.user, request.acting.branch)
    files = files.annotate(was_mine=Exists(at_the_end))
    if request.acting.has_role(Role.UNIT_MANAGER):
        return files
    return files.filter(had_it).exclude(case__team__in=left)


@require_safe
@allow(can_read_archive)
def archive(request):
    """The closed files of one's own, by number: what they hold opens with a reason."""
    with reading_archive():
        closed = _readable(request).exclude(closed_on=None).filter(is_pseudonymous=False)
        closed = closed.select_related("case").order_by("-closed_on", "case__number")
        page = paginate(closed, request)
        page.object_list = list(page.object_list)
    log_list("archive", [file.case_id for file in page])
    return render(request, "people/archive.html", {"page": page, "params": ""})


@require_http_methods(["GET", "POST"])
@allow(can_read_archive)
def archived_case(request, case_id):
    """What the branch holds of one case and the consent no longer covers. Asks for a reason first, once an hour."""
    with reading_archive():
        file = found_or_denied(request, _readable(request).select_related("case"), "archive not ours", case=case_id)
    request.shows_protected = file.is_pseudonymous
    mine = ArchiveOpening.objects.filter(case_id=case_id, staff=request.user).in_force()
    opening = mine.order_by("-opened_at").first()
    form = ArchiveReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        ArchiveOpening.objects.create(
            owner_branch=request.acting.branch, case_id=case_id, staff=request.user, opened_at=now,
            until=now + OPEN_FOR, reason=form.cleaned_data["reason"],
        )  # fmt: skip
        return redirect("people:archived_case", case_id)
    context = {"file": file, "form": form, "opening": opening, "crumbs": _crumbs(file)}
    if opening:
        context |= _contents(request, file, opening)
    else:
        log_case(case_id, ["archive:asked"])
    return render(request, "people/archived_case.html", context, status=422 if form.is_bound else 200)


def _crumbs(file):
    if file.closed_on is None:
        return [{"url": reverse("people:consents", args=[file.case_id]), "label": _("Samtycken")}]
    return [{"url": reverse("people:archive"), "label": _("Arkiv")}]


def _contents(request, file, opening):
    """Copies that no consent covers any more and, of a closed file, the branch's own items."""
    covered = set(ReceivedCopy.objects.of_case(file.case_id).values_list("pk", flat=True))
    with reading_archive():
        copies = ReceivedCopy.objects.of_case(file.case_id).exclude(pk__in=covered)
        copies = copies.filter(Q(addressed_to=None) | Q(addressed_to=request.user))
        copies = list(copies.select_related("from_branch", "sent_by").order_by("-made_available_at", "-pk"))
        own = contributions.archived(file.case_id) if file.closed_on else []
    items = {f"copy:{copy.item_kind}:{copy.item_id}:{copy.version}": copy.category for copy in copies}
    sensitive = sensitive_in(request.acting.programme, items)
    log_case(file.case_id, ["archive", *items], reason=opening.reason, sensitive=sensitive)
    return {"copies": [_copy(request, copy) for copy in copies], "own": own, "today": today()}


def _copy(request, copy):
    reader = contributions.reader_of(copy.item_kind)
    body = reader.template if reader else "sharing/parts/plain_copy.html"
    context = {"copy": copy, "content": copy.content} | (reader.build(copy) if reader else {})
    return {
        "copy": copy,
        "secrecy": SecrecyClass(copy.secrecy_mark).label,
        "body": render_to_string(body, context, request),
    }
