"""From a plan and a table to a set of results: first the plan, then the people, last the outcomes."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from importlib import metadata
from typing import Any

import polars as pl

from samkraft_analysis.frames import Frame
from samkraft_analysis.report import curve_parts, effect_parts, sensitivity, tables
from samkraft_analysis.report.deviations import Deviation, Deviations
from samkraft_analysis.report.people import (
    CALLED,
    STRATUM,
    TOOK_PART,
    People,
    baseline,
    fingerprint,
    names_in,
    with_outcomes,
)
from samkraft_analysis.report.plan import Plan
from samkraft_analysis.report.tables import is_safe

Part = dict[str, Any]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Evaluation:
    """The results of a plan. ``steps`` says what was read in which order; ``to_json`` gives everything."""

    plan: Plan
    steps: list[Part]
    data: Part
    flow: Part
    balance: list[Part]
    take_up: Part
    itt: list[Part]
    late: list[Part]
    compliers: list[Part]
    curves: Part | None
    days: Part
    late_curve: list[Part]
    tests: list[Part]
    subgroups: list[Part]
    sensitivity: list[Part]
    tables: list[Part]
    deviations: list[Deviation]
    software: Part = field(default_factory=dict)

    @property
    def n(self) -> int:
        return self.flow["population"]

    def to_dict(self) -> Part:
        """Everything as plain values, fit for JSON; the plan in full."""
        return asdict(self)

    def to_json(self) -> str:
        """The results as JSON text, always the same for the same plan and data."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1, default=_plain, allow_nan=False)


def evaluate(
    plan: Plan, frame: Frame, registered: str | None = None, on: date | None = None, progress: Progress | None = None
) -> Evaluation:
    """Carry out an evaluation plan on a table with one row per person.

    The plan was hashed when it was read. Here the population, the arms and the balance are settled from what
    was known at time zero, and only then are the outcome columns read; ``steps`` records that order.
    ``registered`` is the hash that was made public beforehand: another one is a deviation. ``on`` is the day
    of the evaluation, to be held against the plan's dates.

    What the plan asks for and the data can't give is left out and listed under ``deviations`` with the reason.
    Effects, variances: see `samkraft_analysis.effects` and `survival`. Small counts are hidden by the plan's
    threshold before anything leaves this function.

    Raises ``ValueError`` where nothing can be evaluated: a missing column, values that aren't 0 and 1 where
    they must be, nobody in the population, one arm only.
    """
    say = progress or (lambda _text: None)
    deviations = Deviations(names=names_in(plan))
    steps: list[Part] = [{"step": "plan_hashed", "file": plan.file, "sha256": plan.hash}]
    _hold_against_dates(plan, registered, on, deviations)
    say("who was called, and who took part")
    people = baseline(plan, frame, deviations)
    steps.append({"step": "baseline_read", "columns": list(plan.baseline_columns), "rows": people.rows_read})
    balance = effect_parts.balance_table(plan, people, deviations)
    take_up = effect_parts.take_up(people, plan.conventions.threshold)
    compliers = effect_parts.compliers(plan, people, deviations)
    say("outcomes")
    people = with_outcomes(plan, people, frame, deviations)
    steps.append({"step": "outcomes_read", "columns": list(plan.outcome_columns)})
    results = _results(plan, people, deviations, say)
    return Evaluation(
        plan=plan,
        steps=steps,
        data={"sha256": fingerprint(frame), "rows": people.rows_read},
        flow=_flow(plan, people, take_up),
        balance=balance,
        take_up=take_up,
        compliers=compliers,
        **results,
        deviations=deviations.found,
        software=_software(),
    )


def _results(plan: Plan, people: People, deviations: Deviations, say: Progress) -> Part:
    say("effects of being called and of taking part")
    found: Part = {"itt": _each(plan, people, deviations, "itt"), "late": _each(plan, people, deviations, "late")}
    found |= {"curves": None, "days": {}, "late_curve": [], "tests": []}
    if plan.follow_up:
        say("curves over time")
        found |= _over_time(plan, people, deviations)
    say("women and men, and other groups")
    found["subgroups"] = _subgroups(plan, people, deviations)
    say("sensitivity")
    found["sensitivity"] = sensitivity.analyses(plan, people, plan.primary, deviations)
    say("tables after disclosure control")
    found["tables"] = tables.frequency_tables(plan, people, deviations)
    return found


def _each(plan: Plan, people: People, deviations: Deviations, estimand: str) -> list[Part]:
    """The estimand for every outcome, the primary one first."""
    if estimand not in plan.estimands:
        return []
    estimator = effect_parts.effect_of_calling if estimand == "itt" else effect_parts.effect_of_taking_part
    ordered = sorted(plan.outcomes, key=lambda outcome: not outcome.is_primary)
    parts = [deviations.attempt(estimand, partial(estimator, plan, people, one)) for one in ordered]
    return [part for part in parts if part is not None]


def _over_time(plan: Plan, people: People, deviations: Deviations) -> Part:
    times = deviations.attempt("curves", lambda: curve_parts.Times(plan, people))
    if times is None:
        return {}
    curves = deviations.attempt("curves", lambda: curve_parts.curves(times, deviations))
    found: Part = {"curves": curves, "tests": curve_parts.tests(times, deviations)}
    if found["curves"] is not None:
        found["days"] = curve_parts.days(times, deviations)
        found["late_curve"] = curve_parts.complier_curve(times, deviations) if "late_curve" in plan.estimands else []
    return found


def _subgroups(plan: Plan, people: People, deviations: Deviations) -> list[Part]:
    """Every outcome by sex; the primary one by the plan's other groups."""
    wanted = [(group, one) for group in plan.subgroups for one in plan.outcomes if group.is_sex or one.is_primary]
    wanted.sort(key=lambda pair: (not pair[0].is_sex, not pair[1].is_primary))
    parts = [
        deviations.attempt(f"by {group.column}", partial(effect_parts.by_subgroup, plan, people, group, one))
        for group, one in wanted
    ]
    found = [part for part in parts if part is not None]
    effect_parts.judge_together(found)
    return found


def _flow(plan: Plan, people: People, take_up: Part) -> Part:
    """The numbers of the flow diagram, from the rows read to those whose outcome is known, and per stratum."""
    per_arm = {}
    for name, arm in (("called", 1), ("not_called", 0)):
        mine = people.frame.filter(pl.col(CALLED) == arm)
        per_arm[name] = {
            "n": mine.height,
            "took_part": take_up[name]["number"],
            "known": {one.code: mine.height - _unknown(mine, one.column) for one in plan.outcomes},
        }
    return {
        "rows": people.rows_read,
        "excluded": [{"words": asdict(words), "n": n} for words, n in people.excluded],
        "population": people.frame.height,
        "arms": per_arm,
        "strata": _strata(people, plan.conventions.threshold) if people.has_strata else [],
    }


def _strata(people: People, threshold: int) -> list[Part]:
    """Numbers per stratum; a column in which one number tells about few people is left empty as a whole."""
    counted = people.frame.group_by(STRATUM).agg(
        n=pl.len(), called=pl.col(CALLED).sum(), took_part=pl.col(TOOK_PART).sum()
    )
    rows = counted.sort(STRATUM).to_dicts()
    shown = {name: all(is_safe(row[name], row["n"], threshold) for row in rows) for name in ("called", "took_part")}
    return [
        {"stratum": row[STRATUM], "n": row["n"], **{name: row[name] if shown[name] else None for name in shown}}
        for row in rows
    ]


def _unknown(frame: pl.DataFrame, column: str) -> int:
    unknown = frame[column].null_count()
    return unknown + (int(frame[column].is_nan().sum()) if frame[column].dtype.is_float() else 0)


def _hold_against_dates(plan: Plan, registered: str | None, on: date | None, deviations: Deviations) -> None:
    if registered is not None and registered.lower().strip() != plan.hash:
        deviations.add("other_plan", registered=registered, hash=plan.hash)
    if plan.outcomes_from is not None and plan.decided >= plan.outcomes_from:
        deviations.add("decided_late", decided=plan.decided.isoformat(), outcomes_from=plan.outcomes_from.isoformat())
    if on is not None and plan.data_until is not None and on < plan.data_until:
        deviations.add("too_early", on=on.isoformat(), data_until=plan.data_until.isoformat())


def _software() -> Part:
    """The versions that made the numbers."""
    names = ("samkraft", "numpy", "polars", "scipy")
    versions: Part = {"python": platform.python_version()}
    for name in names:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} can't stand in JSON")
