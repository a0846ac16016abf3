"""After the start: the list of those with support and of signs to look at, and the page of one person (P-003)."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import receipt
from samkraft.core.words import swedish_date
from samkraft.people.afterwards import actions
from samkraft.people.afterwards.forms import AnswerForm, BeginForm, ContactForm, TalkForm
from samkraft.people.afterwards.reading import signs, signs_of, supported
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.choices import StartKind
from samkraft.people.models import CaseAssignment, ReturnSignal, Support, SupportTalk
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on


@require_safe
@allow(can_work_with_people)
def overview(request):
    """One's own people who have begun work or studies, early warnings first; and what needs to be looked at."""
    helped, told = supported(request), signs(request)
    view = "att-se-over" if request.GET.get("vy") == "att-se-over" else "stod"
    page = paginate(told if view == "att-se-over" else helped, request)
    log_list(f"afterwards:{view}", [case.pk for case, _row in page])
    page.object_list = [_sign_item(*pair) if view == "att-se-over" else _support_item(*pair) for pair in page]
    base = reverse("people:afterwards")
    numbers = (("stod", _("Med stöd"), len(helped)), ("att-se-over", _("Att se över"), len(told)))
    context = {
        "page": page,
        "params": other_params(request),
        "view": view,
        "views": [
            {"url": f"{base}?vy={key}", "label": label, "current": key == view, "count": number}
            for key, label, number in numbers
        ],
        "warnings": sum(row.is_warning(today()) for _case, row in helped),
        "signs": len(told),
    }
    return render(request, "people/afterwards.html", context)


def _support_item(case, row):
    word = StartKind(row.kind).label
    return {
        "url": reverse("people:support", args=[case.pk]),
        "title": case.list_name,
        "sub": _("%(number)s · %(kind)s sedan %(day)s") % {
            "number": case.number, "kind": word, "day": swedish_date(row.begun_on)},
        "due": row.next_on,
        "is_warning": row.is_warning(today()),
    }  # fmt: skip


def _sign_item(case, row):
    return {
        "url": reverse("people:support", args=[case.pk]),
        "title": case.list_name,
        "sub": _("%(number)s · Läs det som är nytt efter utskrivningen") % {"number": case.number},
        "end": swedish_date(row.found_on),
    }


@require_safe
@allow(can_see_cases)
def support(request, case):
    """What one person has begun: who to call, the talks, and signs of a return."""
    return _page(request, open_case(request, case, "support"))


@require_POST
@allow(can_work_with_people)
def begin(request, case):
    """Begin support from the start of work or studies."""
    opened = open_case_for_work(request, case, "support")
    form = BeginForm(request.POST, contacts=_contacts(opened, request), me=request.user)
    if form.is_valid() and _done(form, lambda given: actions.begin(opened, **given)):
        receipt(request, _("Stödet är igång. Det första samtalet står på din dag."))
        return _back(opened)
    return _page(request, opened, begin=form)


@require_POST
@allow(can_work_with_people)
def hold(request, case, pk):
    """A talk is held: how it goes, in one press."""
    opened = open_case_for_work(request, case, "support")
    found = _own(request, opened, pk)
    form = TalkForm(request.POST)
    if form.is_valid():
        said = _done(form, lambda given: [actions.hold(opened, found.pk, **given)])
        if said:
            _say_held(request, said[0])
            return _back(opened)
    return _page(request, opened, talk=form)


def _say_held(request, extra):
    if extra:
        receipt(request, _("Samtalet är sparat. Nästa är %(day)s.") % {"day": swedish_date(extra)})
    else:
        receipt(request, _("Samtalet är sparat."))


@require_POST
@allow(can_work_with_people)
def change_contact(request, case, pk):
    """Somebody else is the one to call."""
    opened = open_case_for_work(request, case, "support")
    found = _own(request, opened, pk)
    form = ContactForm(request.POST, contacts=_contacts(opened, request), now=found.contact)
    if form.is_valid() and _done(form, lambda given: actions.change_contact(opened, found.pk, given["contact"])):
        receipt(request, _("%(name)s är nu den som personen ringer.") % {"name": form.cleaned_data["contact"].name})
        return _back(opened)
    return _page(request, opened, contact=form)


@require_POST
@allow(can_work_with_people)
def end(request, case, pk):
    """The support isn't needed any more."""
    opened = open_case_for_work(request, case, "support")
    found = _own(request, opened, pk)
    try:
        actions.end(opened, found.pk)
    except NotPossible as refusal:
        receipt(request, str(refusal))
    else:
        receipt(request, _("Stödet är avslutat. Samtalen finns kvar att läsa."))
    return _back(opened)


@require_POST
@allow(can_work_with_people)
def answer(request, case, pk):
    """What was done about a sign of a return."""
    opened = open_case_for_work(request, case, "support")
    rows = ReturnSignal.objects.filter(case=opened.case)
    found = found_or_denied(request, rows, rule="not our sign", pk=pk)
    form = AnswerForm(request.POST, auto_id=f"s{found.pk}_%s")
    if form.is_valid() and _done(form, lambda given: actions.answer(opened, found.pk, **given)):
        receipt(request, _("Sparat."))
        return _back(opened)
    return _page(request, opened, answered=form, answered_pk=found.pk)


def _done(form, act):
    """Do it with what was given; a rule that says no is shown at the form."""
    try:
        return act(form.cleaned_data)
    except NotPossible as refusal:
        show_on(form, refusal)
        return None


def _own(request, opened, pk):
    rows = Support.objects.filter(file=opened.file).select_related("contact")
    return found_or_denied(request, rows, rule="not our support", pk=pk)


def _contacts(opened, request):
    """Who in the branch works with the person today; whoever asks is one of them."""
    rows = CaseAssignment.objects.filter(case=opened.case, branch=request.acting.branch).in_force()
    staff = {row.staff_id: row.staff for row in rows.select_related("staff").order_by("staff__last_name", "pk")}
    return {str(person.public_id): person for person in staff.values()}


def _with_forms(told, answered, pk):
    """Each sign that nobody has answered, with a form of its own."""
    for sign in told:
        key = sign["row"].pk
        yield sign | {"form": answered if key == pk else AnswerForm(auto_id=f"s{key}_%s")}


def _page(request, opened, answered_pk=None, **bound):
    works = can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    now = actions.support_of(opened)
    error = next((form for form in bound.values() if form.errors), None)
    context = {
        "opened": opened,
        "header": case_header(request, opened, current="people:discharge", short=True),
        "rules": actions.rules_of(opened),
        "support": now,
        "talks": _talks(now) if now else [],
        "earlier": _earlier(opened, now),
        "signs": list(_with_forms(signs_of(opened), bound.get("answered"), answered_pk)),
        "works": works,
        "error_form": error,
        "sees": _("de i %(branch)s som har ärendet") % {"branch": request.acting.branch.name},
    }
    context |= _forms(request, now, _contacts(opened, request), bound) if works else dict.fromkeys(_FORMS)
    return render(request, "people/support.html", context, status=422 if error else 200)


_FORMS = ("begin_form", "talk_form", "contact_form")


def _forms(request, now, contacts, bound):
    """The forms that may be sent: to begin, or to go on with what is begun."""
    if now is None:
        begin = bound.get("begin") or BeginForm(contacts=contacts, me=request.user)
        return {"begin_form": begin, "talk_form": None, "contact_form": None}
    contact = bound.get("contact") or ContactForm(contacts=contacts, now=now.contact)
    return {"begin_form": None, "talk_form": bound.get("talk") or TalkForm(), "contact_form": contact}


def _talks(now):
    return list(SupportTalk.objects.filter(support=now).select_related("held_by"))


def _earlier(opened, now):
    rows = Support.objects.filter(file=opened.file).exclude(pk=now.pk if now else None).order_by("-begun_on")
    return [row for row in rows if row.ended_on or row.until < today()]


def _back(opened):
    return HttpResponseRedirect(reverse("people:support", args=[opened.case.pk]))
