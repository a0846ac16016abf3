"""Closed lists of the people room. What a programme decides for itself stands in its file instead."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    WOMAN = "woman", _("Kvinna")
    MAN = "man", _("Man")


class IdentityKind(models.TextChoices):
    """Types of identity number (PNR-04); the same codes as ``people.identity.IdentityType``."""

    PNR = "PNR", _("Personnummer")
    SAM = "SAM", _("Samordningsnummer")
    RES_SKANE = "RES-SKANE", _("Reservnummer Skåne")
    RES_NAT = "RES-NAT", _("Nationellt reservnummer")
    DEMO = "DEMO", _("Demonummer")
    NONE = "NONE", _("Inget nummer")


class CoordinationLevel(models.TextChoices):
    """How sure it is who a coordination number stands for: lag (2022:1697) 2 kap. (PNR-03)."""

    CONFIRMED = "confirmed", _("Styrkt")
    PROBABLE = "probable", _("Sannolik")
    UNCERTAIN = "uncertain", _("Osäker")


class CoordinationStatus(models.TextChoices):
    """Whether a coordination number is in use (PNR-03)."""

    ACTIVE = "active", _("Aktivt")
    ON_HOLD = "on_hold", _("Vilandeförklarat")
    DEREGISTERED = "deregistered", _("Avregistrerat")


class ProtectionLevel(models.TextChoices):
    """What the mark rests on (SKY-04). A new identity is no level: it is never kept that somebody has one (SKY-05)."""

    MARK = "mark", _("Sekretessmarkering")
    REGISTRATION = "registration", _("Skyddad folkbokföring")


class Schooling(models.TextChoices):
    """Schooling as the predecessor reported it (P-014)."""

    COMPULSORY = "compulsory", _("Högst grundskola")
    UPPER_SECONDARY = "upper_secondary", _("Gymnasium")
    OTHER = "other", _("Annan utbildning")
    UNKNOWN = "unknown", _("Okänd")


class ReferralState(models.TextChoices):
    """Where a referral is on its way to enrolment (design "The case, as a life cycle")."""

    UNDECIDED = "undecided", _("Kan inte avgöras")
    NOT_ELIGIBLE = "not_eligible", _("Inte i målgruppen")
    WAITING = "waiting", _("Väntar")
    CALLED = "called", _("Kallad")
    ENROLLED = "enrolled", _("Inskriven")
    DECLINED = "declined", _("Tackade nej")
    # The branch had the person already, and who referred her may not know it (REG-07): counted and called nowhere.
    REPEATED = "repeated", _("Anvisad igen")


REFERRAL_MOVES = {
    ReferralState.UNDECIDED: {ReferralState.WAITING, ReferralState.NOT_ELIGIBLE},
    ReferralState.NOT_ELIGIBLE: {ReferralState.WAITING},
    ReferralState.WAITING: {ReferralState.CALLED, ReferralState.DECLINED, ReferralState.NOT_ELIGIBLE},
    ReferralState.CALLED: {ReferralState.ENROLLED, ReferralState.DECLINED, ReferralState.WAITING},
    ReferralState.ENROLLED: set(),
    ReferralState.DECLINED: {ReferralState.WAITING},
    ReferralState.REPEATED: set(),
}


class HandoverState(models.TextChoices):
    """What became of a handover (P-038)."""

    SENT = "sent", _("Skickad")
    ACCEPTED = "accepted", _("Mottagen")
    RETURNED = "returned", _("Återlämnad")


class TryResult(models.TextChoices):
    """What came of a call to follow somebody up, where she wasn't reached or couldn't talk."""

    NO_ANSWER = "no_answer", _("Svarade inte")
    WRONG_NUMBER = "wrong_number", _("Numret går inte fram")
    CALL_BACK = "call_back", _("Bad mig ringa en annan dag")


class StartKind(models.TextChoices):
    """What somebody has begun; work and studies are never one (P-036)."""

    WORK = "work", _("Arbete")
    STUDIES = "studies", _("Studier")


class TalkWay(models.TextChoices):
    """How a talk within the support was held."""

    PHONE = "phone", _("På telefon")
    VISIT = "visit", _("På platsen")
    MEETING = "meeting", _("I ett möte")


class Going(models.TextChoices):
    """How it goes with what was begun, in the person's own opinion."""

    WELL = "well", _("Det går bra")
    STRAINED = "strained", _("Det är ansträngt")
    RISK = "risk", _("Det kan ta slut")
    ENDED = "ended", _("Det har tagit slut")


class ReturnSource(models.TextChoices):
    """Where a sign of a return was found."""

    FACT = "fact", _("En ersättning eller inskrivning")
    FOLLOW_UP = "follow_up", _("En uppföljning")
    REFERRAL = "referral", _("En ny anvisning")
    FILE = "file", _("En inläst fil")
    SUPPORT = "support", _("Stödet efter starten")


class ReturnAnswer(models.TextChoices):
    """What was done about a sign of a return."""

    CONTACTED = "contacted", _("Personen är kontaktad och klarar sig")
    REFERRED = "referred", _("Personen anvisas på nytt")
    ELSEWHERE = "elsewhere", _("Ordinarie verksamhet tar vid")
    MISTAKEN = "mistaken", _("Det var ingen återgång")


class MoveReason(models.TextChoices):
    """Why cases go to a colleague; never a reason of health: absence is said as absence."""

    AWAY = "away", _("Borta en tid")
    LEAVES = "leaves", _("Slutar eller byter arbete")
    EVEN = "even", _("Jämnare fördelning")
    OTHER = "other", _("Annat")


class LiftGround(models.TextChoices):
    """On what somebody of another unit looks behind a block (PDL 4:5)."""

    CONSENT = "consent", _("Patienten samtycker")
    EMERGENCY = "emergency", _("Fara för liv eller hälsa, och samtycke går inte att få")


class MergeState(models.TextChoices):
    """How far two cases have come that may be one person's (T10)."""

    PROPOSED = "proposed", _("Föreslagen")
    TAKEN_BACK = "taken_back", _("Nej till förslaget")
    NOT_SAME = "not_same", _("Inte samma person")
    MERGED = "merged", _("Sammanslagen")
    UNDONE = "undone", _("Ångrad")


class MatchCheck(models.TextChoices):
    """How it was verified that two cases are one person's; that they look alike is never enough (T10)."""

    REGISTER = "register", _("Folkbokföringen eller Skatteverket säger att numren är samma persons")
    DOCUMENT = "document", _("Personen har visat en id-handling")
    PERSON = "person", _("Personen har själv sagt det, och uppgifterna stämmer")
    PAPERS = "papers", _("Samma handling ligger till grund för båda anvisningarna")
