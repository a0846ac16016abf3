"""Identity numbers at rest: encrypted with a key per branch, found again by a keyed hash (PNR-05, ARK-05).

The hash is keyed per branch as well, so that two branches' files on one person share nothing to compare. That two
referrals concern one person is known by a programme-keyed hash in a table that the door alone reads (SEK-05).
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from samkraft.access.models import Branch

_NONCE = 12


def seal(branch: Branch, text: str) -> bytes:
    """Encrypt *text* (may be empty) with the branch's own key."""
    nonce = os.urandom(_NONCE)
    return nonce + _branch_cipher(branch.code).encrypt(nonce, text.encode(), None)


def unseal(branch: Branch, sealed: bytes) -> str:
    """Decrypt what :func:`seal` made; raises ``cryptography.exceptions.InvalidTag`` with another branch's key."""
    sealed = bytes(sealed)
    return _branch_cipher(branch.code).decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()


def lookup_hash(branch: Branch, canonical: str) -> str:
    """Keyed hash by which a branch finds its own file on a number: 64 hex digits, or '' for no number."""
    return _keyed(f"branch:{branch.code}", canonical)


def person_key(programme_slug: str, canonical: str) -> str:
    """Programme-keyed hash of a number, for the door alone."""
    return _keyed(f"programme:{programme_slug}", canonical)


def _keyed(scope: str, canonical: str) -> str:
    if not canonical:
        return ""
    keyed = _begun(settings.LOOKUP_KEY, scope).copy()
    keyed.update(canonical.encode())
    return keyed.hexdigest()


@lru_cache(maxsize=64)
def _begun(key: str, scope: str) -> hmac.HMAC:
    """A hash that has taken in key and scope, to be copied: a referral file asks for hundreds of thousands."""
    return hmac.new(key.encode(), f"{scope}:".encode(), hashlib.sha256)


@lru_cache(maxsize=64)
def _branch_cipher(code: str) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"samkraft field {code}".encode())
    return AESGCM(derive.derive(bytes.fromhex(settings.FIELD_KEY)))
