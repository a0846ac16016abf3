"""SEK-12: nobody waives protection for another. A text that names somebody stays until it is written without her."""

import pytest

from samkraft.access.models import ReadLog
from samkraft.casework.models import MappingSection, Minutes
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy, Release
from samkraft.sharing.outbox import deliver_all
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def write(client, scene, version, **more):
    posted = {
        "text": f"Syster hjälper till {version}",
        "source": "",
        "base_version": version,
        "receiver": ["soc"],
    } | more
    return client.post(scene.url("mapping_edit", "work"), posted, follow=True).content.decode()


def got(scene):
    with scene.as_jonas():
        return list(ReceivedCopy.objects.filter(item_kind="mapping").values_list("version", flat=True))


def test_sek12_a_marked_text_is_saved_and_not_shared_until_it_is_written_anew(client):
    """ITEM-4: the mark, and that it is gone, stand in the log."""
    scene = Scene()
    s.log_in(client, scene.karin)
    assert "Den delas inte" in write(client, scene, 0, names_another="on")
    assert got(scene) == []
    with scene.as_karin():
        section = MappingSection.objects.get(is_current=True)
        with pytest.raises(door.DoorRefused) as refusal:  # nor by going around the page
            door.call("release", scene.case.pk, s.branch("soc").pk, "labour_market", "mapping", section.item, 1, "x",
                      {"area": "work"}, "consent", None)  # fmt: skip
        assert refusal.value.code == "third_person"
        assert ReadLog.objects.get(event="ITEM-4").items == [f"mapping:{section.item}:1"]
    write(client, scene, 1)
    assert got(scene) == [2]


def test_sek12_another_s_own_yes_is_said_without_her_name_and_opens_the_text(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    write(client, scene, 0, names_another="on", another_agreed="Ja vid besöket 3 juni")
    assert got(scene) == [1]


def test_sek12_what_waits_in_the_outbox_is_stopped_by_the_mark(client, settings):
    settings.OUTBOX_MINUTES = 10
    scene = Scene()
    s.log_in(client, scene.karin)
    write(client, scene, 0)
    write(client, scene, 1, text="Syster hjälper till 0", names_another="on")
    with scene.as_karin():
        assert Release.objects.get(item_kind="mapping").stopped_why == "person"
        assert MappingSection.objects.get().names_another
    assert list(deliver_all()) == [] and got(scene) == []


def test_sek12_the_page_of_a_marked_note_offers_no_sharing(client):
    scene = Scene()
    note = s.item(scene.karin, scene.case, "minutes")
    with scene.as_karin():
        Minutes.objects.filter(item=note).update(names_another=True)
    page = s.log_in(client, scene.karin).get(scene.url("minutes", note)).content.decode()
    assert "nämner en annan person" in page and "Dela med teamet" not in page
