"""One world for the whole suite; each test undoes what it does."""

import pytest
from django.db import transaction

from tests.conftest import connected_to


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
