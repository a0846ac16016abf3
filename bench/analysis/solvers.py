"""SciPy's solvers on the same places: the dense assignment, and the mixed-integer programme with a time limit."""

import json
import sys
import time

import numpy as np
import polars as pl
from scipy import optimize, sparse

from bench.analysis import samples
from bench.analysis.sizes import SOLVER_SECONDS


def linear_sum_assignment():
    """One column per seat; a score of 0 = no place."""
    arcs, capacity = pl.read_parquet(samples.sessions()), samples.capacities()
    seats = np.repeat(np.arange(len(capacity)), capacity)
    begun = time.perf_counter()
    dense = np.zeros((10_000, len(capacity)))
    dense[arcs["person"].to_numpy(), arcs["session"].to_numpy()] = arcs["score"].to_numpy()
    rows, columns = optimize.linear_sum_assignment(dense[:, seats], maximize=True)
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "answer": [int(dense[rows, seats[columns]].sum())]}


def milp():
    """Sixty seconds for HiGHS; the answer is the best whole plan found, or none."""
    arcs, capacity = pl.read_parquet(samples.sessions()), samples.capacities()
    person, session, n = arcs["person"].to_numpy(), arcs["session"].to_numpy(), arcs.height
    ones, place = np.ones(n), np.arange(n)
    people = sparse.csr_array((ones, (person, place)), shape=(10_000, n))
    seats = sparse.csr_array((ones, (session, place)), shape=(len(capacity), n))
    rows = optimize.LinearConstraint(sparse.vstack([people, seats]), ub=np.concatenate([np.ones(10_000), capacity]))
    begun = time.perf_counter()
    found = optimize.milp(
        -arcs["score"].to_numpy().astype(float),
        integrality=ones,
        bounds=(0, 1),
        constraints=rows,
        options={"time_limit": SOLVER_SECONDS},
    )
    value = None if found.x is None else round(-found.fun)
    return {"seconds": time.perf_counter() - begun, "answer": [value, found.status == 0]}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]]()))
