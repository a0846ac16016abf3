"""Pages of the catalogue: the list, one entry, and both again for a participant who is to have a place."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_search
from samkraft.activities import actions
from samkraft.activities.catalogue import pages
from samkraft.activities.catalogue.filters import CatalogueFilter
from samkraft.activities.catalogue.forms import BookForm
from samkraft.activities.catalogue.perms import can_plan, can_see_catalogue, plans_places
from samkraft.activities.catalogue.queries import open_sessions, wait_in, waits_in, with_places
from samkraft.activities.models import Offering
from samkraft.activities.pages import crumbs as case_crumbs
from samkraft.activities.pages import own_readers
from samkraft.activities.perms import can_work_with_people
from samkraft.activities.releasing import receipt_of_sharing
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.people import plan_source
from samkraft.people.case_access import open_case_for_work
from samkraft.people.daily.search import MOST, IdentityError, TooShort, find
from samkraft.people.problems import NotPossible, show_on
from samkraft.programmes.models import Programme
from samkraft.sharing import door

_LONGEST = 80


@require_safe
@allow(can_see_catalogue)
def catalogue(request):
    """Everything that the parties provide in the programme, with free places and expected wait (P-042)."""
    definition = definition_of(request)
    context = _list(request, definition) | {"followed": pages.followed(definition)}
    context |= {"opened": None, "may_plan": can_plan(request), "crumbs": []}
    context["may_register"] = can_work_with_people(request)
    return render(request, "activities/catalogue.html", context)


@require_safe
@allow(can_work_with_people)
def choose(request, case):
    """The catalogue for one participant: each entry books a place for her."""
    opened = open_case_for_work(request, case, "activity:catalogue")
    context = _list(request, opened.definition, case=opened.case.pk)
    context |= {
        "opened": opened,
        "may_plan": False,
        "may_register": False,
        "followed": [],
        "crumbs": case_crumbs(opened, last=True),
    }
    return render(request, "activities/catalogue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_see_catalogue)
def offering(request, offering):
    """One entry: what it is, when, how many are free, how the queue works. By POST a participant is found to book."""
    found = offering_or_denied(request, offering)
    definition = definition_of(request)
    hits, answer = _search(request, found) if request.method == "POST" else ([], "")
    if len(hits) == 1:
        return HttpResponseRedirect(reverse("activities:book", args=[hits[0].pk, found.pk]))
    context = _entry(found, definition) | {
        "hits": [{"url": reverse("activities:book", args=[case.pk, found.pk]), "title": case.name, "sub": case.number}
                 for case in hits],
        "answer": answer,
        "may_book": can_work_with_people(request) and found.closed_on is None,
        "may_plan": plans_places(request, found),
        "crumbs": [{"url": reverse("activities:catalogue"), "label": _("Utbud")}],
    }  # fmt: skip
    return render(request, "activities/offering.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_work_with_people)
def book(request, case, offering):
    """A place for the participant: saved, queued or offered, and shared with the team by one button."""
    opened = open_case_for_work(request, case, f"offering:{offering}")
    found = offering_or_denied(request, offering)
    plan = plan_source.published_plan(opened)
    form = BookForm(
        request.POST or None, sessions=open_sessions(found.pk), places=opened.definition.places, plan=plan,
        initial={"asked_on": today()} | _step(request, plan, found),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            activity = actions.place(opened, form.cleaned_data | {"offering": found})
        except (NotPossible, door.DoorRefused) as refusal:
            show_on(form, refusal)
        else:
            receipt_of_sharing(request, opened, activity, pages.booked_words(activity))
            return HttpResponseRedirect(reverse("activities:show", args=[opened.case.pk, activity.pk]))
    choose_url = reverse("activities:choose", args=[opened.case.pk])
    context = _entry(found, opened.definition) | {
        "opened": opened, "form": form, "back": choose_url,
        "sees": _("%(own)s, och de som samtycket täcker när du delar") % {"own": own_readers(request)},
        "crumbs": [*case_crumbs(opened, last=True), {"url": choose_url, "label": _("Utbud")}],
    }  # fmt: skip
    return render(request, "activities/book.html", context, status=422 if form.is_bound and form.errors else 200)


def definition_of(request):
    """The programme as it is today: the catalogue belongs to no case."""
    programme = Programme.objects.get(slug=request.acting.programme)
    return programme.version_on(today()).definition


def offering_or_denied(request, key):
    """An entry of the programme's catalogue, with its places."""
    mine = Offering.objects.filter(programme__slug=request.acting.programme).with_places()
    return found_or_denied(request, mine.select_related("provider_branch"), rule="not in the catalogue", pk=key)


def _list(request, definition, case=None):
    form = CatalogueFilter(request.GET or None, definition=definition)
    rows = form.narrowed(Offering.objects.of_programme(request.acting.programme).with_places())
    page = paginate(rows.select_related("provider_branch"), request)
    waits = waits_in([row.pk for row in page], definition.places)
    return {
        "form": form,
        "page": page,
        "params": other_params(request),
        "rows": [pages.entry_row(row, definition, waits.get(row.pk), case) for row in page],
    }


def _entry(found, definition):
    """What is shown of an entry wherever it is shown."""
    places = definition.places
    is_open = pages.takes_at_once(found)
    expected = None if is_open else wait_in(found.pk, places)
    return {
        "offering": found,
        "facts": pages.offering_facts(found, definition),
        "sessions": pages.session_rows(with_places(found.sessions.filter(cancelled_on=None)), found),
        "queue": pages.queue_rows(found, places),
        "waiting": found.waiting,
        "wait": _("Ingen, för det finns lediga platser och ingen kö.") if is_open else pages.wait_text(expected),
        "wait_ground": pages.wait_ground(expected) if expected else "",
        "stale": pages.stale_text(found, places),
        "rules": places.words if places else "",
        "priorities": places.priorities if places else (),
    }


def _search(request, found):
    """The person's own cases that the words fit; logged as every search for a person is (SRCH-1)."""
    term = request.POST.get("q", "").replace("\x00", "").strip()[:_LONGEST]
    try:
        hits = find(request, term)
    except TooShort:
        return [], _("Skriv minst två bokstäver av ett namn, ett personnummer eller ett ärendenummer.")
    except IdentityError as error:
        log_search(term, [])
        return [], f"{error.sentence} {_('Skriv till exempel 19850312-1234.')}"
    log_search(term, [case.pk for case in hits])
    return hits[:MOST], "" if hits else _("Ingen träff bland dina deltagare.")


def _step(request, plan, found):
    """A link from a step of the plan brings the step."""
    for step in plan.steps if plan else ():
        if str(step.key) == request.GET.get("steg") or step.activity_type == found.type:
            return {"step": str(step.key)}
    return {}
