"""The read log: one row per case opened, per list, per search, in the transaction of the reading.

If the row can't be written, the exception goes on and nothing is shown (it fails closed).
"""

import json
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, connections

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.core.keyring import SITE, ring
from samkraft.core.lookups import as_array

# What shows somebody something, as against what changes something.
READINGS = {
    Event.CASE_OPENED,
    Event.ITEM_VIEWED,
    Event.NUMBER_REVEALED,
    Event.PERSON_SEARCH,
    Event.LIST_VIEWED,
    Event.LOG_VIEWED,
    Event.FILE_HANDED_OUT,
}
_collected: ContextVar[list | None] = ContextVar("samkraft_readings", default=None)


@contextmanager
def readings():
    """Collect the readings made inside the block, so that they can be written again after a rollback."""
    collected: list[dict] = []
    token = _collected.set(collected)
    try:
        yield collected
    finally:
        _collected.reset(token)


def write_again(collected):
    """Write readings that were rolled back together with a refused change: they were shown all the same."""
    for reading in collected:
        _write(**reading)


def log_case(case_id, items=(), event=Event.CASE_OPENED, reason=""):
    """ACC-1: a case was opened; *items* names what was shown, such as ``plan:3`` or ``mapping:work``."""
    _write(event, [case_id], items=list(items), reason=reason)


def log_list(name, case_ids, items=()):
    """LIST-1: a list was shown, with the cases on it; people without a case yet are named in *items*."""
    _write(Event.LIST_VIEWED, list(case_ids), object_type=name, items=list(items))


def log_search(term, case_ids, hits=None):
    """SRCH-1: a person search; the term only as a keyed hash. *hits*: how many were found, if not all have a case."""
    digest = ring(SITE).hash("search", term.strip().lower())
    _write(Event.PERSON_SEARCH, list(case_ids), term_hash=digest, hits=len(case_ids) if hits is None else hits)


def log_event(event, case_ids=(), object_type="", items=(), reason=""):
    """Any other event of table C that concerns acting, such as a release or a withdrawn consent."""
    _write(event, list(case_ids), object_type=object_type, items=list(items), reason=reason)


def log_denied(request, rule):
    """ACC-4 on the second connection: the refusal rolls the request back, but not this row."""
    who = getattr(request, "acting", None)
    page = request.resolver_match.view_name if request.resolver_match else ""
    about = _who(who) if who else {"staff_id": request.user.pk}
    _write_aside(Event.DENIED, object_type=page, reason=f"{rule}: {request.path}"[:300], **about)


def log_session(event, staff, reason=""):
    """AUTH-1 to AUTH-5: somebody logged in or out, or didn't get in (*staff* may be None), acting for no branch."""
    _write_aside(event, staff_id=staff.pk if staff else None, reason=reason[:300])


def log_system(event, reason=""):
    """SYS-1 to SYS-4: what the system itself did, by nobody and for no branch."""
    _write_aside(event, reason=reason[:300])


# The second connection knows of nobody: branch and actor are said and written in the same breath.
_ASIDE = """insert into access_readlog
    (event, branch_id, staff_id, role, programme, object_type, reason, request_id, session, case_ids, items, term_hash)
    values (%s, nullif(set_config('samkraft.branch', %s, true), '')::int,
        nullif(set_config('samkraft.actor', %s, true), '')::bigint, %s, %s, %s, %s, %s, %s, '{}', '[]', '')"""


def _write_aside(event, *, branch_id=None, staff_id=None, role="", programme="", object_type="", reason="",
                 request_id=None, session=""):  # fmt: skip
    """Add a row that nobody reads back: without RETURNING, for the row may belong to no branch."""
    who = ["" if key is None else str(key) for key in (branch_id, staff_id)]
    values = [event, *who, role, programme, object_type, reason, request_id, session]
    with connections["sidelog"].cursor() as cursor:
        cursor.execute(_ASIDE, values)


_NOTHING = {"object_type": "", "items": (), "reason": "", "hits": None, "term_hash": ""}
_COLUMNS = (*_NOTHING, "event", "case_ids", "branch_id", "staff_id", "role", "programme", "request_id", "session")
# Each page writes one: said here once, for Django takes longer to compose it than the database to write it.
_ROW = 'insert into "access_readlog" ({}) values ({})'.format(
    ", ".join(_COLUMNS), ", ".join({"case_ids": "%s::uuid[]"}.get(name, "%s") for name in _COLUMNS)
)


def _write(event, case_ids, **what):
    collected = _collected.get()
    if collected is not None and event in (*READINGS, Event.FILE_BLOCKED):
        collected.append({"event": event, "case_ids": case_ids, **what})
    row = _NOTHING | _who(current_acting()) | what | {"event": str(event), "case_ids": as_array(case_ids)}
    row["items"] = json.dumps(row["items"])
    with connection.cursor() as cursor:
        cursor.execute(_ROW, [row[name] for name in _COLUMNS])


def _who(who):
    return {
        "branch_id": who.branch.pk,
        "staff_id": who.staff.pk,
        "role": ",".join(sorted(who.roles))[:30],
        "programme": who.programme,
        "request_id": who.request_id,
        "session": who.session,
    }
