"""What was read of cases, kept in memory until something changes in them: a day looks at hundreds, of which few do.

The database counts the changes of each case for each branch (``models.CaseChange``). What a branch's rows on a case
and the shell say depends on nothing else but the day and the branch, so nothing is told here that the database
wouldn't tell now: the person's cases are read first, by the rules of access, and each brings the number at which
what is kept must have been read. Keep keys, days and codes; nothing
that tells who somebody is, and no texts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.core.lookups import Keys

# A worker keeps the busiest branches whole; past that it begins anew.
MOST_CASES = 10_000

Reader = Callable[[Keys], Iterable[tuple[UUID, Any]]]


@dataclass(slots=True)
class _Kept:
    changes: int
    day: date
    known: dict[str, tuple] = field(default_factory=dict)


_kept: dict[tuple[int, UUID], _Kept] = {}


def kept(kind: str, changes: Mapping[UUID, int], read: Reader) -> dict[UUID, tuple]:
    """Case → what *read* tells of it, in order. Only the cases that have changed are read anew.

    kind: names what is told; changes: case → the number of its changes, as read in this request; read(keys): pairs
    of case and value. A request that may write keeps nothing: what it reads may be taken back.
    """
    if not current_acting().only_reads:
        return _by_case(changes, read(Keys(changes)))
    current = {case_id: _current(case_id, number) for case_id, number in changes.items()}
    changed = Keys(case_id for case_id, case in current.items() if kind not in case.known)
    if changed:
        for case_id, told in _by_case(changed, read(changed)).items():
            current[case_id].known[kind] = told
    return {case_id: case.known[kind] for case_id, case in current.items()}


def _by_case(keys: Iterable[UUID], pairs: Iterable[tuple[UUID, Any]]) -> dict[UUID, tuple]:
    told = defaultdict(list)
    for case_id, value in pairs:
        told[case_id].append(value)
    return {case_id: tuple(told.get(case_id, ())) for case_id in keys}


def _current(case_id: UUID, changes: int) -> _Kept:
    """What is kept of a case at this number of changes, on this day, in this branch."""
    key, day = (current_acting().branch.pk, case_id), today()
    case = _kept.get(key)
    if case is None or (case.changes, case.day) != (changes, day):
        if len(_kept) >= MOST_CASES:
            _kept.clear()
        case = _kept[key] = _Kept(changes, day)
    return case
