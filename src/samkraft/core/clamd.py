"""Ask ClamAV's daemon about a file; its own protocol over a socket, nothing is written on disk (FILE-2, T13)."""

import socket
import struct

from django.conf import settings

_CHUNK = 64 * 1024
_SECONDS = 30


class NoScanner(Exception):
    """There is no daemon, or it doesn't answer as it should."""


def scan(content: bytes) -> str:
    """'' for a file in which nothing was found, else the name of what was. Raises :class:`NoScanner`."""
    answer = _asked(b"zINSTREAM\0", content)
    if answer.endswith("OK"):
        return ""
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream:").removesuffix("FOUND").strip()[:80]
    raise NoScanner(answer[:80])


def version() -> str:
    """Name and age of the signatures. Raises :class:`NoScanner`."""
    return _asked(b"zVERSION\0")


def _asked(command: bytes, content: bytes | None = None) -> str:
    if not settings.CLAMD:
        raise NoScanner("SAMKRAFT_CLAMD is not set.")
    try:
        with _connected() as daemon:
            daemon.sendall(command)
            if content is not None:
                for start in range(0, len(content), _CHUNK):
                    part = content[start : start + _CHUNK]
                    daemon.sendall(struct.pack("!L", len(part)) + part)
                daemon.sendall(struct.pack("!L", 0))
            return _answer(daemon)
    except OSError as problem:
        raise NoScanner(str(problem)) from problem


def _connected() -> socket.socket:
    if settings.CLAMD.startswith("/"):
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(_SECONDS)
        try:
            daemon.connect(settings.CLAMD)
        except OSError:
            daemon.close()
            raise
        return daemon
    host, _colon, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)


def _answer(daemon: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096:
        part = daemon.recv(4096)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode(errors="replace")
