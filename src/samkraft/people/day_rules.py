"""Days that can't be right in a case, whatever they are about: before it began, or too far ahead. Pure."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

FURTHEST_AHEAD = timedelta(days=731)


def planned_problem(day: date | None, opened_on: date, on: date) -> str:
    """What is wrong with a day that is planned in a case opened on *opened_on*, seen from *on*; empty if nothing."""
    if day is None:
        return ""
    if day < opened_on:
        return _("Dagen är före inskrivningen. Stämmer året?")
    if day > on + FURTHEST_AHEAD:
        return _("Dagen ligger mer än två år bort. Stämmer året?")
    return ""
