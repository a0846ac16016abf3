"""Two incidents of the employment service: one that somebody has just told of, one judged, reported and closed.

They keep real time, as the log does: a clock of 72 hours on the demo's day would have run out years ago.
"""

from datetime import timedelta

from django.utils import timezone

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.access.incidents import actions
from samkraft.access.incidents.choices import IncidentKind, ReportTo, Risk
from samkraft.site.demo.staff import FIRST

_BY = "Ingrid Lindvall, enhetschef"
_NEW = (
    "En utskriven plan låg kvar i skrivaren på plan 2 när vi kom i morse. Jag har låst in den. "
    "Ingen vet hur länge den har legat där."
)
_OLD = "En kallelse gick i fel kuvert. Den som fick brevet ringde och har lämnat tillbaka det oöppnat."


def tell_of_incidents(roster) -> None:
    """Told by a handler, handled by the unit manager."""
    branch = roster.branches["af"]
    manager, handler = roster.with_role(Role.UNIT_MANAGER, "af")[0], roster.in_team("team-1", "af")[0]
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    with acting(branch, handler, programme=FIRST):
        closed = _told(IncidentKind.WRONG_RECEIVER, now - timedelta(days=20), _OLD)
        _told(IncidentKind.OTHER, now - timedelta(hours=5), _NEW)
    with acting(branch, manager, programme=FIRST):
        _handled(closed)


def _told(kind, found_at, description):
    day = timezone.localdate(found_at)
    return actions.register(kind=kind, found_at=found_at, since=day, until=day, description=description)


def _handled(incident):
    judged = {"touches_personal_data": True, "is_significant": False, "risk": Risk.RISK}
    actions.assess(incident, **judged, decided_by=_BY, note="En person berörs. Brevet kom tillbaka oöppnat.")
    sent = {"reported_at": incident.found_at + timedelta(hours=26), "reference": "IMY-2026-0417"}
    actions.report(
        incident, report_to=ReportTo.SUPERVISOR, **sent, decided_by=_BY, note="Vad som hände och vad vi gjort."
    )
    actions.close(incident, decided_by=_BY, note="Kallelser läggs nu i fönsterkuvert, så att namnet på brevet styr.")
