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


class HowGiven(models.TextChoices):
    """How the information was given (GDPR 12)."""

    PAPER = "paper", _("på papper, och läst tillsammans")
    SCREEN = "screen", _("läst tillsammans på skärmen")
    INTERPRETER = "interpreter", _("läst genom tolk")
    SENT = "sent", _("skickat hem i brev")


class NoticeLanguage(models.TextChoices):
    """Languages that the shipped notices are in; Swedish is the one that counts (TIL-06)."""

    SWEDISH = "sv", _("svenska")
    ENGLISH = "en", _("engelska")
    ARABIC = "ar", _("arabiska")


class PublicDecision(models.TextChoices):
    """What came of somebody's asking for a public record (TF ch. 2, OSL 6)."""

    GIVEN = "given", _("Lämnades ut")
    PARTLY = "partly", _("Lämnades ut med delar strukna")
    REFUSED = "refused", _("Lämnades inte ut: beslut kan överklagas")
