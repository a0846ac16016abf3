"""The open deadlines of cases, read in a constant number of queries, and whose they are."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.core.composed import Composed
from samkraft.people.deadline_rules import CaseFacts, Due, dues_of
from samkraft.people.events import Facts, facts_of_cases
from samkraft.people.own_cases import OwnCase, kept_of_own, own_cases
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import ProgrammeVersion

# Who bears a deadline that falls on the acting branch's handlers of the case. The process leader's is asked apart.
_BRANCH_BEARERS = {"handler", "placing_branch", "consent_owner", "discharging_branch", "consultation_team"}


def definitions_of(version_ids: Iterable[int]) -> dict[int, ProgrammeDefinition]:
    """The programme versions that cases run under; one query for all, and none of the large contents when known."""
    rows = ProgrammeVersion.objects.filter(pk__in=set(version_ids)).defer("content")
    return {version.pk: version.definition for version in rows}


_VERSIONS = Composed(
    lambda programme: ProgrammeVersion.objects.filter(programme__slug=programme).order_by("number").defer("content")
)


def definitions_in(programme: str) -> dict[int, ProgrammeDefinition]:
    """Every version of a programme, oldest first: one query."""
    return {version.pk: version.definition for version in _VERSIONS(programme=programme)}


def facts_of(case, definition: ProgrammeDefinition) -> CaseFacts:
    """What the acting branch knows of a case that bears on its deadlines."""
    return _facts([case], {case.programme_version_id: definition})[case.pk]


def dues_by_case(cases, definitions=None) -> dict[UUID, tuple[CaseFacts, list[Due]]]:
    """Facts and open deadlines of each case that fall on the acting branch. *cases*: Case rows of the branch."""
    cases = list(cases)
    if definitions is None:
        definitions = definitions_of(case.programme_version_id for case in cases)
    facts = _facts(cases, definitions)
    found = {}
    for case in cases:
        dues = dues_of(definitions[case.programme_version_id], facts[case.pk])
        found[case.pk] = (facts[case.pk], [due for due in dues if is_ours(due, case)])
    return found


class OwnTold(NamedTuple):
    """One of a person's own cases: what bears on its deadlines, and those that fall on the branch, nearest first."""

    case: OwnCase
    facts: CaseFacts
    dues: list[Due]


def dues_of_own(request, definitions, which=None) -> list[OwnTold]:
    """The same for a person's own cases, by name: only those are read that have changed since last time.

    which: one of the functions of ``people.own_cases`` that say which of the cases.
    """
    own = own_cases(request)

    def read(keys):
        return dues_by_case([own[key] for key in keys], definitions).items()

    return [OwnTold(case, *found) for case, found in kept_of_own(request, "dues", read, which)]


def is_ours(due: Due, case) -> bool:
    """Whether a deadline falls on the acting branch: a process leader's only where the branch leads.

    The other branches lack the facts for it, and couldn't do what it asks.
    """
    if due.who == "process_leader":
        return case.leader_branch_id is not None and case.leader_branch_id == current_acting().branch.pk
    return due.who in _BRANCH_BEARERS


def is_mine(due: Due, case, staff) -> bool:
    """Whether a deadline falls on this person: a process leader's on the leader alone."""
    return due.who != "process_leader" or case.leader_id == staff.pk


def shown_today(due: Due) -> bool:
    """Whether the warning time has begun, and nobody has put it off."""
    return due.warn_on <= today() and not due.is_put_off(today())


def _facts(cases, definitions):
    limited = {
        version: frozenset(phase for limit in definition.phase_limits for phase in limit.phases)
        for version, definition in definitions.items()
    }
    limits = {case.pk: limited[case.programme_version_id] for case in cases}
    known = facts_of_cases(limits, with_lines=len(limits) == 1)
    return {case.pk: _facts_of(case, known.get(case.pk) or Facts()) for case in cases}


def _facts_of(case, known):
    phase = known.phases[-1][0] if known.phases else ""
    return CaseFacts(
        case.pk,
        phase=phase if case.is_open else "",
        phases=tuple(known.phases),
        events=known.events,
        extended_until=known.extended_until,
        follow_ups=tuple(known.follow_ups),
        shared_on=known.shared_on,
        lines=tuple(known.lines),
        is_open=case.is_open,
        put_off=known.put_off,
    )
