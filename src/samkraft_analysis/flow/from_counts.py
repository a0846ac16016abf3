"""A stay from counts of real ones: the Kaplan-Meier curve of all exits together."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
import polars as pl

from samkraft_analysis.flow.families import Observed
from samkraft_analysis.survival import Counts, kaplan_meier

Tail = Literal["exponential", "last", "refuse"]


def observed(counts: Counts, group: Any, tail: Tail) -> Observed:
    """The Kaplan-Meier curve of one group's counts, all causes of leaving together, with its tail."""
    curve = kaplan_meier(Counts(_one_group(counts, group)))
    exits = curve["n_event"].to_numpy() > 0
    if not exits.any():
        raise ValueError("Nobody in these counts has left, so they say nothing of how long a stay is.")
    days, survival = curve["time"].to_numpy().astype(float), curve["survival"].to_numpy()
    if not days[-1] > 0:
        raise ValueError("All times in these counts are 0, so they say nothing of how long a stay is; leave them out.")
    return _with_tail(days[exits], survival[exits], float(days[-1]), tail)


def _one_group(counts: Counts, group: Any) -> pl.DataFrame:
    names = ", ".join(map(str, counts.groups))
    if group is None:
        if len(counts.groups) > 1:
            raise ValueError(f"The counts have {len(counts.groups)} groups ({names}); say which one with 'group'.")
        return counts.frame
    if group not in counts.groups:
        raise ValueError(f"The counts have no group {group!r}; the groups are: {names}.")
    return counts.frame.filter(pl.col("group") == group)


def _with_tail(steps: np.ndarray, levels: np.ndarray, last: float, tail: Tail) -> Observed:
    if tail not in ("exponential", "last", "refuse"):
        raise ValueError(f"The tail is {tail!r}; it must be 'exponential', 'last' or 'refuse'.")
    if levels[-1] <= 0:
        return Observed(tuple(steps.tolist()), tuple(levels.tolist()), last, 0.0)
    if tail == "refuse":
        raise ValueError(f"After {last:g} days {levels[-1]:.1%} are still there; choose a tail for their stays.")
    if tail == "exponential":
        return Observed(tuple(steps.tolist()), tuple(levels.tolist()), last, -math.log(levels[-1]) / last)
    inside = steps < last
    return Observed((*steps[inside].tolist(), last), (*levels[inside].tolist(), 0.0), last, 0.0)
