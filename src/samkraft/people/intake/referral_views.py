"""Referrals before enrolment: one person at a time, what became of each, a fact supplied later."""

from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event, log_list
from samkraft.core.identifiers import uuid_or_none
from samkraft.core.pages import paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import thousands
from samkraft.people import coordination
from samkraft.people.benefit_models import SECTION_CODE
from samkraft.people.choices import IdentityKind, ReferralState
from samkraft.people.intake import referral_create
from samkraft.people.intake.referral_forms import COORDINATION, FactsForm, ReferralForm
from samkraft.people.perms import can_administer_intake, can_refer
from samkraft.programmes.models import Programme

VIEWS = {
    "vantar": (ReferralState.WAITING, gettext_lazy("Väntar")),
    "oklart": (ReferralState.UNDECIDED, gettext_lazy("Kan inte avgöras")),
    "kallade": (ReferralState.CALLED, gettext_lazy("Kallade")),
    "inskrivna": (ReferralState.ENROLLED, gettext_lazy("Inskrivna")),
    "inte": (ReferralState.NOT_ELIGIBLE, gettext_lazy("Inte i målgruppen")),
    "nej": (ReferralState.DECLINED, gettext_lazy("Tackade nej")),
    "igen": (ReferralState.REPEATED, gettext_lazy("Anvisade igen")),
}
OUTSIDE = "utan-lottning"
BECAME = {
    ReferralState.UNDECIDED: gettext_lazy("Väntar på en uppgift innan det går att avgöra."),
    ReferralState.NOT_ELIGIBLE: gettext_lazy("Tas inte in i programmet."),
    ReferralState.WAITING: gettext_lazy("I målgruppen. Väntar på att kallas."),
    ReferralState.CALLED: gettext_lazy("Kallad till ett team."),
    ReferralState.ENROLLED: gettext_lazy("Inskriven."),
    ReferralState.DECLINED: gettext_lazy("Tackade nej."),
    ReferralState.REPEATED: gettext_lazy("Personen fanns redan hos er i programmet. Den som anvisade vet inte det."),
}
_SHOWN = ("first_name", "last_name", "state", "referred_on", "called_on", "in_frame", "draw", "case_id", "team")


def _programme(request):
    programme = Programme.objects.get(slug=request.acting.programme)
    return programme, programme.version_on()


@require_safe
@allow(can_refer)
def referrals(request):
    """What became of each: the officer's own, or the branch's for the project administrator. No reasons in a list."""
    mine = referral_create.visible_referrals(request)
    counts = dict(mine.order_by().values_list("shown").annotate(number=Count("*")))
    administers, view = can_administer_intake(request), _chosen_view(request, counts)
    outsiders = mine.outside_frame().count() if administers else 0
    page = _page_of(request, view, mine, outsiders if view == OUTSIDE else counts.get(VIEWS[view][0], 0))
    log_list(
        f"referrals_{view}",
        [row.case_id for row in page if row.case_id],
        [f"referral:{row.pk}" for row in page if not row.case_id],
    )
    for row in page:
        row.shown_label = ReferralState(row.shown).label
    context = {
        "page": page,
        "params": f"vy={view}",
        "views": _view_items(view, counts, outsiders),
        "administers": administers,
        "may_call": administers and view == OUTSIDE,
        "can_make": _has_form_way(request),
        "total": sum(counts.values()),
    }
    return render(request, "people/referrals.html", context)


def _page_of(request, view, mine, total):
    rows = mine.outside_frame() if view == OUTSIDE else mine.filter(shown=VIEWS[view][0])
    # The teams by themselves: joined, the page is sorted instead of read in the index's order.
    rows = rows.only(*_SHOWN).prefetch_related("team").order_by("sort_name", "pk")
    return paginate(rows, request, total=total)


def _chosen_view(request, counts):
    asked = request.GET.get("vy", "")
    if asked in VIEWS or (asked == OUTSIDE and can_administer_intake(request)):
        return asked
    return next((key for key, (state, _label) in VIEWS.items() if counts.get(state)), "vantar")


def _view_items(chosen, counts, outside):
    items = [
        {"url": f"?vy={key}", "label": label, "current": key == chosen, "count": counts.get(state, 0)}
        for key, (state, label) in VIEWS.items()
        if state != ReferralState.REPEATED or counts.get(state)
    ]
    if outside or chosen == OUTSIDE:
        label = _("Kan kallas utan lottning")
        items.append({"url": f"?vy={OUTSIDE}", "label": label, "current": chosen == OUTSIDE, "count": outside})
    return items


def _has_form_way(request):
    _programme_now, version = _programme(request)
    return bool(referral_create.ways_of(version.definition, request.acting.branch.code, "form"))


@require_http_methods(["GET", "POST"])
@allow(can_refer)
def new_referral(request):
    """Refer one person; the verdict comes at once."""
    programme, version = _programme(request)
    form = ReferralForm(request.POST or None, definition=version.definition, branch=request.acting.branch)
    if not form.ways:
        return render(request, "people/referral_no_way.html", {"programme": programme})
    if form.is_protected:
        return render(request, "people/referral_stopped.html")
    if request.method == "POST" and form.is_valid():
        made = _refer(request, programme, version, form)
        if made is not None:
            return redirect("people:referral", made.pk)
    context = {"form": form, "programme": programme}
    return render(request, "people/referral_new.html", context, status=422 if form.is_bound else 200)


def _refer(request, programme, version, form):
    way, facts = form.chosen_way(), form.known_facts()
    try:
        made = referral_create.refer(programme, version, form.parsed, way, facts, form.person(), form.coordination())
    except referral_create.ReferralRefused as refusal:
        form.add_error("identity", str(refusal))
        return None
    receipt(request, _("Anvisningen är mottagen."))
    return made


def _found(request, referral_id):
    mine = referral_create.visible_referrals(request).select_related("team", "programme_version", "referred_by")
    return found_or_denied(request, mine, rule="referral of others", pk=referral_id)


@require_safe
@allow(can_refer)
def referral(request, referral_id):
    """One referral: where it stands and why, in plain words; what is missing and who knows."""
    found = _found(request, referral_id)
    cases = [found.case_id] if found.case_id else []
    log_event(Event.ITEM_VIEWED, cases, object_type="referral", items=[f"referral:{found.pk}"])
    known = coordination.known_of(found) if found.identity_kind == IdentityKind.SAM else None
    context = {
        "referral": found,
        "coordination": known,
        "number_warning": coordination.warning(known),
        "became": BECAME[found.shown],
        "failed": found.verdict.get("failed", []) if found.shown == ReferralState.NOT_ELIGIBLE else [],
        "missing": _missing(found) if found.shown == ReferralState.UNDECIDED else [],
        "can_supply": referral_create.can_be_rejudged(found),
        "moves": _moves(found),
        "mark": found.programme_version.definition.section_mark,
        "section": _section(found.facts.get(SECTION_CODE)),
    }
    return render(request, "people/referral.html", context)


def _section(is_marked):
    if is_marked is None:
        return ""
    return _("Ja") if is_marked else _("Nej, en annan sektion stod där när filen kom")


def _missing(found):
    owners = dict(Branch.objects.values_list("code", "name")) | {"referring": _("den som anvisar")}
    return [
        {"question": fact["question"], "owner": owners.get(fact["owner"], fact["owner"])}
        for fact in found.verdict.get("missing", [])
    ]


def _moves(found):
    rows = found.moves.select_related("moved_by").order_by("pk")
    return [{"moment": row.moved_on, "text": _move_text(row), "who": row.moved_by.name} for row in rows]


def _move_text(row):
    label = str(ReferralState(row.to_state).label)
    return f"{label}. {row.reason}" if row.reason else label


@require_http_methods(["GET", "POST"])
@allow(can_refer)
def referral_facts(request, referral_id):
    """Supply what was missing: the person is judged again at once."""
    found = _found(request, referral_id)
    log_event(Event.ITEM_VIEWED, object_type="referral", items=[f"referral_facts:{found.pk}"])
    definition = found.programme_version.definition
    form = FactsForm(
        request.POST or None, definition=definition, branch=request.acting.branch, facts=found.facts,
        coordination=_coordination_of(found),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            referral_create.supply_facts(found.pk, form.known_facts(), form.coordination())
        except referral_create.ReferralRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("Uppgifterna är sparade och bedömda på nytt."))
            return redirect("people:referral", found.pk)
    context = {"form": form, "referral": found}
    return render(request, "people/referral_facts.html", context, status=422 if form.is_bound else 200)


def _coordination_of(found):
    """What the form begins with; None where the number is no coordination number."""
    if found.identity_kind != IdentityKind.SAM:
        return None
    known = coordination.known_of(found)
    return dict(zip(COORDINATION, (known.coordination_level, known.coordination_status), strict=True)) if known else {}


@require_POST
@allow(can_administer_intake)
def call_referrals(request):
    """Call people outside the frame without a draw: those ticked, or all."""
    programme = Programme.objects.get(slug=request.acting.programme)
    ticked = [key for key in map(uuid_or_none, request.POST.getlist("referral")) if key]
    keys = None if request.POST.get("all") else ticked
    if keys == []:
        problem(request, _("Ingen är vald. Kryssa i dem som ska kallas, eller tryck på Kalla alla."))
        return redirect(f"{reverse('people:referrals')}?vy={OUTSIDE}")
    count = referral_create.call_many(programme, keys)
    words = ngettext("%(n)s person är kallad utan lottning.", "%(n)s personer är kallade utan lottning.", count)
    receipt(request, words % {"n": thousands(count)})
    return redirect("people:placing" if count else "people:referrals")
