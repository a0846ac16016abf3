"""Closed lists of the voices room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """How a question is answered; the words are those of the programme file."""

    CHOICE = "choice", _("Ett av flera svar")
    SCALE = "scale", _("En skala")
    TEXT = "text", _("Egna ord")
    YES_NO = "yes_no", _("Ja eller nej")


class YesNo(models.TextChoices):
    """The answers to a question of yes or no."""

    YES = "yes", _("Ja")
    NO = "no", _("Nej")
