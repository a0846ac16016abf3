"""Closed lists of the exchange room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RowVerdict(models.TextChoices):
    """What the site says of one row of a referral file (issue "Intake")."""

    ELIGIBLE = "eligible", _("I målgruppen")
    UNDECIDED = "undecided", _("Kan inte avgöras")
    NOT_ELIGIBLE = "not_eligible", _("Inte i målgruppen")
    KNOWN = "known", _("Finns redan hos er")
    UNREADABLE = "unreadable", _("Kan inte läsas")


TAKEN = (RowVerdict.ELIGIBLE, RowVerdict.UNDECIDED)
"""Rows that become referrals. Nothing is kept of people outside the programme's target group."""
