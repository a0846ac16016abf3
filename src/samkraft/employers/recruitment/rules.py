"""Pure decisions on recruitment meetings and who is invited (P-050)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from samkraft.employers.choices import InvitationState

_BEEN = (InvitationState.CAME, InvitationState.ABSENT)


class Counts(NamedTuple):
    """How many people all branches have invited to a meeting together, and what came of it."""

    invited: int = 0
    accepted: int = 0
    came: int = 0
    offered: int = 0


def seats_left(seats: int, counts: Counts) -> int:
    """Seats that nobody is invited to."""
    return max(seats - counts.invited, 0)


def answer_problems(on: date, held_on: date, given: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with an answer or an outcome."""
    problems = {}
    if given["state"] in _BEEN and held_on > on:
        problems["state"] = _("Träffen har inte varit än.")
    if given.get("outcome") and given["state"] != InvitationState.CAME:
        problems["outcome"] = _("Vad det ledde till gäller den som kom.")
    return problems


def meeting_problems(on: date, held_on: date, seats: int, invited: int = 0) -> dict[str, str]:
    """What is wrong with a meeting. Nobody who is invited loses the seat by a smaller number."""
    problems = {}
    if held_on < on:
        problems["on"] = _("Träffen kan inte planeras på en dag som har varit.")
    if seats < invited:
        problems["seats"] = _("%(n)s är redan inbjudna. Ta först bort inbjudningar, eller behåll platserna.") % {
            "n": invited
        }
    return problems
