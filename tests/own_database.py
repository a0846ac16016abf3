"""A database where all is committed: lent to one test or one module at a time, and put back as it was made.

To copy the template takes ten times as long as to take out again what a test has written. What can't be taken out
(a table altered, a right given, a row of the template's own changed) is found, and the database is made anew.
"""

from contextlib import contextmanager

import psycopg
from django.core.cache import cache
from psycopg.conninfo import make_conninfo

from samkraft.site.database_url import address

_OWN = "with own as (select oid, nspacl::text as given from pg_namespace where nspname !~ '^(pg_|information_schema)')"
_TABLES = f"""{_OWN} select c.oid::regclass::text, pg_relation_size(c.oid) > 0 from pg_class c
    join own on own.oid = c.relnamespace where c.relkind = 'r' order by 1"""
_SEQUENCES = "select format('%%I.%%I', schemaname, sequencename), start_value, last_value from pg_sequences where %s"
# Every row has the number of the transaction that wrote it last. What the planner has counted belongs to this as well.
_CATALOGUE = f"""{_OWN} select md5(string_agg(kind || thing || ' ' || written, ',' order by kind, thing)) from (
    select 'schema' as kind, oid as thing, coalesce(given, '') as written from own
    union all select 'table', c.oid, c.xmin::text from pg_class c join own on own.oid = c.relnamespace
    union all select 'column', attrelid, string_agg(a.xmin::text, ' ' order by attnum) from pg_attribute a
        join pg_class c on c.oid = attrelid join own on own.oid = c.relnamespace group by attrelid
    union all select 'function', p.oid, p.xmin::text from pg_proc p join own on own.oid = p.pronamespace
    union all select 'trigger', oid, xmin::text from pg_trigger
    union all select 'policy', oid, xmin::text from pg_policy
    union all select 'constraint', oid, xmin::text from pg_constraint
    union all select 'counted', starelid, string_agg(xmin::text, ' ' order by staattnum) from pg_statistic
        group by starelid
) catalogue"""
_ROWS = "select count(*)::text || coalesce(md5(string_agg(xmin::text, ' ' order by ctid)), '') from %s"


class OwnDatabase:
    """``with own.lent() as name``. *clone* makes the database of that name, *drop* takes it away."""

    def __init__(self, name, clone, drop):
        self.name, self._clone, self._drop = name, clone, drop
        self._template, self._is_lent = None, False

    @contextmanager
    def lent(self):
        """The database, with what the template holds and nothing else."""
        assert not self._is_lent, "one at a time"
        self._is_lent, is_whole = True, False
        try:
            if self._template is None:
                self._clone(self.name)
                with self._admin() as admin:
                    self._template = Template(admin)
            # Figures are remembered by the database's name and its number of changes: the last one had the same name.
            cache.clear()
            yield self.name
            with self._admin() as admin:
                is_whole = self._template.is_left_in(admin)
        finally:
            self._is_lent = False
            if not is_whole:
                self.give_up()

    def give_up(self):
        """Take it away; whoever borrows next gets another."""
        self._template = None
        self._drop(self.name)

    @contextmanager
    def _admin(self):
        with psycopg.connect(make_conninfo(**address() | {"dbname": self.name}), autocommit=True) as admin:
            yield admin


class Template:
    """What a new database holds: its catalogue, the tables that have rows, how far its sequences have come."""

    def __init__(self, admin):
        self.catalogue = admin.execute(_CATALOGUE).fetchone()
        self.sequences = {name: last for name, _start, last in admin.execute(_SEQUENCES % "true")}
        tables = [table for table, has_pages in admin.execute(_TABLES).fetchall() if has_pages]
        self.rows = {table: rows for table in tables if not (rows := _rows(admin, table))[0].startswith("0")}

    def is_left_in(self, admin):
        """Whether nothing but this is left in the database, once what else was written has been taken out."""
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                      " where datname = current_database() and pid <> pg_backend_pid()")  # fmt: skip
        if admin.execute(_CATALOGUE).fetchone() != self.catalogue:
            return False
        self._take_out_the_rest(admin)
        return all(_rows(admin, table) == rows for table, rows in self.rows.items())

    def _take_out_the_rest(self, admin):
        admin.execute("set session_replication_role = replica")  # no trigger says no, and no key is looked up
        written = [table for table, has_pages in admin.execute(_TABLES).fetchall() if has_pages]
        for table in sorted({*written} - {*self.rows}):
            admin.execute(f"delete from {table}")
        for name, start, last in admin.execute(_SEQUENCES % "last_value is not null").fetchall():
            if last != self.sequences[name]:
                known = self.sequences[name]
                admin.execute("select setval(%s, %s, %s)", [name, known or start, known is not None])


def _rows(admin, table):
    return admin.execute(_ROWS % table).fetchone()
