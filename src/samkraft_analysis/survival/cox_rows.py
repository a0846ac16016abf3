"""The rows of a regression on times: read from any frame, checked, and as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from samkraft_analysis.frames import Frame, read, refuse_missing

Array = np.ndarray


@dataclass(frozen=True)
class Rows:
    """What a regression reads: one entry per row, covariates as columns of numbers, strata and clusters as codes."""

    names: tuple[str, ...]
    columns: tuple[Array, ...]
    time: Array
    event: Array
    entry: Array | None
    stratum: Array | None
    cluster: Array | None

    @property
    def n(self) -> int:
        return len(self.time)


def read_rows(
    frame: Frame,
    time: str,
    event: str,
    covariates: Sequence[str],
    entry: str | None = None,
    stratum: str | None = None,
    cluster: str | None = None,
) -> Rows:
    """The named columns as arrays; ``ValueError`` when the regression can't use them."""
    names = covariate_names(covariates, {time, event, entry} - {None})
    wanted = [name for name in (time, event, *names, entry, stratum, cluster) if name is not None]
    table = read_people(frame, wanted)
    rows = Rows(
        names,
        tuple(numbers(table, name) for name in names),
        times(table, time),
        indicator(table, event),
        None if entry is None else numbers(table, entry),
        None if stratum is None else codes(table[stratum]),
        None if cluster is None else codes(table[cluster]),
    )
    refuse_backward(rows, time, entry)
    refuse_eventless(rows.event, event)
    if rows.cluster is not None and not rows.cluster.any():
        raise ValueError(f"Column {cluster!r} holds a single cluster; an error over clusters needs several.")
    return rows


def read_people(frame: Frame, wanted: Sequence[str]) -> pl.DataFrame:
    """The wanted columns, without gaps and not empty."""
    table = read(frame, wanted)
    if table.is_empty():
        raise ValueError("The frame has no rows; give one row per person, or per person and interval.")
    refuse_missing(table, *table.columns)
    return table


def covariate_names(covariates: Sequence[str], taken: set[str | None]) -> tuple[str, ...]:
    """The covariates' names, each once, none of them the time or the event."""
    names = (covariates,) if isinstance(covariates, str) else tuple(covariates)
    if not names:
        raise ValueError("No covariates are named; name at least one column whose effect is to be estimated.")
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"Column {name!r} is named {names.count(name)} times as a covariate; name it once.")
        if name in taken:
            raise ValueError(f"Column {name!r} holds the time or the event; it can't be a covariate as well.")
    return names


def numbers(table: pl.DataFrame, name: str) -> Array:
    """A column as finite numbers (truth values as 0 and 1)."""
    column = table[name]
    if column.dtype == pl.Boolean:
        return column.cast(pl.Int8).to_numpy()
    if not column.dtype.is_numeric():
        raise ValueError(f"Column {name!r} is {column.dtype}, not numbers; give numbers, or a 0/1 column per level.")
    values = column.cast(pl.Float64).to_numpy() if column.dtype.is_decimal() else column.to_numpy()
    if column.dtype.is_float() and not np.isfinite(values).all():
        count = int((~np.isfinite(values)).sum())
        raise ValueError(f"Column {name!r} has {count} values without end; give finite numbers only.")
    return values


def times(table: pl.DataFrame, name: str) -> Array:
    """A column of times since zero."""
    values = numbers(table, name)
    if values.min() < 0:
        count = int((values < 0).sum())
        raise ValueError(
            f"Column {name!r} has {count} negative times, the lowest {values.min()}; count from time zero."
        )
    return values


def indicator(table: pl.DataFrame, name: str) -> Array:
    """A column of 0 and 1 (or truth values) as truth values."""
    values = numbers(table, name)
    truth = values.astype(bool)
    if not np.array_equal(truth, values):
        other = values[truth != values].min()
        raise ValueError(
            f"Column {name!r} has the value {other}; give 1 for an event and 0 for none (or true and false)."
        )
    return truth


def codes(column: pl.Series) -> Array:
    """Whole numbers from 0, the same for equal values, in the order of the values."""
    return column.to_frame("value").select(pl.col("value").rank("dense")).to_series().to_numpy().astype(np.int64) - 1


def refuse_backward(rows: Rows, time: str, entry: str | None) -> None:
    """Refuse rows that end at or before their entry."""
    if rows.entry is None:
        return
    if rows.entry.min() < 0:
        raise ValueError(
            f"Column {entry!r} has {int((rows.entry < 0).sum())} negative times, the lowest {rows.entry.min()}; "
            "count from time zero."
        )
    backward = int((rows.entry >= rows.time).sum())
    if backward:
        raise ValueError(
            f"In {backward} rows {entry!r} is at or after {time!r}; a row counts from after its entry up to its time."
        )


def refuse_eventless(event: Array, name: str) -> None:
    """Refuse data in which nothing happens."""
    if not event.any():
        raise ValueError(f"Column {name!r} has no event in {len(event)} rows; there is nothing to estimate from.")
