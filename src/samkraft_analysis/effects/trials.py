"""A programme without a draw, whose people start at different times: one trial after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from samkraft_analysis.clock import as_days, one_kind
from samkraft_analysis.effects.comparisons import known
from samkraft_analysis.effects.rows import columns_of
from samkraft_analysis.estimates import TrialsEstimate, with_limits
from samkraft_analysis.frames import Frame, read, refuse_missing
from samkraft_analysis.survival.counting import causes
from samkraft_analysis.survival.cox_regression import cox

STARTED = "started now"


def sequential_trials(
    frame: Frame,
    id: str,
    entry: str,
    start: str,
    exit: str,
    cause: str,
    every: float = 7,
    covariates: Sequence[str] = (),
    later_starters: Literal["kept", "censored"] = "kept",
    level: float = 0.95,
) -> TrialsEstimate:
    """The log hazard ratio of starting a programme now against not starting now, among people at the same point.

    One row per person, dates or numbers on one clock: ``entry`` when the person could first start (registered,
    say), ``start`` when he or she did (null = never), ``exit`` when last seen, ``cause`` why (0 or null =
    censored, anything else is an exit). Comparing those who ever started with those who never did would credit
    the programme with the time that people had to stay to start at all. Instead there is a trial at every
    0, ``every``, 2 ``every`` ... time units after entry. In it are those still there: they are treated if they started
    since the trial before, and not if they haven't started yet. Both are followed from the day of the trial, so
    nobody is counted for time before. The trials are stacked, and one Cox regression (Efron's ties) with a baseline per
    trial gives the hazard ratio; the standard error is clustered by person, as people take part in many.

    Whoever starts later stays in the comparison ("kept": starting now against perhaps later), or is censored at
    the start ("censored": against not yet, right if starting depends on nothing but time and covariates).
    People who leave between their start and the next trial are in none as treated; a smaller ``every`` loses
    fewer and takes longer. ``n`` counts people, ``n_treated`` those who are treated in a trial.

    Assumes that among people equally long after entry, with equal covariates, starting is as good as random, and
    that nobody leaves in expectation of it. Raises ``ValueError`` for missing values, people on more than one row,
    dates beside numbers, infinite times, an exit or a start before entry, a start after exit, and when no trial has
    both kinds of people and an exit.

    >>> people = pl.DataFrame({"who": range(8), "registered": [0] * 8, "started": [5, None, 12, None] * 2})
    >>> people = people.with_columns(left=pl.Series([30, 25, 70, 50, 45, 33, 60, 90]), why=pl.Series([1] * 8))
    >>> found = sequential_trials(people, "who", "registered", "started", "left", "why")
    >>> found.n, found.n_treated, found.trials, round(found.value, 3)
    (8, 4, 2, 0.36)
    """
    covariates = columns_of(covariates)
    known(later_starters, ("kept", "censored"), "treatment of later starters")
    if not 0 < every < np.inf:
        raise ValueError(f"The trials come every {every!r} time units; give a number above 0.")
    people = _people(frame, id, entry, start, exit, cause, covariates)
    stack = _Stack(people, float(every), later_starters == "censored")
    rows = stack.frame(people)
    fit = cox(rows, "time", "event", [STARTED, *covariates], stratum="trial", cluster="person")
    if fit.robust_se is None:
        raise RuntimeError("The regression gave no error clustered by person.")
    value, se = float(fit.coef[0]), float(fit.robust_se[0])
    return TrialsEstimate(
        **with_limits(value, se, level),
        n=people.data["person"].n_unique(),
        n_treated=rows.filter(pl.col(STARTED) == 1)["person"].n_unique(),
        variance="robust, clustered by person",
        method=f"trials every {every:g} from entry, later starters {later_starters}; Cox with Efron's ties",
        trials=rows["trial"].n_unique(),
        n_rows=rows.height,
        n_events=fit.n_events,
    )


@dataclass(frozen=True)
class _People:
    """Per row: person (a number), covariates, and times since entry; who never starts has ``waited`` for ever."""

    data: pl.DataFrame
    waited: np.ndarray
    stayed: np.ndarray
    left: np.ndarray


class _Stack:
    """Who is in which trial: row numbers, trial numbers, whether started now, how long followed, whether left."""

    def __init__(self, people: _People, every: float, censor: bool) -> None:
        own = np.ceil(people.waited / every)
        last = np.minimum(np.ceil(people.stayed / every) - 1, own).astype(np.int64)
        number = np.maximum(last + 1, 0)
        self.row = np.repeat(np.arange(len(last)), number)
        first = np.repeat(np.concatenate([[0], np.cumsum(number)[:-1]]), number)
        self.trial = np.arange(len(self.row)) - first
        self.started = self.trial == own[self.row]
        self.time, self.event = people.stayed[self.row] - self.trial * every, people.left[self.row]
        if censor:
            later = ~self.started & (people.waited < people.stayed)[self.row]
            self.time = np.where(later, people.waited[self.row] - self.trial * every, self.time)
            self.event = self.event & ~later

    def frame(self, people: _People) -> pl.DataFrame:
        """Rows of the trials that have both kinds of people."""
        size = np.bincount(self.trial, minlength=1)
        treated = np.bincount(self.trial, self.started, len(size))
        kept = ((treated > 0) & (treated < size))[self.trial]
        if not (self.event & kept).any():
            raise ValueError(
                f"No trial has people who started, people who didn't, and an exit ({int(treated.sum())} of "
                f"{len(people.waited)} start while followed); try a smaller step, or a longer follow-up."
            )
        return people.data[self.row[kept]].with_columns(
            pl.Series("trial", self.trial[kept]),
            pl.Series("time", self.time[kept]),
            pl.Series("event", self.event[kept].astype(np.int8)),
            pl.Series(STARTED, self.started[kept].astype(np.int8)),
        )


def _people(frame: Frame, id: str, entry: str, start: str, exit: str, cause: str, covariates: Sequence[str]) -> _People:
    data = read(frame, [id, entry, start, exit, cause, *covariates])
    taken = {"person", "trial", "time", "event", STARTED} & set(covariates)
    if taken:
        raise ValueError(
            f"A covariate can't be called {sorted(taken)[0]!r} here, as the trials use it; rename the column."
        )
    if not data.height:
        raise ValueError("The frame has no rows, so there is nobody to follow; give one row per person.")
    refuse_missing(data, id, entry, exit, *covariates)
    _refuse(data[id].is_duplicated().to_numpy(), f"an {id!r} that another row has too")
    begun, waited, ended = _on_one_clock(data, entry, start, exit)
    stayed, waited = ended - begun, np.nan_to_num(waited - begun, nan=np.inf)
    _refuse(stayed < 0, f"{exit!r} before {entry!r}")
    _refuse(waited < 0, f"{start!r} before {entry!r}")
    _refuse(np.isfinite(waited) & (waited > stayed), f"{start!r} after {exit!r}")
    kept = data.select(pl.col(id).rank("dense").alias("person"), *dict.fromkeys(covariates))
    left = causes(data[cause], cause)
    return _People(kept, waited, stayed, (left != ("0" if left.dtype == pl.String else 0)).to_numpy())


def _refuse(wrong: np.ndarray, what: str) -> None:
    number = int(np.count_nonzero(wrong))
    if number:
        raise ValueError(f"{number} people have {what}; correct these rows or leave them out.")


def _on_one_clock(data: pl.DataFrame, *columns: str) -> list[np.ndarray]:
    """The columns as days; missing as nan."""
    kind = one_kind(data, *columns)
    return [as_days(data[name], kind).cast(pl.Float64).to_numpy() for name in columns]
