"""The project administrator's pages: the draw and the placing."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_event, log_list
from samkraft.core.pages import paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import thousands
from samkraft.people.intake import draw_actions, placing_actions
from samkraft.people.intake.forms import ChangePlacingForm, DrawForm, DrawMoreForm
from samkraft.people.intake.referral_create import outside_frame
from samkraft.people.models import Draw
from samkraft.people.perms import can_administer_intake
from samkraft.programmes.models import Programme, Team


def programme_of(request):
    """The programme that the person acts in, and its definition in force."""
    programme = Programme.objects.get(slug=request.acting.programme)
    return programme, programme.version_on().definition


def _draws_of(request):
    return Draw.objects.filter(owner_branch=request.acting.branch, programme__slug=request.acting.programme)


@require_safe
@allow(can_administer_intake)
def draws(request):
    """Every draw, and how many stand in the frame now."""
    programme, definition = programme_of(request)
    context = {
        "draws": _draws_of(request).defer("record", "frozen")[:50],
        "frame": definition.frame,
        "in_frame": draw_actions.frame_of(programme).count(),
        "outside": outside_frame(programme).count(),
    }
    return render(request, "people/draws.html", context)


@require_POST
@allow(can_administer_intake)
def freeze(request):
    """Freeze the list; its hash is now fixed."""
    programme, definition = programme_of(request)
    try:
        frozen = draw_actions.freeze(programme, definition)
    except draw_actions.DrawRefused as refusal:
        problem(request, str(refusal))
        return redirect("people:draws")
    receipt(request, _("Listan är låst. Publicera listans kontrolltal innan startvärdet är känt."))
    return redirect("people:draw", frozen.pk)


@require_http_methods(["GET", "POST"])
@allow(can_administer_intake)
def draw(request, pk):
    """One draw: the frozen list's hash, the seed, and what came out by stratum."""
    found = found_or_denied(request, _draws_of(request), rule="draw of another branch", pk=pk)
    form = _draw_form(request, found)
    if request.method == "POST" and form is not None and form.is_valid() and _draw(request, found, form):
        return redirect("people:draw", pk)
    strata = found.record.get("strata", []) if found.is_drawn else _count_strata(found.frozen)
    context = {"draw": found, "form": form, "strata": [_stratum(request, row) for row in strata]}
    return render(request, "people/draw.html", context, status=422 if form is not None and form.is_bound else 200)


def _draw_form(request, found):
    """The draw itself; then, while someone on the list is not drawn, more from the same list."""
    if not found.is_drawn:
        return DrawForm(request.POST or None)
    return DrawMoreForm(request.POST or None) if found.seats < found.people else None


def _draw(request, found, form):
    try:
        called = _made(found, form.cleaned_data)
    except draw_actions.DrawRefused as refusal:
        form.add_error("seats", str(refusal))
        return False
    seats = form.cleaned_data["seats"]
    receipt(request, _called_words(called) + (_no_longer_words(seats - called) if called < seats else ""))
    return True


def _made(found, given):
    if found.is_drawn:
        return draw_actions.draw_more(found.pk, given["seats"])
    return draw_actions.make_draw(found.pk, given["seats"], given["seed"], given["seed_source"])


def _called_words(called):
    words = ngettext("%(n)s person är kallad.", "%(n)s personer är kallade.", called)
    return words % {"n": thousands(called)} + " " + _("Resten väntar och är jämförelsegrupp.")


def _no_longer_words(gone):
    return " " + _("%(n)s av de dragna väntade inte längre.") % {"n": thousands(gone)}


def _count_strata(frozen):
    counts: dict[str, int] = {}
    for _pseudonym, stratum in frozen:
        counts[stratum] = counts.get(stratum, 0) + 1
    return [[name, people, None] for name, people in sorted(counts.items())]


def _stratum(request, row):
    name, people, seats = row
    _programme, definition = programme_of(request)
    words = {priority.code: priority.name for priority in definition.priority} | {
        "woman": _("kvinnor"),
        "man": _("män"),
    }
    return {"name": ", ".join(words.get(part, part) for part in name.split("/")), "people": people, "seats": seats}


@require_safe
@allow(can_administer_intake)
def placing(request):
    """The proposal: each called person with the proposed team, the reason in sight, and the load it leads to."""
    programme = Programme.objects.get(slug=request.acting.programme)
    open_proposals = placing_actions.open_proposals(programme).select_related("referral", "team", "proposed_team")
    page = paginate(open_proposals.order_by("referral__sort_name", "pk"), request)
    log_list("placing", [], [f"referral:{row.referral_id}" for row in page])
    context = {
        "page": page,
        "params": "",
        "without": placing_actions.called_without_team(programme).count(),
        "loads": _loads(programme),
    }
    return render(request, "people/placing.html", context)


def _loads(programme):
    loads = placing_actions.team_loads(programme)
    expected: dict[int, int] = {}
    for team in placing_actions.open_proposals(programme).values_list("team_id", flat=True):
        expected[team] = expected.get(team, 0) + 1
    names = dict(Team.objects.filter(programme=programme).values_list("pk", "name"))
    return [{"name": names[load.key], "load": load, "new": expected.get(load.key, 0)} for load in loads]


@require_POST
@allow(can_administer_intake)
def propose(request):
    """Propose a team for everyone called who has none."""
    programme, _definition = programme_of(request)
    try:
        count = placing_actions.propose(programme)
    except placing_actions.PlacingRefused as refusal:
        problem(request, str(refusal))
    else:
        receipt(
            request, ngettext("%(n)d person fick ett förslag.", "%(n)d personer fick förslag.", count) % {"n": count}
        )
    return redirect("people:placing")


@require_http_methods(["GET", "POST"])
@allow(can_administer_intake)
def change_placing(request, pk):
    """Another team for one person, with a reason."""
    programme, _definition = programme_of(request)
    mine = placing_actions.open_proposals(programme).select_related("referral", "team")
    proposal = found_or_denied(request, mine, rule="placing of another branch", pk=pk)
    log_event(Event.ITEM_VIEWED, object_type="placing", items=[f"referral:{proposal.referral_id}"])
    form = ChangePlacingForm(request.POST or None, programme=programme, initial={"team": proposal.team_id})
    if request.method == "POST" and form.is_valid():
        try:
            placing_actions.change(proposal, form.cleaned_data["team"], form.cleaned_data["reason"])
        except placing_actions.PlacingRefused as refusal:
            form.add_error("team", str(refusal))
        else:
            receipt(request, _("Placeringen är ändrad."))
            return redirect("people:placing")
    context = {"proposal": proposal, "form": form}
    return render(request, "people/change_placing.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_administer_intake)
def confirm(request):
    """Confirm the whole proposal; if a team has filled up since it was made, show that first."""
    programme, _definition = programme_of(request)
    if placing_actions.flag_above_limit(programme):
        problem(
            request, _("Ett team har blivit fullt sedan förslaget gjordes. Se vilka som är märkta, och bekräfta sedan.")
        )
        return redirect("people:placing")
    count = placing_actions.confirm(programme)
    receipt(request, ngettext("%(n)d person är placerad.", "%(n)d personer är placerade.", count) % {"n": count})
    return redirect("people:placing")
