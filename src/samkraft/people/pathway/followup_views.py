"""Follow-ups of discharged people: the list to call, the form in which one is recorded, and the next (P-036)."""

from dataclasses import dataclass

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import swedish_date
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.list_of_codes import label_of
from samkraft.people.models import FollowUp
from samkraft.people.pathway import followup_actions, followup_sharing
from samkraft.people.pathway.discharge_actions import discharge_of
from samkraft.people.pathway.followup_forms import FollowUpForm, TryForm
from samkraft.people.pathway.followup_reading import (
    follow_ups_done,
    follow_ups_to_do,
    history_of,
    next_to_call,
    row_of,
    to_call,
)
from samkraft.people.pathway.pages import case_crumbs, status_of
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.sheets import sheet_of


@require_POST
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def share_follow_up(request, case, pk):
    """Share what a follow-up found with those that the consent covers."""
    opened = open_case_for_work(request, case, f"follow_up:{pk}")
    rows = FollowUp.objects.filter(case=opened.case).exclude(done_on=None)
    found = found_or_denied(request, rows, rule="no follow-up that is done", pk=pk)
    choice = sheet_of(request, opened, followup_sharing.CATEGORY).choice()
    if choice.error:
        problem(request, choice.error)
    else:
        say_shared(request, followup_sharing.share_follow_up(request, opened, found, choice))
    return HttpResponseRedirect(reverse("people:follow_up", args=[case, pk]))


@dataclass(frozen=True)
class ListRow:
    """A follow-up in the list: thin, as every list (REG-02)."""

    url: str
    name: str
    number: str
    title: str
    day: object
    tries: int = 0
    again_on: object = None


_VIEWS = {"nu": _lazy("Att ringa nu"), "senare": _lazy("Senare"), "gjorda": _lazy("Gjorda")}


@require_safe
@allow(can_work_with_people)
def follow_ups(request):
    """The follow-ups of one's own people: those to call now, those that wait for their day, those that are done."""
    view = request.GET.get("vy") if request.GET.get("vy") in _VIEWS else "nu"
    left = follow_ups_to_do(request)
    found = _in_view(request, view, left)
    page = paginate(found, request)
    log_list(f"follow_ups:{view}", [case.pk for case, _row in page])
    page.object_list = [_list_row(case, row, view) for case, row in page]
    now = sum(row.is_to_call(today()) for _case, row in left)
    context = {
        "page": page,
        "params": other_params(request),
        "view": view,
        "views": _view_links(view, now, len(left) - now),
        "late": sum(row.due_on < today() for _case, row in left),
        "to_call": now,
    }
    return render(request, "people/follow_up_list.html", context)


def _in_view(request, view, left):
    if view == "gjorda":
        return follow_ups_done(request)
    return [(case, row) for case, row in left if row.is_to_call(today()) == (view == "nu")]


def _view_links(view, now, later):
    base, counts = reverse("people:follow_ups"), {"nu": now, "senare": later}
    return [
        {"url": f"{base}?vy={key}", "label": label, "current": key == view, "count": counts.get(key)}
        for key, label in _VIEWS.items()
    ]


def _list_row(case, row, view):
    url = reverse("people:follow_up", args=[case.pk, row.pk])
    if view == "gjorda":
        return ListRow(url, case.list_name, case.number, row.title, row.done_on)
    calling = f"{url}?ring=1" if view == "nu" else url
    return ListRow(calling, case.list_name, case.number, row.title, row.due_on, row.tries, row.again_on)


@require_safe
@allow(can_work_with_people)
def call_next(request):
    """On to the next to call, after the one just left; at the list's end back to the list."""
    found = next_to_call(request, request.GET.get("efter", ""))
    if found is None:
        return HttpResponseRedirect(reverse("people:follow_ups"))
    case, row = found
    return HttpResponseRedirect(f"{reverse('people:follow_up', args=[case.pk, row.pk])}?ring=1")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_see_cases)
def follow_up(request, case, pk):
    """Record what a follow-up found, or read what it found."""
    work = request.method == "POST"
    opened = (open_case_for_work if work else open_case)(request, case, f"follow_up:{pk}")
    found = found_or_denied(request, FollowUp.objects.filter(case=opened.case), rule="not our follow-up", pk=pk)
    form = FollowUpForm(request.POST if work else None, row=row_of(opened.definition, found.kind))
    if work and form.is_valid():
        try:
            followup_actions.record(opened, found.pk, **form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Uppföljningen är sparad."))
            return _onward(request, found)
    return _page(request, opened, found, form, TryForm())


@require_POST
@allow(can_work_with_people)
def try_follow_up(request, case, pk):
    """A call that led to nothing: say what happened and when to call again."""
    opened = open_case_for_work(request, case, f"follow_up:{pk}")
    found = found_or_denied(request, FollowUp.objects.filter(case=opened.case), rule="not our follow-up", pk=pk)
    form = TryForm(request.POST)
    if form.is_valid():
        try:
            tried = followup_actions.note_try(opened, found.pk, **form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Antecknat. Uppföljningen kommer tillbaka %(day)s.") % {
                "day": swedish_date(tried.again_on)})  # fmt: skip
            return _onward(request, found)
    return _page(request, opened, found, FollowUpForm(row=row_of(opened.definition, found.kind)), form)


def _onward(request, found):
    """To the next one to call for who goes through the list; else back to it."""
    if "ring" in request.GET:
        return HttpResponseRedirect(f"{reverse('people:call_next')}?efter={found.pk}")
    return HttpResponseRedirect(reverse("people:follow_ups"))


def _page(request, opened, found, form, try_form):
    row = row_of(opened.definition, found.kind)
    works = can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    may_share, calling = found.done_on is not None and works, "ring" in request.GET
    context = {
        "opened": opened,
        "sheet": sheet_of(request, opened, followup_sharing.CATEGORY) if may_share else None,
        "crumbs": case_crumbs(opened, (reverse("people:follow_ups"), _("Uppföljningar"))),
        "row": row,
        "found": found,
        "form": form,
        "try_form": try_form,
        "error_form": try_form if try_form.errors else form,
        "answer": label_of(row.outcomes, found.outcome, found.done_on),
        "may_record": found.done_on is None and works,
        "discharged": _discharged(opened),
        "history": history_of(opened, found),
        "calling": calling,
        "left": len(to_call(request)) if calling else 0,
        "sees": _("de i %(branch)s som har ärendet") % {"branch": request.acting.branch.name},
    }
    return render(request, "people/follow_up.html", context, status=status_of(context["error_form"]))


def _discharged(opened):
    """To what and when the person was discharged, in words for who calls."""
    found = discharge_of(opened)
    if found is None:
        return ""
    reason = opened.definition.discharge_reason(found.reason)
    return _("%(what)s, %(day)s") % {"what": reason.name, "day": swedish_date(found.discharged_on)}
