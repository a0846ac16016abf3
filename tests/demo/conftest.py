"""One demo register at full size, made once for the whole run."""

import os

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from samkraft.site.database_url import address
from samkraft.site.demo import completeness
from samkraft.site.demo.making import make_all
from tests.conftest import clone_database, connected_to, drop_database


@pytest.fixture(scope="session")
def demo_database(template_database, django_db_blocker):
    """The name of a database that holds the whole demo register (3,700 cases). Read it, never change it."""
    name = f"samkraft_test_{os.getpid()}_demo"
    clone_database(template_database, name)
    with django_db_blocker.unblock(), connected_to(name):
        make_all(3700, say=lambda words: None)
        assert completeness.state_of() == (completeness.State.COMPLETE, 3700)
    yield name
    drop_database(name)


@pytest.fixture(scope="session")
def count(demo_database):
    """Ask the demo register by SQL of the test's own, as administrator: no rule or counting code between."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": demo_database}), autocommit=True) as admin:

        def ask(query, *arguments):
            return admin.execute(query, arguments).fetchone()[0]

        ask.rows = lambda query, *arguments: admin.execute(query, arguments).fetchall()
        yield ask
