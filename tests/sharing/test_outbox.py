"""What is shared waits, can be stopped, and is judged once more before it goes; what has gone is marked as wrong."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog, RoleAssignment
from samkraft.people.choices import HandoverState
from samkraft.people.models import Handover
from samkraft.sharing import door
from samkraft.sharing.actions import share
from samkraft.sharing.models import Outgoing, ReceivedCopy, Release
from samkraft.sharing.outbox import deliver_all, mark_wrong
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

OUTBOX = "/delningar/?vy=utkorg"


@pytest.fixture(autouse=True)
def ten_minutes(settings):
    settings.OUTBOX_MINUTES = 10
    s.it_is("12:00")


def shared(scene, version=1, item=None, to=("soc",), is_new=True):
    if is_new:
        item = s.item(scene.karin, scene.case, "minutes", version=version, key=item)
    with scene.as_karin() as acting:
        branches = [s.branch(code) for code in to]
        result = share(
            scene.opened(), "minutes", item, version, "Möte", {"text": "Hemligt"}, "minutes", branches, acting
        )
        assert result.leaves_at and [branch.code for branch in result.sent] == list(to)
        return Release.objects.get(release=result.release)


def received(scene, release):
    with scene.as_jonas():
        return ReceivedCopy.objects.filter(item_id=release.item_id).count()


def state(scene, release):
    with scene.as_karin():
        release.refresh_from_db()
        return release.stopped_why or ("waiting" if release.is_waiting else "delivered")


def test_what_is_shared_waits_ten_minutes_and_then_is_delivered_as_it_stood():
    """T23, ARK-07, DISC-3: made available is a moment of its own, in the receiver's own log."""
    scene = Scene()
    release = shared(scene)
    assert release.due_at - release.decided_at == timedelta(minutes=10)
    s.it_is("12:09")
    assert list(deliver_all()) == [] and received(scene, release) == 0
    s.it_is("12:10")
    assert list(deliver_all()) == ["delivered"] and list(deliver_all()) == []
    with scene.as_jonas():
        copy = ReceivedCopy.objects.get(release=release.release)
        assert (copy.content, copy.secrecy_mark, copy.ground, copy.version) == ({"text": "Hemligt"}, "AF", "consent", 1)
        assert copy.made_available_at > release.decided_at and copy.first_read_at is None
        assert ReadLog.objects.get(event="DISC-3").items == [f"release:{release.release}"]
    with scene.as_karin():
        assert not Outgoing.objects.exists() and not ReadLog.objects.filter(event="DISC-3").exists()


def test_pressing_twice_while_it_waits_sends_once():
    scene = Scene()
    release = shared(scene)
    assert shared(scene, item=release.item_id, is_new=False) == release


def test_a_consent_taken_back_stops_what_waits_at_once():
    """CON-06: and what was to be sent is gone."""
    scene = Scene()
    release = shared(scene)
    with scene.as_jonas():
        door.call("withdraw_consent", scene.lines["minutes"])
    assert state(scene, release) == "withdrawn"
    s.it_is("12:30")
    assert list(deliver_all()) == [] and received(scene, release) == 0
    with scene.as_karin():
        assert not Outgoing.objects.exists()


@pytest.mark.parametrize("why", ["no_consent", "not_receiver"])
def test_everything_is_judged_again_at_delivery(why):
    """SEK-07, CON-01: ten minutes is long enough for a line to end, or a receiver to leave."""
    scene = Scene()
    if why == "not_receiver":
        release, kind = handed_over(scene), "handover"
    else:
        release, kind = shared(scene), "minutes"
    meanwhile(why)
    s.it_is("12:30")
    assert list(deliver_all()) == [why]
    assert state(scene, release) == why and received(scene, release) == 0
    with scene.as_karin():
        assert ReadLog.objects.get(event="DISC-2").items[1] == f"{kind}→{why}"


def meanwhile(why):
    """What time brings about, or another authority."""
    if why == "no_consent":  # the line's last day was yesterday
        programme = s.programme()
        programme.demo_day = s.DAY + timedelta(days=300)
        programme.save()
    else:
        RoleAssignment.objects.filter(role=Role.RECEIVER).update(valid_until=s.DAY - timedelta(days=1))


def handed_over(scene):
    scene.receiver = s.staff("soc", Role.RECEIVER)
    s.consent(scene.karin, scene.case, "soc", "discharge")
    row = s.item(scene.karin, scene.case, "handover")
    with scene.as_karin():
        key = door.call("release", scene.case.pk, s.branch("soc").pk, "discharge", "handover", row, 1, "Till dig", {},
                        "consent", scene.receiver.pk)  # fmt: skip
        return Release.objects.get(release=key)


def test_a_handover_that_never_went_is_back_with_its_sender():
    """P-038: else the next one could not be sent, for one waits for its answer already."""
    scene = Scene()
    release = handed_over(scene)
    RoleAssignment.objects.filter(staff=scene.receiver).update(valid_until=s.DAY - timedelta(days=1))
    s.it_is("12:10")
    call_command("deliver_releases", stdout=StringIO())
    with scene.as_karin():
        row = Handover.objects.get(pk=release.item_id)
        assert row.state == HandoverState.RETURNED and "Skickades aldrig" in row.return_reason


def test_a_colleague_stops_it_and_the_inbox_says_what_waits(client):
    """T23, DISC-2: whoever works with the case, for one receiver or for all; what is stopped isn't shared yet."""
    scene, fk = Scene(), s.staff("fk")
    s.joined_branch(scene.karin, scene.case, "fk", fk)
    s.consent(scene.karin, scene.case, "fk", "minutes")
    release = shared(scene, to=("soc", "fk"))
    olle = s.staff("af", in_team=scene.team)
    with scene.as_karin():
        door.call("assign", scene.case.pk, olle.pk, s.branch("af").pk, "", s.DAY)
    s.log_in(client, olle)
    page = client.get(OUTBOX).content.decode()
    assert "Socialtjänst" in page and "Försäkringskassan" in page and page.count(">Ångra<") == 1
    with scene.as_karin():
        one, rest = Release.objects.filter(item_id=release.item_id).order_by("to_branch__code")
    client.post(reverse("sharing:stop", args=[one.release]), {"en": "1"})
    assert (state(scene, one), state(scene, rest)) == ("person", "waiting")
    client.post(reverse("sharing:stop", args=[rest.release]))
    assert state(scene, rest) == "person" and "Inget är på väg ut" in client.get(OUTBOX).content.decode()
    with scene.as_karin():
        assert {row.staff_id for row in ReadLog.objects.filter(event="DISC-2")} == {olle.pk}
    s.it_is("12:30")
    assert list(deliver_all()) == []
    assert client.get(reverse("sharing:sent", args=[one.release])).content.decode().count("stoppad av er") == 2


def test_what_has_gone_is_not_stopped_and_the_page_says_so(client):
    scene = Scene()
    release = shared(scene)
    s.it_is("12:10")
    list(deliver_all())
    answer = s.log_in(client, scene.karin).post(reverse("sharing:stop", args=[release.release]), follow=True)
    assert "går inte att ta tillbaka" in answer.content.decode()
    assert state(scene, release) == "delivered" and received(scene, release) == 1


def test_nobody_else_stops_or_delivers_it(client):
    """Near miss: the receiver, and a colleague of the right branch with other cases, through page and door."""
    scene, stranger = Scene(), s.staff("af")
    release = shared(scene)
    stop = reverse("sharing:stop", args=[str(release.release)])
    assert s.log_in(client, stranger).post(stop).status_code == 404
    assert s.log_in(client, scene.jonas, "soc").post(stop).status_code == 404
    for person, branch in ((stranger, "af"), (s.staff("ama"), "ama")):
        with s.as_(person, branch), pytest.raises(door.DoorRefused) as refusal:
            door.call("stop_releases", scene.case.pk, [str(release.release)])
        assert refusal.value.code == "not_your_case"
    s.it_is("12:30")
    with scene.as_jonas():
        assert door.call("stop_releases", scene.case.pk, [str(release.release)]) == 0
        assert door.call("deliver", release.release) is None and door.rows("releases_due") == []
        assert not Outgoing.objects.exists()
    for asked in ("stop_waiting('{}', 'person')", "copy_to_receiver(null, null)", "against_delivery(null, null)"):
        with scene.as_karin(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"select door.{asked}")
    for change in ("update sharing_outgoing set content = '{}'", "delete from sharing_outgoing",
                   "update sharing_release set due_at = now()"):  # fmt: skip
        with scene.as_karin(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(change)


def test_the_mark_wrong_reaches_every_copy_and_the_corrected_item_is_a_new_release(client):
    """DISC-5, ARK-07: nothing is called back; the receiver sees that it is wrong, on the copy and in its list."""
    scene = Scene()
    release = shared(scene)
    s.it_is("12:10")
    list(deliver_all())
    page = reverse("sharing:sent", args=[release.release])
    s.log_in(client, scene.karin)
    assert client.post(page, {"why": ""}).status_code == 422
    assert client.post(page, {"why": "fact"}).status_code == 302
    corrected = shared(scene, version=2, item=release.item_id)
    s.log_in(client, scene.jonas, "soc")
    assert "Märkt fel" in client.get("/delningar/?vy=andrade").content.decode()
    assert "en uppgift stämmer inte" in client.get(reverse("sharing:copy", args=[release.release])).content.decode()
    with scene.as_karin():
        assert ReadLog.objects.get(event="DISC-5").items == [f"minutes:{release.item_id}:1", "af:fact"]
        assert Release.objects.get(release=corrected.release).wrong_at is None
    with scene.as_jonas(), pytest.raises(door.DoorRefused):
        door.call("mark_wrong", s.enrolled_case(scene.karin).pk, release.item_id, 1, "fact")


def test_what_is_marked_wrong_while_it_waits_never_goes():
    scene = Scene()
    release = shared(scene)
    with scene.as_karin():
        assert mark_wrong(release, "person") == 0
    assert state(scene, release) == "wrong"
