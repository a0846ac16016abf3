"""Two edit the same thing: the second is told who saved and what, and nothing typed is lost (T24)."""

from datetime import datetime

from samkraft.access.acting import current_acting
from samkraft.access.models import RowHistory, Staff
from samkraft.core.clock import as_of_today


class Conflict(Exception):
    """Someone saved in between. Carries what the part core/parts/conflict.html shows."""

    def __init__(self, who: str, moment: datetime, theirs: str, now):
        self.who, self.moment, self.theirs, self.now = who, as_of_today(moment), theirs, now
        # Two windows of the same person are as common as two persons.
        self.by_oneself = who == current_acting().staff.name
        super().__init__(f"{who} {self.moment:%H.%M}")


def last_change(table, row_key):
    """Name and moment of the latest change of a row, from the history that the database keeps."""
    row = RowHistory.objects.filter(table_name=table, row_key=str(row_key)).order_by("-changed_at", "-pk").first()
    staff = Staff.objects.filter(pk=row.actor_id).first() if row else None
    return (staff.name if staff else "", row.changed_at if row else None)
