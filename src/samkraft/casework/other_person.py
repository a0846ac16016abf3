"""SEK-12: a text that names somebody else is not shared until it is written without her, or she has said yes."""

from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.receipts import receipt
from samkraft.people.own_page import take_away
from samkraft.sharing import outbox
from samkraft.sharing.models import Release


def is_closed(row) -> bool:
    """Whether the text stays in its file."""
    return row.names_another and not row.another_agreed


def said_of(row) -> dict:
    """What is kept of it, by field."""
    return {"names_another": row.names_another, "another_agreed": row.another_agreed}


def mark(row, said) -> None:
    """Keep what was said of a text that is unchanged."""
    if said_of(row) != said:
        row.names_another, row.another_agreed = said["names_another"], said["another_agreed"]
        row.save(update_fields=list(said))
        note(row, "minutes" if hasattr(row, "held_on") else "mapping")


def note(row, kind) -> None:
    """ITEM-4: it is marked, or no longer; of a marked text nothing leaves the outbox, or stays on the own page."""
    log_event(Event.THIRD_PERSON, [row.case_id], object_type=kind, items=[f"{kind}:{row.item}:{row.version}"])
    if is_closed(row):
        waiting = list(Release.objects.waiting().filter(case_id=row.case_id, item_id=row.item))
        if waiting:
            outbox.stop(waiting)
        take_away(kind, row.item)


def say_kept(request) -> None:
    """The receipt of a marked text."""
    receipt(request, _("Sparad. Den delas inte, för den nämner en annan person."))
