"""What the case history brings to other pages: how a received one is read, and what the archive shows of one's own."""

from django.utils.translation import gettext as _

from samkraft.casework.history.actions import plain
from samkraft.casework.history.happenings import in_order, of_copy
from samkraft.casework.models import HistoryEntry
from samkraft.sharing.contributions import Archived, ItemContent


def written_here(case_id):
    """What the branch itself has written, for the archive of a closed file (CON-07)."""
    rows = HistoryEntry.objects.filter(case_id=case_id, removed_on=None).order_by("starts_on", "pk")
    return [Archived(_("Historik"), row.starts_on, plain(row)) for row in rows]


def read_copy(copy):
    """A received history, for its page in the inbox."""
    return {"happenings": in_order(of_copy(copy))}


def to_release(opened, row):
    """What a release of a version holds."""
    return ItemContent(_("Historik"), row.content, row.category)
