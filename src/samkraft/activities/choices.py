"""Closed lists of the activities room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityState(models.TextChoices):
    """The life of an activity: asked, decided, under way, ended (P-042)."""

    ASKED = "asked", _("Begärd")
    DECIDED = "decided", _("Beviljad")
    REFUSED = "refused", _("Avslagen")
    UNDER_WAY = "under_way", _("Pågår")
    COMPLETED = "completed", _("Slutförd")
    INTERRUPTED = "interrupted", _("Avbruten")


MOVES = {
    ActivityState.ASKED: {ActivityState.DECIDED, ActivityState.REFUSED},
    ActivityState.DECIDED: {ActivityState.UNDER_WAY, ActivityState.INTERRUPTED},
    ActivityState.UNDER_WAY: {ActivityState.COMPLETED, ActivityState.INTERRUPTED},
}
