"""What has happened in cases, as far as the people room's tables tell: one query for any number of cases."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection

from samkraft.access.acting import current_acting
from samkraft.core.clock import today

# Plain SQL, since building a union of eight querysets takes longer than running it, on every list and every case.
_FACTS = """
    select case_id, 'phase', phase, valid_from from people_phaseperiod where case_id = any(%(cases)s)
    union all
    select case_id, 'phase_talk', phase, talk_on from people_phasemove
    where case_id = any(%(cases)s) and talk_on is not null
    union all
    select case_id, 'extension', '', until from people_extensiondecision where case_id = any(%(cases)s)
    union all
    select case_id, 'follow_up', kind, due_on from people_followup where case_id = any(%(cases)s) and done_on is null
    union all
    select case_id, 'discharged', reason, discharged_on from people_discharge where case_id = any(%(cases)s)
    union all
    select case_id, 'handover_sent', '', sent_on from people_handover where case_id = any(%(cases)s)
    union all
    select case_id, 'handover_' || state, '', answered_on from people_handover
    where case_id = any(%(cases)s) and state <> 'sent' and answered_on is not null
    union all
    select l.case_id, 'line',
        concat_ws(':', l.category, sender.code, receiver.code, case when l.confirmed_at is null then '' else '1' end),
        l.valid_until
    from sharing_consentline l
    join access_branch sender on sender.id = l.from_branch_id
    join access_branch receiver on receiver.id = l.to_branch_id
    where l.case_id = any(%(cases)s) and l.withdrawn_at is null and l.valid_from <= %(today)s
"""


@dataclass(frozen=True)
class Line:
    """A consent line from or to the own branch: codes of branches and category, and whether it is confirmed."""

    category: str
    from_branch: str
    to_branch: str
    is_confirmed: bool


@dataclass
class OwnFacts:
    """The people room's rows on one case: phases in order, latest extension, open follow-ups, events."""

    phases: list[tuple[str, date]] = field(default_factory=list)
    extended_until: date | None = None
    follow_ups: list[tuple[str, date]] = field(default_factory=list)
    lines: list[tuple[Line, date]] = field(default_factory=list)
    events: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))


def own_facts(case_ids: Iterable[UUID], limit_phases: frozenset[str] = frozenset()) -> dict[UUID, OwnFacts]:
    """Facts of many cases in one query. The first of *limit_phases* to begin starts the limit's clock (P-033)."""
    facts: dict[UUID, OwnFacts] = defaultdict(OwnFacts)
    own = current_acting().branch.code
    for case_id, word, detail, day in _rows(list(case_ids)):
        _take(facts[case_id], word, detail, day)
    for case in facts.values():
        _phase_events(case, limit_phases)
        case.events["consent_ends"] = _ends(case.lines, own)
    return facts


def _ends(lines: list[tuple[Line, date]], own: str) -> list[date]:
    """The days on which what the branch may release ends; a renewed line replaces the one before (CON-01)."""
    latest: dict[tuple[str, str], date] = {}
    for line, until in lines:
        if line.from_branch == own:
            key = (line.category, line.to_branch)
            latest[key] = max(until, latest.get(key, until))
    return sorted(set(latest.values()))


def _take(case: OwnFacts, word: str, detail: str, day: date) -> None:
    if word == "phase":
        case.phases.append((detail, day))
    elif word == "extension":
        case.extended_until = max(day, case.extended_until or day)
    elif word == "line":
        category, from_branch, to_branch, confirmed = detail.split(":")
        case.lines.append((Line(category, from_branch, to_branch, bool(confirmed)), day))
    elif word == "follow_up":
        case.follow_ups.append((detail, day))
    else:
        case.events[word].append(day)


def _phase_events(case: OwnFacts, limit_phases: frozenset[str]) -> None:
    """Enrolment, moves and the limit's clock follow from the phases. Enrolment is the first contact."""
    case.phases.sort(key=lambda phase: phase[1])
    if not case.phases:
        return
    begun = case.phases[0][1]
    case.events["enrolled"] = [begun]
    case.events["contact"] = [begun]
    case.events["phase_started"] = [day for _phase, day in case.phases]
    case.events["phase_moved"] = [day for _phase, day in case.phases[1:]]
    limited = [day for phase, day in case.phases if phase in limit_phases]
    if limited:
        case.events["limit_clock_started"] = limited[:1]


def _rows(case_ids):
    """Every dated fact as (case, word, detail, day), through row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"cases": case_ids, "today": today()})
        return cursor.fetchall()
