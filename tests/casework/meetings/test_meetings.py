"""Meetings and notes: booked, held, written down by each authority for itself, and the one page of the meeting."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from samkraft.casework.meetings.paper_views import next_working_day
from samkraft.casework.models import Meeting, Minutes, Plan, PlanStep, PlanVersion
from samkraft.people.models import Case
from samkraft.sharing import door
from samkraft.sharing.models import Release
from tests import situations as s
from tests.casework.scene import Scene, step_form

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _book(client, scene, **change):
    posted = {"kind": "plan", "day": "30 juni 2021", "at": "10.00", "length": "60", "place": "Rum Linnea"} | change
    return client.post(scene.url("meeting_book"), posted)


def _meeting(scene, branch="karin"):
    with scene.as_karin() if branch == "karin" else scene.as_jonas():
        return Meeting.objects.order_by("-starts_at").first()


def _next_talk(scene):
    with scene.as_karin():
        return Case.objects.get(pk=scene.case.pk).next_talk_on


def test_booking_sets_the_next_talk_when_it_comes_first(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    _book(client, scene, day="20 augusti 2021")
    assert _next_talk(scene).isoformat() == "2021-08-20"
    _book(client, scene, day="10 juli 2021")
    assert _next_talk(scene).isoformat() == "2021-07-10"
    s.log_in(client, scene.jonas, "soc")
    _book(client, scene, day="30 juli 2021")
    assert _next_talk(scene).isoformat() == "2021-07-10"


def test_a_day_that_has_been_is_refused_at_the_field(client):
    scene = Scene()
    answer = _book(s.log_in(client, scene.karin), scene, day="1 juni 2021")
    assert answer.status_code == 422 and "Dagen har redan varit." in answer.content.decode()


def test_a_cancelled_meeting_gives_the_day_to_the_next_one(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    _book(client, scene, day="20 augusti 2021")
    _book(client, scene, day="10 juli 2021")
    with scene.as_karin():
        first = Meeting.objects.order_by("starts_at").first()
    client.post(scene.url("meeting_settle", first.pk, "installt"))
    assert _next_talk(scene).isoformat() == "2021-08-20"


def test_a_former_handler_no_longer_sees_todays_meeting(client):
    """Her name stood on the meeting; the case is no longer hers."""
    scene = Scene(last_name="Egensson")
    _book(s.log_in(client, scene.karin), scene, day="30 juni 2021")
    assert "Egensson" in client.get("/").content.decode()
    with scene.as_karin():
        door.call("end_assignment", scene.case.pk, scene.karin.pk, s.DAY)
    assert "Egensson" not in client.get("/").content.decode()


def test_another_branch_sees_the_day_but_not_the_meeting(client):
    """The shell says the day of the next talk: no type, no branch."""
    scene = Scene()
    _book(s.log_in(client, scene.karin), scene)
    meeting = _meeting(scene)
    s.log_in(client, scene.jonas, "soc")
    assert "Rum Linnea" not in client.get(scene.url("meetings")).content.decode()
    assert client.get(scene.url("meeting", meeting.pk)).status_code == 404
    assert client.post(scene.url("meeting_settle", meeting.pk, "installt")).status_code == 404


def test_a_meeting_is_settled_once(client):
    scene = Scene()
    _book(s.log_in(client, scene.karin), scene)
    meeting = _meeting(scene)
    client.post(scene.url("meeting_settle", meeting.pk, "kom-inte"))
    page = client.post(scene.url("meeting_settle", meeting.pk, "genomfort"), follow=True).content.decode()
    assert "Mötet är redan deltagaren kom inte." in page or "Mötet är redan" in page
    assert _meeting(scene).state == "no_show"
    assert client.post(scene.url("meeting_settle", meeting.pk, "nagot-annat")).status_code == 404


def test_a_meeting_that_lies_ahead_can_not_have_been_held(client):
    scene = Scene()
    _book(s.log_in(client, scene.karin), scene, day="10 juli 2021")
    page = client.post(scene.url("meeting_settle", _meeting(scene).pk, "genomfort"), follow=True).content.decode()
    assert "Mötet har inte varit än." in page and _meeting(scene).state == "planned"


def _note(client, scene, text="Vi pratade om tider.", **change):
    posted = {"title": "Uppföljning", "held_on": "30 juni 2021", "text": text, "base_version": 0} | change
    return client.post(scene.url("minutes_new"), posted)


def test_a_note_is_shared_with_those_that_the_consent_covers(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    _note(client, scene, receiver=["soc"])
    page = s.log_in(client, scene.jonas, "soc").get(scene.url("meetings")).content.decode()
    assert "Anteckning 30 juni 2021" in page and "Oläst" in page


def test_a_note_that_is_kept_leaves_the_list_of_the_unshared(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    _note(client, scene, keep="1")
    assert "Anteckning 30 juni 2021" in client.get("/delningar/?vy=ej-delat").content.decode()
    with scene.as_karin():
        item = Minutes.objects.get().item
    client.post(scene.url("minutes", item), {"keep": "1"})
    assert "Anteckning 30 juni 2021" not in client.get("/delningar/?vy=ej-delat").content.decode()
    assert "Stannar i er akt" in client.get(scene.url("meetings")).content.decode()


def test_another_branch_never_sees_a_note_that_is_not_shared(client):
    scene = Scene()
    _note(s.log_in(client, scene.karin), scene, keep="1")
    with scene.as_karin():
        item = Minutes.objects.get().item
    s.log_in(client, scene.jonas, "soc")
    assert client.get(scene.url("minutes", item)).status_code == 404
    assert client.get(scene.url("minutes_edit", item)).status_code == 404


def test_the_second_who_changes_a_note_is_told(client):
    """T24."""
    scene = Scene()
    s.log_in(client, scene.karin)
    _note(client, scene, keep="1")
    with scene.as_karin():
        item = Minutes.objects.get().item
    changed = {"title": "Uppföljning", "held_on": "30 juni 2021", "base_version": 1, "keep": "1"}
    assert client.post(scene.url("minutes_edit", item), changed | {"text": "Den ena."}).status_code == 302
    answer = client.post(scene.url("minutes_edit", item), changed | {"text": "Den andra."})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Den ena." in page and "Den andra." in page
    assert (
        client.post(scene.url("minutes_edit", item), changed | {"text": "Båda.", "base_version": 2}).status_code == 302
    )


def _plan(client, scene):
    s.log_in(client, scene.karin)
    client.post(scene.url("plan_start"))
    client.post(scene.url("step_new"), step_form(revision=1))
    with scene.as_karin():
        return Plan.objects.get(), PlanStep.objects.get()


def _meeting_form(plan=None, step=None, **change):
    posted = {"good": "Kursen går bra.", "hard": "", "next_day": "", "next_at": "", "next_place": "",
              "receiver": ["soc"], "note_receiver": ["soc"], "goal": "Jag vill bli undersköterska."}  # fmt: skip
    for row in ("ny0", "ny1", "ny2"):
        posted |= {f"{row}-title": "", f"{row}-who": "", f"{row}-ends_on": ""}
    if step:
        posted |= {f"s-{step.pk}-state": "under_way", f"s-{step.pk}-ends_on": "30 september 2021"}
    return posted | {"revision": plan.revision if plan else 0} | change


def test_one_press_in_the_meeting_saves_the_note_publishes_the_plan_and_books_the_next(client):
    scene = Scene()
    plan, step = _plan(client, scene)
    _book(client, scene)
    posted = _meeting_form(plan, step, next_day="20 augusti 2021", next_at="10.00",
                           **{"ny0-title": "Praktik på lager", "ny0-who": "b:af", "ny0-ends_on": ""})  # fmt: skip
    answer = client.post(scene.url("meeting", _meeting(scene).pk), posted, follow=True)
    page = answer.content.decode()
    assert "Planen är publicerad, version 1. Delad med Socialtjänsten." in page and "Nästa möte 20 augusti 2021" in page
    with scene.as_karin():
        assert list(PlanStep.objects.values_list("title", "state")) == [
            ("Svenska för vården", "under_way"), ("Praktik på lager", "agreed"),
        ]  # fmt: skip
        assert PlanVersion.objects.get().person_was_present
        assert "Kursen går bra." in Minutes.objects.get().text
        kinds = set(Release.objects.exclude(item_kind="identity").values_list("item_kind", flat=True))
        assert kinds == {"plan", "minutes"}
        assert set(Meeting.objects.values_list("state", flat=True)) == {"held", "planned"}
    assert _next_talk(scene).isoformat() == "2021-08-20"


def test_the_meeting_can_be_saved_without_sharing_anything(client):
    scene = Scene()
    plan, step = _plan(client, scene)
    _book(client, scene)
    client.post(scene.url("meeting", _meeting(scene).pk), _meeting_form(plan, step, keep="1"))
    with scene.as_karin():
        assert not PlanVersion.objects.exists() and not Release.objects.exclude(item_kind="identity").exists()
        assert Plan.objects.get().goal == "Jag vill bli undersköterska." and Minutes.objects.count() == 1


def test_a_meeting_on_an_outdated_plan_keeps_everything_typed(client):
    scene = Scene()
    plan, step = _plan(client, scene)
    _book(client, scene)
    client.post(scene.url("plan_edit"), {"goal": "Något annat.", "review_on": "", "revision": plan.revision})
    answer = client.post(scene.url("meeting", _meeting(scene).pk), _meeting_form(plan, step))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Kursen går bra." in page and "Jag vill bli undersköterska." in page
    with scene.as_karin():
        assert not Minutes.objects.exists() and not PlanVersion.objects.exists()


def test_the_first_plan_can_be_made_in_the_meeting(client):
    scene = Scene()
    _book(s.log_in(client, scene.karin), scene)
    posted = _meeting_form(**{"ny0-title": "Praktik", "ny0-who": "b:af"})
    assert client.post(scene.url("meeting", _meeting(scene).pk), posted).status_code == 302
    with scene.as_karin():
        assert PlanVersion.objects.get().content["steps"][0]["title"] == "Praktik"


def test_a_new_line_without_anyone_responsible_says_so_and_keeps_the_rest(client):
    scene = Scene()
    plan, step = _plan(client, scene)
    _book(client, scene)
    answer = client.post(
        scene.url("meeting", _meeting(scene).pk), _meeting_form(plan, step, **{"ny1-title": "Praktik"})
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "Välj vem som ansvarar för steget." in page and "Kursen går bra." in page


def test_a_branch_that_does_not_lead_writes_its_note_and_its_next_meeting(client):
    scene = Scene()
    s.consent(scene.jonas, scene.case, "af", "minutes", branch_code="soc")
    _book(s.log_in(client, scene.jonas, "soc"), scene, day="30 juni 2021")
    meeting = _meeting(scene, "jonas")
    page = client.get(scene.url("meeting", meeting.pk)).content.decode()
    assert "Publicera planen" not in page and "Ingen plan är delad med dig." in page
    posted = {"good": "Bra vecka.", "hard": "", "next_day": "20 juli 2021", "next_at": "9", "next_place": "",
              "note_receiver": ["af"]}  # fmt: skip
    assert client.post(scene.url("meeting", meeting.pk), posted).status_code == 302
    with scene.as_jonas():
        assert Release.objects.filter(item_kind="minutes").count() == 1 and Meeting.objects.count() == 2


def test_the_meeting_page_is_autosaved_whole(client):
    scene = Scene()
    plan, step = _plan(client, scene)
    _book(client, scene)
    meeting = _meeting(scene)
    posted = _meeting_form(plan, step, **{"ny2-title": "Halvfärdigt steg"})
    client.post(scene.url("draft_save", f"meeting-{meeting.pk}"), posted)
    page = client.get(scene.url("meeting", meeting.pk)).content.decode()
    assert "Kursen går bra." in page and "Halvfärdigt steg" in page and "Du har ett utkast här." in page


def test_contacts_and_held_meetings_count_as_contact_and_plans_and_mappings_as_events(client):
    from samkraft.people.events import events_of

    scene = Scene()
    _book(s.log_in(client, scene.karin), scene)
    client.post(scene.url("meeting", _meeting(scene).pk), _meeting_form(**{"ny0-title": "Praktik", "ny0-who": "b:af"}))
    client.post(scene.url("mapping_edit", "work"), {"text": "Hej.", "base_version": 0, "source": "", "receiver": "soc"})
    with scene.as_karin():
        events = events_of([scene.case.pk])[scene.case.pk]
    for word in ("contact", "plan_published", "mapping_started"):
        assert s.DAY in events[word], word
    assert len(events["mapping_shared"]) == 1
    with scene.as_jonas():
        assert len(events_of([scene.case.pk])[scene.case.pk]["plan_published"]) == 1


def test_the_days_meetings_stand_in_order_with_the_next_one_first_to_open(client):
    scene = Scene()
    s.log_in(client, scene.karin)
    _book(client, scene, at="13.15")
    _book(client, scene, at="10.00")
    page = client.get("/", follow=True).content.decode()
    assert page.index("10.00–11.00") < page.index("13.15–14.15") and page.count("Öppna mötet") == 2


def test_a_stranger_opens_no_meeting(client):
    scene = Scene()
    _book(s.log_in(client, scene.karin), scene)
    meeting = _meeting(scene)
    s.log_in(client, s.staff("af", in_team=scene.team))
    for name, *args in (("meetings",), ("meeting_book",), ("meeting", meeting.pk), ("minutes_new",)):
        assert client.get(scene.url(name, *args)).status_code == 404


def test_a_note_can_begin_from_a_meeting(client):
    scene = Scene()
    _book(s.log_in(client, scene.karin), scene)
    page = client.get(scene.url("minutes_new") + f"?mote={_meeting(scene).pk}").content.decode()
    assert "Planmöte" in page and "30 juni 2021" in page
    assert client.get(scene.url("minutes_new") + "?mote=xyz").status_code == 404


def test_nothing_in_two_days_is_today(client):
    scene = Scene()
    _book(s.log_in(client, scene.karin), scene, day=f"{(s.DAY + timedelta(days=2)):%Y-%m-%d}")
    assert "Inga möten i dag." in client.get("/", follow=True).content.decode()


def test_t21_the_nearest_meetings_can_lie_on_paper_when_no_system_answers(client):
    """Own planned meetings of today and the next working day, with a phone number; nobody else's."""
    scene = Scene(phone="040-10 20 30")
    s.log_in(client, scene.karin)
    _book(client, scene, day="30 juni 2021", place="Rum Linnea")
    _book(client, scene, day="1 juli 2021", place="Rum Sippa")
    _book(client, scene, day="2 juli 2021", place="Rum Vitsippa")
    s.log_in(client, scene.jonas, "soc")
    _book(client, scene, day="1 juli 2021", place="Rum Socken")
    page = s.log_in(client, scene.karin).get(reverse("casework:meetings_paper")).content.decode()
    assert [room in page for room in ("Linnea", "Sippa", "Vitsippa", "Socken")] == [True, True, False, False]
    assert "040-10 20 30" in page


AFTER = {"2021-06-30": "2021-07-01", "2021-07-02": "2021-07-05", "2021-07-03": "2021-07-05", "2021-07-04": "2021-07-05"}


@pytest.mark.parametrize(("day", "following"), AFTER.items())
def test_after_friday_comes_monday(day, following):
    assert next_working_day(date.fromisoformat(day)) == date.fromisoformat(following)
