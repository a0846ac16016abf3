"""Which deadlines are open in a case, from the programme file and what has happened. Pure: no database.

An anchor event starts a deadline's clock. An event of ``done_by`` fulfils one anchor, oldest first; it counts from
``warn_days`` before the anchor's day, so that a talk held before a move or a start counts as well (P-034).
A repeating deadline runs from its latest anchor. The phase limit runs until the case leaves its phases, and an
extension moves it (P-033). After discharge only the follow-ups that were set then are due (P-036).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from samkraft.programmes.definition import Deadline, PhaseLimit, ProgrammeDefinition
from samkraft.programmes.months import add_months

_AFTER_DISCHARGE = "discharging_branch"
_LIMIT_CLOCK = "limit_clock_started"
_FOLLOW_UP_WARNING = 14


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a branch knows of one case that bears on its deadlines.

    events: event word → days, oldest first; phase: the present one, '' after discharge; phases: each with the day
    on which it began; extended_until: the
    latest extension of the phase limit; follow_ups: (code, due day) of those not done; lines: consent lines from or
    to the branch with their last day; shared_on: the latest day on which something was shared to or from the branch;
    put_off: deadlines that somebody has put off, by code and day, and until when.
    """

    case_id: UUID
    phase: str = ""
    phases: tuple[tuple[str, date], ...] = ()
    events: Mapping[str, Sequence[date]] = field(default_factory=dict)
    extended_until: date | None = None
    follow_ups: tuple[tuple[str, date], ...] = ()
    is_open: bool = True
    lines: tuple = ()
    shared_on: date | None = None
    put_off: Mapping[tuple[str, date], date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """An open deadline of a case: what, by which day, whose.

    warn_on: the day from which it is shown; event: the word of what fulfils it, else of what started it; put_off_until:
    the day on which it comes back; list_name: what a list calls it instead of its name and words (REG-02).
    """

    case_id: UUID
    code: str
    name: str
    words: str
    due_on: date
    who: str
    warn_on: date
    event: str = ""
    can_wait: bool = False
    stands_still: bool = False
    list_name: str = ""
    put_off_until: date | None = None

    def is_put_off(self, on: date) -> bool:
        """Whether somebody has said that it waits."""
        return self.put_off_until is not None and self.put_off_until > on

    def state(self, on: date) -> str:
        """over, today, soon (inside the warning time) or later."""
        if self.due_on < on:
            return "over"
        if self.due_on == on:
            return "today"
        return "soon" if self.warn_on <= on else "later"


def dues_of(definition: ProgrammeDefinition, facts: CaseFacts) -> list[Due]:
    """Every open deadline of a case, the earliest first."""
    found = list(_follow_ups(definition, facts))
    if facts.is_open:
        for deadline in definition.deadlines:
            if deadline.anchor in facts.events:
                found.extend(_of_deadline(deadline, facts))
        found.extend(_of_bare_limits(definition, facts))
    return sorted(found, key=lambda due: (due.due_on, due.code))


def _of_deadline(deadline: Deadline, facts: CaseFacts) -> Iterable[Due]:
    if deadline.who == _AFTER_DISCHARGE or (deadline.phases and facts.phase not in deadline.phases):
        return
    for anchor in _open_anchors(deadline, facts.events):
        due_on = _offset(anchor, deadline.offset_months, deadline.offset_days)
        if deadline.anchor == _LIMIT_CLOCK and facts.extended_until:
            due_on = max(due_on, facts.extended_until)
        chosen = facts.events.get(deadline.set_by or "", ())
        if chosen and anchor < chosen[-1] < due_on:
            due_on = chosen[-1]
        yield _due(facts, deadline, due_on)


def _open_anchors(deadline: Deadline, events: Mapping[str, Sequence[date]]) -> Sequence[date]:
    anchors = events.get(deadline.anchor, ())
    if deadline.repeats or deadline.anchor == _LIMIT_CLOCK:
        return anchors[-1:] if deadline.repeats else anchors[:1]
    done = sorted(day for word in deadline.done_by for day in events.get(word, ()))
    return unfulfilled(anchors, done, deadline.warn_days)


def unfulfilled(anchors: Sequence[date], done: Sequence[date], lead_days: int) -> list[date]:
    """The anchors that no event of *done* fulfils. Both oldest first; each event fulfils one anchor."""
    left, still_open = list(done), []
    for anchor in anchors:
        earliest = anchor - timedelta(days=lead_days)
        found = next((day for day in left if day >= earliest), None)
        if found is None:
            still_open.append(anchor)
        else:
            left.remove(found)
    return still_open


def _of_bare_limits(definition: ProgrammeDefinition, facts: CaseFacts) -> Iterable[Due]:
    """Phase limits for which the file has no deadline of its own."""
    running = [limit for limit in definition.phase_limits if facts.phase in limit.phases]
    covered = [set(row.phases) for row in definition.deadlines if running and row.anchor == _LIMIT_CLOCK]
    for limit in running:
        day = limit_day(limit, facts)
        if day and set(limit.phases) not in covered:
            warn_on = day - timedelta(days=limit.warn_days)
            yield Due(facts.case_id, limit.code, limit.words, limit.words, day, "process_leader", warn_on, _LIMIT_CLOCK)


def limit_day(limit: PhaseLimit, facts: CaseFacts) -> date | None:
    """The last day that a phase limit allows, with its extension; None before its clock has started (P-033)."""
    started = facts.events.get(_LIMIT_CLOCK, ())
    if not started:
        return None
    day = add_months(started[0], limit.months)
    return max(day, facts.extended_until) if facts.extended_until else day


def _follow_ups(definition: ProgrammeDefinition, facts: CaseFacts) -> Iterable[Due]:
    named = {row.code: row for row in definition.follow_ups}
    for code, due_on in facts.follow_ups:
        row = named.get(code)
        name, words = (row.name, row.question) if row else (code, "")
        warn_on = due_on - timedelta(days=_FOLLOW_UP_WARNING)
        yield Due(facts.case_id, code, name, words, due_on, _AFTER_DISCHARGE, warn_on)


def _due(facts: CaseFacts, row: Deadline, due_on: date) -> Due:
    warn_on = due_on - timedelta(days=row.warn_days)
    event = row.done_by[0] if row.done_by else row.anchor
    waits_until = facts.put_off.get((row.code, due_on))
    return Due(
        facts.case_id, row.code, row.name, row.words, due_on, row.who, warn_on, event, row.can_wait, row.stands_still,
        row.list_name, waits_until,
    )  # fmt: skip


def _offset(day: date, months: int, days: int) -> date:
    return (add_months(day, months) if months else day) + timedelta(days=days)
