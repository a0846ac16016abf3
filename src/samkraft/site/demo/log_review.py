"""What the log reviewer of the employment service has before her: a sampled reading, one by somebody who never had the
case, one of a case long discharged, and one of a protected case that she has asked the data protection officer to be
let in to (SKY-06)."""

from datetime import timedelta

from django.utils import timezone

from samkraft.access import log_openings
from samkraft.access.acting import acting
from samkraft.access.choices import FindingKind, Role
from samkraft.access.commands import as_system
from samkraft.access.log_models import LogFinding
from samkraft.access.log_review_rules import LIMITS
from samkraft.access.readlog import log_case
from samkraft.access.sealed_log import alias_of
from samkraft.people.log_facts import done_with
from samkraft.people.models import NamedPerson
from samkraft.site.demo import plan
from samkraft.site.demo.staff import FIRST


def readings_to_review(register) -> None:
    """Read as they would, then found as the night finds it, but today: the log keeps real time."""
    roster, branch = register.roster, register.roster.branches["af"]
    handler, stranger = roster.in_team("team-1", "af")[0], roster.in_team("team-3", "af")[0]
    reviewer = roster.with_role(Role.LOG_REVIEWER, "af")[0]
    hers = [s for s in register.people if s.staff.get("af") == handler]
    cases = [s.case_id for s in hers if s.is_present]
    with as_system(branch):
        left = sorted(done_with([s.case_id for s in hers if not s.is_present], plan.DAY))[:1]
        protected = NamedPerson.objects.filter(staff=handler, ended_at=None).values_list("case_id", flat=True).first()
    plain = next((case for case in cases if case != protected), None)
    if protected is None or plain is None:
        return
    for reader, case in (
        (handler, plain),
        (handler, protected),
        (stranger, plain),
        *((handler, case) for case in left),
    ):
        with acting(branch, reader, programme=FIRST, roles=(Role.HANDLER,), day=plan.DAY):
            log_case(case, ["deadlines", "people", "consents", "plan", "mapping"])
    with as_system(branch):
        _found(branch, FindingKind.SAMPLE, handler, plain)
        _found(branch, FindingKind.NOT_ASSIGNED, stranger, plain)
        for case in left:
            _found(branch, FindingKind.DISCHARGED, handler, case)
        hidden = _found(branch, FindingKind.PROTECTED, handler, alias_of(branch, protected))
    with acting(branch, reviewer, programme=FIRST, roles=(Role.LOG_REVIEWER,), day=plan.DAY):
        log_openings.ask(hidden, "Fristen går ut nästa vecka. Jag behöver se om läsningen hör till arbetet.")


def _found(branch, kind, reader, case):
    day = timezone.localdate()
    due = day + timedelta(days=LIMITS.days_to_review)
    return LogFinding.objects.create(
        owner_branch=branch, kind=kind, staff=reader, case_id=case, since=day, until=day, readings=1, due_on=due
    )
