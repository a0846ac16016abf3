"""Closed lists of the activities room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityState(models.TextChoices):
    """The life of an activity: asked, decided, perhaps offered a place and accepted, under way, ended (P-042)."""

    ASKED = "asked", _("Begärd")
    DECIDED = "decided", _("Beviljad")
    REFUSED = "refused", _("Avslagen")
    OFFERED = "offered", _("Erbjuden plats")
    ACCEPTED = "accepted", _("Har plats")
    DECLINED = "declined", _("Tackade nej")
    UNDER_WAY = "under_way", _("Pågår")
    COMPLETED = "completed", _("Slutförd")
    INTERRUPTED = "interrupted", _("Avbruten")


LIVE = (
    ActivityState.UNDER_WAY, ActivityState.OFFERED, ActivityState.ACCEPTED, ActivityState.DECIDED, ActivityState.ASKED,
)  # fmt: skip

# Holds a place of the catalogue, where it was booked there.
HOLDING = (ActivityState.OFFERED, ActivityState.ACCEPTED, ActivityState.UNDER_WAY)

# What a person does to an activity. The door moves one from decided to offered, and back when the offer goes out.
MOVES = {
    ActivityState.ASKED: {ActivityState.DECIDED, ActivityState.REFUSED},
    ActivityState.DECIDED: {ActivityState.UNDER_WAY, ActivityState.INTERRUPTED},
    ActivityState.OFFERED: {ActivityState.ACCEPTED, ActivityState.DECLINED},
    ActivityState.ACCEPTED: {ActivityState.UNDER_WAY, ActivityState.INTERRUPTED},
    ActivityState.UNDER_WAY: {ActivityState.COMPLETED, ActivityState.INTERRUPTED},
}


class BookingState(models.TextChoices):
    """Where a booking stands: in the queue, offered a place, holding one, or gone."""

    WAITING = "waiting", _("I kö")
    OFFERED = "offered", _("Erbjuden plats")
    TAKEN = "taken", _("Har plats")
    LEFT = "left", _("Har lämnat kön")


class PlaceState(models.TextChoices):
    """A place of a session."""

    FREE = "free", _("Ledig")
    OFFERED = "offered", _("Erbjuden")
    TAKEN = "taken", _("Upptagen")
    CLOSED = "closed", _("Borttagen")


class BookingNotice(models.TextChoices):
    """What has happened to a booking that somebody must take a stand on, so that nobody is dropped silently."""

    EXPIRED = "expired", _("Erbjudandet gick ut utan svar")
    DISPLACED = "displaced", _("Platsen togs tillbaka av anordnaren")
