"""Open a case for a page: visible to the person, on her own branch's file, and kept in the read log."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from samkraft.access.acting import current_acting, read_own_items_only
from samkraft.access.choices import Role
from samkraft.access.guard import deny
from samkraft.access.readlog import log_case, log_sensitive
from samkraft.core.clock import today
from samkraft.core.composed import Composed
from samkraft.people.merged import CaseMoved, kept_case_of
from samkraft.people.models import CareBlock, Case, CaseAssignment, CaseFile, ProcessingRestriction
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import TeamMember
from samkraft.programmes.sensitivity import is_sensitive
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
    sensitive: list[str] = field(default_factory=list, compare=False, repr=False)

    def received(self, kind=None) -> list[ReceivedCopy]:
        """The newest version of each item that others have shared and whose consent holds; read once for a page.

        What is addressed to one person is that person's alone (P-038).
        """
        if not self._copies:
            self._copies.append(_COPIES(case=self.case.pk, staff=current_acting().staff.pk))
        return [copy for copy in self._copies[0] if kind is None or copy.item_kind == kind]

    @property
    def definition(self) -> ProgrammeDefinition:
        """The programme version that the case began under."""
        return self.case.programme_version.definition

    def shows(self, category, item):
        """Note that the page shows an item of a category, for the read log: a sensitive one gets a row (ACC-2)."""
        if is_sensitive(self.definition, category):
            self.sensitive.append(item)

    def log_sensitive(self):
        """ACC-2: the rows of what the page turned out to show, once the case itself has been logged."""
        if self.sensitive:
            log_sensitive(self.case.pk, self.sensitive)

    def is_led_by(self, acting) -> bool:
        """Whether the acting branch has the process leader: it then owns the plan's draft and the phase moves."""
        return self.case.leader_branch_id == acting.branch.pk

    @property
    def is_open_for_work(self) -> bool:
        """A closed file is read in the archive only (design "Withdrawal")."""
        return self.file.closed_on is None


def open_case(request, case_id, *items, is_logged=True) -> OpenCase:
    """The case behind a URL for this request, or the logged 404 (SEK-05).

    *items* names what the page shows, for the read log (ACC-1), such as ``"plan"`` or ``"mapping:work"``.
    Use this in every view of a case; nothing else checks assignment. One that isn't *is_logged* here is logged by the
    view, in one statement with what it then knows to be sensitive.
    """
    kind = "visible to a handler" if request.acting.has_role(Role.HANDLER) else "visible"
    return _open(request, kind, case_id, items, is_logged)


def _sensitive_of(definition, items):
    """Those of the items whose name alone tells that they are sensitive: a section of the mapping, a document."""
    areas = {area.code: area.category for area in definition.mapping_areas}
    for item in items:
        kind, _colon, rest = item.partition(":")
        category = areas.get(rest.partition(":")[0]) if kind == "mapping" else {"document": "files"}.get(kind)
        if rest and category and is_sensitive(definition, category):
            yield item


def open_case_for_work(request, case_id, *items) -> OpenCase:
    """As :func:`open_case`, for changes: assigned to the person, an open file, a role that works with people.

    A case that a unit manager has opened with a reason is hers to read, never to change (table B).
    """
    opened = _open(request, "assigned", case_id, items)
    if not opened.is_open_for_work or not request.acting.has_role(Role.HANDLER):
        deny(request, "file closed for work")
    return opened


_COPIES = Composed(
    lambda case, staff: ReceivedCopy.objects.of_case(case).newest().select_related("from_branch", "sent_by")
    .filter(Q(addressed_to=None) | Q(addressed_to=staff))
)  # fmt: skip


def _open(request, kind, case_id, items, is_logged=True):
    acting = request.acting
    who = {"staff": acting.staff.pk, "branch": acting.branch.pk, "programme": acting.programme, "on": today()}
    file = _FILES[kind].first(case=case_id, **who)
    if file is None:
        _lead_on(kind, case_id, who)
        deny(request, "case not assigned")
    if is_logged:
        log_case(file.case_id, items, sensitive=list(_sensitive_of(file.case.programme_version.definition, items)))
    request.shows_protected = file.is_pseudonymous  # the frame says so on every page and print (SKY-03)
    is_hers = file.is_assigned and acting.has_role(Role.HANDLER)
    if not is_hers:
        read_own_items_only()
    return OpenCase(file.case, file, by_exception=not is_hers)


def _lead_on(kind, case_id, who):
    """A case that was merged leads to the one that was kept, for those who may open that."""
    merge = kept_case_of(other_case=case_id)
    if merge and _FILES[kind].first(case=merge.case_id, **who) is not None:
        raise CaseMoved(merge.case_id, merge.other_number)


def _file(case, cases, staff, branch, on):
    """The branch's own file on one of these cases, with the case; whether it is hers, restricted, has blocks."""
    files = CaseFile.objects.of(branch).filter(case=case, case__in=cases)
    files = files.select_related(*(f"case__{name}" for name in _WITH_CASE)).defer("case__programme_version__content")
    restricted = ProcessingRestriction.objects.in_force().filter(file=OuterRef("pk"))
    held = CaseAssignment.objects.filter(case=OuterRef("case"), staff=staff, branch=branch).in_force(on)
    left = TeamMember.objects.teams_left_by(staff, branch, on)
    is_hers = Exists(held.exclude(case__team__in=left))
    blocked = CareBlock.objects.in_force().filter(owner_branch=branch, case=OuterRef("case"))
    files = files.annotate(is_restricted=Exists(restricted), has_blocks=Exists(blocked))
    return files.annotate(is_assigned=is_hers).order_by("pk")[:1]


# By whom it is asked: the person's own cases alone, or also those that a reason has opened. By the role and the team as
# well; else a reason let her in, and no more.
_FILES = {
    "assigned": Composed(
        lambda case, staff, branch, programme, on: _file(
            case, Case.objects.assigned_to(staff, branch, on).filter(programme__slug=programme), staff, branch, on
        )
    ),
    "visible to a handler": Composed(
        lambda case, staff, branch, programme, on: _file(
            case, Case.objects.open_to(staff, branch, programme, True, on), staff, branch, on
        )
    ),
    "visible": Composed(
        lambda case, staff, branch, programme, on: _file(
            case, Case.objects.open_to(staff, branch, programme, False, on), staff, branch, on
        )
    ),
}
