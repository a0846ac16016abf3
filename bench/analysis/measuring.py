"""Runs one measured task in a process of its own: its seconds, its answer, its peak memory."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tools import environment
from tools.steps import LOCAL, ROOT

PEERS = Path(LOCAL) / "bench-peers"
REQUIREMENTS = ROOT / "requirements-peers.txt"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Measured:
    """Seconds of the work alone, answer, and the whole process's peak memory (interpreter and data with it)."""

    seconds: float
    answer: list
    peak_mb: float


@cache
def _samples() -> dict[str, str]:
    said = subprocess.run(
        [sys.executable, "-m", "bench.analysis.samples"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(said.stdout)


def sample(name: str) -> Path:
    """The file of this name, made if it isn't there yet."""
    return Path(_samples()[name])


def ours(task: str, rows: int = 1_000_000) -> Measured:
    return _run([sys.executable, "-m", "bench.analysis.ours", task, str(rows)])


def solver(task: str, patience: float | None = None) -> Measured | None:
    """SciPy's solver; None when it was ended after ``patience`` seconds, as it minds no limit of its own."""
    return _run([sys.executable, "-m", "bench.analysis.solvers", task], patience)


def python_peer(task: str, path: Path, size: int) -> Measured:
    """In an environment of the peers' own: -S leaves this project's packages out."""
    command = [sys.executable, "-S", str(_HERE / "peers.py"), task, str(path), str(size)]
    return _run(command, PYTHONPATH=str(_peers()))


def r_peer(task: str, path: Path, rows: int, package: str) -> Measured | str:
    """Or, in words, why R can't be asked."""
    if not shutil.which("Rscript"):
        return "R is absent (Debian, Ubuntu: apt-get install r-cran-survival r-cran-cmprsk)"
    asked = subprocess.run(["Rscript", "-e", f"library({package})"], capture_output=True, check=False)
    if asked.returncode:
        return f"R has no package {package} (Debian, Ubuntu: apt-get install r-cran-{package})"
    return _run(["Rscript", "--vanilla", str(_HERE / "peers.R"), task, str(path), str(rows)])


def _peers() -> Path:
    """The peers' packages, installed anew when the lock has changed."""
    stamp = PEERS / "lock"
    if not stamp.exists() or stamp.read_bytes() != REQUIREMENTS.read_bytes():
        shutil.rmtree(PEERS, ignore_errors=True)
        print("        installing the peers' own environment", flush=True)
        environment.install_into(PEERS, REQUIREMENTS, timeout=15 * 60)
        stamp.write_bytes(REQUIREMENTS.read_bytes())
    return PEERS


def _run(command: list[str], patience: float | None = None, **variables: str) -> Any:
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=said, cwd=ROOT, env=_environment() | variables)
        guard = threading.Timer(patience or threading.TIMEOUT_MAX, process.kill)
        guard.daemon = True
        guard.start()
        _, status, used = os.wait4(process.pid, 0)
        guard.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        lines = [line for line in said.read().splitlines() if line.startswith("{")]
    if patience and process.returncode == -signal.SIGKILL:
        return None
    if process.returncode or not lines:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode} and no result (see above).")
    found = json.loads(lines[-1])
    return Measured(found["seconds"], found["answer"], used.ru_maxrss / (1024 if sys.platform != "darwin" else 2**20))


def _environment() -> dict[str, str]:
    """All the cores for everybody, as each library would use them by itself."""
    return {name: value for name, value in os.environ.items() if name != "POLARS_MAX_THREADS"} | {"LC_ALL": "C.UTF-8"}
