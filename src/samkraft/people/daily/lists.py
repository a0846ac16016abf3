"""The thin work list: a handler's own cases, filtered, ordered and paged, with what a row may show (REG-02)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.people.deadlines import dues_by_case, is_mine
from samkraft.people.models import CaseFile, FollowUp, PhasePeriod
from samkraft.people.own_cases import own_files
from samkraft.sharing.contributions import CaseName
from samkraft.sharing.models import ReceivedCopy, Release

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
_ORDER_BY = {
    "namn": ["sort_name", "pk"],
    "nasta": [F("case__next_talk_on").asc(nulls_last=True), "sort_name", "pk"],
    "dag": ["case__opened_on", "sort_name", "pk"],
}
_SHOWN = [
    "first_name", "last_name", "sort_name", "is_pseudonymous", "closed_on", "case__number", "case__opened_on",
    "case__closed_on", "case__next_talk_on", "case__programme_version", "case__leader", "case__leader_branch",
    "case__leader__first_name", "case__leader__last_name", "case__leader_branch__short_name",
]  # fmt: skip


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

    @property
    def url(self):
        return reverse("people:case", args=[self.case_id])


def my_files(request):
    """The branch's files on the cases that are assigned to the person today, in the programme she acts in."""
    return own_files(request).select_related("case", "case__leader", "case__leader_branch").only(*_SHOWN)


def case_names(case_ids):
    """What cases are called in the branch's own files; those without a file are left out. One query."""
    files = CaseFile.objects.of(current_acting().branch).filter(case__among=set(case_ids)).select_related("case")
    shown = files.only("first_name", "last_name", "is_pseudonymous", "case__number")
    return {
        file.case_id: CaseName(file.name, file.case.number, reverse("people:case", args=[file.case_id]))
        for file in shown
    }


def is_open():
    """Cases under way, with a file that is open for work."""
    return Q(case__closed_on=None, closed_on=None)


def in_view(files, view):
    """Narrow the files to one of :data:`VIEWS`; "frist" is narrowed further by :func:`near`."""
    if view == "folj-upp":
        return files.filter(Exists(_open_follow_ups().filter(due_on__lte=today() + timedelta(days=FOLLOW_UP_AHEAD))))
    if view == "utskrivna":
        return files.filter(case__closed_on__isnull=False)
    files = files.filter(is_open())
    if view == "utan-steg":
        return files.filter(Q(case__next_talk_on=None) | Q(case__next_talk_on__lt=today()))
    if view == "tyst":
        return files.filter(~Exists(_released_lately()), ~Exists(_received_lately()))
    return files


def narrowed(files, chosen):
    """Team and phase of a filter: *chosen* is the cleaned data of the list's form."""
    if chosen.get("team"):
        files = files.filter(case__team__code=chosen["team"])
    if chosen.get("fas"):
        phase = PhasePeriod.objects.filter(case=OuterRef("case"), phase=chosen["fas"]).in_force()
        files = files.filter(Exists(phase))
    return files


def ordered(files, order):
    """In one of :data:`ORDERS`; names in C collation, the key last, so that no row falls between two pages."""
    return files.order_by(*_ORDER_BY.get(order, _ORDER_BY["namn"]))


def rows_of(files, request, definitions, by_case=None):
    """The rows of a page: a constant number of queries for any number of files.

    definitions: programme version → definition; by_case: facts and deadlines, where they are read already.
    """
    files = list(files)
    by_case = dues_by_case([file.case for file in files], definitions) if by_case is None else by_case
    return [_row(file, definitions[file.case.programme_version_id], *by_case[file.case_id], request) for file in files]


def _row(file, definition, facts, dues, request):
    case = file.case
    phase = next((phase for phase in definition.phases if phase.code == facts.phase), None)
    next_on, holder = _next_step(case, dues, request)
    return ListRow(
        case_id=case.pk,
        name=file.list_name,
        number=case.number,
        phase=phase.name if phase else _("Utskriven"),
        phase_number=phase.number if phase else 0,
        phase_count=len(definition.phases),
        day=((case.closed_on or today()) - case.opened_on).days,
        next_on=next_on,
        holder=holder,
        last_contact=max((day for day in facts.events.get("contact", ()) if day <= today()), default=None),
    )


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
    return case.leader.name if case.leader_branch_id == request.acting.branch.pk else case.leader_branch.short_name


def _open_follow_ups():
    return FollowUp.objects.filter(case=OuterRef("case"), done_on=None)


def has_open_follow_up():
    """Discharged cases stay with the handler until they are followed up."""
    return Exists(_open_follow_ups())


def _since():
    """The moment from which something is new: a moment, not a day, so that an index can answer."""
    return timezone.make_aware(datetime.combine(today() - timedelta(days=QUIET_DAYS), time.min))


def _released_lately():
    return Release.objects.filter(case_id=OuterRef("case"), made_available_at__gte=_since())


def _received_lately():
    return ReceivedCopy.objects.filter(case_id=OuterRef("case"), made_available_at__gte=_since())


def shared_lately(case_ids):
    """Of these cases, those in which something was shared to or from the branch in the last 30 days; one query."""
    sent = Release.objects.filter(case_id__among=case_ids, made_available_at__gte=_since())
    received = ReceivedCopy.objects.filter(case_id__among=case_ids, made_available_at__gte=_since())
    return set(sent.order_by().values_list("case_id").union(received.order_by().values_list("case_id")))


def near(files, request, definitions):
    """Of these files, those with a deadline of the person's own that is over or within seven days; and what was read.

    Each file is read once; the deadlines can't be asked of the database, as they follow from the programme file.
    """
    files = list(files)
    by_case = dues_by_case([file.case for file in files], definitions)
    until = today() + timedelta(days=SOON)
    return [file for file in files if _is_near(file.case, by_case[file.case_id][1], until, request)], by_case


def _is_near(case, dues, until, request):
    return any(due.due_on <= until and is_mine(due, case, request.user) for due in dues)


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
