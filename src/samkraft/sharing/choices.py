"""Closed lists of the sharing room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a consent line is for; follow-up and evaluation are lines of their own (CON-05)."""

    PLANNING = "planning", _("gemensam planering")
    FOLLOW_UP = "follow_up", _("uppföljning efter utskrivning")
    EVALUATION = "evaluation", _("utvärdering")


class ConsentForm(models.TextChoices):
    """How consent was given (CON-03)."""

    ORAL = "oral", _("muntligt, antecknat av den som satt med")
    WRITTEN = "written", _("skriftligt, på papper")
    ELECTRONIC = "electronic", _("elektroniskt underskrivet")


class Ground(models.TextChoices):
    """The closed list of grounds for a release in ordinary work (SEK-07)."""

    CONSENT = "consent", _("samtycke")
    STATUTORY_DUTY = "statutory_duty", _("uppgiftsskyldighet i lag")
    NO_HARM = "no_harm_assessed", _("prövat: ingen skada")


class ItemKind(models.TextChoices):
    """What kind of item a release copies."""

    IDENTITY = "identity", _("Kontaktuppgifter")
    MAPPING = "mapping", _("Kartläggning")
    PLAN = "plan", _("Gemensam plan")
    STEP_REPORT = "step_report", _("Rapport om ett steg")
    STEP_PROPOSAL = "step_proposal", _("Förslag till steg")
    MINUTES = "minutes", _("Anteckning")
    ACTIVITY = "activity", _("Aktivitet")
    DISCHARGE = "discharge", _("Utskrivning")
    HANDOVER = "handover", _("Överlämning")
