"""A forecast carried out: the formula's stock, the bands with their sources, exits, load per team."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

import polars as pl

from samkraft_analysis import flow
from samkraft_analysis.report.charts import Band, stock
from samkraft_analysis.report.forecast_plan import ForecastPlan

WORDS = {
    "sv": {"band": "Antal i programmet, mittlinje och 90 % band", "formula": "Formelns medelvärde"},
    "en": {"band": "People in the programme, middle and 90% band", "formula": "The formula's mean"},
}


@dataclass(frozen=True)
class Forecast:
    """``days``: a row per day asked for; ``bands``: every day and measure; ``sources``: whence their width."""

    plan: ForecastPlan
    days: pl.DataFrame
    bands: pl.DataFrame
    waits: pl.DataFrame
    sources: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        plan = self.plan
        return {
            "plan": {"file": plan.file, "sha256": plan.hash, "replications": plan.replications, "seed": plan.seed},
            "stay_mean": plan.flow.stay.mean,
            "admitted": plan.flow.intake.number,
            "sources": list(self.sources),
            "days": self.days.to_dicts(),
            "waits": self.waits.to_dicts(),
            "bands": self.bands.to_dict(as_series=False),
        }

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1, default=date.isoformat)  # type: ignore[arg-type]


def forecast(plan: ForecastPlan, progress: Callable[[int, int], None] | None = None) -> Forecast:
    """Stock, band, exits and load of a forecast plan.

    Columns of ``days``: day, mean and limits by the formula (nobody waits, the plan's numbers are right), q5, q50,
    q95 by simulation with the plan's uncertainty, left (mean number who have left) and, with teams, teams and
    load (mean per team). With ``mix``, one column per destination: shares of those who have left.
    """
    flow_plan, on = plan.flow, list(plan.on)
    exact = flow.stock(flow_plan.intake, flow_plan.stay, on)
    simulated = flow.simulate(flow_plan, plan.replications, plan.seed, progress)
    bands = simulated.bands()
    mine = bands.filter(pl.col("what") == "stock").select("day", "q5", "q50", "q95")
    table = pl.DataFrame(exact.to_dict(as_series=True)).join(
        pl.DataFrame(mine.to_dict(as_series=True)), on="day", how="left"
    )
    table = table.with_columns(left=flow.exits(flow_plan.intake, flow_plan.stay, on)["mean"])
    if plan.mix:
        table = table.with_columns((pl.col("left") * share).alias(f"left_{name}") for name, share in plan.mix.items())
    if plan.teams:
        table = table.with_columns(teams=pl.Series([_teams_on(plan, day) for day in on]))
        table = table.with_columns(load=pl.when(pl.col("teams") > 0).then(pl.col("mean") / pl.col("teams")))
    return Forecast(plan, table, pl.DataFrame(bands.to_dict(as_series=True)), simulated.waits(), simulated.sources)


def chart(result: Forecast, language: str = "sv") -> str:
    """The stock over time with its band, the planned range behind it."""
    mine = result.bands.filter(pl.col("what") == "stock")
    days = [float(day.toordinal()) for day in mine["day"]]
    exact = flow.stock(result.plan.flow.intake, result.plan.flow.stay, mine["day"].to_list())
    words = WORDS[language]
    bands = [
        Band(words["band"], days, mine["q50"].to_list(), mine["q5"].to_list(), mine["q95"].to_list()),
        Band(words["formula"], days, exact["mean"].to_list()),
    ]
    marks = [
        (float(day.toordinal()), day.isoformat()[2:7])
        for day in mine["day"]
        if day.day == 1 and day.month in (1, 4, 7, 10)
    ]
    return stock(bands, marks, result.plan.band)


def write_forecast(result: Forecast, folder: str | PathLike[str]) -> list[Path]:
    """Write ``forecast.json``, ``forecast.csv`` and the chart in both languages; give the paths."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    written = [place / "forecast.json", place / "forecast.csv"]
    written[0].write_text(result.to_json(), "utf-8")
    result.days.write_csv(written[1])
    for language in WORDS:
        path = place / f"forecast.{language}.svg"
        path.write_text(chart(result, language), "utf-8")
        written.append(path)
    return written


def _teams_on(plan: ForecastPlan, day: date) -> int:
    return next((number for start, number in reversed(plan.teams) if start <= day), 0)
