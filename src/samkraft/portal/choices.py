"""Closed lists of the portal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CopyKind(models.TextChoices):
    """What can be put on a person's own page; the codes are those of the items themselves."""

    PLAN = "plan", _("Planen")
    NOTE = "minutes", _("Anteckning från ett möte")


class Language(models.TextChoices):
    """The languages of the page's own words, each by the name that its readers know."""

    SWEDISH = "sv", "Svenska"
    ENGLISH = "en", "English"
    ARABIC = "ar", "العربية"


RIGHT_TO_LEFT = frozenset({Language.ARABIC.value})
