"""Pages of activities: the list of a case, one activity with its next move, and the place form."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.activities import actions, pages, releasing, undoing
from samkraft.activities.catalogue.forms import OfferForm
from samkraft.activities.catalogue.pages import place_facts
from samkraft.activities.choices import LIVE, ActivityState
from samkraft.activities.content import content_of
from samkraft.activities.forms import DecideForm, EndForm, PlaceForm, StartForm
from samkraft.activities.models import Activity, ActivityAnswer
from samkraft.activities.perms import can_answer, can_see_cases, can_work_with_people
from samkraft.activities.registering import lines_of
from samkraft.activities.releasing import receipt_of_sharing
from samkraft.core.clock import today
from samkraft.core.forms import Form
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import joined, swedish_date
from samkraft.people import contributions, plan_source
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.problems import NotPossible, show_on
from samkraft.people.registering import texts_for
from samkraft.sharing import door
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import ReceivedCopy

_WITH_PEOPLE = ("provider_branch", "deciding_branch", "placed_by")
_WITH_PLACE = (*_WITH_PEOPLE, "booking__held", "booking__session")
# The first form of a page is the next move and shares at once; a second is the way out.
_BUTTONS = ((gettext_lazy("Spara och dela med teamet"), False), (gettext_lazy("Spara att den inte blev av"), True))


@require_safe
@allow(can_see_cases)
def activity_list(request, case):
    """The person's activities: our own and those shared with us."""
    opened = open_case(request, case, "activity")
    own = Activity.objects.filter(case=opened.case).select_related(*_WITH_PEOPLE).order_by("-asked_on", "pk")
    copies = _copies(opened.case)
    waiting = waiting_for_us([opened.case.pk]) if copies else set()
    live, ended = pages.rows_of(opened.case.pk, own, copies, pages.branches_by_code(), waiting)
    header = case_header(request, opened, current="activities:list", short=True)
    context = {"opened": opened, "header": header, "live": live, "ended": ended}
    context |= {"may_place": _may_place(request, opened), "sees": pages.own_readers(request)}
    context["blocks"] = contributions.blocks("activities:list", request, opened)
    return render(request, "activities/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_work_with_people)
def place(request, case):
    """Place the person in an activity; saved and shared with the team by one button."""
    opened = open_case_for_work(request, case, "activity:new")
    plan = plan_source.published_plan(opened)
    form = PlaceForm(
        request.POST or None,
        definition=opened.definition,
        plan=plan,
        names_place=not opened.file.is_pseudonymous,
        initial=_place_initial(request, plan),
    )
    if request.method == "POST" and form.is_valid():
        try:
            activity = actions.place(opened, form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt_of_sharing(request, opened, activity, _("%(title)s är sparad.") % {"title": activity.title})
            return _to(opened, activity.pk)
    sees = _("%(own)s, och de som samtycket täcker när du delar") % {"own": pages.own_readers(request)}
    context = {"opened": opened, "form": form, "crumbs": pages.crumbs(opened, last=True), "sees": sees}
    return render(request, "activities/place.html", context, status=_status(form))


@require_safe
@allow(can_see_cases)
def show(request, case, activity):
    """One activity: our own, or a copy that another branch shared with us."""
    opened = open_case(request, case, f"activity:{activity}")
    return _page(request, opened, activity)


@require_POST
@allow(can_work_with_people)
def decide(request, case, activity):
    """Note the answer on our own activity."""
    opened, found = _own(request, case, activity)
    form = DecideForm(request.POST)
    return _move(
        request, opened, found, form, lambda given: actions.decide(opened, found.pk, **given), _("Svaret är sparat.")
    )


@require_POST
@allow(can_work_with_people)
def start(request, case, activity):
    """The activity has begun."""
    opened, found = _own(request, case, activity)
    form = StartForm(request.POST, kind=opened.definition.activity_type(found.type))

    def move(given):
        return actions.start(opened, found.pk, given["started_on"], given.get("start_talk_on"))

    return _move(request, opened, found, form, move, _("Starten är sparad."))


@require_POST
@allow(can_work_with_people)
def end(request, case, activity):
    """The activity has ended."""
    opened, found = _own(request, case, activity)
    kind = opened.definition.activity_type(found.type)
    form = EndForm(request.POST, kind=kind, has_started=found.started_on is not None)
    return _move(
        request, opened, found, form, lambda given: actions.end(opened, found.pk, given), _("Slutet är sparat.")
    )


@require_POST
@allow(can_work_with_people)
def offer(request, case, activity):
    """The person's answer on the place that she was offered."""
    opened, found = _own(request, case, activity)
    return _move(
        request, opened, found, OfferForm(request.POST),
        lambda given: actions.answer_offer(opened, found.pk, **given), _("Svaret är sparat."),
    )  # fmt: skip


@require_POST
@allow(can_work_with_people)
def resume(request, case, activity):
    """The person still wants a place."""
    opened, found = _own(request, case, activity)
    return _move(
        request, opened, found, Form(request.POST), lambda _given: actions.resume(opened, found.pk),
        _("Personen står i kön igen, på samma ställe som förut."),
    )  # fmt: skip


@require_POST
@allow(can_work_with_people)
def share(request, case, activity):
    """Share the activity as it stands with the team."""
    opened, found = _own(request, case, activity)
    receipt_of_sharing(request, opened, found, "", wanted=True)
    return _to(opened, found.pk)


@require_POST
@allow(can_work_with_people)
def undo(request, case, activity, move):
    """Take back a state that was set by mistake, or a request that shouldn't have been made."""
    opened, found = _own(request, case, activity)
    found_or_denied(request, found.moves.all(), rule="no such move", pk=move)
    try:
        undone = undoing.undo(opened, found.pk, move)
    except (NotPossible, door.DoorRefused) as refusal:
        problem(request, str(refusal))
        return _to(opened, found.pk)
    if undone is None:
        receipt(request, _("Ångrat. %(title)s är inte begärd.") % {"title": found.title})
        return HttpResponseRedirect(reverse("activities:list", args=[opened.case.pk]))
    words = {"title": undone.title, "state": undone.get_state_display()}
    receipt(request, _("Ångrat. %(title)s har läget ”%(state)s” igen.") % words)
    return _to(opened, undone.pk)


@require_POST
@allow(can_work_with_people)
def answer(request, case, activity):
    """The deciding branch answers on the copy released to it."""
    opened = open_case_for_work(request, case, f"activity:{activity}")
    copy = _copy_or_denied(request, opened, activity)
    if not can_answer(request.acting, copy):
        found_or_denied(request, ReceivedCopy.objects.none(), rule="not the deciding branch")
    form = DecideForm(request.POST)
    if form.is_valid():
        try:
            actions.answer(opened, copy, **form.cleaned_data)
        except (NotPossible, door.DoorRefused) as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Svaret är skickat till %(branch)s.") % {"branch": copy.from_branch.name})
            return HttpResponseRedirect(reverse("activities:list", args=[opened.case.pk]))
    return _page(request, opened, activity, form)


def waiting_for_us(case_ids):
    """Activities of these cases that wait for the acting branch's decision."""
    return {activity for (activity,) in door.rows("activities_asked_of_us", list(case_ids))}


def _move(request, opened, found, form, action, done):
    if form.is_valid():
        try:
            moved = action(form.cleaned_data)
        except (NotPossible, door.DoorRefused) as refusal:
            show_on(form, refusal)
        else:
            receipt_of_sharing(request, opened, moved, done)
            return _to(opened, moved.pk)
    return _page(request, opened, found.pk, form)


def _page(request, opened, activity_id, form=None):
    own = Activity.objects.filter(case=opened.case, pk=activity_id).select_related(*_WITH_PLACE).first()
    context = {
        "opened": opened,
        "crumbs": pages.crumbs(opened, last=True),
        "form": form,
        "own_branch": pages.own_readers(request),
        "share_note": "",
        "history": [],
        "undo_url": None,
        "attendance_url": "",
        "nothing_next": "",
        "place": [],
    }
    if own:
        context |= _own_context(request, opened, own, form)
    else:
        context |= _copy_context(request, opened, _copy_or_denied(request, opened, activity_id), form)
    return render(request, "activities/show.html", context, status=_status(form))


def _own_context(request, opened, own, form):
    branches = pages.branches_by_code()
    kind = opened.definition.activity_type(own.type)
    known = releasing.shared_revisions(opened.case.pk).get(own.pk, {})
    covered = [r.named for r in releasing.receivers(opened, kind.category) if r.is_covered]
    history, may_place = undoing.moves_of(own), _may_place(request, opened)
    is_stale = any(revision < own.revision for revision in known.values())
    return {
        "title": own.title,
        "facts": pages.facts_of(content_of(own), branches, own.end_reason),
        "place": place_facts(own, opened.definition.places),
        "is_own": True,
        "history": history,
        "undo_url": undoing.undo_url(opened, own, history) if may_place else None,
        "moves": _next_forms(own, kind, form) if may_place else [],
        "sees": joined([request.acting.branch.name, *known]) if known else "",
        "share_note": _("De andra har en äldre version. Dela igen för att visa läget nu.") if is_stale else "",
        "nothing_next": _("Aktiviteten är avslutad.") if own.state not in LIVE else "",
        "can_share_with": covered,
        "can_share_names": joined(covered),
        "share_url": reverse("activities:share", args=[opened.case.pk, own.pk]),
        "may_share": may_place,
        "attendance_url": reverse("activities:attendance", args=[opened.case.pk, own.pk])
        if own.started_on and may_place
        else "",
        "registering": texts_for(opened.definition, lines_of(own, opened.definition, opened.case)),
    }


def _copy_context(request, opened, copy, form):
    note_first_read(opened.case.pk, [copy])
    waits = can_answer(request.acting, copy) and copy.item_id in waiting_for_us([opened.case.pk])
    moves = []
    if waits and _may_place(request, opened):
        moves = [
            _form_of(
                opened.case.pk, copy.item_id, "answer", _("Svara på frågan"), _("Skicka svaret"), form or DecideForm()
            )
        ]
    return {
        "title": copy.content["title"],
        "facts": pages.facts_of(copy.content, pages.branches_by_code(), "" if waits else _own_reason(request, copy)),
        "is_own": False,
        "moves": moves,
        "sees": joined([copy.from_branch.name, request.acting.branch.name]),
        "share_note": _("Din kopia visar hur det var %(day)s.") % {"day": swedish_date(copy.made_available_at)},
        "nothing_next": _nothing_to_answer(request, copy),
        "can_share_with": [],
        "can_share_names": "",
        "share_url": "",
        "may_share": False,
        "registering": [],
        "copy": copy,
    }


def _own_reason(request, copy):
    """Why we answered no: it stands in our own file alone."""
    if not can_answer(request.acting, copy):
        return ""
    return ActivityAnswer.objects.filter(activity=copy.item_id).values_list("reason", flat=True).first() or ""


def _nothing_to_answer(request, copy):
    if can_answer(request.acting, copy) and copy.content["state"] == ActivityState.ASKED:
        return _("Frågan är besvarad. %(branch)s delar det nya läget.") % {"branch": copy.from_branch.name}
    return _("Den som placerade personen för in start och slut.")


def _next_forms(own, kind, form):
    """The move that comes next, and after it the other way out. A form with errors stands in its own place."""
    if own.state == ActivityState.ASKED:
        shown = [("decide", _("Svar på frågan"), DecideForm, {})]
    elif own.state == ActivityState.OFFERED:
        shown = [("offer", _("Tar personen platsen?"), OfferForm, {})]
    elif own.state == ActivityState.DECIDED and own.booking_id:
        leaving = ("end", _("Ska personen inte stå i kön?"), EndForm, {"kind": kind, "has_started": False})
        shown = [("resume", _("Vill personen fortfarande ha plats?"), Form, {}), leaving]
        return _waiting_forms(own, shown, form)
    elif own.state in (ActivityState.DECIDED, ActivityState.ACCEPTED):
        shown = [
            ("start", _("Aktiviteten börjar"), StartForm, {"kind": kind, "planned_from": own.planned_from}),
            ("end", _("Blev den inte av?"), EndForm, {"kind": kind, "has_started": False}),
        ]
    elif own.state == ActivityState.UNDER_WAY:
        ending = {"kind": kind, "planned_until": own.planned_until}
        shown = [("end", _("Aktiviteten slutar"), EndForm, ending)]
    else:
        shown = []
    return [
        _form_of(own.case_id, own.pk, name, title, save, form if isinstance(form, cls) else cls(**arguments), aside)
        for (name, title, cls, arguments), (save, aside) in zip(shown, _BUTTONS, strict=False)
    ]


def _waiting_forms(own, shown, form):
    """In the queue: nothing to do but to leave it, unless an offer went out or the place was taken back."""
    (again, title, cls, _no), (leave, leave_title, ending, arguments) = shown
    moves = []
    if own.notice:
        moves.append(_form_of(own.case_id, own.pk, again, title, _("Ja, ställ i kön igen"), cls()))
    left = form if isinstance(form, ending) else ending(**arguments)
    return [*moves, _form_of(own.case_id, own.pk, leave, leave_title, _("Ta bort ur kön"), left, aside=True)]


def _form_of(case_id, activity_id, name, title, submit, form, aside=False):
    url = reverse(f"activities:{name}", args=[case_id, activity_id])
    shown = {"name": name, "url": url, "title": title, "submit": submit, "form": form}
    return shown | {"aside": aside, "open": bool(form.errors)}


def _own(request, case, activity):
    opened = open_case_for_work(request, case, f"activity:{activity}")
    mine = Activity.objects.filter(case=opened.case).select_related(*_WITH_PEOPLE)
    return opened, found_or_denied(request, mine, rule="not our activity", pk=activity)


def _copies(case):
    copies = ReceivedCopy.objects.of_case(case.pk).filter(item_kind=ItemKind.ACTIVITY).newest()
    return list(copies.select_related("from_branch"))


def _copy_or_denied(request, opened, activity):
    copies = ReceivedCopy.objects.of_case(opened.case.pk).filter(item_kind=ItemKind.ACTIVITY)
    copies = copies.select_related("from_branch").order_by("-version", "-pk")
    return found_or_denied(request, copies, rule="no copy of the activity", item_id=activity)


def _place_initial(request, plan):
    """Presets; a link from a step of the plan brings the type and the days with it."""
    initial = {"asked_on": today()}
    for step in plan.steps if plan else ():
        if str(step.key) == request.GET.get("steg"):
            initial |= {"step": str(step.key), "type": step.activity_type}
            initial |= {"planned_from": step.starts_on, "planned_until": step.ends_on}
    return initial


def _may_place(request, opened):
    return can_work_with_people(request) and opened.is_open_for_work


def _to(opened, activity_id):
    return HttpResponseRedirect(reverse("activities:show", args=[opened.case.pk, activity_id]))


def _status(form):
    return 422 if form is not None and form.is_bound and form.errors else 200
