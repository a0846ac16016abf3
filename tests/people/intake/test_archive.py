"""What a withdrawal leaves behind: the archive view, steps without an owner, a leader to be replaced (CON-07)."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog
from samkraft.casework.models import Plan, PlanStep
from samkraft.core.clock import on_day
from samkraft.people.models import Case
from samkraft.sharing import door
from samkraft.sharing.models import ArchiveOpening, ConsentLine, ReceivedCopy, SharingChange
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
REASON = {"reason": "Begäran om allmän handling, dnr 2021/14"}


class Scene:
    """Karin's branch has shared a note with Jonas', who has written one of his own; a plan has steps for both."""

    def __init__(self, client):
        self.client = client
        self.karin, self.jonas = s.staff("af", in_team=s.team()), s.staff("soc", in_team=s.team())
        self.colleague = s.staff("soc", in_team=s.team())
        self.case = s.enrolled_case(self.karin)
        s.joined_branch(self.karin, self.case, "soc", self.jonas)
        self.line = s.consent(self.karin, self.case, "soc", "minutes")
        item = s.item(self.karin, self.case, "minutes")
        with s.as_(self.karin):
            door.call("release", self.case.pk, s.branch("soc").pk, "minutes", "minutes", item, 1, "Möte",
                      {"title": "Möte", "text": "Vill bli kock", "held_on": "2021-06-20"}, "consent", None)  # fmt: skip
        s.item(self.jonas, self.case, "minutes", "soc")
        self._plan()

    def _plan(self):
        file = s.file_of(self.case, self.karin)
        mine = {"owner_branch": file.owner_branch, "case": self.case, "file": file}
        with s.as_(self.karin):
            plan = Plan.objects.create(goal="Jobb", changed_since_published=False, **mine)
            for title, branch, state in (("Praktik", "soc", "agreed"), ("Möte", "soc", "done"), ("CV", "af", "agreed")):
                PlanStep.objects.create(
                    plan=plan, title=title, state=state, responsible_branch=s.branch(branch),
                    responsible_staff=self.jonas if branch == "soc" else self.karin, **mine,
                )  # fmt: skip

    def takes_back(self, *lines):
        s.log_in(self.client, self.karin)
        at = reverse("people:withdraw", args=[self.case.pk])
        assert self.client.post(at, {"rad": [str(line) for line in lines], "how": "talk"}).status_code == 302

    def takes_back_all(self):
        with s.as_(self.karin):
            self.takes_back(*ConsentLine.objects.filter(case_id=self.case.pk).values_list("line", flat=True))

    def as_jonas(self):
        return s.log_in(self.client, self.jonas, "soc")

    @property
    def at(self):
        return reverse("people:archived_case", args=[self.case.pk])


@pytest.fixture
def scene(client):
    return Scene(client)


def test_con07_after_the_last_line_the_branch_reads_what_it_had_with_a_reason_that_is_logged(scene):
    with s.as_(scene.jonas, "soc"):
        copy = ReceivedCopy.objects.get()
    scene.takes_back_all()
    client = scene.as_jonas()
    for gone in (reverse("people:case", args=[scene.case.pk]), reverse("sharing:copy", args=[copy.release])):
        assert client.get(gone).status_code == 404
    assert scene.case.number in client.get(reverse("people:archive")).content.decode()
    asks = client.get(scene.at).content.decode()
    assert "Vill bli kock" not in asks and "Varför behöver du" in asks
    assert client.post(scene.at, {"reason": "x"}).status_code == 422
    shown = client.post(scene.at, REASON, follow=True).content.decode()
    assert "Vill bli kock" in shown and "Det ni själva har skrivit" in shown
    with s.as_(scene.jonas, "soc"):
        read = ReadLog.objects.filter(event=Event.CASE_OPENED, reason=REASON["reason"]).get()
        assert f"copy:minutes:{copy.item_id}:1" in read.items
        assert not ReceivedCopy.objects.exists(), "outside the archive view the copy can't be read"
    # Not the colleague who never had the case, not who has left the team, not for longer than an hour.
    assert s.log_in(client, scene.colleague, "soc").get(scene.at).status_code == 404
    manager = s.staff("soc", Role.UNIT_MANAGER)
    assert "Varför behöver du" in s.log_in(client, manager, "soc").get(scene.at).content.decode()
    assert s.log_in(client, s.staff("vux", Role.UNIT_MANAGER), "vux").get(scene.at).status_code == 404
    scene.jonas.team_places.update(valid_until=s.DAY - timedelta(days=1))
    assert scene.as_jonas().get(scene.at).status_code == 404
    with s.as_(scene.jonas, "soc"):
        assert ArchiveOpening.objects.count() == 1


def test_con07_with_another_line_left_only_what_is_uncovered_lies_in_the_archive(scene):
    scene.takes_back(scene.line)
    client = scene.as_jonas()
    assert "Läs i arkivet" in client.get(reverse("people:consents", args=[scene.case.pk])).content.decode()
    shown = client.post(scene.at, REASON, follow=True).content.decode()
    assert "Vill bli kock" in shown and "Det ni själva har skrivit" not in shown


def test_steps_of_a_branch_that_is_left_out_wait_for_a_new_owner(scene):
    """Design "Withdrawal": the leader's branch is told that the sharing changed; the plan is there to be mended."""
    before = _plan(scene)
    scene.takes_back_all()
    with s.as_(scene.karin):
        owners = dict(PlanStep.objects.values_list("title", "responsible_branch__code"))
    assert owners == {"Praktik": None, "Möte": "soc", "CV": "af"}
    after = _plan(scene)
    assert after.changed_since_published and after.revision == before.revision + 1, "who has it open is told"
    page = s.log_in(scene.client, scene.karin).get(reverse("casework:plan_edit", args=[scene.case.pk]))
    assert "Väntar på ny ansvarig" in page.content.decode()
    with s.as_(scene.karin):
        assert not SharingChange.objects.exists(), "who took it back knows"


def _plan(scene):
    with s.as_(scene.karin):
        return Plan.objects.get()


def test_a_leader_in_the_branch_that_is_left_out_is_replaced_and_the_others_are_told(scene):
    """The other branch takes the case up: the case has no leader until somebody is one."""
    with s.as_(scene.karin):
        door.call("set_leader", scene.case.pk, scene.jonas.pk, s.branch("soc").pk)
    scene.takes_back_all()
    with s.as_(scene.karin):
        assert Case.objects.get().leader_id is None
    page = scene.client.get(reverse("people:case", args=[scene.case.pk])).content.decode()
    assert "Ärendet behöver en ny processledare" in page
    with s.as_(scene.karin):
        door.call("set_leader", scene.case.pk, scene.karin.pk, s.branch("af").pk)


def test_con06_a_branch_is_left_out_whole_with_what_the_acting_one_can_not_see(scene):
    """The person needn't go from door to door: one handler takes back what goes between two others as well."""
    leila = s.staff("ama", in_team=s.team())
    s.joined_branch(scene.karin, scene.case, "ama", leila)
    between = s.consent(scene.jonas, scene.case, "ama", "plan", branch_code="soc")
    s.log_in(scene.client, scene.karin)
    at = reverse("people:withdraw", args=[scene.case.pk])
    assert "Allt till och från Socialtjänsten" in scene.client.get(at).content.decode()
    said = scene.client.post(at, {"verksamhet": "soc", "how": "talk"}, follow=True).content.decode()
    assert "En verksamhet har inget samtycke kvar" in said
    with s.as_(leila, "ama"):
        assert ConsentLine.objects.get(line=between).is_withdrawn and Case.objects.exists()
        assert SharingChange.objects.exists()
    assert scene.as_jonas().get(reverse("people:case", args=[scene.case.pk])).status_code == 404
    assert s.log_in(scene.client, scene.karin).post(at, {"verksamhet": "soc", "how": "talk"}).status_code == 422


def test_cons5_a_consent_that_runs_out_is_logged_once_and_the_others_are_told(scene):
    """CON-01: each night, for each branch its own lines; the file closes as after a withdrawal."""
    s.consent(scene.karin, scene.case, "soc", "own_words", until=s.DAY - timedelta(days=1))
    for _night in range(2):
        with on_day(s.DAY):
            call_command("end_access", stdout=StringIO())
    with s.as_(scene.karin):
        (row,) = ReadLog.objects.filter(event=Event.CONSENT_EXPIRED, case_ids__contains=[scene.case.pk])
        assert len(row.items) == 1
