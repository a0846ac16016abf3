"""Effects by group (by sex, always), with the test of whether they differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from samkraft_analysis.estimates import Estimate, GroupEstimates, wald
from samkraft_analysis.frames import Frame, read, refuse_missing


def by_group(estimator: Callable[..., Estimate], frame: Frame, group: str, **arguments: Any) -> GroupEstimates:
    """An estimator's result in each group of a column, and the test of whether the effect is the same in all.

    ``estimator`` is a function of this package that gives an estimate (`difference`, `itt`, `late`, `weighted`,
    `doubly_robust`, `matched`, `sequential_trials` or another that takes a frame first); ``arguments`` are passed
    on. ``frame`` of the result: group, value, se, lower, upper, n; ``estimates`` holds the full results.
    ``interaction`` is the Wald chi-square that all groups have one effect, as many degrees of freedom as groups
    less one; for two groups it is z^2 with z the difference over sqrt(se1^2 + se2^2).

    Assumes that nobody is in two groups. That one group's effect is significant and another's isn't says nothing
    about a difference: read ``interaction``. Raises ``ValueError`` for missing groups, a single group, and what
    the estimator raises, with the group named.

    >>> from samkraft_analysis.effects import difference
    >>> people = pl.DataFrame({"work": [1, 1, 0, 0, 1, 0, 1, 0] * 2, "treated": [1, 1, 1, 0, 0, 0, 1, 0] * 2})
    >>> people = people.with_columns(sex=pl.Series(["K", "M", "M", "K"] * 4))
    >>> found = by_group(difference, people, "sex", outcome="work", treatment="treated")
    >>> found.frame["group"].to_list(), found.interaction.df
    (['K', 'M'], 1)
    """
    data = read(frame)
    if group not in data.columns:
        read(data, [group])
    refuse_missing(data, group)
    values = data[group].unique().sort().to_list()
    if len(values) < 2:
        raise ValueError(f"Column {group!r} holds {len(values)} group(s); effects by group need at least two.")
    estimates = {value: _in_group(estimator, data, group, value, arguments) for value in values}
    found = list(estimates.values())
    for value, one in estimates.items():
        if not one.se > 0:
            raise ValueError(f"The standard error in group {group} = {value!r} is {one.se}; merge it with another.")
    table = pl.DataFrame(
        {
            "group": pl.Series(values, dtype=data[group].dtype),
            **{name: [getattr(one, name) for one in found] for name in ("value", "se", "lower", "upper", "n")},
        }
    )
    total = sum(one.n for one in found)
    return GroupEstimates(table, wald([one.value for one in found], [one.se for one in found], total), estimates)


def _in_group(
    estimator: Callable[..., Estimate], data: pl.DataFrame, group: str, value: Any, arguments: dict[str, Any]
) -> Estimate:
    try:
        return estimator(data.filter(pl.col(group) == value), **arguments)
    except ValueError as error:
        raise ValueError(f"In group {group} = {value!r}: {error}") from error
