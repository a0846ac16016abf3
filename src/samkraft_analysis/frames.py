"""One way in for every kind of table: Polars, pandas, Arrow, Parquet, CSV."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any

import polars as pl

Frame = Any
"""A Polars DataFrame or LazyFrame, a pandas DataFrame, an Arrow table, or a path to Parquet or CSV."""


def read(frame: Frame, columns: Iterable[str] | None = None, text: Iterable[str] = ()) -> pl.DataFrame:
    """The named columns (or all) of any kind of frame, as a Polars DataFrame.

    ``text`` names columns that a CSV file must give as written ("007" stays "007").
    Raises ``ValueError`` naming a missing column and the columns there are; ``TypeError`` for other things.

    >>> read(pl.DataFrame({"a": [1], "b": [2]}), ["b"]).columns
    ['b']
    """
    return scan(frame, columns, text).collect()


def scan(frame: Frame, columns: Iterable[str] | None = None, text: Iterable[str] = ()) -> pl.LazyFrame:
    """As `read`, but lazily: nothing is read before what is asked of the columns is known.

    >>> scan(pl.DataFrame({"a": [1, 2]}), ["a"]).select(pl.col("a").sum()).collect().item()
    3
    """
    lazy = _lazy(frame, set(text))
    present = lazy.collect_schema().names()
    wanted = present if columns is None else list(dict.fromkeys(columns))
    refuse_absent(wanted, present)
    return lazy.select(wanted)


def refuse_absent(wanted: Iterable[str], present: Iterable[str]) -> None:
    """Raise ``ValueError`` naming the first column that isn't there and the columns that are."""
    there = list(present)
    for name in wanted:
        if name not in there:
            raise ValueError(f"The frame has no column {name!r}; the columns there are: {', '.join(there) or 'none'}.")


def refuse_missing(frame: pl.DataFrame, *columns: str) -> None:
    """Raise ``ValueError`` with the column and the count if any of ``columns`` has missing values."""
    for name in columns:
        missing = frame[name].null_count()
        if frame[name].dtype.is_float():
            missing += int(frame[name].is_nan().sum())
        if missing:
            raise ValueError(f"Column {name!r} has {missing} missing values; fill them or leave those rows out.")


def _lazy(frame: Frame, text: set[str]) -> pl.LazyFrame:
    if isinstance(frame, pl.LazyFrame):
        return frame
    if isinstance(frame, pl.DataFrame):
        return frame.lazy()
    if isinstance(frame, (str, PathLike)):
        return _scan(Path(frame), text)
    if type(frame).__module__.partition(".")[0] == "pandas":
        return pl.from_pandas(frame).lazy()
    if hasattr(frame, "__arrow_c_stream__"):
        return pl.DataFrame(frame).lazy()
    raise TypeError(f"A {type(frame).__name__} is not a frame; give a Polars, pandas or Arrow table, or a path.")


def _scan(path: Path, text: set[str]) -> pl.LazyFrame:
    if not path.is_file():
        raise ValueError(f"There is no file {str(path)!r}; give the path of a Parquet or CSV file.")
    if path.suffix.lower() in {".parquet", ".pq"}:
        return pl.scan_parquet(path)
    if path.suffix.lower() != ".csv":
        raise ValueError(f"The file {path.name!r} is neither .parquet nor .csv; give one of these two kinds.")
    header = pl.scan_csv(path).collect_schema().names()
    texts: dict[str, Any] = {name: pl.String for name in header if name in text}
    # Kinds are judged from the whole file: a column may hold whole numbers for a thousand rows, and then 0.5.
    return pl.scan_csv(path, schema_overrides=texts, infer_schema_length=None, try_parse_dates=True)
