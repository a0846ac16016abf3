"""Make the five database roles and the database, if missing: ``python -m samkraft.site.prepare_database``.

Needs DATABASE_URL of an administrator who may create roles and databases. Roles belong to the whole
cluster, so they are created only if missing; a role whose password isn't ours gets ours.
"""

import os
import sys

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from samkraft.site.database_url import address
from samkraft.site.secrets_file import ROLES, ensure_secrets, write_sealing_secrets, write_serving_secrets

# NOINHERIT: the owner may make functions in the door's name (migrations), but never acts as the door by itself.
ROLE_OPTIONS = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION"
EXTENSIONS = ("btree_gist",)


def prepare(name=None, *, recreate=False):
    """Make roles, database *name* (default: the one that DATABASE_URL names), schema and grants; safe to repeat.

    ``recreate`` throws the database away first: the demo's reset, never in production.
    """
    if recreate and os.environ.get("SAMKRAFT_MODE") == "production":
        raise RuntimeError("a production database is never recreated.")
    words = address()
    name = name or words.get("dbname", "samkraft")
    passwords = ensure_secrets()["role_passwords"]
    if os.environ.get("SAMKRAFT_MODE") == "production":
        write_serving_secrets()
        write_sealing_secrets()
    with psycopg.connect(make_conninfo(**words | {"dbname": "postgres"}), autocommit=True) as admin:
        _make_roles(admin, passwords, words)
        if recreate:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        _make_database(admin, name)
    with psycopg.connect(make_conninfo(**words | {"dbname": name}), autocommit=True) as admin:
        _make_schemas(admin)


def _make_roles(admin, passwords, words):
    existing = {row[0] for row in admin.execute("select rolname from pg_roles")}
    for role in ROLES:
        if role not in existing:
            admin.execute(sql.SQL("create role {} " + ROLE_OPTIONS).format(sql.Identifier(role)))
        if role not in existing or not _can_log_in(words, role, passwords[role]):
            set_password = sql.SQL("alter role {} password {}")
            admin.execute(set_password.format(sql.Identifier(role), sql.Literal(passwords[role])))
    for role in ("samkraft_owner", "samkraft_door"):
        admin.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(role)))
    admin.execute("grant samkraft_door to samkraft_owner")


def _can_log_in(words, role, password):
    try:
        psycopg.connect(make_conninfo(**words | {"dbname": "postgres", "user": role, "password": password})).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_database(admin, name):
    if not admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        make = sql.SQL("create database {} owner samkraft_owner encoding 'UTF8' template template0")
        admin.execute(make.format(sql.Identifier(name)))
    admin.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
    roles = sql.SQL(", ").join(map(sql.Identifier, ROLES))
    admin.execute(sql.SQL("grant connect on database {} to {}").format(sql.Identifier(name), roles))
    admin.execute(sql.SQL("grant temporary on database {} to samkraft_app").format(sql.Identifier(name)))


def _make_schemas(admin):
    for extension in EXTENSIONS:
        admin.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
    admin.execute("create schema if not exists door authorization samkraft_door")
    admin.execute("alter schema public owner to samkraft_owner")
    admin.execute("grant usage on schema public to samkraft_app, samkraft_door, samkraft_figures, samkraft_sealer")
    admin.execute("grant usage on schema door to samkraft_app, samkraft_owner")
    for statement in DEFAULT_PRIVILEGES:
        admin.execute(statement)


_FOR_OWNER = "alter default privileges for role samkraft_owner in schema public"
DEFAULT_PRIVILEGES = (
    f"{_FOR_OWNER} grant select, insert, update, delete on tables to samkraft_app",
    f"{_FOR_OWNER} grant select, insert, update on tables to samkraft_door",
    f"{_FOR_OWNER} grant usage, select on sequences to samkraft_app, samkraft_door",
    # Not "in schema": what is given to everyone by default can't be taken back schema by schema.
    "alter default privileges for role samkraft_door revoke execute on functions from public",
    "alter default privileges for role samkraft_door in schema door grant execute on functions to samkraft_app",
)


if __name__ == "__main__":
    try:
        prepare(recreate="--recreate" in sys.argv[1:])
    except (psycopg.Error, RuntimeError) as problem:
        sys.exit(f"The database could not be prepared: {problem}")
