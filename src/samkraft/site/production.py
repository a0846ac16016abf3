"""What must hold before real data come in: recorded decisions, sound settings, narrow secrets, a guarded database.

Production refuses to start while anything here is missing (design "Modes", GDPR-04, IAM-01); in every mode a page
shows what is (``gates_views``). Each demand says what it is to people, and to who runs the server what to do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import Event
from samkraft.access.models import Authority
from samkraft.access.providers import LoginFileError, Logins, logins
from samkraft.access.readlog import log_system
from samkraft.programmes.models import ProgrammeVersion
from samkraft.sharing.certificate_jobs import undone
from samkraft.site.database_url import is_private, names_somebody
from samkraft.site.secrets_file import SERVING_ROLES


@dataclass(frozen=True)
class Demand:
    """One thing that must hold. *reference*: where a decision is recorded; *remedy*: what the server's log says."""

    what: str | Promise
    holds: bool
    remedy: str
    reference: str = ""


GATES = {
    "DPIA_APPROVED_REF": (_("Konsekvensbedömningen är godkänd"), "the approved impact assessment"),
    "PRIOR_CONSULTATION_REF": (
        _("Förhandssamråd om kvarstående hög risk har hållits, eller behövs inte"),
        "the prior consultation, or of the decision that none is needed (GDPR article 36)",
    ),
    "CONTROLLERS_AGREEMENT_REF": (
        _("Myndigheterna är överens om vem som ansvarar för vad"),
        "the agreement between the joint controllers",
    ),
    "RETENTION_DECISION_REF": (_("Hur länge uppgifter sparas är beslutat"), "the decision on retention"),
}


def problems():
    """Every reason not to start in production, each with what to do. Empty in demo and test mode."""
    return [demand.remedy for demand in demands() if not demand.holds] if settings.IS_PRODUCTION else []


def demands() -> list[Demand]:
    """Everything that is asked for, met or not, in every mode."""
    return [demand for _heading, group in groups() for demand in group]


def groups(lines=None) -> list[tuple[str | Promise, list[Demand]]]:
    """The demands under their headings, decisions first. *lines*: the decisions, if they have been read already."""
    from samkraft.site import gates  # its models aren't there yet when the checks are registered

    lines = gates.lines() if lines is None else lines
    recorded = gates.references(lines)
    authorities = [line.authority for line in lines if line.authority]
    return [
        (_("Beslut"), [*_decisions(recorded), *_sign_offs(recorded, authorities), *_programmes()]),
        (_("Inställningar"), list(_settings())),
        (_("Inloggning"), list(_login())),
        (_("Lösenord och nycklar"), list(_secrets())),
        (_("Databasen"), [*_database(), *_restored()]),
    ]


def _decisions(recorded) -> Iterator[Demand]:
    for name, (what, words) in GATES.items():
        reference = settings.PRODUCTION_GATES[name].strip() or recorded.get((name, ""), "")
        yield Demand(what, bool(reference), f"SAMKRAFT_{name} is empty: set it to the reference of {words}.", reference)


def _sign_offs(recorded, authorities) -> Iterator[Demand]:
    """Each authority that keeps files signs for itself: "af: Dnr 1; malmo: Dnr 2"."""
    name = "AUTHORITY_SIGN_OFF_REF"
    given = {code: reference for (gate, code), reference in recorded.items() if gate == name}
    given |= dict(_pairs(settings.PRODUCTION_GATES[name]))
    known = "No authority is known yet: run load_programmes, then name the sign-off of each."
    if not authorities:
        yield Demand(_("Myndigheterna har godkänt starten"), False, known)
    for each in authorities:
        what = _("%(authority)s har godkänt starten") % {"authority": each.name}
        remedy = f"SAMKRAFT_AUTHORITY_SIGN_OFF_REF lacks {each.code}: add it with the reference of its sign-off."
        yield Demand(what, each.code in given, remedy, given.get(each.code, ""))


def _programmes() -> Iterator[Demand]:
    """ADM-6: what each programme says has been seen by a second person."""
    newest = ProgrammeVersion.objects.order_by("programme_id", "-number").distinct("programme_id")
    for version in newest.select_related("programme", "change").defer("content", "change__content"):
        change = getattr(version, "change", None)
        holds = change is not None and change.is_confirmed is True
        what = _("Programmets regler är bekräftade: %(name)s") % {"name": version.programme.name}
        slug = version.programme.slug
        remedy = f"Nobody has confirmed programme {slug}: run load_programmes --confirm, or use the page."
        yield Demand(what, holds, remedy, change.reference if holds else "")


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(";"):
        code, _colon, reference = part.partition(":")
        if code.strip() and reference.strip():
            yield code.strip(), reference.strip()


def _settings() -> Iterator[Demand]:
    hosts = [host for host in settings.ALLOWED_HOSTS if host]
    yield Demand(_("Tjänsten är i skarpt läge"), settings.IS_PRODUCTION, "SAMKRAFT_MODE is not production: set it.")
    yield Demand(
        _("Adressen är bestämd"),
        bool(hosts) and "*" not in hosts,
        "SAMKRAFT_HOSTS is empty or holds a wildcard: name the exact host names.",
    )
    yield Demand(
        _("Nyckeln för inloggningar är lång nog"),
        len(settings.SECRET_KEY) >= 50,
        "The secret key is shorter than 50 characters: make a new one.",
    )
    yield Demand(_("Felsökningsläget är av"), not settings.DEBUG, "DEBUG is on: it must be off.")
    yield Demand(
        _("Det som delas väntar i utkorgen"),
        5 <= settings.OUTBOX_MINUTES <= 60,
        "SAMKRAFT_OUTBOX_MINUTES is not between 5 and 60: what is shared must wait so long.",
    )
    yield Demand(
        _("Det finns en gräns för hur mycket en person kan öppna på en minut"),
        60 <= settings.CALLS_PER_MINUTE <= 2000,
        "SAMKRAFT_CALLS_PER_MINUTE must be between 60 and 2000.",
    )
    yield Demand(
        _("Dokument kontrolleras mot virus"),
        bool(settings.CLAMD),
        "SAMKRAFT_CLAMD is empty: name the socket of ClamAV's daemon, which looks at every document.",
    )


def _restored() -> Iterator[Demand]:
    """A restored backup holds what had been destroyed since: it is destroyed again before anyone gets in (table D)."""
    named, lacking = settings.CERTIFICATES_FILE, []
    readable = bool(named)
    try:
        lacking = undone(Path(named)) if named else []
    except (OSError, ValueError, KeyError):
        readable = False
    yield Demand(
        _("Bevis om gallring sparas utanför databasen"),
        readable,
        "SAMKRAFT_CERTIFICATES names no file that can be read: name one that isn't on the database's server.",
    )
    yield Demand(
        _("Det som har gallrats är borta, också efter en återläst säkerhetskopia"),
        not lacking,
        f"{len(lacking)} destructions are undone by a restored backup: run repurge with SAMKRAFT_DB_ROLE=owner.",
    )


def _login() -> Iterator[Demand]:
    """IAM-01, IAM-05: there must be a way in, and each organisation must be an authority of this installation."""
    known, fault = Logins({}, {}), ""
    try:
        known = logins()
    except LoginFileError as problem:
        fault = str(problem)
    yield Demand(_("Filen med inloggningstjänster är riktig"), not fault, f"SAMKRAFT_LOGIN_FILE: {fault}")
    yield Demand(
        _("Det finns ett sätt att logga in"),
        bool(known.providers or settings.PASSKEYS),
        "There is no way in: set SAMKRAFT_LOGIN_FILE, or SAMKRAFT_PASSKEYS=yes where there is no identity provider.",
    )
    yield Demand(
        _("Deltagarna kan logga in på sin egen sida, om den är på"),
        bool(known.citizens) or not settings.PORTAL,
        "SAMKRAFT_PORTAL=yes, and SAMKRAFT_LOGIN_FILE names no [[citizen_provider]]: name one, or turn the portal off.",
    )
    strangers = sorted(set(known.authorities.values()) - set(Authority.objects.values_list("code", flat=True)))
    yield Demand(
        _("Organisationerna är myndigheter här"),
        not strangers,
        f"SAMKRAFT_LOGIN_FILE names authorities that aren't here: {', '.join(strangers)}.",
    )


def _secrets() -> Iterator[Demand]:
    """Who breaks into what serves must not become the owner, the door or the administrator by it."""
    too_many = sorted(set(settings.DATABASE_ROLES_KNOWN) - set(SERVING_ROLES))
    yield Demand(
        _("Webbservern kan inte logga in som databasens administratör"),
        not names_somebody(),
        "DATABASE_URL names the one who logs in: give host, port and database alone.",
    )
    yield Demand(
        _("Webbservern har bara sina egna lösenord"),
        not too_many,
        f"The secrets hold the passwords of {', '.join(too_many)}: let SAMKRAFT_SECRETS_FILE name serving.json.",
    )


def _database() -> Iterator[Demand]:
    """The role that serves must be nobody special, and every personal table must be forced under its policies."""
    special = _asked("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
    forced = _asked("select count(*) > 0 from pg_class where relname = 'people_casefile' and relforcerowsecurity")
    yield Demand(
        _("Databasen låter ingen gå förbi reglerna för vem som ser vad"),
        not special,
        "The site's database role may bypass row-level security: let it log in as samkraft_app.",
    )
    yield Demand(
        _("Varje tabell med personuppgifter är skyddad"),
        forced,
        "Row-level security is not in force: run migrate as samkraft_owner.",
    )
    yield Demand(
        _("Ingen kan läsa med på vägen till databasen"),
        is_private(),
        "DATABASE_URL leads to another machine: add sslmode=verify-full, and sslrootcert if the CA is your own.",
    )
    yield Demand(
        _("Databasen håller själv reda på vilken dag det är"),
        keeps_the_day(),
        "The database takes its day from the site, as in the demo: run migrate in production mode.",
    )


def _asked(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return bool((cursor.fetchone() or [False])[0])


def keeps_the_day() -> bool:
    """Whether the database was set up in production mode: it then says itself which day consents are held against."""
    return _asked("select prosrc like '%false%' from pg_proc where oid = to_regproc('public.day_is_free')")


@register(Tags.security, deploy=True)
def check_production(app_configs, **_unused):
    """The same reasons as errors of ``manage check --deploy``."""
    return [Error(sentence, id=f"samkraft.E{number:03d}") for number, sentence in enumerate(problems(), 1)]


def keep_the_start():
    """SYS-1: production's start stands in the log, with the newest migration that the tables have (SYS-2)."""
    if settings.IS_PRODUCTION:
        newest = MigrationRecorder.Migration.objects.order_by("-applied").values_list("app", "name").first()
        log_system(Event.STARTED, "tables as of {}.{}".format(*newest) if newest else "")


def refuse_unless_sound():
    """Stop the server's start with every reason on a line of its own."""
    found = problems()
    if found:
        raise SystemExit("Samkraft does not start in production yet:\n- " + "\n- ".join(found))
