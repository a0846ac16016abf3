"""Blocks between units of health care: inner secrecy inside one care provider (REG-10, SEK-03; PDL 4:1–5)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from samkraft.access.choices import FindingKind, Role
from samkraft.access.log_models import LogFinding
from samkraft.access.models import ReadLog
from samkraft.access.unit_models import CareUnit, UnitMember, unit_of
from samkraft.casework.models import Minutes
from samkraft.people.models import BlockLift, CareBlock
from samkraft.people.rights.collecting import archive_open
from samkraft.sharing import door, outbox, reviews
from samkraft.sharing.choices import Ground
from samkraft.sharing.models import GroundReview, ReceivedCopy, Release
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


class Care:
    """Ulrika and Samir work with the case for primary care, each at one unit; Karin for employment services."""

    def __init__(self):
        self.team = s.team()
        self.karin = s.staff("af", in_team=self.team)
        self.ulrika, self.samir = (s.staff("reg", in_team=self.team) for _each in range(2))
        self.case = s.enrolled_case(self.karin)
        self.reg = s.joined_branch(self.karin, self.case, "reg", self.ulrika, self.samir)
        self.units = [CareUnit.objects.create(branch=self.reg, name=name) for name in ("Rosengård", "Kirseberg")]
        for person, unit in zip((self.ulrika, self.samir), self.units, strict=True):
            UnitMember.objects.create(staff=person, unit=unit, valid_from=s.DAY - timedelta(days=30))
        self.notes = [s.item(person, self.case, "minutes", "reg") for person in (self.ulrika, self.samir)]

    def seen(self, person, branch_code="reg"):
        """The notes that a person reads."""
        with s.as_(person, branch_code):
            return list(Minutes.objects.filter(case=self.case).order_by("pk").values_list("item", flat=True))

    def page(self, name="care_blocks", *args):
        return reverse(f"people:{name}", args=[self.case.pk, *args])

    def blocked(self, client):
        """Ulrika has blocked what her unit has written."""
        s.log_in(client, self.ulrika, "reg")
        assert client.post(self.page()).status_code == 302
        with s.as_(self.ulrika, "reg"):
            return CareBlock.objects.get()


@pytest.fixture
def care():
    return Care()


def test_reg10_each_record_says_which_unit_wrote_it_and_a_block_hides_it_at_once(care, client):
    """Open within the provider until the patient says otherwise; then hidden from other units, in page and history."""
    with s.as_(care.ulrika, "reg"):
        written = dict(Minutes.objects.filter(case=care.case).values_list("item", "unit__name"))
    assert [written[note] for note in care.notes] == ["Rosengård", "Kirseberg"]
    assert care.seen(care.samir) == care.seen(care.ulrika) == care.notes
    with s.as_(care.karin):
        assert set(Minutes.objects.values_list("unit", flat=True)) <= {None}, "no units outside health care"
    care.blocked(client)
    assert care.seen(care.ulrika) == care.notes and care.seen(care.samir) == care.notes[1:]
    with s.as_(care.samir, "reg"), transaction.atomic():
        assert not Minutes.objects.filter(item=care.notes[0]).update(title="X")
    with s.as_(care.ulrika, "reg"):
        Minutes.objects.filter(item=care.notes[0]).update(title="Ny rubrik")
    count = "select count(*) from access_rowhistory where before ->> 'item' = %s"
    for person, known in ((care.ulrika, 1), (care.samir, 0)):
        with s.as_(person, "reg"), connection.cursor() as cursor:
            cursor.execute(count, [str(care.notes[0])])
            assert cursor.fetchone()[0] == known


def test_reg10_that_there_is_a_block_is_seen_within_the_provider_and_nowhere_else(care, client):
    said = "Det finns spärrade uppgifter"
    care.blocked(client)
    case = reverse("people:case", args=[care.case.pk])
    assert said in client.get(case).content.decode()
    s.log_in(client, care.samir, "reg")
    page = client.get(case).content.decode()
    assert said in page and care.page() in page
    blocks = client.get(care.page()).content.decode()
    assert "En annan enhet" in blocks and "Rosengård" not in blocks
    s.log_in(client, care.karin)
    assert said not in client.get(case).content.decode()
    assert "bara i hälso- och sjukvården" in client.get(care.page()).content.decode()
    with s.as_(care.karin):
        assert not CareBlock.objects.exists()


def test_reg10_a_block_outranks_consent(care, client, settings):
    """SEK-03: what is blocked isn't released on any ground, and what waits in the outbox is stopped."""
    settings.OUTBOX_MINUTES = 10
    s.consent(care.ulrika, care.case, "af", "minutes", "reg")
    release = ("release", care.case.pk, s.branch("af").pk, "minutes", "minutes")
    with s.as_(care.ulrika, "reg"):
        s.it_is("08:00")
        waits = door.call(*release, care.notes[0], 1, "Möte", {"text": "T"}, "consent", None)
    care.blocked(client)
    with s.as_(care.ulrika, "reg"):
        s.it_is("12:00")
        assert door.call("deliver", waits) == "blocked"
        assert Release.objects.get(release=waits).stopped_why == "blocked"
        with pytest.raises(door.DoorRefused, match="spärrat"):
            door.call(*release, care.notes[0], 1, "Möte", {"text": "T"}, "consent", None)
        with pytest.raises(door.DoorRefused, match="spärrat"):
            reviews.ask(reviews.Asked(
                case_id=care.case.pk, to_branch=s.branch("af"), category="minutes", item_kind="minutes",
                item_id=care.notes[0], version=1, title="Möte", content={}, ground=Ground.OWN_TASK, reason="Behövs",
                answer_by=s.DAY,
            ))  # fmt: skip
    with s.as_(care.samir, "reg"):
        door.call(*release, care.notes[1], 1, "Möte", {"text": "T"}, "consent", None)
    settings.OUTBOX_MINUTES = 0
    list(outbox.deliver_all())
    with s.as_(care.karin):
        assert set(ReceivedCopy.objects.values_list("item_id", flat=True)) <= {care.notes[1]}


def test_reg10_what_was_shared_of_a_blocked_item_stands_in_no_list_of_another_unit(care, client, settings):
    """A title tells what it is about: gone from Samir's lists and history while it is blocked."""
    settings.OUTBOX_MINUTES = 0
    s.consent(care.ulrika, care.case, "af", "minutes", "reg")
    with s.as_(care.ulrika, "reg"):
        door.call(
            "release", care.case.pk, s.branch("af").pk, "minutes", "minutes", care.notes[0], 1, "Avgiftning", {},
            "consent", None,
        )  # fmt: skip
    with s.as_(care.ulrika, "reg"):
        sent = reverse("sharing:sent", args=[Release.objects.get().release])

    def told(person):
        """How many releases she reads of, whether it stands in her list, and what its own page answers."""
        s.log_in(client, person, "reg")
        is_listed = sent in client.get(f"{reverse('sharing:inbox')}?vy=skickat").content.decode()
        answer = client.get(sent).status_code
        with s.as_(person, "reg"), connection.cursor() as cursor:
            cursor.execute("select count(*) from access_rowhistory where before ->> 'title' = 'Avgiftning'")
            return Release.objects.count(), cursor.fetchone()[0], is_listed, answer

    shown = (1, 1, True, 200)
    with s.as_(care.ulrika, "reg"):
        door.call("mark_wrong", care.case.pk, care.notes[0], 1, "fact")  # its history holds the title
    assert told(care.samir) == told(care.ulrika) == shown
    block = care.blocked(client)
    assert told(care.ulrika) == shown and told(care.samir) == (0, 0, False, 404)
    with s.as_(care.karin):
        assert ReceivedCopy.objects.get().title == "Avgiftning", "what has been received is the receiver's"
    s.log_in(client, care.ulrika, "reg")
    client.post(care.page("end_block", block.public_id))
    assert told(care.samir) == shown


def test_reg10_what_waits_for_an_approver_is_asked_no_more_once_it_is_blocked(care, client):
    """Whoever answers may be of another unit, or of none: nothing of it lies in the question any longer."""
    s.staff("reg", Role.LEGAL_APPROVER)
    with s.as_(care.ulrika, "reg"):
        reviews.ask(reviews.Asked(
            case_id=care.case.pk, to_branch=s.branch("af"), category="minutes", item_kind="minutes",
            item_id=care.notes[0], version=1, title="Möte", content={"text": "T"}, ground=Ground.OWN_TASK,
            reason="Behövs", answer_by=s.DAY,
        ))  # fmt: skip
    care.blocked(client)
    with s.as_(care.ulrika, "reg"):
        assert list(GroundReview.objects.values_list("state", "content")) == [("stopped", {})]


def test_reg10_a_block_is_looked_behind_with_consent_or_in_emergency_for_an_hour_by_one_person(care, client):
    """PDL 4:5: a reason, a ground of two, and in the log; a colleague at the same unit must say her own."""
    block = care.blocked(client)
    colleague = s.staff("reg", in_team=care.team)
    UnitMember.objects.create(staff=colleague, unit=care.units[1], valid_from=s.DAY)
    with s.as_(care.samir, "reg"):
        door.call("assign", care.case.pk, colleague.pk, care.reg.pk, "", s.DAY)
    s.log_in(client, care.samir, "reg")
    url = care.page("lift_block", block.public_id)
    wrong = client.post(url, {"reason": "Svimmade på mötet"})
    assert wrong.status_code == 422 and "Svimmade på mötet" in wrong.content.decode()
    assert care.seen(care.samir) == care.notes[1:]
    assert client.post(url, {"ground": "emergency", "reason": "Svimmade på mötet"}).status_code == 302
    assert care.seen(care.samir) == care.notes and care.seen(colleague) == care.notes[1:]
    with s.as_(care.samir, "reg"):
        logged = ReadLog.objects.filter(event="BLK-3").get()
        assert logged.items == [f"care_block:{block.public_id}", "ground:emergency"]
        found = LogFinding.objects.get(kind=FindingKind.BLOCK_LIFTED)  # in the log reviewer's queue at once
        assert (found.staff_id, found.case_id, found.readings) == (care.samir.pk, care.case.pk, 1)
        lift = BlockLift.objects.get()
        assert lift.until - lift.lifted_at == timedelta(hours=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            BlockLift.objects.update(until=lift.until + timedelta(days=1))
    s.log_in(client, care.karin)
    assert client.get(url).status_code == 404


def test_reg10_the_unit_takes_its_block_away_and_no_other_does(care, client):
    block = care.blocked(client)
    again = client.post(care.page(), follow=True).content.decode()
    assert "redan spärrade" in again
    s.log_in(client, care.samir, "reg")
    refused = client.post(care.page("end_block", block.public_id), follow=True).content.decode()
    assert "den enhet som uppgifterna hör till" in refused and care.seen(care.samir) == care.notes[1:]
    s.log_in(client, care.ulrika, "reg")
    assert client.post(care.page("end_block", block.public_id)).status_code == 302
    assert care.seen(care.samir) == care.notes
    with s.as_(care.ulrika, "reg"):
        assert list(ReadLog.objects.filter(event__startswith="BLK").order_by("pk").values_list("event", flat=True)) == [
            "BLK-1", "BLK-2"
        ]  # fmt: skip


def test_reg10_who_has_left_a_unit_or_has_none_reads_nothing_that_is_blocked(care, client):
    """The near misses: yesterday's member, and the new colleague whom nobody has put anywhere."""
    care.blocked(client)
    UnitMember.objects.filter(staff=care.ulrika).update(valid_until=s.DAY - timedelta(days=1))
    assert care.seen(care.ulrika) == care.notes[1:]
    s.log_in(client, care.ulrika, "reg")
    assert "hör inte till någon vårdenhet" in client.get(care.page()).content.decode()
    assert "hör inte till någon vårdenhet" in client.post(care.page(), follow=True).content.decode()


def test_reg10_the_persons_own_copy_and_the_archive_hold_what_is_blocked(care, client):
    """GDPR-06: a block shields her from other units, and takes nothing from her."""
    care.blocked(client)
    with s.as_(care.samir, "reg"):
        with archive_open():
            assert Minutes.objects.filter(item=care.notes[0]).exists()
        assert not Minutes.objects.filter(item=care.notes[0]).exists()


def test_reg10_the_access_administrator_says_who_works_where(care, client):
    """ADM-2: one unit at a time, from today; of her own authority, and never of herself."""
    admin = s.staff("reg", Role.ACCESS_ADMINISTRATOR)
    s.log_in(client, admin, "reg")
    url = reverse("access:care_units")
    assert url in client.get(reverse("access:roles")).content.decode()
    assert "Rosengård" in client.get(url).content.decode()
    wrong = client.post(url, {"person": care.ulrika.username})
    assert wrong.status_code == 422 and care.ulrika.username in wrong.content.decode()
    for person in (care.karin, admin):
        assert client.post(url, {"person": person.username, "unit": "Kirseberg"}).status_code == 422
    assert client.post(url, {"person": care.ulrika.username, "new_unit": "Husie"}).status_code == 302
    assert unit_of(care.reg, care.ulrika, s.DAY) == CareUnit.objects.get(name="Husie").pk
    assert client.post(url, {"person": care.ulrika.username, "unit": "Kirseberg"}).status_code == 302
    assert unit_of(care.reg, care.ulrika, s.DAY) == care.units[1].pk
    with s.as_(admin, "reg"):
        assert ReadLog.objects.filter(event="ADM-2", object_type="unit").count() == 2
    s.log_in(client, s.staff("af", Role.ACCESS_ADMINISTRATOR))
    assert "Vårdenheter" not in client.get(reverse("access:roles")).content.decode()
    assert client.post(url, {"person": care.karin.username, "new_unit": "Husie"}).status_code == 422
