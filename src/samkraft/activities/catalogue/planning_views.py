"""Pages for those who keep the catalogue: an entry, its sessions, and a session that shrinks."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.activities.catalogue import planning
from samkraft.activities.catalogue.pages import held_choices
from samkraft.activities.catalogue.perms import can_plan, plans_places
from samkraft.activities.catalogue.planning_forms import OfferingForm, SessionForm, ShrinkForm
from samkraft.activities.catalogue.views import definition_of, offering_or_denied
from samkraft.core.receipts import receipt
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.door import DoorRefused


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_plan)
def offering_new(request):
    """A new entry in the catalogue."""
    definition = definition_of(request)
    form = OfferingForm(request.POST or None, definition=definition, acting=request.acting)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        offering = planning.add_offering(request.acting, definition, given)
        receipt(request, _("%(title)s finns i utbudet. Lägg till en omgång.") % {"title": offering.title})
        return HttpResponseRedirect(reverse("activities:session_new", args=[offering.pk]))
    return _form_page(request, _("Ny i utbudet"), form, [])


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_plan)
def offering_edit(request, offering):
    """Change an entry, or take it out."""
    found = _own(request, offering)
    form = OfferingForm(
        request.POST or None, definition=definition_of(request), acting=request.acting, offering=found
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        revision = given.pop("revision") or found.revision
        try:
            if "close" in request.POST:
                planning.close_offering(found)
            else:
                planning.change_offering(request.acting, found, revision, given)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Sparat."))
            return _to(found)
    return _form_page(request, _("Ändra %(title)s") % {"title": found.title}, form, _crumbs(found), may_close=True)


@require_POST
@allow(can_plan)
def offering_confirm(request, offering):
    """What the entry says is still true."""
    found = _own(request, offering)
    planning.confirm_offering(request.acting, found)
    receipt(request, _("Bekräftat i dag."))
    return _to(found)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_plan)
def session_new(request, offering):
    """A new session: the first in the queue are offered its places at once."""
    found = _own(request, offering)
    form = SessionForm(request.POST or None, is_rolling=found.is_rolling)
    if request.method == "POST" and form.is_valid():
        planning.add_session(found, dict(form.cleaned_data))
        receipt(request, _("Omgången är inlagd. De första i kön har fått erbjudande."))
        return _to(found)
    return _form_page(request, _("Ny omgång av %(title)s") % {"title": found.title}, form, _crumbs(found))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_plan)
def session(request, offering, session):
    """Change a session. Where more places are taken than it shall have, the planner says what happens to each."""
    found = _own(request, offering)
    sessions = found.sessions.filter(cancelled_on=None).select_related("offering")
    one = found_or_denied(request, sessions, rule="no such session", pk=session)
    form = SessionForm(request.POST or None, session=one, is_rolling=found.is_rolling)
    shrink = ShrinkForm(request.POST or None, held=held_choices(one))
    if request.method == "POST" and form.is_valid() and shrink.is_valid():
        try:
            _change(request, one, form, shrink)
        except (NotPossible, DoorRefused) as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Sparat."))
            return _to(found)
    is_wrong = form.is_bound and bool(form.errors or shrink.errors)
    context = {
        "title": _("Omgången av %(title)s") % {"title": found.title}, "form": form, "shrink": shrink,
        "crumbs": _crumbs(found), "back": reverse("activities:offering", args=[found.pk]),
        "held": len(shrink.fields["displaced"].choices),
        "begun": one.places.filter(booking__started_on__isnull=False).count(),
    }  # fmt: skip
    return render(request, "activities/session.html", context, status=422 if is_wrong else 200)


def _change(request, one, form, shrink):
    if "cancel" in request.POST:
        return planning.cancel_session(one, [key for key, _label in shrink.fields["displaced"].choices])
    chosen = shrink.cleaned_data["displaced"] if shrink.cleaned_data["how"] == "chosen" else []
    return planning.change_session(one, dict(form.cleaned_data), chosen, shrink.cleaned_data["how"] == "freed")


def _own(request, key):
    found = offering_or_denied(request, key)
    if not plans_places(request, found):
        deny(request, "not our entry of the catalogue")
    return found


def _crumbs(found):
    return [
        {"url": reverse("activities:catalogue"), "label": _("Utbud")},
        {"url": reverse("activities:offering", args=[found.pk]), "label": found.title},
    ]


def _to(found):
    return HttpResponseRedirect(reverse("activities:offering", args=[found.pk]))


def _form_page(request, title, form, crumbs, may_close=False):
    context = {"title": title, "form": form, "crumbs": crumbs, "may_close": may_close}
    context["back"] = crumbs[-1]["url"] if crumbs else reverse("activities:catalogue")
    return render(
        request, "activities/planning_form.html", context, status=422 if form.is_bound and form.errors else 200
    )
