"""What the review of the read log may know of cases: asked for by the access room, acting for the owning branch."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models.functions import Coalesce

from samkraft.access.acting import behind_protection, current_acting, reading_archive
from samkraft.access.log_facts import AboutCase, CaseFacts, Pair
from samkraft.people.merged import stubs_of
from samkraft.people.models import Case, CaseAssignment, CaseFile, FollowUp, Handover, ReturnSignal, Support

# "View without assignment change before or after" (table C): who is to begin reads a little before, or after the end.
NEAR = timedelta(days=30)


def numbers(cases: Iterable[UUID]) -> dict[UUID, str]:
    """Case → number, of those that the branch has a file on."""
    with reading_archive():
        return dict(Case.objects.filter(pk__in=list(cases)).values_list("pk", "number"))


def find(number: str, programme: str) -> UUID | None:
    """The branch's case with this number; in which programme the reviewer acts decides where two have one."""
    found = Case.objects.filter(number__iexact=number, programme__slug=programme)
    with reading_archive():
        return found.values_list("pk", flat=True).first()


def about(cases: Iterable[UUID]) -> dict[UUID, AboutCase]:
    """Case → what is compared, as the branch's own file has it."""
    files = CaseFile.objects.of(current_acting().branch).filter(case__in=list(cases))
    with reading_archive(), behind_protection():
        rows = list(files.values_list("case_id", "first_name", "last_name", "is_pseudonymous"))
    return {case: AboutCase(first, last, is_protected) for case, first, last, is_protected in rows}


def worked_with(pairs: Iterable[Pair], day: date) -> set[Pair]:
    """The pairs where the person was assigned near the day; a programme on a demo day goes by that day."""
    wanted = set(pairs)
    rows = CaseAssignment.objects.filter(case__in={case for _staff, case in wanted}).values_list(
        "staff_id", "case_id", "valid_from", "valid_until", "case__programme__demo_day"
    )
    with reading_archive():
        near = {(row[0], row[1]) for row in rows if _is_near(row[4] or day, *row[2:4])}
    return wanted & near


def done_with(cases: Iterable[UUID], day: date) -> set[UUID]:
    """The cases that were discharged well before the day, and where nothing of the branch's asked for work near it.

    They stay with those who had them, to be followed up and for a sign of a return (P-036); whoever reads one beside
    that is asked why (REG-07).
    """
    closed = Case.objects.filter(pk__in=list(cases)).exclude(closed_on=None)
    with reading_archive(), behind_protection():
        rows = closed.values_list("pk", "closed_on", "programme__demo_day")
        days = {case: on or day for case, closed_on, on in rows if closed_on < (on or day) - NEAR}
        asked = {case for case, *period in _afterwards(days) if _is_near(days[case], *period)}
    return days.keys() - asked


def _afterwards(cases):
    """What a discharged case asks for: case, from when, and until when or None."""
    of = {"case__in": list(cases), "owner_branch": current_acting().branch}
    yield from FollowUp.objects.filter(**of).values_list("case_id", "due_on", "done_on")
    yield from Support.objects.filter(**of).values_list("case_id", "begun_on", Coalesce("ended_on", "until"))
    yield from ReturnSignal.objects.filter(**of).values_list("case_id", "found_on", "answered_on")
    yield from Handover.objects.filter(**of).values_list("case_id", "sent_on", "answered_on")


def _is_near(day, start, end):
    return start <= day + NEAR and (end is None or end >= day - NEAR)


FACTS = CaseFacts(numbers, find, about, worked_with, done_with, stubs_of)
