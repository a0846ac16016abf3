"""What has happened in cases, as far as the people room's tables tell: one query for any number of cases."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.people.models import (
    Discharge,
    ExtensionDecision,
    FollowUp,
    Handover,
    PhaseMove,
    PhasePeriod,
)
from samkraft.sharing.models import ConsentLine


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
    """Every dated fact as (case, word, detail, day)."""
    of = {"case_id__in": case_ids}
    arms = [
        _arm(PhasePeriod.objects.filter(**of), "phase", "phase", "valid_from"),
        _arm(PhaseMove.objects.filter(**of, talk_on__isnull=False), "phase_talk", "phase", "talk_on"),
        _arm(ExtensionDecision.objects.filter(**of), "extension", None, "until"),
        _arm(FollowUp.objects.filter(**of, done_on=None), "follow_up", "kind", "due_on"),
        _arm(Discharge.objects.filter(**of), "discharged", "reason", "discharged_on"),
        _arm(Handover.objects.filter(**of), "handover_sent", None, "sent_on"),
        *_answers(of),
        _consents(of),
    ]
    return arms[0].union(*arms[1:], all=True)


def _arm(rows, word, detail, day):
    """One table's rows in the common shape."""
    told = Cast(F(detail), CharField()) if detail else Value("", CharField())
    return rows.order_by().values_list("case_id", Value(word, CharField()), told, day)


def _answers(of):
    for state in ("accepted", "returned"):
        rows = Handover.objects.filter(**of, state=state, answered_on__isnull=False)
        yield _arm(rows, f"handover_{state}", None, "answered_on")


def _consents(of):
    """Lines from or to the branch that have begun and are not taken back."""
    lines = ConsentLine.objects.filter(**of, withdrawn_at=None, valid_from__lte=today())
    confirmed = Case(When(confirmed_at=None, then=Value("")), default=Value("1"))
    parts = ["category", Value(":"), "from_branch__code", Value(":"), "to_branch__code", Value(":"), confirmed]
    told = Concat(*parts, output_field=CharField())
    return lines.order_by().values_list("case_id", Value("line", CharField()), told, "valid_until")
