"""The test database: made once per state of migrations and programme files, cloned for each run.

Tests run as samkraft_app, never as a superuser: row-level security is always on.
"""

import gc
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import client as test_client
from psycopg import sql
from psycopg.conninfo import make_conninfo

from samkraft.core import keyring
from samkraft.site.database_url import address
from samkraft.site.prepare_database import prepare
from tests import sharing_out
from tests.own_database import OwnDatabase

PROJECT = Path(__file__).resolve().parents[1]
_TEMPLATE_SOURCES = (
    "src/samkraft/**/*.py",
    "src/samkraft/**/*.sql",
    "programmes/**/*.toml",
    "programmes/**/*.csv",
)


def _template_name():
    """Named after everything that shapes the empty database, so that a change makes a new one."""
    digest = hashlib.sha256()
    for pattern in _TEMPLATE_SOURCES:
        for path in sorted(PROJECT.glob(pattern)):
            if path.suffix != ".py" or _shapes_the_database(path):
                digest.update(path.read_bytes())
    return f"samkraft_template_{digest.hexdigest()[:12]}"


def _shapes_the_database(path):
    rules = ("protect.py", "door_functions.py", "destroying.py", "moving.py", "log_protection.py", "owned.py")
    named = ("models.py", *rules, "prepare_database.py", "loading.py")
    return path.name in named or path.name.endswith("_models.py") or "migrations" in path.parts


@contextmanager
def admin_connection():
    with psycopg.connect(make_conninfo(**address() | {"dbname": "postgres"}), autocommit=True) as admin:
        yield admin


def _make_template(name):
    with admin_connection() as admin:
        # One run at a time makes it; the others wait and find it made.
        admin.execute("select pg_advisory_lock(1936541294)")
        if not admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            _drop_older_templates(admin, name)
            _build_database(admin, name)


def _drop_older_templates(admin, name):
    """Templates of earlier states of the code would pile up, one for each change of a model or a door."""
    others = "select datname from pg_database where datname like 'samkraft_template_%%' and datname <> %s"
    for (old,) in admin.execute(others, [name]).fetchall():
        drop_database(old, admin)


def _build_database(admin, name):
    building = f"{name}_building"
    admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(building)))
    prepare(building)
    url = make_conninfo(**address() | {"dbname": building})
    for role, command in (
        ("owner", ["migrate", "--verbosity=0"]),
        ("app", ["load_programmes", "--verbosity=0"]),
    ):
        environment = os.environ | {"DATABASE_URL": url, "SAMKRAFT_DB_ROLE": role, "SAMKRAFT_MODE": "test"}
        subprocess.run(
            [sys.executable, "-m", "django", *command], env=environment, check=True, stdout=subprocess.DEVNULL
        )
    rename = sql.SQL("alter database {} rename to {}")
    admin.execute(rename.format(sql.Identifier(building), sql.Identifier(name)))


def clone_database(template, name):
    """A database of its own, made by copying another; a fraction of a second."""
    with admin_connection() as admin:
        # Roles belong to the whole server, and two processes can't change one at the same moment.
        admin.execute("select pg_advisory_lock(1936541295)")
        drop_database(name, admin)
        make = sql.SQL("create database {} template {} owner samkraft_owner")
        admin.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
        prepare(name)


def drop_database(name, admin=None):
    """Drop a database made by a test."""
    if admin is None:
        with admin_connection() as admin:
            return drop_database(name, admin)
    admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@contextmanager
def connected_to(name):
    """Point every connection of the site at another database inside the block."""
    before = settings.DATABASES["default"]["NAME"]
    _point_at(name)
    try:
        yield
    finally:
        _point_at(before)


def _point_at(name):
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def pytest_addoption(parser):
    """``--interleavings``: how often delivery and withdrawal meet in tests/attacks (CON-06); the issue says 1,000."""
    parser.addoption("--interleavings", type=int, default=1000, help="rounds of the races in tests/attacks")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Several processes (``-n``) share the tests by what they lean on."""
    return sharing_out.ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """What is not compiled yet isn't compiled by two processes at the same moment."""
    report = yield
    if isinstance(collector, pytest.Directory) and sharing_out.reads_backwards(collector.config):
        report.result.reverse()
    return report


def pytest_collection_modifyitems(config, items):
    """Where several processes run the tests, the longest begin first; the rest keeps its random order."""
    if hasattr(config, "workerinput"):
        items.sort(key=sharing_out.place)


def pytest_collection_finish():
    """What stands when all is imported stays to the end: the collector needn't go through it at each of its rounds."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def pages_keep_their_own_context():
    """An answer's ``context`` is that of its page: no copy is made for each of the hundred parts that it includes."""
    keep = test_client.store_rendered_templates

    def whole(store, signal, sender, template, context, **kwargs):
        if context.template is template:
            keep(store, signal, sender, template, context, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_client, "store_rendered_templates", whole)
        yield


@pytest.fixture(scope="session")
def template_database():
    """The name of a migrated database with the programmes loaded and nobody in it."""
    name = _template_name()
    _make_template(name)
    return name


@pytest.fixture(scope="session")
def django_db_setup(template_database, django_db_blocker):
    """pytest-django's hook: this run's own clone of the template."""
    name = f"samkraft_test_{os.getpid()}"
    clone_database(template_database, name)
    with django_db_blocker.unblock(), connected_to(name):
        yield
    drop_database(name)


@pytest.fixture(scope="session")
def own_database(template_database):
    """A database to borrow, one test or module at a time."""
    own = OwnDatabase(f"samkraft_test_{os.getpid()}_own", partial(clone_database, template_database), drop_database)
    yield own
    own.give_up()


@pytest.fixture
def committed(own_database, django_db_blocker, request):
    """A database of the test's own where everything is committed: for figures, second connections, races."""
    with own_database.lent() as name, django_db_blocker.unblock(), connected_to(name):
        yield name


@pytest.fixture(scope="session", autouse=True)
def files_of_cases(tmp_path_factory):
    """A folder of this run's own."""
    settings.FILES_FOLDER = str(tmp_path_factory.mktemp("files"))


@pytest.fixture
def own_secrets(settings, tmp_path):
    """For a test that writes secrets or rotates keys: a copy of the secrets file, which nobody else reads, and files.

    A rotation renews every file in the folder. Those of other tests, and of the world they share, it either couldn't
    open or would leave sealed with a key that is gone when the test ends.
    """
    settings.SECRETS_FILE = str(shutil.copy(settings.SECRETS_FILE, tmp_path / "secrets.json"))
    settings.FILES_FOLDER = str(tmp_path / "files")
    keyring._rings = None
    yield Path(settings.SECRETS_FILE)
    keyring._rings = None


@pytest.fixture(autouse=True)
def undefined_template_variables_fail(settings):
    """A misspelt variable in a template fails the test that renders it."""
    # Not the empty text: Django asks only one that is true.
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("undefined")


class Undefined(str):
    """Django's hook for undefined variables: ``in`` is asked and ``%`` is applied; both raise."""

    def __contains__(self, item):
        return item == "%s"

    def __mod__(self, missing):
        raise AssertionError(f"Undefined template variable: {missing}")


@pytest.fixture(scope="session")
def made_world(template_database, django_db_blocker):
    """The world of ``tests.access.world``, made once a process in a database of its own, which nobody is connected to.

    Whoever uses it connects (``connected_to``), and takes back whatever she does to it.
    """
    from tests.access.world import make_world  # its models need the settings in place

    name = f"samkraft_test_{os.getpid()}_world"
    clone_database(template_database, name)
    with django_db_blocker.unblock(), connected_to(name):
        made = make_world()
        made.database = name
    yield made
    drop_database(name)
