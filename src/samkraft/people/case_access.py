"""Open a case for a page: visible to the person, on her own branch's file, and kept in the read log."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, Value

from samkraft.access.acting import current_acting, read_own_items_only
from samkraft.access.choices import Role
from samkraft.access.guard import deny, found_or_denied
from samkraft.access.readlog import log_case
from samkraft.people.models import Case, CaseAssignment, CaseFile, ProcessingRestriction
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import TeamMember
from samkraft.sharing.models import ReceivedCopy

_WITH_CASE = ("programme", "programme_version", "team", "leader_branch", "leader")


@dataclass(frozen=True)
class OpenCase:
    """A case opened by someone who may: the shell, the acting branch's own file, the programme it runs under.

    ``by_exception``: a unit manager has opened it with a reason. She reads her branch's own items; of the plan the
    state of the steps, and nothing of what others have disclosed or of the number (table B, section 14).
    """

    case: Case
    file: CaseFile
    by_exception: bool = False
    _copies: list = field(default_factory=list, compare=False, repr=False)

    def received(self, kind=None) -> list[ReceivedCopy]:
        """The newest version of each item that others have shared and whose consent holds; read once for a page.

        What is addressed to one person is that person's alone (P-038).
        """
        if not self._copies:
            copies = ReceivedCopy.objects.of_case(self.case.pk).newest().select_related("from_branch", "sent_by")
            mine = Q(addressed_to=None) | Q(addressed_to=current_acting().staff)
            self._copies.append(list(copies.filter(mine)))
        return [copy for copy in self._copies[0] if kind is None or copy.item_kind == kind]

    @property
    def definition(self) -> ProgrammeDefinition:
        """The programme version that the case began under."""
        return self.case.programme_version.definition

    def is_led_by(self, acting) -> bool:
        """Whether the acting branch has the process leader: it then owns the plan's draft and the phase moves."""
        return self.case.leader_branch_id == acting.branch.pk

    @property
    def is_open_for_work(self) -> bool:
        """A closed file is read in the archive only (design "Withdrawal")."""
        return self.file.closed_on is None


def open_case(request, case_id, *items) -> OpenCase:
    """The case behind a URL for this request, or the logged 404 (SEK-05).

    *items* names what the page shows, for the read log (ACC-1), such as ``"plan"`` or ``"mapping:work"``.
    Use this in every view of a case; nothing else checks assignment.
    """
    return _open(request, Case.objects.visible_to(request), case_id, items)


def open_case_for_work(request, case_id, *items) -> OpenCase:
    """As :func:`open_case`, for changes: assigned to the person, an open file, a role that works with people.

    A case that a unit manager has opened with a reason is hers to read, never to change (table B).
    """
    acting = request.acting
    mine = Case.objects.assigned_to(request.user, acting.branch).filter(programme__slug=acting.programme)
    opened = _open(request, mine, case_id, items)
    if not opened.is_open_for_work or not acting.has_role(Role.HANDLER):
        deny(request, "file closed for work")
    return opened


def _open(request, cases, case_id, items):
    files = CaseFile.objects.of(request.acting.branch).filter(case__in=cases)
    files = files.select_related(*(f"case__{name}" for name in _WITH_CASE)).defer("case__programme_version__content")
    files = files.annotate(is_assigned=_is_hers(request))
    restricted = ProcessingRestriction.objects.in_force().filter(file=OuterRef("pk"))
    files = files.annotate(is_restricted=Exists(restricted))
    file = found_or_denied(request, files, rule="case not assigned", case=case_id)
    log_case(file.case_id, items)
    request.shows_protected = file.is_pseudonymous  # the frame says so on every page and print (SKY-03)
    if not file.is_assigned:
        read_own_items_only()
    return OpenCase(file.case, file, by_exception=not file.is_assigned)


def _is_hers(request):
    """Whether the case is the person's own: by the role and the team as well; else a reason let her in, and no more."""
    if not request.acting.has_role(Role.HANDLER):
        return Value(False)
    held = CaseAssignment.objects.filter(case=OuterRef("case"), staff=request.user, branch=request.acting.branch)
    left = TeamMember.objects.teams_left_by(request.user, request.acting.branch)
    return Exists(held.in_force().exclude(case__team__in=left))
