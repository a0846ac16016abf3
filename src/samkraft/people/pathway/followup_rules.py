"""When later follow-ups are due. Pure: no database (P-036, P-084)."""

from datetime import date, timedelta

from samkraft.programmes.months import add_months
from samkraft.programmes.pathway import FollowUp


def due_day(row: FollowUp, anchor: date) -> date:
    """The day of a follow-up of the programme file, counted from its event."""
    moved = add_months(anchor, row.offset_months) if row.offset_months else anchor
    return moved + timedelta(days=row.offset_days)
