"""What a note is about stands in the note alone: lists and releases name its day (REG-02)."""

import pytest

from samkraft.sharing.models import ReceivedCopy
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
ABOUT = "Samtal om hälsan"


@pytest.fixture
def scene(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    return scene


def _write(client, scene, **more):
    note = {"title": ABOUT, "held_on": "9 juni 2021", "text": "Vi sågs.", "base_version": 0, **more}
    assert client.post(scene.url("minutes_new"), note).status_code == 302


def _page(client, address):
    return client.get(address).content.decode()


def test_the_list_of_what_is_not_shared_names_the_day_of_a_note(client, scene):
    _write(client, scene)
    for address in ("/", "/delningar/?vy=ej-delat"):
        page = _page(client, address)
        assert "Anteckning 9 juni 2021" in page and ABOUT not in page


def test_a_released_note_says_what_it_is_about_only_when_it_is_opened(client, scene):
    _write(client, scene, receiver="soc")
    assert ABOUT not in _page(client, "/delningar/?vy=skickat")
    s.log_in(client, scene.jonas, "soc")
    assert ABOUT not in _page(client, "/delningar/")
    for address in ("/", scene.url("meetings")):
        page = _page(client, address)
        assert "Anteckning 9 juni 2021" in page and ABOUT not in page
    with scene.as_jonas():
        release = ReceivedCopy.objects.get(item_kind="minutes").release
    assert f"<h2>{ABOUT}</h2>" in _page(client, f"/delningar/{release}/")
