"""Settings of the site. SAMKRAFT_MODE says which: demo (default), test or production (see docs/operations.md)."""

import os
from pathlib import Path

from samkraft.site.database_url import ALIASES, database_settings
from samkraft.site.secrets_file import PROJECT, ensure_secrets, local_folder, read_secrets, secrets_path


def limit(name, usual, most):
    """A whole number from the environment between 1 and *most*: what is safe isn't a matter of taste."""
    given = os.environ.get(name, "")
    number = int(given) if given.isdecimal() else usual if not given else 0
    if not 1 <= number <= most:
        raise RuntimeError(f"{name} is {given!r}; it must be a whole number from 1 to {most}.")
    return number


MODE = os.environ.get("SAMKRAFT_MODE", "demo")
if MODE not in ("demo", "test", "production"):
    raise RuntimeError(f"SAMKRAFT_MODE is {MODE!r}; it must be demo, test or production.")
IS_PRODUCTION = MODE == "production"

_secrets = read_secrets() if IS_PRODUCTION else ensure_secrets()
SECRET_KEY = _secrets["secret_key"]
# The rings of keys are read from here when they are asked for, so that a rotated key needs no restart.
SECRETS_FILE = str(secrets_path())

DEBUG = False
ALLOWED_HOSTS = os.environ.get("SAMKRAFT_HOSTS", "" if IS_PRODUCTION else "127.0.0.1,localhost,testserver").split(",")
PROGRAMME_FOLDER = Path(os.environ.get("SAMKRAFT_PROGRAMMES", PROJECT / "programmes"))

ROOMS = [
    "core",
    "access",
    "programmes",
    "sharing",
    "people",
    "casework",
    "activities",
    "employers",
    "voices",
    "steering",
    "exchange",
    "portal",
    "site",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    # Login's protocol and factors; their tables of accounts are never made (docs/decisions/0010-login-by-allauth.md).
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    *(f"samkraft.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samkraft.core.middleware.LanguageMiddleware",
    "samkraft.core.middleware.DatabaseDownMiddleware",
    "samkraft.core.middleware.OnlyFormsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "samkraft.access.login_middleware.LoginMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samkraft.access.call_limits.CallLimitMiddleware",
    "samkraft.access.middleware.ActingMiddleware",
    "samkraft.people.merged.MergedMiddleware",
]

ROOT_URLCONF = "samkraft.site.urls"
WSGI_APPLICATION = "samkraft.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samkraft.core.context.site",
            ],
            # Django's own tags, with the same answers, where a page asks a hundred times.
            "builtins": ["samkraft.core.templatetags.quick_url"],
            "libraries": {
                "i18n": "samkraft.core.templatetags.quick_i18n",
                "static": "samkraft.core.templatetags.quick_static",
            },
        },
    },
]

# Two libraries take the place of Django's of the same name, and the check wonders which is meant.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

# SAMKRAFT_DB_ROLE=owner is for migrations only, =sealer for the job that seals the log; web, worker and every other
# command are samkraft_app. What serves in production doesn't know the sealer.
DATABASE_ROLES_KNOWN = tuple(_secrets["role_passwords"])
_roles = {
    "owner": {"default": "samkraft_owner"},
    "sealer": {"default": "samkraft_sealer", "sealer": "samkraft_sealer"},
}.get(
    os.environ.get("SAMKRAFT_DB_ROLE", ""),
    {alias: role for alias, role in ALIASES.items() if role in DATABASE_ROLES_KNOWN},
)
DATABASES = {alias: database_settings(alias, role, _secrets["role_passwords"]) for alias, role in _roles.items()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The employment service's open interfaces for job ads (docs/operations.md): nobody is asked unless this says yes.
JOBTECH = {
    "is_on": os.environ.get("SAMKRAFT_JOBTECH", "no") == "yes",
    "search": os.environ.get("SAMKRAFT_JOBTECH_SEARCH", "https://jobsearch.api.jobtechdev.se"),
    "stream": os.environ.get("SAMKRAFT_JOBTECH_STREAM", "https://jobstream.api.jobtechdev.se"),
    "api_key": os.environ.get("SAMKRAFT_JOBTECH_KEY", ""),
    "seconds": {"search": 3, "stream": 60},
}

AUTH_USER_MODEL = "access.Staff"
# No passwords anywhere: the demo's pick-a-role page logs in by itself, production by an identity provider.
AUTHENTICATION_BACKENDS = ["samkraft.access.login.StaffBackend"]
LOGIN_URL = "access:login"
LOGIN_REDIRECT_URL = "/"
LOGIN_FILE = os.environ.get("SAMKRAFT_LOGIN_FILE", "")
# Where there is no identity provider: passkeys, made by a printed code (docs/login.md). The demo shows them.
PASSKEYS = os.environ.get("SAMKRAFT_PASSKEYS", "no" if IS_PRODUCTION else "yes") == "yes"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION  # loopback
MIGRATION_MODULES = {"account": None, "socialaccount": None}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
SOCIALACCOUNT_ADAPTER = "samkraft.access.openid.NothingKept"

# The participant's own page (IAM-10): off until an installation says so; the demo shows it. EXIT: where its quick way
# out leads, else to a page of ours that says nothing.
PORTAL = os.environ.get("SAMKRAFT_PORTAL", "no" if IS_PRODUCTION else "yes") == "yes"
PORTAL_EXIT = os.environ.get("SAMKRAFT_PORTAL_EXIT", "")

# IAM-09, in seconds. An installation may be stricter, never laxer.
LOGIN_LIMITS = {
    "idle": limit("SAMKRAFT_IDLE_MINUTES", 15, most=15) * 60,
    "absolute": limit("SAMKRAFT_LOGIN_HOURS", 8, most=8) * 3600,
    "fresh": limit("SAMKRAFT_FRESH_MINUTES", 30, most=60) * 60,
}

# IAM-08: after how many unused days an account rests.
IDLE_DAYS = limit("SAMKRAFT_IDLE_DAYS", 30, most=30)

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = local_folder() / "static" if MODE != "test" else None
_static_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": _static_storage if MODE != "test" else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
# Asked for a file, it looks for it: each test's client would list them all anew, a third of a request's time.
WHITENOISE_AUTOREFRESH = MODE == "test"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = LOGIN_LIMITS["absolute"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_NAME = "__Host-samkraft" if IS_PRODUCTION else "samkraft"
SESSION_ENGINE = "samkraft.access.session_store"
CSRF_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "samkraft.access.guard.refuse_form"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_HSTS_PRELOAD = IS_PRODUCTION

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Files of cases: sealed, outside what the web server serves. Production takes none that ClamAV hasn't seen.
FILES_FOLDER = os.environ.get("SAMKRAFT_FILES") or str(local_folder() / "files")
# Certificates of destruction outside the database: after a restored backup it is destroyed again what had been.
CERTIFICATES_FILE = os.environ.get("SAMKRAFT_CERTIFICATES", "")
CLAMD = os.environ.get("SAMKRAFT_CLAMD", "")
SCANNER_REQUIRED = IS_PRODUCTION

# What one person may ask for in a minute (access/call_limits.py); none for the demo and the bench, which are machines.
CALLS_PER_MINUTE = int(os.environ.get("SAMKRAFT_CALLS_PER_MINUTE") or (300 if IS_PRODUCTION else 0))

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A file of a form is held in memory and nowhere else until it is sealed; month files have a way of their own.
FILE_UPLOAD_HANDLERS = ["samkraft.core.uploading.OneFileInMemory"]

# Law gates of production (GDPR-04, design "Modes"): references to the decisions, each must be recorded.
PRODUCTION_GATES = {
    name: os.environ.get(f"SAMKRAFT_{name}", "")
    for name in (
        "DPIA_APPROVED_REF",
        "PRIOR_CONSULTATION_REF",
        "CONTROLLERS_AGREEMENT_REF",
        "RETENTION_DECISION_REF",
        "AUTHORITY_SIGN_OFF_REF",
    )
}

# How long what is shared waits in the outbox, where it can be stopped (T23). In production at least five minutes; the
# demo's is one, so that a visitor sees both ends of it.
OUTBOX_MINUTES = int(os.environ.get("SAMKRAFT_OUTBOX_MINUTES", {"production": 10, "demo": 1, "test": 0}[MODE]))

# Programmes whose participants are reported to the social fund month by month (INT-05), apart by spaces. None in
# production until somebody says so; the demo shows it.
FUND_REPORTS = frozenset(os.environ.get("SAMKRAFT_ESF_REPORT", "" if IS_PRODUCTION else "malmokraften-2.0").split())

# What the accessibility statement says of the one who runs this installation (TIL-02).
SERVICE_PROVIDER = os.environ.get("SAMKRAFT_SERVICE_PROVIDER", "Demokommunen")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
