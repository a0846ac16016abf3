"""One world for the whole suite, made once for a process; each test undoes what it does."""

import os

import pytest
from django.db import transaction

from tests.access.world import make_world
from tests.conftest import clone_database, connected_to, drop_database


@pytest.fixture(scope="session")
def made_world(template_database, django_db_blocker):
    """The world of ``tests/access``, in a database of its own; nobody is connected to it but inside ``world``."""
    name = f"samkraft_test_{os.getpid()}_attacked"
    clone_database(template_database, name)
    with django_db_blocker.unblock(), connected_to(name):
        made = make_world()
        made.database = name
    yield made
    drop_database(name)


@pytest.fixture(scope="module")
def attacked_world(made_world, django_db_blocker):
    with django_db_blocker.unblock(), connected_to(made_world.database):
        yield made_world


@pytest.fixture
def world(attacked_world):
    """Whatever a test does to the world is taken back."""
    with transaction.atomic():
        yield attacked_world
        transaction.set_rollback(True)
