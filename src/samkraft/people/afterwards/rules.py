"""When talks within the support are due, and when somebody needs one sooner. Pure: no database (P-003)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from samkraft.people.choices import Going
from samkraft.programmes.months import add_months
from samkraft.programmes.pathway import Afterwards

# After these answers the next talk comes sooner than planned.
WARNINGS = frozenset({Going.STRAINED, Going.RISK})
# A talk that is later than this is an early warning of its own: nobody knows how it goes.
MISSED_AFTER = timedelta(days=7)
# How long after its start a support may be noted, and how long before.
EARLIEST, LATEST = timedelta(days=366), timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one support: its next talk, and the last answer."""

    key: object
    kind: str
    begun_on: date
    until: date
    contact: int
    next_on: date | None
    last: str

    def is_warning(self, on: date) -> bool:
        """Early warning: it was strained when last asked, or the talk that would have told is missed."""
        missed = self.next_on is not None and on > self.next_on + MISSED_AFTER
        return self.last in WARNINGS or missed


def talks_of(rules: Afterwards, begun_on: date, until: date, on: date) -> list[date]:
    """The days of the talks that the programme plans, from today and within the support; at least one."""
    days = [begun_on + timedelta(days=number) for number in rules.talk_days]
    left = [day for day in days if on <= day <= until]
    return left or [min(until, on + timedelta(days=rules.closer_days))]


def last_day(rules: Afterwards, begun_on: date) -> date:
    """The last day of the support, counted from the start."""
    return add_months(begun_on, rules.support_months)


def start_problem(begun_on: date, until: date, on: date) -> str:
    """What is wrong with the days of a support; empty if nothing."""
    if begun_on < on - EARLIEST:
        return _("Starten ligger mer än ett år bort. Stämmer året?")
    if begun_on > on + LATEST:
        return _("Starten ligger mer än fyra månader fram. Vänta tills den är närmare.")
    if until < on:
        return _("Stödet skulle redan vara slut. Tiden räknas från starten.")
    return ""


def held_problem(held_on: date, begun_on: date, on: date) -> str:
    """What is wrong with the day on which a talk was held; empty if nothing."""
    if held_on > on:
        return _("Dagen kan inte ligga i framtiden.")
    if held_on < begun_on - LATEST:
        return _("Dagen ligger långt före starten. Stämmer den?")
    return ""


def sooner(going: str, rules: Afterwards, planned: date | None, on: date) -> date | None:
    """The day of an extra talk after a worrying answer; None where one is planned by then anyway."""
    if going not in WARNINGS:
        return None
    by = on + timedelta(days=rules.closer_days)
    return None if planned is not None and planned <= by else by
