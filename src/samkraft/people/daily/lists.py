"""The thin work list: a handler's own cases, filtered, ordered and paged, with what a row may show (REG-02)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.access.models import Staff
from samkraft.core.addresses import address_of
from samkraft.core.clock import today
from samkraft.people.deadlines import OwnTold, is_mine

_SOON = timedelta(days=7)
_QUIET = timedelta(days=30)
_AHEAD = timedelta(days=30)

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
    "nasta": lambda told: (told.case.next_talk_on is None, told.case.next_talk_on or date.min),
    "dag": lambda told: told.case.opened_on,
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


def in_view(told: Iterable[OwnTold], view: str, request) -> list[OwnTold]:
    """Of a person's own cases those of one of :data:`VIEWS`."""
    fits, asker = _FITS[view], _asker(request)
    return [one for one in told if fits(one, asker)]


def counts_of_views(told: Collection[OwnTold], views: Iterable[str], request) -> dict[str, int]:
    """How many of a person's own cases each of these of :data:`VIEWS` holds."""
    asker = _asker(request)
    return {view: sum(1 for one in told if _FITS[view](one, asker)) for view in views}


def narrowed(told, chosen):
    """Team and phase of a filter: *chosen* is the cleaned data of the list's form."""
    team, phase = chosen.get("team"), chosen.get("fas")
    if not team and not phase:
        return told
    return [one for one in told if team in ("", one.case.team) and phase in ("", one.facts.phase)]


def ordered(told, order):
    """In one of :data:`ORDERS`. They come by name, which stays the order within a day."""
    return sorted(told, key=_ORDER_BY[order]) if order in _ORDER_BY else told


def rows_of(told: Iterable[OwnTold], definitions, request) -> list[ListRow]:
    """The rows of a page. definitions: programme version → definition."""
    return [_row(definitions[one.case.programme_version_id], *one, request) for one in told]


def _row(definition, case, facts, dues, request):
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


def columns_of(chosen) -> dict[str, str]:
    """Head by column, in the list's own order; "" where the column isn't chosen: each row asks for every one."""
    return {key: str(label) if key in chosen else "" for key, label in COLUMNS.items()}


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


class _Asker(NamedTuple):
    """Who asks which cases a view holds, and on which day."""

    staff: Staff
    on: date


def _asker(request) -> _Asker:
    return _Asker(request.user, today())


def _is_near(told, asker):
    """Under way, with a deadline of the person's own that is over or within seven days."""
    case, _facts, dues = told
    until = asker.on + _SOON
    if not dues or dues[0].due_on > until or not case.is_open_for_work:
        return False
    mine = (due for due in dues if is_mine(due, case, asker.staff))
    return any(due.due_on <= until and not due.is_put_off(asker.on) for due in mine)


def _is_quiet(told, asker):
    """Under way, and nothing shared to or from the branch for thirty days."""
    shared_on = told.facts.shared_on
    return told.case.is_open_for_work and (shared_on is None or shared_on < asker.on - _QUIET)


def _is_to_follow_up(told, asker):
    ahead = asker.on + _AHEAD
    return any(due_on <= ahead for _code, due_on in told.facts.follow_ups)


def _is_without_step(told, asker):
    talk = told.case.next_talk_on
    return told.case.is_open_for_work and (talk is None or talk < asker.on)


_FITS = {
    "alla": lambda told, _asker: told.case.is_open_for_work,
    "frist": _is_near,
    "utan-steg": _is_without_step,
    "tyst": _is_quiet,
    "folj-upp": _is_to_follow_up,
    "utskrivna": lambda told, _asker: told.case.closed_on is not None,
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
