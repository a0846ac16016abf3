"""The joint mapping: each branch its own section, the page stacks what it holds (P-031, SEK-01)."""

import html
import re

import pytest

from samkraft.access.models import ReadLog
from samkraft.casework.models import MappingSection
from samkraft.core.words import swedish_date
from samkraft.people.models import CaseFile
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy, Release
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

NOTHING = "Inget är delat med dig här."


def _write(client, scene, area="work", text="Åtta månader i hemtjänst.", version=0, *receivers, **more):
    posted = {"text": text, "base_version": version, "source": "", "receiver": list(receivers)} | more
    return client.post(scene.url("mapping_edit", area), posted)


def test_saving_and_sharing_is_one_press_and_says_who_got_it(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    assert _write(client, scene, "work", "Åtta månader i hemtjänst.", 0, "soc").status_code == 302
    page = client.get(scene.url("mapping")).content.decode()
    assert "Delad med Socialtjänsten." in page and "Åtta månader i hemtjänst." in page
    jonas = s.log_in(client, scene.jonas, "soc").get(scene.url("mapping")).content.decode()
    assert "Åtta månader i hemtjänst." in jonas


def test_saving_without_sharing_shares_with_nobody(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    _write(client, scene, "work", "Bara vårt.", 0, "soc", keep="1")
    with scene.as_karin():
        assert MappingSection.objects.count() == 1 and not Release.objects.filter(item_kind="mapping").exists()
    assert "Bara vårt." not in s.log_in(client, scene.jonas, "soc").get(scene.url("mapping")).content.decode()


def test_an_area_without_anything_looks_the_same_whoever_leads_it_and_whether_something_exists(client):
    """SEK-05: that a section exists at another branch is no business of this one."""
    scene = Scene()
    s.log_in(client, scene.karin)
    _write(client, scene, "work", "Hemligt.", 0)
    page = s.log_in(client, scene.jonas, "soc").get(scene.url("mapping")).content.decode()
    areas = page.count("<h3>")
    assert page.count(NOTHING) == areas and "Hemligt." not in page


def test_the_persons_own_words_come_first(client):
    scene = Scene()
    page = s.log_in(client, scene.karin).get(scene.url("mapping")).content.decode()
    assert page.index("Personens egna ord") < page.index("Arbete och erfarenhet") < page.index("Hälsa och funktion")


def test_each_area_goes_out_on_its_own_category(client):
    """A line about work doesn't let everyday life through."""
    scene = Scene(lines=("labour_market",))
    s.log_in(client, scene.karin)
    _write(client, scene, "everyday", "Vardagen.", 0, "soc")
    with scene.as_karin():
        assert not Release.objects.filter(item_kind="mapping").exists()


def test_the_second_who_saves_is_told_and_nothing_is_lost(client):
    """T24: two tabs."""
    scene = Scene()
    s.log_in(client, scene.karin)
    _write(client, scene, "work", "Den första texten.")
    answer = _write(client, scene, "work", "Den andra texten.")
    page = answer.content.decode()
    assert answer.status_code == 409 and "Du har sparat i ett annat fönster" in page
    assert "Den första texten." in page and "Den andra texten." in page
    assert _write(client, scene, "work", "Båda texterna.", 1).status_code == 302
    with scene.as_karin():
        assert list(MappingSection.objects.order_by("version").values_list("text", "is_current")) == [
            ("Den första texten.", False), ("Båda texterna.", True),
        ]  # fmt: skip


def test_versions_are_kept_and_two_stand_side_by_side(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    _write(client, scene, "work", "Före.")
    _write(client, scene, "work", "Efter.", 1)
    page = client.get(scene.url("mapping_versions", "work")).content.decode()
    assert "Före." in page and "Efter." in page
    assert client.get(scene.url("mapping_versions", "health")).status_code == 404


def _typed(page):
    """What stands in the field of the form."""
    return html.unescape(re.search(r"<textarea name=\"text\"[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]).strip()


def test_another_branch_s_text_stands_beside_the_field_as_a_quotation_and_is_never_copied_into_it(client):
    """SEK-13: copied, it would be this branch's own text without the sender's mark, and outlive a withdrawal (CON-06).

    P-031: one still starts from what the team knows, by reading it.
    """
    scene = Scene()
    s.log_in(client, scene.karin)
    _write(client, scene, "work", "Åtta månader i hemtjänst.", 0, "soc")
    page = s.log_in(client, scene.jonas, "soc").get(scene.url("mapping_edit", "work")).content.decode()
    quotation = page[page.index("<figure") : page.index("</figure>")]
    assert "Åtta månader i hemtjänst." in quotation and scene.karin.name in quotation
    assert "Arbetsförmedlingen" in quotation and swedish_date(s.DAY) in quotation
    assert _typed(page) == "" and page.count("hemtjänst") == 1
    with scene.as_jonas():
        assert ReceivedCopy.objects.get(item_kind="mapping").first_read_by == scene.jonas


def test_what_was_quoted_is_gone_with_the_consent_and_ones_own_text_stays(client):
    """CON-06."""
    scene = Scene()
    _write(s.log_in(client, scene.karin), scene, "work", "Åtta månader i hemtjänst.", 0, "soc")
    _write(s.log_in(client, scene.jonas, "soc"), scene, "work", "Vill helst arbeta förmiddagar.")
    with scene.as_karin():
        door.call("withdraw_consent", scene.lines["labour_market"])
    page = client.get(scene.url("mapping_edit", "work")).content.decode()
    assert _typed(page) == "Vill helst arbeta förmiddagar." and "hemtjänst" not in page and "<figure" not in page


def test_a_section_starts_from_the_referrals_facts_of_ones_own_branch(client):
    scene = Scene(language="arabiska", schooling="compulsory")
    page = s.log_in(client, scene.karin).get(scene.url("mapping_edit", "education")).content.decode()
    assert "Skolgång: högst grundskola." in page and "Från anvisningen" in page
    other = s.log_in(client, scene.jonas, "soc").get(scene.url("mapping_edit", "education")).content.decode()
    assert "Skolgång" not in other


def test_a_withdrawn_line_takes_the_text_away_at_the_next_request(client):
    """CON-06."""
    scene = Scene()
    s.log_in(client, scene.karin)
    _write(client, scene, "work", "Åtta månader i hemtjänst.", 0, "soc")
    with scene.as_karin():
        door.call("withdraw_consent", scene.lines["labour_market"])
    s.log_in(client, scene.jonas, "soc")
    for name, *args in (("mapping",), ("mapping_edit", "work")):
        assert "hemtjänst" not in client.get(scene.url(name, *args)).content.decode()


def test_an_empty_text_is_pointed_out_at_the_field(client):
    scene = Scene()
    answer = _write(s.log_in(client, scene.karin), scene, "work", "")
    assert answer.status_code == 422 and "En sak behöver rättas" in answer.content.decode()


def test_a_text_without_a_receiver_lands_on_the_list_of_the_unshared_and_leaves_it_when_shared(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    _write(client, scene, "work", "Bara vårt.", 0)
    listed = client.get("/delningar/?vy=ej-delat").content.decode()
    assert f'href="{scene.url("mapping_edit", "work")}"' in listed
    assert "Arbete och erfarenhet" not in listed, "REG-02: an area's name may tell of health or benefits"
    _write(client, scene, "work", "Bara vårt.", 1, "soc")
    assert scene.url("mapping_edit", "work") not in client.get("/delningar/?vy=ej-delat").content.decode()


def test_a_former_member_and_a_stranger_find_nothing(client):
    scene = Scene()
    stranger = s.staff("af", in_team=scene.team)
    for name, *args in (("mapping",), ("mapping_edit", "work"), ("mapping_versions", "work")):
        assert s.log_in(client, stranger).get(scene.url(name, *args)).status_code == 404
    with scene.as_jonas():
        door.call("end_assignment", scene.case.pk, scene.jonas.pk, s.DAY)
    assert s.log_in(client, scene.jonas, "soc").get(scene.url("mapping")).status_code == 404


def test_an_area_that_the_programme_does_not_have_is_not_there(client):
    scene = Scene()
    assert s.log_in(client, scene.karin).get(scene.url("mapping_edit", "politics")).status_code == 404


def test_opening_the_mapping_reads_the_copies(client):
    """DISC-4."""
    scene = Scene()
    _write(s.log_in(client, scene.karin), scene, "work", "Åtta månader i hemtjänst.", 0, "soc")
    s.log_in(client, scene.jonas, "soc").get(scene.url("mapping"))
    with scene.as_jonas():
        assert ReceivedCopy.objects.get(item_kind="mapping").first_read_at is not None


def test_a_text_of_an_earlier_case_is_offered_and_comes_only_when_asked_for_p_031(client):
    """The same person in another case of one's own branch: read by choice, logged there, saved as one's own."""
    scene = Scene()
    before = s.enrolled_case(scene.karin)
    with scene.as_karin():
        door.call("close_case", before.pk, s.DAY)
        file = CaseFile.objects.get(case=before)
        told = {"owner_branch": file.owner_branch, "case": before, "file": file, "area": "work",
                "written_by": scene.karin, "written_on": s.DAY}  # fmt: skip
        section = MappingSection.objects.create(**told, text="Sju år på lager.", strengths="Vill lära sig.")
    client = s.log_in(client, scene.karin)
    edit = scene.url("mapping_edit", "work")
    assert "tidigare ärende" not in client.get(edit).content.decode(), "another person's"
    with scene.as_karin():
        hashed = scene.opened().file.identity_hash
        CaseFile.objects.filter(pk=file.pk).update(identity_hash=hashed)
    page = client.get(edit).content.decode()
    assert "Ni har skrivit om det här i ett tidigare ärende" in page and "Sju år" not in page
    page = client.get(f"{edit}?fran=tidigare").content.decode()
    assert "Sju år på lager." in page and "Vill lära sig." in page and "Från er kartläggning i" in page
    with scene.as_karin():
        assert ReadLog.objects.get(object_type="mapping_earlier").case_ids == [before.pk]
        assert not MappingSection.objects.filter(case=scene.case).exists()
    _write(client, scene, "work", "Två år i kök.")
    page = client.get(f"{edit}?fran=tidigare").content.decode()
    assert page.index("Två år i kök.") < page.index("Sju år på lager.")
    jonas = s.log_in(client, scene.jonas, "soc").get(edit).content.decode()
    assert "tidigare ärende" not in jonas, "another branch has no such case (SEK-05)"
    with scene.as_karin():
        MappingSection.objects.filter(pk=section.pk).update(names_another=True)
    assert "tidigare ärende" not in s.log_in(client, scene.karin).get(edit).content.decode()
