"""Open a case for a page: visible to the person, on her own branch's file, and kept in the read log."""

from dataclasses import dataclass

from samkraft.access.choices import Role
from samkraft.access.guard import Denied, found_or_denied
from samkraft.access.readlog import log_case, log_denied
from samkraft.people.models import Case, CaseFile
from samkraft.programmes.definition import ProgrammeDefinition


@dataclass(frozen=True)
class OpenCase:
    """A case opened by someone who may: the shell, the acting branch's own file, the programme it runs under."""

    case: Case
    file: CaseFile

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
    cases = (
        Case.objects.visible_to(request)
        .select_related("programme", "programme_version", "team", "leader_branch", "leader")
        .defer("programme_version__content")
    )
    case = found_or_denied(request, cases, rule="case not assigned", pk=case_id)
    file = CaseFile.objects.filter(case=case, owner_branch=request.acting.branch).first()
    if file is None:
        log_denied(request, "branch has no file")
        raise Denied
    log_case(case.pk, items)
    return OpenCase(case, file)


def open_case_for_work(request, case_id, *items) -> OpenCase:
    """As :func:`open_case`, for changes: the file must be open, and the person's role one that works with people."""
    opened = open_case(request, case_id, *items)
    if not opened.is_open_for_work or not request.acting.has_role(Role.HANDLER):
        log_denied(request, "file closed for work")
        raise Denied
    return opened
