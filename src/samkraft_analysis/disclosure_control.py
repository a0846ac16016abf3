"""What may be shown of a table of people, so that nobody can be singled out.

`suppress` hides small counts, and as many others as it takes. The reader is taken to know every cell and
total that is shown, that counts are whole and not negative, and nothing else: which cells were hidden for
being small (``why``) is for the maker of the table, not for publication. Each range that such a reader can
work out is found exactly, as a largest flow in the network of rows and columns that a two-way table is.

The guarantee is for one table. Tables of one publication, and of two dates, that share cells must be judged
together. `add_noise` is the other way: every count is moved a little, always the same for the same people.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from samkraft_analysis.cell_network import Edge, Network
from samkraft_analysis.frames import Frame, read, refuse_missing
from samkraft_analysis.whole_numbers import whole_number

Totals = Literal["public", "protected"]
Zeros = Literal["reveal_nothing", "shown"]


def suppress(
    table: Frame,
    count: str,
    rows: str,
    columns: str,
    threshold: int = 5,
    totals: Totals = "public",
    zeros: Zeros = "reveal_nothing",
) -> pl.DataFrame:
    """One row per cell of the two-way table: ``rows``, ``columns``, ``shown`` (null = hidden) and ``why``.

    ``table`` has one row per cell; a cell that isn't there counts as 0. ``why`` is "primary" for a count
    from 1 to ``threshold`` - 1, "secondary" for one hidden to protect others, else null; the count itself
    isn't given back. From what is shown, the totals among it, no hidden count can be bounded to a range
    (highest minus lowest) narrower than ``threshold``. A table of one row or one column has a single total,
    its sum.

    ``totals``: "public" = row totals, column totals and the sum are shown as they are; when one of them is
    so small that it gives a hidden count away, ``ValueError`` says where. "protected" = totals are cells
    too, and come as rows of their own with null in ``columns`` (row totals), ``rows`` (column totals) or
    both (the sum).

    ``zeros``: "reveal_nothing" = a 0 is hidden ("secondary") where it would show that everybody in a row or a
    column stands in one single cell; otherwise, and always in an empty row or column, it is shown.
    "shown" = a 0 is hidden only when it is needed to protect another count.

    Raises ``ValueError`` for missing, negative, fractional or repeated cells. Source: the threshold rule with
    secondary suppression by network flows (Cox 1995); zeros: group disclosure.

    >>> cells = pl.DataFrame({"sex": ["K", "K", "M", "M"], "to": ["work", "other"] * 2, "n": [3, 20, 30, 40]})
    >>> suppress(cells, "n", "sex", "to")["shown"].to_list()
    [None, None, None, None]
    >>> cells = cells.with_columns(n=pl.Series([13, 20, 30, 40]))
    >>> suppress(cells, "n", "sex", "to")["shown"].to_list()
    [20, 13, 40, 30]
    """
    if isinstance(threshold, bool) or not isinstance(threshold, int) or threshold < 2:
        raise ValueError(f"The threshold is {threshold!r}; give a whole number of people, at least 2.")
    if totals not in ("public", "protected") or zeros not in ("reveal_nothing", "shown"):
        raise ValueError(f"There is no convention totals={totals!r}, zeros={zeros!r}; see the docstring for both.")
    grid = _grid(table, count, rows, columns)
    network = _network(grid, totals)
    for edge in network.edges:
        edge.hidden = edge.primary = edge.may_hide and 0 < edge.count < threshold
    if zeros == "reveal_nothing":
        _hide_telling_zeros(grid, network)
    exposed = network.protect(threshold)
    if exposed is not None:
        raise ValueError(_too_small(grid, exposed, threshold))
    return _result(grid, network, table_columns=(rows, columns), totals=totals)


def add_noise(table: Frame, count: str, keys: str, secret: str | bytes, maximum: int = 2) -> pl.DataFrame:
    """The table with counts moved by at most ``maximum``, and without the record keys.

    ``keys`` is a list column with the keys of the records behind each count. The same records always get the
    same noise, in any table and any order, so that repeating a question tells nothing. A count n moves by a
    whole number drawn evenly from -m..m with m = min(``maximum``, n): unbiased, never negative, 0 stays 0.
    Totals are moved by themselves, so tables need not add up.

    Raises ``ValueError`` for missing or negative counts, a count without records, or an empty secret.
    Source: the cell key method (Fraser & Wooton 2005), as used for population tables by Statistics Sweden;
    the cell key is here HMAC-SHA256 over the sorted record keys.

    >>> cells = pl.DataFrame({"team": ["A", "B"], "n": [7, 0], "ids": [["p1", "p2"], []]})
    >>> add_noise(cells, "n", "ids", "a secret")["n"].to_list()[1]
    0
    """
    limit = whole_number(maximum, "The largest noise")
    if not isinstance(secret, (str, bytes)):
        raise ValueError(f"The secret is a {type(secret).__name__}; give text or bytes that nobody outside can guess.")
    key = secret.encode() if isinstance(secret, str) else secret
    if not key:
        raise ValueError("The secret is empty; give a text or bytes that nobody outside can guess.")
    data = _everything(table, [count, keys])
    refuse_missing(data, count)
    if not isinstance(data[keys].dtype, (pl.List, pl.Array)):
        raise ValueError(f"Column {keys!r} holds {data[keys].dtype} values; give a list of record keys per row.")
    counts = _counts(data[count], count)
    moved = [
        number + _noise(key, records, min(limit, number), count)
        for number, records in zip(counts, data[keys].to_list(), strict=True)
    ]
    return data.with_columns(pl.Series(count, moved, dtype=pl.Int64)).drop(keys)


@dataclass
class _Grid:
    """The full table: labels in order, and counts by (row, column)."""

    rows: list[Any]
    columns: list[Any]
    label_types: tuple[Any, Any]
    counts: list[list[int]]


def _grid(table: Frame, count: str, rows: str, columns: str) -> _Grid:
    if len({count, rows, columns}) < 3:
        raise ValueError(f"Give three different columns, not {count!r}, {rows!r} and {columns!r}.")
    cells = read(table, [rows, columns, count])
    refuse_missing(cells, rows, columns, count)
    for name in (rows, columns):
        if cells[name].dtype.is_nested():
            raise ValueError(f"Column {name!r} holds {cells[name].dtype} values; give one label per cell.")
    if not cells.height:
        raise ValueError("The table has no cells, so there is nothing to show.")
    repeated = cells.select(rows, columns).is_duplicated().sum()
    if repeated:
        raise ValueError(f"{repeated} rows of the table share their cell with another; add them up first.")
    row_labels, column_labels = (
        cells[rows].unique().sort().to_list(),
        cells[columns].unique().sort().to_list(),
    )
    place_of_row = {label: i for i, label in enumerate(row_labels)}
    place_of_column = {label: j for j, label in enumerate(column_labels)}
    counts = [[0] * len(column_labels) for _ in row_labels]
    numbers = _counts(cells[count], count)
    for row, column, number in zip(cells[rows].to_list(), cells[columns].to_list(), numbers, strict=True):
        counts[place_of_row[row]][place_of_column[column]] = number
    return _Grid(row_labels, column_labels, (cells[rows].dtype, cells[columns].dtype), counts)


def _network(grid: _Grid, totals: Totals) -> Network:
    """Rows and columns are nodes, cells and totals are edges; what flows in flows out, as in the sums.

    With one row only, a column total would be the cell itself: it isn't one, and the columns share a node.
    """
    height, width = len(grid.rows), len(grid.columns)
    start, end = 0, 1
    row_node = [2 + i for i in range(height)] if width > 1 else [start] * height
    column_node = [2 + height + j for j in range(width)] if height > 1 else [end] * width
    hideable = totals == "protected"
    edges = [
        Edge(row_node[i], column_node[j], grid.counts[i][j], True, (i, j)) for i in range(height) for j in range(width)
    ]
    if width > 1:
        edges += [Edge(start, row_node[i], sum(grid.counts[i]), hideable, (i, None)) for i in range(height)]
    if height > 1:
        sums = [sum(row[j] for row in grid.counts) for j in range(width)]
        edges += [Edge(column_node[j], end, sums[j], hideable, (None, j)) for j in range(width)]
    edges.append(Edge(end, start, sum(map(sum, grid.counts)), hideable, (None, None)))
    return Network(2 + height + width, edges)


def _hide_telling_zeros(grid: _Grid, network: Network) -> None:
    """Hide each 0 that would show that a whole row or column of people stands in one cell."""
    full_rows = [i for i, row in enumerate(grid.counts) if any(row)]
    full_columns = [j for j in range(len(grid.columns)) if any(row[j] for row in grid.counts)]
    one_cell_rows = {i for i in full_rows if sum(map(bool, grid.counts[i])) == 1 < len(full_columns)}
    one_cell_columns = {j for j in full_columns if sum(bool(row[j]) for row in grid.counts) == 1 < len(full_rows)}
    for edge in network.edges:
        i, j = edge.place
        if edge.count == 0 and i in full_rows and j in full_columns:
            edge.hidden = edge.forced = edge.hidden or i in one_cell_rows or j in one_cell_columns


def _too_small(grid: _Grid, edge: Edge, threshold: int) -> str:
    i, j = edge.place
    where = " / ".join(str(_label(labels, k)) for labels, k in ((grid.rows, i), (grid.columns, j)))
    return (
        f"Cell {where} can't be hidden from a reader who sees the totals: they leave it a range narrower "
        f"than {threshold}. Merge small rows or columns, or use totals='protected'."
    )


def _result(grid: _Grid, network: Network, table_columns: tuple[str, str], totals: Totals) -> pl.DataFrame:
    edges = [edge for edge in network.edges if totals == "protected" or None not in edge.place]
    rows, columns = table_columns
    row_type, column_type = grid.label_types
    return pl.DataFrame(
        [
            pl.Series(rows, [_label(grid.rows, edge.place[0]) for edge in edges], dtype=row_type),
            pl.Series(columns, [_label(grid.columns, edge.place[1]) for edge in edges], dtype=column_type),
            pl.Series("shown", [None if edge.hidden else edge.count for edge in edges], dtype=pl.Int64),
            pl.Series("why", [_why(edge) for edge in edges], dtype=pl.String),
        ]
    )


def _label(labels: Sequence[Any], place: int | None) -> Any:
    return None if place is None else labels[place]


def _why(edge: Edge) -> str | None:
    if edge.primary:
        return "primary"
    return "secondary" if edge.hidden else None


def _counts(column: pl.Series, name: str) -> list[int]:
    if column.dtype.is_float():
        fractions = int(((column != column.floor()) | (column.abs() >= 2**53)).sum())
        if fractions:
            raise ValueError(f"Column {name!r} has {fractions} counts that aren't whole numbers of people.")
        column = column.cast(pl.Int64)
    if not column.dtype.is_integer():
        raise ValueError(f"Column {name!r} holds {column.dtype} values; give whole numbers of people.")
    negative = int((column < 0).sum())
    if negative:
        raise ValueError(f"Column {name!r} has {negative} negative counts; a number of people can't be negative.")
    return column.to_list()


def _everything(table: Frame, needed: Sequence[str]) -> pl.DataFrame:
    """All columns of the table; `read` speaks up if a needed one is missing."""
    read(table, needed)
    return read(table)


def _noise(secret: bytes, records: Sequence[Any] | None, limit: int, name: str) -> int:
    """Evenly from -limit..limit by the records' cell key; 2**256 values make the leftover bias nil."""
    if not limit:
        return 0
    if not records or any(record is None for record in records):
        raise ValueError(f"A positive count in column {name!r} has no record keys, or missing ones; give them all.")
    texts = sorted({str(record) for record in records})
    message = b"".join(len(text.encode()).to_bytes(4, "big") + text.encode() for text in texts)
    number = int.from_bytes(hmac.new(secret, message, hashlib.sha256).digest(), "big")
    return number % (2 * limit + 1) - limit
