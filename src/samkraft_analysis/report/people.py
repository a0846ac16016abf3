"""The people of an evaluation: who belongs to it, who was called, and only then what became of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import polars as pl

from samkraft_analysis.frames import Frame, read, refuse_missing
from samkraft_analysis.report.deviations import Deviations
from samkraft_analysis.report.plan import Condition, Plan
from samkraft_analysis.report.toml_reading import Words
from samkraft_analysis.survival.counting import causes

ID, CALLED, TOOK_PART, STRATUM, TIME, CAUSE, EVENT = (
    "_id", "_called", "_took_part", "_stratum", "_time", "_cause", "_event"
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """The population, one row per person in the order of their ids, and how it came about."""

    frame: pl.DataFrame
    rows_read: int
    excluded: tuple[tuple[Words, int], ...]
    left_out_strata: int
    has_strata: bool

    @property
    def stratum(self) -> str | None:
        return STRATUM if self.has_strata else None


def baseline(plan: Plan, frame: Frame, deviations: Deviations) -> People:
    """Who is in the population, from what was known at time zero. No outcome is read here."""
    data = _numbered(plan, read(frame, plan.baseline_columns))
    rows_read = data.height
    excluded = []
    for condition in plan.population.conditions:
        kept = data.filter(_fulfilled(data, condition))
        excluded.append((condition.words, data.height - kept.height))
        data = kept
    if not data.height:
        raise ValueError("Nobody is left in the population; see the conditions in [population] and the data's values.")
    data = _arms(plan, data).sort(ID)
    data, left_out = _strata_with_both_arms(plan, data, deviations)
    _note_deviations(plan, data, deviations)
    return People(data, rows_read, tuple(excluded), left_out, bool(plan.assignment.strata))


def with_outcomes(plan: Plan, people: People, frame: Frame, deviations: Deviations) -> People:
    """The same people with their outcomes, read now that plan, population and balance are settled."""
    wanted = ([plan.population.id] if plan.population.id else []) + list(plan.outcome_columns)
    outcomes = _numbered(plan, read(frame, wanted)).select(ID, *plan.outcome_columns)
    data = people.frame.join(outcomes, on=ID, how="left", maintain_order="left")
    for outcome in plan.outcomes:
        _check_outcome(data, outcome.column, outcome.is_share)
        missing = data.filter(_is_unknown(data, outcome.column)).height
        if missing:
            deviations.add("outcome_missing", outcome=outcome.code, n=missing, of=data.height)
    if plan.follow_up:
        data = _times(plan, data, deviations)
    return People(data, people.rows_read, people.excluded, people.left_out_strata, people.has_strata)


def known(people: People, column: str) -> pl.DataFrame:
    """Those whose outcome is known, the outcome as a number."""
    frame = people.frame
    return frame.filter(~_is_unknown(frame, column)).with_columns(pl.col(column).cast(pl.Float64))


def fingerprint(frame: Frame) -> str | None:
    """SHA-256 of the data file; None when the data didn't come from a file."""
    if not isinstance(frame, (str, PathLike)):
        return None
    digest = hashlib.sha256()
    with Path(frame).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _numbered(plan: Plan, data: pl.DataFrame) -> pl.DataFrame:
    """With the id as `ID`; the row's number where the plan names no column."""
    if plan.population.id is None:
        return data.with_row_index(ID, offset=1)
    refuse_missing(data, plan.population.id)
    repeated = data.height - data[plan.population.id].n_unique()
    if repeated:
        raise ValueError(
            f"Column {plan.population.id!r} has {repeated} rows whose id stands on an earlier row; "
            "one row per person is expected."
        )
    return data.with_columns(pl.col(plan.population.id).alias(ID))


def is_one_of(data: pl.DataFrame, column: str, values: Sequence[Any]) -> pl.Expr:
    """Whether the column has one of the plan's values; unknown is none of them.

    Raises ``ValueError`` when the plan compares a text with a number: nobody would ever be found.
    """
    of_texts = [isinstance(value, str) for value in values]
    is_text = not (data[column].dtype.is_numeric() or data[column].dtype == pl.Boolean)
    if any(one != is_text for one in of_texts) and data[column].dtype != pl.Null:
        raise ValueError(
            f"Column {column!r} holds {data[column].dtype} values, the plan compares them with {list(values)!r}; "
            "write texts in quotation marks and numbers without in the plan."
        )
    if is_text:
        return pl.col(column).cast(pl.String).is_in(list(values)).fill_null(False)
    return pl.col(column).cast(pl.Float64).is_in([float(value) for value in values]).fill_null(False)


def names_in(plan: Plan) -> dict[str, str]:
    """The plan's names for the columns that have another here, as a reader of messages knows them."""
    names = {CALLED: plan.assignment.called, TOOK_PART: plan.assignment.took_part}
    names[STRATUM] = ", ".join(plan.assignment.strata) or STRATUM
    if plan.follow_up:
        names |= {TIME: plan.follow_up.time, CAUSE: plan.follow_up.cause, EVENT: plan.follow_up.cause}
    return names


def _fulfilled(data: pl.DataFrame, condition: Condition) -> pl.Expr:
    column = pl.col(condition.column)
    if condition.one_of is None and not data[condition.column].dtype.is_numeric():
        raise ValueError(
            f"Column {condition.column!r} holds {data[condition.column].dtype} values; the plan's condition on it "
            "needs numbers."
        )
    parts = [] if condition.one_of is None else [is_one_of(data, condition.column, condition.one_of)]
    if condition.at_least is not None:
        parts.append(column >= condition.at_least)
    if condition.at_most is not None:
        parts.append(column <= condition.at_most)
    return pl.all_horizontal(parts).fill_null(False)


def _arms(plan: Plan, data: pl.DataFrame) -> pl.DataFrame:
    called, took_part = plan.assignment.called, plan.assignment.took_part
    refuse_missing(data, called, took_part, *plan.assignment.strata)
    for name in (called, took_part):
        _only_noughts_and_ones(data, name)
    strata = [pl.format(name + " {}", pl.col(name)) for name in plan.assignment.strata]
    data = data.with_columns(
        pl.col(called).cast(pl.Int8).alias(CALLED),
        pl.col(took_part).cast(pl.Int8).alias(TOOK_PART),
        (pl.concat_str(strata, separator=" · ") if strata else pl.lit("")).alias(STRATUM),
    )
    if data[CALLED].n_unique() < 2:
        raise ValueError(f"Column {called!r} has one value only; people called and people not called are needed.")
    return data


def _only_noughts_and_ones(data: pl.DataFrame, name: str) -> None:
    if data[name].dtype == pl.Boolean:
        return
    if not data[name].dtype.is_numeric():
        raise ValueError(f"Column {name!r} holds {data[name].dtype} values; give 0 and 1 there.")
    others = int((~data[name].cast(pl.Float64).is_in([0.0, 1.0])).sum())
    if others:
        raise ValueError(f"Column {name!r} has {others} values other than 0 and 1; give 1 for yes and 0 for no.")


def _strata_with_both_arms(plan: Plan, data: pl.DataFrame, deviations: Deviations) -> tuple[pl.DataFrame, int]:
    """A stratum where all or none were called tells nothing about calling: it is left out, and said so."""
    per_arm = data.group_by(STRATUM).agg(called=pl.col(CALLED).sum(), n=pl.len())
    usable = per_arm.filter((pl.col("called") > 1) & (pl.col("n") - pl.col("called") > 1))[STRATUM]
    kept = data.filter(pl.col(STRATUM).is_in(usable.implode()))
    if kept.height < data.height:
        deviations.add("strata_left_out", strata=per_arm.height - len(usable), n=data.height - kept.height)
    if not kept.height:
        raise ValueError("No stratum has two people called and two not called; merge strata in the plan.")
    return kept, per_arm.height - len(usable)


def _note_deviations(plan: Plan, data: pl.DataFrame, deviations: Deviations) -> None:
    if plan.population.expected is not None and plan.population.expected != data.height:
        deviations.add("population_size", expected=plan.population.expected, n=data.height)
    for column in dict.fromkeys([covariate.column for covariate in plan.covariates] + list(plan.adjust_for)):
        missing = data.filter(_is_unknown(data, column)).height
        if missing:
            deviations.add("covariate_missing", column=column, n=missing, of=data.height)
    for subgroup in plan.subgroups:
        values = [value for value, _ in subgroup.values]
        others = data.height - data.filter(is_one_of(data, subgroup.column, values)).height
        if others:
            deviations.add("subgroup_others", column=subgroup.column, n=others)


def _check_outcome(data: pl.DataFrame, column: str, is_share: bool) -> None:
    dtype = data[column].dtype
    if not dtype.is_numeric() and dtype != pl.Boolean:
        raise ValueError(f"Outcome column {column!r} holds {dtype} values; give numbers there.")
    if is_share:
        _only_noughts_and_ones(data.filter(~_is_unknown(data, column)), column)
    if data.filter(_is_unknown(data, column)).height == data.height:
        raise ValueError(f"Outcome column {column!r} has no value for anybody in the population; give some.")


def _times(plan: Plan, data: pl.DataFrame, deviations: Deviations) -> pl.DataFrame:
    follow_up = plan.follow_up
    assert follow_up is not None
    refuse_missing(data, follow_up.time)
    negative = data.filter(pl.col(follow_up.time) < 0).height
    if negative:
        raise ValueError(f"Column {follow_up.time!r} has {negative} times below 0; count days from time zero.")
    data = data.with_columns(
        pl.col(follow_up.time).alias(TIME), causes(data[follow_up.cause], follow_up.cause).alias(CAUSE)
    )
    unknown = sorted(set(data[CAUSE].to_list()) - {0} - {cause.code for cause in follow_up.causes})
    if unknown:
        raise ValueError(
            f"Column {follow_up.cause!r} has causes that the plan doesn't name: {', '.join(map(str, unknown))}; "
            "add them under [[follow_up.causes]]."
        )
    early = data.filter((pl.col(CAUSE) == 0) & (pl.col(TIME) < follow_up.until)).height
    if early:
        deviations.add("censored_early", n=early, of=data.height, until=follow_up.until)
    return data


def _is_unknown(data: pl.DataFrame, column: str) -> pl.Expr:
    unknown = pl.col(column).is_null()
    return unknown | pl.col(column).is_nan() if data[column].dtype.is_float() else unknown


def design_columns(data: pl.DataFrame, columns: tuple[str, ...]) -> tuple[pl.DataFrame, list[str]]:
    """Covariates as numbers: texts become one column of 0 and 1 per value but the first, constants are dropped."""
    names: list[str] = []
    for column in columns:
        made = _as_numbers(data, column, skip_first=True)
        data = data.with_columns(made)
        names += [one.name for one in made]
    return data, [name for name in names if data[name].n_unique() > 1]


def indicators(data: pl.DataFrame, column: str) -> list[tuple[Any, pl.Series]]:
    """A covariate for the balance table: itself when it is a number, else one column per value."""
    return [(one.name.partition("=")[2] or None, one) for one in _as_numbers(data, column, skip_first=False)]


def _as_numbers(data: pl.DataFrame, column: str, skip_first: bool) -> list[pl.Series]:
    series = data[column]
    if series.dtype.is_numeric() or series.dtype == pl.Boolean:
        return [series.cast(pl.Float64).alias(f"x:{column}")]
    values = sorted(series.cast(pl.String).drop_nulls().unique().to_list())
    texts = series.cast(pl.String)
    return [(texts == value).cast(pl.Float64).alias(f"x:{column}={value}") for value in values[int(skip_first) :]]
