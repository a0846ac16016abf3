"""Counts from Polars, for the sake of the set."""

from __future__ import annotations

from samkraft_analysis.frames import Frame
from samkraft_analysis.survival.counting import Counts, counts


def from_polars(
    frame: Frame, time: str, cause: str, group: str | None = None, stratum: str | None = None, weight: str | None = None
) -> Counts:
    """The counts of a lazy frame (or any other), gathered by Polars' streaming engine: `survival.counts`.

    >>> import polars as pl
    >>> from samkraft_analysis import engines
    >>> people = pl.LazyFrame({"day": [30, 90, 90], "exit": [1, 0, 1]})
    >>> engines.from_polars(people, "day", "exit").n
    3
    """
    return counts(frame, time, cause, group, stratum, weight)
