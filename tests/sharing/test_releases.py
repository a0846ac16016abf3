"""Releases in the site: receivers preset from consent, one press, an inbox that tells only of one's own cases."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog
from samkraft.casework.models import MappingSection
from samkraft.sharing import door
from samkraft.sharing.actions import confirm_lines, note_first_read, receivers_for, share
from samkraft.sharing.forms import ReceiverSheet
from samkraft.sharing.models import ConsentLine, ReceivedCopy, Release
from samkraft.sharing.rules import Standing, judge_receivers
from tests import situations as s
from tests.casework.scene import Scene, counted

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

INBOX = "/delningar/"


def _standing(scene, category="plan"):
    with scene.as_karin() as acting:
        return {r.branch.code: r.standing for r in receivers_for(scene.case, category, acting)}


def _share(scene, version=1, item=None, category="plan", to=("soc",), title="Gemensam plan"):
    item = s.item(scene.karin, scene.case, "plan", version=version, key=item)
    with scene.as_karin() as acting:
        branches = [s.branch(code) for code in to]
        return share(scene.opened(), "plan", item, version, title, {"goal": "Vård"}, category, branches, acting)


def test_receivers_are_the_teams_branches_each_with_its_reason():
    """CON-04: confirmed, not confirmed by us, no consent, no file."""
    scene = Scene(lines=("plan",))
    s.staff("ama", in_team=scene.team)
    s.staff("vux", in_team=scene.team)
    s.consent(scene.karin, scene.case, "vux", "plan")
    assert _standing(scene) == {"soc": Standing.COVERED, "ama": Standing.NO_CONSENT, "vux": Standing.NO_FILE}
    assert _standing(scene, "labour_market")["soc"] is Standing.NO_CONSENT


def test_a_line_that_another_branch_recorded_waits_for_us():
    scene = Scene(lines=())
    s.consent(scene.jonas, scene.case, "soc", "plan", branch_code="soc", from_="af")
    assert _standing(scene)["soc"] is Standing.UNCONFIRMED
    assert _share(scene).sent == []
    with scene.as_karin() as acting:
        confirm_lines(scene.case.pk, receivers_for(scene.case, "plan", acting))
        assert ReadLog.objects.filter(event="CONS-3").count() == 1
    assert _standing(scene)["soc"] is Standing.COVERED
    assert [branch.code for branch in _share(scene).sent] == ["soc"]


def test_an_ended_or_withdrawn_line_covers_nothing():
    scene = Scene(lines=("plan",))
    with scene.as_karin():
        door.call("withdraw_consent", scene.lines["plan"])
    assert _standing(scene)["soc"] is Standing.NO_CONSENT
    result = _share(scene)
    assert result.sent == [] and "inget bekräftat samtycke" in result.refused[0][1]


def test_the_best_of_several_lines_decides():
    class Line:
        def __init__(self, confirmed, until):
            self.to_branch_id, self.line, self.confirmed_at, self.valid_until = 2, uuid.uuid4(), confirmed, until
            self.reservation = ""

    class Branch:
        pk = 2

    (receiver,) = judge_receivers([Branch], [Line(None, s.DAY), Line(s.DAY, s.DAY)], {2})
    assert receiver.is_covered


def test_a_reservation_is_seen_by_who_shares_and_kept_with_what_was_shared(client):
    """CON-01: the person's own words limit the line, and it is the sender who must heed them."""
    scene, words = Scene(lines=()), "inte om min sjukdom"
    af, soc = s.branch("af").pk, s.branch("soc").pk
    with scene.as_karin() as acting:
        for category in ("plan", "minutes", "labour_market"):
            door.call("record_consent", scene.case.pk, uuid.uuid4(), af, soc, category, "planning", s.DAY,
                      s.DAY + timedelta(days=30), "written", words)  # fmt: skip
        sheet = ReceiverSheet(receivers_for(scene.case, "plan", acting), "Gemensam plan")
        (soc_row,) = [row for row in sheet.items if row["value"] == "soc"]
        assert soc_row["ground"].endswith(f"Förbehåll: {words}")
    _share(scene)
    with scene.as_karin():
        assert Release.objects.values_list("reservation", flat=True).get(item_kind="plan") == words
    page = s.log_in(client, scene.karin).get(reverse("casework:minutes_new", args=[scene.case.pk])).content.decode()
    assert f"Förbehåll: {words}" in page


def test_pressing_twice_shares_once():
    scene = Scene()
    item = uuid.uuid4()
    _share(scene, item=item)
    _share(scene, item=item)
    with scene.as_karin():
        assert Release.objects.filter(item_id=item).count() == 1


def test_a_release_is_logged_with_item_and_receiver():
    """DISC-1."""
    scene = Scene()
    _share(scene)
    with scene.as_karin():
        row = ReadLog.objects.get(event="DISC-1")
        assert row.case_ids == [scene.case.pk] and row.items[0].endswith("→soc")


def test_a_copy_is_marked_as_read_once_and_by_its_own_branch_alone():
    """DISC-4."""
    scene = Scene()
    _share(scene)
    with scene.as_jonas():
        copy = ReceivedCopy.objects.get(item_kind="plan")
    with scene.as_karin():
        assert door.rows("note_first_read", [copy.pk]) == []
    with scene.as_jonas():
        note_first_read(scene.case.pk, [copy])
        copy.refresh_from_db()
        note_first_read(scene.case.pk, [copy])
        assert copy.first_read_by == scene.jonas
        assert ReadLog.objects.filter(event="DISC-4").count() == 1


def test_only_a_branch_with_a_file_may_ask_who_holds_one():
    scene = Scene()
    with s.as_(s.staff("ama"), "ama"), pytest.raises(DatabaseError, match="no_file"), transaction.atomic():
        door.rows("file_holders", scene.case.pk)


def test_the_inbox_shows_what_was_shared_in_ones_own_cases(client):
    scene = Scene()
    _share(scene)
    page = s.log_in(client, scene.jonas, "soc").get(INBOX).content.decode()
    assert "Oläst" in page and "Arbetsförmedlingen" in page
    with scene.as_jonas():
        copy = ReceivedCopy.objects.get(item_kind="plan")
    assert client.get(reverse("sharing:copy", args=[copy.release])).status_code == 200
    assert "Du har läst allt" in client.get(INBOX).content.decode()


def test_a_colleague_with_other_cases_sees_neither_list_nor_copy(client):
    scene = Scene()
    _share(scene)
    with scene.as_jonas():
        copy = ReceivedCopy.objects.get(item_kind="plan")
    s.log_in(client, s.staff("soc", in_team=scene.team), "soc")
    for view in ("mottaget", "olasta", "skickat", "ej-delat"):
        assert "Haddad" not in client.get(f"{INBOX}?vy={view}").content.decode()
    assert client.get(reverse("sharing:copy", args=[copy.release])).status_code == 404


def test_the_sender_can_not_open_the_receivers_copy(client):
    scene = Scene()
    _share(scene)
    with scene.as_karin():
        release = Release.objects.get(item_kind="plan").release
    s.log_in(client, scene.karin)
    assert client.get(reverse("sharing:copy", args=[release])).status_code == 404
    assert "Gemensam plan" in client.get(f"{INBOX}?vy=skickat").content.decode()


def test_a_former_member_loses_the_inbox_of_the_case(client):
    scene = Scene()
    _share(scene)
    with scene.as_jonas():
        door.call("end_assignment", scene.case.pk, scene.jonas.pk, s.DAY)
    assert "Haddad" not in s.log_in(client, scene.jonas, "soc").get(INBOX).content.decode()


def test_what_is_addressed_to_one_person_is_that_persons_alone(client):
    """P-038."""
    scene = Scene(lines=("discharge",))
    anna, mats = s.staff("soc", in_team=scene.team), s.staff("soc", Role.RECEIVER, Role.HANDLER, in_team=scene.team)
    handover = s.item(scene.karin, scene.case, "handover")
    with scene.as_karin():
        for person in (anna, mats):
            door.call("assign", scene.case.pk, person.pk, s.branch("soc").pk, "", s.DAY)
        door.call("release", scene.case.pk, s.branch("soc").pk, "discharge", "handover", handover, 1, "Överlämning", {},
                  "consent", mats.pk)  # fmt: skip
    assert "Överlämning" not in s.log_in(client, anna, "soc").get(INBOX).content.decode()
    assert "Överlämning" in s.log_in(client, mats, "soc").get(INBOX).content.decode()


def test_a_third_branch_s_item_with_the_same_key_hides_nobody_else_s():
    """SEK-13: what a branch has received stands under its sender, whatever key another branch gives its own."""
    scene, fk = Scene(lines=("minutes",)), s.staff("fk")
    s.joined_branch(scene.karin, scene.case, "fk", fk)
    s.consent(fk, scene.case, "soc", "minutes", "fk")
    note = s.item(scene.karin, scene.case, "minutes")
    s.item(fk, scene.case, "minutes", "fk", 99, note)
    for person, code, version in ((scene.karin, "af", 1), (fk, "fk", 99)):
        with s.as_(person, code):
            door.call("release", scene.case.pk, s.branch("soc").pk, "minutes", "minutes", note, version, "x", {},
                      "consent", None)  # fmt: skip
    with scene.as_jonas():
        newest = ReceivedCopy.objects.of_case(scene.case.pk).newest().filter(item_kind="minutes")
        assert {copy.from_branch.code for copy in newest} == {"af", "fk"}


def test_lists_are_logged_with_their_cases(client):
    """LIST-1."""
    scene = Scene()
    _share(scene)
    s.log_in(client, scene.jonas, "soc").get(INBOX)
    with scene.as_jonas():
        assert ReadLog.objects.get(event="LIST-1", object_type="sharing:mottaget").case_ids == [scene.case.pk]


def test_a_list_that_does_not_exist_is_not_there(client):
    assert s.log_in(client, s.staff("af")).get(f"{INBOX}?vy=allt").status_code == 404


def test_the_same_release_to_the_wrong_case_is_refused():
    scene = Scene()
    other = s.enrolled_case(s.staff("soc"), "soc")
    with scene.as_karin(), pytest.raises(door.DoorRefused):
        door.call("release", other.pk, s.branch("soc").pk, "plan", "plan", uuid.uuid4(), 1, "x", {}, "consent", None)


def test_confirming_is_for_the_from_branch_alone():
    scene = Scene(lines=())
    line = s.consent(scene.jonas, scene.case, "soc", "plan", branch_code="soc", from_="af")
    with scene.as_jonas(), pytest.raises(door.DoorRefused):
        door.call("confirm_consent", line)
    with scene.as_karin():
        assert ConsentLine.objects.get(line=line).confirmed_at is None


@pytest.mark.parametrize("view", ["mottaget", "olasta", "skickat", "ej-delat"])
def test_a_list_costs_the_same_for_many_rows(client, view):
    scene = Scene()
    for version in range(1, 8):
        _share(scene, version=version)
    s.log_in(client, scene.jonas, "soc")
    client.get(INBOX)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{INBOX}?vy={view}").status_code == 200
    assert len(counted(asked)) <= 12


def test_sek10_adult_education_gives_af_its_own_data_on_the_duty_in_law_and_nothing_else():
    """SEK-10: without consent, labelled so on the copy; only what adult education owns, and to AF alone."""
    scene, ewa = Scene(), s.staff("vux", in_team=s.team())
    s.joined_branch(scene.karin, scene.case, "vux", ewa)
    section = uuid.uuid4()
    with s.as_(ewa, "vux") as acting:
        file = s.file_of(scene.case, ewa, "vux")
        written = {"owner_branch": s.branch("vux"), "case": scene.case, "file": file, "written_by": ewa}
        MappingSection.objects.create(area="education", item=section, text="Sfi", written_on=s.DAY, **written)
        standing = {r.branch.code: r.standing for r in receivers_for(scene.case, "education", acting)}
        assert (standing["af"], standing["soc"]) == (Standing.BY_LAW, Standing.NO_CONSENT)
        to = [s.branch("af"), s.branch("soc")]
        shared = share(scene.opened("vux"), "mapping", section, 1, "x", {"area": "education"}, "education", to, acting)
        assert [branch.code for branch in shared.sent] == ["af"]
        release = Release.objects.get(item_id=section)
        assert (release.ground, release.line) == ("statutory_duty", None)
        note = s.item(ewa, scene.case, "minutes", "vux")
        wrong = ((to[0], "minutes", "minutes", note), (to[1], "education", "mapping", section))
        for branch, category, kind, item in wrong:
            with pytest.raises(door.DoorRefused) as refusal:
                door.call("release", scene.case.pk, branch.pk, category, kind, item, 1, "x", {}, "statutory_duty", None)
            assert refusal.value.code == "no_duty"
    with scene.as_karin():
        assert ReceivedCopy.objects.get(item_id=section).ground == "statutory_duty"
