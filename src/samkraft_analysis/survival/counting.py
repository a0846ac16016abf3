"""Counts per group, stratum, time and cause: all that the curves and tests need to know of people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from samkraft_analysis.frames import Frame, readable, scan

KEYS = ("group", "stratum", "time", "cause")


@dataclass(frozen=True, eq=False)
class Counts:
    """How many people left at each time to each cause, or were last seen there (cause 0).

    ``frame`` has the columns group, stratum, time, cause and n: one row per combination that occurs, sorted.
    Group and stratum are null where none was asked for. Two counts are equal when their frames are. ``laid_out`` keeps
    what the estimators share.
    """

    frame: pl.DataFrame
    laid_out: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if tuple(self.frame.columns) != (*KEYS, "n"):
            there = ", ".join(self.frame.columns) or "none"
            raise ValueError(f"Counts need the columns {', '.join(KEYS)} and n in this order, not these: {there}.")
        if not self.frame.height:
            raise ValueError("There is nobody to count: the data have no rows with a person.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counts) and self.frame.schema == other.frame.schema and self.frame.equals(other.frame)

    __hash__ = None  # type: ignore[assignment]

    @property
    def n(self) -> int:
        """The number of people."""
        return int(self.frame["n"].sum())

    @property
    def groups(self) -> list[Any]:
        """The groups in order; a single None where no group was asked for."""
        return self.frame["group"].unique().sort().to_list()

    @property
    def causes(self) -> list[Any]:
        """The causes that occur, in order, without the censored."""
        return [cause for cause in self.frame["cause"].unique().sort().to_list() if cause not in (0, "0")]

    @property
    def strata(self) -> list[Any]:
        """The strata in order; a single None where no stratum was asked for."""
        return self.frame["stratum"].unique().sort().to_list()

    def merge(self, other: Counts) -> Counts:
        """The counts of both data sets together: chunks, sites or engines, in any order and grouping.

        A part where nobody has left yet fits causes of either kind. Raises ``ValueError`` where one has groups (or
        strata) and the other hasn't, or their kinds differ.

        >>> def count(*times):
        ...     return counts(pl.DataFrame({"day": times, "why": [1] * len(times)}), "day", "why")
        >>> count(3, 5).merge(count(5)) == count(5, 3, 5)
        True
        """
        mine = _censored_alike(self.frame, other.frame)
        theirs = _censored_alike(other.frame, mine)
        for name in KEYS:
            _refuse_other_kind(name, mine.schema[name], theirs.schema[name])
        return Counts(_summed(pl.concat([mine, theirs], how="vertical_relaxed")))


@dataclass(frozen=True)
class Columns:
    """Which columns of a source hold what, and how its rows are gathered to cells."""

    time: str
    cause: str
    group: str | None = None
    stratum: str | None = None
    weight: str | None = None

    @property
    def keys(self) -> dict[str, str]:
        named = {"group": self.group, "stratum": self.stratum, "time": self.time, "cause": self.cause}
        return {part: name for part, name in named.items() if name is not None}

    @property
    def all(self) -> list[str]:
        return [*self.keys.values(), *([self.weight] if self.weight is not None else [])]


def counts(
    frame: Frame, time: str, cause: str, group: str | None = None, stratum: str | None = None, weight: str | None = None
) -> Counts:
    """Count people per group, stratum, time and cause.

    ``time`` holds durations from time zero (whole or decimal numbers in any unit, never negative); ``cause`` why
    the person left, 0 or null while that isn't known (censored). ``weight`` holds frequencies: how many people a row
    stands for, whole numbers. A path or a lazy frame is scanned, never held in memory as a whole.

    Whole numbers become Int64, other numbers Float64, categories text; causes in text have "0" for the censored.
    Raises ``ValueError`` for missing or negative times, missing groups, strata or weights, weights that aren't
    whole or are negative, a group with nobody, no rows at all.

    >>> from samkraft_analysis import survival
    >>> people = pl.DataFrame({"day": [30, 90, 90, 120], "exit": ["work", "work", "work", None]})
    >>> survival.counts(people, "day", "exit").frame.select("time", "cause", "n").rows()
    [(30, 'work', 1), (90, 'work', 2), (120, '0', 1)]
    """
    columns = Columns(time, cause, group, stratum, weight)
    lazy = scan(frame, columns.all)
    named = [pl.col(name).alias(part) for part, name in columns.keys.items()]
    measures = [pl.len().alias("rows")]
    if weight is not None:
        named.append(pl.col(weight).alias("weight"))
        measures += _weight_measures(lazy.collect_schema()[weight], weight)
    cells = lazy.select(named).group_by(list(columns.keys)).agg(measures)
    with readable(frame):
        gathered = cells.collect(engine="streaming")
    return from_cells(gathered, columns)


def from_cells(cells: pl.DataFrame, columns: Columns) -> Counts:
    """Checked counts from cells that any engine gathered.

    ``cells`` has a column for each key asked for and ``rows``; with weights also ``n`` (their sum), ``weighted``
    (rows with a weight), ``lowest`` (the lowest weight) and ``whole`` (the sum of the weights rounded down).
    """
    if not cells.height:
        raise ValueError("There is nobody to count: the data have no rows at all.")
    _refuse_missing(cells, columns)
    plain = cells.select(
        *(_label(cells, part, columns) for part in ("group", "stratum")),
        _time(cells, columns.time),
        causes(cells["cause"], columns.cause),
        _frequencies(cells, columns.weight),
    )
    _refuse_empty_groups(plain, columns)
    return Counts(_summed(plain))


def _weight_measures(kind: pl.DataType, name: str) -> list[pl.Expr]:
    if not kind.is_numeric():
        raise ValueError(f"Column {name!r} holds {kind} values; weights must be whole numbers of people.")
    weight = pl.col("weight").fill_nan(None) if kind.is_float() else pl.col("weight").cast(pl.Int64)
    whole = weight.floor() if kind.is_float() else weight
    return [
        weight.sum().alias("n"),
        weight.count().alias("weighted"),
        weight.min().alias("lowest"),
        whole.sum().alias("whole"),
    ]


def _summed(cells: pl.DataFrame) -> pl.DataFrame:
    keys = [name for name in KEYS if cells.schema[name] != pl.Null]
    summed = cells.group_by(keys).agg(pl.col("n").sum()).filter(pl.col("n") > 0).sort(keys)
    absent = [pl.lit(None).alias(name) for name in KEYS if name not in keys]
    return summed.with_columns(absent).select(*KEYS, "n")


def _censored_alike(frame: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Counts of censored people only, with a cause of the kind that the other counts have: 0 or "0"."""
    mine, theirs = frame["cause"], other["cause"]
    if mine.dtype.is_numeric() and theirs.dtype == pl.String and (mine == 0).all() and (theirs != "0").any():
        return frame.with_columns(mine.cast(pl.String))
    if mine.dtype == pl.String and theirs.dtype.is_numeric() and (mine == "0").all():
        return frame.with_columns(mine.cast(pl.Int64))
    return frame


def _refuse_other_kind(name: str, mine: pl.DataType, theirs: pl.DataType) -> None:
    if mine == theirs or (mine.is_numeric() and theirs.is_numeric()):
        return
    raise ValueError(
        f"The counts can't be merged: column {name!r} holds {mine} values in one and {theirs} values in the other; "
        "count both with the same columns."
    )


def _refuse_missing(cells: pl.DataFrame, columns: Columns) -> None:
    for part, name in columns.keys.items():
        if part == "cause":
            continue
        column = cells[part]
        missing = column.is_null() | column.is_nan() if column.dtype.is_float() else column.is_null()
        rows = cells.filter(missing)["rows"].sum()
        if rows:
            raise ValueError(f"Column {name!r} has {rows} missing values; fill them or leave those rows out.")


def _label(cells: pl.DataFrame, part: str, columns: Columns) -> pl.Series:
    if part not in columns.keys:
        return pl.Series(part, [None] * cells.height, dtype=pl.Null)
    if cells[part].dtype.is_nested():
        raise ValueError(f"Column {columns.keys[part]!r} holds {cells[part].dtype} values; give one label per person.")
    return _as_label(cells[part])


def _as_label(column: pl.Series) -> pl.Series:
    if column.dtype.is_integer():
        return column.cast(pl.Int64)
    if column.dtype.is_float() or column.dtype.is_decimal():
        return column.cast(pl.Float64) + 0.0
    if column.dtype in (pl.Categorical, pl.Enum):
        return column.cast(pl.String)
    return column


def _time(cells: pl.DataFrame, name: str) -> pl.Series:
    times = cells["time"]
    if not times.dtype.is_numeric():
        raise ValueError(f"Column {name!r} holds {times.dtype} values; times must be numbers, such as days.")
    times = _as_label(times)
    if times.dtype.is_float() and times.is_infinite().any():
        raise ValueError(f"Column {name!r} has infinite times; give the last time each person was seen.")
    negative = cells.filter(times < 0)["rows"].sum()
    if negative:
        raise ValueError(
            f"Column {name!r} has {negative} negative times (the lowest is {times.to_numpy().min()}); "
            "times are counted from time zero, so correct those rows or leave them out."
        )
    return times


def causes(column: pl.Series, name: str) -> pl.Series:
    """Causes of exit, with 0 for the censored (0, null or nan): whole numbers, or text with "0".

    Raises ``ValueError`` for anything else, column ``name`` named.

    >>> causes(pl.Series([1.0, None, float("nan"), 2.0]), "why").to_list()
    [1, 0, 0, 2]
    """
    found = _as_label(column)
    if found.dtype == pl.String:
        return found.fill_null("0")
    if found.dtype.is_float():
        found = found.fill_nan(None)
        odd = found.filter(found.is_infinite() | (found != found.floor()))
        if len(odd):
            raise ValueError(f"Column {name!r} holds causes such as {odd[0]}; causes are whole numbers or text.")
    if not (found.dtype.is_numeric() or found.dtype in (pl.Boolean, pl.Null)):
        raise ValueError(f"Column {name!r} holds {found.dtype} values; causes must be whole numbers or text.")
    return found.cast(pl.Int64).fill_null(0)


def _frequencies(cells: pl.DataFrame, name: str | None) -> pl.Series:
    if name is None:
        return cells["rows"].cast(pl.Int64).alias("n")
    missing = int((cells["rows"].cast(pl.Int64) - cells["weighted"].cast(pl.Int64)).sum())
    if missing:
        raise ValueError(f"Column {name!r} has {missing} missing weights; fill them or leave those rows out.")
    if (cells["lowest"] < 0).any():
        lowest = cells["lowest"].to_numpy().min()
        raise ValueError(f"Column {name!r} has negative weights, such as {lowest}; a row can't stand for fewer than 0.")
    if not cells["n"].cast(pl.Float64).is_finite().all() or (cells["n"] != cells["whole"]).any():
        raise ValueError(f"Column {name!r} has weights that aren't whole numbers; frequencies count people.")
    return cells["n"].cast(pl.Int64)


def _refuse_empty_groups(cells: pl.DataFrame, columns: Columns) -> None:
    if not cells["n"].sum():
        raise ValueError("There is nobody to count: all the weights are 0.")
    if columns.group is None:
        return
    people = cells.group_by("group").agg(pl.col("n").sum()).filter(pl.col("n") == 0).sort("group")
    for group in people["group"]:
        raise ValueError(f"Column {columns.group!r} has a group with nobody, {group!r}: all its weights are 0.")
