"""Steps with states and reasons, templates of the programme, nudges, comparison, and the plan in plain words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.access.choices import Event
from samkraft.access.models import ReadLog
from samkraft.casework.models import Plan, PlanStep, StepMove
from samkraft.casework.plan import rules
from samkraft.casework.plan.content import PlanContent, StepContent
from samkraft.casework.plan.plain import plain_plan
from samkraft.programmes.reading import read_programme
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s
from tests.casework.scene import Scene, counted, publish_form, step_form
from tests.conftest import PROJECT
from tests.people.logged_in import logged_in

ON = date(2021, 6, 30)
WAITS = {"state": "waiting", "reason": "Väntar på beslut"}


@pytest.fixture(scope="module")
def definition():
    return read_programme(PROJECT / "programmes" / "malmokraften-2.0.toml")


def step(key, **given):
    return StepContent(**{"id": key, "title": f"Steg {key}", "branch_code": "af", "branch_name": "AF"} | given)


def test_a_step_that_has_begun_before_its_day_is_not_said_to_begin_later():
    ahead = {"starts": ON + timedelta(days=5), "ends": ON + timedelta(days=30)}
    assert rules.when_words(step("1", **ahead), ON).startswith("Från")
    assert rules.when_words(step("1", state="under_way", **ahead), ON).startswith("Till")


def test_p100_what_a_plan_lacks_is_said_in_words_what_weighs_most_first(definition):
    practice = step("1", activity_type="work_practice", state="under_way", by_participant=True)
    whole = PlanContent("Ett arbete", (practice, replace(practice, id="2")), ON + timedelta(days=40))
    assert rules.plan_nudges(whole, definition, ON) == []
    long_ago = ON - timedelta(days=31)
    for steps, said in (
        ([replace(practice, activity_type="")], "ingen arbetsnära insats"),
        ([practice, step("2", title="Kurs")], "Ett steg i taget pågår. Kan Kurs börja redan nu"),
        ([practice, replace(practice, ends=ON - timedelta(days=1))], "skulle ha varit klart: Steg 1"),
        ([practice, replace(practice), step("3", state="waiting", since=long_ago)], "väntat på plats i mer än 30"),
        ([replace(practice, state="agreed", starts=ON + timedelta(days=31))], "de närmaste 30 dagarna"),
        ([practice, replace(practice), step("3", state="proposed", since=long_ago)], "inte fått svar: Steg 3"),
        ([replace(practice, by_participant=False)] * 2, "Inget steg är personens eget"),
        ([practice, replace(practice), step("3", state="under_way", branch_code="")], "ingen ansvarig: Steg 3"),
        ([practice, replace(practice), step("3", state="interrupted", since=ON)], "saknar skäl till läget: Steg 3"),
    ):
        told = rules.plan_nudges(replace(whole, steps=tuple(steps)), definition, ON)
        assert any(said in nudge for nudge in told), (said, told)
    assert "Planen skulle ha följts upp 29 juni 2021." in rules.plan_nudges(
        replace(whole, review_on=ON - timedelta(days=1)), definition, ON
    )
    assert "Målet saknas" in rules.plan_nudges(replace(whole, goal=""), definition, ON)[0]
    bad = PlanContent("", (step("1", ends=long_ago, branch_code=""), step("2")), None)
    assert len(rules.plan_nudges(bad, definition, ON)) == definition.plan_rules.nudges_at_most


def test_a_step_goes_only_where_its_state_lets_it():
    assert [value for value, _label in rules.states_from("done")] == ["under_way", "done"]
    assert not rules.may_move("done", "waiting") and not rules.may_move("", "not_wanted")
    assert rules.may_move("interrupted", "under_way") and rules.may_move("agreed", "agreed")
    assert rules.usual_start(date(2021, 7, 3)) == date(2021, 7, 5) == rules.usual_start(date(2021, 7, 5))


def test_versions_are_compared_by_what_differs_in_the_order_of_the_plan_and_a_copys_steps_by_title():
    old = PlanContent("Mål", (step("1"), step("2", title="Kurs"), step("3", title="Borta")))
    new = replace(old, steps=(step("9", title="Ny"), step("7", title="Kurs", state="done"), step("1", why="Arbete")))
    told = [(row.kind, row.title, row.before, row.after) for row in rules.compare(old, new).changes]
    assert told == [
        ("added", "Ny", "", "AF; överenskommet"),
        ("changed", "Kurs", "Läge: överenskommet", "Läge: klart"),
        ("changed", "Steg 1", "Leder till: –", "Leder till: Arbete"),
        ("removed", "Borta", "", ""),
    ]


def test_the_plain_plan_says_you_and_we_in_whole_sentences():
    mine = step("1", by_participant=True, branch_code="", branch_name="", state="under_way", ends=date(2021, 9, 30))
    ours = step("2", staff_name="Anna Berg", starts=date(2021, 7, 5), by_participant=False)
    rest = [step("3", state="waiting", by_participant=True), step("4", state="proposed"), step("5", state="done"),
            step("6", state="interrupted")]  # fmt: skip
    told = plain_plan(PlanContent("", (ours, mine, *rest)), ON)
    assert [(row.who, row.when) for row in told.yours] == [
        ("Du", "Pågår nu. Slutar torsdag 30 september 2021."),
        ("Du och AF", "Du väntar på en plats. Vi säger till när den finns."),
    ]
    assert [(row.who, row.when) for row in told.ours] == [("Anna Berg, AF", "Börjar måndag 5 juli 2021.")]
    assert ([row.what for row in told.asked], told.done) == (["Steg 4"], ("Steg 5",))


def test_most_at_once_and_steps_that_no_picture_can_show():
    spans = [step(str(n), starts=ON + timedelta(days=n), ends=ON + timedelta(days=20)) for n in range(3)]
    assert rules.most_at_once(PlanContent("", (*spans, step("9")))) == "Flest samtidigt: 3, från 2 juli 2021."
    assert rules.most_at_once(PlanContent("", tuple(spans[:1]))) == ""
    assert rules.without_days(PlanContent("", (*spans, step("9"), step("8", state="done")))) == ["Steg 9"]


@pytest.mark.django_db(databases=["default", "sidelog"])
def test_a_plan_is_begun_from_a_template_gone_through_waits_with_a_reason_and_is_read_in_plain_words():
    scene = Scene()
    karin = logged_in(scene.karin)
    karin.post(scene.url("plan_start"))
    page = karin.get(scene.url("plan_templates"))
    text = page.content.decode()
    assert "Praktik och kurs samtidigt" in text and "har inte ärendet än" in text and scene.karin.name in text
    assert page.context["groups"][0][0].code == "start"  # of the phase that the case is in
    assert "Kryssa i minst ett steg" in karin.post(scene.url("plan_templates"), {"revision": "1"}).content.decode()
    chosen = {"revision": "1", "steg": ["practice_and_course:0", "practice_and_course:3", "no:9"]}
    assert karin.post(scene.url("plan_templates"), chosen).status_code == 302
    answer = karin.post(scene.url("plan_templates"), chosen)  # from the same page once more: nothing twice
    assert answer.status_code == 422 and "ändrade planen" in answer.content.decode()
    with scene.as_karin():
        practice, own = PlanStep.objects.order_by("position")
        assert (practice.state, practice.responsible_staff, practice.starts_on) == (
            "proposed", scene.karin, date(2021, 7, 14))  # fmt: skip
        assert (own.by_participant, own.responsible_branch) == (True, None)
        revision = Plan.objects.get().revision
    assert "Vi är överens om alla 2 förslag" in karin.get(scene.url("plan_edit")).content.decode()
    karin.post(scene.url("plan_agreed"), {"revision": revision})
    _wait(scene, karin, practice)
    with scene.as_karin():
        assert set(PlanStep.objects.values_list("state", flat=True)) == {"waiting", "agreed"}
        revision = Plan.objects.get().revision
    karin.post(scene.url("plan_publish"), publish_form(revision, "soc"))
    with scene.as_jonas():
        copy = ReceivedCopy.objects.get(item_kind="plan")
        assert copy.content["steps"][0]["reason"] == "Väntar på beslut"
    jonas = logged_in(scene.jonas, "soc")
    for client in (karin, jonas):
        shown = client.get(scene.url("plan")).content.decode()
        assert "Väntar på beslut" in shown and "arbetsnära" in shown and "Förslag, eller väntar på plats" in shown
        with CaptureQueriesContext(connection) as queries:
            plain = client.get(scene.url("plan_plain")).content.decode()
        assert len(counted(queries)) <= 15
        assert "Din plan" in plain and "Du väntar på en plats." in plain and "Det här gör du" in plain
    with scene.as_karin():
        assert ReadLog.objects.filter(event=Event.PRINTED).exists()
    _change_since_published(scene, karin, own)
    for who in (s.staff(), s.staff(until=s.DAY - timedelta(days=1))):
        for name in ("plan_templates", "plan_plain"):
            assert logged_in(who).get(scene.url(name)).status_code == 404
    assert jonas.get(scene.url("plan_templates")).status_code == 404
    assert jonas.post(scene.url("plan_agreed"), {"revision": "1"}).status_code == 404


def _wait(scene, karin, practice):
    """The practice waits: not by one press, not without a reason of that state, and then it says so."""
    with scene.as_karin():
        revision = Plan.objects.get().revision
    press = karin.post(scene.url("step_state", practice.pk), {"revision": revision, "state": "waiting"}, follow=True)
    assert "Öppna steget och välj skälet" in press.content.decode()
    url = scene.url("step_edit", practice.pk)
    form = step_form(
        title="Arbetspraktik", who="p:", revision=revision, activity_type="work_practice", starts_on="14 juli 2021"
    )
    for bad in ({"state": "waiting"}, WAITS | {"reason": "Plats söktes"}, {"state": "interrupted"} | {
            "reason": "Väntar på beslut"}):  # fmt: skip
        assert karin.post(url, form | bad).status_code == 422
    assert karin.post(url, form | WAITS | {"reason": ""}).context["form"].errors["reason"]
    assert karin.post(url, form | WAITS).status_code == 302
    with scene.as_karin():
        move = StepMove.objects.get(to_state="waiting")
        assert (move.from_state, move.reason, move.moved_by) == ("agreed", "Väntar på beslut", scene.karin)
        practice.refresh_from_db()
        assert (practice.responsible_branch, practice.by_participant, practice.state_since) == (None, True, s.DAY)
    page = karin.get(url).content.decode()
    assert "Så har steget gått" in page and "Väntar på beslut" in page


def _change_since_published(scene, karin, own):
    """A step begins and needs no reason; publishing shows what it changes."""
    with scene.as_karin():
        revision = Plan.objects.get().revision
    karin.post(scene.url("step_state", own.pk), {"revision": revision, "state": "under_way"})
    page = karin.get(scene.url("plan_publish")).content.decode()
    assert "Ändrat sedan version 1" in page and "Läge: pågår" in page
    assert karin.post(reverse("casework:step_state", args=[scene.case.pk, own.pk]), {"revision": "99", "state": "done"},
                      follow=True).status_code == 200  # fmt: skip
