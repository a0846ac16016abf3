"""Code lists of the improvement log."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Remover(models.TextChoices):
    """Who could remove the obstacle (P-124)."""

    TEAM = "team", _("Vi själva i teamet")
    PROGRAMME = "programme", _("Programmets ledning")
    AUTHORITY = "authority", _("En av myndigheterna")
    STEERING = "steering", _("Styrgruppen")
    STATE = "state", _("Regering eller riksdag")
    UNKNOWN = "unknown", _("Vet inte")


class Turn(models.TextChoices):
    """What became of it: each turn is kept, and the latest is how it stands."""

    PASSED = "passed", _("Har lämnats till någon")
    REMOVED = "removed", _("Hindret är borta")
    STAYS = "stays", _("Går inte att ta bort nu")
    REOPENED = "reopened", _("Hindret finns igen")


ENDED = (Turn.REMOVED, Turn.STAYS)
