"""What moving cases puts on the day: those that have come to the person, as one line for each move."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.core.clock import today
from samkraft.core.words import day_month
from samkraft.people import contributions
from samkraft.people.models import MovedCase
from samkraft.people.own_cases import kept_of_own

# For how long a note that nobody has marked as read stays on the day.
_NEWS = timedelta(days=30)


def register():
    """Called when the people room starts."""
    contributions.add_queue(11, moved_queue)


def moved_queue(request):
    """Moves to the person whose note she hasn't read."""
    moves: dict = {}
    for case, (move, to, by, on) in kept_of_own(request, "moved", _read_unseen):
        if to == request.user.pk:
            moves.setdefault((on, move, by), []).append(case.pk)
    items = [
        {
            "url": reverse("people:moved", args=[move]),
            "title": _("Ett ärende från %(name)s") % {"name": by} if len(cases) == 1
            else _("%(n)s ärenden från %(name)s") % {"n": len(cases), "name": by},
            "sub": _("Läs anteckningen."),
            "end": day_month(on),
        }
        for (on, move, by), cases in sorted(moves.items())
    ]  # fmt: skip
    return contributions.queue(_("Ärenden som har kommit till dig"), items)


def _read_unseen(keys):
    rows = MovedCase.objects.filter(case__among=keys, seen_on=None, undone_on=None, move__moved_on__gte=today() - _NEWS)
    columns = (
        "case_id", "move_id", "move__to_staff", "move__moved_by__first_name", "move__moved_by__last_name",
        "move__moved_on",
    )  # fmt: skip
    for case, move, to, first, last, on in rows.order_by("pk").values_list(*columns):
        yield case, (move, to, f"{first} {last}", on)
