"""What one branch holds on a case, gathered for its own FHIR bundle; taken out in the log (INT-06, OUT-2).

Row-level security decides what comes along: the branch's own rows and the copies that others have released to it.
"""

from uuid import UUID

from django.utils import timezone

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.models import Branch, ReadLog
from samkraft.access.readlog import log_event
from samkraft.casework.plan.plans import newest_plan
from samkraft.exchange import fhir
from samkraft.people.models import CaseAssignment, CaseFile
from samkraft.people.vault import unseal
from samkraft.sharing.models import ConsentLine


class NotExported(Exception):
    """Why a case isn't told in this way; the message is for the person."""


def bundle_of(case_number: str) -> fhir.Resource:
    """The acting branch's bundle of one case. A protected person is never told outside (SKY-01)."""
    file = CaseFile.objects.filter(case__number=case_number).select_related("case").first()
    if file is None:
        raise NotExported(f"There is no open file on {case_number}.")
    if file.is_pseudonymous:
        raise NotExported(f"{case_number} is protected: nothing of it is exported.")
    made = fhir.bundle(_held(file), timezone.now().replace(microsecond=0))
    log_event(Event.EXPORTED, [file.case_id], object_type="fhir", items=[f"fhir:{len(made['entry'])}"])
    return made


def _held(file) -> fhir.Held:
    branch, case = current_acting().branch, file.case_id
    bodies = tuple(fhir.Body(one.code, one.name) for one in Branch.objects.all())
    return fhir.Held(
        fhir.Body(branch.code, branch.name), bodies, _person(file, branch), _plan(case), _team(case), _lines(case),
        _readings(case, branch),
    )  # fmt: skip


def _person(file, branch) -> fhir.Person:
    number = unseal(branch, bytes(file.identity_sealed)) if file.identity_hash else ""
    return fhir.Person(
        file.case_id, file.case.number, file.first_name, file.last_name, file.sex, file.birth_year, number,
        file.identity_kind,
    )  # fmt: skip


def _plan(case: UUID) -> fhir.Plan | None:
    held = newest_plan(case)
    if held is None:
        return None
    content = held.content
    steps = tuple(
        fhir.Step(one.title, one.state, one.branch_code, one.staff_name, one.starts, one.ends) for one in content.steps
    )
    return fhir.Plan(held.item, content.number, content.goal, steps, content.published_on)


def _team(case: UUID) -> tuple[fhir.Member, ...]:
    rows = CaseAssignment.objects.filter(case=case).select_related("staff", "branch").order_by("valid_from", "pk")
    return tuple(fhir.Member(one.staff.name, one.branch.code, one.valid_from, one.valid_until) for one in rows)


def _lines(case: UUID) -> tuple[fhir.Line, ...]:
    rows = ConsentLine.objects.filter(case_id=case).select_related("from_branch", "to_branch").order_by("pk")
    return tuple(
        fhir.Line(one.line, one.from_branch.code, one.to_branch.code, one.category, one.valid_from, one.valid_until,
                  timezone.localdate(one.created_at), one.withdrawn_at is not None) for one in rows
    )  # fmt: skip


def _readings(case: UUID, branch) -> tuple[fhir.Reading, ...]:
    """By role, as in the extract that the person may have (REG-12): who it was stands in the log itself."""
    rows = ReadLog.objects.filter(branch_id=branch.pk, case_ids__contains=[case]).order_by("pk")
    return tuple(
        fhir.Reading(one.pk, one.occurred_at, one.event, str(Event(one.event).label), one.role) for one in rows
    )
