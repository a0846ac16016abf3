"""Counts from a database: one GROUP BY there, a few thousand cells back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from decimal import Decimal
from typing import Any

import polars as pl

from samkraft_analysis.frames import refuse_absent
from samkraft_analysis.survival.counting import Columns, Counts, from_cells

_Run = Callable[[str], Any]
"""Runs a query and gives what it can be fetched from."""

_MEASURES = {
    "n": "sum({0})",
    "weighted": "count({0})",
    "lowest": "min({0})",
    "whole": "sum(floor({0}))",
}


def from_postgresql(
    connection: Any,
    table: str,
    time: str,
    cause: str,
    group: str | None = None,
    stratum: str | None = None,
    weight: str | None = None,
) -> Counts:
    """The counts of a table or query, gathered by PostgreSQL.

    ``connection`` is an open connection of any driver that follows Python's database interface (psycopg, pg8000,
    Django's); it is read from, in the caller's transaction. ``table`` names a table or view ("people" or
    "schema.people"), or is a query that begins with SELECT or WITH; as text it must come from you, not from a visitor.
    Columns, types, checks and errors as in `survival.counts`; a missing column raises ``ValueError`` too.

    >>> import sqlite3  # here for any driver; in earnest psycopg.connect(...)
    >>> from samkraft_analysis import engines
    >>> with closing(sqlite3.connect(":memory:")) as connection:
    ...     engines.from_postgresql(connection, "SELECT 30 AS day, 'work' AS exit", "day", "exit").n
    1
    """
    columns = Columns(time, cause, group, stratum, weight)
    with closing(connection.cursor()) as cursor:

        def run(query: str) -> Any:
            cursor.execute(query)
            return cursor

        return _counted(run, table, columns)


def from_duckdb(
    connection: Any,
    table: str,
    time: str,
    cause: str,
    group: str | None = None,
    stratum: str | None = None,
    weight: str | None = None,
) -> Counts:
    """The counts of a table, view, query or file, gathered by DuckDB.

    ``connection`` is an open DuckDB connection; ``table`` as for `from_postgresql`, and a query may name a file:
    ``SELECT * FROM 'people.parquet'``. Frames in memory are seen once they are registered with the connection.

    >>> import duckdb
    >>> from samkraft_analysis import engines
    >>> people = "SELECT 30 * i AS day, 'work' AS exit FROM range(1, 4) AS rows(i)"
    >>> engines.from_duckdb(duckdb.connect(), people, "day", "exit").frame["time"].to_list()
    [30, 60, 90]
    """
    return _counted(connection.execute, table, Columns(time, cause, group, stratum, weight))


def _counted(run: _Run, table: str, columns: Columns) -> Counts:
    source = _source(table)
    present = [column[0] for column in run(f"SELECT * FROM {source} LIMIT 0").description]
    refuse_absent(columns.all, present)
    cells = run(_query(source, columns))
    names = [column[0] for column in cells.description]
    return from_cells(_frame(names, cells.fetchall()), columns)


def _source(table: str) -> str:
    words = table.strip().rstrip(";")
    if words[:6].upper() == "SELECT" or words[:4].upper() == "WITH":
        return f'({words}) AS "source"'
    return ".".join(_quoted(part) for part in words.split("."))


def _query(source: str, columns: Columns) -> str:
    keys = [f"{_quoted(name)} AS {_quoted(part)}" for part, name in columns.keys.items()]
    measures = ['count(*) AS "rows"']
    if columns.weight is not None:
        weight = _quoted(columns.weight)
        measures += [f"{measure.format(weight)} AS {_quoted(name)}" for name, measure in _MEASURES.items()]
    places = ", ".join(str(place) for place in range(1, len(keys) + 1))
    return f"SELECT {', '.join(keys + measures)} FROM {source} GROUP BY {places}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _frame(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pl.DataFrame({name: _series(list(column)) for name, column in zip(names, columns, strict=True)})


def _series(values: list[Any]) -> pl.Series:
    """Decimals, as drivers give sums and NUMERIC columns, become floats: exact for counts of people."""
    return pl.Series([float(value) if isinstance(value, Decimal) else value for value in values], strict=False)
