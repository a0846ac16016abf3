"""Counts laid out for arithmetic: one life table per group, one risk set per stratum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from samkraft_analysis.estimates import quantile
from samkraft_analysis.survival.counting import Counts

Whole = NDArray[np.int64]
Real = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class LifeTable:
    """One group: a row per distinct observed time, exits per cause (rows of ``by_cause``) and people at risk."""

    group: Any
    times: NDArray[Any]
    n_risk: Whole
    exits: Whole
    by_cause: Whole

    @cached_property
    def survival(self) -> Real:
        """The product of the shares that stay."""
        return np.cumprod((self.n_risk - self.exits) / self.n_risk)

    @cached_property
    def survival_before(self) -> Real:
        """The same just before each time."""
        return np.concatenate([[1.0], self.survival[:-1]])

    @cached_property
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


@dataclass(frozen=True)
class _Cells:
    """The rows of the counts as numbers: places of group, stratum and cause (0 = censored), time and people."""

    groups: list[Any]
    causes: list[Any]
    group: Whole
    stratum: Whole
    cause: Whole
    time: NDArray[Any]
    n: Whole


def life_tables(counts: Counts) -> list[LifeTable]:
    """One per group, strata added up, in order of the groups."""
    if "life tables" not in counts.laid_out:
        cells = _cells(counts)
        counts.laid_out["life tables"] = [_life_table(cells, place) for place in range(len(cells.groups))]
    tables: list[LifeTable] = counts.laid_out["life tables"]
    return tables


def risk_sets(counts: Counts) -> Iterator[RiskSets]:
    """One per stratum, in order of the strata."""
    cells = _cells(counts)
    for place in range(cells.stratum.max() + 1):
        rows = np.flatnonzero(cells.stratum == place)
        _, cube = _cube(cells, rows, cells.group[rows], len(cells.groups))
        by_cause = {cause: cube[layer] for layer, cause in enumerate(cells.causes, start=1)}
        yield RiskSets(_from_the_end(cube.sum(0)), cube[1:].sum(0), by_cause)


def limits(share: Real, se: Real, level: float, start: float) -> dict[str, pl.Series]:
    """Limits on the log(-log) scale, share ** exp(±z se / (share log share)).

    The scale has no value at 0 and 1: there both limits are ``start``, the share before anybody has left, or null
    at the other end.
    """
    z = quantile(level)
    inside = (share > 0) & (share < 1 - 1e-12)  # sums of shares may miss 1 by a rounding
    safe = np.where(inside, share, 0.5)
    step = np.clip(z * se / (safe * np.log(safe)), -700, 0)  # exp(700) is near the largest number there is
    both = {"lower": safe ** np.exp(-step), "upper": safe ** np.exp(step)}
    ends = np.where(share == start, start, np.nan)
    return {name: pl.Series(name, np.where(inside, limit, ends), nan_to_null=True) for name, limit in both.items()}


def _cells(counts: Counts) -> _Cells:
    if "cells" not in counts.laid_out:
        frame, groups, causes = counts.frame, counts.groups, counts.causes
        counts.laid_out["cells"] = _Cells(
            groups,
            causes,
            _place(frame["group"], groups),
            _place(frame["stratum"], counts.strata),
            _place(frame["cause"], [None, *causes]),
            frame["time"].to_numpy(),
            frame["n"].to_numpy(),
        )
    cells: _Cells = counts.laid_out["cells"]
    return cells


def _life_table(cells: _Cells, place: int) -> LifeTable:
    rows = np.flatnonzero(cells.group == place)
    times, cube = _cube(cells, rows, np.zeros_like(rows), 1)
    everybody, by_cause = cube[:, :, 0].sum(0), cube[1:, :, 0]
    return LifeTable(cells.groups[place], times, _from_the_end(everybody), by_cause.sum(0), by_cause)


def _cube(cells: _Cells, rows: Whole, column: Whole, columns: int) -> tuple[NDArray[Any], Whole]:
    """The distinct times of these rows, and their people by [cause, time, column], the censored first."""
    times, row = np.unique(cells.time[rows], return_inverse=True)
    shape = (len(cells.causes) + 1, len(times), columns)
    places = np.ravel_multi_index((cells.cause[rows], row, column), shape)
    sums = np.bincount(places, weights=cells.n[rows], minlength=int(np.prod(shape)))
    return times, sums.astype(np.int64).reshape(shape)


def _place(column: pl.Series, among: list[Any]) -> Whole:
    """Each value's place among the known ones; 0 for the others."""
    known = {value: place for place, value in enumerate(among) if value is not None}
    if not known:
        return np.zeros(len(column), np.int64)
    return column.replace_strict(list(known), list(known.values()), default=0, return_dtype=pl.Int64).to_numpy()


def _from_the_end(leaving: Whole) -> Whole:
    """How many leave at each time or later."""
    return np.ascontiguousarray(np.cumsum(leaving[::-1], axis=0)[::-1])
