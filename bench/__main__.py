"""Measure every bound at 5,600 and at 100,000 cases; exit status 1 when one is missed.

python3 dev.py bench                        everything, at both sizes (about 15 minutes the first time)
python3 dev.py bench --cases 5600           one size
python3 dev.py bench --only pages search    some of it: log, work, pages, search, load, figures, imports
python3 dev.py bench --log                  fill the read log with 7.6 million rows first, and measure its pages too
python3 dev.py bench --work                 fill plans and attendance first (20 steps and 50 days of attendance for each
                                            case: 2 and 5 million rows at 100,000), and measure their pages too

Where a time is missed, the part is measured again, three rounds in all: the best of a row counts, and all are printed.
The machine's pace is told before and after each part (a fixed piece of work): others on it can take half of it.
"""

import argparse
import subprocess
import sys
import time
from hashlib import sha256

from bench import registers
from bench.table import Row

# What fills comes first: all else is measured with full tables then.
FILLING = ("log", "work")
PARTS = ("pages", "search", "load", "figures", "imports")
SIZES = (5600, 100_000)
ROUNDS = 3


def main() -> int:
    options = _arguments()
    missed = 0
    for cases in options.cases:
        environment = registers.environment_of(cases)
        for part in _parts(options):
            missed += _measure(part, cases, environment)
    print(f"\n{missed} bound(s) missed." if missed else "\nEvery bound is kept.", flush=True)
    return 1 if missed else 0


def _parts(options) -> list[str]:
    chosen = options.only or PARTS
    filling = [part for part in FILLING if getattr(options, part) or part in chosen]
    return [*filling, *(part for part in PARTS if part in chosen)]


def _measure(part, cases, environment) -> int:
    """How many bounds the part misses, in its best of up to three rounds."""
    rounds = []
    before = _pace()
    while len(rounds) < ROUNDS and (not rounds or any(row.is_missed and row.is_time for row in _best(rounds))):
        rows = _round(part, cases, environment)
        if rows is None:
            print(f"MISSED  {part} at {cases} cases could not be measured (see above).", flush=True)
            return 1
        rounds.append(rows)
    print(*_best(rounds), sep="\n")
    print(f"        {cases:>7,}  pace of the machine before and after: {before:.1f} and {_pace():.1f} ms", flush=True)
    return sum(row.is_missed for row in _best(rounds))


def _round(part, cases, environment) -> list[Row] | None:
    """Each round runs in a process of its own: settings, connections and caches start clean."""
    command = [sys.executable, "-m", f"bench.{part}", str(cases)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    told = [Row.from_line(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return None if done.returncode else told


def _best(rounds) -> list[Row]:
    """What is counted (statements, weight) in its worst round, times in their best."""
    return [Row.best_of(rows) if rows[0].is_time else max(rows, key=lambda row: row.is_missed)
            for rows in zip(*rounds, strict=True)]  # fmt: skip


def _pace() -> float:
    """Milliseconds that a fixed piece of Python takes now."""
    begun = time.perf_counter()
    for number in range(60_000):
        sha256(str(number).encode()).hexdigest()
    return (time.perf_counter() - begun) * 1000


def _arguments():
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--cases", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--only", nargs="+", choices=(*FILLING, *PARTS))
    for part in FILLING:
        parser.add_argument(f"--{part}", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
