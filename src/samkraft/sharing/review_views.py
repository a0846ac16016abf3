"""Releases on unusual grounds: the approver's queue and answer, and what the asker sees of it (SEK-07, SEK-09)."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.choices import Event
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.handing_out import file_answer, hand_out
from samkraft.access.log_facts import case_facts
from samkraft.access.readlog import log_case, log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import clock_time
from samkraft.sharing import contributions, reviews
from samkraft.sharing.choices import ItemKind, ReviewState
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.ground_rules import LAW
from samkraft.sharing.models import GroundReview, Release
from samkraft.sharing.perms import can_answer_reviews, can_see_sharing
from samkraft.sharing.review_forms import AnswerForm

WITH = ("to_branch", "asked_by", "decided_by", "owner_branch")
VIEWS = {"vantar": gettext_lazy("Väntar på dig"), "svarade": gettext_lazy("Avgjorda")}


def sends(request):
    """A form that would give something to others asks for a fresh login (IAM-09)."""
    return request.method == "POST"


def _queue(request):
    return GroundReview.objects.in_queue(request.user, request.acting.programme)


def _settled(request):
    """What has been answered, taken back or stopped; a harm assessment of the asker's own is not hers."""
    rows = GroundReview.objects.filter(programme=request.acting.programme).exclude(state=ReviewState.WAITING)
    return rows.exclude(pk__in=GroundReview.objects.decided_by_asker())


@require_safe
@allow(can_answer_reviews)
def reviews_list(request):
    """What waits for the branch's legal approver, the most urgent first, and what has been answered. No names."""
    chosen = request.GET.get("vy", "vantar")
    if chosen not in VIEWS:
        raise Http404
    waiting = _queue(request)
    days = list(waiting.values_list("answer_by", flat=True))
    rows = (
        waiting.order_by("answer_by", "pk") if chosen == "vantar" else _settled(request).order_by("-decided_at", "-pk")
    )
    page = paginate(rows.select_related(*WITH).defer("content", "reason", "decision"), request)
    cases = [row.case_id for row in page]
    numbers = case_facts().numbers(cases)
    log_list(f"reviews:{chosen}", cases)
    views = [
        {"url": f"?vy={code}", "label": label, "current": code == chosen,
         "count": len(days) if code == "vantar" else None}
        for code, label in VIEWS.items()
    ]  # fmt: skip
    context = {
        "views": views,
        "chosen": chosen,
        "page": page,
        "rows": [(row, numbers.get(row.case_id, "")) for row in page],
        "waiting": len(days),
        "late": sum(day < today() for day in days),
        "branch": request.acting.branch,
        "params": other_params(request),
    }
    return render(request, "sharing/reviews.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_answer_reviews)
@fresh_login_required(when=sends)
def review(request, review):
    """One question with what the receiver would get; the answer, with why, by another than who asked."""
    rows = GroundReview.objects.filter(programme=request.acting.programme).select_related(*WITH)
    found = found_or_denied(request, rows, "review not ours", public_id=review)
    form = AnswerForm(request.POST or None) if found.may_be_answered_by(request.user) else None
    if request.method == "POST":
        if form is None:
            problem(request, _("Frågan är redan besvarad, eller så är den din egen."))
            return redirect("sharing:review", review=review)
        if form.is_valid() and _answered(request, found, form):
            return redirect("sharing:reviews")
    item = f"{found.item_kind}:{found.item_id}:{found.version}"
    log_case(found.case_id, [f"review:{item}"], event=Event.ITEM_VIEWED)
    crumbs = [{"url": reverse("sharing:reviews"), "label": _("Att pröva")}]
    number = case_facts().numbers([found.case_id]).get(found.case_id, "")
    context = _context(found, number, crumbs) | {"form": form, "is_own": found.asked_by_id == request.user.pk}
    if found.item_kind == ItemKind.DOCUMENT:
        context["download"] = reverse("sharing:review_file", args=[review])
    return render(request, "sharing/review.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@allow(can_answer_reviews)
def review_file(request, review):
    """The file that a question is about, for the approver to read while it waits (FILE-3): afterwards there is none."""
    rows = GroundReview.objects.waiting().filter(programme=request.acting.programme, item_kind=ItemKind.DOCUMENT)
    found = found_or_denied(request, rows, "no file of a question of ours", public_id=review)
    said = found.content
    item = f"review:{found.item_kind}:{found.item_id}:{found.version}"
    return file_answer(hand_out(found.case_id, item, said["kind"], said["title"], said["stored"]))


def _answered(request, found, form):
    try:
        done = reviews.decide(found, form.is_yes, form.cleaned_data["decision"])
    except DoorRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    receipt(request, _said(done))
    return True


def _said(review):
    """The receipt of an answer, or of what an asker decides herself."""
    if review.state != ReviewState.GRANTED:
        return _("Svaret är sparat. Inget lämnas ut.")
    leaves = Release.objects.get(release=review.release).due_at
    words = {"at": clock_time(leaves), "name": review.to_branch.name}
    return _("Skickas %(at)s till %(name)s. Till dess kan de som har ärendet stoppa det.") % words


@require_http_methods(["GET", "POST"])
@allow(can_see_sharing)
def asked(request, review):
    """What became of a question in one of one's own cases; take it back while it waits."""
    rows = GroundReview.objects.filter(case_id__among=contributions.cases_to_open(request)).select_related(*WITH)
    found = found_or_denied(request, rows, "review not of my case", public_id=review)
    if request.method == "POST":
        _take_back(request, found)
        return redirect("sharing:asked_review", review=review)
    log_case(found.case_id, [f"review:{found.item_kind}:{found.item_id}:{found.version}"])
    crumbs = [
        {"url": reverse("sharing:inbox"), "label": _("Delningar")},
        {"url": f"{reverse('sharing:inbox')}?vy=provas", "label": _("Andra grunder")},
    ]
    case = contributions.case_names(request, [found.case_id]).get(found.case_id) or deny(request, "case not mine")
    return render(request, "sharing/asked_review.html", _context(found, case.number, crumbs) | {"case": case})


def _take_back(request, found):
    try:
        reviews.withdraw(found)
    except DoorRefused as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Frågan är återtagen. Inget lämnas ut."))


def _context(found, number, crumbs):
    shown = contributions.shown_as_received(found.item_kind, found.content) if found.content else {"body": ""}
    return shown | {
        "review": found,
        "number": number,
        "law": LAW.get(found.ground, ""),
        "crumbs": crumbs,
    }
