"""What lies sealed in the database: opened with the key of the branch that owns it, and with no other (PNR-05, ARK-05).

A sealed value says first whose key seals it and in which version; both are part of what the seal vouches for.
Bytes hold an identity number or a file's own key; text holds what is written of somebody, as "sealed1:" and base64, so
that it fits where plain text stood, also in the history of rows and as a string in JSON.
"""

import binascii
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag

from samkraft.access.models import Branch
from samkraft.core.keyring import KeyMissing, Ring, ring

SEALED = "sealed1:"
# One byte of format, three of whose ring it is, two of the version: eight signs of base64.
HEADER = 6
_FORMAT = b"\x01"
_NONCE = 12


class SealedForAnother(KeyMissing):
    """A value lies sealed with another owner's key: a mistake in the program, or a hand in the database."""


def ring_of(branch: Branch) -> Ring:
    """The keys of a branch."""
    return ring(f"branch:{branch.code}")


def header(keys: Ring, version: int | None = None) -> bytes:
    """What a value begins with that a ring seals."""
    return _FORMAT + keys.mark + (keys.current if version is None else version).to_bytes(2, "big")


def seal_bytes(keys: Ring, plain: bytes) -> bytes:
    """Seal with a ring's current version."""
    head, nonce = header(keys), os.urandom(_NONCE)
    return head + nonce + keys.cipher(keys.current).encrypt(nonce, plain, head)


def open_bytes(keys: Ring, sealed: bytes) -> bytes:
    """Open what :func:`seal_bytes` made, in whatever version; raises :class:`SealedForAnother`, or KeyMissing."""
    head = sealed[:HEADER]
    if head[:4] != _FORMAT + keys.mark:
        return _open_first_format(keys, sealed)
    nonce, rest = sealed[HEADER : HEADER + _NONCE], sealed[HEADER + _NONCE :]
    try:
        return keys.cipher(int.from_bytes(head[4:], "big")).decrypt(nonce, rest, head)
    except InvalidTag:
        return _open_first_format(keys, sealed)


def _open_first_format(keys: Ring, sealed: bytes) -> bytes:
    """What was sealed before there were versions says nothing of its key."""
    try:
        return keys.cipher(0).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except (InvalidTag, KeyMissing) as problem:
        sentence = f"A value isn't sealed with a key of {keys.name}, or with one that is retired"
        raise SealedForAnother(f"{sentence} (rotate_keys --with-retired).") from problem


def seal_text(keys: Ring, plain: str) -> str:
    """Text as sealed text; nothing stays nothing."""
    if not plain:
        return ""
    return SEALED + binascii.b2a_base64(seal_bytes(keys, plain.encode()), newline=False).decode()


def open_text(keys: Ring, text: str) -> str:
    """What :func:`seal_text` made, opened. Text from before the fields were sealed is given as it is."""
    if not text.startswith(SEALED):
        return text
    return open_bytes(keys, binascii.a2b_base64(text[len(SEALED) :])).decode()


def seal_json(keys: Ring, content: Any) -> Any:
    """Content as one sealed string, to be kept where the content would stand; nothing stays nothing."""
    return seal_text(keys, json.dumps(content, ensure_ascii=False, default=str)) if content else content


def open_json(keys: Ring, content: Any) -> Any:
    """What :func:`seal_json` made, opened; plain content from before is given as it is."""
    if not isinstance(content, str) or not content.startswith(SEALED):
        return content
    return json.loads(open_text(keys, content))


def seal(branch: Branch, text: str) -> bytes:
    """Seal an identity number (may be empty) with the branch's own key."""
    return seal_bytes(ring_of(branch), text.encode())


def unseal(branch: Branch, sealed: bytes) -> str:
    """Open what :func:`seal` made; raises :class:`SealedForAnother` with another branch's key."""
    return open_bytes(ring_of(branch), bytes(sealed)).decode()
