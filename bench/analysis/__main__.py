"""Measure the library against its peers; exit status 1 when a bound is missed.

python3 dev.py bench analysis                       everything (about twenty minutes, most of it the peers')
python3 dev.py bench analysis --only stock places   some of it

The peers (lifelines, statsmodels, SimPy) get an environment of their own from requirements-peers.txt; R is asked
where it is installed. Times are of the work alone: the best of several runs, one run for peers of more than 15 s.
Memory is the whole process's peak.
"""

import argparse
import os
import platform
import sys

from bench.analysis import measuring
from bench.analysis.tasks import TASKS


def main() -> int:
    options = _arguments()
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}; [seconds and peak memory of each process]",
        flush=True,
    )
    measuring.sample("exits")  # makes them all, before anything is measured
    missed = 0
    for name in options.only:
        for row in TASKS[name]():
            print(row, flush=True)
            missed += row.is_missed
    print(f"\n{missed} bound(s) missed." if missed else "\nEvery bound is kept.", flush=True)
    return 1 if missed else 0


def _arguments():
    parser = argparse.ArgumentParser(prog="dev.py bench analysis", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--only", nargs="+", choices=list(TASKS), default=list(TASKS))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
