"""Closed lists of the employers room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Interest(models.TextChoices):
    """What an employer has said of taking part."""

    UNKNOWN = "unknown", _("Inte frågad")
    INTERESTED = "interested", _("Intresserad")
    ACTIVE = "active", _("Tar emot nu")
    LATER = "later", _("Vill bli kontaktad senare")
    NO = "no", _("Vill inte")


class ContactWay(models.TextChoices):
    """How we were in touch."""

    VISIT = "visit", _("Besök")
    PHONE = "phone", _("Telefon")
    DIGITAL = "digital", _("Digitalt möte")
    EMAIL = "email", _("E-post")


class ContactPurpose(models.TextChoices):
    """What a contact with an employer was about (P-050)."""

    JOBS = "jobs", _("Skaffa jobb")
    PLACES = "places", _("Skaffa praktikplatser")
    RECRUITMENT = "recruitment", _("Riktad rekrytering")
    MEETING = "meeting", _("Rekryteringsträff")
    FOLLOW_UP = "follow_up", _("Uppföljning på arbetsplatsen")
    OTHER = "other", _("Annat")


class NeedKind(models.TextChoices):
    """What an employer offers."""

    JOB = "job", _("Jobb")
    PRACTICE = "practice", _("Praktikplats")
    TRAINING = "training", _("Arbetsträning")
    LANGUAGE = "language", _("Språkpraktik")


class NeedState(models.TextChoices):
    """How it stands with what an employer offers."""

    OPEN = "open", _("Ledig")
    FILLED = "filled", _("Tillsatt")
    WITHDRAWN = "withdrawn", _("Återtagen")


class PlacementState(models.TextChoices):
    """The life of a placement at a workplace."""

    PLANNED = "planned", _("Planerad")
    AGREED = "agreed", _("Överenskommen")
    UNDER_WAY = "under_way", _("Pågår")
    ENDED = "ended", _("Avslutad")
    NOT_STARTED = "not_started", _("Blev inte av")


class PlacementEnd(models.TextChoices):
    """How a placement ended. Begun work and an ended placement never share a word."""

    HIRED = "hired", _("Anställd på arbetsplatsen")
    COMPLETED = "completed", _("Genomförd som planerat")
    BY_PERSON = "by_person", _("Avbruten av personen")
    BY_WORKPLACE = "by_workplace", _("Avbruten av arbetsplatsen")
    BY_US = "by_us", _("Avbruten av oss")


PLACEMENT_MOVES = {
    PlacementState.PLANNED: {PlacementState.AGREED, PlacementState.NOT_STARTED},
    PlacementState.AGREED: {PlacementState.UNDER_WAY, PlacementState.NOT_STARTED},
    PlacementState.UNDER_WAY: {PlacementState.ENDED},
}
LIVE_PLACEMENTS = (PlacementState.UNDER_WAY, PlacementState.AGREED, PlacementState.PLANNED)


class PurposeHolds(models.TextChoices):
    """Whether the workplace gives what the placement is for (P-050: the purpose of each placement secured)."""

    YES = "yes", _("Ja")
    PARTLY = "partly", _("Delvis")
    NO = "no", _("Nej")


class EmploymentEnd(models.TextChoices):
    """How a municipal employment ended; what came after is asked 90 days later (P-084)."""

    TIME_OUT = "time_out", _("Tiden gick ut")
    WORK = "work", _("Personen fick annat arbete")
    STUDIES = "studies", _("Personen började studera")
    INTERRUPTED = "interrupted", _("Avbröts i förtid")
    OTHER = "other", _("Annat")


class MeetingState(models.TextChoices):
    """The life of a recruitment meeting."""

    PLANNED = "planned", _("Planerad")
    HELD = "held", _("Genomförd")
    CANCELLED = "cancelled", _("Inställd")


class InvitationState(models.TextChoices):
    """What an invited person answered, and whether she came."""

    INVITED = "invited", _("Inbjuden")
    ACCEPTED = "accepted", _("Tackat ja")
    DECLINED = "declined", _("Tackat nej")
    CAME = "came", _("Kom")
    ABSENT = "absent", _("Kom inte")


class InvitationOutcome(models.TextChoices):
    """What the meeting led to for the person."""

    NOTHING = "nothing", _("Inget just nu")
    INTERVIEW = "interview", _("Intervju")
    PLACE = "place", _("Praktikplats")
    OFFER = "offer", _("Erbjuden jobb")
    HIRED = "hired", _("Anställd")
