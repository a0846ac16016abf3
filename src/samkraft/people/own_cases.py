"""The person's own cases, read once in a request, in a shape thin enough for hundreds."""

from collections.abc import Iterator
from datetime import date
from itertools import compress
from typing import Any, NamedTuple
from uuid import UUID

from samkraft.access.kept import KeptCases
from samkraft.core.addresses import address_of
from samkraft.core.lookups import Keys
from samkraft.people.models import CaseFile
from samkraft.sharing import door
from samkraft.sharing.contributions import CaseName


class OwnCase(NamedTuple):
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
        return address_of("people:case", self.pk)


def own_cases(request) -> dict[UUID, OwnCase]:
    """Every case that is the person's own today, discharged ones too, by name; asked of the database once a request.

    Those that are assigned to her for the branch and in the programme that she acts for, with an open file of the
    branch (``door.own_cases``). A case that is hers by two assignments comes once. Protected ones are left out, of this
    and so of every list, search, day and figure that is made from it (SKY-02): :func:`protected_cases` has them.
    """
    if not hasattr(request, "own_cases"):
        cases = [OwnCase._make(row) for row in door.rows("own_cases", request.acting.programme)]
        request.own_cases = {case.pk: case for case in cases if not case.is_pseudonymous}
        request.own_protected_cases = {case.pk: case for case in cases if case.is_pseudonymous}
        request.keys_of_own_cases = Keys(request.own_cases)
    return request.own_cases


def own_cases_named(request, beginnings) -> list[OwnCase]:
    """Those of :func:`own_cases` whose names begin so, written as ``names.sort_name``; the rest are not read."""
    found = {row[0]: OwnCase._make(row) for begin in beginnings
             for row in door.rows("own_cases", request.acting.programme, begin)}  # fmt: skip
    open_ones = (case for case in found.values() if not case.is_pseudonymous)
    return sorted(open_ones, key=lambda case: (case.sort_name, case.pk))


def unprotected_keys(programme) -> list[UUID]:
    """The keys of the acting person's own cases without the protected ones, where there is no request."""
    cases = (OwnCase._make(row) for row in door.rows("own_cases", programme))
    return [case.pk for case in cases if not case.is_pseudonymous]


def protected_cases(request) -> dict[UUID, OwnCase]:
    """The protected cases that the person has and is named for (SKY-02): for the page of their own."""
    own_cases(request)
    return request.own_protected_cases


def keys_to_open(request) -> Keys:
    """The keys of all cases that the person may open a copy of, protected ones too; never for a list."""
    return Keys([*own_cases(request), *protected_cases(request)])


def keys_of_own_cases(request) -> Keys:
    """The keys of the person's own cases: for ``case__among``, in rooms that know a case by its key only."""
    own_cases(request)
    return request.keys_of_own_cases


def names_of_own_cases(request, keys) -> dict[UUID, CaseName]:
    """What these of the person's own cases are called in thin lists, and where they open."""
    own = own_cases(request) | protected_cases(request)
    named = (own[key] for key in set(keys) if key in own)
    return {case.pk: CaseName(case.name, case.number, case.url) for case in named}


def kept_cases(request) -> KeptCases:
    """What is kept of the person's own cases."""
    if not hasattr(request, "kept_cases"):
        request.kept_cases = KeptCases({case.pk: case.changes for case in own_cases(request).values()})
    return request.kept_cases


def is_open(case: OwnCase) -> bool:
    """Which of the cases: those under way."""
    return case.is_open


def is_closed(case: OwnCase) -> bool:
    """Which of the cases: those that are discharged."""
    return case.closed_on is not None


def has_open_file(case: OwnCase) -> bool:
    """Which of the cases: those with a file of the branch that is open, discharged ones too."""
    return case.file_closed_on is None


def is_open_for_work(case: OwnCase) -> bool:
    """Which of the cases: those under way, with a file that is open for work."""
    return case.is_open_for_work


def is_followed_up(case: OwnCase) -> bool:
    """Which of the cases: those that are called after their discharge."""
    return case.is_followed_up


def goes_on(case: OwnCase) -> bool:
    """Which of the cases: those under way or followed up, which is what a day looks at."""
    return case.is_open_for_work or case.is_followed_up


def kept_of_own(request, kind, read, which=None) -> Iterator[tuple[OwnCase, Any]]:
    """Each own case with each thing that *read* tells of it, read anew only where something has changed.

    read(keys): pairs of case key and value; which: one of the functions above, None for all of the cases.
    """
    cases, kept = few_of_own(request, which)
    told = kept.tell(kind, read)
    return ((case, value) for case, values in zip(cases, told, strict=True) if values for value in values)


def few_of_own(request, which=None) -> tuple[list[OwnCase], KeptCases]:
    """The own cases that *which* holds of and what is kept of them: found once in a request, asked twenty times."""
    if not hasattr(request, "few_of_own"):
        request.few_of_own = {None: (list(own_cases(request).values()), kept_cases(request))}
    few = request.few_of_own
    if which not in few:
        cases, kept = few[None]
        chosen = list(map(which, cases))
        few[which] = list(compress(cases, chosen)), kept.narrowed(chosen)
    return few[which]
