"""The read log: one row per case opened, per list, per search, in the transaction of the reading.

If the row can't be written, the exception goes on and nothing is shown (it fails closed).
"""

import json
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.db import connection, connections

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.sealed_log import aliases_of, sealed_content
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


def log_case(case_id, items=(), event=Event.CASE_OPENED, reason="", sensitive=()):
    """ACC-1: a case was opened; *items* names what was shown, such as ``plan:3`` or ``mapping:work``.

    ACC-2: those of them that are *sensitive* get a row each, in the same statement.
    """
    _write(event, [case_id], items=list(items), reason=reason, sensitive=sensitive)


def log_sensitive(case_id, items):
    """ACC-2: a row for each sensitive section or item that was shown, once it is known which had anything to show."""
    first, *rest = items
    _write(Event.ITEM_VIEWED, [case_id], items=[first], sensitive=rest)


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
# One statement, without RETURNING: whoever writes a row may not be one who may read it. What tells of a protected case
# is kept sealed (SKY-06); the door says of which, for the site knows only those that the person may read.
_ROWS = """insert into "access_readlog" (event, branch_id, staff_id, role, programme, request_id, session, hits,
        term_hash, case_ids, items, object_type, reason)
    select v.event, %(branch_id)s::int, %(staff_id)s::bigint, %(role)s, %(programme)s, %(request_id)s::uuid,
        %(session)s, %(hits)s::int, %(term_hash)s, l.cases,
        case when l.cases = v.cases then v.items else v.sealed end,
        case when l.cases = v.cases then v.object_type else '' end,
        case when l.cases = v.cases then v.reason else '' end
    from (values {rows}) v(event, cases, items, sealed, object_type, reason),
        lateral (select {cases} as cases) l"""
_AS_LOGGED = "door.as_logged(%(cases)s::uuid[], %(aliases)s::uuid[])"
_A_ROW = "(%(e{0})s, %(cases)s::uuid[], %(i{0})s::jsonb, %(s{0})s::jsonb, %(object_type)s, %(reason)s)"
# A list says no more in its sealed part than which list it was: the cases on it stand there as aliases.
_MANY = (Event.LIST_VIEWED, Event.PERSON_SEARCH)


def _write(event, case_ids, sensitive=(), **what):
    collected = _collected.get()
    if collected is not None and event in (*READINGS, Event.FILE_BLOCKED):
        collected.append({"event": event, "case_ids": case_ids, "sensitive": sensitive, **what})
    who = current_acting()
    said = _NOTHING | what
    rows = [(event, said["items"]), *((Event.ITEM_VIEWED, [item]) for item in sensitive)]
    values = _who(who) | said | {"cases": as_array(case_ids), "aliases": as_array(aliases_of(who.branch, case_ids))}
    for number, (code, items) in enumerate(rows):
        sealed = _sealed(who.branch, code, case_ids, said | {"items": items}) if case_ids else ""
        values |= {f"e{number}": str(code), f"i{number}": json.dumps(items), f"s{number}": json.dumps(sealed)}
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(rows), bool(case_ids)), values)


def _sealed(branch, event, case_ids, said):
    kept = {"cases": [] if event in _MANY else list(map(str, case_ids))}
    return sealed_content(branch, kept | {name: said[name] for name in ("items", "object_type", "reason")})


@cache
def _statement(rows, has_cases):
    written = ", ".join(_A_ROW.format(number) for number in range(rows))
    return _ROWS.format(rows=written, cases=_AS_LOGGED if has_cases else "v.cases")


def _who(who):
    return {
        "branch_id": who.branch.pk,
        "staff_id": who.staff.pk,
        "role": ",".join(sorted(who.roles))[:30],
        "programme": who.programme,
        "request_id": who.request_id,
        "session": who.session,
    }
