"""The virtual environment `.venv`: made, filled from the hashed lock, repaired when half-made."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path

from tools.steps import ROOT, StepFailed, call, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "samkraft-stamp"
# Not sys.executable: dev.py may have been started by the environment that it is about to remake.
STARTED_BY = Path(getattr(sys, "_base_executable", sys.executable))
OF_THE_SYSTEM = Path("/usr/bin")
LOCK = ROOT / "requirements-dev.txt"
UV_LOCK = ROOT / "requirements-uv.txt"
_REGISTRY = "see that this machine reaches the Python package index (proxy?), then run the same command again."
_NO_PIP = (
    "install pip for this Python (Debian, Ubuntu: `apt-get install python3-venv`; Fedora: "
    "`dnf install python3-pip`), then run the same command again."
)


def ensure() -> None:
    """Have the environment whole and filled from this lock.

    May be killed anywhere: the stamp is written last, and without a stamp everything is made anew.
    """
    # The import fails as well when the system's Python has become a newer one under the environment.
    is_usable = _stamp()[:1] == _wanted()[:1] and _works(PYTHON, "-c", "import django")
    if is_usable and _stamp() == _wanted():
        return
    if not is_usable:
        _remake()
    STAMP.unlink(missing_ok=True)
    _install_uv()
    _install("-r", LOCK, what="Installing the packages of requirements-dev.txt.")
    (site_packages() / "samkraft.pth").write_text(f"{ROOT / 'src'}\n")
    STAMP.write_text("\n".join(_wanted()))


def site_packages() -> Path:
    """Where the packages lie."""
    return next(VENV.glob("lib/python3*/site-packages"))


def install_into(folder: Path, requirements: Path, *, timeout: float) -> None:
    """Install a hashed requirements file beside the environment, not into it."""
    _install("--target", folder, "-r", requirements, what=f"Installing {requirements.name}.", timeout=timeout)


@cache
def base_python() -> Path:
    """The Python to build on: the one that started dev.py, or the system's of the same version where it is quicker.

    What is compiled on the spot (pyenv) is compiled without profiling, as a rule, and runs a quarter slower than what a
    distribution, a container image or uv brings.
    """
    same = OF_THE_SYSTEM / f"python{sys.version_info.major}.{sys.version_info.minor}"
    is_slow = "--enable-optimizations" not in str(sysconfig.get_config_var("CONFIG_ARGS"))
    return same if is_slow and _imports(same, "ensurepip, venv") else STARTED_BY


def _wanted() -> list[str]:
    """What the stamp must say: where the environment was made (it can't be moved) and from which lock."""
    return [str(ROOT), hashlib.sha256(LOCK.read_bytes()).hexdigest()]


def _stamp() -> list[str]:
    try:
        return STAMP.read_text().splitlines()
    except OSError:
        return []


def _works(program: Path | str, *arguments: str) -> bool:
    try:
        return subprocess.run([program, *arguments], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _remake() -> None:
    if VENV.is_symlink() or (VENV.exists() and not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir())):
        raise StepFailed(
            f"{VENV} is there but isn't a Python environment.",
            "move it away, then run the same command again.",
        )
    shutil.rmtree(VENV, ignore_errors=True)
    if base_python() != STARTED_BY:
        say(f"      with {base_python()}: the same version of Python, built to run quicker")
    if _has_ensurepip():
        call([base_python(), "-m", "venv", VENV], failing="Making .venv.", remedy=_NO_PIP)
        return
    _make_without_ensurepip()


def _make_without_ensurepip() -> None:
    """Some systems part pip from Python: use the system's pip, else apt as root."""
    if not _imports(base_python(), "pip"):
        _apt_install_venv()
    if _has_ensurepip():
        call([base_python(), "-m", "venv", VENV], failing="Making .venv.", remedy=_NO_PIP)
    elif _imports(base_python(), "pip"):
        call([base_python(), "-m", "venv", "--without-pip", VENV], failing="Making .venv.", remedy=_NO_PIP)
    else:
        raise StepFailed("This Python comes without pip and without ensurepip.", _NO_PIP)


def _apt_install_venv() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    say("      this Python lacks ensurepip and pip: installing python3-venv with apt-get")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call(["apt-get", "update", "-q"], failing="apt-get update.", remedy=_NO_PIP, env=quiet)
    call(
        ["apt-get", "install", "-qy", "python3-venv"],
        failing="Installing python3-venv.",
        remedy=_NO_PIP,
        env=quiet,
    )


def _has_ensurepip() -> bool:
    return _imports(base_python(), "ensurepip, venv")


def _imports(python: Path | str, modules: str) -> bool:
    # In a process of its own: what apt has just installed must be seen.
    return _works(python, "-c", f"import {modules}")


def _install(*options, what: str, timeout: float | None = None) -> None:
    """By uv, else by pip: the one is quick, the other knows this machine's pip settings (proxy, mirror)."""
    uv = VENV / "bin" / "uv"
    if _works(uv, "--version"):
        quickly = [uv, "pip", "install", "--python", PYTHON, "--quiet", "--require-hashes", *options]
        try:
            # A mirror behind a company's own certificate is trusted by the system, not by uv's own list.
            call(quickly, failing=what, env={"UV_SYSTEM_CERTS": "1"}, timeout=timeout)
            return
        except StepFailed as failed:
            _say_pip_goes_on(failed)
    call(_pip_install(*options), failing=what, remedy=_REGISTRY, timeout=timeout)


def _install_uv() -> None:
    """The pinned uv installs ten times faster than pip."""
    try:
        call(_pip_install("-r", UV_LOCK), failing="Installing uv.")
    except StepFailed as failed:
        _say_pip_goes_on(failed)


def _say_pip_goes_on(failed: StepFailed) -> None:
    reason = failed.output.strip().splitlines()[:1] or [failed.what]
    say(f"      uv could not do it ({reason[0]}): going on with pip, which is slower")


def _pip_install(*options) -> list:
    pip = [PYTHON, "-m", "pip"] if _imports(PYTHON, "pip") else [base_python(), "-m", "pip", "--python", PYTHON]
    return [*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", *options]
