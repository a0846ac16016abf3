"""The data of the bench: made once, always the same, left in .local for the next run.

python -m bench.analysis.samples prints the paths. In a process of its own: a child's peak memory on Linux is never
less than its parent's, so the process that measures must stay small.
"""

import json
from pathlib import Path

import numpy as np
import polars as pl

from bench.analysis.sizes import FOLDER, ROWS

COVARIATES = ("called", "sex", "age", "school", "born", "office")


def people(rows: int = ROWS) -> Path:
    """Days to an exit of three kinds, in two groups; up to four years of follow-up, so that late days are thin.

    Days in four bytes, codes in one, as registers keep them.
    """
    return _made(f"exits-{rows}.parquet", lambda: _people(rows))


def covariates(rows: int = ROWS, continuous: bool = False) -> Path:
    """Six covariates of 2 to 10 values and a time in days; or five of them and one continuous."""
    kind = "continuous" if continuous else "discrete"
    return _made(f"{kind}-{rows}.parquet", lambda: _covariates(rows, continuous))


def as_csv(parquet: Path) -> Path:
    """The same for R."""
    path = parquet.with_suffix(".csv")
    if not path.exists():
        pl.read_parquet(parquet).write_csv(path)
    return path


def sessions(people: int = 10_000, count: int = 300) -> Path:
    """Who may have which session, with a score in millionths: about 69 sessions a person, seats for two in three."""
    return _made(f"sessions-{people}.parquet", lambda: _sessions(people, count))


def capacities(count: int = 300, people: int = 10_000) -> np.ndarray:
    return np.random.default_rng(12).integers(8, 37, count) * people // 10_000


def arrivals(number: int = 5600) -> pl.DataFrame:
    """Nominal stays and wishes of the people of a 30-month plan."""
    random = np.random.default_rng(13)
    return pl.DataFrame(
        {
            "id": np.arange(number),
            "arrival": np.sort(random.uniform(0, 820, number)),
            "nominal_stay": random.gamma(19.8, 179 / 19.8, number),
            "wants_place": random.random(number) < 0.65,
        }
    )


def _made(name, make) -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / name
    if not path.exists():
        make().write_parquet(path)
    return path


def _people(rows):
    random = np.random.default_rng(10)
    group = random.integers(0, 2, rows)
    days = np.ceil(random.exponential(np.where(group == 1, 260.0, 300.0))).astype(np.int64)
    end = random.integers(365, 1461, rows)
    cause = np.where(days <= end, random.choice([1, 2, 3], rows, p=[0.6, 0.25, 0.15]), 0)
    return pl.DataFrame(
        {
            "time": np.minimum(days, end).astype(np.int32),
            "cause": cause.astype(np.int8),
            "group": group.astype(np.int8),
        }
    )


def _covariates(rows, continuous):
    random = np.random.default_rng(11)
    table = {
        name: random.integers(0, levels, rows) for name, levels in zip(COVARIATES, (2, 2, 10, 3, 2, 5), strict=True)
    }
    if continuous:
        table["age"] = random.normal(0, 1, rows)
    risk = 0.2 * table["called"] - 0.03 * table["age"] + 0.1 * table["school"]
    days = np.ceil(random.exponential(300 * np.exp(-risk))).astype(np.int64)
    return pl.DataFrame(table | {"time": np.minimum(days, 730), "event": (days <= 730).astype(np.int64)})


def _sessions(people, count):
    random = np.random.default_rng(14)
    person, session = np.nonzero(random.random((people, count)) < 0.231)
    taste = random.normal(0, 40_000, people)[person] + random.normal(0, 30_000, count)[session]
    score = np.clip(250_000 + taste + random.normal(0, 60_000, len(person)), 1_000, None).astype(np.int64)
    return pl.DataFrame({"person": person, "session": session, "score": score})


def _everything() -> dict[str, str]:
    """Every file that a task or a peer reads."""
    found = {
        "exits": as_csv(people()),
        "more exits": people(5 * ROWS),
        "discrete": as_csv(covariates()),
        "continuous": as_csv(covariates(continuous=True)),
        "sessions": sessions(),
        "arrivals": FOLDER / "arrivals.csv",
    }
    arrivals().with_columns(pl.col("wants_place").cast(pl.Int8)).write_csv(found["arrivals"])
    return {name: str(path) for name, path in found.items()}


if __name__ == "__main__":
    print(json.dumps(_everything()))
