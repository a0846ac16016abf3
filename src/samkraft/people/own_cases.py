"""The person's own cases, read once in a request, in a shape thin enough for hundreds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse

from samkraft.access.kept import KeptCases
from samkraft.core.clock import today
from samkraft.core.lookups import Keys
from samkraft.people.models import CaseFile
from samkraft.sharing.contributions import CaseName

# Plain SQL, since every page of a handler's asks for it: composing it each time takes as long as answering it. A case
# that is hers by two assignments comes once. Those of a team that she has left are not hers (IAM-08).
_OWN = """
    select c.id, f.first_name, f.last_name, f.sort_name, f.is_pseudonymous, f.identity_hash, f.closed_on, c.number,
        c.opened_on, c.closed_on, c.next_talk_on, c.programme_version_id, team.code, c.leader_id, c.leader_branch_id,
        leader.first_name, leader.last_name, leads.short_name,
        exists (select from people_followup u
                where u.owner_branch_id = %(branch)s and u.case_id = c.id and u.done_on is null),
        coalesce(own.number, 0) + coalesce(shell.number, 0)
    from people_caseassignment a
    join people_case c on c.id = a.case_id
    join people_casefile f on f.case_id = c.id and f.owner_branch_id = %(branch)s
    join programmes_programme p on p.id = c.programme_id and p.slug = %(programme)s
    join programmes_team team on team.id = c.team_id
    left join access_staff leader on leader.id = c.leader_id
    left join access_branch leads on leads.id = c.leader_branch_id
    left join access_casechange own on own.case_id = c.id and own.branch = %(branch)s
    left join access_casechange shell on shell.case_id = c.id and shell.branch = 0
    where a.staff_id = %(staff)s and a.branch_id = %(branch)s
      and a.valid_from <= %(today)s and (a.valid_until is null or a.valid_until >= %(today)s)
      and c.team_id <> all (
        select m.team_id from programmes_teammember m where m.staff_id = %(staff)s and m.branch_id = %(branch)s
        group by m.team_id
        having not bool_or(m.valid_from <= %(today)s and (m.valid_until is null or m.valid_until >= %(today)s)))
    order by f.sort_name, c.id"""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case and the branch's own file on it: what lists and deadlines ask of them, and nothing sensitive (REG-02)."""

    pk: UUID
    first_name: str
    last_name: str
    sort_name: str
    is_pseudonymous: bool
    identity_hash: str
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


def own_cases(request) -> dict[UUID, OwnCase]:
    """Every case that is the person's own today, discharged ones too, by name; asked of the database once a request.

    Those that are assigned to her for the branch and in the programme that she acts for, through row-level security.
    """
    if not hasattr(request, "own_cases"):
        request.own_cases = {row[0]: OwnCase(*row) for row in _read_own(request)}
        request.keys_of_own_cases = Keys(request.own_cases)
    return request.own_cases


def _read_own(request):
    acting = request.acting
    given = {"branch": acting.branch.pk, "staff": acting.staff.pk, "programme": acting.programme, "today": today()}
    with connection.cursor() as cursor:
        cursor.execute(_OWN, given)
        return cursor.fetchall()


def keys_of_own_cases(request) -> Keys:
    """The keys of the person's own cases: for ``case__among``, in rooms that know a case by its key only."""
    own_cases(request)
    return request.keys_of_own_cases


def names_of_own_cases(request, keys) -> dict[UUID, CaseName]:
    """What these of the person's own cases are called in thin lists, and where they open."""
    own = own_cases(request)
    named = (own[key] for key in set(keys) if key in own)
    return {case.pk: CaseName(case.name, case.number, case.url) for case in named}


def kept_cases(request) -> KeptCases:
    """What is kept of the person's own cases."""
    if not hasattr(request, "kept_cases"):
        request.kept_cases = KeptCases({case.pk: case.changes for case in own_cases(request).values()})
    return request.kept_cases


def kept_of_own(request, kind, read, which=None) -> Iterator[tuple[OwnCase, Any]]:
    """Each own case with each thing that *read* tells of it, read anew only where something has changed.

    read(keys): pairs of case key and value; which(case): whether to ask of a case at all.
    """
    own = own_cases(request)
    keys = [case.pk for case in own.values() if which is None or which(case)]
    known = kept_cases(request).tell(kind, read, keys)
    return ((own[key], value) for key in keys for value in known[key])
