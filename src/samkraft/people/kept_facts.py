"""What is known of cases, kept in memory until something changes in them: a day looks at hundreds, of which few do.

What a case's facts and deadlines follow from stands in the branch's own rows and the shell, whose changes the
database counts (``access.models.CaseChange``), and depends on nothing else but the day, the branch and the programme
version. So nothing is ever told that the database wouldn't tell now: the person's cases are read first, by the rules
of access, and each brings the number that its facts must have been read at.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from samkraft.access.acting import current_acting
from samkraft.core.clock import today

# A worker keeps the busiest branches whole; past that it begins anew.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Kept:
    changes: int
    day: date
    version: int
    known: Any


_kept: dict[tuple, _Kept] = {}


def recall(cases) -> dict:
    """Key → what is known, of those cases that have not changed since. *cases*: with ``changes``, their number."""
    branch, day = current_acting().branch.pk, today()
    found = {}
    for case in cases:
        kept = _kept.get((branch, case.pk))
        if kept and (kept.changes, kept.day, kept.version) == (case.changes, day, case.programme_version_id):
            found[case.pk] = kept.known
    return found


def keep(cases, known: dict) -> None:
    """Keep what is known of cases, as at the number of changes that they were read with."""
    if len(_kept) + len(known) > MOST:
        _kept.clear()
    branch, day = current_acting().branch.pk, today()
    for case in cases:
        _kept[branch, case.pk] = _Kept(case.changes, day, case.programme_version_id, known[case.pk])
