"""Ask to release one of the branch's items on another ground than consent: from the item itself (SEK-04, SEK-07)."""

from uuid import UUID

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.core.receipts import receipt
from samkraft.core.words import clock_time, swedish_date
from samkraft.people.case_access import open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.perms import can_work_with_people
from samkraft.people.rights.item_records import own_record
from samkraft.sharing import contributions, reviews
from samkraft.sharing.actions import reach_of
from samkraft.sharing.choices import ItemKind, ReviewState
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.ground_rules import REVIEWED_KINDS
from samkraft.sharing.models import Release
from samkraft.sharing.review_forms import AskForm
from samkraft.sharing.review_views import sends


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=sends)
def ask_ground(request, case_id, kind, item: UUID, version):
    """What would go, to whom, on which ground, and why: answered by the branch's legal approver."""
    opened = open_case_for_work(request, case_id, f"{kind}:{item}:{version}")
    if kind not in REVIEWED_KINDS:
        deny(request, "kind is never released on other grounds")
    found = own_record(kind, item, version, opened.case.pk, request.acting.branch)
    row = found_or_denied(request, found, rule="not a record of this file")
    what = contributions.content_of(kind, opened, row) or deny(request, "not a record that is shared")
    reach = reach_of(opened.case, request.acting)
    receivers = [branch for branch in reach.branches if branch.pk in reach.holders]
    form = AskForm(request.POST or None, branch=request.acting.branch, receivers=receivers)
    if request.method == "POST" and form.is_valid():
        review = _asked(opened, (kind, item, version), what, form)
        if review:
            receipt(request, _said(review))
            return redirect("sharing:asked_review", review=review.public_id)
    context = {
        "opened": opened,
        "header": case_header(request, opened, short=True),
        "title": ItemKind(kind).label,
        "version": version,
        "form": form if receivers and not opened.file.is_pseudonymous else None,
        **contributions.shown_as_received(kind, what.content),
        "branch": request.acting.branch,
        "back": reverse("people:record", args=[case_id, kind, item, version]),
    }
    return render(request, "people/ask_ground.html", context, status=422 if request.method == "POST" else 200)


def _asked(opened, key, what, form):
    given = form.cleaned_data
    kind, item, version = key
    asked = reviews.Asked(
        case_id=opened.case.pk, to_branch=form.receivers[given["to"]], category=what.category, item_kind=kind,
        item_id=item, version=version, title=what.title, content=what.content, ground=given["ground"],
        reason=given["reason"], answer_by=given["answer_by"], condition=given.get("condition", ""),
    )  # fmt: skip
    try:
        return reviews.ask(asked)
    except DoorRefused as refusal:
        form.add_error(None, str(refusal))
        return None


def _said(review):
    if review.state != ReviewState.GRANTED:
        day = swedish_date(review.answer_by)
        return _("Juristen har fått frågan och ska svara senast %(day)s. Till dess lämnas inget ut.") % {"day": day}
    leaves = Release.objects.get(release=review.release).due_at
    words = {"at": clock_time(leaves), "name": review.to_branch.name}
    return _("Prövningen är sparad. Skickas %(at)s till %(name)s. Till dess kan du ångra i utkorgen.") % words
