"""Closed lists of the casework room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StepState(models.TextChoices):
    """The states of a plan step."""

    PROPOSED = "proposed", _("Föreslaget")
    AGREED = "agreed", _("Överenskommet")
    WAITING = "waiting", _("Väntar på plats")
    UNDER_WAY = "under_way", _("Pågår")
    DONE = "done", _("Klart")
    INTERRUPTED = "interrupted", _("Avbrutet")
    NOT_WANTED = "not_wanted", _("Inte längre önskat")


class ContactKind(models.TextChoices):
    VISIT = "visit", _("Besök")
    PHONE = "phone", _("Telefon")
    VIDEO = "video", _("Videosamtal")
    LETTER = "letter", _("Brev")
    WORKPLACE = "workplace", _("På arbetsplats")


class MeetingKind(models.TextChoices):
    """What a meeting is for; the follow-up talks of P-034 are kinds of their own."""

    MAPPING = "mapping", _("Kartläggningsmöte")
    PLAN = "plan", _("Planmöte")
    FOLLOW_UP = "follow_up", _("Uppföljning")
    ACTIVITY_START = "activity_start", _("Samtal när en aktivitet börjar")
    ACTIVITY_END = "activity_end", _("Samtal när en aktivitet slutar")
    PHASE_MOVE = "phase_move", _("Samtal vid byte av fas")
    THREE_PARTY = "three_party", _("Trepartsmöte")
    OTHER = "other", _("Annat möte")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planerat")
    HELD = "held", _("Genomfört")
    CANCELLED = "cancelled", _("Inställt")
    NO_SHOW = "no_show", _("Deltagaren kom inte")


class MoneyQuestion(models.TextChoices):
    """What the person thinks of beginning, when she asks what happens with her money."""

    WORK = "work", _("Ett arbete")
    HOURS = "hours", _("Fler timmar")
    STUDIES = "studies", _("Studier eller en kurs")
    PRACTICE = "practice", _("Praktik eller arbetsträning")


class PaperState(models.TextChoices):
    """How it stands with a paper that was asked for in health care."""

    ASKED = "asked", _("Begärt")
    RECEIVED = "received", _("Har kommit")
    NOT_NEEDED = "not_needed", _("Behövs inte längre")
    REFUSED = "refused", _("Vården lämnar det inte")


class StudyState(models.TextChoices):
    """How it stands with a study plan."""

    PLANNED = "planned", _("Planerad")
    APPLIED = "applied", _("Ansökan skickad")
    UNDER_WAY = "under_way", _("Studierna pågår")
    DONE = "done", _("Avslutad")
    DROPPED = "dropped", _("Inte längre aktuell")


class GuidanceForm(models.TextChoices):
    INDIVIDUAL = "individual", _("Enskilt")
    GROUP = "group", _("I grupp")


class CancelledBy(models.TextChoices):
    """Who called a meeting off. Never why: a reason may be of health."""

    PERSON = "person", _("Deltagaren ställde in")
    US = "us", _("Vi ställde in")
    OTHER = "other", _("Någon annan som skulle vara med ställde in")


class GuestAnswer(models.TextChoices):
    """What a colleague has answered who is asked to a meeting."""

    ASKED = "asked", _("Har inte svarat")
    YES = "yes", _("Kommer")
    NO = "no", _("Kan inte")


class TextPlace(models.TextChoices):
    """Where a branch's text template is offered."""

    ANYWHERE = "anywhere", _("Överallt")
    MINUTES = "minutes", _("Anteckningar")
    MAPPING = "mapping", _("Kartläggning")
    MEETING = "meeting", _("Möten och kallelser")
    MESSAGE = "message", _("Meddelanden")
