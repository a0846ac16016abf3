"""Points in time as days on one clock: from dates, datetimes or day numbers, never a mix of them."""

from __future__ import annotations

import datetime as dt
import math

import polars as pl

Moment = dt.date | dt.datetime | float

_DAY = 86_400_000_000  # microseconds
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def one_kind(table: pl.DataFrame, *columns: str) -> str:
    """What the columns hold: "numbers", "dates", "datetimes" or "datetimes with a zone", the same in all of them.

    A column without any values goes with the others. Raises ``ValueError`` for other kinds of values, a mix of kinds,
    and infinite numbers.

    >>> one_kind(pl.DataFrame({"came": [0, 3], "went": [None, None]}), "came", "went")
    'numbers'
    """
    kinds = {name: _kind_of(table[name]) for name in columns if table[name].null_count() < table.height}
    if not kinds:
        return "numbers"
    first = next(iter(kinds))
    for name, kind in kinds.items():
        if kind != kinds[first]:
            raise ValueError(f"Column {first!r} holds {kinds[first]} and {name!r} {kind}; give both alike.")
    return kinds[first]


def as_days(column: pl.Series, kind: str) -> pl.Series:
    """A column of this kind (or without any values) as days, since 1970 for dates and datetimes; nan becomes null."""
    if kind == "numbers":
        column = column if column.dtype.is_numeric() else column.cast(pl.Float64)
        return column.fill_nan(None) if column.dtype.is_float() else column
    if kind == "dates":
        return column.cast(pl.Date).to_physical().cast(pl.Int64)
    return column.cast(pl.Datetime("us") if kind == "datetimes" else pl.Datetime("us", "UTC")).dt.epoch() / _DAY


def moment_in_days(moment: Moment, kind: str, what: str) -> float:
    """A moment on the clock of the columns; ``ValueError`` when it is of another kind."""
    if isinstance(moment, dt.datetime):
        if kind == ("datetimes with a zone" if moment.tzinfo else "datetimes"):
            return (moment.replace(tzinfo=moment.tzinfo or dt.UTC) - _EPOCH) / dt.timedelta(days=1)
    elif isinstance(moment, dt.date):
        if kind == "dates":
            return (moment - _EPOCH.date()).days
    elif kind == "numbers" and _is_number(moment):
        return moment
    raise ValueError(f"The time {what!r} is {moment!r}, but the columns hold {kind}; give it alike.")


def _is_number(moment: object) -> bool:
    return isinstance(moment, (int, float)) and not isinstance(moment, bool) and math.isfinite(moment)


def _kind_of(column: pl.Series) -> str:
    dtype = column.dtype
    if dtype.is_numeric():
        endless = int(column.is_infinite().sum()) if dtype.is_float() else 0
        if endless:
            raise ValueError(f"Column {column.name!r} has {endless} infinite times; correct them or leave them out.")
        return "numbers"
    if isinstance(dtype, pl.Datetime):
        return "datetimes with a zone" if dtype.time_zone else "datetimes"
    if dtype == pl.Date:
        return "dates"
    raise ValueError(f"Column {column.name!r} holds {dtype} values; give dates, datetimes or day numbers.")
