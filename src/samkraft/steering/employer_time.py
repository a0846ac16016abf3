"""The share of the teams' time that goes to employers, month by month, from their contact log (P-050, P-073).

A month counts when it has ended and the log was kept for all of it. What the teams wrote is a sum of minutes at
employers: no participant stands in it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Min, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy

from samkraft.employers.models import EmployerContact
from samkraft.employers.register.rules import month_of, working_hours
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import Programme, TeamMember
from samkraft.steering.measures import Figure

LOGGED = gettext_lazy("Teamens kontakter med arbetsgivare, i Samkraft")
# A log that begins later in a month than this doesn't tell of the whole month.
LATEST_BEGINNING = 7


@dataclass(frozen=True)
class Dated:
    """An indicator's figure of a day, and where it comes from."""

    code: str
    on: date
    figure: Figure
    source: str


def whole_month(on: date) -> date:
    """The last day of the latest month that has ended by the end of a day."""
    last = month_of(on)[1]
    return last if last == on else on.replace(day=1) - timedelta(days=1)


def months_of_log(programme: Programme, definition: ProgrammeDefinition, on: date) -> list[Dated]:
    """The figure of every whole month of the log until a day; two statements, none where no indicator is read from it.

    What is written in by hand for a later day goes before it.
    """
    codes = [row.code for row in definition.indicators if row.figures_from == "employer_log"]
    minutes = _minutes(programme, whole_month(on)) if codes else {}
    found = _figures(programme, definition, minutes) if minutes else {}
    return [Dated(code, day, figure, str(LOGGED)) for day, figure in sorted(found.items()) for code in codes]


def _minutes(programme, last):
    """Last day of the month → the teams' minutes."""
    rows = EmployerContact.objects.filter(programme=programme, on__lte=last, team__isnull=False).order_by()
    by_month = list(
        rows.annotate(month=TruncMonth("on")).values_list("month").annotate(n=Sum("minutes"), day=Min("on"))
    )
    begun = min((day for _month, _n, day in by_month), default=last)
    whole = begun.replace(day=1) if begun.day <= LATEST_BEGINNING else month_of(begun)[1]
    return {month_of(month)[1]: n for month, n, _day in by_month if month >= whole}


def _figures(programme, definition, minutes):
    places = list(TeamMember.objects.filter(team__programme=programme).values_list("valid_from", "valid_until"))
    week = definition.team_rules.hours_a_week
    hours = {last: working_hours(places, last.replace(day=1), last, week) for last in minutes}
    return {
        last: Figure(Decimal(n) / 60, Decimal(str(round(hours[last], 1))))
        for last, n in minutes.items() if hours[last]
    }  # fmt: skip
