"""What a provider may see: the sessions that she leads, and their places (table B, SKY-01)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from samkraft.activities.choices import PlaceState
from samkraft.activities.models import Session
from samkraft.core.clock import today
from samkraft.core.holidays import is_working_day
from samkraft.core.words import swedish_date
from samkraft.sharing import door

BACK = 60  # so many days back a provider can write who came


@dataclass(frozen=True)
class HeldPlace:
    """A place that somebody holds: its number, perhaps a first name, and what is written of the day."""

    number: int
    booking: int
    case: UUID
    name: str
    since: date | None
    came: bool | None
    hours: Decimal | None

    @property
    def label(self) -> str:
        """What the provider calls it: the place's number, with the first name where she may know it."""
        place = _("plats %(number)s") % {"number": self.number}
        return f"{place}, {self.name}" if self.name else place

    def is_open_on(self, day: date) -> bool:
        """Whether attendance can be written: the person has begun."""
        return self.since is not None and self.since <= day


def sessions_led_by(acting) -> list[dict]:
    """The running sessions of the offerings that name the person, in the branch that she acts for."""
    led = Session.objects.filter(
        offering__leaders__staff=acting.staff, offering__provider_branch=acting.branch,
        offering__programme__slug=acting.programme, cancelled_on=None, starts_on__lte=today(),
    ).filter(Q(ends_on=None) | Q(ends_on__gte=today()))  # fmt: skip
    held = Count("places", filter=Q(places__state=PlaceState.TAKEN))
    return [_row(session) for session in led.select_related("offering").annotate(held=held)]


def with_today(rows) -> list[dict]:
    """The sessions with what is written of today, in words: the one thing that a provider comes for. One statement."""
    told = {row[0]: row[1:] for row in door.rows("written_of_sessions", [row["pk"] for row in rows], today())}
    return [row | _today_of(*told.get(row["pk"], (0, 0)), is_working_day(today())) for row in rows]


def _today_of(begun, written, is_workday):
    if not begun:
        return {"today": _("Ingen har börjat än"), "is_missing": False}
    if not is_workday and not written:
        return {"today": _("I dag är det ledigt"), "is_missing": False}
    if written == begun:
        return {"today": _("I dag: alla skrivna"), "is_missing": False}
    return {"today": _("I dag: %(n)s av %(all)s skrivna") % {"n": written, "all": begun}, "is_missing": True}


def places_of(session, day) -> Iterable[HeldPlace]:
    """The held places of a session with what is written of a day; the door says whether it is hers."""
    return [
        HeldPlace(number, booking, case, name, since, came, hours)
        for number, booking, case, name, since, _day, came, hours in door.rows("places_of_session", session, day, day)
    ]


def _row(session):
    span = _("sedan %(day)s") % {"day": swedish_date(session.starts_on)}
    if session.ends_on:
        span = f"{swedish_date(session.starts_on)} – {swedish_date(session.ends_on)}"
    return {
        "pk": session.pk,
        "title": session.offering.title,
        "sub": ", ".join(filter(None, [span, session.times, session.where])),
        "held": session.held,
    }
