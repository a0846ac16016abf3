"""Take a PostgreSQL address apart, so that each role logs in to the same database as itself."""

import os

from psycopg.conninfo import conninfo_to_dict

ALIASES = {
    "default": "samkraft_app",
    "sidelog": "samkraft_app",
    "figures": "samkraft_figures",
    "sealer": "samkraft_sealer",
}


def address():
    """The administrator's DATABASE_URL as a dict of libpq words (host, port, dbname, user, …)."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        raise RuntimeError("DATABASE_URL is not set. Start through dev.py, or see docs/operations.md.")
    return conninfo_to_dict(url)


def names_somebody():
    """Whether DATABASE_URL says who logs in: what serves has a role of its own, and no use for another's."""
    return bool({"user", "password"} & address().keys())


def is_private() -> bool:
    """Whether nobody between the site and the database can read along: one machine, or a checked certificate."""
    words = address()
    host = str(words.get("host", ""))
    return (
        host in ("", "localhost", "127.0.0.1", "::1") or host.startswith("/") or words.get("sslmode") == "verify-full"
    )


def database_settings(alias, role, passwords):
    """Django's settings for one connection: the address of DATABASE_URL, the name of *role*."""
    words = address()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": words.get("dbname", "samkraft"),
        "HOST": words.get("host", ""),
        "PORT": words.get("port", ""),
        "USER": role,
        "PASSWORD": passwords[role],
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": f"samkraft-{alias}", "options": _time_outs(alias)} | _PREPARED | _tls(words),
    }


# The database plans a statement once for a connection, not at every call: row-level security makes the plans long.
_PREPARED = {"server_side_binding": True, "prepare_threshold": 2}


def _tls(words):
    return {key: words[key] for key in ("sslmode", "sslrootcert") if key in words}


def _time_outs(alias):
    """Web requests give up early; commands say by SAMKRAFT_STATEMENT_TIMEOUT how long they may take.

    Nothing is compiled just in time: for the long statements of the door that took seconds, and saved none.
    """
    statement = os.environ.get("SAMKRAFT_STATEMENT_TIMEOUT", "10s")
    return f"-c statement_timeout={statement} -c lock_timeout=5s -c jit=off"
