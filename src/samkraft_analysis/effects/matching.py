"""Matching on the propensity score, with a rule for ties that doesn't depend on the order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from samkraft_analysis.effects.greedy import pair_off
from samkraft_analysis.effects.rows import Rows, columns_of, rows
from samkraft_analysis.effects.weighting import overlapping
from samkraft_analysis.estimates import MatchedEstimate, root, with_limits
from samkraft_analysis.frames import Frame

STEPS = 10**7
TIES_SHARED = "nearest with replacement; everybody as near as the last match taken counts, with equal weights"
IN_ORDER = "nearest without replacement; treated by falling score then id, controls by distance then id"


def matched(
    frame: Frame,
    outcome: str,
    treatment: str,
    covariates: Sequence[str],
    exact: str | Sequence[str] = (),
    ratio: int = 1,
    caliper: float | None = None,
    replace: bool = True,
    id: str | None = None,
    level: float = 0.95,
) -> MatchedEstimate:
    """The effect on the treated of a treatment that wasn't drawn: each against the ``ratio`` most like them.

    Likeness is distance on the logit of the propensity (main effects of the covariates), rounded to 7 decimals
    so that equal people are equal; ``exact`` names columns that must be the same. With ``replace`` the same
    person may serve several, and all who are as near as the last one taken share the weight: the result is
    unique. Without, the treated choose in order of falling score, round by round, ties by the lowest ``id``,
    which then must be given. ``caliper``: the farthest allowed, in standard deviations (n - 1, all rows) of the
    score. Treated people without a match are left out, see ``n_matched``; the effect is then on the others.

    Standard error by Abadie and Imbens (2006) for one variance everywhere: with t_i the difference of a treated
    person to his or her matches, K_j the weight of a control over all, Q_j the sum of the squares of these
    weights, s^2 half the mean square of the differences of pairs from the effect, N the number matched:
    (sum (t_i - effect)^2 + s^2 sum (K_j^2 - Q_j)) / N^2. It takes the propensity as known. Normal limits.

    Assumes what `samkraft_analysis.effects.weighted` does. Raises ``ValueError`` for missing values, no overlap,
    nobody matched, a ratio under 1, and repeated ids.

    >>> people = pl.DataFrame({"pay": [3, 5, 8, 1, 2, 4], "treated": [1, 1, 1, 0, 0, 0], "old": [1, 1, 0, 1, 0, 0]})
    >>> found = matched(people, "pay", "treated", ["old"])
    >>> round(found.value, 4), found.n_matched, found.pairs.height
    (3.6667, 3, 4)
    """
    _refuse_odd_choices(ratio, caliper, replace, id)
    covariates, exact = columns_of(covariates), columns_of(exact)
    given = rows(frame, [outcome, treatment, *covariates], exact + columns_of(id))
    y, chosen = given.number(outcome), given.treated(treatment)
    score = overlapping(given, chosen, covariates, treatment, "ATT").score
    people = _People(given, chosen, np.rint(score * STEPS).astype(np.int64), exact, id)
    farthest = None if caliper is None else int(np.floor(caliper * np.std(score, ddof=1) * STEPS))
    taken = _share_ties(people, ratio, farthest) if replace else _choose_in_order(people, ratio, farthest)
    if not len(taken.treated):
        raise ValueError("Nobody could be matched: there is no overlap within the caliper and the exact columns.")
    value, se, use = _effect(y, taken)
    names = given.data[id] if id is not None else pl.Series(given.place)
    return MatchedEstimate(
        **with_limits(value, se, level),
        n=len(given),
        n_treated=int(np.count_nonzero(chosen)),
        variance="Abadie-Imbens, homoscedastic",
        method=_words(ratio, caliper, exact),
        n_matched=len(taken.treated),
        n_controls_used=int(np.count_nonzero(taken.cover())),
        rule=TIES_SHARED if replace else IN_ORDER,
        weights=given.in_frame_order(use),
        make_pairs=partial(_pairs, taken, people.score, names),
    )


class _People:
    """Whole-number scores, exact cells and the order of ids."""

    def __init__(
        self, given: Rows, chosen: np.ndarray, score: np.ndarray, exact: Sequence[str], id: str | None
    ) -> None:
        self.chosen, self.score = chosen, score
        self.cell = given.strata(list(exact)).codes
        self.rank = np.arange(len(given)) if id is None else _ranks(given.data[id])

    def of(self, cell: int, chosen: bool) -> np.ndarray:
        """Rows of one group in a cell by score, then id."""
        found = np.flatnonzero((self.cell == cell) & (self.chosen == chosen))
        return found[np.lexsort((self.rank[found], self.score[found]))]


@dataclass(frozen=True)
class _Taken:
    """Who serves whom: treated row i has the controls at places low_i to high_i of ``served``."""

    treated: np.ndarray
    low: np.ndarray
    high: np.ndarray
    served: np.ndarray

    @property
    def size(self) -> np.ndarray:
        return self.high - self.low

    def cover(self, value: np.ndarray | None = None) -> np.ndarray:
        """For each place in ``served``, the sum of the values of the treated that it serves (or their number)."""
        steps = np.bincount(self.low, value, len(self.served) + 1) - np.bincount(self.high, value, len(self.served) + 1)
        return np.cumsum(steps)[:-1]

    def mean(self, value: np.ndarray) -> np.ndarray:
        """For each treated, the mean over those who serve."""
        middle = value.mean()
        running = np.concatenate([[0.0], np.cumsum(value - middle)])
        return middle + (running[self.high] - running[self.low]) / self.size


def _share_ties(people: _People, ratio: int, farthest: int | None) -> _Taken:
    parts, offset = [], 0
    for cell in range(people.cell.max() + 1):
        treated, controls = people.of(cell, True), people.of(cell, False)
        low, high = _nearest(people.score[treated], people.score[controls], ratio, farthest)
        found = high > low
        parts.append((treated[found], low[found] + offset, high[found] + offset, controls))
        offset += len(controls)
    return _Taken(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _nearest(wanted: np.ndarray, there: np.ndarray, ratio: int, farthest: int | None) -> tuple[np.ndarray, np.ndarray]:
    """For each score, the stretch of the sorted scores that holds the ``ratio`` nearest and all ties of the last."""
    if not len(there):
        return np.zeros(len(wanted), dtype=np.intp), np.zeros(len(wanted), dtype=np.intp)
    ratio = min(ratio, len(there))
    around = np.searchsorted(there, wanted)[:, None] + np.arange(-ratio, ratio)
    inside = (around >= 0) & (around < len(there))
    distance = np.abs(there[np.clip(around, 0, len(there) - 1)] - wanted[:, None])
    distance = np.where(inside, distance, np.iinfo(np.int64).max)
    reach = np.partition(distance, ratio - 1, axis=1)[:, ratio - 1]
    if farthest is not None:
        reach = np.minimum(reach, farthest)
    return np.searchsorted(there, wanted - reach, "left"), np.searchsorted(there, wanted + reach, "right")


def _choose_in_order(people: _People, ratio: int, farthest: int | None) -> _Taken:
    chosen: list[tuple[int, list[int]]] = []
    for cell in range(people.cell.max() + 1):
        treated, controls = people.of(cell, True), people.of(cell, False)
        order = treated[np.lexsort((people.rank[treated], -people.score[treated]))]
        found = pair_off(people.score[order], people.score[controls], people.rank[controls], ratio, farthest)
        chosen += [(int(order[i]), [int(controls[j]) for j in found[i]]) for i in range(len(order)) if found[i]]
    chosen.sort()
    high = np.cumsum([len(served) for _, served in chosen], dtype=np.intp)
    served = np.array([row for _, several in chosen for row in several], dtype=np.intp)
    return _Taken(np.array([row for row, _ in chosen], dtype=np.intp), np.concatenate([[0], high])[:-1], high, served)


def _effect(outcome: np.ndarray, taken: _Taken) -> tuple[float, float, np.ndarray]:
    """The effect, its standard error, and how much each row was used."""
    own, theirs = outcome[taken.treated], outcome[taken.served]
    middle = theirs.mean()
    gap = own - taken.mean(theirs)
    value = float(gap.mean())
    spread = taken.mean((theirs - middle) ** 2) - (taken.mean(theirs) - middle) ** 2
    half = np.mean((gap - value) ** 2 + spread) / 2
    weight = 1 / taken.size
    use, squares = taken.cover(weight), taken.cover(weight**2)
    total = np.sum((gap - value) ** 2) + half * np.sum(use**2 - squares)
    used = np.zeros(len(outcome))
    used[taken.served], used[taken.treated] = use, 1.0
    return value, root(total) / len(gap), used


def _pairs(taken: _Taken, score: np.ndarray, names: pl.Series) -> pl.DataFrame:
    treated = np.repeat(taken.treated, taken.size)
    start = np.repeat(taken.low - np.concatenate([[0], np.cumsum(taken.size)[:-1]]), taken.size)
    control = taken.served[start + np.arange(len(treated))]
    frame = pl.DataFrame(
        {
            "treated": names.gather(treated),
            "control": names.gather(control),
            "weight": np.repeat(1 / taken.size, taken.size),
            "distance": np.abs(score[treated] - score[control]) / STEPS,
        }
    )
    return frame.sort("treated", "distance", "control")


def _ranks(ids: pl.Series) -> np.ndarray:
    repeated = ids.filter(ids.is_duplicated())
    if len(repeated):
        raise ValueError(f"Column {ids.name!r} has {repeated.n_unique()} ids on more than one row; one row per person.")
    return (
        ids.cast(pl.String).rank("ordinal").to_numpy()
        if ids.dtype in (pl.Categorical, pl.Enum)
        else (ids.rank("ordinal").to_numpy())
    )


def _refuse_odd_choices(ratio: int, caliper: float | None, replace: bool, id: str | None) -> None:
    if isinstance(ratio, bool) or not isinstance(ratio, int) or ratio < 1:
        raise ValueError(f"The ratio is {ratio!r}; give a whole number of matches per treated person, at least 1.")
    if caliper is not None and not (isinstance(caliper, (int, float)) and 0 < caliper < np.inf):
        raise ValueError(f"The caliper is {caliper!r}; give a number of standard deviations above 0, or None.")
    if not replace and id is None:
        raise ValueError("Matching without replacement needs an id column, to settle ties in the same way each time.")


def _words(ratio: int, caliper: float | None, exact: Sequence[str]) -> str:
    parts = [f"ATT by {ratio} nearest on the logit of the propensity"]
    if exact:
        parts.append(f"exact on {', '.join(exact)}")
    if caliper is not None:
        parts.append(f"within {caliper:g} standard deviations")
    return "; ".join(parts)
