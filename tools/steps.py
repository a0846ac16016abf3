"""Progress lines, child processes, and what is said when one of them fails."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
_TAIL_LINES = 25
_PR_SET_PDEATHSIG = 1


class StepFailed(Exception):
    """A step of the set-up failed: what happened, and what the reader can do about it."""

    def __init__(self, what: str, remedy: str = "", output: str = "") -> None:
        super().__init__(what)
        self.what, self.remedy, self.output = what, remedy, output

    def __str__(self) -> str:
        shown = ["", f"FAILED: {self.what}"]
        if self.output.strip():
            shown += ["", *(f"    {line}" for line in self.output.strip().splitlines()[-_TAIL_LINES:])]
        if self.remedy:
            shown += ["", f"What to do: {self.remedy}"]
        return "\n".join(shown)


class Progress:
    """Numbers the steps of one command: `[2/6] Installing packages … 3.1 s`."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    @contextlib.contextmanager
    def step(self, title: str):
        self.done += 1
        started = time.monotonic()
        say(f"[{self.done}/{self.total}] {title} …")
        yield
        seconds = time.monotonic() - started
        if seconds >= 2:
            say(f"      done in {seconds:.1f} s")


def cores() -> int:
    """How many cores this process may use: those that it is bound to, or what a container's limit leaves of them."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError):  # no control group, or "max": no limit
        quota, period = map(int, Path("/sys/fs/cgroup/cpu.max").read_text().split())
        return max(1, min(bound, round(quota / period)))
    return bound


def say(text: str) -> None:
    """Print at once, also when the output goes to a file."""
    print(text, flush=True)


def call(
    command: list,
    *,
    failing: str,
    remedy: str = "",
    env: dict | None = None,
    timeout: float | None = None,
    show: bool = False,
) -> str:
    """Run a command to its end and return its output; raise StepFailed with the last lines if it fails.

    `show` passes the output on, indented, while the command works.
    """
    child = _start(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    timer = threading.Timer(timeout, child.kill) if timeout else None
    if timer:
        timer.start()
    try:
        output = _read(child, show)
        code = child.wait()
    except BaseException:
        _stop(child)
        raise
    finally:
        if timer:
            timer.cancel()
    if code != 0:
        if timer and timer.finished.is_set() and code == -signal.SIGKILL:
            failing = f"{failing} (no answer within {timeout:.0f} s)"
        raise StepFailed(failing, remedy, "" if show else output)
    return output


def hand_over(command: list, *, env: dict) -> int:
    """Run a command that owns the terminal (server, tests, shell) and return its exit code."""
    child = _start(command, env=env)
    try:
        return child.wait()
    except KeyboardInterrupt:
        # The terminal sent Ctrl-C to the child as well: let it finish in its own way.
        return _wait_or_stop(child)
    except BaseException:
        _stop(child)
        raise


@contextlib.contextmanager
def beside(command: list, *, env: dict):
    """Keep a command at work inside the block; what it says is not shown."""
    child = _start(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        _stop(child)


@contextlib.contextmanager
def only_one(name: str, waiting: str):
    """Hold a lock of this checkout; the kernel lets go of it even when the process is killed."""
    LOCAL.mkdir(exist_ok=True)
    with open(LOCAL / f"{name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def exit_on_sigterm() -> None:
    """Let SIGTERM and a closed terminal unwind like Ctrl-C does, so that the database is stopped."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))


def _start(command: list, *, env: dict | None = None, **streams) -> subprocess.Popen:
    # safe: one thread at this point, and the function only makes one system call.
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=os.environ | {key: str(value) for key, value in (env or {}).items()},
        preexec_fn=_die_with_parent,
        **streams,
    )


def _die_with_parent() -> None:
    """Linux: when dev.py is killed the hard way, its children don't go on beside the next run."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _read(child: subprocess.Popen, show: bool) -> str:
    tail: deque[str] = deque(maxlen=400)
    assert child.stdout is not None
    with child.stdout as lines:
        for raw in lines:
            line = raw.decode(errors="replace").rstrip()
            tail.append(line)
            if show:
                say(f"      {line}")
    return "\n".join(tail)


def _wait_or_stop(child: subprocess.Popen) -> int:
    try:
        return child.wait(timeout=15)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        _stop(child)
        return 130


def _stop(child: subprocess.Popen) -> None:
    child.terminate()
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
