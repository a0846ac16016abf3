"""What there is to build on stands before what stands in the way, and what is known already is there (P-031)."""

from datetime import date

import pytest

from samkraft.casework.mapping.comparing import compare
from samkraft.casework.models import MappingSection
from samkraft.people.models import BenefitFact
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

FIRST = {"strengths": "Van vid kassan.", "text": "Vill ha kväll ledigt.", "base_version": "0", "receiver": ["soc"]}


def test_p031_strengths_stand_first_and_go_with_the_section(client):
    """The person's own words have no such field, and an area of facts alone hasn't either."""
    scene = Scene(lines=("labour_market",))
    s.log_in(client, scene.karin)
    form = client.get(scene.url("mapping_edit", "work")).content.decode()
    assert form.index('name="strengths"') < form.index('name="text"')
    assert 'name="strengths"' not in client.get(scene.url("mapping_edit", "own_words")).content.decode()
    empty = client.post(scene.url("mapping_edit", "work"), FIRST | {"strengths": "", "text": ""})
    assert empty.status_code == 422 and "eller det som finns att bygga på" in empty.content.decode()
    client.post(scene.url("mapping_edit", "work"), FIRST)
    page = client.get(scene.url("mapping")).content.decode()
    assert page.index("Van vid kassan.") < page.index("Vill ha kväll ledigt.")
    client.post(
        scene.url("mapping_edit", "work"), FIRST | {"strengths": "Van vid kassan och lagret.", "base_version": "1"}
    )
    told = client.post(scene.url("mapping_edit", "work"), FIRST | {"text": "Annat.", "base_version": "1"})
    assert told.status_code == 409 and "och lagret" in told.content.decode()
    compared = client.get(scene.url("mapping_versions", "work")).content.decode()
    assert "och lagret.</ins>" in compared and "kassan.</del>" in compared and "Vill ha kväll ledigt." in compared
    with scene.as_jonas():
        copies = ReceivedCopy.objects.order_by("version")
        assert [copy.content["strengths"] for copy in copies] == ["Van vid kassan.", "Van vid kassan och lagret."]
    s.log_in(client, scene.jonas, "soc")
    assert "Van vid kassan och lagret." in client.get(scene.url("mapping")).content.decode()
    with scene.as_karin():
        assert MappingSection.objects.filter(area="work").count() == 2


def test_p031_a_section_starts_from_what_the_branch_itself_knows(client):
    """Efforts of its own history and benefits that it has noted, each with its source; never another branch's."""
    scene = Scene(lines=())
    s.log_in(client, scene.karin)
    rows = {"rows": "6", "r0-starts": "2014", "r0-what": "effort:work_practice", "r0-title": "Lager",
            "r0-result": "nothing"}  # fmt: skip
    client.post(scene.url("history_write"), rows)
    with scene.as_karin():
        file = s.file_of(scene.case, scene.karin)
        BenefitFact.objects.create(
            owner_branch=s.branch("af"), case=scene.case, file=file, category="labour_market", kind="registered",
            valid_from=date(2019, 5, 2),
        )  # fmt: skip
    page = client.get(scene.url("mapping_edit", "work")).content.decode()
    for words in ("2014: Praktik: Lager, ledde inte vidare.", "2 maj 2019", "Från er historik",
                  "Från ersättningar i er akt"):  # fmt: skip
        assert words in page
    assert "Lager" not in client.get(scene.url("mapping_edit", "everyday")).content.decode()
    s.log_in(client, scene.jonas, "soc")
    assert "Lager" not in client.get(scene.url("mapping_edit", "work")).content.decode()


@pytest.mark.parametrize(
    ("older", "newer", "gone", "come"),
    [
        ("", "Ny text", [], []),
        ("Samma text", "Samma text", [], []),
        ("Bor i Malmö", "Bor i Lund", ["Malmö"], ["Lund"]),
        ("Ett två tre", "Ett tre", ["två "], []),
    ],
)
def test_two_versions_are_compared_word_by_word(older, newer, gone, come):
    was, now = compare(older, newer)
    assert "".join(text for _only, text in was) == older and "".join(text for _only, text in now) == newer
    assert [text for only, text in was if only] == gone and [text for only, text in now if only] == come
