"""One task of the library in a process of its own: prints seconds, and what a peer's answer is held against.

python -m bench.analysis.ours TASK [ROWS]
"""

import json
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from bench.analysis import samples
from bench.analysis.sizes import FOLDER, ROWS

TAU = 365
INTAKE = [
    (date(2020, 2, 1), date(2020, 7, 31), 1500),
    (date(2020, 8, 1), date(2021, 1, 31), 1200),
    (date(2021, 2, 1), date(2021, 7, 31), 1200),
    (date(2021, 8, 1), date(2022, 1, 31), 1200),
    (date(2022, 2, 1), date(2022, 4, 30), 500),
]


def curves(rows: int) -> dict:
    from samkraft_analysis import survival

    path = samples.people(rows)

    def work():
        counts = survival.counts(path, "time", "cause", group="group")
        survival.kaplan_meier(counts)
        incidence = survival.cumulative_incidence(counts)
        survival.rmst(counts, TAU)
        survival.log_rank(counts)
        return incidence

    seconds, incidence = _repeated(work, 15)
    found = survival.at(incidence, [TAU])
    row = found.filter((pl.col("group") == 1) & (pl.col("cause") == 1)).row(0, named=True)
    return {"seconds": seconds, "answer": [row["cif"], row["se"]]}


def cox_discrete(rows: int) -> dict:
    return _cox(samples.covariates(rows), 9)


def cox_continuous(rows: int) -> dict:
    return _cox(samples.covariates(rows, continuous=True), 7)


def _cox(path: Path, runs: int) -> dict:
    from samkraft_analysis import survival

    frame = pl.read_parquet(path)
    seconds, fit = _repeated(lambda: survival.cox(frame, "time", "event", samples.COVARIATES, ties="efron"), runs)
    return {"seconds": seconds, "answer": [float(value) for value in fit.coef]}


def stock(rows: int) -> dict:
    from samkraft_analysis import flow

    intake, stay = flow.Intake(INTAKE), flow.Stay.gamma(179, 19.80257)
    days = [date.fromordinal(date(2020, 1, 1).toordinal() + day) for day in range(912)]
    seconds, found = _repeated(lambda: flow.stock(intake, stay, days), 31)
    return {"seconds": seconds, "answer": [float(found["mean"][int(np.argmax(found["mean"]))])]}


def replications(rows: int) -> dict:
    from samkraft_analysis import flow

    plan = flow.FlowPlan(flow.Intake(INTAKE), flow.Stay.gamma(179, 19.80257), until=date(2022, 6, 30))
    seconds, found = _repeated(lambda: flow.simulate(plan, 1000, seed=1), 5)
    return {"seconds": seconds, "answer": [float(found.paths["stock"][:, 211].mean())]}


def queues(rows: int) -> dict:
    from samkraft_analysis import flow

    people = samples.arrivals()
    seconds, found = _repeated(lambda: flow.replay(people, slots=[(0, 1500), (700, 750)], places=[(0, 340)]), 31)
    both = people.with_columns(pl.col("wants_place").cast(pl.Int8)).join(found, on="id", maintain_order="left")
    both.write_csv(FOLDER / "trace.csv")
    return {"seconds": seconds, "answer": [float(found["left"].sum())]}


def queues_simulated(rows: int) -> dict:
    """One of a hundred replications of slots and places, its people drawn as well."""
    from samkraft_analysis import flow

    limits = {"slots": [(INTAKE[0][0], 1500), (date(2022, 1, 1), 750)], "places": 340, "wants": 0.65}
    plan = flow.FlowPlan(flow.Intake(INTAKE), flow.Stay.gamma(179, 19.80257), until=date(2022, 6, 30), **limits)
    seconds, found = _repeated(lambda: flow.simulate(plan, 100, seed=1), 5)
    return {"seconds": seconds / 100, "answer": [found.n]}


def places(rows: int) -> dict:
    from samkraft_analysis import allocation

    arcs = pl.read_parquet(samples.sessions())
    arrays = [arcs[name].to_numpy() for name in ("person", "session", "score")]

    def work():
        plan = allocation.places(*arrays, samples.capacities())
        plan.verify()
        return plan

    seconds, plan = _repeated(work, 3)
    return {"seconds": seconds, "answer": [int(plan.value)]}


def report(rows: int) -> dict:
    from samkraft_analysis.report import evaluate, pdf, read_plan
    from tests.analysis.plans import people, write_plan

    plan = read_plan(write_plan(FOLDER))
    frame = people(5600, seed=2)

    def work():
        results = evaluate(plan, frame)
        return [pdf(results, language) for language in ("sv", "en")]

    begun = time.perf_counter()
    made = work()
    return {"seconds": time.perf_counter() - begun, "answer": [len(made)]}


def _repeated(work, runs: int):
    """The best after one run that warms up (compiled loops, file cache); and what the work gave."""
    found, seconds = work(), []
    for _run in range(runs):
        begun = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds), found


if __name__ == "__main__":
    task = globals()[sys.argv[1]]
    print(json.dumps(task(int(sys.argv[2]) if len(sys.argv) > 2 else ROWS)))
