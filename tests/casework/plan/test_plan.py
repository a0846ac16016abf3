"""The joint plan: one draft with the leader, a copy with each branch that the consent covers (P-030, P-035)."""

import re
import uuid

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from samkraft.access.models import ReadLog
from samkraft.casework.models import Meeting, Plan, PlanStep, PlanVersion, StepReport
from samkraft.casework.plan.content import from_json
from samkraft.people.models import Case
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy, Release
from tests import situations as s
from tests.casework.scene import Scene, publish_form, step_form

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _revision(scene):
    with scene.as_karin():
        return Plan.objects.get(case=scene.case).revision


def _draft(client, scene, **step):
    """Karin begins the plan and puts in one step."""
    s.log_in(client, scene.karin)
    client.post(scene.url("plan_start"))
    answer = client.post(scene.url("step_new"), step_form(revision=_revision(scene), **step))
    assert answer.status_code == 302, answer.content.decode()


def _published(client, scene, *receivers, **step):
    _draft(client, scene, **step)
    answer = client.post(scene.url("plan_publish"), publish_form(_revision(scene), *(receivers or ("soc",))))
    assert answer.status_code == 302, answer.content.decode()


def test_publishing_gives_each_covered_branch_its_own_copy_and_says_who_got_none(client):
    scene = Scene()
    _published(client, scene)
    page = client.get(scene.url("plan")).content.decode()
    assert "Planen är publicerad, version 1. Delad med Socialtjänsten." in page
    assert "Version 1, publicerad 30 juni 2021" in page
    with scene.as_jonas():
        copy = ReceivedCopy.objects.get(case_id=scene.case.pk, item_kind="plan")
        assert from_json(copy.content).steps[0].title == "Svenska för vården"
    jonas = s.log_in(client, scene.jonas, "soc").get(scene.url("plan")).content.decode()
    assert "Svenska för vården" in jonas and "Ändra planen" not in jonas
    with scene.as_jonas():
        assert ReceivedCopy.objects.get(pk=copy.pk).first_read_by == scene.jonas
        assert ReadLog.objects.filter(event="DISC-4", case_ids=[scene.case.pk]).count() == 1


def test_a_branch_without_consent_is_named_in_the_receipt(client):
    scene = Scene()
    s.joined_branch(scene.karin, scene.case, "ama", s.staff("ama", in_team=scene.team))
    _published(client, scene)
    assert "Inte delad med Arbetsmarknadsavdelningen" in client.get(scene.url("plan")).content.decode()


def test_a_branch_that_may_not_receive_can_not_be_chosen_by_posting_its_name(client):
    scene = Scene(lines=("own_words",))
    _draft(client, scene)
    client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc"))
    with scene.as_karin():
        assert PlanVersion.objects.count() == 1 and not Release.objects.filter(item_kind="plan").exists()


def test_only_the_leaders_branch_changes_the_plan(client):
    scene = Scene()
    _published(client, scene)
    s.log_in(client, scene.jonas, "soc")
    for name in ("plan_edit", "plan_publish", "step_new"):
        assert client.get(scene.url(name)).status_code == 404
    assert client.post(scene.url("plan_start")).status_code == 404
    with scene.as_karin():
        step = PlanStep.objects.get(case=scene.case)
    for name in ("step_edit", "step_move", "step_state", "step_remove"):
        assert client.post(scene.url(name, step.pk), {"revision": 1}).status_code == 404


@pytest.mark.parametrize(
    "name", ["plan", "plan_edit", "plan_paper", "plan_versions", "plan_publish", "mapping", "meetings"]
)
def test_a_colleague_in_the_right_branch_with_other_people_finds_nothing(client, name):
    scene = Scene()
    _published(client, scene)
    other = s.staff("af", in_team=scene.team)
    s.enrolled_case(other)
    assert s.log_in(client, other).get(scene.url(name)).status_code == 404


def test_a_former_team_member_finds_nothing(client):
    scene = Scene()
    _published(client, scene)
    with scene.as_jonas():
        door.call("end_assignment", scene.case.pk, scene.jonas.pk, s.DAY)
    assert s.log_in(client, scene.jonas, "soc").get(scene.url("plan")).status_code == 404


def test_a_branch_without_a_file_finds_nothing(client):
    scene = Scene()
    _published(client, scene)
    leila = s.staff("ama", in_team=scene.team)
    assert s.log_in(client, leila, "ama").get(scene.url("plan")).status_code == 404


def test_a_withdrawn_line_takes_the_plan_from_the_page_and_from_its_own_address(client):
    """CON-06: at the next request."""
    scene = Scene()
    _published(client, scene)
    with scene.as_jonas():
        copy = ReceivedCopy.objects.get(case_id=scene.case.pk, item_kind="plan")
    address = f"/delningar/{copy.release}/"
    s.log_in(client, scene.jonas, "soc")
    assert client.get(address).status_code == 200
    with scene.as_karin():
        door.call("withdraw_consent", scene.lines["plan"])
    page = client.get(scene.url("plan")).content.decode()
    assert "Svenska för vården" not in page and "Ingen plan är delad med dig" in page
    assert client.get(address).status_code == 404
    assert client.get(scene.url("plan_paper")).status_code == 404


def test_the_second_of_two_tabs_is_told_and_keeps_what_was_typed(client):
    """T24."""
    scene = Scene()
    _draft(client, scene)
    seen = _revision(scene)
    first = {"goal": "Jag vill arbeta i vården.", "review_on": "", "revision": seen}
    second = {"goal": "Jag vill bli kock.", "review_on": "", "revision": seen}
    assert client.post(scene.url("plan_edit"), first).status_code == 302
    answer = client.post(scene.url("plan_edit"), second)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Du har sparat i ett annat fönster" in page
    assert "Jag vill bli kock." in page and "Jag vill arbeta i vården." in page
    again = client.post(scene.url("plan_edit"), second | {"revision": _revision(scene)})
    assert again.status_code == 302


def test_who_changes_a_step_that_a_colleague_changed_meanwhile_sees_that_step_beside_her_own(client):
    """T24: the step as it stands now, not the whole plan to look for it in."""
    scene = Scene()
    lena = s.staff("af", first_name="Lena", in_team=scene.team)
    _draft(client, scene, title="Kurs")
    with scene.as_karin():
        door.call("assign", scene.case.pk, lena.pk, s.branch("af").pk, "", s.DAY)
        step = PlanStep.objects.get()
    seen, address = _revision(scene), scene.url("step_edit", step.pk)
    s.log_in(client, lena).post(address, step_form(title="Kurs på kvällar", why="Arbetar om dagarna.", revision=seen))
    answer = s.log_in(client, scene.karin).post(address, step_form(title="Kurs på nätet", revision=seen))
    page, theirs = answer.content.decode(), answer.context["conflict"].theirs
    assert answer.status_code == 409 and "Någon annan sparade före dig" in page and "Lena" in page
    assert theirs.startswith("Kurs på kvällar") and theirs.endswith("Arbetar om dagarna.") and "Kurs på nätet" in page


def test_small_changes_from_an_old_page_are_refused_with_a_word(client):
    scene = Scene()
    _draft(client, scene)
    seen = _revision(scene)
    with scene.as_karin():
        step = PlanStep.objects.get(case=scene.case)
    client.post(scene.url("step_state", step.pk), {"revision": seen, "state": "under_way"})
    page = client.post(scene.url("step_remove", step.pk), {"revision": seen}, follow=True).content.decode()
    assert "ändrade planen" in page and "gör om" in page
    with scene.as_karin():
        assert PlanStep.objects.get(pk=step.pk).state == "under_way"


def test_publishing_an_outdated_draft_is_refused(client):
    scene = Scene()
    _draft(client, scene)
    answer = client.post(scene.url("plan_publish"), publish_form(_revision(scene) - 1, "soc"))
    assert answer.status_code == 409
    with scene.as_karin():
        assert not PlanVersion.objects.exists()


def test_steps_are_moved_and_taken_out(client):
    scene = Scene()
    _draft(client, scene)
    client.post(scene.url("step_new"), step_form(title="Praktik", revision=_revision(scene)))
    with scene.as_karin():
        first, second = PlanStep.objects.filter(case=scene.case)
    client.post(scene.url("step_move", second.pk), {"revision": _revision(scene), "to": "up"})
    with scene.as_karin():
        assert [step.title for step in PlanStep.objects.filter(case=scene.case)] == ["Praktik", "Svenska för vården"]
    client.post(scene.url("step_remove", first.pk), {"revision": _revision(scene)})
    with scene.as_karin():
        assert PlanStep.objects.filter(case=scene.case).count() == 1


def test_a_step_that_ends_before_it_begins_says_so_at_the_field(client):
    scene = Scene()
    _draft(client, scene)
    posted = step_form(revision=_revision(scene), starts_on="1 oktober 2021", ends_on="30 september 2021")
    answer = client.post(scene.url("step_new"), posted)
    assert answer.status_code == 422 and "Steget kan inte sluta innan det börjar." in answer.content.decode()


def test_a_health_word_in_a_step_is_pointed_out_but_does_not_stop(client):
    """P-035, table A: a step never says the medical or social reason."""
    scene = Scene()
    _draft(client, scene, title="Promenera på grund av depression")
    page = client.get(scene.url("plan_publish")).content.decode()
    assert "Läs en gång till" in page and "depression" in page
    assert client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc")).status_code == 302


def test_a_plan_without_anything_close_to_work_says_so(client):
    """P-042, P-100."""
    scene = Scene()
    _published(client, scene)
    assert "Planen har ingen arbetsnära insats." in client.get(scene.url("plan")).content.decode()


def _jonas_reports(client, scene, **given):
    s.consent(scene.jonas, scene.case, "af", "plan", branch_code="soc")
    with scene.as_karin():
        step = PlanStep.objects.get(case=scene.case)
    s.log_in(client, scene.jonas, "soc")
    posted = {"state": "done", "text": "Kursen är klar.", "ends_on": "", "receiver": ["af"]} | given
    return step, client.post(scene.url("step_report", step.pk), posted)


def test_another_branch_reports_its_step_and_the_leader_takes_it_in(client):
    scene = Scene()
    _published(client, scene)
    step, answer = _jonas_reports(client, scene)
    assert answer.status_code == 302
    s.log_in(client, scene.karin)
    page = client.get(scene.url("plan_edit")).content.decode()
    assert "Kursen är klar." in page and "säger: Klart" in page
    with scene.as_karin():
        copy = ReceivedCopy.objects.get(item_kind="step_report")
    client.post(scene.url("plan_answer", copy.release), {"revision": _revision(scene), "answer": "take"})
    with scene.as_karin():
        assert PlanStep.objects.get(pk=step.pk).state == "done"
    assert "Kursen är klar." not in client.get(scene.url("plan_edit")).content.decode()


def test_another_branch_proposes_a_step_and_the_leader_leaves_it(client):
    scene = Scene()
    _published(client, scene)
    s.consent(scene.jonas, scene.case, "af", "plan", branch_code="soc")
    s.log_in(client, scene.jonas, "soc")
    posted = {"title": "Planera veckan", "starts_on": "", "ends_on": "31 juli 2021", "text": "", "receiver": ["af"]}
    assert client.post(scene.url("step_propose"), posted).status_code == 302
    s.log_in(client, scene.karin)
    with scene.as_karin():
        copy = ReceivedCopy.objects.get(item_kind="step_proposal")
    client.post(scene.url("plan_answer", copy.release), {"revision": _revision(scene), "answer": "leave"})
    with scene.as_karin():
        assert PlanStep.objects.filter(case=scene.case).count() == 1
    assert "Planera veckan" not in client.get(scene.url("plan_edit")).content.decode()


def test_a_report_on_another_branchs_step_is_not_found(client):
    scene = Scene()
    _published(client, scene, who="b:af")
    _step, answer = _jonas_reports(client, scene)
    assert answer.status_code == 404
    with scene.as_jonas():
        assert not StepReport.objects.exists()


def test_the_new_leaders_branch_goes_on_from_its_own_newest_copy(client):
    scene = Scene()
    _published(client, scene)
    s.consent(scene.jonas, scene.case, "af", "plan", branch_code="soc")
    with scene.as_karin():
        door.call("set_leader", scene.case.pk, scene.jonas.pk, s.branch("soc").pk)
    s.log_in(client, scene.jonas, "soc").post(scene.url("plan_start"))
    with scene.as_jonas():
        plan = Plan.objects.get(case=scene.case)
        assert [step.title for step in plan.steps.all()] == ["Svenska för vården"]
        revision = plan.revision
    client.post(scene.url("plan_publish"), publish_form(revision, "af"))
    with scene.as_jonas():
        assert PlanVersion.objects.get(case=scene.case).number == 2
    page = s.log_in(client, scene.karin).get(scene.url("plan")).content.decode()
    assert "Version 2, publicerad" in page and "Ändra planen" not in page


def test_a_case_without_a_leader_has_a_plan_to_read_and_nobody_to_send_to(client):
    scene = Scene()
    _published(client, scene)
    with scene.as_karin():
        door.call("end_assignment", scene.case.pk, scene.karin.pk, s.DAY)
        assert Case.objects.get(pk=scene.case.pk).leader is None
    s.log_in(client, scene.jonas, "soc")
    assert client.get(scene.url("plan")).status_code == 200
    assert client.get(scene.url("step_propose")).status_code == 404


def test_two_versions_are_compared_in_words(client):
    scene = Scene()
    _published(client, scene)
    client.post(scene.url("step_new"), step_form(title="Praktik på lager", revision=_revision(scene)))
    client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc"))
    page = client.get(scene.url("plan_versions")).content.decode()
    assert "Ändrat från version 1 till 2" in page and "Praktik på lager" in page and "Nytt" in page


def test_printing_is_logged(client):
    """OUT-1."""
    scene = Scene()
    _published(client, scene)
    page = client.get(scene.url("plan_paper")).content.decode()
    assert "Datum och namn, processledare" in page and "Gemensam plan, version 1" in page
    with scene.as_karin():
        assert ReadLog.objects.filter(event="OUT-1", case_ids=[scene.case.pk]).count() == 1


def test_the_print_that_is_signed_says_of_no_step_that_it_is_agreed_when_it_is_not(client):
    scene = Scene()
    states = {"Praktik": "agreed", "Kurs": "waiting", "Körkort": "proposed", "Nattarbete": "not_wanted"}
    for title, state in states.items():
        _draft(client, scene, title=title)
        with scene.as_karin():
            PlanStep.objects.filter(title=title).update(state=state)
    client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc"))
    page = client.get(scene.url("plan_paper"))
    assert [row["title"] for row in page.context["steps"]] == ["Praktik", "Kurs"]
    assert page.context["steps"][1]["says"].startswith("Väntar på plats")
    assert [row["title"] for row in page.context["proposed"]] == ["Körkort"]
    assert "Det här är förslag, inget är bestämt" in page.content.decode()


def test_an_empty_plan_says_what_comes_next(client):
    scene = Scene()
    assert "Ingen plan är gjord än." in s.log_in(client, scene.karin).get(scene.url("plan")).content.decode()
    assert (
        "Ingen plan är delad med dig." in s.log_in(client, scene.jonas, "soc").get(scene.url("plan")).content.decode()
    )


def test_an_empty_draft_can_not_be_published(client):
    scene = Scene()
    s.log_in(client, scene.karin).post(scene.url("plan_start"))
    answer = client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc"))
    assert answer.status_code == 422 and "Planen är tom." in answer.content.decode()


def test_plan_4_with_the_discharge_the_plan_is_over(client):
    """It is read and printed as it was; nothing is asked of it, and nothing new is published."""
    scene = Scene()
    _published(client, scene)
    page, overview = scene.url("plan"), reverse("people:case", args=[scene.case.pk])
    nudge = "Planen har ingen arbetsnära insats."
    assert all(nudge in client.get(where).content.decode() for where in (page, overview))
    revision = _revision(scene)
    with scene.as_karin():
        door.call("close_case", scene.case.pk, s.DAY)
    for where in (page, overview):
        read = client.get(where).content.decode()
        assert "Svenska för vården" in read and nudge not in read and "Ändra planen" not in read
        assert "Planen slutade gälla 30 juni 2021" in read
    refused = client.post(scene.url("plan_publish"), publish_form(revision, "soc"))
    assert refused.status_code == 422 and "planen är slut med det" in refused.content.decode()
    jonas = s.log_in(client, scene.jonas, "soc").get(page).content.decode()
    assert "Svenska för vården" in jonas and "Föreslå ett steg" not in jonas


def test_the_first_release_needs_the_branch_to_say_that_it_has_seen_the_consent(client):
    """CON-04: a line recorded by another branch waits for its from-branch."""
    scene = Scene(lines=())
    s.consent(scene.jonas, scene.case, "soc", "plan", branch_code="soc", from_="af")
    _draft(client, scene)
    page = client.get(scene.url("plan_publish")).content.decode()
    assert "Vi har sett samtycket" in page
    refused = client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc"))
    assert refused.status_code == 422 and "Kryssa i att ni har sett samtycket" in refused.content.decode()
    taken = client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc", confirm_consent="1"))
    assert taken.status_code == 302
    with scene.as_karin():
        assert Release.objects.filter(item_kind="plan").count() == 1
        assert ReadLog.objects.filter(event="CONS-3").count() == 1


def _first_reader(scene, version):
    with scene.as_jonas():
        return ReceivedCopy.objects.get(case_id=scene.case.pk, item_kind="plan", version=version).first_read_by


def _in_two_versions(client):
    scene = Scene()
    _published(client, scene)
    client.post(scene.url("step_new"), step_form(title="Praktik på lager", revision=_revision(scene)))
    client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc"))
    return scene


@pytest.mark.parametrize("asked", ["", "?ny=2&gammal=1"])
def test_the_versions_that_are_compared_are_read(client, asked):
    """DISC-4: both stand on the page, and only what stands there is read."""
    scene = _in_two_versions(client)
    client.post(scene.url("step_new"), step_form(title="Kurs", revision=_revision(scene)))
    client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc"))
    s.log_in(client, scene.jonas, "soc").get(scene.url("plan_versions") + asked)
    read = {version for version in (1, 2, 3) if _first_reader(scene, version) == scene.jonas}
    assert read == ({1, 2} if asked else {2, 3})


def test_the_plan_on_paper_and_on_the_overview_is_read(client):
    """DISC-4."""
    for address in ("casework:plan_paper", "people:case"):
        scene = Scene()
        _published(client, scene)
        s.log_in(client, scene.jonas, "soc").get(reverse(address, args=[scene.case.pk]))
        assert _first_reader(scene, 1) == scene.jonas, address


@pytest.mark.parametrize(
    "name, arguments, posted",
    [
        ("plan_versions", [], None), ("plan_paper", [], None), ("plan_publish", [], None), ("step_new", [], None),
        ("mapping_edit", ["politics"], None), ("mapping_versions", ["work"], None),
        ("step_report", [uuid.uuid4()], None), ("minutes_new", [], None),
        ("step_state", [uuid.uuid4()], {"state": "nonsense", "revision": "1"}),
        ("step_move", [uuid.uuid4()], {"to": "up", "revision": "x"}),
        ("meeting_settle", [uuid.uuid4(), "nonsense"], {}),
    ],
)  # fmt: skip
def test_every_refusal_of_a_page_is_kept(client, name, arguments, posted):
    """ACC-4: not there and not yours look the same, and both leave a row."""
    scene = Scene()
    who, branch = (scene.jonas, "soc") if name == "step_report" else (scene.karin, "af")
    s.log_in(client, who, branch)
    address = scene.url(name, *arguments) + ("?mote=nonsense" if name == "minutes_new" else "")
    answer = client.get(address) if posted is None else client.post(address, posted)
    assert answer.status_code == 404
    with connections["sidelog"].cursor() as cursor:
        cursor.execute("select set_config('samkraft.branch', %s, true)", [str(s.branch(branch).pk)])
        cursor.execute(
            "select count(*) from access_readlog where event = 'ACC-4' and object_type = %s and reason like %s",
            [f"casework:{name}", f"%{scene.case.pk}%"],
        )
        assert cursor.fetchone()[0] >= 1


def test_another_case_s_meeting_gives_no_note(client):
    scene = Scene()
    other = Scene()
    with other.as_karin():
        meeting = Meeting.objects.create(
            owner_branch=s.branch("af"), case=other.case, file=other.opened().file, kind="plan", staff=other.karin,
            starts_at=timezone.now(), ends_at=timezone.now(),
        )  # fmt: skip
    s.log_in(client, scene.karin)
    assert client.get(f"{scene.url('minutes_new')}?mote={meeting.pk}").status_code == 404


def test_that_the_person_is_present_is_never_ticked_beforehand(client):
    scene = Scene()
    _draft(client, scene)
    page = client.get(scene.url("plan_publish")).content.decode()
    (box,) = re.findall(r'<input[^>]*name="present"[^>]*>', page)
    assert "checked" not in box


def test_each_button_of_a_step_says_which_step(client):
    """TIL-04: a list of buttons read aloud."""
    scene = Scene()
    _draft(client, scene, title="Svenska för vården", state="under_way")
    client.post(scene.url("step_new"), step_form(title="Praktik på lager", revision=_revision(scene)))
    page = client.get(scene.url("plan_edit")).content.decode()
    names = {re.sub(r"<[^>]+>", "", inner) for inner in re.findall(r"<button[^>]*>(.*?)</button>", page)}
    assert {"Ned: Svenska för vården", "Upp: Praktik på lager", "Klart: Svenska för vården",
            "Pågår nu: Praktik på lager", "Ta bort: Praktik på lager"} <= names  # fmt: skip
