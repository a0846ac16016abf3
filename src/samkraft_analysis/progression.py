"""Progression: change from the first to the last rating, and whether two raters agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import polars as pl

from samkraft_analysis.effects.rows import rows
from samkraft_analysis.estimates import Result, result
from samkraft_analysis.frames import Frame, read, refuse_missing

RELIABLE = 1.959963984540054


@dataclass(frozen=True)
class Agreement:
    """Agreement of two raters: quadratic-weighted ``kappa``, the share that is ``exact``, and ``n`` rated twice."""

    kappa: float
    exact: float
    n: int


def change(
    frame: Frame, person: str, wave: str, score: str, reliability: float, higher_is_better: bool = True
) -> Result:
    """One row per person: person, first, last, change, reliable_change_index, verdict.

    ``frame`` has one row per person and wave; first and last are the scores of the lowest and highest wave.
    reliable_change_index = change / (sqrt(2) SEM), SEM = SD sqrt(1 - reliability), with SD the n - 1 standard
    deviation of everybody's first scores (Jacobson & Truax 1991). verdict: "improved" or "worsened" where the
    index is beyond 1.96 either way, else "unchanged". Those rated once have null in last, change, index and
    verdict: they count in SD, and how many they are belongs in the report, for those who leave stop answering.

    A reliable change is more than rating error; it isn't an effect. Raises ``ValueError`` for missing values, two
    rows of one person and wave, a reliability outside 0 to 1, fewer than two people, and equal first scores.

    >>> ratings = pl.DataFrame({"who": ["a", "a", "b", "b"], "wave": [1, 2, 1, 2], "score": [1, 4, 3, 3]})
    >>> change(ratings, "who", "wave", "score", reliability=0.8)["verdict"].to_list()
    ['improved', 'unchanged']
    """
    if not 0 <= reliability < 1:
        raise ValueError(f"The reliability is {reliability!r}; give Cronbach's alpha or the like, from 0 to below 1.")
    given = rows(frame, [score], [person, wave]).data
    twice = given.select(person, wave).is_duplicated().sum()
    if twice:
        raise ValueError(
            f"{twice} rows share {person!r} and {wave!r} with another; give one score per person and wave."
        )
    people = _first_and_last(given, person, wave, score)
    unit = sqrt(2) * _spread(people["first"], score) * sqrt(1 - reliability)
    moved = pl.col("last") - pl.col("first")
    index = moved / unit
    towards = index if higher_is_better else -index
    verdict = (
        pl.when(towards > RELIABLE)
        .then(pl.lit("improved"))
        .when(towards < -RELIABLE)
        .then(pl.lit("worsened"))
        .when(index.is_not_null())
        .then(pl.lit("unchanged"))
    )
    found = people.select("person", "first", "last", change=moved, reliable_change_index=index, verdict=verdict)
    return result(found.to_dict(), found.height, reliability=reliability, beyond=RELIABLE, sd="first scores, n - 1")


def agreement(frame: Frame, rater_a: str, rater_b: str, levels: Sequence[Any] | int) -> Agreement:
    """Agreement of two raters of the same people on an ordered scale.

    ``levels`` are the scale's steps in order, used or not; a whole number k means 1 to k. kappa = 1 - sum(d^2 o) /
    sum(d^2 e), with d the distance in steps, o the observed and e the expected shares when raters don't look at
    the same person (Cohen 1968). Raises ``ValueError`` for missing values, ratings that aren't on the scale, and
    when everybody got one and the same level from both, so that there is nothing to agree on.

    >>> pairs = pl.DataFrame({"own": [1, 2, 3, 3], "worker": [1, 2, 2, 3]})
    >>> agreement(pairs, "own", "worker", levels=3)
    Agreement(kappa=0.8, exact=0.75, n=4)
    """
    steps = list(range(1, levels + 1)) if isinstance(levels, int) else list(levels)
    if len(set(steps)) != len(steps) or len(steps) < 2:
        raise ValueError(f"The scale has the levels {steps}; give at least two, each once, in order.")
    data = read(frame, [rater_a, rater_b])
    if not data.height:
        raise ValueError("The frame has no rows, so there is nothing to agree on; give one row per person.")
    refuse_missing(data, rater_a, rater_b)
    a, b = (_places(data[name], steps) for name in (rater_a, rater_b))
    return Agreement(_kappa(a, b, len(steps)), float(np.mean(a == b)), len(a))


def _first_and_last(given: pl.DataFrame, person: str, wave: str, score: str) -> pl.DataFrame:
    value = pl.col(score).cast(pl.Float64).sort_by(wave)
    one = given.group_by(pl.col(person).alias("person")).agg(
        first=value.first(), last=pl.when(pl.len() > 1).then(value.last())
    )
    return one.sort("person")


def _spread(first: pl.Series, score: str) -> float:
    values = first.to_numpy()
    if len(values) < 2:
        raise ValueError(f"Only {len(values)} person has a first {score!r}; a standard deviation needs at least two.")
    if values.min() == values.max():
        raise ValueError(f"All first scores in {score!r} are {values[0]:g}; without variation no change can be judged.")
    return float(values.std(ddof=1))


def _places(ratings: pl.Series, steps: list[Any]) -> np.ndarray:
    place = {step: i for i, step in enumerate(steps)}
    odd = [rating for rating in ratings.unique().to_list() if rating not in place]
    if odd:
        raise ValueError(f"Column {ratings.name!r} has ratings that aren't on the scale (such as {odd[0]!r}): {steps}.")
    return np.array([place[rating] for rating in ratings.to_list()])


def _kappa(a: np.ndarray, b: np.ndarray, steps: int) -> float:
    observed = np.mean((a - b) ** 2)
    share_a, share_b = (np.bincount(rating, minlength=steps) / len(rating) for rating in (a, b))
    apart = (np.arange(steps)[:, None] - np.arange(steps)) ** 2
    expected = share_a @ apart @ share_b
    if not expected:
        raise ValueError(f"All {len(a)} people got the same level from both raters; kappa needs some variation.")
    return float(1 - observed / expected)
