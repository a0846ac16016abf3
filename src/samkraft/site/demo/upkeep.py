"""What filling an empty database asks for beside the rows: statistics for the planner, and time for long statements."""

from contextlib import contextmanager

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from samkraft.site.database_url import address
from samkraft.site.secrets_file import ensure_secrets

_OWNER = "samkraft_owner"


def connected(**somebody) -> psycopg.Connection:
    """A connection of its own to the site's database: the administrator's, or that of *somebody* (user, password)."""
    url = make_conninfo(**address() | {"dbname": settings.DATABASES["default"]["NAME"]} | somebody)
    return psycopg.connect(url, autocommit=True)


_ROUGHLY = 10  # a tenth of the rows that are looked at otherwise


def analyze(roughly: bool = False) -> None:
    """Tell the planner how many rows there are, now: autovacuum comes when it comes. Only a table's owner may.

    roughly: while the register grows; which index leads to one case, a few rows tell as well as many.
    """
    as_owner = {"user": _OWNER, "password": ensure_secrets()["role_passwords"][_OWNER]}
    tables = [model._meta.db_table for model in models_with_tables()]
    with connected(**as_owner) as owner:
        if roughly:
            owner.execute(f"set default_statistics_target = {_ROUGHLY}")
        owner.execute(sql.SQL("analyze {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))


def models_with_tables():
    """Some of login's models are never made tables of (docs/decisions/0010-login-by-allauth.md)."""
    never_made = {app for app, migrations in settings.MIGRATION_MODULES.items() if migrations is None}
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and model._meta.app_label not in never_made]


# The web's time-out is for people who wait. And a register that isn't whole is thrown away: no commit before the last,
# which says that it is whole, needs to wait for the disk.
_UNHURRIED = {"statement_timeout": "0", "synchronous_commit": "off"}


@contextmanager
def unhurried():
    """No statement of this thread gives up inside the block, and no commit waits for the disk."""
    before = {alias: _set(alias, _UNHURRIED) for alias in connections}
    try:
        yield
    finally:
        for alias, values in before.items():
            if connections[alias].connection and not connections[alias].connection.closed:
                _set(alias, values)


def _set(alias, values):
    """Set them for the session, and give back what they were."""
    before = {}
    with connections[alias].cursor() as cursor:
        for name, value in values.items():
            cursor.execute("select current_setting(%s)", [name])
            before[name] = cursor.fetchone()[0]
            cursor.execute("select set_config(%s, %s, false)", [name, value])
    return before


def unhurried_for_good():
    """The same, for a process that does nothing else."""
    for alias in connections:
        _set(alias, _UNHURRIED)
