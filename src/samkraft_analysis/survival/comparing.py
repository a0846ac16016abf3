"""Tests of whether groups leave alike: log-rank, Peto and Prentice, Gray."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import chdtrc

from samkraft_analysis.estimates import Test
from samkraft_analysis.survival.counting import Counts
from samkraft_analysis.survival.tables import Real, RiskSets, risk_sets

_SINGULAR = 1e-9  # a pivot below this share of its variance is nothing but rounding


def log_rank(counts: Counts, rho: float = 0) -> Test:
    """Do the groups leave at the same rate at every time? Observed less expected exits, hypergeometric variance.

    At each time the exits of a group are held against its share of those at risk, with the weight S(t-) to the power
    of ``rho``, S pooled over the groups (Harrington and Fleming): 0 is the log-rank test, 1 Peto and Prentice's, which
    heeds early differences more. With strata groups are compared, and S is pooled, within each, and the sums added.
    All causes count as exits. Under no difference the statistic is chi-square with groups - 1 degrees of freedom.

    Raises ``ValueError`` for fewer than two groups, where nobody has left, and where no two groups overlap in time.

    >>> import polars as pl
    >>> from samkraft_analysis import survival
    >>> people = pl.DataFrame({"day": [3, 5, 7, 2, 4, 6], "left": [1, 1, 1, 1, 1, 0], "called": [0, 0, 0, 1, 1, 1]})
    >>> round(survival.log_rank(survival.counts(people, "day", "left", "called")).statistic, 6)
    0.073903
    """
    _refuse_single(counts)
    if not (isinstance(rho, (int, float)) and np.isfinite(rho)):
        raise ValueError(f"The exponent rho is {rho!r}; give a number, 0 for the log-rank test, 1 for Peto-Prentice.")
    if not counts.causes:
        raise ValueError("Nobody has left: every cause is 0 or missing, so there are no rates to compare.")
    scores = [_log_rank_score(sets, rho) for sets in risk_sets(counts)]
    return _test(scores, counts, f"log-rank, rho = {rho}")


def gray_test(counts: Counts, cause: Any) -> Test:
    """Do the groups have the same cumulative incidence of ``cause``? Gray's test (1988, rho = 0).

    Those who left to other causes stay at risk in part: n (1 - F(t-)) / S(t-) of a group are held to be at risk of the
    subdistribution. Variance as in Gray's own program, with its corrections for ties. With strata the scores are
    summed over them. Chi-square with groups - 1 degrees of freedom under no difference.

    Raises ``ValueError`` for a cause that doesn't occur, and as `log_rank`.

    >>> import polars as pl
    >>> from samkraft_analysis import survival
    >>> people = pl.DataFrame({"day": [3, 5, 7, 2, 4, 6], "exit": [1, 2, 1, 1, 1, 1], "called": [0, 0, 0, 1, 1, 1]})
    >>> round(survival.gray_test(survival.counts(people, "day", "exit", "called"), cause=1).statistic, 6)
    1.547777
    """
    _refuse_single(counts)
    if cause not in counts.causes:
        known = ", ".join(map(repr, counts.causes)) or "none"
        raise ValueError(f"Nobody has left to the cause {cause!r}; the causes that occur are: {known}.")
    scores = [_gray_score(sets, cause) for sets in risk_sets(counts)]
    return _test(scores, counts, f"Gray, cause {cause!r}, rho = 0")


def _refuse_single(counts: Counts) -> None:
    if len(counts.groups) < 2:
        raise ValueError("A test between groups needs two of them at least; count with a group column that has them.")


def _test(scores: list[tuple[Real, Real]], counts: Counts, method: str) -> Test:
    statistic, df = _chi_square(sum(score for score, _ in scores), sum(variance for _, variance in scores))
    if not df:
        raise ValueError(
            "The groups can't be compared: nobody leaves while people of two groups are at risk and some stay."
        )
    if counts.strata != [None]:
        method += f", {len(counts.strata)} strata"
    return Test(statistic, df, float(chdtrc(df, statistic)), counts.n, method)


def _log_rank_score(sets: RiskSets, rho: float) -> tuple[Real, Real]:
    leaving = sets.exits.sum(1) > 0
    at_risk, exits = sets.at_risk[leaving].astype(float), sets.exits[leaving].astype(float)
    n, d = at_risk.sum(1), exits.sum(1)
    survival = np.cumprod((n - d) / n)
    weight = np.concatenate([[1.0], survival[:-1]]) ** rho if rho else np.ones_like(n)
    share = at_risk / n[:, None]
    spread = weight**2 * d * np.divide(n - d, n - 1, out=np.zeros_like(n), where=n > 1)
    score = _summed(weight[:, None] * (exits - d[:, None] * share))
    return score, np.diag(_summed(spread[:, None] * share)) - _products(spread[:, None] * share, share)


def _gray_score(sets: RiskSets, cause: Any) -> tuple[Real, Real]:
    leaving = sets.exits.sum(1) > 0
    if not leaving.any():
        groups = sets.exits.shape[1]
        return np.zeros(groups), np.zeros((groups, groups))
    n, own = sets.at_risk[leaving].astype(float), sets.by_cause[cause][leaving].astype(float)
    return _Gray(n, own, sets.exits[leaving] - own).score()


class _Gray:
    """One stratum's score and variance; arrays by [time, group], times when somebody leaves."""

    def __init__(self, n: Real, own: Real, other: Real) -> None:
        self.n, self.own, self.other, self.exits = n, own, other, own.sum(1)
        self.after = np.cumprod(_ratio(n - own - other, n, empty=1.0), axis=0)
        self.before = _shifted(self.after, 1.0)
        self.weighted = _ratio(n, self.before)
        self.total = self.weighted.sum(1)
        pooled = np.cumsum(self.exits / self.total)
        self.left = 1 - pooled
        still = self.total * (1 - _shifted(pooled, 0.0))
        self.hazard = np.divide(self.exits, still, out=np.zeros_like(still), where=still != 0)

    def score(self) -> tuple[Real, Real]:
        incidence = np.cumsum(_ratio(self.before * self.own, self.n), axis=0)
        at_risk = self.weighted * (1 - _shifted(incidence, 0.0))
        expected = (self.exits / at_risk.sum(1))[:, None] * at_risk
        groups = range(self.n.shape[1])
        return _summed(self.own - expected), sum(self._variance(k) for k in groups)  # type: ignore[return-value]

    def _variance(self, k: int) -> Real:
        """What the exits from group ``k`` add: of the cause itself, then of the other causes."""
        own_column = np.eye(self.n.shape[1])[k]
        moves = self.weighted * (own_column - (self.weighted[:, k] / self.total)[:, None])
        so_far = np.cumsum(moves * self.hazard[:, None], axis=0)
        to_come = so_far[-1] - so_far
        share = _ratio(self.left, self.after[:, k])
        own = moves + np.where(self.after[:, k] > 0, 1 - share, 1.0)[:, None] * to_come
        other = share[:, None] * to_come
        return _products(self._own_spread(k)[:, None] * own, own) + _products(
            self._other_spread(k)[:, None] * other, other
        )

    def _own_spread(self, k: int) -> Real:
        """Of the exits to the cause that were to be expected in the group, corrected for ties."""
        tied = 1 - _ratio(self.exits - 1, self.total * self.before[:, k] - 1) * (self.exits > 1)
        return tied * self.before[:, k] * _ratio(self.exits, self.total * self.n[:, k])

    def _other_spread(self, k: int) -> Real:
        n, other = self.n[:, k], self.other[:, k]
        tied = 1 - _ratio(other - 1, n - 1) * (other > 1)
        return np.where(self.after[:, k] > 0, tied * _ratio(self.before[:, k] ** 2 * other, n**2), 0.0)


def _ratio(above: Real, below: Real, empty: float = 0.0) -> Real:
    return np.divide(above, below, out=np.full(np.broadcast(above, below).shape, empty), where=below > 0)


def _shifted(values: Real, first: float) -> Real:
    """The values just before each time."""
    return np.concatenate([np.full_like(values[:1], first), values[:-1]])


def _summed(rows: Real) -> Real:
    return rows.sum(axis=0)


def _products(left: Real, right: Real) -> Real:
    """left' right, without the linear algebra library: its sums depend on the number of threads."""
    return np.einsum("ti,tj->ij", left, right)


def _chi_square(score: Any, variance: Any) -> tuple[float, int]:
    """score' variance⁻¹ score by elimination, and the rank: groups that are sums of others add nothing."""
    work: Real = np.column_stack([variance, score])
    statistic, rank = 0.0, 0
    for i in range(len(score)):
        pivot = work[i, i]
        if pivot <= _SINGULAR * variance[i, i]:
            continue
        statistic += work[i, -1] ** 2 / pivot
        work[i + 1 :] -= (work[i + 1 :, i] / pivot)[:, None] * work[i]
        rank += 1
    return float(statistic), rank
