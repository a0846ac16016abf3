"""The work list with its views."""

from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.models import Staff
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.composed import Composed
from samkraft.core.pages import paginate
from samkraft.core.receipts import problem, receipt
from samkraft.people.daily.forms import ListFilterForm, SaveViewForm
from samkraft.people.daily.lists import (
    COLUMNS,
    columns_of,
    in_view,
    narrowed,
    ordered,
    own_columns,
    rows_of,
    view_links,
)
from samkraft.people.deadlines import definitions_in, dues_of_own
from samkraft.people.models import SavedView
from samkraft.people.perms import can_work_with_people

KEPT = 12


@require_safe
@allow(can_work_with_people)
def cases(request):
    """A handler's own cases, thin (REG-02): 50 a page, filters in the address."""
    definitions = definitions_in(request.acting.programme)
    given = _with_columns(request)
    form = ListFilterForm(given, definition=_newest(definitions))
    chosen = form.cleaned_data if form.is_valid() else {}
    view = chosen.get("vy") or "alla"
    own = dues_of_own(request, definitions)
    page = paginate(ordered(narrowed(in_view(own, view, request), chosen), chosen.get("ordning")), request)
    rows = rows_of(page, definitions, request)
    log_list(f"cases:{view}", [row.case_id for row in rows])
    saved, query = own_views(request), _without_own_columns(request)
    current = next((f"sparad:{row.pk}" for row in saved if row.query == query), view)
    columns = columns_of(chosen.get("kol") or own_columns(request.user))
    context = {
        "form": form, "page": page, "rows": rows, "params": query, "current_view": current, "columns": columns,
        "column_choices": [(key, label, bool(columns[key])) for key, label in COLUMNS.items()],
        "keeps": set(chosen.get("kol") or ()) not in (set(), set(own_columns(request.user))),
        "views": view_links(current, saved=saved), "saved": saved, "save_url": f"{reverse('people:save_view')}?{query}",
    }  # fmt: skip
    if not request.htmx:
        return render(request, "people/list.html", context)
    answer = render(request, "people/list_rows.html", context)
    answer["HX-Push-Url"] = f"{reverse('people:cases')}?{query}"
    return answer


def _with_columns(request):
    """The list's parameters; without columns in the address the person's own are ticked."""
    given = request.GET.copy()
    if not given.getlist("kol"):
        given.setlist("kol", own_columns(request.user))
    return given


def _without_own_columns(request):
    """The query without the page, and without columns that the person has anyway: a short address to keep."""
    given = request.GET.copy()
    given.pop("sida", None)
    if set(given.getlist("kol")) == set(own_columns(request.user)):
        del given["kol"]
    return given.urlencode()


@require_POST
@allow(can_work_with_people)
def keep_columns(request):
    """Keep these columns as one's own, on every list that doesn't say others; none ticked: the usual ones."""
    said = request.POST if "kol" in request.POST else request.GET  # the receipt's way back says them in the address
    form = ListFilterForm(said, definition=_newest(definitions_in(request.acting.programme)))
    form.is_valid()
    chosen = [key for key in COLUMNS if key in form.cleaned_data.get("kol", ())]
    before = request.user.list_columns
    Staff.objects.filter(pk=request.user.pk).update(list_columns=",".join(chosen))
    if before == ",".join(chosen):
        receipt(request, _("Kolumnerna är sparade. Bara du ser dem så."))
    else:
        undo = f"{reverse('people:keep_columns')}?{urlencode({'kol': before.split(',')}, doseq=True)}"
        receipt(request, _("Kolumnerna är sparade. Bara du ser dem så."), undo_url=undo)
    return redirect("people:cases")


def _newest(definitions):
    """The newest version of the programme: its teams and phases name the filters."""
    return list(definitions.values())[-1]


def own_views(request):
    """The person's own views in this programme."""
    return _VIEWS(staff=request.user.pk, programme=request.acting.programme)


_VIEWS = Composed(
    lambda staff, programme: SavedView.objects.filter(staff=staff, programme=programme, removed_on=None)[:KEPT]
)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def save_view(request):
    """Give the list's present filters and order a name; only the list's own parameters are kept."""
    query = _known_params(request)
    form = SaveViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _keep(request, form, query):
        receipt(request, _("Vyn är sparad. Bara du ser den."))
        return redirect(f"{reverse('people:cases')}?{query}")
    context = {"form": form, "back": f"{reverse('people:cases')}?{query}"}
    return render(request, "people/save_view.html", context, status=422 if form.is_bound else 200)


def _known_params(request):
    form = ListFilterForm(request.GET, definition=_newest(definitions_in(request.acting.programme)))
    form.is_valid()
    query = request.GET.copy()
    for name in list(query):
        if not form.cleaned_data.get(name):
            del query[name]
    return query.urlencode()


def _keep(request, form, query):
    row = {"staff": request.user, "programme": request.acting.programme, "owner_branch": request.acting.branch}
    if len(own_views(request)) >= KEPT:
        form.add_error(None, _("Du kan ha högst %(n)s egna vyer. Ta bort en först.") % {"n": KEPT})
        return False
    SavedView.objects.filter(staff=request.user, removed_on__lt=today()).delete()
    try:
        with transaction.atomic():
            SavedView.objects.create(name=form.cleaned_data["name"], query=query, **row)
    except IntegrityError:
        form.add_error("name", _("Du har redan en vy med det namnet. Välj ett annat."))
        return False
    return True


@require_POST
@allow(can_work_with_people)
def remove_view(request, pk):
    """Remove one of one's own views; the receipt brings it back."""
    view = found_or_denied(request, _own(request).filter(removed_on=None), rule="somebody else's view", pk=pk)
    view.removed_on = today()
    view.save(update_fields=["removed_on"])
    receipt(request, _("Vyn är borttagen."), undo_url=reverse("people:bring_back_view", args=[pk]))
    return redirect("people:cases")


@require_POST
@allow(can_work_with_people)
def bring_back_view(request, pk):
    """Take a removal back, unless another view has got the name since."""
    view = found_or_denied(request, _own(request).exclude(removed_on=None), rule="somebody else's view", pk=pk)
    view.removed_on = None
    try:
        with transaction.atomic():
            view.save(update_fields=["removed_on"])
    except IntegrityError:
        problem(request, _("En ny vy har fått samma namn. Den gamla är kvar som borttagen."))
    else:
        receipt(request, _("Vyn är tillbaka."))
    return redirect("people:cases")


def _own(request):
    return SavedView.objects.filter(staff=request.user, programme=request.acting.programme)
