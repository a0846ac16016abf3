"""Duplicates: what may be one person's, two cases side by side, a proposal, and the way back (T10, M14)."""

from datetime import timedelta

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.choices import Event
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_event, log_list
from samkraft.core.clock import as_of_today
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import as_date
from samkraft.people.choices import MergeState
from samkraft.people.duplicates import actions, pairs
from samkraft.people.duplicates.forms import NumbersForm, PairForm
from samkraft.people.duplicates.rules import FACTS, side_of, told
from samkraft.people.perms import can_compare_cases, can_merge_cases
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.door import DoorRefused

UNDO_DAYS = 30


@require_http_methods(["GET", "POST"])
@allow(can_compare_cases)
def duplicates(request):
    """Pairs that may be one person's, proposals that wait, and what was merged lately; two others by their numbers."""
    form = NumbersForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (found := _found(request, form)):
        return redirect("people:duplicate_pair", *found)
    decides, alike, merges = pairs.decides(request), pairs.pairs_for(request), list(_lately(request))
    shown = alike[: pairs.MOST]
    log_list("duplicates", [file.case_id for pair in shown for file in (pair.one, pair.two)])
    context = {
        "form": form,
        "decides": decides,
        "pairs": shown,
        "is_more": len(alike) > pairs.MOST,
        "waiting": [row for row in merges if row.state == MergeState.PROPOSED],
        "done": [row for row in merges if row.state == MergeState.MERGED],
    }
    return render(request, "people/duplicates.html", context, status=422 if form.is_bound else 200)


def _found(request, form):
    keys = pairs.by_numbers(request, [form.cleaned_data["one"], form.cleaned_data["two"]])
    if None in keys:
        field = "one" if keys[0] is None else "two"
        form.add_error(field, _("Det finns inget öppet ärende med det numret bland dem du kan jämföra."))
        return None
    if keys[0] == keys[1]:
        form.add_error("two", _("Välj två olika ärenden."))
        return None
    return keys


def _lately(request):
    since = as_of_today(timezone.now()) - timedelta(days=UNDO_DAYS)
    rows = pairs.merges_for(request).filter(state__in=(MergeState.PROPOSED, MergeState.MERGED))
    return [row for row in rows.order_by("-proposed_at", "pk")[:100]
            if row.state == MergeState.PROPOSED or row.decided_at >= since][: pairs.MOST]  # fmt: skip


@require_http_methods(["GET", "POST"])
@allow(can_compare_cases)
def duplicate_pair(request, one, two):
    """Two cases side by side: choose what is kept, see what would be moved, propose it; or say that they are two."""
    files = pairs.open_pair(request, one, two)
    log_event(Event.CASE_OPENED, [one, two], items=["duplicates"])
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "not_same":
        return _two_persons(request, files)
    numbers = pairs.reveal_numbers(request, *files) if act == "numbers" else None
    form = PairForm(
        request.POST if act in ("preview", "propose") else None, one=files[0], two=files[1], numbers=numbers
    )
    tried = _try(form) if form.is_bound and form.is_valid() else None
    seen = tried.mark(form.kept, form.other) if tried else ""
    if tried and act == "propose" and request.POST.get("seen") == seen and _proposed(request, form, tried):
        return redirect("people:duplicates")
    return _pair_page(request, files, form, tried, numbers)


def _two_persons(request, files):
    try:
        actions.not_same(*files)
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Det är två personer. Paret föreslås inte igen."))
    return redirect("people:duplicates")


def _try(form):
    try:
        return actions.try_merge(form.kept.case_id, form.other.case_id)
    except DoorRefused as refusal:
        form.add_error("keep", str(refusal))
        return None


def _proposed(request, form, tried):
    given = form.cleaned_data
    try:
        actions.propose(form.kept, form.other, form.chosen, given["checked"], given["reason"], tried)
    except NotPossible as refusal:
        show_on(form, refusal)
        return False
    receipt(request, _("Förslaget är skrivet. En annan person i er verksamhet slår ihop."))
    return True


def _pair_page(request, files, form, tried, numbers):
    one, two = files
    context = {
        "one": one, "two": two, "form": form, "tried": _told(tried),
        "seen": tried.mark(form.kept, form.other) if tried else "",
        "closed": form.other.case.number if tried else "",
        "facts": pairs.side_by_side(one, two, numbers),
        "shells": pairs.case_rows(one, two),
        "numbers": numbers,
        "crumbs": _crumbs(),
    }  # fmt: skip
    return render(request, "people/duplicate_pair.html", context, status=422 if form.errors else 200)


def _told(tried):
    if tried is None:
        return None
    return {
        "moved": pairs.kinds(tried.moved), "total": sum(tried.moved.values()), "stays": pairs.kinds(tried.stays),
        "left_out": tried.names_left_out(), "assigned": tried.assigned,
    }  # fmt: skip


def _crumbs():
    return [{"url": reverse("people:duplicates"), "label": _("Dubbletter")}]


@require_http_methods(["GET", "POST"])
@allow(can_compare_cases)
@fresh_login_required(when=lambda request: request.POST.get("act") == "merge")
def merge_proposal(request, pk):
    """A proposal to decide on by another person than who wrote it; or what was merged, with the way back."""
    merge = found_or_denied(request, pairs.merges_for(request), rule="no such merge", public_id=pk)
    log_event(Event.CASE_OPENED, [merge.case_id, merge.other_case], items=["duplicates"])
    act = request.POST.get("act", "") if request.method == "POST" else ""
    tried, refusal = actions.shown_of(merge), ""
    try:
        if act == "merge":
            return _merged(request, merge)
        if act in ("not_same", "take_back"):
            return _refused(request, merge, act)
        if act == "try_undo":
            tried = actions.try_undo(merge)
    except (DoorRefused, NotPossible) as said:
        refusal, tried = str(said), _again(merge) or tried
    return _merge_page(request, merge, act, tried, refusal)


def _merged(request, merge):
    actions.merge_cases(merge, request.POST.get("seen", ""))
    words = _("%(other)s är hopslaget med %(kept)s.") % {"other": merge.other_number, "kept": merge.case.number}
    receipt(request, words, undo_url=reverse("people:undo_merge", args=[merge.public_id]))
    return redirect("people:merge_proposal", merge.public_id)


def _refused(request, merge, act):
    actions.refuse(merge, act == "not_same")
    is_two = act == "not_same"
    receipt(request, _("Det är två personer. Paret föreslås inte igen.") if is_two else _("Förslaget är borttaget."))
    return redirect("people:duplicates")


def _again(merge):
    """What merging would do now, where what was shown has changed."""
    try:
        return actions.try_merge(merge.case_id, merge.other_case) if merge.state == MergeState.PROPOSED else None
    except DoorRefused:
        return None


def _merge_page(request, merge, act, tried, refusal):
    waits = merge.state == MergeState.PROPOSED
    files = _both_open(merge) if waits else None
    context = {
        "merge": merge, "waits": waits, "refusal": refusal, "crumbs": _crumbs(),
        "facts": _chosen_facts(merge, *files) if files else [],
        "tried": _told(tried), "seen": tried.mark(*files) if files else "",
        "undoing": act == "try_undo" and not refusal,
        "is_own": merge.proposed_by_id == request.user.pk, "decides": pairs.decides(request),
        "until": as_date(merge.decided_at) + timedelta(days=UNDO_DAYS) if merge.decided_at else None,
    }  # fmt: skip
    return render(request, "people/merge_proposal.html", context, status=422 if refusal else 200)


def _both_open(merge):
    """The two files; None where one of them isn't open any longer."""
    try:
        return actions.files_of(merge)
    except NotPossible:
        return None


def _chosen_facts(merge, kept, other):
    """Each fact as it will stand, and what is let go."""
    rows = []
    for fact in FACTS:
        sides = {"kept": pairs.words_of(fact, kept), "other": pairs.words_of(fact, other)}
        side = side_of(fact, kept, other, {each.name: "kept" for each in FACTS} | merge.chosen)
        gone = sides["other" if side == "kept" else "kept"]
        rows.append(
            {"label": fact.label, "value": sides[side], "gone": "" if told(fact, kept) == told(fact, other) else gone}
        )
    return rows


@require_POST
@allow(can_merge_cases)
@fresh_login_required
def undo_merge(request, pk):
    """Take a merge back within thirty days."""
    merge = found_or_denied(request, pairs.merges_for(request), rule="no such merge", public_id=pk)
    try:
        changed = actions.undo(merge)
    except DoorRefused as refusal:
        problem(request, str(refusal))
        return redirect("people:merge_proposal", merge.public_id)
    receipt(request, _("Sammanslagningen är ångrad. %(number)s är öppet igen.") % {"number": merge.other_number})
    if changed:
        words = _("Det här hade ändrats sedan dess och står kvar som det är: %(facts)s.")
        problem(request, words % {"facts": ", ".join(changed).lower()})
    return redirect("people:merge_proposal", merge.public_id)
