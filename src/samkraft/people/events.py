"""What has happened in cases, as far as the rooms' tables tell: one statement for any number of cases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import connection

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.core.lookups import as_array
from samkraft.people import contributions

# Plain SQL, since building a union of so many querysets takes longer than running it, on every list and every case.
# Words are compared as bytes: sorting thousands of them by the rules of a language takes longer than all the rest.
_FACTS = """
    select case_id, 'phase:' || phase collate "C" as word, valid_from as day from people_phaseperiod
    where case_id = any(%(cases)s)
    union all
    select case_id, 'phase_talk', talk_on from people_phasemove
    where case_id = any(%(cases)s) and talk_on is not null
    union all
    select case_id, 'extension:', until from people_extensiondecision where case_id = any(%(cases)s)
    union all
    select case_id, 'follow_up:' || kind, due_on from people_followup
    where case_id = any(%(cases)s) and done_on is null
    union all
    select case_id, 'discharged', discharged_on from people_discharge where case_id = any(%(cases)s)
    union all
    select handover.case_id, told.word, told.day from people_handover handover
    cross join lateral (values ('handover_sent', sent_on),
        (case when state <> 'sent' then 'handover_' || state end, answered_on)) told (word, day)
    where handover.case_id = any(%(cases)s) and told.word is not null and told.day is not null
    union all
    select distinct case_id, 'consent_ends' collate "C", max(valid_until) from sharing_consentline
    where case_id = any(%(cases)s) and from_branch_id = %(branch)s and purpose = 'planning' and withdrawn_at is null
        and valid_from <= %(today)s
    group by case_id, category collate "C", to_branch_id
    union all
    select r.case_id, 'consent_spoken', r.given_on from sharing_consentrecord r
    where r.case_id = any(%(cases)s) and r.form = 'oral' and r.in_writing_on is null
        and r.recorded_branch_id = %(branch)s and exists (
            select from sharing_consentline l
            where l.owner_branch_id = %(branch)s and l.case_id = r.case_id and l.consent = r.consent
                and l.withdrawn_at is null and l.valid_until >= %(today)s)
    union all
    select case_id, 'sharing_changed', changed_on from sharing_sharingchange
    where case_id = any(%(cases)s) and seen_on is null
    union all
    select case_id, 'put_off:' || code || ':' || to_char(due_on, 'YYYY-MM-DD') collate "C", until from people_putoff
    where case_id = any(%(cases)s) and until > %(today)s and taken_up_on is null
    union all
    select fact.case_id, told.word, told.day from people_benefitfact fact
    cross join lateral (values
        ('absence_started', case when kind = 'absent' then valid_from end),
        ('absence_ended', case when kind = 'absent' then valid_until end),
        ('individual_plan', case when kind = 'individual_plan' then valid_from end)) told (word, day)
    where fact.case_id = any(%(cases)s) and told.day <= %(today)s
    union all
    select case_id, 'shared:', (max(made_available_at) at time zone %(zone)s)::date from (
        select case_id, made_available_at from sharing_release where case_id = any(%(cases)s)
        union all
        select case_id, made_available_at from sharing_receivedcopy where case_id = any(%(cases)s)) shared
    where made_available_at is not null group by case_id
"""
_LINES = """
    select l.case_id,
        concat_ws(':', 'line', l.category, sender.code, receiver.code, (l.confirmed_at is not null)::int), l.valid_until
    from sharing_consentline l
    join access_branch sender on sender.id = l.from_branch_id
    join access_branch receiver on receiver.id = l.to_branch_id
    where l.case_id = any(%(cases)s) and l.purpose = 'planning' and l.withdrawn_at is null and l.valid_from <= %(today)s
"""


@dataclass(frozen=True)
class Line:
    """A consent line from or to the own branch: codes of branches and category, and whether it is confirmed."""

    category: str
    from_branch: str
    to_branch: str
    is_confirmed: bool


@dataclass
class Facts:
    """What the rooms know of one case: phases in order, latest extension, latest day of sharing, open follow-ups,
    consent lines, deadlines put off, events.
    """

    phases: list[tuple[str, date]] = field(default_factory=list)
    extended_until: date | None = None
    shared_on: date | None = None
    follow_ups: list[tuple[str, date]] = field(default_factory=list)
    lines: list[tuple[Line, date]] = field(default_factory=list)
    put_off: dict[tuple[str, date], date] = field(default_factory=dict)
    events: dict[str, list[date]] = field(default_factory=dict)


def facts_of_cases(limits: Mapping[UUID, frozenset[str]], *, with_lines: bool = False) -> dict[UUID, Facts]:
    """Facts of many cases in one statement.

    limits: case → the phases of which the first to begin starts the clock of the phase limit (P-033).
    with_lines: also each consent line; a list needs only the days on which what the branch may release ends: the
    latest day for each category and receiver, as a renewed line replaces the one before (CON-01).
    """
    facts: dict[UUID, Facts] = defaultdict(Facts)
    for case_id, word, days in _rows(limits, with_lines):
        kind, colon, detail = word.partition(":")
        if colon:
            _take(facts[case_id], kind, detail, days)
        else:
            facts[case_id].events[word] = days
    for case_id, case in facts.items():
        _phase_events(case, limits[case_id])
        _effort_events(case)
    return facts


def events_of(case_ids: Iterable[UUID]) -> dict[UUID, dict[str, list[date]]]:
    """What has happened in each case, from every room: case → event → days, oldest first."""
    facts = facts_of_cases(dict.fromkeys(case_ids, frozenset()))
    return {case_id: case.events for case_id, case in facts.items()}


def _take(case: Facts, kind: str, detail: str, days: list[date]) -> None:
    if kind == "phase":
        case.phases.extend((detail, day) for day in days)
    elif kind == "extension":
        case.extended_until = days[-1]
    elif kind == "shared":
        case.shared_on = days[-1]
    elif kind == "put_off":
        code, _colon, due_on = detail.partition(":")
        case.put_off[code, date.fromisoformat(due_on)] = days[-1]
    elif kind == "line":
        category, from_branch, to_branch, confirmed = detail.split(":")
        line = Line(category, from_branch, to_branch, confirmed == "1")
        case.lines.extend((line, day) for day in days)
    else:
        case.follow_ups.extend((detail, day) for day in days)


def _phase_events(case: Facts, limit_phases: frozenset[str]) -> None:
    """Enrolment, moves and the limit's clock follow from the phases. Enrolment is the first contact."""
    case.phases.sort(key=lambda phase: phase[1])
    if not case.phases:
        return
    begun = case.phases[0][1]
    case.events["enrolled"] = [begun]
    case.events["contact"] = sorted([begun, *case.events.get("contact", ())])
    case.events["phase_started"] = [day for _phase, day in case.phases]
    case.events["phase_moved"] = [day for _phase, day in case.phases[1:]]
    limited = [day for phase, day in case.phases if phase in limit_phases]
    if limited:
        case.events["limit_clock_started"] = limited[:1]


def _effort_events(case: Facts) -> None:
    """Since when no effort goes on, as far as the branch knows: no activity and no step of its plan is under way.

    Rooms tell ``effort_goes_on`` and ``effort_stopped``; they are no events of the programme file.
    """
    told = case.events
    goes_on, stopped = told.pop("effort_goes_on", ()), told.pop("effort_stopped", ())
    begun, ended = told.get("activity_started", ()), told.get("activity_ended", ())
    if case.phases and not goes_on and len(begun) <= len(ended):
        told["without_effort"] = [max([case.phases[0][1], *ended, *stopped])]


def _rows(case_ids, with_lines):
    """Every dated fact as (case, word, days), through row-level security; days oldest first."""
    told = _told(tuple(contributions.event_sources()), with_lines, len(case_ids) == 1)
    given = {
        "cases": as_array(case_ids) if len(case_ids) > 1 else str(*case_ids),
        "today": today(),
        "branch": current_acting().branch.pk,
        "zone": settings.TIME_ZONE,
    }
    with connection.cursor() as cursor:
        cursor.execute(told, given)
        return [(case_id, word, sorted(days)) for case_id, word, days in cursor.fetchall()]


@cache
def _told(sources, with_lines, of_one):
    """The statement. Of one case it asks by its key: how many an array holds, the database would look up each time,
    and plan anew for it, which takes longer than to answer.
    """
    told = " union all ".join(f"({source})" for source in (_FACTS, *([_LINES] if with_lines else []), *sources))
    if of_one:
        told = told.replace("any(%(cases)s)", "%(cases)s::uuid")
    return f"select case_id, word, array_agg(day) from ({told}) told group by 1, 2"
