"""Closed lists of the access room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SecrecyClass(models.TextChoices):
    """Which secrecy rules bind a branch (SEK-02 to SEK-06)."""

    EMPLOYMENT = "AF", _("Arbetsmarknadspolitisk verksamhet")
    SOCIAL = "SOC", _("Socialtjänst")
    HEALTH = "HSV", _("Hälso- och sjukvård")
    INSURANCE = "FK", _("Socialförsäkring")
    EDUCATION = "VUX", _("Vuxenutbildning")


class Role(models.TextChoices):
    """What a person may do for a branch; design "Roles", table B of the law file."""

    HANDLER = "handler", _("Handläggare")
    UNIT_MANAGER = "unit_manager", _("Enhetschef")
    PROJECT_ADMINISTRATOR = "project_administrator", _("Projektadministratör")
    PROJECT_LEADER = "project_leader", _("Projektledare")
    ECONOMIST = "economist", _("Ekonom")
    STEERING = "steering", _("Styrgrupp")
    EVALUATOR = "evaluator", _("Utvärderare")
    RECEIVER = "receiver", _("Mottagare i ordinarie verksamhet")
    REFERRER = "referrer", _("Anvisare")
    PROVIDER = "provider", _("Anordnare")
    FUND_REPORTER = "fund_reporter", _("Fondrapportör")
    ACCESS_ADMINISTRATOR = "access_administrator", _("Behörighetsadministratör")
    LOG_REVIEWER = "log_reviewer", _("Logggranskare")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Dataskyddsombud")
    LEGAL_APPROVER = "legal_approver", _("Jurist")
    REGISTRAR = "registrar", _("Registrator")
    SYSTEM_MANAGER = "system_manager", _("Systemförvaltare")


class Event(models.TextChoices):
    """Codes of the read and access log: table C of the law file."""

    LOGIN = "AUTH-1", _("Loggade in")
    LOGIN_FAILED = "AUTH-2", _("Inloggning misslyckades")
    LOGIN_TOO_WEAK = "AUTH-3", _("För svag inloggning")
    LOGOUT = "AUTH-4", _("Loggade ut")
    SESSION_KILLED = "AUTH-5", _("Inloggning avslutad utifrån")
    CASE_OPENED = "ACC-1", _("Öppnade ärende")
    ITEM_VIEWED = "ACC-2", _("Läste känslig uppgift")
    NUMBER_REVEALED = "ACC-3", _("Visade personnummer")
    DENIED = "ACC-4", _("Nekades")
    PERSON_SEARCH = "SRCH-1", _("Sökte person")
    LIST_VIEWED = "LIST-1", _("Såg lista")
    ITEM_CREATED = "ITEM-1", _("Skrev")
    ITEM_VERSION = "ITEM-2", _("Ny version")
    ITEM_FINALISED = "ITEM-3", _("Sparade färdigt")
    THIRD_PERSON = "ITEM-4", _("Märkte att en annan person nämns")
    DISCLOSURE_DECIDED = "DISC-1", _("Delade")
    STOPPED = "DISC-2", _("Stoppade en delning")
    MADE_AVAILABLE = "DISC-3", _("Gjordes tillgängligt")
    FIRST_READ = "DISC-4", _("Lästes första gången")
    MARKED_WRONG = "DISC-5", _("Märkte en delning som fel")
    REVIEW_ASKED = "DISC-6", _("Bad att få lämna ut på annan grund")
    REVIEW_DECIDED = "DISC-7", _("Svarade om att lämna ut på annan grund")
    CONSENT_RECORDED = "CONS-1", _("Samtycke antecknat")
    CONSENT_RENEWED = "CONS-2", _("Samtycke förnyat")
    # CONS-3 is "changed": a line is confirmed, gives way to another, or is now in writing. The items say which.
    CONSENT_CONFIRMED = "CONS-3", _("Samtycke ändrat eller bekräftat")
    CONSENT_WITHDRAWN = "CONS-4", _("Samtycke tillbakataget")
    CONSENT_EXPIRED = "CONS-5", _("Samtycke slutade gälla")
    CONSENT_EVIDENCE = "CONS-6", _("Läste hur samtycke gavs")
    PLAN_CREATED = "PLAN-1", _("Började på planen")
    STEP_CHANGED = "PLAN-2", _("Ändrade planen")
    PLAN_PUBLISHED = "PLAN-3", _("Plan publicerad")
    PLAN_CLOSED = "PLAN-4", _("Planen avslutades")
    PRINTED = "OUT-1", _("Skrev ut")
    PACKAGE_MADE = "OUT-4", _("Gjorde registerutdrag")
    EXCEPTION_ASKED = "EXC-1", _("Bad att få öppna med skäl")
    EXCEPTION_OPENED = "EXC-2", _("Öppnade med skäl")
    PROTECTION_SET = "PROT-1", _("Satte skydd")
    PROTECTION_REMOVED = "PROT-2", _("Tog bort skydd")
    PROTECTION_LIST = "PROT-3", _("Ändrade vilka som får öppna skyddat ärende")
    PROTECTION_VIEWED = "PROT-4", _("Visade skyddad identitet")
    FILE_ADDED = "FILE-1", _("Lade till dokument")
    FILE_SCANNED = "FILE-2", _("Dokument kontrollerat mot virus")
    FILE_HANDED_OUT = "FILE-3", _("Hämtade dokument")
    FILE_BLOCKED = "FILE-4", _("Dokument togs inte emot")
    EXCEPTION_ENDED = "EXC-3", _("Öppning med skäl slutade")
    PERSON_ADDED = "ADM-1", _("Lade till medarbetare")
    ROLE_CHANGED = "ADM-2", _("Ändrade roll")
    ADMINISTRATION = "ADM-3", _("Ändrade vem som arbetar med ärendet")
    RECERTIFIED = "ADM-4", _("Bekräftade roll")
    LAPSED = "ADM-5", _("Lät roll eller konto upphöra")
    CONFIG_CHANGED = "ADM-6", _("Ändrade inställning")
    BLOCK_SET = "BLK-1", _("Spärrade en vårdenhets uppgifter")
    BLOCK_ENDED = "BLK-2", _("Tog bort en spärr")
    BLOCK_LIFTED = "BLK-3", _("Läste trots en spärr")
    EXCEPTION_REVIEWED = "EXC-4", _("Granskade öppning med skäl")
    LOG_VIEWED = "LOG-1", _("Läste loggen")
    SAMPLE_DRAWN = "LOG-2", _("Drog stickprov ur loggen")
    REVIEW_CLOSED = "LOG-3", _("Avslutade granskning")
    INCIDENT_REGISTERED = "INC-1", _("Anmälde en incident")
    INCIDENT_CHANGED = "INC-2", _("Bedömde, rapporterade eller avslutade en incident")
    EXPORTED = "OUT-2", _("Tog ut en fil")
    ARCHIVED = "OUT-3", _("Gjorde arkivpaket")
    DESTRUCTION_PROPOSED = "RET-1", _("Föreslog gallring")
    DESTRUCTION_DECIDED = "RET-2", _("Beslutade om gallring")
    DESTROYED = "RET-3", _("Gallrade")
    STARTED = "SYS-1", _("Systemet startade")
    MIGRATED = "SYS-2", _("Tabellerna ändrades")
    KEYS_ROTATED = "SYS-3", _("Nycklar byttes")
    LOG_VERIFIED = "SYS-4", _("Loggens sigill kontrollerades")


def events():
    """The codes as a field's choices: asked for when needed, so that a new code needs no migration."""
    return Event.choices


class FindingKind(models.TextChoices):
    """Why readings are to be looked at: the sample and the automatic flags of table C."""

    SAMPLE = "sample", _("Stickprov")
    EXCEPTION = "exception", _("Öppnade med skäl")
    BLOCK_LIFTED = "block_lifted", _("Läste trots en spärr")
    NOT_ASSIGNED = "not_assigned", _("Inte tilldelad ärendet")
    DISCHARGED = "discharged", _("Avslutat ärende utan något att göra i det")
    PROTECTED = "protected", _("Skyddade personuppgifter")
    COLLEAGUE = "colleague", _("Samma namn som någon som arbetar här")
    SAME_NAME = "same_name", _("Samma efternamn som deltagaren")
    MANY_CASES = "many_cases", _("Många ärenden på en dag")
    AFTER_HOURS = "after_hours", _("Kväll, natt eller helg")
    DENIED = "denied", _("Nekades flera gånger")
    PRINTS = "prints", _("Många utskrifter")
    SEARCHES = "searches", _("Sökte utan att öppna")


def kinds():
    """The kinds as a field's choices: asked for when needed, so that a new kind needs no migration."""
    return FindingKind.choices


class Verdict(models.TextChoices):
    """What a log reviewer makes of a finding; it is mandatory (table C)."""

    OK = "ok", _("Behövdes i arbetet")
    ASK = "ask", _("Fråga den som läst")
    INCIDENT = "incident", _("Misstänkt obehörig läsning")


class Refusal(models.TextChoices):
    """Why a login was refused: the code stands in the log and on the page, the words on the page."""

    CANCELLED = "cancelled", _("Du avbröt inloggningen. Du kan börja om.")
    STATE = "state", _("Inloggningen hade gått för länge eller var redan använd. Börja om.")
    PROVIDER = "provider", _("Inloggningstjänsten svarade inte som den ska. Försök igen om en stund.")
    SIGNATURE = "signature", _("Svaret från inloggningstjänsten gick inte att kontrollera.")
    TOKEN = "token", _("Svaret från inloggningstjänsten gick inte att kontrollera.")
    ISSUER = "issuer", _("Svaret kom från en annan inloggningstjänst än den du valde.")
    AUDIENCE = "audience", _("Svaret från inloggningstjänsten var till ett annat system.")
    NONCE = "nonce", _("Svaret från inloggningstjänsten hörde till en annan inloggning. Börja om.")
    EXPIRED = "expired", _("Svaret från inloggningstjänsten var för gammalt. Börja om.")
    NOT_FRESH = "not_fresh", _("Inloggningstjänsten frågade inte efter din legitimation den här gången. Börja om.")
    TOO_WEAK = "too_weak", _("Det sättet att logga in är inte starkt nog. Använd din tjänstelegitimation.")
    NO_AFFILIATION = "no_affiliation", _("Inloggningstjänsten sa inte vilken organisation du arbetar i.")
    NO_NUMBER = "no_number", _("Inloggningstjänsten sa inte vem du är på ett sätt som går att använda här.")
    UNKNOWN_ORGANISATION = "unknown_organisation", _("Din organisation är inte med i Samkraft i den här tjänsten.")
    UNKNOWN_PERSON = "unknown_person", _("Din legitimation fungerade, men du är inte upplagd i Samkraft.")
    WRONG_CODE = "wrong_code", _("Koden stämde inte, eller så är den redan använd.")
    TOO_MANY = "too_many", _("Det blev för många försök. Vänta en kvart och försök igen.")
