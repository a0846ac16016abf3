"""Cox's proportional hazards regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from scipy import special

from samkraft_analysis.estimates import Test, quantile
from samkraft_analysis.frames import Frame
from samkraft_analysis.survival.cox_concordance import concordance
from samkraft_analysis.survival.cox_model import CoxModel
from samkraft_analysis.survival.cox_newton import inverse
from samkraft_analysis.survival.cox_rows import read_rows

TIME = "1 - KM(t-)"


@dataclass(frozen=True, eq=False)
class CoxFit:
    """A fitted hazards regression; arrays have one entry per covariate, in the order of ``names``.

    ``coef``: log hazard ratio per unit of the covariate. ``se``: from ``covariance``, the inverse of the
    information. ``robust_se``: from ``robust_covariance``, None where there is none. ``n``: rows; ``n_events``;
    ``n_clusters`` where clusters were given. ``ties``, ``method`` and ``variance`` name what was chosen.
    """

    names: tuple[str, ...]
    coef: np.ndarray
    se: np.ndarray
    robust_se: np.ndarray | None
    covariance: np.ndarray
    log_likelihood: float
    log_likelihood_null: float
    n: int
    n_events: int
    ties: str
    robust_covariance: np.ndarray | None = field(default=None, repr=False)
    n_clusters: int | None = None
    steps: int = 0
    method: str = "Cox, partial likelihood"
    variance: str = "inverse information"
    _model: CoxModel | None = field(default=None, repr=False)

    def table(self, level: float = 0.95) -> pl.DataFrame:
        """name, coef, se, robust_se, z, p, hazard_ratio and its limits lower and upper.

        z, p and the normal limits stand on the robust error where there is one.
        """
        error = self.se if self.robust_se is None else self.robust_se
        reach, z = quantile(level) * error, self.coef / error
        columns = {
            "name": self.names,
            "coef": self.coef,
            "se": self.se,
            "robust_se": [None] * len(self.names) if self.robust_se is None else self.robust_se,
            "z": z,
            "p": 2 * special.ndtr(-np.abs(z)),
            "hazard_ratio": np.exp(self.coef),
            "lower": np.exp(self.coef - reach),
            "upper": np.exp(self.coef + reach),
        }
        return pl.DataFrame(columns, schema_overrides={"robust_se": pl.Float64})

    def proportional_hazards(self) -> dict[str, Test]:
        """Per covariate, the score test that its hazard ratio doesn't change with time (df 1).

        The alternative is a coefficient b + c g(t), g(t) = 1 - KM(t-) over all rows; the statistic is the
        squared score for c over its variance with b estimated (Grambsch and Therneau's scaled Schoenfeld
        residuals against g, with the variance of each event time by itself). A small p says that one hazard
        ratio doesn't tell the whole story: look at curves.
        """
        model = self._model
        if model is None:
            raise ValueError(f"A proportional hazards test isn't defined here ({self.method}); fit `cox` instead.")
        score, variance = model.drift(self.coef)
        for name, size in zip(self.names, variance, strict=True):
            if not size > 0:
                raise ValueError(f"Whether the effect of {name!r} changes can't be tested: its events are of one time.")
        statistic = score**2 / variance
        p = special.chdtrc(1, statistic)
        method = f"score test of a coefficient that changes with {TIME}"
        return {
            name: Test(float(s), 1, float(q), self.n, method)
            for name, s, q in zip(self.names, statistic, p, strict=True)
        }

    def concordance(self) -> float:
        """Harrell's C: of the pairs whose order is known, the share where who left first had the higher hazard.

        A tie in the linear predictor counts half; two events at one time are no pair; strata are kept apart.
        """
        if self._model is None:
            raise ValueError(f"The concordance isn't defined here ({self.method}); fit `cox` instead.")
        return concordance(self._model.index, self._model.rows.event, self.coef @ self._model.covariates)


def cox(
    frame: Frame,
    time: str,
    event: str,
    covariates: Sequence[str],
    ties: str = "efron",
    entry: str | None = None,
    stratum: str | None = None,
    cluster: str | None = None,
) -> CoxFit:
    """How covariates multiply the hazard of leaving: Cox's proportional hazards model.

    Estimates b in h(t | x) = h0(t) exp(x'b) by the partial likelihood, tied times by Efron's rule (default) or
    Breslow's. ``frame`` has one row per person, or with ``entry`` one per interval: a row is at risk in
    (entry, time], so a person entering at t isn't at risk at t, and covariates may change between the rows of a
    person. ``event``: 1 when the row ends in the event, 0 when censored there. ``stratum``: each value has a
    baseline h0 of its own. ``cluster``: rows of one cluster (a person's, a team's) needn't be independent;
    ``robust_se`` is Lin and Wei's sandwich without small-sample factor. Times may have any unit; covariates are
    numbers or truth values.

    Assumes hazard ratios constant in time (`CoxFit.proportional_hazards`) and censoring independent of the
    event given the covariates. Exact: Newton's method to the last digits. Covariates that repeat are counted by
    pattern and time first.

    ``ValueError`` for missing, negative, or backward times; no event; covariates that are no numbers, don't vary
    or follow from others; a likelihood without maximum.

    Sources: Cox 1972; Efron 1977; Breslow 1974; Lin & Wei 1989; Therneau & Grambsch 2000.

    >>> people = pl.DataFrame({"day": [3, 5, 5, 8, 9, 12], "left": [1, 1, 0, 1, 1, 0], "called": [1, 0, 1, 1, 0, 0]})
    >>> fit = cox(people, "day", "left", ["called"])
    >>> fit.table().select("name", pl.col("coef", "se").round(4)).rows()
    [('called', 1.0731, 1.2354)]
    >>> round(fit.log_likelihood, 4), fit.n, fit.n_events, fit.ties
    (-4.7873, 6, 4, 'efron')
    """
    model = CoxModel(read_rows(frame, time, event, covariates, entry, stratum, cluster), ties)
    return fitted(model, ties)


def fitted(model: CoxModel, ties: str) -> CoxFit:
    """The fit of a model made ready."""
    rows = model.rows
    maximum = model.maximum()
    covariance = inverse(maximum.at.information)
    robust = None if rows.cluster is None else model.robust_covariance(maximum.beta, covariance)
    return CoxFit(
        names=rows.names,
        coef=maximum.beta,
        se=np.sqrt(np.diag(covariance)),
        robust_se=None if robust is None else np.sqrt(np.diag(robust)),
        covariance=covariance,
        log_likelihood=maximum.at.value,
        log_likelihood_null=maximum.at_zero.value,
        n=rows.n,
        n_events=int(rows.event.sum()),
        ties=ties,
        robust_covariance=robust,
        n_clusters=None if rows.cluster is None else len(np.unique(rows.cluster)),
        steps=maximum.steps,
        variance="inverse information" if robust is None else "inverse information; clustered sandwich",
        _model=model,
    )
