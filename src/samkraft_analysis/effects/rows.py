"""The columns that an estimator needs: checked, as numbers, and in an order of their own.

Sums of floats depend on their order in the last digits. Rows are therefore put in the order of a hash of their
values, so that a result has the same bits whatever order, and whatever kind of frame, they came in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from samkraft_analysis.frames import Frame, read, refuse_missing


@dataclass(frozen=True)
class Strata:
    """The stratum of each row as a number from 0, the people in each, and what the strata are called."""

    codes: np.ndarray
    sizes: np.ndarray
    names: list[str]

    def within(self, chosen: np.ndarray) -> np.ndarray:
        """How many of the chosen rows each stratum has."""
        return np.bincount(self.codes[chosen], minlength=len(self.names))

    def shares(self, chosen: np.ndarray) -> np.ndarray:
        """The share of the chosen rows that each stratum has."""
        return self.within(chosen) / np.count_nonzero(chosen)


@dataclass(frozen=True)
class Rows:
    """Checked rows in an order that follows from their values; ``place`` says where in the frame each one stood."""

    data: pl.DataFrame
    place: np.ndarray

    def __len__(self) -> int:
        return self.data.height

    def number(self, name: str) -> np.ndarray:
        """The column as floats; true is 1."""
        return self.data[name].to_numpy()

    def numbers(self, names: Sequence[str]) -> np.ndarray:
        """One column of the matrix per name."""
        if not names:
            return np.empty((len(self), 0))
        return side_by_side([self.number(name) for name in names])

    def treated(self, name: str) -> np.ndarray:
        """Who has 1 in a column of 0 and 1 that holds both."""
        values = self.number(name)
        odd = values[(values != 0) & (values != 1)]
        if len(odd):
            raise ValueError(
                f"Column {name!r} has {len(odd)} values other than 0 and 1 (such as {odd[0]:g}); "
                "make it 1 for those treated or called and 0 for the others."
            )
        chosen = values == 1
        if chosen.all() or not chosen.any():
            who = "nobody has 1" if not chosen.any() else "everybody has 1"
            raise ValueError(f"Column {name!r} has no variation: {who}, so there is no group to compare with.")
        return chosen

    def strata(self, stratum: str | Sequence[str] | None) -> Strata:
        """The strata of a column, or of the combinations of several; one stratum for None."""
        names = columns_of(stratum)
        if not names:
            return Strata(np.zeros(len(self), dtype=np.intp), np.array([len(self)]), ["everybody"])
        labels = self.data.select(pl.concat_str([pl.col(name).cast(pl.String) for name in names], separator=", "))
        label = labels.to_series()
        present = label.unique().sort()
        codes = label.replace_strict(present, pl.int_range(len(present), eager=True)).to_numpy().astype(np.intp)
        return Strata(codes, np.bincount(codes), present.to_list())

    def clusters(self, cluster: str | None) -> Strata | None:
        """The clusters of a column of them."""
        if cluster is None:
            return None
        found = self.strata(cluster)
        if len(found.names) < 2:
            raise ValueError(f"Column {cluster!r} holds a single cluster; an error over clusters needs several.")
        return found

    def in_frame_order(self, values: np.ndarray) -> np.ndarray:
        """Values per row here, put back in the order of the frame."""
        original = np.empty_like(values)
        original[self.place] = values
        return original


def rows(
    frame: Frame,
    numbers: Sequence[str],
    labels: Sequence[str] = (),
) -> Rows:
    """Read ``numbers`` (whole, decimal, true/false) and ``labels`` (anything); refuse what is missing or infinite."""
    wanted = list(dict.fromkeys([*numbers, *labels]))
    data = unordered_rows(read(frame, wanted), numbers, labels).data
    place = data.select(_alike(data)).hash_rows(seed=0).arg_sort()
    return Rows(data[place], place.to_numpy())


def unordered_rows(data: pl.DataFrame, numbers: Sequence[str], labels: Sequence[str] = ()) -> Rows:
    """The same checks for a table already read, its rows left as they are: for what is counted anyway."""
    if not data.height:
        raise ValueError("The frame has no rows, so there is nobody to compare; give one row per person.")
    refuse_missing(data, *numbers, *labels)
    for name in dict.fromkeys(numbers):
        _refuse_what_is_no_number(data[name])
    return Rows(data.with_columns(pl.col(dict.fromkeys(numbers)).cast(pl.Float64)), np.arange(data.height))


def side_by_side(columns: Sequence[np.ndarray]) -> np.ndarray:
    """A matrix of these columns, each in one piece of memory."""
    matrix = np.empty((len(columns[0]), len(columns)), order="F")
    for place, column in enumerate(columns):
        matrix[:, place] = column
    return matrix


def columns_of(names: str | Sequence[str] | None) -> list[str]:
    """A column, several, or none, as a list."""
    if names is None:
        return []
    return [names] if isinstance(names, str) else list(names)


def _alike(data: pl.DataFrame) -> list[pl.Expr]:
    """Columns so that a value has one hash, whatever kind of frame it came in. Rows of one hash are the same rows."""
    return [
        pl.col(name).cast(pl.Float64) + 0.0
        if dtype.is_numeric() or dtype == pl.Boolean
        else pl.col(name).cast(pl.String)
        for name, dtype in data.schema.items()
    ]


def _refuse_what_is_no_number(column: pl.Series) -> None:
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        raise ValueError(
            f"Column {column.name!r} holds {column.dtype} values; make numbers of it, or one column of 0 and 1 each."
        )
    if column.dtype.is_float() and (endless := int(column.is_infinite().sum())):
        raise ValueError(f"Column {column.name!r} has {endless} infinite values; leave those rows out or correct them.")
