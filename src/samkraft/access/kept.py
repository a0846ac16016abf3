"""What was read of cases, kept in memory until something changes in them: a day looks at hundreds, of which few do.

The database counts the changes of each case for each branch (``models.CaseChange``). What a branch's rows on a case
and the shell say depends on nothing else but the day and the branch, and on who has lifted a block where health care
has units: for those nothing is kept. So nothing is told here that the database wouldn't tell now: the person's cases
are read first, by the rules of access, and each brings the number at which what is kept must have been read. Keep keys,
days and codes: nothing that tells who somebody is, and no texts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
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


class KeptCases:
    """What is kept of some cases, each at the number of its changes as read in this request."""

    def __init__(self, changes: Mapping[UUID, int]) -> None:
        # What a request reads that may write, may be taken back: such a request keeps nothing. Nor does one of a unit
        # of health care: who has lifted a block sees for an hour what her colleagues don't (REG-10).
        acting, day = current_acting(), today()
        places = _kept if acting.only_reads and acting.unit is None else {}
        self._keys = list(changes)
        self._kept = [_current(places, (acting.branch.pk, key), number, day) for key, number in changes.items()]

    def narrowed(self, chosen: Iterable[bool]) -> "KeptCases":
        """The same of some of the cases: *chosen* says of each, in their order, whether it comes along."""
        few, chosen = object.__new__(KeptCases), list(chosen)
        few._keys, few._kept = list(compress(self._keys, chosen)), list(compress(self._kept, chosen))
        return few

    def tell(self, kind: str, read: Reader) -> list[tuple]:
        """What *read* tells of each case, in the order in which they were given; only those that changed are read anew.

        kind: names what is told; read(keys): pairs of case and value. No key is looked up, which was half the work.
        """
        told = [case.known.get(kind) for case in self._kept]
        if None not in told:
            return told
        self._read_changed(kind, read)
        return [case.known[kind] for case in self._kept]

    def _read_changed(self, kind: str, read: Reader) -> None:
        changed = {key: case for key, case in zip(self._keys, self._kept, strict=True) if kind not in case.known}
        keys = Keys(changed)
        for key, told in _by_case(keys, read(keys)).items():
            changed[key].known[kind] = told


def _by_case(keys: Iterable[UUID], pairs: Iterable[tuple[UUID, Any]]) -> dict[UUID, tuple]:
    told = defaultdict(list)
    for key, value in pairs:
        told[key].append(value)
    return {key: tuple(told.get(key, ())) for key in keys}


def _current(places: dict, place: tuple[int, UUID], changes: int, day: date) -> _Kept:
    """What is kept of a case in a branch, at this number of changes and on this day."""
    case = places.get(place)
    if case is None or case.changes != changes or case.day != day:
        if len(places) >= MOST_CASES:
            places.clear()
        case = places[place] = _Kept(changes, day)
    return case
