"""Pages of municipal employments: form, start, end and what came 90 days later (P-043, P-084)."""

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
from samkraft.core.words import joined
from samkraft.employers import pages as shared
from samkraft.employers.employments import actions, pages, sharing
from samkraft.employers.employments.forms import EmployForm, EndForm
from samkraft.employers.models import MunicipalEmployment
from samkraft.employers.perms import can_see_cases, can_work_with_people
from samkraft.employers.placements.pages import crumbs, list_crumbs, readers
from samkraft.employers.registering import employment_lines
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.problems import NotPossible, show_on
from samkraft.people.registering import texts_for
from samkraft.programmes.models import Programme
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.sheets import sheet_of


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_work_with_people)
def employ(request, case):
    """Enter an employment in the municipality."""
    opened = open_case_for_work(request, case, "employment:new")
    form = EmployForm(request.POST or None, names_place=not opened.file.is_pseudonymous)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.employ(opened, form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Anställningen är sparad. Bara er verksamhet ser den."))
            return _to(opened, made.pk)
    return shared.form_page(
        request, form, title=_("Kommunal anställning"),
        lede=_("När den slutar frågar Samkraft 90 dagar senare vad det blev."), trail=crumbs(opened),
        back=reverse("activities:list", args=[opened.case.pk]), submit=_("Spara anställningen"),
        sees=readers(request),
    )  # fmt: skip


@require_safe
@allow(can_see_cases)
def show(request, case, employment):
    """One employment, its end, and what came of it."""
    opened = open_case(request, case, f"employment:{employment}")
    return _page(request, opened, _own(request, opened, employment))


@require_POST
@allow(can_work_with_people)
def end(request, case, employment):
    """It has ended."""
    opened = open_case_for_work(request, case, f"employment:{employment}")
    found = _own(request, opened, employment)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end(opened, found.pk, form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Slutet är antecknat. Vad det blev frågas om 90 dagar senare."))
            return _to(opened, found.pk)
    return _page(request, opened, found, form)


@require_POST
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def share(request, case, employment):
    """Let those chosen know that the person has it: form, start and end (P-043, P-084)."""
    opened = open_case_for_work(request, case, f"employment:{employment}")
    found = _own(request, opened, employment)
    choice = sheet_of(request, opened, sharing.CATEGORY).choice()
    if choice.error:
        problem(request, choice.error)
    else:
        say_shared(request, sharing.share_employment(request, opened, found, choice))
    return _to(opened, found.pk)


@require_safe
@allow(can_work_with_people)
def employments(request):
    """The employments of one's own participants: what is to be asked first, then what goes on."""
    definition = Programme.objects.get(slug=request.acting.programme).version_on().definition
    found = pages.own_employments(request, definition)
    page = paginate(found, request)
    log_list("employments", [case.pk for case, _row, _asked in page])
    page.object_list = pages.list_rows(page)
    waiting = sum(bool(asked and not asked.done_on and asked.due_on <= today()) for _case, _row, asked in found)
    context = {"page": page, "params": other_params(request), "waiting": waiting, "crumbs": list_crumbs()}
    return render(request, "employers/employments.html", context)


def _page(request, opened, found, form=None):
    may_work = can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    context = {
        "opened": opened,
        "facts": pages.facts_of(found),
        "checks": pages.checks_of(opened, found),
        "ending": (form or EndForm(planned_until=found.planned_until)) if may_work and not found.ended_on else None,
        "end_url": reverse("employers:employment_end", args=[opened.case.pk, found.pk]),
        "form": form,
        "crumbs": crumbs(opened),
        "registering": texts_for(opened.definition, employment_lines(found, opened.definition, opened.case)),
    } | _sharing(request, opened, found, may_work)
    return render(request, "employers/employment.html", context, status=shared.status_of(form))


def _sharing(request, opened, found, may_work):
    """Who knows of it, whether they know how it stands now, what they would get, and who may."""
    known = sharing.shared_with(found)
    is_stale = any(version < found.revision for version in known.values())
    return {
        "sees": joined([request.acting.branch.name, *known]) if known else readers(request),
        "is_shared": bool(known),
        "share_note": _("De andra har en äldre version. Dela igen för att visa läget nu.") if is_stale else "",
        "sheet": sheet_of(request, opened, sharing.CATEGORY) if may_work else None,
        "told": sharing.facts_of(sharing.to_release(opened, found).content),
        "share_url": reverse("employers:employment_share", args=[opened.case.pk, found.pk]),
    }


def _own(request, opened, key):
    rows = MunicipalEmployment.objects.filter(case=opened.case).select_related("placed_by")
    return found_or_denied(request, rows, rule="not our employment", pk=key)


def _to(opened, key):
    return HttpResponseRedirect(reverse("employers:employment", args=[opened.case.pk, key]))
