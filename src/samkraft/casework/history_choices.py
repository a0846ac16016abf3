"""Closed lists of the case history."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HistoryKind(models.TextChoices):
    """What an entry tells of."""

    CONTACT = "contact", _("Kontakt")
    DECISION = "decision", _("Beslut")
    EFFORT = "effort", _("Insats")
    HANDLER = "handler", _("Byte av handläggare")
    GAP = "gap", _("Uppehåll")


class Precision(models.TextChoices):
    """How well a day is known: what lies many years back is seldom known by the day."""

    DAY = "day", _("dag")
    MONTH = "month", _("månad")
    YEAR = "year", _("år")


class EffortResult(models.TextChoices):
    """What an effort led to."""

    GOING_ON = "going_on", _("Pågår")
    WORK = "work", _("Ledde till arbete")
    STUDIES = "studies", _("Ledde till studier")
    FORWARD = "forward", _("Ett steg framåt")
    NOTHING = "nothing", _("Ledde inte vidare")
    INTERRUPTED = "interrupted", _("Avbröts")


class HistoryMark(models.TextChoices):
    """A moment that the review points out, with a reason (P-111; what made a difference: P-110)."""

    SIGNAL = "signal", _("En signal vi borde ha sett")
    HARM = "harm", _("Gjorde skada")
    HELPED = "helped", _("Gjorde skillnad")


class HistorySource(models.TextChoices):
    HAND = "hand", _("för hand")
    FILE = "file", _("ur fil")
