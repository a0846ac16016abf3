"""Counts of deadlines, made each night for each branch: what its manager and the project's leaders look at.

They see counts and never a list of persons (table B). A page that worked them out by itself would read every case of
a branch; these are read in one statement, whatever the size of the register.
"""

from collections import defaultdict
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.people.deadline_rules import Due
from samkraft.people.deadlines import definitions_in, dues_by_case, shown_today
from samkraft.people.due.own import is_over, is_still
from samkraft.people.models import Case, CaseFile, DeadlineCount

_AT_A_TIME = 1000


@transaction.atomic
def keep_counts(programme) -> int:
    """Count the acting branch's deadlines in a programme, in place of what was counted before; how many are over.

    Protected persons are in no figure that could tell of them: the caller acts without seeing them (SKY-02).
    """
    branch, counted = current_acting().branch, count(programme)
    DeadlineCount.objects.filter(programme=programme, branch=branch).delete()
    DeadlineCount.objects.bulk_create(
        DeadlineCount(
            programme=programme, branch=branch, team_id=team, leader_id=leader, code=code, counted_on=today(), **numbers
        )
        for (team, leader, code), numbers in counted.items()
    )  # fmt: skip
    return sum(numbers["over"] for (_team, _leader, code), numbers in counted.items() if code)


def count(programme) -> dict[tuple, dict[str, int]]:
    """(team, leader, code) → numbers. The row without a code counts the cases that the branch leads, or nobody does."""
    definitions = definitions_in(programme.slug)
    found: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = _open_cases(programme)
    while cases := list(islice(rows, _AT_A_TIME)):
        for case, (_facts, dues) in zip(cases, _in_order(cases, definitions), strict=True):
            _add_case(found, case, dues)
            for due in dues:
                _add_due(found, case, due)
    return found


def _open_cases(programme):
    enrolled_here = CaseFile.objects.filter(case=OuterRef("pk"), is_origin=True)
    cases = Case.objects.open().filter(programme=programme).annotate(is_from_here=Exists(enrolled_here))
    return cases.order_by("pk").iterator(chunk_size=_AT_A_TIME)


def _in_order(cases, definitions):
    known = dues_by_case(cases, definitions)
    return [known[case.pk] for case in cases]


def _add_case(found, case, dues):
    is_led_here = case.leader_branch_id == current_acting().branch.pk
    if is_led_here or (case.leader_branch_id is None and case.is_from_here):
        numbers = found[case.team_id, case.leader_id, ""]
        numbers["cases"] += 1
        numbers["still"] += any(map(is_still, dues))


def _add_due(found, case, due: Due):
    numbers = found[case.team_id, case.leader_id if due.who == "process_leader" else None, due.code]
    if due.is_put_off(today()):
        numbers["put_off"] += 1
    elif is_over(due):
        numbers["over"] += 1
    elif shown_today(due):
        numbers["soon"] += 1
