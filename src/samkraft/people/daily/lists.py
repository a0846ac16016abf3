"""The thin work list: a handler's own cases, filtered, ordered and paged, with what a row may show (REG-02)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import starmap
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.core.addresses import address_of
from samkraft.core.clock import today
from samkraft.people.deadlines import is_mine
from samkraft.people.own_cases import OwnCase

SOON = 7
QUIET_DAYS = 30
FOLLOW_UP_AHEAD = 30

VIEWS = {
    "alla": gettext_lazy("Alla mina"),
    "frist": gettext_lazy("Frist inom 7 dagar"),
    "utan-steg": gettext_lazy("Utan nästa steg"),
    "tyst": gettext_lazy("Inget delat på 30 dagar"),
    "folj-upp": gettext_lazy("Utskrivna att följa upp"),
    "utskrivna": gettext_lazy("Utskrivna"),
}
ORDERS = {
    "namn": gettext_lazy("Namn"),
    "nasta": gettext_lazy("Nästa samtal"),
    "dag": gettext_lazy("Längst tid först"),
}
# What a row may show beside the name, in this order: nothing else can be chosen (REG-02).
COLUMNS = {
    "arende": gettext_lazy("Ärende"),
    "team": gettext_lazy("Team"),
    "fas": gettext_lazy("Fas"),
    "dag": gettext_lazy("Dag"),
    "inskriven": gettext_lazy("Inskriven"),
    "nasta": gettext_lazy("Nästa steg"),
    "samtal": gettext_lazy("Nästa samtal"),
    "hos": gettext_lazy("Ligger hos"),
    "ledare": gettext_lazy("Processledare"),
    "kontakt": gettext_lazy("Senaste kontakt"),
}
USUAL_COLUMNS = ("arende", "fas", "dag", "nasta", "hos", "kontakt")
# By name they come from the database; the other orders keep that within the same day.
_ORDER_BY = {
    "nasta": lambda case: (case.next_talk_on is None, case.next_talk_on or date.min),
    "dag": lambda case: case.opened_on,
}


@dataclass(frozen=True)
class ListRow:
    """What a list may show of one case, and nothing else."""

    case_id: object
    name: str
    number: str
    phase: str
    phase_number: int
    phase_count: int
    day: int
    next_on: date | None
    holder: str
    last_contact: date | None
    team: str
    leader: str
    opened_on: date
    next_talk_on: date | None

    @property
    def url(self):
        return address_of("people:case", self.case_id)


def in_view(cases: Iterable[OwnCase], view: str, known: Mapping, request) -> list[OwnCase]:
    """Of a person's own cases those of one of :data:`VIEWS`. known: case → facts and deadlines."""
    fits = _FITS[view]
    return [case for case in cases if fits(case, *known[case.pk], request)]


def counts_of_views(cases: Iterable[OwnCase], views: Iterable[str], known: Mapping, request) -> dict[str, int]:
    """How many of a person's own cases each of these of :data:`VIEWS` holds."""
    told = [(case, *known[case.pk], request) for case in cases]
    return {view: sum(map(bool, starmap(_FITS[view], told))) for view in views}


def narrowed(cases, chosen, known):
    """Team and phase of a filter: *chosen* is the cleaned data of the list's form."""
    team, phase = chosen.get("team"), chosen.get("fas")
    return [
        case for case in cases
        if (not team or case.team == team) and (not phase or known[case.pk][0].phase == phase)
    ]  # fmt: skip


def ordered(cases, order):
    """In one of :data:`ORDERS`. *cases* come by name, which stays the order within a day."""
    return sorted(cases, key=_ORDER_BY[order]) if order in _ORDER_BY else cases


def rows_of(cases, known, definitions, request) -> list[ListRow]:
    """The rows of a page. known: case → facts and deadlines; definitions: programme version → definition."""
    return [_row(case, definitions[case.programme_version_id], *known[case.pk], request) for case in cases]


def _row(case, definition, facts, dues, request):
    phase = next((phase for phase in definition.phases if phase.code == facts.phase), None)
    next_on, holder = _next_step(case, dues, request)
    return ListRow(
        case_id=case.pk,
        name=case.list_name,
        number=case.number,
        phase=phase.name if phase else _("Utskriven"),
        phase_number=phase.number if phase else 0,
        phase_count=len(definition.phases),
        day=((case.closed_on or today()) - case.opened_on).days,
        next_on=next_on,
        holder=holder,
        last_contact=max((day for day in facts.events.get("contact", ()) if day <= today()), default=None),
        team=next((team.name for team in definition.teams if team.code == case.team), ""),
        leader=holder_of(case, request),
        opened_on=case.opened_on,
        next_talk_on=case.next_talk_on,
    )


def own_columns(staff) -> list[str]:
    """The columns that a person has chosen to keep, or the usual ones."""
    kept = [key for key in staff.list_columns.split(",") if key in COLUMNS]
    return kept or list(USUAL_COLUMNS)


def columns_of(chosen) -> dict:
    """Head by column, in the list's own order."""
    return {key: label for key, label in COLUMNS.items() if key in chosen}


def _next_step(case, dues, request):
    """The nearest of the next talk and the branch's own deadlines, and who holds it."""
    talk = case.next_talk_on if case.next_talk_on and case.next_talk_on >= today() else None
    due = dues[0] if dues else None
    if due and (talk is None or due.due_on <= talk):
        return due.due_on, _("Dig") if is_mine(due, case, request.user) else holder_of(case, request)
    return (talk, holder_of(case, request)) if talk else (None, _("Ingen"))


def holder_of(case, request):
    """Who leads the case, as seen from the person: "Dig", a colleague, another branch, or nobody."""
    if case.leader_id is None:
        return _("Ingen")
    if case.leader_id == request.user.pk:
        return _("Dig")
    return case.leader_name if case.leader_branch_id == request.acting.branch.pk else case.leader_branch_name


def _is_near(case, _facts, dues, request):
    """Under way, with a deadline of the person's own that is over or within seven days."""
    until = today() + timedelta(days=SOON)
    on = today()
    return case.is_open_for_work and any(
        due.due_on <= until and not due.is_put_off(on) and is_mine(due, case, request.user) for due in dues
    )


def _is_quiet(case, facts, _dues, _request):
    """Under way, and nothing shared to or from the branch for thirty days."""
    since = today() - timedelta(days=QUIET_DAYS)
    return case.is_open_for_work and (facts.shared_on is None or facts.shared_on < since)


def _is_to_follow_up(_case, facts, _dues, _request):
    ahead = today() + timedelta(days=FOLLOW_UP_AHEAD)
    return any(due_on <= ahead for _code, due_on in facts.follow_ups)


def _is_without_step(case, _facts, _dues, _request):
    return case.is_open_for_work and (case.next_talk_on is None or case.next_talk_on < today())


_FITS = {
    "alla": lambda case, *_others: case.is_open_for_work,
    "frist": _is_near,
    "utan-steg": _is_without_step,
    "tyst": _is_quiet,
    "folj-upp": _is_to_follow_up,
    "utskrivna": lambda case, *_others: case.closed_on is not None,
}


def view_links(current, counts=None, saved=()):
    """Items for core/parts/views.html. *counts*: view → number; *saved*: SavedView rows."""
    base = reverse("people:cases")
    items = [
        {
            "url": f"{base}?{urlencode({'vy': key})}",
            "label": label,
            "current": key == current,
            "count": (counts or {}).get(key),
        }
        for key, label in VIEWS.items()
        if counts is None or key in counts
    ]
    return items + [
        {"url": f"{base}?{row.query}", "label": row.name, "current": f"sparad:{row.pk}" == current, "count": None}
        for row in saved
    ]
