"""A large register: one block of cases made through the door, and copies of it for other people.

Up to :data:`LARGEST_BLOCK` cases nothing is copied. The totals of a block are exact, and so are those of so many.
"""

from collections.abc import Iterable

import psycopg

from samkraft.site.demo.copying import COUNTERS, HISTORY, TWINS, Copier, Table, keep_block, throw_block_away
from samkraft.site.demo.intake import Intake
from samkraft.site.demo.twins import Twins
from samkraft.site.demo.upkeep import connected
from samkraft.site.demo.workers import NotMade, Workers

LARGEST_BLOCK = 8000
_BLOCK = 5000
_MOST = 499 * _BLOCK  # demo numbers are dealt among the blocks by their last digits


def size_of_block(cases: int) -> int:
    """How many cases of a register are made through the door."""
    if cases <= LARGEST_BLOCK:
        return cases
    if cases > _MOST:
        raise NotMade(f"The demo register holds {_MOST:,} cases at most; {cases:,} were asked for.")
    return -(-cases // -(-cases // _BLOCK))


def multiply(cases: int, intake: Intake, taken: set[str], crew: Workers, say) -> None:
    """Copy the block that the database holds until there are so many cases.

    Indexes rest meanwhile: to build them at the end takes a tenth of the time of keeping them.
    """
    size = size_of_block(cases)
    blocks = -(-cases // size)
    if blocks == 1:
        return
    crew.finish()
    with connected() as connection:
        _ask_for_superuser(connection)
        tables = keep_block(connection)
        names = [HISTORY, *(table.name for table in tables)]
        rest(connection, names)
        for block in range(1, blocks):
            part = (block, blocks, min(size, cases - block * size), intake, taken, tables)
            crew.give(f"Block {block + 1}", copy_block, *part, told=lambda done: say(f"  {done} cases copied"))
        crew.finish()
        say("Indexes")
        for name in _largest_first(connection, names):
            crew.give(f"Indexes of {name}", build_indexes, name)
        crew.finish()
        _number_on(connection, tables, blocks)
        throw_block_away(connection)


def copy_block(block: int, blocks: int, cases: int, intake: Intake, taken: set[str], tables: list[Table]) -> int:
    """Copy so many of the block's cases, as the block of that number. Gives back how many."""
    with connected() as connection, connection.transaction():
        connection.execute(TWINS)
        Twins(connection, intake, block, blocks, taken).fill(cases)
        Copier(connection, tables, block).copy()
    return cases


def build_indexes(table: str) -> None:
    """End a table's rest, in a process of its own."""
    with connected() as connection:
        connection.execute("set maintenance_work_mem = '512MB'")
        wake(connection, table)


def forget_copying(connection: psycopg.Connection) -> None:
    """Mend what copying leaves when it is broken off, once the tables are emptied."""
    throw_block_away(connection)
    for (table,) in connection.execute(
        "select oid::regclass::text from pg_class where 'autovacuum_enabled=off' = any(reloptions)"
    ).fetchall():
        wake(connection, table)


def _ask_for_superuser(connection):
    if not connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()[0]:
        raise NotMade(
            f"More than {LARGEST_BLOCK:,} cases are copied, as a backup is restored, and that takes a superuser of"
            " PostgreSQL: name one in DATABASE_URL, or ask for fewer cases."
        )


def rest(connection: psycopg.Connection, tables: Iterable[str]) -> None:
    """Until many rows are there, no index of these tables is kept, and nothing is tidied."""
    for table in tables:
        connection.execute(f"alter table {table} set (autovacuum_enabled = off)")
    connection.execute(
        "update pg_index set indisready = false, indisvalid = false where indrelid = any(%s::regclass[])",
        [list(tables)],
    )


def wake(connection: psycopg.Connection, table: str) -> None:
    """Build a table's indexes anew, which says as well that they are whole; and let it be tidied again."""
    connection.execute(f"reindex table {table}")
    connection.execute(f"alter table {table} reset (autovacuum_enabled)")


def _largest_first(connection, tables):
    return sorted(tables, key=lambda name: -connection.execute("select pg_table_size(%s)", [name]).fetchone()[0])


def _number_on(connection, tables, blocks):
    """What is numbered next comes after the copies."""
    for table in tables:
        if "id" in table.numbered:
            connection.execute(
                f"select setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) from {table.name}"
            )
    connection.execute(f"update {COUNTERS} set last = last * %s", [blocks])
