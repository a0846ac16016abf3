"""The demo register, small, and the site on it: what is looked at and worked in here is what a newcomer meets."""

import os
import subprocess
import sys

import pytest
from psycopg.conninfo import make_conninfo

from samkraft.site.database_url import address
from tests.browser.live import serving
from tests.conftest import clone_database, connected_to, drop_database

CASES = 150


@pytest.fixture(scope="package")
def database(template_database, django_db_blocker):
    """Made once for all that stands in this folder."""
    name = f"samkraft_test_{os.getpid()}_looks"
    clone_database(template_database, name)
    url = make_conninfo(**address() | {"dbname": name})
    own = {"DATABASE_URL": url, "SAMKRAFT_STATEMENT_TIMEOUT": "0", "SAMKRAFT_MODE": "test"}
    make = [sys.executable, "-m", "django", "make_demo", "--cases", str(CASES), "--verbosity=0"]
    subprocess.run(make, env=os.environ | own, check=True, stdout=subprocess.DEVNULL)
    with django_db_blocker.unblock(), connected_to(name):
        yield name
    drop_database(name)


@pytest.fixture(scope="package")
def site(database):
    with serving() as found:
        yield found
