"""The keys of this installation, each with versions: a ring for every branch and one for the site (PNR-05, ARK-05).

Rings lie in the secrets file and are drawn by chance one by one: who holds one branch's keys can't reckon another's.
A ring's ``current`` version is the one that is written with; the others are for reading, until ``rotate_keys`` has
renewed what was written with them. The file is read again when it has changed, so that what runs needn't be restarted.

Installations from before the rings have one master key, from which each branch's was derived, and one lookup key. They
stand here as version 0 of every ring that has no key of its own, and are gone after the first ``rotate_keys``.
"""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SITE = "site"
# What the rings of the logs begin with: they came after the first keys, and aren't rotated (access/sealed_log.py).
LOG = "log:"
_LOOK_AGAIN = 1.0  # seconds; rotate_keys waits longer than this for those who run


class KeyMissing(RuntimeError):
    """A key that should be in the secrets file isn't; the message says what to do."""


@dataclass(frozen=True)
class Ring:
    """The keys of one owner: version → (key that seals, key that hashes)."""

    name: str
    current: int
    keys: dict[int, tuple[bytes, bytes]]

    @property
    def mark(self) -> bytes:
        """Three bytes by which a sealed value says whose key opens it."""
        return mark_of(self.name)

    @property
    def newest(self) -> int:
        """The highest version there is; above ``current`` while a rotation is being prepared."""
        return max(self.keys)

    def cipher(self, version: int) -> AESGCM:
        """What seals and opens with one version."""
        if version not in self.keys:
            sentence = f"Version {version} of the key of {self.name} isn't in the secrets file."
            raise KeyMissing(f"{sentence} If it was retired, run rotate_keys --with-retired.")
        return _cipher(self.keys[version][0])

    def hashes(self, scope: str, text: str) -> list[str]:
        """Keyed hashes of a text, the one of the current version first: 64 signs each; none for no text."""
        if not text:
            return []
        versions = sorted(self.keys, key=lambda version: (version != self.current, -version))
        return [self.hash(scope, text, version) for version in versions]

    def hash(self, scope: str, text: str, version: int | None = None) -> str:
        """The keyed hash of one version (the current one), which it names; '' for no text."""
        if not text:
            return ""
        version = self.current if version is None else version
        keyed = self.begun(scope, version)
        keyed.update(text.encode())
        return named(keyed.hexdigest(), version)

    def begun(self, scope: str, version: int | None = None) -> hmac.HMAC:
        """A hash that has taken in key and scope, for what comes in pieces; see :func:`named`."""
        return _begun(self.keys[self.current if version is None else version][1], scope).copy()


def named(digest: str, version: int) -> str:
    """A hash with the version of its key, in 64 signs. Version 0 goes without, as it did before there were any."""
    return f"k{version}.{digest}"[:64] if version else digest


def mark_of(name: str) -> bytes:
    """The mark of the ring with that name."""
    return hashlib.sha256(name.encode()).digest()[:3]


@lru_cache(maxsize=256)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


@lru_cache(maxsize=256)
def _begun(key: bytes, scope: str) -> hmac.HMAC:
    """To be copied: a referral file asks for hundreds of thousands."""
    return hmac.new(key, f"{scope}:".encode(), hashlib.sha256)


def ring(name: str) -> Ring:
    """The ring of an owner. Demo and test make one that is missing; production says how to make it."""
    rings = _read()
    if name in rings.known:
        return rings.known[name]
    if rings.legacy and not name.startswith(LOG):
        return rings.known.setdefault(name, Ring(name, 0, {0: _derived(rings.legacy, name)}))
    if settings.IS_PRODUCTION:
        raise KeyMissing(f"There is no key for {name}: run load_programmes with the whole secrets file.")
    ensure([name])
    return _read(again=True).known[name]


def all_rings() -> dict[str, Ring]:
    """Every ring in the file, by name."""
    return dict(_read(again=True).known)


def has_legacy() -> bool:
    """Whether the keys from before the rings are still in the file."""
    return _read(again=True).legacy is not None


def ensure(names: list[str]) -> list[str]:
    """Make rings that are missing, and tell which. Where the old master key is, it goes on serving until rotated."""
    with changing() as content:
        missing = [name for name in (SITE, *names) if name not in content.setdefault("rings", {})]
        if "field_key" in content:
            missing = [name for name in missing if name.startswith(LOG)]
        content["rings"] |= {name: new_ring() for name in missing}
        if len({mark_of(name) for name in content["rings"]}) < len(content["rings"]):
            raise KeyMissing("Two keys would have the same mark: give the new branch another code.")
        return missing


def new_ring() -> dict[str, Any]:
    """A ring as the file holds it."""
    return {"current": 1, "versions": {"1": new_version()}}


def new_version() -> dict[str, str]:
    """Two keys drawn by chance."""
    made = time.strftime("%Y-%m-%d", time.gmtime())
    return {"field": secrets.token_hex(32), "lookup": secrets.token_hex(32), "made": made}


@contextmanager
def changing() -> Iterator[dict[str, Any]]:
    """Change the secrets file: one at a time, whole or not at all; what serves gets the rings in its own file."""
    global _rings
    path = Path(settings.SECRETS_FILE)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = path.read_text(encoding="utf-8")
        content = json.loads(before)
        yield content
        if json.loads(before) != content:
            write_whole(path, content)
            _pass_on(path.with_name("serving.json"), content)
            _rings = None


def _pass_on(path: Path, content: dict[str, Any]) -> None:
    if not path.exists():
        return
    serving = json.loads(path.read_text(encoding="utf-8"))
    kept = {key: value for key, value in serving.items() if key not in ("field_key", "lookup_key")}
    keys = {key: content[key] for key in ("rings", "field_key", "lookup_key") if key in content}
    write_whole(path, kept | keys)


def write_whole(path: Path, content: Any) -> None:
    """Write whole or not at all, readable by its owner only; the owner of a file that was there stays its owner."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}")
    half.touch(mode=0o600)
    half.write_text(json.dumps(content, indent=2), encoding="utf-8")
    if path.exists():
        before = path.stat()
        if (before.st_uid, before.st_gid) != (os.getuid(), os.getgid()):
            os.chown(half, before.st_uid, before.st_gid)
    half.replace(path)


@dataclass
class _Rings:
    path: str
    state: tuple
    known: dict[str, Ring]
    legacy: tuple[str, str] | None
    looked: float


_rings: _Rings | None = None


def _read(again: bool = False) -> _Rings:
    """The rings of the file, which is looked at once a second."""
    global _rings
    now, path = time.monotonic(), settings.SECRETS_FILE
    if _rings is None or again or _rings.path != path or now - _rings.looked > _LOOK_AGAIN:
        found = os.stat(path)
        state = (found.st_mtime_ns, found.st_ino, found.st_size)
        if _rings is None or _rings.path != path or _rings.state != state:
            _rings = _Rings(path, state, *_parsed(json.loads(Path(path).read_text(encoding="utf-8"))), looked=now)
        _rings.looked = now
    return _rings


def _parsed(content: dict[str, Any]) -> tuple[dict[str, Ring], tuple[str, str] | None]:
    legacy = (content["field_key"], content["lookup_key"]) if content.get("field_key") else None
    known = {}
    for name, said in content.get("rings", {}).items():
        keys = {
            int(version): (bytes.fromhex(one["field"]), bytes.fromhex(one["lookup"]))
            for version, one in said["versions"].items()
        }
        if legacy:
            keys[0] = _derived(legacy, name)
        known[name] = Ring(name, said["current"], keys)
    return known, legacy


def _derived(legacy: tuple[str, str], name: str) -> tuple[bytes, bytes]:
    """The keys that an owner had before there were rings."""
    derive: Callable[[bytes], bytes] = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=f"samkraft field {name.removeprefix('branch:')}".encode()
    ).derive
    return derive(bytes.fromhex(legacy[0])), legacy[1].encode()
