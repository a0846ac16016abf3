"""Moving many cases to a colleague: choose, look at what would happen, do it, undo it."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.choices import Role
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import joined
from samkraft.people import contributions
from samkraft.people.models import CaseMove
from samkraft.people.moving import actions, reading
from samkraft.people.moving.forms import GiverForm, MoveForm
from samkraft.people.moving.rules import AT_MOST, Wish
from samkraft.people.own_cases import own_cases
from samkraft.people.perms import can_move_cases
from samkraft.people.problems import NotPossible
from samkraft.sharing.door import DoorRefused

NOBODY = "ingen"
_RECENT = 10


class Desk:
    """Who moves, from whom, and what there is to move: read once for a page."""

    def __init__(self, request):
        self.request, self.acting = request, request.acting
        self.by_manager = self.acting.has_role(Role.UNIT_MANAGER)
        self.people = reading.colleagues(self.acting)
        data = request.POST if request.method == "POST" else request.GET
        self.chosen = data.get("fran", "") if self.by_manager else str(self.acting.staff.public_id)
        if self.chosen and self.chosen not in {NOBODY, *(one.key for one in self.people)}:
            deny(request, "not a colleague to move cases from")

    @property
    def giver(self):
        """Whose cases they are, or None for nobody's."""
        return next((one.staff for one in self.people if one.key == self.chosen), None)

    @property
    def giver_choices(self):
        words = _("%(name)s, %(n)s öppna ärenden")
        people = [(one.key, words % {"name": one.staff.name, "n": one.cases}) for one in self.people if one.cases]
        return [*people, (NOBODY, _("Ärenden som ingen hos er har"))]

    @cached_property
    def receivers(self):
        """Colleague by key, the giver excepted: those with a place in a team of the cases."""
        found = reading.receivers(self.acting, self.people, {row.team_id for row in self.shown})
        return {one.key: (one, teams) for one, teams in found if one.key != self.chosen}

    @property
    def receiver_choices(self):
        words = _("%(name)s, %(teams)s (har %(n)s, leder %(leads)s)")
        return [
            (key, words % {"name": one.staff.name, "teams": joined(teams), "n": one.cases, "leads": one.leads})
            for key, (one, teams) in self.receivers.items()
        ]

    @cached_property
    def facts(self):
        """The cases to choose among, at most as many as can be moved at a time."""
        if not self.chosen:
            return []
        key = self.giver.pk if self.giver else None
        found = reading.facts_of(self.acting, key, None, reading.files_to_move(self.acting, key))
        return found if self.by_manager else sorted(found, key=lambda row: self.name_of(row.case_id, row.number))

    @property
    def shown(self):
        return self.facts[:AT_MOST]

    def form(self, data=None):
        return MoveForm(
            data, people=self.receiver_choices, cases=[row.case_id for row in self.shown], by_manager=self.by_manager,
            initial={"reason": "away"},
        )  # fmt: skip

    def wish(self, given):
        to = self.receivers[given["till"]][0].staff
        giver = self.giver
        return Wish(
            giver.pk if giver else None, giver.name if giver else "", to.pk, to.name,
            stays=given.get("stays", True), by_manager=self.by_manager,
        )  # fmt: skip

    def name_of(self, case_id, number):
        """What a case is called: by name for who has it, else by number alone (table B)."""
        own = {} if self.by_manager else own_cases(self.request)
        return own[case_id].list_name if case_id in own else number


@require_http_methods(["GET", "POST"])
@allow(can_move_cases)
def move(request):
    """Choose cases and a colleague; what would happen is shown first (``steg=se``) and then done (``steg=gor``)."""
    desk = Desk(request)
    if request.method != "POST":
        return _choose(request, desk, desk.form())
    form = desk.form(request.POST)
    if not form.is_valid():
        return _choose(request, desk, form)
    if request.POST.get("steg") == "andra":
        return _choose(request, desk, form)
    if request.POST.get("steg") != "gor":
        return _preview(request, desk, form)
    try:
        done = actions.carry_out(
            desk.wish(form.cleaned_data), form.cleaned_data["cases"], form.cleaned_data["reason"],
            form.cleaned_data["note"],
        )  # fmt: skip
    except (NotPossible, DoorRefused) as refusal:
        form.add_error(None, str(refusal))
        return _choose(request, desk, form)
    _tell(request, done, len(form.cleaned_data["cases"]))
    return redirect("people:moved", done.pk)


def _tell(request, done, asked):
    moved = done.cases.count()
    words = {"n": moved, "name": done.to_staff.name, "left": asked - moved}
    text = _("%(n)s ärenden är flyttade till %(name)s.") if moved != 1 else _("Ett ärende är flyttat till %(name)s.")
    if asked > moved:
        text += " " + _("%(left)s gick inte att flytta.")
    receipt(request, text % words, undo_url=reverse("people:undo_move", args=[done.pk]))


def _choose(request, desk, form):
    log_list("case_move", [row.case_id for row in desk.shown])
    ticked = set(form.data.getlist("cases")) if form.is_bound else None
    context = {
        "giver_form": GiverForm({"fran": desk.chosen} if desk.chosen else None, people=desk.giver_choices),
        "form": form,
        "fields": [form[name] for name in form.fields if name != "cases"],
        "rows": [_row(desk, row, ticked) for row in desk.shown],
        "more": len(desk.facts) - len(desk.shown),
        "chosen": desk.chosen,
        "by_manager": desk.by_manager,
        "nobody": desk.shown and not desk.receivers,
        "moves": _recent(request),
    }
    return render(request, "people/move.html", context, status=422 if form.errors else 200)


def _row(desk, facts, ticked):
    return {
        "key": facts.case_id,
        "name": desk.name_of(facts.case_id, facts.number),
        "number": facts.number,
        "team": facts.team,
        "leads": desk.giver is not None and facts.leader == desk.giver.pk,
        "is_open": facts.is_open,
        "carried": _carried_words(facts),
        "is_ticked": ticked is None or str(facts.case_id) in ticked,
    }


def _carried_words(facts):
    return ", ".join(
        kind.words(len(facts.carried[kind.code])) for kind in contributions.carried() if facts.carried.get(kind.code)
    )


def _preview(request, desk, form):
    given, acting = form.cleaned_data, request.acting
    wish = desk.wish(given)
    plans = actions.plans(acting, wish, given["cases"])
    log_list("case_move", [row.facts.case_id for row in plans])
    good = [row for row in plans if not row.refusal]
    context = {
        "wish": wish,
        "good": [_planned(desk, row, wish) for row in good],
        "refused": [_planned(desk, row, wish) for row in plans if row.refusal],
        "load": reading.load_after(acting, desk.receivers[given["till"]][0], good),
        "form": form,
        "note": given["note"],
        "hidden": _hidden(desk, form, good),
        "again": _hidden(desk, form, plans),
    }
    return render(request, "people/move_preview.html", context)


def _planned(desk, row, wish):
    said = [
        _("får ärendet") if row.gives else "",
        _("blir processledare") if row.leads else "",
        _carried_words(row.facts),
        _("%(name)s lämnar ärendet") % {"name": wish.giver_name} if row.ends else "",
    ]
    name = desk.name_of(row.facts.case_id, row.facts.number)
    return {"name": name, "team": row.facts.team, "words": ", ".join(filter(None, said)), "refusal": row.refusal}


def _hidden(desk, form, plans):
    """What was chosen, to be sent on: name and value."""
    said = [("fran", desk.chosen), ("till", form.cleaned_data["till"]), ("reason", form.cleaned_data["reason"])]
    said += [("note", form.cleaned_data["note"])]
    said += [("stays", "on")] if form.cleaned_data.get("stays") else []
    return said + [("cases", str(row.facts.case_id)) for row in plans]


def _moves(request):
    """The moves that a person may look at: a unit manager her branch's, others those to, from or by them."""
    acting = request.acting
    rows = CaseMove.objects.filter(programme=acting.programme).select_related("from_staff", "to_staff", "moved_by")
    if acting.has_role(Role.UNIT_MANAGER):
        return rows
    me = acting.staff.pk
    return rows.filter(to_staff=me) | rows.filter(from_staff=me) | rows.filter(moved_by=me)


def _recent(request):
    return list(_moves(request).defer("note").order_by("-moved_on", "-pk")[:_RECENT])


@require_safe
@allow(can_move_cases)
def moved(request, pk):
    """A move with its note and each of its cases; why one can't go back stands beside it."""
    found = found_or_denied(request, _moves(request), rule="somebody else's move", pk=pk)
    told = actions.undo_plans(request.acting, found)
    own = own_cases(request) if request.acting.has_role(Role.HANDLER) else {}
    log_list("case_move", [row.case_id for row, _refusal in told])
    may_undo = actions.may_undo(found, request.acting)
    context = {
        "move": found,
        "rows": [_moved_row(row, refusal, own) for row, refusal in told],
        "may_undo": may_undo and any(not refusal for _row, refusal in told),
        "shows_why": may_undo,
        "last_day": actions.last_day_to_undo(found),
        "is_receiver": found.to_staff_id == request.user.pk,
        "unseen": found.to_staff_id == request.user.pk and any(row.seen_on is None for row, _refusal in told),
    }
    return render(request, "people/moved.html", context)


def _moved_row(row, refusal, own):
    case = own.get(row.case_id)
    said = [
        _("fick ärendet") if row.given else "",
        _("blev processledare") if row.led else "",
        ", ".join(k.words(len(row.carried[k.code])) for k in contributions.carried() if row.carried.get(k.code)),
    ]
    return {
        "name": case.list_name if case else row.case.number,
        "url": case.url if case else "",
        "team": row.case.team.name,
        "words": ", ".join(filter(None, said)),
        "refusal": refusal,
    }


@require_POST
@allow(can_move_cases)
def undo_move(request, pk):
    """Take a move back, case by case where nothing has happened since."""
    found = found_or_denied(request, _moves(request), rule="somebody else's move", pk=pk)
    try:
        back, left = actions.undo(found)
    except (NotPossible, DoorRefused) as refusal:
        problem(request, str(refusal))
    else:
        text = _("%(n)s ärenden är tillbaka.") if back != 1 else _("Ett ärende är tillbaka.")
        if left:
            text += " " + _("%(left)s är kvar hos %(name)s. Skälet står nedan.")
        receipt(request, text % {"n": back, "left": left, "name": found.to_staff.name})
    return redirect("people:moved", pk)


@require_POST
@allow(can_move_cases)
def move_seen(request, pk):
    """The receiver has read the note."""
    mine = _moves(request).filter(to_staff=request.user)
    actions.note_seen(found_or_denied(request, mine, rule="not the receiver", pk=pk))
    receipt(request, _("Markerat som läst."), undo_url=reverse("people:move_unseen", args=[pk]))
    return redirect("people:cases")


@require_POST
@allow(can_move_cases)
def move_unseen(request, pk):
    """Take the mark back."""
    mine = _moves(request).filter(to_staff=request.user)
    actions.note_unseen(found_or_denied(request, mine, rule="not the receiver", pk=pk))
    receipt(request, _("Anteckningen väntar på dig igen."))
    return redirect("people:moved", pk)
