"""Share one item with the branches that the consent covers; note that a received copy was opened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from samkraft.access.choices import Event
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.programmes.models import TeamMember
from samkraft.sharing import door
from samkraft.sharing.choices import Ground
from samkraft.sharing.models import ConsentLine, Release
from samkraft.sharing.rules import Receiver, judge_receivers


@dataclass
class Shared:
    """What became of a sharing: branches that get a copy, and those that were refused with the door's sentence.

    leaves_at: when it leaves the outbox, None where it has gone at once; release: one of the releases, to stop it by.
    """

    sent: list[Branch] = field(default_factory=list)
    refused: list[tuple[Branch, str]] = field(default_factory=list)
    leaves_at: datetime | None = None
    release: UUID | None = None


@dataclass(frozen=True)
class Reach:
    """Which branches a case concerns, which of them hold a file, and one's own consent lines: read once per page."""

    branches: list[Branch]
    holders: set[int]
    lines: list[ConsentLine]


def reach_of(case, acting) -> Reach:
    """The team's other branches and those that the case already concerns; three queries for any number of sheets."""
    holders = {row[0] for row in door.rows("file_holders", case.pk)}
    lines = list(ConsentLine.objects.in_force().for_planning().from_me(acting.branch).filter(case_id=case.pk))
    members = TeamMember.objects.filter(team=case.team_id).in_force(today())
    concerned = {line.to_branch_id for line in lines} | holders
    branches = Branch.objects.filter(Q(pk__in=members.values("branch")) | Q(pk__in=concerned))
    return Reach(list(branches.exclude(pk=acting.branch.pk).order_by("pk")), holders, lines)


def receivers_for(case, category, acting, people=None, only=None, reach=None) -> list[Receiver]:
    """The team's other branches and whether *category* may go to each, preset from the consent.

    people: names to show by branch key; only: keys of branches, for something that concerns one of them;
    reach: what :func:`reach_of` gave, where a page has several sheets.
    """
    reach = reach or reach_of(case, acting)
    branches = [branch for branch in reach.branches if only is None or branch.pk in only]
    lines = [line for line in reach.lines if line.category == category]
    return judge_receivers(branches, lines, reach.holders, people, owed_by_law(case, category, acting.branch))


def owed_by_law(case, category, branch) -> tuple[str, ...]:
    """Codes of the branches to which a law makes *branch* give what it owns of a category (SEK-10)."""
    for row in case.programme_version.definition.data_categories:
        if row.code == category and branch.code in row.owners:
            return row.statutory_duty_to
    return ()


@transaction.atomic
def confirm_lines(case_id, receivers: Iterable[Receiver]):
    """Say for the acting branch that it has seen the consent behind these receivers (CON-04)."""
    lines = [receiver.line for receiver in receivers if receiver.needs_confirming]
    for line in lines:
        door.call("confirm_consent", line)
    if lines:
        items = [f"line:{line}" for line in lines]
        log_event(Event.CONSENT_CONFIRMED, [case_id], object_type="consent", items=items)


@transaction.atomic
def share(opened, item_kind, item_id, version, title, content, category, to_branches, acting) -> Shared:
    """Release one item, as it stands, to each of *to_branches*; the door checks every one (SEK-07).

    On the consent, and where there is none on the duty that a law sets (SEK-10).

    Pressing twice shares once: the same version of the same item to the same branch is one release.
    """
    result, releases = Shared(), []
    owed = owed_by_law(opened.case, category, acting.branch)
    for branch in to_branches:
        try:
            key = _release(opened.case.pk, branch, category, item_kind, item_id, version, title, content, owed)
        except door.DoorRefused as refusal:
            result.refused.append((branch, str(refusal)))
        else:
            result.sent.append(branch)
            releases.append(key)
    if result.sent:
        _tell_when(result, releases)
        items = [f"{item_kind}:{item_id}:{version}→{branch.code}" for branch in result.sent]
        log_event(Event.DISCLOSURE_DECIDED, [opened.case.pk], object_type="release", items=items)
    return result


def _release(case_id, branch, category, kind, item, version, title, content, owed):
    asked = (case_id, branch.pk, category, kind, item, version, title[:200], content)
    try:
        return door.call("release", *asked, Ground.CONSENT, None)
    except door.DoorRefused as refusal:
        if refusal.code != "no_consent" or branch.code not in owed:
            raise
    return door.call("release", *asked, Ground.STATUTORY_DUTY, None)


def _tell_when(result, releases):
    waiting = Release.objects.waiting().filter(release__in=releases).order_by("-due_at").first()
    if waiting:
        result.leaves_at, result.release = waiting.due_at, waiting.release


def note_first_read(case_id, copies):
    """DISC-4: the copies shown on this page are opened for the first time. Asks nothing when none is unread.

    Part of the read log, so a page that only reads may do it; the door writes the row.
    """
    unread = [copy.pk for copy in copies if copy.first_read_at is None]
    if not unread:
        return
    releases = [str(row[0]) for row in door.rows("note_first_read", unread)]
    if releases:
        items = [f"release:{release}" for release in releases]
        log_event(Event.FIRST_READ, [case_id], object_type="copy", items=items)
