"""The files of this repository, as git sees them, and the checks' own programs."""

import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files():
    """Every file that is or would be committed; outside a git checkout, every file but what is made."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
        ).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and not _is_made(path)]
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def source_files(*suffixes):
    """Our own files with one of these endings; what is taken over from others lies in `vendor` folders."""
    return [path for path in files() if path.suffix in suffixes and "vendor" not in path.parts]


def run_tool(module, *arguments):
    """Run a checker of the development environment; return its exit code and all it said."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def _is_made(path):
    made = {".venv", ".local", ".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
    return bool(made.intersection(path.relative_to(ROOT).parts))
