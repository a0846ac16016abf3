"""The open deadlines of a person's own cases, and which of them a list shows."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.people.deadline_rules import Due
from samkraft.people.deadlines import definitions_in, dues_of_own, is_mine, shown_today
from samkraft.people.own_cases import OwnCase, goes_on

VIEWS = {
    "nu": _("Behöver dig nu"),
    "forsenat": _("Försenat"),
    "stilla": _("Står still"),
    "kommande": _("Kommande"),
    "vantar": _("Uppskjutna"),
}


class OwnDue(NamedTuple):
    """A deadline with its case, and whether it falls on the person herself or on a colleague who leads."""

    due: Due
    case: OwnCase
    is_mine: bool


def is_over(due: Due) -> bool:
    """Whether its day has gone by, and nobody has put it off."""
    return due.due_on < today() and not due.is_put_off(today())


def is_still(due: Due) -> bool:
    """Whether the case stands still by it: no contact, or no effort, for too long."""
    return due.stands_still and is_over(due)


_FITS: dict[str, Callable[[Due], bool]] = {
    "nu": shown_today,
    "forsenat": is_over,
    "stilla": is_still,
    "kommande": lambda due: due.warn_on > today() and not due.is_put_off(today()),
    "vantar": lambda due: due.is_put_off(today()),
}


class OwnDues:
    """Every open deadline that falls on the acting branch in the person's own cases, the earliest first."""

    def __init__(self, request):
        self.definitions = definitions_in(request.acting.programme)
        self.all = [
            OwnDue(due, told.case, is_mine(due, told.case, request.acting.staff))
            for told in dues_of_own(request, self.definitions, goes_on)
            for due in told.dues
        ]
        self.all.sort(key=lambda row: (row.due.due_on, row.due.name, row.case.sort_name))

    @property
    def newest(self):
        """The newest version of the programme: its teams and deadlines name the filters."""
        return list(self.definitions.values())[-1]

    def narrowed(self, *, whose="", team="", code=""):
        """One's own alone unless *whose* is ``alla``; of a team; of one kind."""
        return [
            row for row in self.all
            if (row.is_mine or whose == "alla") and team in ("", row.case.team) and code in ("", row.due.code)
        ]  # fmt: skip


def in_view(rows, view):
    """Those of one of :data:`VIEWS`."""
    fits = _FITS[view]
    return [row for row in rows if fits(row.due)]


def counts(rows):
    """How many each of :data:`VIEWS` holds."""
    return {view: sum(_FITS[view](row.due) for row in rows) for view in VIEWS}
