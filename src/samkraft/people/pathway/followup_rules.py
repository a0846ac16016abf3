"""When later follow-ups are due. Pure: no database (P-036, P-084)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from samkraft.core.holidays import working_day_from
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


# How long before its day a follow-up may be called: then it comes to the day's list as well.
AHEAD = EARLIEST


@dataclass(frozen=True, slots=True)
class ToDo:
    """A follow-up that isn't done: its key, day and name, how often it was tried and when to try again."""

    due_on: date
    pk: int
    title: str
    tries: int = 0
    again_on: date | None = None

    def is_to_call(self, on: date) -> bool:
        """Whether it may be called today: its time has come, and nobody was asked to wait."""
        return self.due_on <= on + AHEAD and (self.again_on is None or self.again_on <= on)


def again_problem(again_on: date | None, on: date) -> str:
    """What is wrong with the day on which to call again; empty if nothing."""
    if again_on is None:
        return _("Välj dagen då du ringer igen.")
    if again_on <= on:
        return _("Välj en dag efter i dag.")
    if again_on > on + timedelta(days=90):
        return _("Dagen ligger mer än tre månader bort. Stämmer den?")
    return ""


def next_try(on: date) -> date:
    """The day proposed for the next call: two days on, and never on a weekend or a day off."""
    return working_day_from(on + timedelta(days=2))
