"""Contacts with the person that the branch has made in Samkraft: drawn in the history's picture, shared only by choice.

The review of the history hears them, so that nobody who is met every week is said to be silent.

A contact is a day and a way, and of a meeting nothing but that it was held: never what it was about (P-039, SEK-07).
"""

from datetime import date
from typing import NamedTuple

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from samkraft.casework.choices import ContactKind, MeetingState
from samkraft.casework.history.days import About
from samkraft.casework.history.happenings import Happening
from samkraft.casework.history_choices import HistoryKind
from samkraft.casework.models import Contact, Meeting
from samkraft.core.words import as_date


class MadeHere(NamedTuple):
    """A contact, with the key by which an entry of the history that was made of it is known again."""

    key: str
    day: date
    way: str


def contacts_made_here(opened, entries) -> list[MadeHere]:
    """The branch's own contacts and held meetings that no entry of the history tells of; one statement."""
    contacts = Contact.objects.filter(file=opened.file).order_by().values_list(_key("contact:"), "held_on", "kind")
    held = Meeting.objects.filter(file=opened.file, state=MeetingState.HELD).order_by()
    meetings = held.values_list(_key("meeting:"), "starts_at__date", Value("", output_field=CharField()))
    told = {entry.row_key for entry in entries if entry.row_key}
    found = (MadeHere(*row) for row in contacts.union(meetings, all=True))
    return sorted((one for one in found if one.key not in told), key=lambda one: (one.day, one.key))


def _key(prefix):
    return Concat(Value(prefix), Cast("pk", CharField()), output_field=CharField())


def as_entries(made) -> list[dict]:
    """The contacts as rows of the history."""
    return [
        {"kind": HistoryKind.CONTACT, "starts_on": as_date(one.day), "title": way_word(one), "row_key": one.key}
        for one in made
    ]


def as_happenings(made, branch) -> list[Happening]:
    """The contacts as the review of the history hears them."""
    return [
        Happening(
            branch.code, HistoryKind.CONTACT, About(one.day), branch_name=branch.name, branch_mark=branch.mark
        )
        for one in made
    ]  # fmt: skip


def way_word(one) -> str:
    """How it was made, in a word."""
    return str(ContactKind(one.way).label) if one.way else _("Möte")
