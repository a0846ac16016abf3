"""Maximum likelihood for lengths of stay that are right-censored and, if asked, left-truncated."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from scipy import special

from samkraft_analysis.flow.families import Family, Gamma, LogNormal, Weibull
from samkraft_analysis.frames import Frame, read, refuse_missing

FamilyName = Literal["exponential", "gamma", "lognormal", "weibull"]
Array = np.ndarray
Model = tuple[Callable[[Array, Array], Array], Callable[[Array, Array], Array], Callable[[Array], Family]]


@dataclass(frozen=True)
class Fitted:
    """What a fit rests on: people, finished stays, family, log-likelihood, standard error of the mean stay."""

    family: FamilyName
    n: int
    n_events: int
    log_likelihood: float
    mean_se: float
    left_truncated: bool


_ALIKE = "The finished stays are too alike to give a shape; use Stay.fixed or Stay.exponential for them."


def fitted_family(
    frame: Frame, time: str, event: str, family: FamilyName, entry: str | None, weight: str | None
) -> tuple[Family, Fitted]:
    """The family that makes the stays most likely, and the record of the fit."""
    if family not in MODELS:
        raise ValueError(f"There is no family {family!r} to fit; choose one of {', '.join(MODELS)}.")
    rows = _grouped(frame, time, event, entry, weight)
    _refuse_alike(rows, family)
    likelihood = _likelihood(rows, MODELS[family])
    start = math.log(float((rows["time"] * rows["n"]).sum()) / float((rows["event"] * rows["n"]).sum()))
    at = _maximum(likelihood, np.array([start] if family == "exponential" else [start, _START[family]]))
    result = MODELS[family][2](at)
    n, n_events = int(rows["n"].sum()), int((rows["event"] * rows["n"]).sum())
    covariance = _inverse(-_hessian(likelihood, at))
    slope = result.mean  # the first parameter is log(mean)
    record = Fitted(family, n, n_events, likelihood(at), slope * math.sqrt(covariance[0, 0]), entry is not None)
    return result, record


def _grouped(frame: Frame, time: str, event: str, entry: str | None, weight: str | None) -> dict[str, Array]:
    """Equal rows counted once, in a fixed order: the result can't depend on the order of the rows."""
    names = {"time": time, "event": event, "entry": entry, "n": weight}
    given = {key: name for key, name in names.items() if name is not None}
    table = read(frame, given.values())
    refuse_missing(table, *given.values())
    for name in given.values():
        if not (table[name].dtype.is_numeric() or table[name].dtype == pl.Boolean):
            raise ValueError(
                f"Column {name!r} holds {table[name].dtype} values; give numbers of days, 1 or 0 for left."
            )
    if not table.height:
        raise ValueError("The frame has no rows, so there are no stays to fit; give one row per stay.")
    table = table.select(pl.col(name).cast(pl.Float64).alias(key) for key, name in given.items())
    table = table.with_columns(
        pl.lit(value).alias(key) for key, value in {"entry": 0.0, "n": 1.0}.items() if key not in given
    )
    _check(table, time, event, entry, weight)
    rows = table.group_by("time", "event", "entry").agg(pl.col("n").sum()).filter(pl.col("n") > 0)
    rows = rows.sort("time", "event", "entry")
    if not (rows["event"] * rows["n"]).sum():
        raise ValueError(f"Column {event!r} is 0 for all {table.height} stays; nobody left, so nothing can be fitted.")
    return {name: rows[name].to_numpy() for name in rows.columns}


def _check(table: pl.DataFrame, time: str, event: str, entry: str | None, weight: str | None) -> None:
    wrong = table.filter(~pl.col("event").is_in([0.0, 1.0])).height
    if wrong:
        raise ValueError(f"Column {event!r} has {wrong} values that aren't 0 or 1; give 1 for left, 0 for still there.")
    for name, key in ((time, "time"), (entry, "entry"), (weight, "n")):
        bad = table.filter((pl.col(key) < 0) | pl.col(key).is_infinite()).height
        if bad:
            raise ValueError(f"Column {name!r} has {bad} negative or infinite values; correct those rows first.")
    parts = table.filter(pl.col("n") != pl.col("n").floor()).height
    if parts:
        raise ValueError(f"Column {weight!r} has {parts} weights that aren't whole numbers; frequencies count people.")
    zero = table.filter((pl.col("time") == 0) & (pl.col("event") == 1)).height
    if zero:
        raise ValueError(
            f"Column {time!r} has {zero} finished stays of 0 days; give them half a day or leave them out."
        )
    late = table.filter((pl.col("entry") >= pl.col("time")) & (pl.col("entry") > 0)).height
    if late:
        raise ValueError(f"Column {entry!r} is at or after {time!r} on {late} rows; nobody was seen in the stay there.")


def _refuse_alike(rows: dict[str, Array], family: str) -> None:
    """Stays that all end on the same, last day make a spike: no shape is sharp enough."""
    finished = rows["time"][rows["event"] == 1]
    if family != "exponential" and finished.min() == rows["time"].max():
        raise ValueError(_ALIKE)


def _gamma_density(parameters: Array, days: Array) -> Array:
    shape, y = math.exp(parameters[1]), days * math.exp(parameters[1] - parameters[0])
    return shape * np.log(y) - y - special.gammaln(shape) - np.log(days)


def _gamma_survival(parameters: Array, days: Array) -> Array:
    return np.log(special.gammaincc(math.exp(parameters[1]), days * math.exp(parameters[1] - parameters[0])))


def _lognormal_z(parameters: Array, days: Array) -> Array:
    sigma = math.exp(parameters[1])
    return (np.log(days) - parameters[0] + sigma**2 / 2) / sigma


def _lognormal_density(parameters: Array, days: Array) -> Array:
    return -(_lognormal_z(parameters, days) ** 2) / 2 - parameters[1] - np.log(days) - math.log(2 * math.pi) / 2


def _lognormal_survival(parameters: Array, days: Array) -> Array:
    return special.log_ndtr(-_lognormal_z(parameters, days))


def _weibull_log(parameters: Array, days: Array) -> tuple[float, Array]:
    """The shape, and log(days / scale)."""
    shape = math.exp(parameters[1])
    return shape, np.log(days) - parameters[0] + math.lgamma(1.0 + 1.0 / shape)


def _weibull_density(parameters: Array, days: Array) -> Array:
    shape, y = _weibull_log(parameters, days)
    return parameters[1] + shape * y - np.log(days) - np.exp(shape * y)


def _weibull_survival(parameters: Array, days: Array) -> Array:
    shape, y = _weibull_log(parameters, days)
    return -np.exp(shape * y)


MODELS: dict[str, Model] = {
    "exponential": (
        lambda p, days: -p[0] - days * math.exp(-p[0]),
        lambda p, days: -days * math.exp(-p[0]),
        lambda p: Gamma(math.exp(p[0]), 1.0),
    ),
    "gamma": (_gamma_density, _gamma_survival, lambda p: Gamma(math.exp(p[0]), math.exp(p[1]))),
    "lognormal": (_lognormal_density, _lognormal_survival, lambda p: LogNormal(math.exp(p[0]), math.exp(p[1]))),
    "weibull": (_weibull_density, _weibull_survival, lambda p: Weibull(math.exp(p[0]), math.exp(p[1]))),
}
"""Log density and log survival for parameters log(mean), log(shape or sigma); the family at the parameters."""

_START = {"gamma": math.log(2.0), "lognormal": math.log(0.7), "weibull": math.log(1.3)}


def _likelihood(rows: dict[str, Array], model: Model) -> Callable[[Array], float]:
    left, inside, late = rows["event"] == 1, (rows["event"] == 0) & (rows["time"] > 0), rows["entry"] > 0
    density, survival, _ = model

    def value(at: Array) -> float:
        total = (rows["n"][left] * density(at, rows["time"][left])).sum()
        total += (rows["n"][inside] * survival(at, rows["time"][inside])).sum()
        total -= (rows["n"][late] * survival(at, rows["entry"][late])).sum()
        return float(total) if math.isfinite(total) else -math.inf

    return _quiet(value)


def _quiet(value: Callable[[Array], float]) -> Callable[[Array], float]:
    def silent(at: Array) -> float:
        try:
            with np.errstate(all="ignore"):
                return value(at)
        except (OverflowError, ValueError):  # a shape beyond what exp and lgamma take
            return -math.inf

    return silent


_STEP = 1e-3
_FOURTH = ((-2, 1 / 12), (-1, -8 / 12), (1, 8 / 12), (2, -1 / 12))
"""Central differences of fourth order: their error is the step to the power of four."""


def _gradient(value: Callable[[Array], float], at: Array) -> Array:
    units = np.eye(len(at)) * _STEP
    return np.array([sum(c * value(at + k * unit) for k, c in _FOURTH) for unit in units]) / _STEP


def _hessian(value: Callable[[Array], float], at: Array) -> Array:
    units = np.eye(len(at)) * _STEP
    rows = [sum(c * _gradient(value, at + k * unit) for k, c in _FOURTH) / _STEP for unit in units]
    return (np.array(rows) + np.array(rows).T) / 2


def _maximum(value: Callable[[Array], float], at: Array) -> Array:
    """Newton's method with step halving; uphill by the size of the curvature where it isn't concave."""
    current = value(at)
    for _ in range(100):
        step = _ascent(_gradient(value, at), _hessian(value, at))
        size = min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        while size > 1e-9 and not value(at + size * step) >= current:
            size /= 2
        at, before, current = at + size * step, current, max(current, value(at + size * step))
        # Near the top a step is what rounding makes of the differences, on one processor smaller than on another.
        is_at_rest = np.abs(step).max() < 1e-6 and current - before <= 1e-13 * abs(before)
        if np.abs(step).max() < 1e-9 or is_at_rest or (size <= 1e-9 and current == before):
            return _checked(at)
    raise ValueError(
        "The fit doesn't settle: the stays say too little of this family; try another or fewer parameters."
    )


def _ascent(gradient: Array, hessian: Array) -> Array:
    values, vectors = np.linalg.eigh(hessian)
    return vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-8))


def _checked(at: Array) -> Array:
    if len(at) > 1 and abs(at[1]) > 12:
        raise ValueError(_ALIKE)
    return at


def _inverse(information: Array) -> Array:
    if not (np.isfinite(information).all() and (np.linalg.eigvalsh(information) > 0).all()):
        raise ValueError(_ALIKE)
    return np.linalg.inv(information)
