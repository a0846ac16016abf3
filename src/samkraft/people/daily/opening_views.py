"""Opening a case with a reason: ask, see one's own, and, for managers, answer, be told and end (EXC-1 to EXC-3)."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.choices import FindingKind, Role
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.log_models import LogFinding
from samkraft.access.readlog import log_list, log_search
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import receipt
from samkraft.core.words import clock_time
from samkraft.people.daily import opening_actions
from samkraft.people.daily.forms import AnswerOpeningForm, OpenWithReasonForm
from samkraft.people.daily.search import case_number
from samkraft.people.log_facts import numbers
from samkraft.people.models import CaseOpening
from samkraft.people.perms import can_manage_branch, can_open_with_reason, can_see_openings

SHOWN_OF_MINE = 5


@require_http_methods(["GET", "POST"])
@allow(can_open_with_reason)
def open_with_reason(request):
    """Ask to open one case of the branch for an hour; a manager opens it at once. How one's own stand."""
    form = OpenWithReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].strip()
        number = case_number(number) or number.upper()
        opening = opening_actions.ask_to_open(number, form.cleaned_data["reason"])
        if opening is not None:
            return _asked(request, opening)
        log_search(number, [])
        form.add_error("number", _("Det finns inget ärende med det numret i er verksamhet."))
    mine = _mine(request).select_related("staff", "decided_by", "seen_by").order_by("-pk")
    rows = _rows(mine[:SHOWN_OF_MINE])
    if rows:
        log_list("openings", {row["case_id"] for row in rows})
    context = {"form": form, "rows": rows, "is_manager": request.acting.has_role(Role.UNIT_MANAGER)}
    return render(request, "people/open_with_reason.html", context, status=422 if form.is_bound else 200)


def _asked(request, opening):
    if opening.opened_at:
        receipt(request, _("Ärendet är öppet för dig till %(time)s. Skälet står i loggen.") % {
            "time": clock_time(timezone.localtime(opening.until))})  # fmt: skip
        return redirect("people:case", opening.case_id)
    receipt(request, _("Frågan har gått till din enhetschef. Du ser svaret här."))
    return redirect("people:open_with_reason")


@require_POST
@allow(can_open_with_reason)
def end(request, pk):
    """Close what was opened with a reason, before its time."""
    visible = CaseOpening.objects.all() if request.acting.has_role(Role.UNIT_MANAGER) else _mine(request)
    opening = found_or_denied(request, visible, rule="somebody else's opening", pk=pk)
    opening_actions.end_opening(opening.pk)
    receipt(request, _("Ärendet är stängt."))
    return redirect("people:open_with_reason" if opening.staff_id == request.user.pk else "people:openings")


def _mine(request):
    return CaseOpening.objects.filter(staff=request.user)


@require_safe
@allow(can_see_openings)
def openings(request):
    """All openings with a reason in the branch, what waits for a manager first; no name of the participant."""
    rows = CaseOpening.objects.select_related("staff", "decided_by", "seen_by").order_by("-pk")
    is_manager = request.acting.has_role(Role.UNIT_MANAGER)
    first = [*rows.waiting(), *(rows.unseen_by(request.user) if is_manager else ())]
    page = paginate(rows.exclude(pk__in=[row.pk for row in first]), request)
    shown = _rows([*first, *page])
    _with_review(shown)
    log_list("openings", {row["case_id"] for row in shown})
    context = {
        "waiting": [row for row in shown[: len(first)] if row["state"] == "waiting"],
        "unseen": [row for row in shown[: len(first)] if row["state"] != "waiting"],
        "earlier": shown[len(first) :],
        "page": page,
        "params": other_params(request),
        "is_manager": is_manager,
        "me": request.user.pk,
        "real_today": timezone.localdate(),
    }
    return render(request, "people/openings.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_manage_branch)
def answer(request, pk):
    """A handler asks: let her in for an hour, or say no and why."""
    rows = CaseOpening.objects.waiting().exclude(staff=request.user).select_related("staff", "decided_by", "seen_by")
    opening = found_or_denied(request, rows, rule="no question to answer", pk=pk)
    form = AnswerOpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        granted = request.POST.get("svar") == "ja"
        try:
            opening_actions.answer_request(opening.pk, granted, form.cleaned_data["answer"])
        except opening_actions.OpeningRefused as refusal:
            form.add_error("answer", str(refusal))
        else:
            words = _("%(name)s kan läsa ärendet i 60 minuter.") if granted else _("%(name)s ser ditt nej och varför.")
            receipt(request, words % {"name": opening.staff.name})
            return redirect("people:openings")
    log_list("openings", [opening.case_id])
    context = {"row": _rows([opening])[0], "form": form}
    return render(request, "people/answer_opening.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_manage_branch)
def seen(request, pk):
    """A manager has been told of a colleague's opening."""
    rows = CaseOpening.objects.unseen_by(request.user)
    opening = found_or_denied(request, rows, rule="nothing to be told of", pk=pk)
    opening_actions.note_seen(opening.pk)
    receipt(request, _("Antecknat att du känner till öppningen."))
    return redirect("people:openings")


def _rows(openings):
    """Openings in words; a case whose file has been closed since keeps its number here."""
    openings = list(openings)
    known = numbers({opening.case_id for opening in openings})
    return [_row(opening, known.get(opening.case_id, "")) for opening in openings]


def _row(opening, number):
    """An opening in words: who, when, why, and how it stands."""
    state, words = _state(opening)
    return {
        "pk": opening.pk,
        "case_id": opening.case_id,
        "number": number,
        "who": opening.staff.name,
        "staff_id": opening.staff_id,
        "asked_at": opening.asked_at,
        "day": timezone.localtime(opening.opened_at or opening.asked_at).date(),
        "reason": opening.reason,
        "state": state,
        "words": words,
        "answer": opening.answer,
        "decided_by": opening.decided_by.name if opening.decided_by_id else "",
        "seen_by": opening.seen_by.name if opening.seen_by_id else "",
    }


def _state(opening):
    if opening.refused_at:
        return "refused", _("Nej")
    if opening.opened_at is None:
        return "waiting", _("Väntar på svar")
    end = min(filter(None, (opening.ended_at, opening.until)))
    times = {"start": clock_time(timezone.localtime(opening.opened_at)), "end": clock_time(timezone.localtime(end))}
    if end > timezone.now():
        return "open", _("Öppet till %(end)s") % times
    return "ended", _("Var öppet %(start)s–%(end)s") % times


def _with_review(rows):
    """Say of each how its review goes: mandatory, with a deadline (EXC-4)."""
    wanted = {row["case_id"] for row in rows}
    found = LogFinding.objects.with_verdict().filter(kind=FindingKind.EXCEPTION, case_id__in=wanted)
    by_key = {(each.staff_id, each.case_id, each.since): each for each in found}
    for row in rows:
        finding = by_key.get((row["staff_id"], row["case_id"], row["day"]))
        row["review_due"] = finding.due_on if finding and finding.verdict in (None, "ask") else None
        row["is_reviewed"] = bool(finding and finding.verdict not in (None, "ask"))
