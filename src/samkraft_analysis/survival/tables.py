"""Counts laid out for arithmetic: one life table per group, one risk set per stratum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from samkraft_analysis.survival.counting import Counts

Whole = NDArray[np.int64]
Real = NDArray[np.floating[Any]]


class Result(pl.DataFrame):
    """A table of results that also knows the conventions behind its numbers and how many people they rest on.

    What is made from it (filtered, joined) is an ordinary Polars DataFrame.
    """

    conventions: Mapping[str, Any] = {}
    n: int | None = None


def result(columns: Mapping[str, Any], n: int | None, **conventions: Any) -> Result:
    table = Result(columns)
    table.n, table.conventions = n, conventions
    return table


@dataclass(frozen=True)
class LifeTable:
    """One group: a row per distinct observed time, exits per cause (rows of ``by_cause``) and people at risk."""

    group: Any
    times: NDArray[Any]
    n_risk: Whole
    exits: Whole
    by_cause: Whole

    @property
    def survival(self) -> Real:
        """The product of the shares that stay."""
        return np.cumprod((self.n_risk - self.exits) / self.n_risk)

    @property
    def survival_before(self) -> Real:
        """The same just before each time."""
        return np.concatenate([[1.0], self.survival[:-1]])

    @property
    def greenwood(self) -> Real:
        """d / (n (n - d)) per time; 0 where everybody left, as nothing after it can vary."""
        n, d = self.n_risk.astype(float), self.exits.astype(float)
        return np.divide(d, n * (n - d), out=np.zeros_like(n), where=n > d)


@dataclass(frozen=True)
class RiskSets:
    """One stratum: people at risk and exits per cause, at its distinct times in its groups ([time, group])."""

    at_risk: Whole
    exits: Whole
    by_cause: Mapping[Any, Whole]


def life_tables(counts: Counts) -> list[LifeTable]:
    """One per group, strata added up, in order of the groups."""
    causes = counts.causes
    cells = counts.frame.group_by("group", "time", "cause").agg(pl.col("n").sum()).sort("group", "time", "cause")
    tables = []
    for part in cells.partition_by("group", maintain_order=True):
        times, cube = _cube(part, [None], causes)
        by_cause = np.ascontiguousarray(cube[:, 0, 1:].T)
        tables.append(LifeTable(part["group"][0], times, _from_the_end(cube[:, 0].sum(1)), by_cause.sum(0), by_cause))
    return tables


def risk_sets(counts: Counts) -> Iterator[RiskSets]:
    """One per stratum, in order of the strata."""
    groups, causes = counts.groups, counts.causes
    for part in counts.frame.partition_by("stratum", maintain_order=True):
        _, cube = _cube(part, groups, causes)
        by_cause = {cause: cube[:, :, place] for place, cause in enumerate(causes, start=1)}
        yield RiskSets(_from_the_end(cube.sum(2)), cube[:, :, 1:].sum(2), by_cause)


def limits(share: Real, se: Real, level: float, start: float) -> dict[str, pl.Series]:
    """Limits on the log(-log) scale, share ** exp(±z se / (share log share)).

    The scale has no value at 0 and 1: there both limits are ``start``, the share before anybody has left, or null
    at the other end.
    """
    z = two_sided(level)
    inside = (share > 0) & (share < 1)
    safe = np.where(inside, share, 0.5)
    with np.errstate(over="ignore", under="ignore"):
        grown = np.exp(z * se / (safe * np.log(safe)))
        both = {"lower": safe ** (1 / grown), "upper": safe**grown}
    ends = np.where(share == start, start, np.nan)
    return {name: pl.Series(name, np.where(inside, limit, ends), nan_to_null=True) for name, limit in both.items()}


def two_sided(level: float) -> float:
    """The normal quantile of two-sided limits.

    >>> round(two_sided(0.95), 6)
    1.959964
    """
    if not 0 < level < 1:
        raise ValueError(f"A level of {level} can't be: give a share between 0 and 1, such as 0.95.")
    return float(ndtri((1 + level) / 2))


def _cube(cells: pl.DataFrame, groups: list[Any], causes: list[Any]) -> tuple[NDArray[Any], Whole]:
    """The distinct times, and the counts by [time, group, cause] with the censored first."""
    times, row = np.unique(cells["time"].to_numpy(), return_inverse=True)
    cube = np.zeros((len(times), len(groups), len(causes) + 1), np.int64)
    np.add.at(
        cube, (row, _place(cells["group"], groups), _place(cells["cause"], [None, *causes])), cells["n"].to_numpy()
    )
    return times, cube


def _place(column: pl.Series, among: list[Any]) -> Whole:
    """Each value's place among the known ones; 0 for the others."""
    known = {value: place for place, value in enumerate(among) if value is not None}
    if not known:
        return np.zeros(len(column), np.int64)
    return column.replace_strict(list(known), list(known.values()), default=0, return_dtype=pl.Int64).to_numpy()


def _from_the_end(leaving: Whole) -> Whole:
    """How many leave at each time or later."""
    return np.ascontiguousarray(np.cumsum(leaving[::-1], axis=0)[::-1])
