"""Regression of the hazard in discrete time: weeks or months, with a baseline of one's own choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import polars as pl
from scipy import special

from samkraft_analysis.estimates import quantile
from samkraft_analysis.frames import Frame
from samkraft_analysis.survival.cox_newton import inverse, maximise
from samkraft_analysis.survival.cox_rows import Array, Rows, read_rows
from samkraft_analysis.survival.discrete_time_cells import LINKS, Cells, Period, cells, grouped_likelihood

Baseline = str | Sequence[int] | None


@dataclass(frozen=True, eq=False)
class DiscreteFit:
    """A fitted hazard in discrete time; arrays have one entry per name: the baseline's terms, then the covariates.

    ``covariance`` is the inverse of the expected information. ``log_likelihood_null`` is that of the baseline
    alone. ``n``: people; ``person_periods``: rows there would be, one per person and period at risk.
    """

    names: tuple[str, ...]
    coef: np.ndarray
    se: np.ndarray
    covariance: np.ndarray
    log_likelihood: float
    log_likelihood_null: float
    n: int
    n_events: int
    person_periods: int
    link: str
    baseline: str
    steps: int = 0
    robust_se: None = None
    method: str = "discrete-time hazard, binomial likelihood"
    variance: str = "inverse expected information"

    @property
    def deviance(self) -> float:
        """Minus twice the log likelihood, each person-period an observation."""
        return -2 * self.log_likelihood

    def table(self, level: float = 0.95) -> pl.DataFrame:
        """name, coef, se, z, p, and exp(coef) with limits lower and upper.

        exp(coef) is called hazard_ratio under "cloglog" and odds_ratio under "logit".
        """
        reach, z = quantile(level) * self.se, self.coef / self.se
        columns = {
            "name": self.names,
            "coef": self.coef,
            "se": self.se,
            "z": z,
            "p": 2 * special.ndtr(-np.abs(z)),
            "hazard_ratio" if self.link == "cloglog" else "odds_ratio": np.exp(self.coef),
            "lower": np.exp(self.coef - reach),
            "upper": np.exp(self.coef + reach),
        }
        return pl.DataFrame(columns)


def discrete_time(
    frame: Frame,
    time: str,
    event: str,
    covariates: Sequence[str],
    link: str = "cloglog",
    baseline: Baseline = None,
) -> DiscreteFit:
    """How covariates move the chance of leaving in a period, among those still there: a hazard in discrete time.

    Estimates b in link(h_k(x)) = a_k + x'b, h_k the chance of the event in period k for who is at risk in it.
    ``frame`` has one row per person: ``time`` = the number of periods at risk (1, 2, ...), ``event`` = 1 when the
    last of them ended with the event. ``link``: "cloglog", log(-log(1 - h)), where exp(b) is a hazard ratio as in
    Cox's model for grouped times; or "logit", where exp(b) is an odds ratio.

    ``baseline``: None, a step for each period after which some have left and some stay (in the others the hazard is
    0, or 1, for all and says nothing of b); a list of the first periods of steps, such as [1, 5, 9] ([1]: the same
    in all periods); or "log": a constant and log(k). Person-periods are never written out: people are counted by
    covariate pattern and period, or gone through period by period. Fisher's scoring to the last digits; errors from
    the expected information.

    Assumes censoring at the end of a period, independent of the event given the covariates, and effects the same
    in all periods. ``ValueError`` as for `cox`, for times that aren't whole periods, and for steps without event.

    Sources: Prentice & Gloeckler 1978; Allison 1982.

    >>> people = pl.DataFrame({"month": [1, 2, 2, 3, 3, 4], "left": [1, 1, 0, 1, 1, 0], "called": [1, 0, 1, 1, 0, 0]})
    >>> fit = discrete_time(people, "month", "left", ["called"], baseline=[1])
    >>> fit.table().select("name", pl.col("coef", "se").round(4)).rows()
    [('period 1-', -1.3811, 0.709), ('called', 0.4783, 1.0048)]
    >>> fit.person_periods, round(fit.deviance, 4)
    (15, 17.1729)
    """
    if link not in LINKS:
        raise ValueError(f"The link is {link!r}; give one of 'cloglog' and 'logit'.")
    rows = read_rows(frame, time, event, covariates)
    refuse_fractions(rows.time, time)
    names, basis = baseline_terms(baseline, rows)
    data = cells(rows)
    alone = maximise(partial(grouped_likelihood, Everybody(data), basis, link), np.abs(basis).max(axis=1), names)
    start = np.concatenate([alone.beta, np.zeros(len(rows.names))])
    reach = np.concatenate([np.abs(basis).max(axis=1), np.abs(data.x).max(axis=1)])
    found = maximise(partial(grouped_likelihood, data, basis, link), reach, (*names, *rows.names), start)
    back = _uncentred(data, len(names), baseline)
    covariance = back @ inverse(found.at.information) @ back.T
    return DiscreteFit(
        names=(*names, *rows.names),
        coef=back @ found.beta,
        se=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        log_likelihood=found.at.value,
        log_likelihood_null=alone.at.value,
        n=rows.n,
        n_events=int(rows.event.sum()),
        person_periods=int(rows.time.sum()),
        link=link,
        baseline=_in_words(baseline),
        steps=found.steps,
    )


class Everybody:
    """All people as one unit without covariates: for the baseline alone."""

    def __init__(self, data: Cells) -> None:
        self.periods = data.periods
        self.x, self.centre = np.zeros((0, 1)), np.zeros(0)
        self._periods = [self._summed(data.period(number)) for number in range(data.periods)]

    def _summed(self, now: Period) -> Period:
        people = float(now.units) if now.people is None else now.people.sum()
        return Period(1, np.array([people]), np.zeros(1, dtype=np.int64), np.array([now.events.sum()]))

    def period(self, number: int) -> Period:
        return self._periods[number]


def refuse_fractions(values: Array, name: str) -> None:
    """Refuse times that aren't whole numbers of periods from 1."""
    bad = (values < 1) | (values != np.floor(values))
    if bad.any():
        raise ValueError(
            f"Column {name!r} has {int(bad.sum())} values that aren't whole periods, such as {values[bad].min()}; "
            "give the number of periods at risk, 1 or more."
        )


def baseline_terms(baseline: Baseline, rows: Rows) -> tuple[tuple[str, ...], Array]:
    """The baseline's terms by name, and their values in each period: (terms, periods)."""
    periods = np.arange(1, int(rows.time.max()) + 1)
    if isinstance(baseline, str):
        if baseline != "log":
            raise ValueError(f"The baseline is {baseline!r}; give 'log', a list of the steps' first periods, or None.")
        return ("const", "log(period)"), np.vstack([np.ones(len(periods)), np.log(periods)])
    if baseline is None:
        mixed = _mixed_periods(rows)
        return tuple(f"period {period}" for period in mixed), (mixed[:, None] == periods).astype(float)
    return _steps(list(baseline), periods, rows)


def _mixed_periods(rows: Rows) -> Array:
    """The periods in which some but not all at risk have the event."""
    periods, events = np.unique(rows.time[rows.event].astype(np.int64), return_counts=True)
    at_risk = rows.n - np.searchsorted(np.sort(rows.time), periods)
    if not (events < at_risk).any():
        raise ValueError("In every period with events all at risk have it; no covariate can tell them apart.")
    return periods[events < at_risk]


def _steps(firsts: list[int], periods: Array, rows: Rows) -> tuple[tuple[str, ...], Array]:
    """A term per step, each with an event."""
    if not firsts or firsts[0] != 1 or any(later <= sooner for sooner, later in pairwise(firsts)):
        raise ValueError(f"The baseline's steps begin at {firsts}; give periods in rising order, the first of them 1.")
    ends = [*firsts[1:], len(periods) + 1]
    names = (*(f"period {first}-{end - 1}" for first, end in pairwise(firsts)), f"period {firsts[-1]}-")
    happened = rows.time[rows.event]
    for name, first, end in zip(names, firsts, ends, strict=True):
        if not ((happened >= first) & (happened < end)).any():
            raise ValueError(f"In {name!r} nobody has the event; join this step of the baseline with one beside it.")
    basis = [(periods >= first) & (periods < end) for first, end in zip(firsts, ends, strict=True)]
    return names, np.array(basis, dtype=float)


def _uncentred(data: Cells, terms: int, baseline: Baseline) -> Array:
    """From the coefficients for centred covariates to those for the covariates as they came."""
    back = np.eye(terms + len(data.centre))
    constant = slice(0, 1) if isinstance(baseline, str) else slice(0, terms)
    back[constant, terms:] -= data.centre
    return back


def _in_words(baseline: Baseline) -> str:
    if baseline is None:
        return "a step per period with events and people who stay"
    return "constant and log(period)" if isinstance(baseline, str) else f"steps from periods {list(baseline)}"
