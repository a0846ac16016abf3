"""The plan of a forecast: who comes and when, how long they stay, what is limited, how sure one is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from os import PathLike
from pathlib import Path
from typing import Any

from samkraft_analysis.flow import FlowPlan, Intake, Stay, Uncertainty
from samkraft_analysis.report.toml_reading import Keys, PlanError, Words, open_file

FAMILIES = {"gamma": "shape", "weibull": "shape", "lognormal": "sigma", "exponential": None}


@dataclass(frozen=True)
class ForecastPlan:
    """A read and checked forecast plan; ``teams`` as (from day, number), ``band`` the planned range of the stock."""

    file: str
    hash: str
    title: Words
    flow: FlowPlan
    on: tuple[date, ...]
    mix: dict[str, float] | None
    teams: tuple[tuple[date, int], ...]
    band: tuple[float, float] | None
    replications: int
    seed: int


def read_forecast(path: str | PathLike[str]) -> ForecastPlan:
    """Read a forecast plan. ``programme`` names a programme file whose intake, teams and stock are taken over.

    Raises `PlanError` with one sentence per mistake: file, key, what is expected.
    """
    keys, hashed = open_file(path)
    if keys.whole("format") != 1:
        keys.wrong("format", "must be 1, the only format that this version reads")
    named = keys.text("programme", None)
    title = keys.words("title")
    programme = read_programme(Path(path).parent / named) if named else {}
    parts = _parts(keys, programme)
    on = tuple(one for one in keys.content.get("on", []) if isinstance(one, date))
    keys.asked.add("on")
    replications, seed = keys.whole("replications", 1000, at_least=1), keys.whole("seed", 0)
    exits = keys.optional_table("exits")
    mix = {name: exits.number(name) for name in exits.content} if exits else None
    keys.finish()
    keys.raise_problems()
    flow = _flow(keys, parts)
    days = on or tuple(sorted({last for _, last, _ in parts["intake"]} | {parts["until"]}))
    return ForecastPlan(
        keys.file, hashed, title, flow, days, mix, parts["teams"], parts["band"], replications, seed
    )  # fmt: skip


def read_programme(path: str | PathLike[str]) -> dict[str, Any]:
    """What a forecast needs of a programme file: intake, teams over time, planned stock, frame, last day."""
    keys, _ = open_file(path)
    content = tomllib.loads(Path(path).read_text("utf-8"))
    try:
        return {
            "intake": [(one["start"], one["end"], one["number"]) for one in content["intake"]],
            "teams": _team_steps([(one["start"], one["end"]) for one in content["teams"]]),
            "band": (float(content["stock"]["low"]), float(content["stock"]["high"])),
            "frame": content.get("frame", {}).get("size"),
            "first": content["start"],
            "until": content["end"],
            "load": content["teams"][0].get("average_load"),
        }
    except (KeyError, TypeError, IndexError) as missing:
        raise PlanError(
            [f"{keys.file}: {missing} is missing; a programme file with intake, teams and stock is expected."]
        ) from None


def _team_steps(teams: list[tuple[date, date]]) -> tuple[tuple[date, int], ...]:
    """How many teams there are, from each day on which the number changes."""
    days = sorted({start for start, _ in teams} | {end + timedelta(1) for _, end in teams})
    return tuple((day, sum(start <= day <= end for start, end in teams)) for day in days)


def _parts(keys: Keys, programme: dict[str, Any]) -> dict[str, Any]:
    return {
        "intake": _intake(keys) if "intake" in keys.content else programme.get("intake") or _intake(keys),
        "stay": _stay(keys.table("stay")),
        "until": keys.day("until", programme["until"]) if programme else keys.day("until"),
        "teams": programme.get("teams", ()),
        "band": programme.get("band"),
        "slots": _steps(keys, "slots"),
        **_places(keys),
        "uncertainty": _uncertainty(keys),
    }


def _intake(keys: Keys) -> list[tuple[date, date, float]]:
    periods = []
    for one in keys.tables("intake"):
        periods.append((one.day("start"), one.day("end"), float(one.number("number", above=0))))
        one.finish()
    return periods


def _stay(keys: Keys) -> Any:
    """The stay, as a function to call once everything else is known to be right."""
    if "parts" in keys.content:
        parts = [(float(one.number("weight", above=0)), _family(one)) for one in keys.tables("parts")]
        keys.finish()
        return lambda: Stay.mixture([(weight, make()) for weight, make in parts])
    return _family(keys)


def _family(keys: Keys) -> Any:
    family = keys.choice("family", FAMILIES)
    named = FAMILIES[family]
    values = {"mean": keys.number("mean", above=0)} | ({named: keys.number(named, above=0)} if named else {})
    keys.finish()
    return lambda: getattr(Stay, family)(**values)


def _steps(keys: Keys, name: str) -> list[tuple[date, int]] | None:
    steps = []
    for one in keys.tables(name, optional=True):
        steps.append((one.day("start"), one.whole("number")))
        one.finish()
    return steps or None


def _places(keys: Keys) -> dict[str, Any]:
    table = keys.optional_table("places")
    if table is None:
        return {"places": None}
    found = {
        "places": table.whole("number"),
        "wants": float(table.number("wants", at_most=1)),
        "wants_after": float(table.number("wants_after", 0.25, at_most=1)),
        "holds": float(table.number("holds", 0.45, at_most=1)),
    }
    table.finish()
    return found


def _uncertainty(keys: Keys) -> Uncertainty | None:
    table = keys.optional_table("uncertainty")
    if table is None:
        return None
    names = ("mean_stay_days", "referrals_percent", "wants_points")
    values = {name: float(table.number(name, 0.0)) for name in names}
    table.finish()
    return Uncertainty(**values)


def _flow(keys: Keys, parts: dict[str, Any]) -> FlowPlan:
    """The flow; what the library itself refuses is told with the file's name."""
    given = {name: parts[name] for name in ("wants", "wants_after", "holds", "slots", "places") if name in parts}
    try:
        return FlowPlan(
            Intake(parts["intake"]),
            parts["stay"](),
            parts["until"],
            uncertainty=parts["uncertainty"],
            teams=list(parts["teams"]) or None,
            **given,
        )
    except ValueError as refused:
        raise PlanError([f"{keys.file}: {refused}"]) from None
