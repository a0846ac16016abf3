"""The outbox: what is decided waits, can be stopped, and is judged once more before it is delivered (T23, ARK-07).

The door decides (``sql/outbox.sql``); here it is asked, logged, and other rooms are told of what never went out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.commands import as_system, branches
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.sharing import contributions, door
from samkraft.sharing.models import Release

DELIVERED = "delivered"


@dataclass(frozen=True)
class Sending:
    """One item on its way to one branch or several: what the outbox shows as a row."""

    case_id: UUID
    releases: list[Release]

    @property
    def first(self) -> Release:
        return self.releases[0]

    @property
    def leaves_at(self) -> datetime:
        return min(release.due_at for release in self.releases)


def sendings(releases) -> list[Sending]:
    """Releases that wait, as rows: the same version of the same item to several is one."""

    def item(release):
        return str(release.case_id), release.item_kind, str(release.item_id), release.version

    rows = sorted(releases, key=lambda release: (*item(release), release.to_branch_id or 0))
    found = [Sending(mine[0].case_id, mine) for mine in (list(same) for _item, same in groupby(rows, item))]
    return sorted(found, key=lambda sending: (sending.leaves_at, sending.first.pk))


@transaction.atomic
def stop(releases) -> int:
    """DISC-2: stop these releases of one case, where they still wait. Gives how many were stopped."""
    keys = [str(release.release) for release in releases]
    case_id = releases[0].case_id
    stopped = door.call("stop_releases", case_id, keys)
    if stopped:
        gone = list(Release.objects.filter(release__in=keys).exclude(stopped_at=None).select_related("to_branch"))
        log_event(Event.STOPPED, [case_id], object_type="release", items=[_named(release) for release in gone])
        _tell_rooms(gone)
    return stopped


def _named(release):
    to = release.to_branch.code if release.to_branch_id else "outside"
    return f"{release.item_kind}:{release.item_id}:{release.version}→{to}"


def _tell_rooms(releases):
    for release in releases:
        contributions.release_stopped(release)


def deliver_all(branch_code="") -> Iterator[str]:
    """Deliver what is due, branch by branch, each release in a transaction of its own; tells what became of each."""
    for branch in branches(branch_code):
        with as_system(branch):
            due = door.rows("releases_due")
        for release, case_id, kind, to_branch, day in due:
            outcome = _deliver(branch, release, case_id, kind, to_branch, day)
            if outcome:
                yield outcome


def _deliver(branch, release, case_id, kind, to_branch, day):
    """ARK-07: the copy, and the receiver's own record of when it came (DISC-3), or neither."""
    with as_system(branch, day=day):
        outcome = door.call("deliver", release)
        if outcome == DELIVERED:
            with as_system(Branch.objects.get(pk=to_branch), day=day):
                log_event(Event.MADE_AVAILABLE, [case_id], object_type="copy", items=[f"release:{release}"])
        elif outcome:
            items = [f"release:{release}", f"{kind}→{outcome}"]
            log_event(Event.STOPPED, [case_id], object_type="release", items=items)
            _tell_rooms(Release.objects.filter(release=release))
    return outcome


@transaction.atomic
def mark_wrong(release, why) -> int:
    """DISC-5: what has gone out can't be called back (ARK-07); every receiver's copy bears the mark. Gives how many."""
    marked = door.call("mark_wrong", release.case_id, release.item_id, release.version, why)
    items = [f"{release.item_kind}:{release.item_id}:{release.version}", f"{current_acting().branch.code}:{why}"]
    log_event(Event.MARKED_WRONG, [release.case_id], object_type="release", items=items)
    return marked
