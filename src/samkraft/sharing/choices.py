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


class WithdrawnHow(models.TextChoices):
    """How the person said that a consent is taken back (CON-06)."""

    TALK = "talk", _("i ett samtal")
    PHONE = "phone", _("på telefon")
    LETTER = "letter", _("i brev eller mejl")
    REPRESENTATIVE = "representative", _("genom sin företrädare")
    OWN_PAGE = "own_page", _("på sin egen sida")


class Giver(models.TextChoices):
    """Who gives the consent (CON-10)."""

    SELF = "self", _("Personen själv")
    TOGETHER = "together", _("Personen, med stöd av sin företrädare")
    REPRESENTATIVE = "representative", _("En företrädare i personens ställe")


class Mandate(models.TextChoices):
    """By what a representative acts (CON-10, INT-07)."""

    CUSTODIAN = "god_man", _("God man")
    TRUSTEE = "forvaltare", _("Förvaltare")
    POWER_OF_ATTORNEY = "fullmakt", _("Fullmakt")
    FUTURE_POWER = "framtidsfullmakt", _("Framtidsfullmakt")


class Interpreter(models.TextChoices):
    """Whether and how somebody interpreted (TIL-06)."""

    NONE = "none", _("Ingen tolk behövdes")
    PRESENT = "present", _("Tolk på plats")
    DISTANCE = "distance", _("Tolk på telefon eller skärm")
    SIGN = "sign", _("Teckenspråkstolk eller annat tolkstöd")


class Explained(models.TextChoices):
    """What the person has been told before she says yes (CON-02, the record's minimum)."""

    WHAT = "what", _("vilka uppgifter det gäller och vad de ska användas till")
    WHO = "who", _("vilka verksamheter som lämnar och tar emot dem, och hur länge")
    WITHDRAWAL = "withdrawal", _("att ett ja kan tas tillbaka när som helst, och vad som händer då")
    CONSEQUENCES = "consequences", _("att ett nej inte påverkar rätten till stöd, men att planen då görs av färre")


class Ground(models.TextChoices):
    """The closed list of grounds for a release (SEK-07). There is none for control purposes (SEK-08).

    Daily work offers the first two; ``no_harm_assessed`` takes a written assessment, and the last three the branch's
    legal approver. See ``sharing.ground_rules``.
    """

    CONSENT = "consent", _("samtycke")
    STATUTORY_DUTY = "statutory_duty", _("uppgiftsskyldighet i lag")
    NO_HARM = "no_harm_assessed", _("prövat: ingen skada")
    OWN_TASK = "own_task", _("nödvändigt för den egna uppgiften")
    GENERAL_CLAUSE = "general_clause", _("generalklausulen")
    NECESSARY_HELP = "necessary_help", _("nödvändig hjälp mellan vård och socialtjänst")


class HelpCondition(models.TextChoices):
    """Which of the three conditions in law holds, where care and social services exchange what help needs (SEK-09)."""

    UNDER_18 = "under_18", _("Personen är under 18 år")
    MISUSE = "misuse", _("Personen har ett pågående missbruk")
    COMPULSORY = "compulsory", _("Personen får psykiatrisk tvångsvård")


class ReviewState(models.TextChoices):
    """How it stands with a request to release something on an unusual ground."""

    WAITING = "waiting", _("väntar på svar")
    GRANTED = "granted", _("godkänd")
    REFUSED = "refused", _("inte godkänd")
    WITHDRAWN = "withdrawn", _("återtagen av er")
    STOPPED = "stopped", _("stoppad: skyddet för personen har ändrats")


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
    DOCUMENT = "document", _("Dokument")
    BENEFIT = "benefit", _("Ersättning")
    FOLLOW_UP = "follow_up", _("Uppföljning")
    MESSAGE = "message", _("Meddelande")
    CONSULTATION = "consultation", _("Konsultation")
    CARE_PAPER = "care_paper", _("Underlag")
    STUDY_PLAN = "study_plan", _("Studieplan")
    COOPERATION = "cooperation", _("Samarbete")
    HISTORY = "history", _("Historik")
    PLACEMENT = "placement", _("Plats hos en arbetsgivare")
    MONEY = "money", _("Om pengarna")
    EMPLOYMENT = "employment", _("Kommunal anställning")


class StopReason(models.TextChoices):
    """Why something in the outbox was not delivered: a person stopped it, or the door did when it judged anew."""

    PERSON = "person", _("stoppad av er")
    WITHDRAWN = "withdrawn", _("samtycket togs tillbaka")
    NO_CONSENT = "no_consent", _("samtycket gäller inte längre")
    NO_FILE = "no_file", _("er akt är stängd")
    RECEIVER_NO_FILE = "receiver_no_file", _("mottagaren har ingen öppen akt")
    NOT_RECEIVER = "not_receiver", _("personen tar inte emot överlämningar där")
    NOT_IN_FILE = "not_in_file", _("det som skulle delas finns inte kvar")
    THIRD_PERSON = "third_person", _("den är märkt: nämner en annan person")
    WRONG = "wrong", _("märkt som fel")
    PROTECTED = "protected", _("skyddet för personen har ändrats")


class WrongReason(models.TextChoices):
    """What was wrong with something already shared (DISC-5). A closed list: the mark itself must tell nothing more."""

    FACT = "fact", _("en uppgift stämmer inte")
    PERSON = "person", _("den handlar om en annan person")
    RECEIVER = "receiver", _("den skulle inte ha gått till den mottagaren")
    TOO_MUCH = "too_much", _("den innehåller mer än som behövs")


class DestructionKind(models.TextChoices):
    """What a proposal to destroy is about (table D)."""

    FILES = "files", _("Akter")
    RECORDS = "records", _("Samtycken och delningar")
    LOG = "log", _("Läslogg")
    LEAVE = "leave", _("Allt, när verksamheten lämnar Samkraft")


class Outcome(models.TextChoices):
    """What became of one line of a proposal."""

    WAITING = "", _("väntar")
    DESTROYED = "destroyed", _("förstört")
    KEPT = "kept", _("kvar")
