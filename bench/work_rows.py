"""Fill plans and attendance as years of work fill them: 20 steps and 50 days of attendance for each case.

The rows are made by the administrator in two transactions, with no trigger beside them, as a copied register is
(docs/decisions/0017-a-large-register-is-copied.md); history is written with them. What there is already counts, so that
a second filling tops up, or does nothing. Chance is that of the keys: the same register gets the same rows.
"""

import sys
import time
from contextlib import contextmanager

import psycopg

from bench import work_attendance, work_copies, work_steps
from samkraft.programmes.days import demo_day
from samkraft.programmes.models import Programme
from samkraft.site.demo.multiplying import rest, wake

PROGRAMME = "malmokraften-2.0"
STEPS_OF_A_CASE, DAYS_OF_A_CASE = 20, 50
HISTORY = "access_rowhistory"
# From 0 to 1, the same for the same key every time.
_CHANCE = (
    """create or replace function pg_temp.chance(key uuid, number bigint, seed bigint) returns float8
        language sql immutable
        return ((hashint8extended(uuid_hash_extended(key, 0) # number, seed) & 1048575) + 0.5) / 1048576""",
    """create or replace function pg_temp.one_of(of text[], chance float8) returns text language sql immutable
        return coalesce(of[1 + floor(chance * cardinality(of))::int], '')""",
)


def fill(address: str, cases: int) -> None:
    """Fill a register of so many cases up to its goals; needs a superuser of PostgreSQL."""
    with psycopg.connect(address, autocommit=True) as admin:
        _fill(admin, "casework_planstep", cases * STEPS_OF_A_CASE, _plans)
        _fill(admin, "activities_attendance", cases * DAYS_OF_A_CASE, _attendance)


def _fill(admin, table, goal, make):
    """Make what is missing of a table's rows, wholly or not at all."""
    there = admin.execute(f"select count(*) from {table}").fetchone()[0]
    if there >= goal:
        return
    begun = time.perf_counter()
    print(f"{table} from {there:,} to {goal:,} rows …", file=sys.stderr, flush=True)
    tables = make(admin, _facts() | {"missing": goal - there})
    now = admin.execute(f"select count(*) from {table}").fetchone()[0]
    if now != goal:
        raise SystemExit(f"{table} holds {now:,} rows and not {goal:,}: the register has no room for more.")
    admin.execute(f"vacuum analyze {', '.join(tables)}")
    print(f"  {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)


def _facts():
    programme = Programme.objects.get(slug=PROGRAMME)
    day = demo_day(PROGRAMME)
    definition = programme.version_on(day).definition
    reasons = {state: list(definition.reasons_of(state)) for state in ("waiting", "interrupted", "not_wanted")}
    return {"programme": programme.pk, "day": day} | reasons


def _plans(admin, facts):
    tables = (*work_steps.TABLES, *work_copies.TABLES, HISTORY)
    with _writing(admin, tables):
        work_steps.write(admin, facts)
        work_copies.write(admin)
    return (*tables, *work_steps.LOOKED_UP)


def _attendance(admin, facts):
    tables = (work_attendance.TABLE, HISTORY)
    with _writing(admin, tables):
        work_attendance.write(admin, facts)
    return tables


@contextmanager
def _writing(admin, tables):
    """A transaction in which these tables get many rows: their indexes are built at its end."""
    with admin.transaction():
        admin.execute("set local session_replication_role = replica")
        admin.execute("set local work_mem = '256MB'")
        admin.execute("set local maintenance_work_mem = '512MB'")
        for statement in _CHANCE:
            admin.execute(statement)
        rest(admin, tables)
        yield
        for table in tables:
            wake(admin, table)
