"""Copy the cases of a block, in the database: the same stories once more, for other people.

A copy is what a restored backup is: rows that kept every rule when they were first written, with other keys. It is
written as the database's superuser with no trigger beside it, in a database that holds invented people alone.

Keys of 128 bits get the block's number as their first four signs, and version 8 where the block's own have 4: no two
can meet. Numbered keys move on by as many as the block has.
"""

from dataclasses import dataclass, field

from psycopg import Connection

SCHEMA = "demo_block"
CASES, REFERRALS, HISTORY, COUNTERS = "people_case", "people_referral", "access_rowhistory", "people_casecounter"
_BELONGS = ("referral_id", "referral", "case_id")  # the columns that say to whom a row belongs, the first that is there
_PERSON = ("identity_sealed", "identity_hash", "last_name", "sort_name", "email")
# What a copy has of its own, and the column by which a row finds it.
_OWN = {
    REFERRALS: ("twin_referral", "id", (*_PERSON, "draw_id", "pseudonym")),
    "people_casefile": ("twin_file", "id", _PERSON),
    "people_personkey": ("twin_referral", "referral", ("key_hash",)),
    "sharing_receivedcopy": ("twin_receivedcopy", "id", ("content",)),
    "casework_planversion": ("twin_planversion", "id", ("content",)),
}
# Who and what is copied. `twins.py` fills them.
TWINS = """
    create temporary table twin_case (id uuid primary key) on commit drop;
    create temporary table twin_file (id uuid primary key, identity_sealed bytea, identity_hash text, last_name text,
        sort_name text, email text) on commit drop;
    create temporary table twin_referral (like twin_file including indexes, draw_id bigint, pseudonym text,
        key_hash text) on commit drop;
    create temporary table twin_receivedcopy (id bigint primary key, content jsonb) on commit drop;
    create temporary table twin_planversion (like twin_receivedcopy including indexes) on commit drop;
"""
# MK-2020-0383 becomes the number that as many cases later would have got (door.next_number).
_CASE_NUMBER = """(select substring(t.number from '^(.*-)\\d+$') || lpad(n::text, greatest(4, length(n::text)), '0')
    from people_casecounter c, lateral (select substring(t.number from '\\d+$')::int + {block} * c.last as n) s
    where c.programme_id = t.programme_id and c.year = substring(t.number from '-(\\d{{4}})-\\d+$')::int)"""


@dataclass(frozen=True)
class Table:
    """A table whose rows belong to cases or referrals, as the database's catalogue tells of it."""

    name: str
    columns: dict[str, str]
    """Each column's type."""
    numbered: dict[str, str] = field(default_factory=dict)
    """The columns that hold a numbered key of a copied table, and which table's."""

    @property
    def chosen(self) -> str:
        """SQL: whether a row ``t`` belongs to somebody who is copied."""
        if self.name in (CASES, REFERRALS):
            column, whose = "id", self.name.removeprefix("people_")
        else:
            column = next(name for name in _BELONGS if name in self.columns)
            whose = column.removesuffix("_id")
        return f"t.{column} in (select id from twin_{whose})"

    @property
    def own(self) -> tuple[str, ...]:
        """The columns of which a copy has its own."""
        return _OWN[self.name][2] if self.name in _OWN else ()

    @property
    def joined(self) -> str:
        """SQL: what a copy of the row ``t`` has of its own, as ``w``."""
        if self.name not in _OWN:
            return ""
        twin, by, _own = _OWN[self.name]
        return f"left join {twin} w on w.id = t.{by}"


def tables_of_cases(connection: Connection) -> list[Table]:
    """Every table that holds rows of cases or referrals now."""
    columns = dict(
        connection.execute(
            "select c.relname, jsonb_object_agg(a.attname, format_type(a.atttypid, null))"
            " from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
            " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.oid order by c.relname"
        ).fetchall()
    )
    names = [name for name, types in columns.items() if name == CASES or any(types.get(c) == "uuid" for c in _BELONGS)]
    names = [name for name in names if connection.execute(f"select exists (select from {name})").fetchone()[0]]
    numbered = _numbered(connection, {name: columns[name] for name in names})
    return [Table(name, columns[name], numbered[name]) for name in names]


def _numbered(connection, columns):
    keys = connection.execute(
        "select k.conrelid::regclass::text, a.attname, k.confrelid::regclass::text"
        " from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]"
        " where k.contype = 'f' and cardinality(k.conkey) = 1"
    ).fetchall()
    found = {name: {"id": name} if types.get("id") == "bigint" else {} for name, types in columns.items()}
    for name, column, of in keys:
        if name in found and "id" in found.get(of, ()):
            found[name][column] = of
    return found


def keep_block(connection: Connection) -> list[Table]:
    """Keep what there is as the block to copy, so that no copy wades through the others."""
    connection.execute(f"create schema {SCHEMA}")
    tables = tables_of_cases(connection)
    for name in [*(table.name for table in tables), HISTORY]:
        connection.execute(f"create unlogged table {SCHEMA}.{name} as table {name}")
        connection.execute(f"analyze {SCHEMA}.{name}")
    return tables


def throw_block_away(connection: Connection) -> None:
    """The block is kept for the copying alone."""
    connection.execute(f"drop schema if exists {SCHEMA} cascade")


class Copier:
    """Copies those whom the twins' tables name, in the transaction that the connection is in."""

    def __init__(self, connection: Connection, tables: list[Table], block: int):
        self.connection, self.tables, self.block = connection, tables, block
        self._steps = {table.name: self._step(table.name) for table in tables if "id" in table.numbered}

    def copy(self) -> None:
        """Every table's rows, and their history."""
        self.connection.execute("set local session_replication_role = replica")
        for table in self.tables:
            self._copy_rows(table)
            if "id" in table.columns:
                self._copy_history(table)

    def _step(self, name):
        return self.block * self.connection.execute(f"select max(id) from {SCHEMA}.{name}").fetchone()[0]

    def _copy_rows(self, table):
        values = [self._copied(table, name) for name in table.columns]
        self.connection.execute(
            f"insert into {table.name} ({', '.join(table.columns)}) select {', '.join(values)}"
            f" from {SCHEMA}.{table.name} t {table.joined} where {table.chosen}"
        )

    def _copied(self, table, column):
        return f"coalesce(w.{column}, t.{column})" if column in table.own else self._moved(table, column)

    def _moved(self, table, column):
        if column in table.numbered:
            return f"t.{column} + {self._steps[table.numbered[column]]}"
        if table.columns[column] == "uuid":
            return self._uuid(f"t.{column}")
        if (table.name, column) == (CASES, "number"):
            return _CASE_NUMBER.format(block=self.block)
        return f"t.{column}"

    def _uuid(self, value):
        return f"overlay(overlay(({value})::text placing '8' from 15) placing '{self.block:04x}' from 1)::uuid"

    def _copy_history(self, table):
        before = f"case when h.before is not null then h.before || {self._changed_before(table)} end"
        self.connection.execute(
            f"insert into {HISTORY} (changed_at, table_name, row_key, operation, actor_id, request_id, owner_branch_id,"
            f" before) select h.changed_at, h.table_name, ({self._moved(table, 'id')})::text, h.operation, h.actor_id,"
            f" h.request_id, h.owner_branch_id, {before} from {SCHEMA}.{HISTORY} h"
            f" join {SCHEMA}.{table.name} t on t.id::text = h.row_key {table.joined}"
            f" where h.table_name = '{table.name}' and {table.chosen}"
        )

    def _changed_before(self, table):
        """SQL: what differs from the block in the row as it was before a change."""
        changed = {name: f"(h.before->>'{name}')::bigint + {self._steps[of]}" for name, of in table.numbered.items()}
        changed |= {name: self._uuid(f"h.before->>'{name}'") for name, kind in table.columns.items() if kind == "uuid"}
        changed |= {name: f"w.{name}" for name in table.own}
        pairs = ", ".join(f"'{name}', {value}" for name, value in changed.items())
        return f"jsonb_strip_nulls(jsonb_build_object({pairs}))"
