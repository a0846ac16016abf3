"""What must hold before real data come in: sound settings, recorded decisions, a guarded database.

Production refuses to start while anything here is wrong (design "Modes", GDPR-04, IAM-01).
"""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connection

from samkraft.site.database_url import names_somebody
from samkraft.site.secrets_file import SERVING_ROLES

_GATE_WORDS = {
    "DPIA_APPROVED_REF": "the approved impact assessment",
    "CONTROLLERS_AGREEMENT_REF": "the agreement between the joint controllers",
    "RETENTION_DECISION_REF": "the decision on retention",
    "AUTHORITY_SIGN_OFF_REF": "the sign-off of each authority",
}


def problems():
    """Every reason not to start in production, each with what to do. Empty in demo and test mode."""
    if not settings.IS_PRODUCTION:
        return []
    return [*_gate_problems(), *_setting_problems(), *_secret_problems(), *_database_problems()]


def _gate_problems():
    missing = [name for name, reference in settings.PRODUCTION_GATES.items() if not reference.strip()]
    return [f"SAMKRAFT_{name} is empty: set it to the reference of {_GATE_WORDS[name]}." for name in missing]


def _setting_problems():
    hosts = [host for host in settings.ALLOWED_HOSTS if host]
    wanted = {
        "SAMKRAFT_HOSTS is empty or holds a wildcard: name the exact host names.": hosts and "*" not in hosts,
        "The secret key is shorter than 50 characters: make a new one.": len(settings.SECRET_KEY) >= 50,
        "DEBUG is on: it must be off.": not settings.DEBUG,
    }
    return [sentence for sentence, holds in wanted.items() if not holds]


def _secret_problems():
    """Who breaks into what serves must not become the owner, the door or the administrator by it."""
    too_many = sorted(set(settings.DATABASE_ROLES_KNOWN) - set(SERVING_ROLES))
    sentences = {
        "DATABASE_URL names the one who logs in: give host, port and database alone.": not names_somebody(),
        f"The secrets hold the passwords of {', '.join(too_many)}: let SAMKRAFT_SECRETS_FILE name serving.json.": (
            not too_many
        ),
    }
    return [sentence for sentence, holds in sentences.items() if not holds]


def _database_problems():
    """The role that serves must be nobody special, and every personal table must be forced under its policies."""
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        special = cursor.fetchone()[0]
        cursor.execute("select count(*) from pg_class where relname = 'people_casefile' and relforcerowsecurity")
        forced = cursor.fetchone()[0]
    sentences = {
        "The site's database role may bypass row-level security: let it log in as samkraft_app.": not special,
        "Row-level security is not in force: run migrate as samkraft_owner.": forced,
        "The database takes its day from the site, as in the demo: run migrate in production mode.": keeps_the_day(),
    }
    return [sentence for sentence, holds in sentences.items() if not holds]


def keeps_the_day():
    """Whether the database was set up in production mode: it then says itself which day consents are held against."""
    with connection.cursor() as cursor:
        cursor.execute("select prosrc like '%false%' from pg_proc where oid = to_regproc('public.day_is_free')")
        return (cursor.fetchone() or [False])[0]


@register(Tags.security, deploy=True)
def check_production(app_configs, **_unused):
    """The same reasons as errors of ``manage check --deploy``."""
    return [Error(sentence, id=f"samkraft.E{number:03d}") for number, sentence in enumerate(problems(), 1)]


def refuse_unless_sound():
    """Stop the server's start with every reason on a line of its own."""
    found = problems()
    if found:
        raise SystemExit("Samkraft does not start in production yet:\n- " + "\n- ".join(found))
