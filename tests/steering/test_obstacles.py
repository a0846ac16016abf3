"""The improvement log (P-124): told from any page, read by all, followed by those who lead, never changed."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import Authority, RoleAssignment
from samkraft.steering.obstacles.models import Obstacle, ObstacleTurn
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

TOLD = {
    "title": "Praktik och försörjningsstöd räknas olika", "story": "Den som tar praktik fyra timmar tappar stöd.",
    "rules": "SoL 4 kap. och förordning 2017:819", "remover": "authority", "authority": "af",
}  # fmt: skip
PASSED = {"turn": "passed", "to_whom": "Sektionschef, Arbetsförmedlingen", "note": "Tas upp den 15 augusti."}


def _tell(client, **change):
    return client.post(reverse("steering:obstacle_new"), TOLD | {"authority": Authority.objects.first().code} | change)


@pytest.fixture
def told(client):
    _tell(s.log_in(client, s.staff("af", first_name="Karin")))
    return Obstacle.objects.get()


def _page(client, told):
    return client.get(reverse("steering:obstacle", args=[told.public_id])).content.decode()


def test_it_is_two_clicks_away_on_every_page_and_all_in_the_programme_read_it(client, told):
    """A handler of one authority tells; a handler of another reads it, by name of who told, and sees how it stands."""
    page = s.log_in(client, s.staff("soc"), "soc").get("/").content.decode()
    assert reverse("steering:obstacle_new") in page
    listed = client.get(reverse("steering:obstacles")).content.decode()
    assert told.title in listed and "Ingen har tagit tag i det än" in listed
    assert told.rules in _page(client, told) and "Karin" in _page(client, told)


def test_who_leads_says_what_became_of_it_and_a_handler_does_not(client, told):
    where = reverse("steering:obstacle_turn", args=[told.public_id])
    assert s.log_in(client, s.staff("soc"), "soc").post(where, PASSED).status_code == 404
    s.log_in(client, s.staff("af", Role.PROJECT_LEADER))
    assert client.post(where, PASSED | {"to_whom": ""}).status_code == 422
    assert client.post(where, PASSED).status_code == 302
    assert client.post(where, {"turn": "removed", "note": "Ny rutin gäller från september."}).status_code == 302
    assert "Hindret är borta" in _page(client, told)


def test_who_comes_second_to_an_end_is_told_and_keeps_her_words(client, told):
    where = reverse("steering:obstacle_turn", args=[told.public_id])
    leader = s.log_in(client, s.staff("af", Role.PROJECT_LEADER))
    leader.post(where, {"turn": "removed", "note": "Ny rutin."})
    answer = leader.post(where, {"turn": "stays", "note": "Lagen är tydlig."})
    assert answer.status_code == 422 and "Lagen är tydlig." in answer.content.decode()
    leader.post(where, {"turn": "reopened", "note": "Rutinen gäller inte praktik."})
    assert [row.turn for row in ObstacleTurn.objects.all()] == ["removed", "reopened"]


@pytest.mark.parametrize("change", [
    {"story": "Det gällde 19850312-T123."}, {"title": ""}, {"remover": "authority", "authority": ""},
    {"remover": "king"}, {"rules": "x" * 501},
])  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_and_loses_nothing(client, change):
    """No number of a person: everybody in the programme reads it."""
    answer = _tell(s.log_in(client, s.staff("af")), **change)
    kept = TOLD["title"] if "title" not in change else TOLD["story"]
    assert answer.status_code == 422 and kept in answer.content.decode()
    assert not Obstacle.objects.exists()


def test_another_programme_s_log_is_not_there(client, told):
    """Right role, wrong programme."""
    leader = s.staff("af", Role.PROJECT_LEADER)
    RoleAssignment.objects.filter(staff=leader).update(programme="malmo-langtid-2023")
    s.log_in(client, leader, programme_slug="malmo-langtid-2023")
    assert client.get(reverse("steering:obstacle", args=[told.public_id])).status_code == 404
    assert told.title not in client.get(reverse("steering:obstacles")).content.decode()


@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}"])
@pytest.mark.parametrize("table", ["steering_obstacle", "steering_obstacleturn"])
def test_the_site_itself_can_not_change_what_was_told(told, change, table):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))
