"""Measure every bound at 5,600 and at 100,000 cases; exit status 1 when one is missed.

python3 dev.py bench                        everything, at both sizes (about 15 minutes the first time)
python3 dev.py bench --cases 5600           one size
python3 dev.py bench --only pages search    some of it: log, work, pages, search, load, figures, imports
python3 dev.py bench --log                  fill the read log with 7.6 million rows first, and measure its pages too
python3 dev.py bench --work                 fill plans and attendance first (20 steps and 50 days of attendance for each
                                            case: 2 and 5 million rows at 100,000), and measure their pages too
"""

import argparse
import subprocess
import sys

from bench import registers
from bench.table import Row

# What fills comes first: all else is measured with full tables then.
FILLING = ("log", "work")
PARTS = ("pages", "search", "load", "figures", "imports")
SIZES = (5600, 100_000)


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
    """Each part runs in a process of its own: settings, connections and caches start clean."""
    command = [sys.executable, "-m", f"bench.{part}", str(cases)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    rows = [Row.from_line(line) for line in done.stdout.splitlines() if line.startswith("{")]
    for row in rows:
        print(row, flush=True)
    if done.returncode:
        print(f"MISSED  {part} at {cases} cases could not be measured (see above).", flush=True)
        return 1
    return sum(row.is_missed for row in rows)


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
