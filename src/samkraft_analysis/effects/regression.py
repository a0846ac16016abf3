"""Least squares and logit: the linear algebra that the estimators share.

Strata are taken out by centring within each, which gives the same numbers as a column per stratum. What is left
is made orthogonal, so that neither squares of large numbers nor correlated covariates cost digits.
Each effect is a weighted sum of the outcome, c'y; all its variance formulas follow from c, the residuals and the
leverages:

    classical  s^2 sum c^2                 s^2 = sum e^2 / (n - k)
    HC0        sum c^2 e^2
    HC1        HC0 times n / (n - k)
    HC2        sum c^2 e^2 / (1 - h)
    HC3        sum c^2 e^2 / (1 - h)^2
    CR0        sum over clusters of (sum c e)^2
    CR1        CR0 times G / (G - 1) times (n - 1) / (n - k), with G clusters

(White 1980; MacKinnon & White 1985; Liang & Zeger 1986.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.linalg import solve_triangular

from samkraft_analysis.effects.rows import Strata, side_by_side

ROBUST = ("HC0", "HC1", "HC2", "HC3")
COLLINEAR = 1e-7


@dataclass(frozen=True)
class Contrast:
    """An effect as a weighted sum of the outcome: weights, leverages, how many parameters were fitted, clusters."""

    weights: np.ndarray
    leverage: np.ndarray
    parameters: int
    clusters: Strata | None = None

    @property
    def df(self) -> int:
        """Degrees of freedom left."""
        return len(self.weights) - self.parameters

    @property
    def df_of_limits(self) -> int:
        """Those that limits are read with: clusters less one where there are clusters."""
        return self.df if self.clusters is None else len(self.clusters.names) - 1

    def covariance(self, first: np.ndarray, second: np.ndarray, variance: str) -> float:
        """Covariance of two such sums over the same rows, from the residuals of their outcomes."""
        if self.df <= 0:
            raise ValueError(
                f"{len(self.weights)} rows are too few for {self.parameters} parameters; "
                "use fewer covariates or strata, or more people."
            )
        if self.clusters is not None:
            return self._over_clusters(self.weights * first, self.weights * second, variance, self.clusters)
        squares = self.weights**2
        if variance == "classical":
            return float(np.sum(first * second) / self.df * np.sum(squares))
        return float(np.sum(squares * first * second * self._correction(variance)))

    def variance(self, residuals: np.ndarray, variance: str) -> float:
        """Variance of the sum."""
        return self.covariance(residuals, residuals, variance)

    def _over_clusters(self, first: np.ndarray, second: np.ndarray, variance: str, clusters: Strata) -> float:
        total = float(np.bincount(clusters.codes, first) @ np.bincount(clusters.codes, second))
        if variance == "CR0":
            return total
        groups, n = len(clusters.names), len(self.weights)
        return total * groups / (groups - 1) * (n - 1) / self.df

    def _correction(self, variance: str) -> np.ndarray | float:
        if variance == "HC0":
            return 1.0
        if variance == "HC1":
            return len(self.weights) / self.df
        free = 1 - self.leverage
        alone = np.count_nonzero(free < 1e-10)
        if alone:
            raise ValueError(
                f"{variance} can't be computed: {alone} rows are alone in deciding a coefficient (a stratum or group "
                "of one person, say); merge small strata, or use HC0 or HC1."
            )
        return 1 / free if variance == "HC2" else 1 / free**2


class Additive:
    """Regression on strata, covariates and one regressor of interest, which stands last."""

    def __init__(
        self,
        last: np.ndarray,
        covariates: np.ndarray,
        strata: Strata,
        names: Sequence[str],
        clusters: Strata | None = None,
    ) -> None:
        self.strata = strata
        raw = side_by_side([*covariates.T, last])
        design = centred(raw, strata.codes, strata.sizes)
        self.q, r = factor(design, raw, names)
        self.scale = r[-1, -1]
        leverage = 1 / strata.sizes[strata.codes] + np.sum(self.q**2, axis=1)
        self.contrast = Contrast(self.q[:, -1] / self.scale, leverage, len(strata.names) + design.shape[1], clusters)

    def slope(self, outcome: np.ndarray) -> float:
        """The coefficient of the last regressor."""
        return float(self.contrast.weights @ self._centred(outcome))

    def residuals(self, outcome: np.ndarray) -> np.ndarray:
        """What the whole regression leaves of the outcome: exactly nothing where the fit is perfect."""
        left = self._centred(outcome)
        left = left - self.q @ (self.q.T @ left)
        return left if np.linalg.norm(left) > 1e-14 * np.linalg.norm(outcome) else np.zeros_like(left)

    def _centred(self, outcome: np.ndarray) -> np.ndarray:
        return centred(outcome[:, None], self.strata.codes, self.strata.sizes)[:, 0]


@dataclass(frozen=True)
class Arm:
    """One arm's regression of the outcome on strata and covariates, and its prediction for a target population.

    ``contrast`` gives the mean that the target would have in this arm; ``residuals`` are of the arm's rows.
    """

    contrast: Contrast
    residuals: np.ndarray
    mean: float


def arm(
    outcome: np.ndarray,
    covariates: np.ndarray,
    strata: Strata,
    shares: np.ndarray,
    target: np.ndarray,
    names: Sequence[str],
) -> Arm:
    """Fit one arm; predict for a population with these shares of the strata and these mean covariates."""
    sizes = np.bincount(strata.codes, minlength=len(shares))
    weights = (shares / np.maximum(sizes, 1))[strata.codes]
    leverage = 1 / sizes[strata.codes]
    left = centred(outcome[:, None], strata.codes, sizes)[:, 0]
    if covariates.shape[1]:
        q, r = factor(centred(covariates, strata.codes, sizes), covariates, names)
        gap = target - weights @ covariates
        weights = weights + q @ solve_triangular(r, gap, trans="T")
        leverage = leverage + np.sum(q**2, axis=1)
        left = left - q @ (q.T @ left)
    middle = outcome.mean()
    mean = float(middle + weights @ (outcome - middle))
    return Arm(Contrast(weights, leverage, np.count_nonzero(sizes) + covariates.shape[1]), left, mean)


def centred(columns: np.ndarray, codes: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Each column minus its mean within the stratum; twice, so that rounding leaves nothing behind."""
    left = np.array(columns, dtype=float, order="F")
    for one in left.T:
        for _ in range(2):
            if len(sizes) == 1:
                one -= one.mean()
            else:
                one -= (np.bincount(codes, one, len(sizes)) / np.maximum(sizes, 1))[codes]
    return left


def factor(design: np.ndarray, raw: np.ndarray, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """QR of centred columns; refuses a column that is constant or a combination of those before it.

    What centring leaves of a column is held against the column as it was, then what the columns before leave of it.
    Cholesky's factor of the cross products, twice: the second time mends what rounding did in the first.
    """
    if design.shape[0] < design.shape[1]:
        raise ValueError(f"{len(design)} rows are too few for {len(names)} columns ({', '.join(names)}); use fewer.")
    size, left = np.linalg.norm(raw, axis=0), np.linalg.norm(design, axis=0)
    for name, whole, rest in zip(names, size, left, strict=True):
        if rest <= 1e-13 * whole:
            raise _no_variation(name)
    q, r = design / left, np.diag(left)
    for _ in range(2):
        triangle = _triangle(q.T @ q, names)
        q, r = q @ solve_triangular(triangle, np.eye(len(names))), triangle @ r
    return q, r


def _triangle(products: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Cholesky's upper triangle, column by column so that the one without anything of its own can be named."""
    triangle = np.zeros_like(products)
    for place, name in enumerate(names):
        above = triangle[:place, place:]
        rest = products[place, place:] - above[:, 0] @ above
        if rest[0] <= COLLINEAR**2:
            raise _no_variation(name)
        triangle[place, place:] = rest / np.sqrt(rest[0])
    return triangle


def _no_variation(name: str) -> ValueError:
    return ValueError(
        f"Column {name!r} has no variation of its own: it is constant within strata or groups, or a combination of "
        "other columns; leave it out."
    )


@dataclass(frozen=True)
class Logit:
    """A fitted logit: probabilities, coefficients in the columns' own units, and what errors are built from.

    ``design`` has a column of ones and the covariates standardised; ``inverse`` is the inverse information.
    """

    probability: np.ndarray
    score: np.ndarray
    coefficients: dict[str, float]
    design: np.ndarray
    inverse: np.ndarray


def logit(chosen: np.ndarray, covariates: np.ndarray, names: Sequence[str], column: str) -> Logit:
    """Maximum likelihood by Newton's method with step halving, to machine precision.

    Raises ``ValueError`` when the covariates tell the two groups apart completely, so that there is no maximum.
    """
    factor(covariates - covariates.mean(axis=0), covariates, names)
    middle, spread = covariates.mean(axis=0), covariates.std(axis=0)
    design = np.column_stack([np.ones(len(chosen)), (covariates - middle) / spread])
    beta = np.zeros(design.shape[1])
    beta[0] = special.logit(chosen.mean())
    for _ in range(100):
        step, gain = _newton_step(design, chosen, beta, column)
        beta = beta + step
        if gain < 1e-24 * len(chosen):
            break
    else:
        raise _apart(column)
    score = design @ beta
    if np.max(np.abs(score)) > 30:
        raise _apart(column)
    slopes = beta[1:] / spread
    own = dict(zip(["const", *names], [float(beta[0] - slopes @ middle), *map(float, slopes)], strict=True))
    probability = special.expit(score)
    return Logit(probability, score, own, design, np.linalg.inv(_information(design, probability)))


def _information(design: np.ndarray, probability: np.ndarray) -> np.ndarray:
    return (design * (probability * (1 - probability))[:, None]).T @ design


def _newton_step(design: np.ndarray, chosen: np.ndarray, beta: np.ndarray, column: str) -> tuple[np.ndarray, float]:
    """The step, halved until the likelihood doesn't fall, and what a full one was expected to gain."""
    score = design @ beta
    gradient = design.T @ (chosen - special.expit(score))
    try:
        step = np.linalg.solve(_information(design, special.expit(score)), gradient)
    except np.linalg.LinAlgError:
        raise _apart(column) from None
    gain = float(gradient @ step)
    now = _log_likelihood(score, chosen)
    while gain > 1e-9 * abs(now) and _log_likelihood(design @ (beta + step), chosen) < now:
        step = step / 2
    return step, gain


def _log_likelihood(score: np.ndarray, chosen: np.ndarray) -> float:
    return float(np.sum(np.where(chosen, special.log_expit(score), special.log_expit(-score))))


def _apart(column: str) -> ValueError:
    return ValueError(
        f"There is no overlap: the covariates tell for sure who has 1 in column {column!r}; "
        "leave out covariates, or people without anybody like them in the other group."
    )
