"""The programme's page: what holds now, with its sources, for everyone who acts in it."""

import pytest

from samkraft.access.choices import Role
from tests.people.logged_in import logged_in
from tests.situations import staff

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.mark.parametrize("role", [Role.HANDLER, Role.EVALUATOR, Role.STEERING])
def test_the_programme_is_read_with_sources_and_assumptions(role):
    shown = logged_in(staff("af", role)).get("/program/").content.decode()
    for words in (
        "Malmökraften 2.0",
        "1. Kartläggning och plan",
        "P-033",
        "antagande",
        "Plan inom 30 dagar",
        "Versioner",
    ):
        assert words in shown


def test_nobody_reads_it_without_acting_in_a_programme(client):
    client.force_login(staff("af"))
    assert client.get("/program/").status_code == 404
