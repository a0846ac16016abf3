"""Counts through Ibis: Spark, BigQuery and whatever else it speaks to."""

from __future__ import annotations

from typing import Any

from samkraft_analysis.frames import refuse_absent
from samkraft_analysis.survival.counting import Columns, Counts, from_cells


def from_ibis(
    table: Any, time: str, cause: str, group: str | None = None, stratum: str | None = None, weight: str | None = None
) -> Counts:
    """The counts of an Ibis table or expression, gathered by its engine.

    Columns, types, checks and errors as in `survival.counts`; a missing column raises ``ValueError`` too. Tried
    with Polars, DuckDB and Spark (which needs Java 17).

    >>> import ibis, polars as pl
    >>> from samkraft_analysis import engines
    >>> people = pl.DataFrame({"day": [30, 90, 90], "exit": ["work", None, "work"]})
    >>> table = ibis.polars.connect({"people": people}).table("people")
    >>> engines.from_ibis(table, "day", "exit").frame.select("time", "cause", "n").rows()
    [(30, 'work', 1), (90, '0', 1), (90, 'work', 1)]
    """
    columns = Columns(time, cause, group, stratum, weight)
    refuse_absent(columns.all, table.columns)
    keys = {part: table[name] for part, name in columns.keys.items()}
    cells = table.group_by(**keys).aggregate(**_measures(table, weight))
    return from_cells(cells.to_polars(), columns)


def _measures(table: Any, weight: str | None) -> dict[str, Any]:
    rows = {"rows": table.count()}
    if weight is None:
        return rows
    column = table[weight]
    return rows | {
        "n": column.sum(),
        "weighted": column.count(),
        "lowest": column.min(),
        "whole": column.floor().sum(),
    }
