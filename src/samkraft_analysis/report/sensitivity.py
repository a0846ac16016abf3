"""Does the result hold when a choice is made otherwise? The same effect, one choice changed at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from samkraft_analysis import effects
from samkraft_analysis.report.deviations import Deviations
from samkraft_analysis.report.effect_parts import Part, plain, plain_late
from samkraft_analysis.report.people import CALLED, ID, TOOK_PART, People, design_columns, known
from samkraft_analysis.report.plan import Outcome, Plan

OF_CALLING = (
    "without_strata", "without_covariates", "with_covariates", "itt_classical", "missing_as_worst", "missing_as_best",
)  # fmt: skip


def analyses(plan: Plan, people: People, outcome: Outcome, deviations: Deviations) -> list[Part]:
    """The planned variants of the primary result, in the plan's order, with what each is an estimate of."""
    made = _Variants(plan, people, outcome)
    rows = []
    for name in plan.sensitivity:
        part = deviations.attempt(name, made.known_as(name))
        if part is not None:
            rows.append({"analysis": name, "of": _what(name), **part})
    return rows


def _what(name: str) -> str:
    if name in OF_CALLING:
        return "itt"
    return "late" if name.startswith("late") else "taking_part"


class _Variants:
    """Every variant as a method of its plan name."""

    def __init__(self, plan: Plan, people: People, outcome: Outcome) -> None:
        self.plan, self.people, self.outcome = plan, people, outcome
        self.data, self.covariates = _complete(known(people, outcome.column), plan)

    def known_as(self, name: str) -> Callable[[], Part]:
        return getattr(self, name)

    def without_strata(self) -> Part:
        return self._itt(self._all(), stratum=None)

    def without_covariates(self) -> Part:
        return self._itt(self._all())

    def with_covariates(self) -> Part:
        return self._itt(self.data, covariates=self.covariates)

    def itt_classical(self) -> Part:
        return self._itt(self._all(), variance="classical")

    def missing_as_worst(self) -> Part:
        return self._filled(called=0.0, others=1.0)

    def missing_as_best(self) -> Part:
        return self._filled(called=1.0, others=0.0)

    def late_hc1(self) -> Part:
        return self._late(self._all(), variance="HC1")

    def late_with_covariates(self) -> Part:
        return self._late(self.data, covariates=self.covariates)

    def weighted(self) -> Part:
        return plain(effects.weighted(self.data, self.outcome.column, TOOK_PART, self.covariates, estimand="ATT"))

    def doubly_robust(self) -> Part:
        return plain(effects.doubly_robust(self.data, self.outcome.column, TOOK_PART, self.covariates, estimand="ATT"))

    def matched(self) -> Part:
        return plain(effects.matched(self.data, self.outcome.column, TOOK_PART, self.covariates, id=ID))

    def _all(self) -> pl.DataFrame:
        return known(self.people, self.outcome.column)

    def _itt(self, data: pl.DataFrame, **changed: Any) -> Part:
        usual = {"stratum": self.people.stratum, "variance": self.plan.conventions.itt_variance}
        return plain(effects.itt(data, self.outcome.column, CALLED, **usual | changed))

    def _late(self, data: pl.DataFrame, **changed: Any) -> Part:
        usual = {"stratum": self.people.stratum, "variance": self.plan.conventions.late_variance}
        return plain_late(effects.late(data, self.outcome.column, TOOK_PART, CALLED, **usual | changed))

    def _filled(self, called: float, others: float) -> Part:
        """Those whose outcome isn't known count against the effect, or for it: the widest that they could move it."""
        if not self.outcome.is_share:
            raise ValueError(f"Outcome {self.outcome.code!r} is a mean, which has no worst value to fill in.")
        column = pl.col(self.outcome.column).cast(pl.Float64).fill_nan(None)
        value = pl.when(pl.col(CALLED) == 1).then(called).otherwise(others)
        if not self.outcome.higher_is_better:
            value = 1.0 - value
        return self._itt(self.people.frame.with_columns(column.fill_null(value)))


def _complete(data: pl.DataFrame, plan: Plan) -> tuple[pl.DataFrame, list[str]]:
    """People without a gap in the covariates, and the covariates as numbers."""
    data = data.drop_nulls(list(plan.adjust_for))
    return design_columns(data, plan.adjust_for)
