"""Rights that stay in the file: disagreement, restriction, information, the records and their marks."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.owned import OwnedModel, guarded_models
from samkraft.casework.models import Minutes
from samkraft.people.models import Disagreement, HomeMark, Notice, NoticeGiven, ProcessingRestriction, PublicRelease
from samkraft.people.problems import NotPossible
from samkraft.people.rights import arrangement
from samkraft.people.rights.item_records import kinds, records_of
from samkraft.sharing import door
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture
def scene():
    """A case of Karin's with a note, shared with soc."""
    karin, jonas = s.staff("af", in_team=s.team()), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "minutes")
    item = s.item(karin, case, "minutes")
    with s.as_(karin):
        Minutes.objects.filter(item=item).update(title="Samtal", text="Kom inte till mötet.")
    return karin, jonas, case, item


def _release(case, item, to="soc"):
    return door.call("release", case.pk, s.branch(to).pk, "minutes", "minutes", item, 1, "Samtal", {}, "consent", None)


def test_gdpr_07_the_person_s_disagreement_stands_at_the_item_and_nothing_is_overwritten(scene):
    karin, jonas, case, item = scene
    url = reverse("people:record", args=[case.pk, "minutes", item, 1])
    client = logged_in(karin)
    assert "Kom inte till mötet." in client.get(url).content.decode()
    assert client.post(url, {"said-said": ""}).status_code == 422
    assert client.post(url, {"said-said": "Jag ringde återbud."}).status_code == 302
    assert "Jag ringde återbud." in client.get(url).content.decode()
    listed = client.get(reverse("people:records", args=[case.pk])).content.decode()
    assert "Deltagaren håller inte med" in listed and "Jag ringde" not in listed
    with s.as_(karin):
        assert Minutes.objects.get(item=item).text == "Kom inte till mötet."
        for change in (Disagreement.objects.all().delete, lambda: Disagreement.objects.update(version=2)):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    assert logged_in(jonas, "soc").get(url).status_code == 404
    assert client.get(reverse("people:record", args=[case.pk, "minutes", uuid.uuid4(), 1])).status_code == 404


def test_reg_14_an_item_is_marked_as_documented_in_the_home_system_once(scene):
    karin, _jonas, case, item = scene
    url, client = reverse("people:record", args=[case.pk, "minutes", item, 1]), logged_in(karin)
    assert str(item) in client.get(url).content.decode(), "its number, to be copied with it"
    assert client.post(url, {"mark-reference": "DNR 12/2021"}).status_code == 302
    again = client.post(url, {"mark-reference": "DNR 13/2021"})
    assert again.status_code == 422 and "redan markerad" in again.content.decode()
    assert "DNR 12/2021" in client.get(reverse("people:records", args=[case.pk])).content.decode()
    with s.as_(karin):
        assert HomeMark.objects.get().reference == "DNR 12/2021"


def test_gdpr_08_nothing_leaves_a_restricted_file_and_only_who_has_the_case_opens_it(scene):
    karin, _jonas, case, item = scene
    manager = s.staff("af", Role.UNIT_MANAGER)
    chief, opening = logged_in(manager), {"number": case.number, "reason": "Klagomål från personen"}
    assert chief.post(reverse("people:open_with_reason"), opening).status_code == 302
    client, url = logged_in(karin), reverse("people:restrict", args=[case.pk])
    assert client.post(url, {"reason": "Fel i numret, vi kontrollerar."}).status_code == 302
    with s.as_(karin), pytest.raises(door.DoorRefused, match="begränsad"):
        _release(case, item)
    page = client.get(reverse("people:case", args=[case.pk]))
    assert page.status_code == 200 and "Behandlingen är begränsad" in page.content.decode()
    assert chief.get(reverse("people:case", args=[case.pk])).status_code == 404, "an opening from before ends too"
    again = chief.post(reverse("people:open_with_reason"), opening | {"reason": "Ett annat skäl, samma dag"})
    assert again.status_code != 302 or str(case.pk) not in again["Location"]
    assert client.post(url, {"reason": "Igen"}).status_code == 422, "the second is told"
    with s.as_(karin), pytest.raises(DatabaseError), transaction.atomic():
        ProcessingRestriction.objects.all().delete()
    assert client.post(url, {"reason": "Numret är rätt.", "lift": "1"}).status_code == 302
    with s.as_(karin):
        assert _release(case, item) and not ProcessingRestriction.objects.in_force().exists()


def test_gdpr_08_one_branch_s_restriction_is_its_own(scene):
    karin, jonas, case, item = scene
    logged_in(jonas, "soc").post(reverse("people:restrict", args=[case.pk]), {"reason": "Kontroll"})
    with s.as_(karin):
        assert _release(case, item) and not ProcessingRestriction.objects.exists()


def test_gdpr_09_the_information_is_versioned_and_noted_with_its_language(scene, client):
    karin, _jonas, case, _item = scene
    address = reverse("people:notice", args=["af", "ar"])
    assert 'dir="rtl"' in client.get(address).content.decode()
    officer = logged_in(s.staff("af", Role.DATA_PROTECTION_OFFICER))
    for text in ("Rubrik ett\nSå gör vi.", "Rubrik två\nSå gör vi nu."):
        assert officer.post(reverse("people:notices"), {"language": "sv", "text": text}).status_code == 302
    assert "Rubrik två" in client.get(reverse("people:notice", args=["af", "sv"])).content.decode()
    assert Notice.objects.get(number=1).text.startswith("Rubrik ett"), "what was given is kept as it was"
    handler, url = logged_in(karin), reverse("people:give_notice", args=[case.pk])
    consents = reverse("people:consents", args=[case.pk])
    assert "Inte lämnad än" in handler.get(consents).content.decode()
    told = {"what": ["own", "joint"], "how": "interpreter", "given_on": "28 juni 2021"}
    wrong = handler.post(url, told | {"language": "other"})
    assert wrong.status_code == 422 and "Skriv vilket språk" in wrong.content.decode()
    assert handler.post(url, told | {"language": "sv"}).status_code == 302
    with s.as_(karin):
        given, joint = NoticeGiven.objects.order_by("pk")
        assert (given.notice.number, given.language, given.given_by) == (2, "svenska", karin)
        assert (joint.notice, joint.joint_version) == (None, 1), "the plan is no branch's own"
    assert "Inte lämnad än" not in handler.get(consents).content.decode()
    assert (
        "om den gemensamma planen, version 1" in handler.get(reverse("people:records", args=[case.pk])).content.decode()
    )
    page = client.get(reverse("people:notice", args=["gemensam", "sv"])).content.decode()
    assert "Version 1." in page and "Varje verksamhet får en kopia" in page
    assert client.get(reverse("people:notice", args=["af", "xx"])).status_code == 404


def test_all_01_the_registrar_lists_what_was_made_received_and_given_and_reads_none_of_it(scene):
    karin, jonas, case, item = scene
    with s.as_(karin):
        _release(case, item)
        found = [(one.way, one.kind, one.party) for one in records_of(case.pk, s.branch("af"))]
        assert ("own", "minutes", "") in found and ("out", "minutes", "Socialtjänsten") in found
    with s.as_(jonas, "soc"):
        assert [(one.way, one.party) for one in records_of(case.pk, s.branch("soc"))] == [("in", "Arbetsförmedlingen")]
    client = logged_in(s.staff("af", Role.REGISTRAR))
    to = client.post(reverse("people:find_records"), {"number": case.number})["Location"]
    page = client.get(to).content.decode()
    assert "expedierad till Socialtjänsten" in page and "Samtal" not in page and "Kom inte" not in page
    asked = {"what": "Anteckning 20 juni", "asked_on": "28 juni 2021", "decided_on": "29 juni 2021"}
    refused = client.post(to, asked | {"decision": "refused", "ground": ""})
    assert refused.status_code == 422 and "bestämmelse om sekretess" in refused.content.decode()
    assert client.post(to, asked | {"decision": "refused", "ground": "OSL 28 kap."}).status_code == 302
    assert "OSL 28 kap." in client.get(to).content.decode()
    fields = {field.name for field in PublicRelease._meta.fields}
    assert not {"asked_by", "name", "requester"} & fields, "who asks needn't say (TF 2:18)"
    nobody = client.post(reverse("people:find_records"), {"number": "MK-1999-0001"})
    assert nobody.status_code == 422


def test_every_kind_that_may_be_released_is_a_record():
    assert set(kinds()) == {model for model in guarded_models(OwnedModel) if model.released_as}


def test_gdpr_02_the_summary_is_public_when_another_authority_has_confirmed_it_and_the_old_stays(client):
    """GDPR 26.2: in versions, for everybody; one authority writes, another stands behind it."""
    af, soc = s.staff("af", Role.DATA_PROTECTION_OFFICER), s.staff("soc", Role.DATA_PROTECTION_OFFICER)
    page = reverse("people:arrangement")
    assert "var och en ansvarar för sina egna uppgifter" in client.get(page).content.decode()
    s.log_in(client, af)
    posted = {"text": "Vi delar ansvaret så här.", "reference": "Dnr 2021/3"}
    assert client.post(reverse("people:arrangements"), posted).status_code == 302
    assert client.post(reverse("people:arrangements"), posted | {"text": "Något annat."}).status_code == 422
    client.post(reverse("people:confirm_arrangement", args=[1]))
    assert "Vi delar" not in client.get(page).content.decode()
    with s.as_(soc, "soc") as acting:
        arrangement.confirm(acting, 1)
        with pytest.raises(NotPossible, match="redan"):
            arrangement.confirm(acting, 1)
        arrangement.write(acting, "Nu delar vi ansvaret på ett nytt sätt.", "Dnr 2021/9")
    client.post(reverse("people:confirm_arrangement", args=[2]))
    client.logout()
    assert "på ett nytt sätt" in client.get(page).content.decode()
    earlier = client.get(reverse("people:arrangement_version", args=[1])).content.decode()
    assert "Vi delar ansvaret så här." in earlier and "tidigare version" in earlier
    assert client.get(reverse("people:arrangement_version", args=[3])).status_code == 404
