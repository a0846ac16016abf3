"""What a participant sees on her own page, and that nobody else's is there (IAM-10, T26, CON-06, REG-12)."""

import pytest
from django.urls import reverse

from samkraft.access.commands import system_person
from samkraft.portal import actions
from tests import situations as s
from tests.portal.scene import GOAL, NUMBER, STRANGER, Own, citizen

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
PAGE = "portal:page"


@pytest.fixture
def own():
    system_person()
    return Own()


def put_plan(own):
    with s.as_(own.karin):
        return actions.put_plan(own.opened(), _acting(own))


def _acting(own):
    from samkraft.access.acting import current_acting

    return current_acting()


def test_iam_10_what_was_put_there_is_read_by_the_person_and_by_nobody_else(own):
    put_plan(own)
    page = citizen(NUMBER).get(reverse(PAGE))
    assert page.status_code == 200
    assert GOAL in page.content.decode()
    stranger = citizen(STRANGER).get(reverse(PAGE))
    assert GOAL not in stranger.content.decode()
