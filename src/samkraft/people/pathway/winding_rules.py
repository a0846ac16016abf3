"""How it stands with the handover of a case before the programme ends. Pure: no database (P-038)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Stand(StrEnum):
    """Where the handover of a person is: from nobody asked to taken over."""

    NOBODY = "nobody"
    RETURNED = "returned"
    LATE = "late"
    WAITING = "waiting"
    ACCEPTED = "accepted"


# Without a receiver: nobody has said yes, and nobody is asked.
WITHOUT_RECEIVER = frozenset({Stand.NOBODY, Stand.RETURNED})
# Between two reminders of the same handover.
REMIND_AGAIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Sent:
    """The newest handover of a case."""

    key: object
    state: str
    to: str
    sent_on: date
    reminded_on: date | None
    has_account: bool


def stand_of(sent: Sent | None, answer_days: int, on: date) -> Stand:
    """Where the handover of a case is."""
    if sent is None:
        return Stand.NOBODY
    if sent.state == "sent":
        return Stand.LATE if on > answer_by(sent.sent_on, answer_days) else Stand.WAITING
    return Stand.ACCEPTED if sent.state == "accepted" else Stand.RETURNED


def answer_by(sent_on: date, answer_days: int) -> date:
    """The last day of the time that a receiver has (P-038)."""
    return sent_on + timedelta(days=answer_days)


def may_remind(stand: Stand, sent: Sent, on: date) -> bool:
    """A receiver with an account, whose time is out, and who wasn't reminded these last days."""
    recently = sent.reminded_on is not None and on < sent.reminded_on + REMIND_AGAIN
    return stand == Stand.LATE and sent.has_account and not recently


def days_left(end: date | None, on: date) -> int | None:
    """How many days are left of the programme; None for one that goes on (P-005)."""
    return None if end is None else (end - on).days
