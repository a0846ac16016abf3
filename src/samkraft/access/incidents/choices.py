"""Closed lists of the incident register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IncidentKind(models.TextChoices):
    """What seems to have happened."""

    READING = "reading", _("Obehörig läsning")
    WRONG_RECEIVER = "wrong_receiver", _("Uppgifter till fel mottagare")
    WRONG_ACCESS = "wrong_access", _("Någon har eller har haft för vid behörighet")
    LOST = "lost", _("Uppgifter har försvunnit eller ändrats")
    OUTAGE = "outage", _("Tjänsten går inte att använda")
    INTRUSION = "intrusion", _("Intrång eller försök till intrång")
    OTHER = "other", _("Annat")


class Risk(models.TextChoices):
    """What it may mean to those whom the data are about (GDPR articles 33 and 34)."""

    UNLIKELY = "unlikely", _("Risk är osannolik")
    RISK = "risk", _("Risk")
    HIGH = "high", _("Hög risk")


class ReportTo(models.TextChoices):
    """Who is told: the supervisory authority, those concerned, the CSIRT in three steps, the other authorities."""

    SUPERVISOR = "supervisor", _("Anmälan till Integritetsskyddsmyndigheten")
    PERSONS = "persons", _("Besked till dem som berörs")
    CSIRT_WARNING = "csirt_warning", _("Tidig varning till CSIRT")
    CSIRT_NOTICE = "csirt_notice", _("Incidentanmälan till CSIRT")
    CSIRT_FINAL = "csirt_final", _("Slutrapport till CSIRT")
    CONTROLLERS = "controllers", _("Besked till de andra myndigheterna")


class EntryKind(models.TextChoices):
    """What an entry of the register says."""

    ASSESSED = "assessed", _("Bedömd")
    REPORTED = "reported", _("Anmäld")
    NOTED = "noted", _("Anteckning")
    CLOSED = "closed", _("Avslutad")
