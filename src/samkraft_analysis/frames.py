"""One way in for every kind of table: Polars, pandas, Arrow, Parquet, CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import polars as pl

Frame = Any
"""A Polars DataFrame or LazyFrame, a pandas DataFrame, an Arrow table, or a path to Parquet or CSV."""


def read(frame: Frame, columns: Iterable[str] | None = None, text: Iterable[str] = ()) -> pl.DataFrame:
    """The named columns (or all) of any kind of frame, as a Polars DataFrame.

    ``text`` names columns that a CSV file must give as written ("007" stays "007").
    Dates in a CSV file are dates. Raises ``ValueError`` naming a missing column and the columns there are, for files
    that can't be read, columns of mixed kinds and names that stand twice; ``TypeError`` for other things.

    >>> read(pl.DataFrame({"a": [1], "b": [2]}), ["b"]).columns
    ['b']
    """
    lazy = scan(frame, columns, text)
    with readable(frame):
        return lazy.collect()


def scan(frame: Frame, columns: Iterable[str] | None = None, text: Iterable[str] = ()) -> pl.LazyFrame:
    """As `read`, but lazily: nothing is read before what is asked of the columns is known.

    >>> scan(pl.DataFrame({"a": [1, 2]}), ["a"]).select(pl.col("a").sum()).collect().item()
    3
    """
    asked = None if columns is None else list(dict.fromkeys(columns))
    with readable(frame):
        lazy = _lazy(frame, asked, set(text))
        present = lazy.collect_schema().names()
    wanted = present if asked is None else asked
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


@contextmanager
def readable(frame: Frame) -> Iterator[None]:
    """What Polars says of a file that it can't read, or of a table that it can't take over, in a sentence."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        if isinstance(frame, (pl.DataFrame, pl.LazyFrame)):
            raise
        what = f"file {Path(frame).name!r}" if isinstance(frame, (str, PathLike)) else "table"
        reason = str(error).splitlines()[0].rstrip(".")
        raise ValueError(f"The {what} can't be read ({reason}); correct it, or write it anew.") from None


def _from_pandas(frame: Any, columns: list[str] | None) -> pl.DataFrame:
    """The wanted columns: what else stands in the frame may be of any kind."""
    names = [str(name) for name in frame.columns]
    refuse_absent(columns or [], names)
    wanted = names if columns is None else columns
    for name in wanted:
        if names.count(name) > 1:
            raise ValueError(f"The pandas frame has {names.count(name)} columns {name!r}; rename all but one.")
    places = [names.index(name) for name in wanted]
    try:
        return pl.from_pandas(frame.iloc[:, places])
    except (TypeError, ValueError) as error:
        raise ValueError(_mixed_column(frame, places, error)) from None


def _mixed_column(frame: Any, places: list[int], error: Exception) -> str:
    """Which of the columns pandas can't hand over, in words."""
    for place in places:
        try:
            pl.from_pandas(frame.iloc[:, [place]])
        except (TypeError, ValueError):
            return (
                f"Column {str(frame.columns[place])!r} holds values of mixed kinds; make all of them text, or numbers."
            )
    return f"The pandas frame can't be read ({error}); make each column text or numbers."


def _lazy(frame: Frame, columns: list[str] | None, text: set[str]) -> pl.LazyFrame:
    if isinstance(frame, pl.LazyFrame):
        return frame
    if isinstance(frame, pl.DataFrame):
        return frame.lazy()
    if isinstance(frame, (str, PathLike)):
        return _scan(Path(frame), text)
    if type(frame).__module__.partition(".")[0] == "pandas":
        return _from_pandas(frame, columns).lazy()
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
