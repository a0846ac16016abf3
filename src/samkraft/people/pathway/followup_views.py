"""Follow-ups of discharged people: those that are due, and the form in which one is recorded (P-036)."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.list_of_codes import label_of
from samkraft.people.models import FollowUp
from samkraft.people.own_cases import kept_of_own
from samkraft.people.pathway import followup_actions, followup_sharing
from samkraft.people.pathway.followup_forms import FollowUpForm
from samkraft.people.pathway.pages import case_crumbs, status_of
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.programmes.pathway import FollowUp as FollowUpRow
from samkraft.sharing.forms import say_shared, shares


@require_POST
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def share_follow_up(request, case, pk):
    """Share what a follow-up found with those that the consent covers."""
    opened = open_case_for_work(request, case, f"follow_up:{pk}")
    rows = FollowUp.objects.filter(case=opened.case).exclude(done_on=None)
    found = found_or_denied(request, rows, rule="no follow-up that is done", pk=pk)
    choice = followup_sharing.sheet_for(request, opened).choice()
    if choice.error:
        problem(request, choice.error)
    else:
        say_shared(request, followup_sharing.share_chosen(request, opened, found, choice))
    return HttpResponseRedirect(reverse("people:follow_up", args=[case, pk]))


@dataclass(frozen=True)
class ListRow:
    """A follow-up in the list: thin, as every list (REG-02)."""

    url: str
    name: str
    number: str
    title: str
    due_on: object


@require_safe
@allow(can_work_with_people)
def follow_ups(request):
    """The follow-ups of one's own people that aren't done yet, the most urgent first."""
    found = follow_ups_to_do(request)
    page = paginate(found, request)
    log_list("follow_ups", [case.pk for case, _row in page])
    page.object_list = [
        ListRow(
            url=reverse("people:follow_up", args=[case.pk, row.pk]),
            name=case.list_name,
            number=case.number,
            title=row.title,
            due_on=row.due_on,
        )
        for case, row in page
    ]
    late = sum(row.due_on < today() for _case, row in found)
    return render(request, "people/follow_up_list.html", {"page": page, "params": other_params(request), "late": late})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_see_cases)
def follow_up(request, case, pk):
    """Record what a follow-up found, or read what it found."""
    work = request.method == "POST"
    opened = (open_case_for_work if work else open_case)(request, case, f"follow_up:{pk}")
    found = found_or_denied(request, FollowUp.objects.filter(case=opened.case), rule="not our follow-up", pk=pk)
    row = row_of(opened.definition, found.kind)
    form = FollowUpForm(request.POST if work else None, row=row)
    if work and form.is_valid():
        try:
            followup_actions.record(opened, found.pk, **form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Uppföljningen är sparad."))
            return HttpResponseRedirect(reverse("people:follow_ups"))
    may_share = found.done_on is not None and opened.is_open_for_work and can_work_with_people(request)
    context = {
        "opened": opened,
        "sheet": followup_sharing.sheet_for(request, opened) if may_share and not opened.by_exception else None,
        "crumbs": case_crumbs(opened, (reverse("people:follow_ups"), _("Uppföljningar"))),
        "row": row,
        "found": found,
        "form": form,
        "answer": label_of(row.outcomes, found.outcome, found.done_on),
        "may_record": found.done_on is None and opened.is_open_for_work and can_work_with_people(request),
        "sees": _("de i %(branch)s som har ärendet") % {"branch": request.acting.branch.name},
    }
    return render(request, "people/follow_up.html", context, status=status_of(form))


class ToDo(NamedTuple):
    """A follow-up that isn't done: its key, day and name."""

    due_on: date
    pk: int
    title: str


def follow_ups_to_do(request):
    """The follow-ups of one's own people that aren't done, the most urgent first; discharged people too."""
    found = kept_of_own(request, "follow_ups", _read_to_do, lambda case: case.is_followed_up)
    return sorted(found, key=lambda pair: pair[1])


def _read_to_do(keys):
    rows = FollowUp.objects.filter(done_on=None, case__among=keys)
    for row in rows.select_related("case__programme_version").defer("case__programme_version__content", "note"):
        yield row.case_id, ToDo(row.due_on, row.pk, row_of(row.case.programme_version.definition, row.kind).name)


def row_of(definition, kind):
    """The follow-up as the programme file has it; one that the file has dropped since keeps its code as name."""
    named = {row.code: row for row in definition.follow_ups}
    fallback = FollowUpRow(
        code=kind, name=kind, question=_("Vad gör personen nu?"), anchor="discharged", source="",
        outcomes="discharge_follow_up_outcomes",
    )  # fmt: skip
    return named.get(kind, fallback)
