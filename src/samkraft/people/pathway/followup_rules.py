"""When later follow-ups are due. Pure: no database (P-036, P-084)."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from samkraft.programmes.months import add_months
from samkraft.programmes.pathway import FollowUp


def due_day(row: FollowUp, anchor: date) -> date:
    """The day of a follow-up of the programme file, counted from its event."""
    moved = add_months(anchor, row.offset_months) if row.offset_months else anchor
    return moved + timedelta(days=row.offset_days)


# A call some days early is a follow-up; one right after the discharge says nothing of what lasts (P-036).
EARLIEST = timedelta(days=14)


def done_problem(due_on: date, done_on: date, on: date) -> str:
    """What is wrong with the day on which a follow-up was done; empty if nothing."""
    if done_on > on:
        return _("Dagen kan inte ligga i framtiden.")
    if done_on < due_on - EARLIEST:
        return _("Uppföljningen kan göras tidigast två veckor före dagen då den ska göras.")
    return ""
