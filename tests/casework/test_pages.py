"""What every page of casework holds to: at most 15 queries, a row in the read log, nothing for a stranger."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samkraft.access.models import ReadLog
from samkraft.casework import contributions
from samkraft.casework.models import Meeting, Minutes, Plan
from samkraft.casework.plan.content import PlanContent, StepContent
from samkraft.casework.plan.pages import MANY, in_short, step_rows
from tests import situations as s
from tests.casework.scene import Scene, counted, publish_form, step_form

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

MEETINGS_OWN = ("meeting", "meeting_done", "meeting_paper", "meeting_letter", "meeting_move")
DETAIL = ["plan", "plan_versions", "plan_paper", "mapping", "meetings", "mapping_edit", "plan_edit", "plan_publish",
          "step_new", "meeting_book", "minutes_new", "minutes", "mapping_versions", *MEETINGS_OWN]  # fmt: skip
QUERIES = 15
# The meeting is plan, note and two sheets of receivers on one page, with what is known, who is asked and which rooms.
MEETING = 19


@pytest.fixture
def scene(client):
    """A plan with eight steps and two versions, sections, notes, a meeting; things received from soc."""
    scene = Scene()
    s.log_in(client, scene.karin)
    client.post(scene.url("plan_start"))
    for number in range(8):
        client.post(scene.url("step_new"), step_form(title=f"Steg {number}", revision=_revision(scene)))
    for _time in range(2):
        client.post(scene.url("plan_publish"), publish_form(_revision(scene), "soc"))
    for area in ("own_words", "work", "health"):
        _section(client, scene, area, "Text.", 0)
    _section(client, scene, "work", "Ny text.", 1)
    client.post(scene.url("meeting_book"), {"kind": "plan", "day": "30 juni 2021", "at": "10", "length": "60"})
    note = {"title": "Möte", "held_on": "30 juni 2021", "text": "Vi sågs.", "base_version": 0, "receiver": "soc"}
    client.post(scene.url("minutes_new"), note)
    s.consent(scene.jonas, scene.case, "af", "social", branch_code="soc")
    _section(s.log_in(client, scene.jonas, "soc"), scene, "everyday", "Vardag.", 0, "af")
    return scene


def _section(client, scene, area, text, version, to="soc"):
    posted = {"text": text, "base_version": version, "source": "", "receiver": to}
    assert client.post(scene.url("mapping_edit", area), posted).status_code == 302


def _revision(scene):
    with scene.as_karin():
        return Plan.objects.get(case=scene.case).revision


def _address(scene, name):
    with scene.as_karin():
        things = {
            **{name: [Meeting.objects.get().pk] for name in MEETINGS_OWN},
            "minutes": [Minutes.objects.get().item],
            "mapping_edit": ["work"],
            "mapping_versions": ["work"],
        }
    return scene.url(name, *things.get(name, []))


def test_a_page_keeps_its_query_bound(client, scene):
    s.log_in(client, scene.karin)
    for name in DETAIL:
        address = _address(scene, name)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, name
        sqls = counted(asked)
        assert len(sqls) <= (MEETING if name == "meeting" else QUERIES), "\n".join((name, *(q[:150] for q in sqls)))


def test_every_page_leaves_a_row_in_the_read_log(client, scene):
    """REG-07, ACC-1."""
    s.log_in(client, scene.karin)
    for name in DETAIL:
        address = _address(scene, name)
        with scene.as_karin():
            before = ReadLog.objects.filter(event="ACC-1").count()
        client.get(address)
        with scene.as_karin():
            rows = ReadLog.objects.filter(event="ACC-1").order_by("-pk")
            assert rows.count() == before + 1 and rows[0].case_ids == [scene.case.pk] and rows[0].items, name


def test_a_page_is_not_there_for_a_colleague_with_other_people_nor_for_a_branch_without_a_file(client, scene):
    for branch in ("af", "ama"):
        s.log_in(client, s.staff(branch, in_team=scene.team), branch)
        found = {name for name in DETAIL if client.get(_address(scene, name)).status_code != 404}
        assert not found, branch


def test_the_overview_shows_plan_and_mapping(client, scene):
    page = s.log_in(client, scene.karin).get(f"/deltagare/{scene.case.pk}/").content.decode()
    assert "Version 2, publicerad" in page and "Ny text." in page and "Vardag." in page
    assert "Inget är delat med dig här." not in page
    assert "data-n=" not in page


def test_the_overview_shows_of_a_long_plan_what_is_left_to_do(client, scene, monkeypatch):
    """Each step by the number that it has in the whole plan, which is a link away."""
    states = ["done"] * 10 + ["agreed"] * 3
    content = PlanContent(steps=tuple(StepContent(str(n), "x", state=state) for n, state in enumerate(states)))
    assert [row["number"] for row in step_rows(content, shown=in_short(content))] == [11, 12, 13]
    over = replace(content, steps=tuple(replace(step, state="done") for step in content.steps))
    assert in_short(over) == over.steps, "a plan that is through is no plan without steps"
    assert in_short(replace(content, steps=content.steps[:MANY])) == content.steps[:MANY]
    monkeypatch.setattr(contributions, "in_short", lambda content: content.steps[2:])
    page = s.log_in(client, scene.karin).get(f"/deltagare/{scene.case.pk}/").content.decode()
    assert 'data-n="3"' in page and "<b>Steg 2</b>" in page and "<b>Steg 1</b>" not in page
    assert "2 steg till är klara, avbrutna eller inte aktuella." in page and "Hela planen" in page
