"""Fill plans and attendance as years of work fill them: 20 steps and 50 days of attendance for each case.

The rows are made by the administrator in one transaction, with no trigger beside them, as a copied register is
(docs/decisions/0017-a-large-register-is-copied.md); history is written with them. What there is already counts, so that
a second filling tops up, or does nothing. Chance is that of the keys: the same register gets the same rows.
"""

import sys
import time
from contextlib import contextmanager

import psycopg

from bench import work_attendance, work_copies, work_sessions, work_steps
from samkraft.programmes.days import demo_day
from samkraft.programmes.models import Programme
from samkraft.site.demo.multiplying import rest, wake

PROGRAMME = "malmokraften-2.0"
STEPS_OF_A_CASE, DAYS_OF_A_CASE = 20, 50
_RESTING = (*work_steps.TABLES, *work_copies.TABLES, work_attendance.TABLE, "access_rowhistory")
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
        goals = {"casework_planstep": cases * STEPS_OF_A_CASE, "activities_attendance": cases * DAYS_OF_A_CASE}
        missing = {table: max(goal - _rows(admin, table), 0) for table, goal in goals.items()}
        if not any(missing.values()):
            return
        print("Plans and attendance:", *(f"{goal:,} rows of {table}" for table, goal in goals.items()), file=sys.stderr)
        begun = time.perf_counter()
        with _writing(admin):
            _make(admin, *missing.values())
            _check(admin, goals)
        admin.execute(f"vacuum analyze {', '.join((*_RESTING, *work_steps.LOOKED_UP, *work_sessions.TABLES))}")
        print(f"  filled in {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)


def _rows(admin, table):
    return admin.execute(f"select count(*) from {table}").fetchone()[0]


def _make(admin, steps, days):
    """So many of each."""
    facts = _facts()
    if steps:
        work_steps.write(admin, facts | {"missing": steps})
        work_copies.write(admin)
    if days:
        work_sessions.write(admin)
        work_attendance.write(admin, facts | {"missing": days})


def _check(admin, goals):
    """A register that has no room for the goals stays as it was."""
    for table, goal in goals.items():
        if (there := _rows(admin, table)) < goal:
            raise SystemExit(f"{table}: the register has no room for more than {there:,} of {goal:,} rows.")


def _facts():
    programme = Programme.objects.get(slug=PROGRAMME)
    day = demo_day(PROGRAMME)
    definition = programme.version_on(day).definition
    reasons = {state: list(definition.reasons_of(state)) for state in ("waiting", "interrupted", "not_wanted")}
    return {"programme": programme.pk, "day": day} | reasons


@contextmanager
def _writing(admin):
    """A transaction in which tables get many rows: their indexes are built at its end."""
    with admin.transaction():
        admin.execute("set local session_replication_role = replica")
        admin.execute("set local work_mem = '256MB'")
        admin.execute("set local maintenance_work_mem = '512MB'")
        for statement in _CHANCE:
            admin.execute(statement)
        rest(admin, _RESTING)
        yield
        for table in _RESTING:
            wake(admin, table)
