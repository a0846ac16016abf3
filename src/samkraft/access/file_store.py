"""Files of cases on disk: outside what the web server serves, under names by chance, sealed for one branch (ARK-05).

Each file has a key of its own, which lies before it, sealed with the branch's; so a rotation of the branch's key renews
66 bytes and not the file. The file vouches for its own name: another can't be put in its place.
"""

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from samkraft.access.models import Branch
from samkraft.access.vault import HEADER, SealedForAnother, header, open_bytes, ring_of, seal_bytes

_NONCE, _KEY = 12, 32
_BEFORE = HEADER + _NONCE + _KEY + 16
_NAME = re.compile(r"[0-9a-f]{32}")


class FileMissing(Exception):
    """A file that should be there isn't: a restored database without its files, or a hand on the disk."""


def new_name() -> str:
    """A name by chance."""
    return secrets.token_hex(16)


def keep(branch: Branch, content: bytes, name: str = "") -> str:
    """Keep a file for a branch; returns the name to find it by."""
    name = name or new_name()
    key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, name.encode())
    _write(_place(branch, name), seal_bytes(ring_of(branch), key) + sealed)
    return name


def read(branch: Branch, name: str) -> bytes:
    """A file of a branch, opened. Raises :class:`FileMissing`, or SealedForAnother when it was meddled with."""
    kept = _kept(branch, name)
    key, nonce = open_bytes(ring_of(branch), kept[:_BEFORE]), kept[_BEFORE : _BEFORE + _NONCE]
    try:
        return AESGCM(key).decrypt(nonce, kept[_BEFORE + _NONCE :], name.encode())
    except InvalidTag as problem:
        raise SealedForAnother("A file isn't the one that was kept under its name.") from problem


def remove(branch: Branch, name: str) -> None:
    """Take a file away; one that isn't there is no fault."""
    _place(branch, name).unlink(missing_ok=True)


def names(branch: Branch) -> Iterator[tuple[str, float]]:
    """Every file of a branch, with the time at which it was written."""
    for path in sorted(_folder(branch).glob("??/*")):
        if _NAME.fullmatch(path.name):
            yield path.name, path.stat().st_mtime


def renew(branch: Branch) -> int:
    """Seal the files' keys with the branch's current version. Returns how many were renewed."""
    keys, done = ring_of(branch), 0
    for name, _written in names(branch):
        kept = _kept(branch, name)
        if kept[:HEADER] != header(keys):
            key = open_bytes(keys, kept[:_BEFORE])
            _write(_place(branch, name), seal_bytes(keys, key) + kept[_BEFORE:])
            done += 1
    return done


def _kept(branch: Branch, name: str) -> bytes:
    try:
        return _place(branch, name).read_bytes()
    except FileNotFoundError as problem:
        raise FileMissing(f"The file {name} of {branch.code} is missing.") from problem


def _folder(branch: Branch) -> Path:
    return Path(settings.FILES_FOLDER) / branch.code


def _place(branch: Branch, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise FileMissing("That is no name of a file.")
    return _folder(branch) / name[:2] / name


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    with open(half, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
