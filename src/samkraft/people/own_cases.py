"""The person's own cases, read once in a request, in a shape thin enough for hundreds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from samkraft.access.kept import kept
from samkraft.access.models import CaseChange
from samkraft.core.clock import today
from samkraft.core.lookups import Keys
from samkraft.people.models import CaseAssignment, CaseFile, FollowUp
from samkraft.programmes.models import TeamMember
from samkraft.sharing.contributions import CaseName

_COLUMNS = (
    "case_id", "pk", "first_name", "last_name", "sort_name", "is_pseudonymous", "closed_on", "case__number",
    "case__opened_on", "case__closed_on", "case__next_talk_on", "case__programme_version_id", "case__team__code",
    "case__leader_id", "case__leader_branch_id", "case__leader__first_name", "case__leader__last_name",
    "case__leader_branch__short_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case and the branch's own file on it: what lists and deadlines ask of them, and nothing sensitive (REG-02)."""

    pk: UUID
    file_id: UUID
    first_name: str
    last_name: str
    sort_name: str
    is_pseudonymous: bool
    file_closed_on: date | None
    number: str
    opened_on: date
    closed_on: date | None
    next_talk_on: date | None
    programme_version_id: int
    team: str
    leader_id: int | None
    leader_branch_id: int | None
    leader_first_name: str | None
    leader_last_name: str | None
    leader_branch_name: str | None
    is_followed_up: bool
    changes: int

    name = CaseFile.name
    list_name = CaseFile.list_name

    @property
    def leader_name(self):
        """Who leads the case, by name."""
        return f"{self.leader_first_name} {self.leader_last_name}"

    @property
    def is_open(self):
        """Whether the case is under way."""
        return self.closed_on is None

    @property
    def is_open_for_work(self):
        """Whether the case is under way, with a file that is open for work."""
        return self.closed_on is None and self.file_closed_on is None

    @property
    def url(self):
        """The participant page."""
        return reverse("people:case", args=[self.pk])


def own_files(request):
    """The branch's files on the cases that are assigned to the person today, in the programme she acts in."""
    acting = request.acting
    mine = CaseAssignment.objects.filter(staff=request.user, branch=acting.branch).in_force(today())
    files = CaseFile.objects.of(acting.branch).filter(case__in=mine.values("case_id"))
    left = TeamMember.objects.teams_left_by(request.user, acting.branch)
    return files.filter(case__programme__slug=acting.programme).exclude(case__team__in=left)


def own_cases(request) -> dict[UUID, OwnCase]:
    """Every case that is the person's own today, discharged ones too, by name; asked of the database once a request."""
    if not hasattr(request, "own_cases"):
        follow_up = FollowUp.objects.filter(case=OuterRef("case"), done_on=None)
        rows = (
            own_files(request).order_by("sort_name", "pk").values_list(*_COLUMNS, Exists(follow_up), _changes(request))
        )
        request.own_cases = {row[0]: OwnCase(*row) for row in rows}
        request.keys_of_own_cases = Keys(request.own_cases)
    return request.own_cases


def _changes(request):
    """The number of a case's changes, the branch's own and the shell's: it grows with each of either."""
    counted = CaseChange.objects.filter(case_id=OuterRef("case_id"))
    own = counted.filter(branch=request.acting.branch.pk).values("number")
    return Coalesce(Subquery(own), 0) + Coalesce(Subquery(counted.filter(branch=0).values("number")), 0)


def keys_of_own_cases(request) -> Keys:
    """The keys of the person's own cases: for ``case__among``, in rooms that know a case by its key only."""
    own_cases(request)
    return request.keys_of_own_cases


def changes_of_own_cases(request) -> dict[UUID, int]:
    """The person's own cases and the number of changes in each, for ``access.kept``."""
    return {case.pk: case.changes for case in own_cases(request).values()}


def names_of_own_cases(request) -> dict[UUID, CaseName]:
    """What the person's own cases are called in thin lists, and where they open."""
    return {case.pk: CaseName(case.name, case.number, case.url) for case in own_cases(request).values()}


def kept_of_own(request, kind, read, which=None) -> Iterator[tuple["OwnCase", Any]]:
    """Each own case with each thing that *read* tells of it, read anew only where something has changed.

    read(keys): pairs of case key and value; which(case): whether to ask of a case at all.
    """
    cases = [case for case in own_cases(request).values() if which is None or which(case)]
    known = kept(kind, {case.pk: case.changes for case in cases}, read)
    return ((case, value) for case in cases for value in known[case.pk])
