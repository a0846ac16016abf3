"""What the host's own watch over security needs of the log: a line of JSON for each event, and no participant (SAK-01).

In the words of the Elastic Common Schema, which most systems for such logs (SIEM) read. Who is a number, which branch
is a number; no case, no item, no name and no text that somebody wrote. Only what is sealed is told, so that no row can
come afterwards with a number that has been told already: whoever asks again with the last number misses nothing.
Read as samkraft_sealer, who can read the log and no other table.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connections

from samkraft.access.choices import Event
from samkraft.access.log_models import LogSeal
from samkraft.access.log_sealing import ALIAS

AT_A_TIME = 1_000
_LOGIN, _FAILED = "authentication", "failure"
# Event → (category, type, outcome): logins, refusals, exceptions, protection, stopped files, roles, log, system.
TOLD: dict[str, tuple[str, str, str]] = {
    Event.LOGIN: (_LOGIN, "start", "success"),
    Event.LOGIN_FAILED: (_LOGIN, "start", _FAILED),
    Event.LOGIN_TOO_WEAK: (_LOGIN, "start", _FAILED),
    Event.LOGOUT: (_LOGIN, "end", "success"),
    Event.SESSION_KILLED: ("session", "end", "success"),
    Event.DENIED: ("web", "denied", _FAILED),
    Event.EXCEPTION_OPENED: ("iam", "access", "success"),
    Event.PROTECTION_SET: ("iam", "change", "success"),
    Event.PROTECTION_REMOVED: ("iam", "change", "success"),
    Event.PROTECTION_LIST: ("iam", "change", "success"),
    Event.FILE_BLOCKED: ("malware", "denied", _FAILED),
    Event.PERSON_ADDED: ("iam", "creation", "success"),
    Event.ROLE_CHANGED: ("iam", "change", "success"),
    Event.RECERTIFIED: ("iam", "info", "success"),
    Event.LAPSED: ("iam", "deletion", "success"),
    Event.CONFIG_CHANGED: ("configuration", "change", "success"),
    Event.LOG_VIEWED: ("database", "access", "success"),
    Event.EXPORTED: ("file", "creation", "success"),
    Event.ARCHIVED: ("file", "creation", "success"),
    Event.PACKAGE_MADE: ("file", "creation", "success"),
    Event.DESTRUCTION_DECIDED: ("database", "change", "success"),
    Event.DESTROYED: ("database", "deletion", "success"),
    Event.INCIDENT_REGISTERED: ("intrusion_detection", "info", "unknown"),
    Event.STARTED: ("process", "start", "success"),
    Event.MIGRATED: ("configuration", "change", "success"),
    Event.KEYS_ROTATED: ("configuration", "change", "success"),
    Event.LOG_VERIFIED: ("database", "info", "success"),
}
_ROWS = """select id, occurred_at, event, branch_id, staff_id, role, object_type, reason, request_id, session
    from access_readlog where id > %s and id <= %s and occurred_at >= %s and event = any(%s) order by id limit %s"""
# Reasons that the program words itself; in the other events it is a person who does.
_WORDED = {Event.LOGIN, Event.LOGIN_FAILED, Event.LOGIN_TOO_WEAK, Event.SESSION_KILLED, Event.STARTED, Event.MIGRATED,
           Event.KEYS_ROTATED, Event.LOG_VERIFIED}  # fmt: skip


def security_events(after: int = 0, since: datetime | None = None) -> Iterator[dict]:
    """The events with numbers above *after*, in order, up to the last seal."""
    last = LogSeal.objects.using(ALIAS).last()
    since = since or datetime(1970, 1, 1, tzinfo=UTC)
    while last and after < last.up_to_id:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_ROWS, [after, last.up_to_id, since, [str(event) for event in TOLD], AT_A_TIME])
            rows = cursor.fetchall()
        yield from (_told(*row) for row in rows)
        if len(rows) < AT_A_TIME:
            return
        after = rows[-1][0]


def _told(number, moment, code, branch, staff, role, page, reason, request, session) -> dict:
    category, kind, outcome = TOLD[Event(code)]
    event = {
        "kind": "alert" if outcome == _FAILED else "event",
        "module": "samkraft",
        "code": code,
        "action": Event(code).name.lower().replace("_", "-"),
        "category": [category],
        "type": [kind],
        "outcome": outcome,
        "sequence": number,
    }
    labels = {"role": role, "page": page, "session": session, "why": _why(Event(code), reason)}
    told = {
        "@timestamp": moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "ecs": {"version": "8.11.0"},
        "event": event,
        "labels": {name: value for name, value in labels.items() if value},
        "service": {"name": "samkraft"},
    }
    for name, value in (("user", staff), ("organization", branch), ("trace", request)):
        if value is not None:
            told[name] = {"id": str(value)}
    return told


def _why(event: Event, reason: str) -> str:
    """The program's own word for it. Of a refusal the rule that refused, and not the address, which may name a case."""
    if event == Event.DENIED:
        return reason.partition(": ")[0]
    return reason if event in _WORDED else ""
