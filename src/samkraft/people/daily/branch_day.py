"""Start page of those who answer for a branch: loads and what waits, as counts; never a list of persons (table B)."""

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.access.choices import Role
from samkraft.access.models import Staff
from samkraft.core.clock import today
from samkraft.core.words import thousands
from samkraft.people.choices import ReferralState
from samkraft.people.links import first_url
from samkraft.people.models import CaseOpening, Draw, PlacingProposal, Referral
from samkraft.sharing import door

_LINKS = [
    (("people:open_with_reason",), gettext_lazy("Öppna ett ärende med skäl"), {Role.UNIT_MANAGER}),
    (("people:openings",), gettext_lazy("Öppningar med skäl"), {Role.UNIT_MANAGER}),
    (("people:deadline_overview",), gettext_lazy("Läget för frister"), {Role.UNIT_MANAGER}),
    (("people:teams",), gettext_lazy("Team"), {Role.UNIT_MANAGER}),
    (("people:move",), gettext_lazy("Flytta ärenden"), {Role.UNIT_MANAGER}),
    (("casework:texts",), gettext_lazy("Textmallar"), {Role.UNIT_MANAGER}),
    (("people:duplicates",), gettext_lazy("Dubbletter"), {Role.UNIT_MANAGER, Role.PROJECT_ADMINISTRATOR}),
    (("access:confirm_roles",), gettext_lazy("Bekräfta roller"), {Role.UNIT_MANAGER}),
    (("people:referrals",), gettext_lazy("Anvisningar"), {Role.PROJECT_ADMINISTRATOR, Role.REFERRER}),
    (("exchange:new_upload",), gettext_lazy("Ta in en fil"), {Role.PROJECT_ADMINISTRATOR}),
    (("people:draws",), gettext_lazy("Dra vilka som kallas"), {Role.PROJECT_ADMINISTRATOR}),
    (("people:placing",), gettext_lazy("Placera i team"), {Role.PROJECT_ADMINISTRATOR}),
    (("steering:scorecard",), gettext_lazy("Styrkort"), {Role.PROJECT_ADMINISTRATOR, Role.PROJECT_LEADER}),
    (("access:roles",), gettext_lazy("Behörigheter"), {Role.ACCESS_ADMINISTRATOR}),
    (("access:what_roles_may",), gettext_lazy("Vad rollerna får"), set(Role)),
    (("access:my_log",), gettext_lazy("Min läslogg"), set(Role)),
]  # fmt: skip


def links_for(request):
    """Ways on for the roles held, to rooms that are there."""
    return [
        {"url": url, "label": label}
        for names, label, roles in _LINKS
        if request.acting.has_role(*roles) and (url := first_url(names))
    ]


def context(request):
    """What the page shows: loads for a manager, intake for an administrator."""
    acting = request.acting
    shown = {"branch": acting.branch, "links": links_for(request), "load": None, "intake": None, "openings": 0}
    if acting.has_role(Role.UNIT_MANAGER):
        shown["load"] = load_of(acting)
        shown["openings"] = openings_to_look_at(acting)
    if acting.has_role(Role.PROJECT_ADMINISTRATOR):
        shown["intake"] = intake_of(acting)
    return shown


def load_of(acting):
    """Open cases of the branch, per handler, and those that nobody has."""
    (_all, open_cases, without_leader, unassigned), *held = door.rows("branch_load", acting.programme)
    stats = [
        {"label": _("Öppna ärenden"), "value": thousands(open_cases)},
        {"label": _("Utan handläggare hos er"), "value": thousands(unassigned)},
        {"label": _("Utan processledare"), "value": thousands(without_leader)},
    ]
    columns = [
        {"label": _("Handläggare")},
        {"label": _("Öppna ärenden"), "number": True},
        {"label": _("Processledare i"), "number": True},
    ]
    return {"stats": stats, "columns": columns, "rows": _per_staff(held)}


def openings_to_look_at(acting):
    """How many openings with a reason wait for a manager's answer, or are news to her (EXC-1, EXC-2)."""
    rows = CaseOpening.objects.exclude(staff=acting.staff)
    return (rows.waiting() | rows.unseen_by(acting.staff)).count()


def _per_staff(held):
    """Handler, open cases and how many of them she leads, by name."""
    numbers = {staff: (cases, leads) for staff, cases, leads, _none in held}
    people = Staff.objects.filter(pk__in=numbers).order_by("last_name", "first_name", "pk")
    return [[person.name, *map(thousands, numbers[person.pk])] for person in people]


def intake_of(acting):
    """How many referrals of the branch stand where, and what waits for the administrator."""
    referrals = Referral.objects.filter(owner_branch=acting.branch, programme__slug=acting.programme)
    counts = dict(referrals.order_by().values_list("state").annotate(n=Count("pk")))
    unplaced = PlacingProposal.objects.filter(confirmed_on=None, referral__programme__slug=acting.programme).count()
    draws = Draw.objects.filter(programme__slug=acting.programme).order_by("-drawn_on", "-pk")[:1]
    stats = [
        {"label": label, "value": thousands(counts.get(state, 0))}
        for state, label in (
            (ReferralState.UNDECIDED, _("Kan inte avgöras")),
            (ReferralState.WAITING, _("Väntar")),
            (ReferralState.CALLED, _("Kallade")),
            (ReferralState.ENROLLED, _("Inskrivna")),
        )
    ]
    return {"stats": stats, "unplaced": unplaced, "last_draw": draws[0].drawn_on if draws else None, "day": today()}
