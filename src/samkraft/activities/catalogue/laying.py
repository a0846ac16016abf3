"""Which entry of the catalogue an activity belongs to that was asked for before there was one. Pure: no database.

Only what can be told for sure: the same type and providing branch, and one entry alone; who has begun, one session.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """An open entry: who provides it, and (key, first day, last day) of its sessions."""

    key: UUID
    type: str
    provider_branch: int
    provider: str
    sessions: tuple[tuple[UUID, date, date | None], ...] = ()


@dataclass(frozen=True)
class Asked:
    """An activity of a branch without a place in a queue."""

    key: UUID
    type: str
    provider_branch: int
    provider: str
    started_on: date | None


def item_for(activity: Asked, entries: Iterable[Entry]) -> tuple[dict[str, Any] | None, str]:
    """What the door lays in, or None and why not: no_entry, several_entries, no_session, several_sessions."""
    mine = [one for one in entries if (one.type, one.provider_branch) == (activity.type, activity.provider_branch)]
    named = [one for one in mine if _same(one.provider, activity.provider)]
    found = named or ([] if activity.provider else mine)
    if len(found) != 1:
        return None, "several_entries" if found else "no_entry"
    held = [key for key, first, last in found[0].sessions if _may_be(activity, first, last)]
    if not held or (activity.started_on and len(held) > 1):
        return None, "several_sessions" if held else "no_session"
    return {"activity": str(activity.key), "offering": str(found[0].key), "session": str(held[-1])}, ""


def _may_be(activity, first, last):
    """The door wants a session with each; who waits, waits on the entry, whichever it is."""
    return activity.started_on is None or first <= activity.started_on <= (last or date.max)


def _same(one: str, other: str) -> bool:
    return bool(one) and one.casefold().strip() == other.casefold().strip()
