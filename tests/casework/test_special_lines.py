"""Papers asked for in health care, study plans, guidance, the AF/FK cooperation (P-025, P-037, P-073)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.casework.care.rules import Asked, asked_before
from samkraft.casework.models import CarePaper, CooperationStep, GuidanceTalk, StudyPlan
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s
from tests.casework.scene import Scene, counted
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
PAPER = {"paper": "function_statement", "asked_of": "Vårdcentralen Sorgenfri", "why": "Steget om arbetsträning"}


class Lines(Scene):
    """Karin at the employment service, Jonas at social services, Fredrika at the insurance agency."""

    def __init__(self):
        super().__init__(lines=("plan", "labour_market", "work_ability"))
        self.fredrika = s.staff("fk", first_name="Fredrika", in_team=self.team)
        s.joined_branch(self.karin, self.case, "fk", self.fredrika)
        s.consent(self.karin, self.case, "fk", "plan")
        s.consent(self.fredrika, self.case, "af", "plan", branch_code="fk")
        s.consent(self.jonas, self.case, "af", "social", branch_code="soc")
        self.at_af, self.at_soc = logged_in(self.karin), logged_in(self.jonas, "soc")
        self.at_fk = logged_in(self.fredrika, "fk")


def test_the_same_paper_is_warned_of_while_it_waits_holds_or_is_fresh():
    day = s.DAY
    old = Asked(1, "care_plan", day - timedelta(days=200), "received", None, "", "")
    cases = (
        (old, False), (_with(old, valid_until=day), True), (_with(old, valid_until=day - timedelta(days=1)), False),
        (_with(old, state="asked"), True), (_with(old, asked_on=day - timedelta(days=179)), True),
        (_with(old, state="refused", asked_on=day), False), (_with(old, paper="other", asked_on=day), False),
    )  # fmt: skip
    for one, expected in cases:
        assert bool(asked_before([one], "care_plan", 180, day)) is expected, one
    assert _with(old, state="asked", answer_by=day).is_late(day + timedelta(days=1))


def _with(one, **change):
    return Asked(**{name: getattr(one, name) for name in Asked.__dataclass_fields__} | change)


def test_a_paper_that_another_branch_asked_for_is_not_asked_for_again_unless_it_is_needed():
    """P-025: who, what, why, since when, by release; the second to ask is told before."""
    scene = Lines()
    assert scene.at_soc.post(scene.url("care_ask"), PAPER).status_code == 302
    with scene.as_jonas():
        paper = CarePaper.objects.get()
    assert paper.category == "social" and paper.answer_by == s.DAY + timedelta(days=30)
    one = scene.url("care_paper", paper.item)
    shared = scene.at_soc.post(one, {"receiver": "af"}, follow=True).content.decode()
    assert "Delad med Arbetsförmedlingen." in shared
    page = scene.at_af.get(scene.url("care")).content.decode()
    assert all(
        words in page for words in ("Utlåtande om funktion", "Jonas", "Steget om arbetsträning", "sedan 0 dagar")
    )
    told = scene.at_af.post(scene.url("care_ask"), PAPER)
    assert told.status_code == 422 and "Samma underlag är redan begärt" in told.content.decode()
    assert "Vårdcentralen Sorgenfri" in told.content.decode()
    with scene.as_karin():
        assert not CarePaper.objects.exists()
        copy = ReceivedCopy.objects.get(item_kind="care_paper")
        assert copy.name_in_lists == "Underlag" and copy.title == "Underlag" and copy.first_read_at is not None
    assert scene.at_af.post(scene.url("care_ask"), PAPER | {"ask_again": "on"}).status_code == 302
    settled = {"settle": "1", "state": "received", "valid_until": "1 augusti 2021", "revision": "1"}
    assert scene.at_soc.post(one, settled).status_code == 302
    assert scene.at_soc.post(one, settled).status_code == 422  # the second is told
    for bad in ({"state": "asked"}, {"valid_until": "1 juni 2021", "revision": "2"}):
        assert scene.at_soc.post(one, settled | bad).status_code == 422
    assert scene.at_af.get(one).status_code == 404 and scene.at_fk.post(one, settled).status_code == 404


def test_a_study_plan_is_made_shared_and_changed_and_a_group_is_noted_by_its_numbers():
    """P-025, P-073: alone and in groups; others' case numbers and none at all get the same answer (SEK-05)."""
    scene, other = Lines(), Scene()
    given = {
        "education": "Svenska D",
        "place": "Komvux",
        "starts_on": "16 augusti 2021",
        "state": "applied",
        "receiver": "soc",
    }
    assert scene.at_af.post(scene.url("study_plan_new"), given | {"ends_on": "1 juli 2021"}).status_code == 422
    assert scene.at_af.post(scene.url("study_plan_new"), given).status_code == 302
    assert "Svenska D" in scene.at_soc.get(scene.url("studies")).content.decode()
    with scene.as_karin():
        plan = StudyPlan.objects.get()
    again = scene.url("study_plan", plan.item)
    assert scene.at_af.post(again, given | {"state": "under_way", "revision": "1"}).status_code == 302
    assert scene.at_af.post(again, given | {"state": "done", "revision": "1"}).status_code == 422
    assert "Studierna pågår" in scene.at_soc.get(scene.url("studies")).content.decode()
    assert scene.at_soc.get(again).status_code == 404
    talk = {"held_as": "individual", "held_on": "2021-06-29"}
    assert scene.at_af.post(scene.url("studies"), talk).status_code == 302
    assert scene.at_af.post(scene.url("studies"), talk | {"held_on": "2021-07-02"}).status_code == 422
    group = reverse("casework:guidance_group")
    answers = [
        scene.at_af.post(group, {"held_on": "2021-06-28", "numbers": f"{scene.case.number}\n{number}"})
        for number in (other.case.number, "MK-1999-0001")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    for _twice in range(2):
        assert scene.at_af.post(group, {"held_on": "2021-06-28", "numbers": scene.case.number}).status_code == 302
    with scene.as_karin():
        assert sorted(GuidanceTalk.objects.values_list("held_as", flat=True)) == ["group", "individual"]


def test_each_of_af_and_fk_notes_its_own_steps_of_their_cooperation_and_reads_the_other_s():
    """P-037: the steps of the programme file in order; others have none to note; a step is never rewritten."""
    scene = Lines()
    page = scene.url("cooperation")
    asked = {"step": "asked", "taken_on": "2021-06-10", "receiver": "af"}
    assert scene.at_fk.post(page, asked).status_code == 302
    assert scene.at_fk.post(page, asked).status_code == 422  # once a day
    assert scene.at_fk.post(page, asked | {"step": "preparing"}).status_code == 422  # the employment service's
    assert scene.at_soc.post(page, asked).status_code == 404 and scene.at_soc.get(page).status_code == 200
    assert scene.at_af.post(page, {"step": "preparing", "taken_on": "2021-06-20", "receiver": "fk"}).status_code == 302
    for client in (scene.at_af, scene.at_fk):
        assert [one.step.code for one in client.get(page).context["taken"]] == ["asked", "preparing"]
    assert not scene.at_soc.get(page).context["taken"]
    scene.at_fk.post(page, {"step": "ended_as_planned", "taken_on": "2021-06-30", "receiver": "af"})
    assert "Samarbetet är avslutat." in scene.at_af.get(page).content.decode()
    with s.as_(scene.fredrika, "fk"), pytest.raises(ProgrammingError), transaction.atomic():
        CooperationStep.objects.update(step="asked")
    for name in ("cooperation", "care", "studies"):
        with CaptureQueriesContext(connection) as queries:
            assert len(scene.at_af.get(scene.url(name)).content) < 60 * 1024
        assert len(counted(queries)) <= 15, name
