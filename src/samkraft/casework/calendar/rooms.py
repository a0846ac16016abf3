"""Rooms of a branch: added and closed by its manager."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework.models import Room
from samkraft.core.clock import today
from samkraft.people.problems import NotPossible


@transaction.atomic
def add(acting, given) -> Room:
    """A new room; one that was closed is opened again under its name."""
    try:
        with transaction.atomic():
            room, _made = Room.objects.update_or_create(
                branch=acting.branch, name=given["name"], closed_on__isnull=False,
                defaults={name: given[name] for name in ("address", "seats", "is_lent")} | {"closed_on": None},
                create_defaults={"branch": acting.branch, **given},
            )  # fmt: skip
    except IntegrityError as error:
        raise NotPossible(_("Ni har redan ett rum med det namnet."), "name") from error
    log_event(Event.CONFIG_CHANGED, object_type="room", items=[f"room:{room.pk}"])
    return room


@transaction.atomic
def close(room) -> None:
    """It is not booked any more."""
    room.closed_on = today()
    room.save(update_fields=["closed_on"])
    log_event(Event.CONFIG_CHANGED, object_type="room", items=[f"room:{room.pk}:closed"])
