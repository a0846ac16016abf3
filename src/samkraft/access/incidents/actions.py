"""What happens in the incident register: one transaction each, checked, and in the log."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.incidents.choices import EntryKind, ReportTo
from samkraft.access.incidents.models import Incident, IncidentEntry
from samkraft.access.incidents.rules import Clock, Judged, clocks, missing_before_closing
from samkraft.access.models import Staff
from samkraft.access.readlog import log_event

_NUMBERING = 1936541310


class IncidentRefused(Exception):
    """What can't be entered; the message is for the person."""


@transaction.atomic
def register(
    *, kind: str, found_at: datetime, since: date, until: date, description: str,
    about_staff: Staff | None = None, case_id: UUID | None = None,
) -> Incident:  # fmt: skip
    """Enter what was found, with the branch's next number. Anyone may: the clocks run from when it was found."""
    acting = current_acting()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_NUMBERING, acting.branch.pk])
    last = Incident.objects.order_by("-number").values_list("number", flat=True).first() or 0
    made = Incident.objects.create(
        owner_branch=acting.branch, number=last + 1, kind=kind, found_at=found_at, since=since, until=until,
        description=description, about_staff=about_staff, case_id=case_id, registered_by=acting.staff,
    )  # fmt: skip
    _log(Event.INCIDENT_REGISTERED, made, f"kind:{kind}")
    return made


def assess(incident: Incident, *, touches_personal_data: bool, is_significant: bool, risk: str, decided_by: str,
           note: str) -> None:  # fmt: skip
    """Judge, or judge anew: which clocks run follows from the newest assessment."""
    judged = {"touches_personal_data": touches_personal_data, "is_significant": is_significant, "risk": risk}
    _enter(incident, EntryKind.ASSESSED, **judged, decided_by=decided_by, note=note)


def report(incident: Incident, *, report_to: str, reported_at: datetime, reference: str, decided_by: str,
           note: str) -> None:  # fmt: skip
    """Note that somebody was told, when, and under which number there."""
    if not incident.found_at <= reported_at <= timezone.now():
        raise IncidentRefused(_("Anmälan kan inte ligga före upptäckten eller i framtiden."))
    made = {"report_to": report_to, "reported_at": reported_at, "reference": reference}
    _enter(incident, EntryKind.REPORTED, **made, decided_by=decided_by, note=note)


def note(incident: Incident, *, note: str) -> None:
    """What was done or found out since."""
    _enter(incident, EntryKind.NOTED, note=note)


def close(incident: Incident, *, decided_by: str, note: str) -> None:
    """Close it, when it is judged and every report that the law asks for is made."""
    judged, running = state_of(incident)
    if judged is None:
        raise IncidentRefused(_("Bedöm incidenten först."))
    if missing := missing_before_closing(running):
        names = ", ".join(str(ReportTo(each).label) for each in missing)
        raise IncidentRefused(_("Det här återstår: %(reports)s.") % {"reports": names})
    _enter(incident, EntryKind.CLOSED, decided_by=decided_by, note=note)


def state_of(incident: Incident) -> tuple[Judged | None, list[Clock]]:
    """The newest assessment, and the clocks that run by it; the first report of a kind stops its clock."""
    judged, reported = None, {}
    for entry in incident.entries.all():
        if entry.kind == EntryKind.ASSESSED:
            judged = Judged(entry.touches_personal_data, entry.is_significant, entry.risk)
        elif entry.kind == EntryKind.REPORTED:
            reported.setdefault(entry.report_to, entry.reported_at)
    return judged, clocks(incident.found_at, judged, reported)


@transaction.atomic
def _enter(incident, kind, **what):
    acting = current_acting()
    if not Incident.objects.open().filter(pk=incident.pk).exists():
        raise IncidentRefused(_("Någon annan har redan avslutat incidenten."))
    try:
        with transaction.atomic():
            row = {"owner_branch": acting.branch, "incident": incident, "kind": kind, "written_by": acting.staff}
            IncidentEntry.objects.create(**row, **what)
    except IntegrityError:
        raise IncidentRefused(_("Någon annan har redan avslutat incidenten.")) from None
    _log(Event.INCIDENT_CHANGED, incident, f"entry:{kind}")


def _log(event, incident, what):
    log_event(event, object_type="incident", items=[f"incident:{incident.public_id}", what])
