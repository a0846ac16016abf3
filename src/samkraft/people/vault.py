"""Identity numbers at rest: sealed with a key per branch, found again by a keyed hash (PNR-05, ARK-05).

The hash is keyed per branch as well, so that two branches' files on one person share nothing to compare. That two
referrals concern one person is known by a programme-keyed hash in a table that the door alone reads (SEK-05).
A hash names the version of its key; while a rotation goes on there are several, so whoever looks asks for them all.
"""

from samkraft.access.models import Branch
from samkraft.access.vault import ring_of, seal, unseal
from samkraft.core.keyring import SITE, Ring, ring

__all__ = ["lookup_hash", "lookup_hashes", "number_hash", "person_hash", "person_key", "person_keys", "seal", "unseal"]


def lookup_hash(branch: Branch, canonical: str) -> str:
    """Keyed hash by which a branch finds its own file on a number, to be kept: 64 signs, or '' for no number."""
    return number_hash(ring_of(branch), branch.code, canonical)


def lookup_hashes(branch: Branch, canonical: str) -> list[str]:
    """Every hash under which a number may stand now, the one of the current key first."""
    return ring_of(branch).hashes(f"branch:{branch.code}", canonical)


def number_hash(keys: Ring, code: str, canonical: str, version: int | None = None) -> str:
    """The hash of a number for a branch, by one version of its key."""
    return keys.hash(f"branch:{code}", canonical, version)


def person_key(programme_slug: str, canonical: str) -> str:
    """Programme-keyed hash of a number, for the door alone."""
    return person_hash(ring(SITE), programme_slug, canonical)


def person_keys(programme_slug: str, canonical: str) -> list[str]:
    """Every hash under which the door may know a number now, the one of the current key first."""
    return ring(SITE).hashes(f"programme:{programme_slug}", canonical)


def person_hash(keys: Ring, programme_slug: str, canonical: str, version: int | None = None) -> str:
    """The door's hash of a number, by one version of the site's key."""
    return keys.hash(f"programme:{programme_slug}", canonical, version)
