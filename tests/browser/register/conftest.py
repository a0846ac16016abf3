"""The demo register, small, and the site on it: what is looked at and worked in here is what a newcomer meets."""

import os

import pytest

from samkraft.site.demo.making import make_all
from tests.browser.live import serving
from tests.conftest import clone_database, connected_to, drop_database

CASES = 150


@pytest.fixture(scope="package")
def database(template_database, django_db_blocker):
    """Made once for all that stands in this folder. In this process alone: others take longer to begin than to help."""
    name = f"samkraft_test_{os.getpid()}_looks"
    clone_database(template_database, name)
    with django_db_blocker.unblock(), connected_to(name):
        make_all(CASES, workers=1, say=lambda words: None)
        yield name
    drop_database(name)


@pytest.fixture(scope="package")
def site(database):
    with serving() as found:
        yield found
