"""Fine and Gray's regression for one of several competing exits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from samkraft_analysis.frames import Frame, read, refuse_missing
from samkraft_analysis.survival.counting import causes
from samkraft_analysis.survival.cox_newton import inverse, maximise, partial_likelihood
from samkraft_analysis.survival.cox_regression import CoxFit
from samkraft_analysis.survival.cox_rows import covariate_names, numbers, times
from samkraft_analysis.survival.cox_ties import Ties
from samkraft_analysis.survival.fine_gray_sets import Exits, Subdistribution, censoring_curve, influence

METHOD = "Fine and Gray, subdistribution hazard"
VARIANCE = "inverse information; sandwich with the censoring-weight term"


def fine_gray(
    frame: Frame, time: str, cause: str, of_interest: Any, covariates: Sequence[str], censoring: str = "together"
) -> CoxFit:
    """How covariates multiply the subdistribution hazard of one exit among several.

    Estimates b in F(t | x) = 1 - exp(-H0(t) exp(x'b)), F the cumulative incidence of ``of_interest``. Those who left
    otherwise stay in the risk sets, at t with the weight G(t-)/G(s-) where s is the day they left and G the
    Kaplan-Meier curve of censoring, of all people. Ties by Breslow's rule. ``cause``: 0 or missing = censored, any
    other value = an exit. One row per person; times in any unit. ``censoring`` on the day of an exit: "together",
    those who leave that day are at risk of it (as in Fine and Gray's own program), or "after", they aren't.

    ``se`` is from the inverse information, which takes the weights as known; ``robust_se`` is Fine & Gray's
    sandwich with the term for the estimated weights: use that (as `CoxFit.table` does). ``log_likelihood`` is a
    pseudo-likelihood.

    The ratio is no effect on the rate among those still at risk (`cox` with the other exits censored is): it tells the
    direction in which the cumulative incidence moves. Assumes proportional subdistribution hazards and censoring
    independent of everything. ``ValueError`` as for `cox`, and for a cause that doesn't occur.

    Source: Fine & Gray 1999.

    >>> import polars as pl
    >>> day, why = [3, 5, 5, 8, 9, 12, 13, 15], [1, 2, 0, 1, 1, 2, 0, 1]
    >>> people = pl.DataFrame({"day": day, "why": why, "called": [1, 0, 1, 1, 0, 0, 1, 0]})
    >>> fit = fine_gray(people, "day", "why", 1, ["called"])
    >>> fit.table().select("name", pl.col("coef", "robust_se").round(4)).rows()
    [('called', 1.4121, 1.0272)]
    """
    names = covariate_names(covariates, {time, cause})
    exits = read_exits(frame, time, cause, of_interest, names)
    curve = censoring_curve(exits, censoring)
    sets = Subdistribution(exits, curve)
    maximum = maximise(partial(partial_likelihood, sets, Ties(sets.deaths, "breslow")), sets.reach, names)
    covariance = inverse(maximum.at.information)
    spread = covariance @ influence(exits, curve, sets, maximum.beta)
    robust = spread @ spread.T
    return CoxFit(
        names=names,
        coef=maximum.beta,
        se=np.sqrt(np.diag(covariance)),
        robust_se=np.sqrt(np.diag(robust)),
        covariance=covariance,
        log_likelihood=maximum.at.value,
        log_likelihood_null=maximum.at_zero.value,
        n=len(exits.time),
        n_events=int(exits.event.sum()),
        ties="breslow",
        robust_covariance=robust,
        steps=maximum.steps,
        method=f"{METHOD}; censoring on the day of an exit: {censoring}",
        variance=VARIANCE,
    )


def read_exits(frame: Frame, time: str, cause: str, of_interest: Any, names: Sequence[str]) -> Exits:
    """The people's exits as arrays; ``ValueError`` when the exit of interest isn't among them."""
    table = read(frame, (time, cause, *names))
    if table.is_empty():
        raise ValueError("The frame has no rows; give one row per person.")
    refuse_missing(table, time, *names)
    why, of_interest = causes(table[cause], cause), int(of_interest) if isinstance(of_interest, bool) else of_interest
    known = [value for value in why.unique().sort().to_list() if value not in (0, "0")]
    if of_interest not in known:
        there = ", ".join(repr(value) for value in known) or "none"
        raise ValueError(f"Column {cause!r} has no exit {of_interest!r}; the exits there are: {there}.")
    event = (why == of_interest).to_numpy()
    left = why.is_in(known).to_numpy()
    return Exits(tuple(numbers(table, name) for name in names), times(table, time), event, left & ~event)
