"""Balance, first stage, ITT and LATE of an evaluation, overall and by group."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from math import isfinite
from typing import Any

import polars as pl

from samkraft_analysis import balance, effects
from samkraft_analysis.report.deviations import Deviations
from samkraft_analysis.report.people import CALLED, STRATUM, TOOK_PART, People, indicators, is_one_of, known
from samkraft_analysis.report.plan import Outcome, Plan, Subgroup
from samkraft_analysis.report.tables import is_safe

Part = dict[str, Any]


def plain(estimate: Any) -> Part:
    """An estimate as plain values; what isn't finite is None, as JSON has no infinity."""
    names = ("value", "se", "lower", "upper", "p", "n", "n_treated", "variance")
    return {name: _finite(getattr(estimate, name)) for name in names if hasattr(estimate, name)}


def plain_late(estimate: Any) -> Part:
    sets = [[_finite(low), _finite(high)] for low, high in estimate.anderson_rubin]
    return plain(estimate) | {
        "first_stage": plain(estimate.first_stage),
        "first_stage_f": _finite(estimate.first_stage_f),
        "anderson_rubin": sets,
    }


def balance_table(plan: Plan, people: People, deviations: Deviations) -> list[Part]:
    """Called against not called, before anything happened: standardised differences within the strata.

    With strata the people not called are weighted to the strata of those called, as the draw was made there.
    """
    frame = people.frame.with_columns(_stratum_weight(people))
    rows = []
    for covariate in plan.covariates:
        for value, series in indicators(people.frame, covariate.column):
            made = frame.with_columns(series.alias("_x")).drop_nulls("_x")
            part = deviations.attempt(f"balance, {covariate.column}", partial(_balance_row, made))
            if part is not None:
                rows.append({"covariate": covariate.column, "value": value, **part})
    return rows


def _balance_row(frame: pl.DataFrame) -> Part:
    if frame["_x"].n_unique() < 2:
        return {
            "mean_1": frame["_x"][0],
            "mean_0": frame["_x"][0],
            "smd": 0.0,
            "smd_before": 0.0,
            "variance_ratio": None,
            "n": frame.height,
        }
    table = balance.table(frame, CALLED, ["_x"], weight="_weight")
    before = balance.table(frame, CALLED, ["_x"])
    row = {name: _finite(table[name][0]) for name in ("mean_1", "mean_0", "smd", "variance_ratio")}
    return row | {"smd_before": _finite(before["smd"][0]), "n": frame.height}


def _stratum_weight(people: People) -> pl.Expr:
    """1 for those called; for the others, called per not called in their stratum."""
    called = pl.col(CALLED).sum().over(STRATUM)
    others = pl.len().over(STRATUM) - called
    return pl.when(pl.col(CALLED) == 1).then(1.0).otherwise(called / others).alias("_weight")


def take_up(people: People, threshold: int) -> Part:
    """Who took part, called and not called: shares with their denominators; None where they tell about few."""
    counted = people.frame.group_by(CALLED).agg(n=pl.len(), k=pl.col(TOOK_PART).sum()).rows_by_key(CALLED, unique=True)
    (n_called, called), (n_others, others) = counted[1], counted[0]
    safe = is_safe(called, n_called, threshold) and is_safe(others, n_others, threshold)
    return {
        "called": {"number": called if safe else None, "n": n_called},
        "not_called": {"number": others if safe else None, "n": n_others},
        "always_takers": others / n_others if safe else None,
        "never_takers": 1 - called / n_called if safe else None,
        "one_sided": others == 0,
    }


def effect_of_calling(plan: Plan, people: People, outcome: Outcome) -> Part:
    """The ITT: what the call itself changes, whoever took part."""
    data = known(people, outcome.column)
    threshold = plan.conventions.threshold if outcome.is_share else 0
    arms = _arms(data, outcome, threshold)
    if any(arm["mean"] is None for arm in arms.values()):
        return {"outcome": outcome.code, "arms": arms, "hidden": True}
    estimate = effects.itt(data, outcome.column, CALLED, people.stratum, variance=plan.conventions.itt_variance)  # type: ignore[arg-type]
    return {"outcome": outcome.code, "arms": arms, "hidden": False, **plain(estimate)}


def effect_of_taking_part(plan: Plan, people: People, outcome: Outcome) -> Part:
    """The LATE: the effect for those who take part because they are called."""
    data = known(people, outcome.column)
    threshold = plan.conventions.threshold if outcome.is_share else 0
    if any(arm["mean"] is None for arm in _arms(data, outcome, threshold).values()):
        return {"outcome": outcome.code, "hidden": True}
    variance = plan.conventions.late_variance
    estimate = effects.late(data, outcome.column, TOOK_PART, CALLED, people.stratum, variance=variance)  # type: ignore[arg-type]
    return {"outcome": outcome.code, "hidden": False, **plain_late(estimate)}


def compliers(plan: Plan, people: People, deviations: Deviations) -> list[Part]:
    """Means of covariates among those who take part because they are called, beside those of everybody."""
    rows = []
    for covariate in plan.covariates:
        for value, series in indicators(people.frame, covariate.column):
            frame = people.frame.with_columns(series.alias("_x")).drop_nulls("_x")
            found = deviations.attempt(f"compliers, {covariate.column}", partial(_complier_mean, frame, people.stratum))
            if found is not None:
                rows.append({"covariate": covariate.column, "value": value, **found})
    return rows


def _complier_mean(frame: pl.DataFrame, stratum: str | None) -> Part:
    row = effects.compliers(frame, ["_x"], TOOK_PART, CALLED, stratum).row(0, named=True)
    return {"everybody": _finite(row["everyone"]), "compliers": _finite(row["compliers"])}


def by_subgroup(plan: Plan, people: People, subgroup: Subgroup, outcome: Outcome) -> Part:
    """Effects per group with the test that they differ; hidden as a whole if one group's numbers are few."""
    values = [value for value, _ in subgroup.values]
    data = known(people, outcome.column).pipe(lambda frame: frame.filter(is_one_of(frame, subgroup.column, values)))
    threshold = plan.conventions.threshold if outcome.is_share else 0
    groups = [_arms(data.filter(is_one_of(data, subgroup.column, [value])), outcome, threshold) for value in values]
    part: Part = {"column": subgroup.column, "outcome": outcome.code, "family": subgroup.family, "sex": subgroup.is_sex}
    if any(arm["mean"] is None for arms in groups for arm in arms.values()):
        return part | {"hidden": True, "groups": []}
    columns = {"outcome": outcome.column, "called": CALLED, "stratum": people.stratum}
    itt = effects.by_group(effects.itt, data, subgroup.column, **columns, variance=plan.conventions.itt_variance)
    rows = [{"value": value, "arms": arms, **_row(itt, value)} for value, arms in zip(values, groups, strict=True)]
    part |= {"hidden": False, "groups": rows, "interaction": asdict(itt.interaction)}
    if "late" in plan.estimands:
        late = effects.by_group(
            effects.late, data, subgroup.column, **columns, took_part=TOOK_PART, variance=plan.conventions.late_variance
        )
        part |= {
            "late": [{"value": value, **_row(late, value)} for value in values],
            "late_interaction": asdict(late.interaction),
        }
    return part


def _row(by_group: Any, value: Any) -> Part:
    frame = by_group.frame
    rows = [row for row in frame.to_dicts() if row["group"] == value or str(row["group"]) == str(value)]
    return {name: _finite(rows[0][name]) for name in ("value", "se", "lower", "upper", "n")} | {"group": value}


def judge_together(parts: list[Part]) -> None:
    """Holm over the planned family of interaction tests, Benjamini-Hochberg over the exploratory one."""
    for family, method, key in (("planned", effects.holm, "holm"), ("exploratory", effects.benjamini_hochberg, "bh")):
        chosen = [part for part in parts if part["family"] == family and not part["hidden"]]
        if chosen:
            adjusted = method([part["interaction"]["p"] for part in chosen])
            for part, p in zip(chosen, adjusted, strict=True):
                part["interaction"][key] = float(p)


def _arms(data: pl.DataFrame, outcome: Outcome, threshold: int) -> dict[str, Part]:
    """Number and mean per arm; the mean is None where it would tell about few people."""
    found = {}
    for name, arm in (("called", 1), ("not_called", 0)):
        column = data.filter(pl.col(CALLED) == arm)[outcome.column]
        total = float(column.sum())
        safe = column.len() > 0 and is_safe(total, column.len(), threshold)
        number = round(total) if outcome.is_share and safe else None
        found[name] = {"n": column.len(), "number": number, "mean": total / column.len() if safe else None}
    return found


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not isfinite(value) else value
