"""Closed lists of a person's rights to her data (GDPR 12-21)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RightsKind(models.TextChoices):
    """What a person may ask of a controller."""

    ACCESS = "access", _("Registerutdrag: få veta vad som finns")
    RECTIFICATION = "rectification", _("Rättelse: få fel rättat")
    RESTRICTION = "restriction", _("Begränsning: pausa användningen")
    OBJECTION = "objection", _("Invändning mot behandlingen")
    ERASURE = "erasure", _("Radering")
    PORTABILITY = "portability", _("Flytta uppgifter")


class RightsAnswer(models.TextChoices):
    """How a controller answered."""

    GRANTED = "granted", _("Ja, helt")
    PARTLY = "partly", _("Ja, delvis")
    REFUSED = "refused", _("Nej")
    NOTHING = "nothing", _("Vi har inga uppgifter")
    TAKEN_BACK = "taken_back", _("Personen tog tillbaka sin begäran")


class Channel(models.TextChoices):
    """How a request came in."""

    VISIT = "visit", _("på besök")
    LETTER = "letter", _("brev")
    PHONE = "phone", _("telefon")
    MESSAGE = "message", _("säkert meddelande")


class Reach(models.TextChoices):
    """Of whom the person asks it."""

    OURS = "ours", _("Bara oss")
    ALL = "all", _("Alla som har uppgifter om personen i samarbetet")


class Struck(models.TextChoices):
    """Why something isn't told in a package."""

    OTHER_PERSON = "other_person", _("Uppgift om någon annan än deltagaren")
    SECRECY = "secrecy", _("Sekretess mot deltagaren själv (OSL 12 kap.)")
