"""Pages of a person's placements: plan one, and follow it to its end (P-050)."""

from dataclasses import replace

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.identifiers import uuid_or_none
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import joined
from samkraft.employers.choices import PlacementState
from samkraft.employers.models import Need, Placement
from samkraft.employers.pages import status_of
from samkraft.employers.perms import can_see_cases, can_work_with_people
from samkraft.employers.placements import actions, pages, rules, sharing
from samkraft.employers.placements.forms import AgreementForm, EndForm, PlaceForm, StartForm, VisitForm
from samkraft.employers.registering import placement_lines
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.problems import NotPossible, show_on
from samkraft.people.registering import texts_for
from samkraft.sharing.forms import say_shared

_WITH = ("employer", "placed_by")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_work_with_people)
def place(request, case):
    """Plan a place at an employer for the person."""
    opened = open_case_for_work(request, case, "placement:new")
    need = _need_asked_for(request)
    form = PlaceForm(request.POST or None, definition=opened.definition, initial=_initial(need))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.place(opened, form.cleaned_data | {"need": _same_employer(need, form)})
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("%(title)s är sparad. Bara er verksamhet ser den.") % {"title": made.title})
            return _to(opened, made.pk)
    context = {"opened": opened, "form": form, "crumbs": pages.crumbs(opened), "sees": pages.readers(request)}
    return render(request, "employers/place.html", context, status=status_of(form))


@require_safe
@allow(can_see_cases)
def show(request, case, placement):
    """One placement: what is agreed, how it goes, and the next move."""
    opened = open_case(request, case, f"placement:{placement}")
    return _page(request, opened, _own(request, opened, placement))


@require_safe
@allow(can_see_cases)
def paper(request, case, placement):
    """The agreement to sign by the person, the workplace and us: no more of her than the workplace needs (SEK-05)."""
    opened = open_case(request, case, f"placement:{placement}")
    found = _own(request, opened, placement)
    context = {
        "opened": opened, "placement": found, "period": pages.period_text(found), "by": found.placed_by,
        "line": request.acting.branch.name,
        "signs": [_("Deltagaren"), _("Arbetsgivaren"), request.acting.branch.name],
    }  # fmt: skip
    return render(request, "employers/placement_paper.html", context)


@require_POST
@allow(can_work_with_people)
def agree(request, case, placement):
    """The agreement with the workplace is made."""
    return _move(request, case, placement, lambda found: AgreementForm(request.POST), actions.agree,
                 _("Överenskommelsen är antecknad."))  # fmt: skip


@require_POST
@allow(can_work_with_people)
def start(request, case, placement):
    """The person has begun."""
    return _move(request, case, placement, lambda found: StartForm(request.POST), actions.start,
                 _("Starten är antecknad."))  # fmt: skip


@require_POST
@allow(can_work_with_people)
def visit(request, case, placement):
    """A follow-up at the workplace."""
    return _move(request, case, placement, lambda found: VisitForm(request.POST), actions.visit,
                 _("Uppföljningen är antecknad, och tiden räknas till arbetsgivaren."))  # fmt: skip


@require_POST
@allow(can_work_with_people)
def end(request, case, placement):
    """The place has ended, or never began."""
    return _move(
        request, case, placement, lambda found: EndForm(request.POST, has_begun=found.started_on is not None),
        actions.end, _("Slutet är antecknat."),
    )  # fmt: skip


@require_POST
@allow(can_work_with_people)
def share(request, case, placement):
    """Share the place as it stands with those of the team that the consent covers."""
    opened = open_case_for_work(request, case, f"placement:{placement}")
    found = _own(request, opened, placement)
    result = sharing.share(opened, found)
    for branch, sentence in result.refused:
        problem(request, f"{branch.name}: {sentence}")
    if result.sent:
        say_shared(request, replace(result, refused=[]))
    elif not result.refused:
        problem(request, _("Den är inte delad: inget samtycke täcker den här sortens plats."))
    return _to(opened, found.pk)


@require_safe
@allow(can_work_with_people)
def placements(request):
    """Where one's own participants are at work places, those to follow up first."""
    found = pages.own_placements(request)
    page = paginate(found, request)
    log_list("placements", [case.pk for case, _row in page])
    page.object_list = pages.list_rows(page)
    late = sum(pages.is_late(row) for _case, row in found)
    context = {"page": page, "params": other_params(request), "late": late, "crumbs": pages.list_crumbs()}
    return render(request, "employers/placements.html", context)


def _move(request, case, placement, form_for, action, done):
    opened = open_case_for_work(request, case, f"placement:{placement}")
    found = _own(request, opened, placement)
    form = form_for(found)
    if form.is_valid():
        try:
            action(opened, found.pk, dict(form.cleaned_data))
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, done)
            return _to(opened, found.pk)
    return _page(request, opened, found, form)


def _page(request, opened, found, form=None):
    may_work = can_work_with_people(request) and opened.is_open_for_work
    context = {
        "opened": opened,
        "placement": found,
        "facts": pages.facts_of(found),
        "visits": pages.visit_lines(found),
        "moves": _next_forms(opened, found, form) if may_work else [],
        "form": form,
        "crumbs": pages.crumbs(opened),
        "registering": _texts(opened, found),
    } | _sharing(request, opened, found, may_work)
    return render(request, "employers/placement.html", context, status=status_of(form))


def _texts(opened, found):
    """The text to copy; before the agreement there is nothing to register."""
    return (
        texts_for(opened.definition, placement_lines(found, opened.definition, opened.case))
        if found.agreement_on
        else []
    )


def _sharing(request, opened, found, may_work):
    """Who has the place, whether they have it as it stands, and who may get it."""
    known = sharing.shared_with(found)
    covered = [one.named for one in sharing.receivers(opened, found) if one.is_covered] if may_work else []
    is_stale = any(revision < found.revision for revision in known.values())
    return {
        "sees": joined([request.acting.branch.name, *known]) if known else pages.readers(request),
        "is_shared": bool(known),
        "share_note": _("De andra har en äldre version. Dela igen för att visa läget nu.") if is_stale else "",
        "may_share": may_work,
        "share_names": joined(covered),
    }


def _next_forms(opened, found, form):
    """The move that comes next, and after it the way out. A form with errors stands in its own place."""
    if found.state == PlacementState.PLANNED:
        shown = [
            ("agree", _("Överenskommelse med arbetsplatsen"), AgreementForm, {"initial": {"agreement_on": today()}})
        ]
    elif found.state == PlacementState.AGREED:
        shown = [("start", _("Platsen börjar"), StartForm, {"initial": _start_days(opened, found)})]
    elif found.state == PlacementState.UNDER_WAY:
        following = rules.next_visit(today(), _every(opened), found.planned_until)
        shown = [("visit", _("Uppföljning på arbetsplatsen"), VisitForm, {"initial": {"next_visit_on": following}})]
    else:
        return []
    has_begun = found.state == PlacementState.UNDER_WAY
    title = _("Platsen slutar") if has_begun else _("Blev den inte av?")
    shown.append(("end", title, EndForm, {"has_begun": has_begun, "planned_until": found.planned_until}))
    return [
        _form_of(found, name, title, form if isinstance(form, cls) else cls(**arguments), aside=name == "end")
        for name, title, cls, arguments in shown
    ]


def _form_of(found, name, title, form, aside):
    url = reverse(f"employers:placement_{name}", args=[found.case_id, found.pk])
    return {"name": name, "title": title, "url": url, "form": form, "aside": aside, "open": bool(form.errors)}


def _start_days(opened, found):
    day = min(found.planned_from, today()) if found.planned_from else today()
    return {"started_on": day, "next_visit_on": rules.next_visit(day, _every(opened), found.planned_until)}


def _every(opened):
    work = opened.definition.employer_work
    return work.visit_every_days if work else None


def _own(request, opened, key):
    rows = Placement.objects.filter(case=opened.case).select_related(*_WITH)
    return found_or_denied(request, rows, rule="not our placement", pk=key)


def _need_asked_for(request):
    key = uuid_or_none(request.GET.get("behov") or request.POST.get("behov"))
    return Need.objects.open().select_related("employer").filter(pk=key).first() if key else None


def _same_employer(need, form):
    return need if need and need.employer_id == form.cleaned_data["employer"].pk else None


def _initial(need):
    if need is None:
        return {}
    return {"employer": need.employer.name, "planned_from": need.since, "planned_until": need.until}


def _to(opened, key):
    return HttpResponseRedirect(reverse("employers:placement", args=[opened.case.pk, key]))
