"""Rows of the read log on protected cases lie sealed with a key of their own (SKY-06).

Log contents can reveal: that somebody read, together with which case, tells where a hidden person is looked after. So
such a row holds in place of the case an *alias*, a keyed hash that nobody can go back from, and all else that tells of
the case as one sealed text in ``items``. What lies in clear is who, when and what kind of event, as it must for a
person's own log and for the limits of a day. The keys are the branch's, beside its others, and aren't rotated: a row of
the log is never written anew, so a key stays until the last month that it sealed is destroyed.

Whether a case is protected the database knows, in the same statement as the row is written: a page costs no more for
it. What was logged before the mark was set can't be sealed afterwards; the policies of the log hide it all the same
(``access.protect``).
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from samkraft.access.models import Branch
from samkraft.access.vault import SEALED, open_json, seal_json
from samkraft.core.keyring import LOG, Ring, ring

# A keyed hash in the form of a key: version 8 of RFC 9562, which no case has.
_VERSION = 8


def log_ring(branch: Branch) -> Ring:
    """The keys of a branch's log on protected cases."""
    return ring(log_ring_name(branch.code))


def log_ring_name(code: str) -> str:
    """What the ring is called in the secrets file."""
    return f"{LOG}{code}"


def alias_of(branch: Branch, case: UUID) -> UUID:
    """What stands for a protected case in the branch's log."""
    return UUID(aliases_of(branch, [case])[0])


def aliases_of(branch: Branch, cases: Iterable[UUID]) -> list[str]:
    """What would stand for each case, were it protected, as text: every row of the log asks for them."""
    keys = log_ring(branch)
    key = keys.keys[keys.current][1]
    return [_alias(key, str(case)) for case in cases]


def _alias(key: bytes, case: str) -> str:
    sign = hmac.digest(key, b"log:" + case.encode(), "sha256").hex()
    return f"{sign[:12]}{_VERSION}{sign[13:16]}{'89ab'[int(sign[16], 16) & 3]}{sign[17:32]}"


def is_alias(case: UUID | None) -> bool:
    """Whether a key in the log is an alias, and no case."""
    return case is not None and case.version == _VERSION


def sealed_content(branch: Branch, content: dict[str, Any]) -> str:
    """What a row tells of a case, as one sealed text."""
    return seal_json(log_ring(branch), content)


@dataclass(frozen=True)
class Told:
    """What a row of the log tells, opened with the key where it was sealed."""

    case_ids: Sequence[UUID]
    items: Sequence[str]
    object_type: str
    reason: str


def is_sealed(items: object) -> bool:
    """Whether what a row holds in ``items`` is its sealed content."""
    return isinstance(items, str) and items.startswith(SEALED)


def told_by(branch: Branch, row) -> Told:
    """A row of the branch's log as it was before it was sealed. Asked only for who may read of the case."""
    if not is_sealed(row.items):
        return Told(row.case_ids, row.items, row.object_type, row.reason)
    content = open_json(log_ring(branch), row.items)
    cases = [UUID(case) for case in content["cases"]] or row.case_ids
    return Told(cases, content["items"], content["object_type"], content["reason"])
