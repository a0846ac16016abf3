"""One's own deadlines, those of one case with their reasons, and putting one off."""

from datetime import timedelta

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, deny
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import swedish_date
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.deadlines import dues_by_case, is_mine
from samkraft.people.due import actions, own
from samkraft.people.due.forms import DeadlineFilterForm, PutOffForm
from samkraft.people.due_items import due_item
from samkraft.people.models import PutOff
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible

_USUAL_WAIT = timedelta(days=7)


@require_safe
@allow(can_work_with_people)
def deadlines(request):
    """One's own open deadlines, the earliest first: what is over, what stands still, what comes, what waits."""
    mine = own.OwnDues(request)
    form = DeadlineFilterForm(request.GET, definition=mine.newest)
    chosen = form.cleaned_data if form.is_valid() else {}
    view = chosen.get("vy") or "nu"
    rows = mine.narrowed(whose=chosen.get("vems", ""), team=chosen.get("team", ""), code=chosen.get("slag", ""))
    page = paginate(own.in_view(rows, view), request)
    log_list(f"deadlines:{view}", {row.case.pk for row in page})
    counts = own.counts(rows)
    context = {
        "form": form,
        "view": view,
        "views": _view_links(request, view, counts),
        "counts": counts,
        "page": page,
        "items": _items(page),
        "params": other_params(request),
    }
    return render(request, "people/deadlines.html", context)


def _view_links(request, current, counts):
    query = request.GET.copy()
    query.pop("sida", None)
    links = []
    for view, label in own.VIEWS.items():
        query["vy"] = view
        url = f"{reverse('people:deadlines')}?{query.urlencode()}"
        links.append({"url": url, "label": label, "current": view == current, "count": counts[view]})
    return links


def _items(rows):
    reasons = _reasons([row for row in rows if row.due.is_put_off(today())])
    return [
        due_item(row.due, row.case.name)
        | _ways(row.due, row.is_mine and row.case.is_open_for_work)
        | {"holder": "" if row.is_mine else row.case.leader_name}
        | {"reason": reasons.get((row.case.pk, row.due.code, row.due.due_on), "")}
        for row in rows
    ]


def _ways(due, may):
    """Where a deadline is put off, or taken up again, by who may."""
    if not may or not due.can_wait:
        return {"wait_url": "", "take_up_url": ""}
    if due.is_put_off(today()):
        return {"wait_url": "", "take_up_url": url_of("take_up", due)}
    return {"wait_url": url_of("put_off", due), "take_up_url": ""}


def url_of(name, due):
    """A page about one deadline."""
    return reverse(f"people:{name}", args=[due.case_id, due.code, due.due_on.isoformat()])


def _reasons(rows):
    """Why deadlines wait, by case, code and day."""
    if not rows:
        return {}
    found = PutOff.objects.waiting().filter(case__in={row.case.pk for row in rows})
    return {(row.case_id, row.code, row.due_on): row.reason for row in found.defer("note")}


@require_safe
@allow(can_see_cases)
def of_case(request, case_id):
    """Every deadline of a case with its rule and where the rule comes from, and what has been put off (rule 5)."""
    opened = open_case(request, case_id, "deadlines")
    if opened.by_exception:
        deny(request, "deadlines opened with a reason")
    facts, dues = _read(opened)
    rules = {row.code: row for row in opened.definition.deadlines}
    works = can_work_with_people(request) and opened.is_open_for_work
    items = [
        due_item(due)
        | {"source": _source(rules.get(due.code)), "holder": "", "reason": ""}
        | _ways(due, works and _falls_on(request, opened, due))
        for due in dues
    ]
    context = {
        "opened": opened,
        "header": case_header(request, opened, "people:case", facts=facts, short=True),
        "items": items,
        "put_off": PutOff.objects.filter(file=opened.file).select_related("put_off_by").order_by("-put_off_on", "-pk"),
        "names": {row.code: row.name for row in opened.definition.deadlines},
    }
    return render(request, "people/case_deadlines.html", context)


def _source(rule):
    """Where a rule comes from, in words."""
    if rule is None:
        return ""
    from_ = _("Regel i programmet, %(source)s.") % {"source": rule.source} if rule.source else _("Regel i programmet.")
    return from_ + (" " + _("Antalet dagar har programmet valt.") if rule.assumption else "")


def _read(opened):
    return dues_by_case([opened.case], {opened.case.programme_version_id: opened.definition})[opened.case.pk]


def _falls_on(request, opened, due):
    return is_mine(due, opened.case, request.acting.staff)


def _found(request, opened, code, due_on):
    """The open deadline that an address names, if it is the person's."""
    _facts, dues = _read(opened)
    found = next((due for due in dues if due.code == code and due.due_on.isoformat() == due_on), None)
    if found is None or not found.can_wait or not _falls_on(request, opened, found):
        deny(request, "no such deadline of hers")
    return found


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def put_off(request, case_id, code, due_on):
    """Say until when a deadline waits, and why."""
    opened = open_case_for_work(request, case_id, "deadlines")
    due = _found(request, opened, code, due_on)
    initial = {"until": today() + _USUAL_WAIT}
    form = PutOffForm(request.POST or None, initial=initial, definition=opened.definition)
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_off(opened, due, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("%(what)s väntar till %(day)s.") % {
                "what": due.name,
                "day": swedish_date(form.cleaned_data["until"]),
            }
            receipt(request, words, undo_url=url_of("take_up", due))
            return redirect("people:deadlines")
    context = {
        "opened": opened,
        "header": case_header(request, opened, short=True),
        "due": due,
        "form": form,
        "last": actions.latest_day(opened.definition),
        "back": reverse("people:case_deadlines", args=[case_id]),
    }
    return render(request, "people/put_off.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_work_with_people)
def take_up(request, case_id, code, due_on):
    """The deadline comes back at once."""
    opened = open_case_for_work(request, case_id, "deadlines")
    due = _found(request, opened, code, due_on)
    if actions.take_up(opened, due):
        receipt(request, _("%(what)s är tillbaka bland det som behöver dig.") % {"what": due.name})
    else:
        problem(request, _("Fristen var redan tillbaka."))
    return redirect("people:deadlines")
