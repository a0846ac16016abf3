"""Pure rules of the log review (table C, REG-07, REG-11): what is flagged in a day's readings, what a sample draws."""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import chain
from uuid import UUID

from samkraft.access.choices import Event, FindingKind, Role
from samkraft.access.log_facts import AboutCase, Pair

# What shows or hands out what a case holds; a list is thin, and a search is looked at by itself.
OPENINGS = (
    Event.CASE_OPENED,
    Event.ITEM_VIEWED,
    Event.NUMBER_REVEALED,
    Event.PRINTED,
    Event.EXCEPTION_OPENED,
)


@dataclass(frozen=True)
class Limits:
    """From where on something is looked at. *Assumptions* of the law file: each authority may ask for less."""

    cases_a_day: int = 40
    denied_a_day: int = 5
    prints_a_day: int = 10
    searches_a_day: int = 5
    work_begins: time = time(6)
    work_ends: time = time(20)
    sample_share: float = 0.02
    days_to_review: int = 14
    days_to_review_openings: int = 7


LIMITS = Limits()


@dataclass(frozen=True)
class Reading:
    """One row of the log, at its moment in Stockholm."""

    staff_id: int
    event: str
    moment: datetime
    case_ids: tuple[UUID, ...] = ()
    role: str = ""


@dataclass(frozen=True)
class Known:
    """What the readings of a day are held against."""

    names: dict[int, tuple[str, str]]
    about: dict[UUID, AboutCase]
    assigned: set[Pair]
    done_with: set[UUID] = field(default_factory=set)


@dataclass(frozen=True)
class Flag:
    """One reason to look: who, perhaps at which case, over how many readings."""

    kind: FindingKind
    staff_id: int
    case_id: UUID | None
    readings: int


def flags(readings: Sequence[Reading], known: Known, limits: Limits = LIMITS) -> list[Flag]:
    """Everything to look at in the readings of one day."""
    return [*_behind_blocks(readings), *_of_cases(readings, known), *_of_days(readings, limits)]


def opened_pairs(readings: Iterable[Reading]) -> Counter[Pair]:
    """How often each person opened each case."""
    return Counter((each.staff_id, case) for each in readings if each.event in OPENINGS for case in each.case_ids)


def _behind_blocks(readings: Sequence[Reading]) -> Iterator[Flag]:
    """A block between units of health care was looked behind (REG-10): said at once, and here where it wasn't."""
    lifted = (each for each in readings if each.event == Event.BLOCK_LIFTED)
    for (staff, case), times in Counter((each.staff_id, case) for each in lifted for case in each.case_ids).items():
        yield Flag(FindingKind.BLOCK_LIFTED, staff, case, times)


def _of_cases(readings: Sequence[Reading], known: Known) -> Iterator[Flag]:
    """A person and a case: with a reason, without assignment, long discharged, protected, a colleague, a relative."""
    exceptions = Counter(
        (each.staff_id, case)
        for each in readings
        if each.event == Event.EXCEPTION_OPENED
        for case in each.case_ids or (None,)
    )
    for (staff, case), times in exceptions.items():
        yield Flag(FindingKind.EXCEPTION, staff, case, times)
    receivers = {each.staff_id for each in readings if Role.RECEIVER in each.role}  # a handover is sent to a person
    colleagues = {_plain(first, last) for first, last in known.names.values()}
    for (staff, case), times in opened_pairs(readings).items():
        if (staff, case) not in known.assigned | exceptions.keys() and staff not in receivers:
            yield Flag(FindingKind.NOT_ASSIGNED, staff, case, times)
        elif (staff, case) in known.assigned and case in known.done_with:
            yield Flag(FindingKind.DISCHARGED, staff, case, times)
        for kind in _about(known.about.get(case), known.names.get(staff, ("", "")), colleagues):
            yield Flag(kind, staff, case, times)


def _about(case: AboutCase | None, reader: tuple[str, str], colleagues: set[str]) -> Iterator[FindingKind]:
    if case is None:
        return
    if case.is_protected:
        yield FindingKind.PROTECTED
    if case.last_name and _plain(case.first_name, case.last_name) in colleagues:
        yield FindingKind.COLLEAGUE
    elif case.last_name and _plain(case.last_name) == _plain(reader[1]):
        yield FindingKind.SAME_NAME


def _of_days(readings: Sequence[Reading], limits: Limits) -> Iterator[Flag]:
    """A person and a day: many cases, odd hours, many refusals, many prints, searches that led nowhere."""
    days = defaultdict(list)
    for each in readings:
        days[each.staff_id].append(each)
    for staff, mine in days.items():
        of = Counter(each.event for each in mine)
        opened = {case for each in mine if each.event in OPENINGS for case in each.case_ids}
        counted = (
            (FindingKind.MANY_CASES, len(opened), limits.cases_a_day + 1),
            (FindingKind.AFTER_HOURS, sum(_is_late(each, limits) for each in mine), 1),
            (FindingKind.DENIED, of[Event.DENIED], limits.denied_a_day),
            (FindingKind.PRINTS, of[Event.PRINTED], limits.prints_a_day),
            (FindingKind.SEARCHES, _led_nowhere(mine, opened), limits.searches_a_day),
        )
        for kind, times, enough in counted:
            if times >= enough:
                yield Flag(kind, staff, None, times)


def _is_late(reading: Reading, limits: Limits) -> bool:
    """A reading of cases at night or in a weekend."""
    moment = reading.moment
    at_work = moment.weekday() < 5 and limits.work_begins <= moment.time() < limits.work_ends
    return bool(reading.case_ids) and not at_work


def _led_nowhere(readings: Iterable[Reading], opened: set[UUID]) -> int:
    """Searches that found somebody, none of whom was opened that day."""
    found = (set(each.case_ids) for each in readings if each.event == Event.PERSON_SEARCH and each.case_ids)
    return sum(not cases & opened for cases in found)


def drawn(pairs: Iterable[Pair], seed: str, share: float = LIMITS.sample_share) -> list[Pair]:
    """The sample: the same for a seed whatever the order; at least one, if there is anything to draw from."""
    order = sorted(set(pairs), key=lambda pair: hashlib.sha256(f"{seed}|{pair[0]}|{pair[1]}".encode()).digest())
    return order[: math.ceil(len(order) * share)]


def cases_of(readings: Iterable[Reading]) -> set[UUID]:
    """Every case that was opened."""
    return set(chain.from_iterable(each.case_ids for each in readings if each.event in OPENINGS))


def _plain(*words: str) -> str:
    return " ".join(word.strip().casefold() for word in words)
