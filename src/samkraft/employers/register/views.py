"""Pages of the register: employers, what they need, our contacts with them, and the time it takes (P-050)."""

from datetime import date, timedelta

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import month_name, percent, swedish_date
from samkraft.employers import pages as shared
from samkraft.employers.models import ContactPerson, Employer, Need
from samkraft.employers.perms import can_arrange, can_see_employers, can_see_time, can_work_with_people
from samkraft.employers.register import actions, pages, rules
from samkraft.employers.register.forms import (
    ContactForm,
    EmployerForm,
    FindForm,
    NeedFindForm,
    NeedForm,
    NeedStateForm,
    PersonForm,
)
from samkraft.people.problems import NotPossible, show_on

_READ = ("GET", "HEAD", "POST")


@require_safe
@allow(can_see_employers)
def employer_list(request):
    """The employers, by name, number, field and interest; no participant stands here."""
    form = FindForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    page = paginate(pages.found_employers(request, given), request)
    context = {"page": page, "params": other_params(request), "form": form, "may_arrange": can_arrange(request)}
    context |= {"is_filtered": any(given.values()), "kinds": pages.need_kind_counts()}
    context["works"] = can_work_with_people(request)
    return render(request, "employers/list.html", context)


@require_http_methods(_READ)
@allow(can_arrange)
def add(request):
    """Enter an employer by its organisation number."""
    form = EmployerForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            employer = actions.add(form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("%(name)s är tillagd.") % {"name": employer.name})
            return _to(employer)
    return shared.form_page(
        request, form, title=_("Ny arbetsgivare"), lede=_("Numret visar om någon redan har lagt in den."),
        back=reverse("employers:list"), submit=_("Lägg till"),
    )  # fmt: skip


@require_safe
@allow(can_see_employers)
def show(request, employer):
    """One employer: what is known, whom to talk to, what is offered, and what has been said."""
    found = _found(request, employer)
    own = pages.own_people_at(request, found) if can_work_with_people(request) else []
    if own:
        log_list("employer", [case.pk for case, _row in own])
    needs = list(found.needs.filter(pk__in=Need.objects.open()))
    context = {
        "employer": found,
        "facts": pages.facts_of(found),
        "needs": [(need, pages.need_facts(need)) for need in needs],
        "ended_needs": found.needs.exclude(pk__in=[need.pk for need in needs])[:20],
        "persons": found.persons.all(),
        "lines": pages.timeline(found),
        "own": own,
        "may_arrange": can_arrange(request),
        "works": can_work_with_people(request),
        "coordinates": found.coordinator_id == request.acting.staff.pk,
        "crumbs": shared.crumbs(),
    }
    return render(request, "employers/show.html", context)


@require_http_methods(_READ)
@allow(can_arrange)
def change(request, employer):
    """Correct what stands of an employer."""
    found = _found(request, employer)
    start = {name: getattr(found, name) for name in EmployerForm.base_fields if hasattr(found, name)}
    form = EmployerForm(
        request.POST or None,
        initial=start | {"is_sole_trader": not found.organisation_number, "has_ended": bool(found.closed_on)},
    )
    return _changing(
        request, form, found, lambda revision: actions.change(found, revision, form.cleaned_data),
        done=_("Uppgifterna är sparade."), title=_("Ändra %(name)s") % {"name": found.name}, to=found,
    )  # fmt: skip


@require_POST
@allow(can_arrange)
def coordinate(request, employer):
    """Take it on to coordinate the contacts with the employer, or let it go (P-050)."""
    found = _found(request, employer)
    if actions.coordinate(found):
        receipt(request, _("Du samordnar kontakterna med %(name)s.") % {"name": found.name})
    else:
        receipt(request, _("Ingen samordnar kontakterna med %(name)s nu.") % {"name": found.name})
    return _to(found)


@require_http_methods(_READ)
@allow(can_arrange)
def add_contact(request, employer):
    """A contact with the time it took."""
    found = _found(request, employer)
    form = ContactForm(request.POST or None, persons=found.persons.all())
    if request.method == "POST" and form.is_valid():
        try:
            contact = actions.tell(found, form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            undo = reverse("employers:contact_undo", args=[found.pk, contact.pk])
            words = {"name": found.name, "n": contact.minutes}
            receipt(request, _("Kontakten med %(name)s är antecknad, %(n)s minuter.") % words, undo_url=undo)
            return _to(found)
    return shared.form_page(
        request, form, title=_("Kontakt med %(name)s") % {"name": found.name},
        lede=_("Tiden räknas in i teamets tid till arbetsgivare."), back=_url(found), submit=_("Spara kontakten"),
        trail=_trail(found),
    )  # fmt: skip


@require_POST
@allow(can_arrange)
def undo_contact(request, employer, contact):
    """Take back a contact that one has just written."""
    found = _found(request, employer)
    try:
        actions.take_back(contact, request.acting.staff)
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Kontakten är borttagen."))
    return _to(found)


@require_http_methods(_READ)
@allow(can_arrange)
def add_person(request, employer):
    """Somebody to talk to at the employer."""
    found = _found(request, employer)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_person(found, form.cleaned_data)
        receipt(request, _("%(name)s är tillagd.") % {"name": form.cleaned_data["name"]})
        return _to(found)
    return shared.form_page(
        request, form, title=_("Kontaktperson hos %(name)s") % {"name": found.name},
        lede=_("Bara det som behövs i arbetet. Uppgiften tas bort när ingen har använt den på två år."),
        back=_url(found), submit=_("Lägg till"), trail=_trail(found),
    )  # fmt: skip


@require_POST
@allow(can_arrange)
def remove_person(request, employer, person):
    """Remove somebody who isn't to be there; what was said with her stays, without the name."""
    found = _found(request, employer)
    gone = found_or_denied(request, ContactPerson.objects.filter(employer=found), rule="no contact person", pk=person)
    gone.delete()
    receipt(request, _("Kontaktpersonen är borttagen."))
    return _to(found)


@require_safe
@allow(can_see_employers)
def needs(request):
    """Jobs and places that stand open."""
    form = NeedFindForm(request.GET)
    page = paginate(pages.open_needs(form.cleaned_data if form.is_valid() else {}), request)
    page.object_list = [(need, pages.need_facts(need)) for need in page]
    context = {"page": page, "params": other_params(request), "kinds": pages.need_kind_counts(), "form": form}
    context["works"] = can_work_with_people(request)
    return render(request, "employers/needs.html", context | {"crumbs": shared.crumbs()})


@require_http_methods(_READ)
@allow(can_arrange)
def add_need(request, employer):
    """What the employer offers."""
    found = _found(request, employer)
    form = NeedForm(request.POST or None, initial={"field": found.field, "municipality": found.municipality})
    if request.method == "POST" and form.is_valid():
        need = actions.add_need(found, form.cleaned_data)
        receipt(request, _("%(title)s är tillagd.") % {"title": need.title})
        return _to(found)
    return shared.form_page(
        request, form, title=_("Jobb eller plats hos %(name)s") % {"name": found.name},
        lede=_("Det som krävs används när vi matchar mot vad en deltagare vill och kan."), back=_url(found),
        submit=_("Lägg till"), trail=_trail(found),
    )  # fmt: skip


@require_http_methods(_READ)
@allow(can_arrange)
def change_need(request, need):
    """Correct what is offered."""
    found = _need(request, need)
    form = NeedForm(request.POST or None, initial={name: getattr(found, name) for name in NeedForm.base_fields})
    return _changing(
        request, form, found, lambda revision: actions.change_need(found, revision, form.cleaned_data),
        done=_("Sparat."), title=_("Ändra %(name)s") % {"name": found.title}, to=found.employer,
    )  # fmt: skip


@require_POST
@allow(can_arrange)
def settle_need(request, need):
    """It still stands, is filled, or is taken back."""
    found = _need(request, need)
    form = NeedStateForm(request.POST)
    if form.is_valid():
        actions.settle_need(found, form.cleaned_data["state"])
        receipt(request, _("Sparat, stämmer i dag."))
    else:
        problem(request, _("Välj hur det står till."))
    return _to(found.employer)


@require_safe
@allow(can_see_time)
def time(request):
    """The teams' time for employers, month by month, against the programme's share (P-050)."""
    programme = pages.programme_of(request)
    team_rules = programme.version_on().definition.team_rules
    month = _month(request.GET.get("manad"))
    teams = pages.time_of_teams(programme, team_rules, month)
    working = sum(team.working_hours for team in teams)
    hours = sum(team.hours for team in teams if team.share is not None)  # what is done outside the teams isn't theirs
    goal = team_rules.employer_time_share_percent / 100
    before, after = month - timedelta(days=1), (month + timedelta(days=32)).replace(day=1)
    context = {
        "month": month_name(month), "rows": pages.time_rows(teams),
        "purposes": pages.minutes_by_purpose(programme, month),
        "share": percent(hours / working) if working else "", "goal": percent(goal) if goal else "",
        "is_below": bool(goal and working and hours / working < goal), "crumbs": shared.crumbs(),
        "before": f"{before:%Y-%m}", "before_label": month_name(before),
        "after": f"{after:%Y-%m}" if after <= today() else "", "after_label": month_name(after),
        "until": swedish_date(min(rules.month_of(month)[1], today())), "hours_a_week": team_rules.hours_a_week,
    }  # fmt: skip
    return render(request, "employers/time.html", context)


def _month(text):
    """The month asked for as 2021-06, else this; never one that hasn't come."""
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        asked = today()
    return min(asked, today()).replace(day=1)


def _changing(request, form, row, save, *, done, title, to):
    """A form over a row that others may change at the same time: the second is told, and keeps what she typed."""
    theirs = []
    if request.method == "POST" and form.is_valid():
        try:
            save(shared.revision_of(request))
        except NotPossible as refusal:
            row.refresh_from_db()
            theirs = [] if refusal.field else shared.differences(form, row)
            show_on(form, refusal)
        else:
            receipt(request, done)
            return _to(to)
    return shared.form_page(
        request, form, title=title, lede="", back=_url(to), submit=_("Spara"), trail=_trail(to),
        revision=shared.revision_of(request) if form.is_bound and not theirs else row.revision, theirs=theirs,
    )  # fmt: skip


def _found(request, key):
    rows = Employer.objects.select_related("coordinator")
    return found_or_denied(request, rows, rule="no such employer", pk=key)


def _need(request, key):
    return found_or_denied(request, Need.objects.select_related("employer"), rule="no such need", pk=key)


def _url(employer):
    return reverse("employers:show", args=[employer.pk])


def _to(employer):
    return HttpResponseRedirect(_url(employer))


def _trail(employer):
    return shared.crumbs((_url(employer), employer.name))
