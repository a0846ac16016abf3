"""Whether anything is known against a package that Samkraft is built on (V15.2.1, T18).

Asks the public list of vulnerabilities by way of uv, for exactly the versions of the lock. Where that can't be reached
the answer is "not asked", said aloud: a machine without the network can still run every other check.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from tools import environment
from tools.steps import ROOT, say

ACCEPTED = ROOT / "docs" / "security" / "accepted-vulnerabilities.txt"
_SECONDS = 180


def audit(*, must: bool = False) -> int:
    """0: nothing known, or not asked; 1: something is known, or *must* and not asked. Says what it found."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Only the lists of packages: nothing of the project is built or run.
        (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
        (folder / "locked.txt").write_text((ROOT / "requirements-dev.txt").read_text())
        locked = _uv(folder, "lock", "--no-build", UV_CONSTRAINT=str(folder / "locked.txt"))
        if locked.returncode:
            return _not_asked(locked.stderr, must)
        done = _uv(folder, "audit", "--frozen", "--preview-features", "audit-command", *_accepted())
    if done.returncode not in (0, 1):
        return _not_asked(done.stderr, must)
    say(done.stdout.strip() or done.stderr.strip())
    return done.returncode


def accepted() -> dict[str, str]:
    """Vulnerabilities that don't reach us: key → the reason. Each line of the file is ``KEY reason``."""
    lines = ACCEPTED.read_text().splitlines() if ACCEPTED.exists() else []
    said = [line.partition(" ") for line in lines if line.strip() and not line.startswith("#")]
    return {key: reason.strip() for key, _space, reason in said}


def _accepted() -> list[str]:
    return [word for key in accepted() for word in ("--ignore", key)]


def _uv(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess:
    command = [str(environment.VENV / "bin" / "uv"), "--directory", str(folder), *words]
    try:
        return subprocess.run(command, capture_output=True, text=True, env=os.environ | more, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return subprocess.CompletedProcess(command, 2, "", str(problem))


def _not_asked(why: str, must: bool) -> int:
    last = next((line.strip() for line in reversed(why.splitlines()) if line.strip()), "no answer")
    say(f"!! NOT ASKED: what is known against our packages could not be looked up here ({last}).")
    return 1 if must else 0
