"""Meeting mode: what may stand on the screen, reading back before anything is published, what is taken home."""

import pytest

from samkraft.access.models import ReadLog
from samkraft.casework.meetings.known import may_stand
from samkraft.casework.meetings.read_back import sentences
from samkraft.casework.models import (
    MappingSection,
    Meeting,
    MeetingGuest,
    Minutes,
    PlanStep,
    PlanVersion,
    StepMove,
    StepReport,
)
from samkraft.people.protection import actions as protection
from samkraft.sharing import door
from samkraft.sharing.models import Release
from tests import situations as s
from tests.casework.meetings.test_meetings import _book, _meeting, _meeting_form, _plan
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _page(client, scene, meeting, name="meeting"):
    return client.get(scene.url(name, meeting.pk)).content.decode()


def _section(scene, text, area="work", **more):
    """What Karin has mapped; nothing of it is shared."""
    with scene.as_karin():
        opened = scene.opened()
        return MappingSection.objects.create(
            owner_branch=opened.file.owner_branch, case=opened.case, file=opened.file, area=area, text=text,
            written_by=scene.karin, written_on=s.DAY, **more,
        )  # fmt: skip


def test_all_is_read_back_before_it_is_published_and_nothing_is_lost_on_the_way_back(client):
    """Read aloud, mended, read again, published: one draft all the way, and who was unticked stays unticked."""
    scene = Scene()
    plan, step = _plan(client, scene)
    _book(client, scene, with_interpreter="on")
    address = scene.url("meeting", _meeting(scene).pk)
    posted = _meeting_form(plan, step, next_day="20 augusti 2021", next_at="10", note_receiver=[])
    posted |= {"agreed": "Karin ringer. Samira söker kursen.", "ny0-title": "Praktik på lager", "ny0-who": "b:af"}
    answer = client.post(address, posted | {"stage": "read"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "Vänta tills tolken är klar." in page
    for sentence in ("Karin ringer.", "Samira söker kursen.", "Svenska för vården: nu pågår, senast 30 september 2021.",
                     "Arbetsförmedlingen: Praktik på lager.", "Vi ses fredag 20 augusti 2021 kl. 10.00.",
                     "Socialtjänsten får läsa planen.", "Ingen annan får läsa."):  # fmt: skip
        assert f"<li>{sentence}</li>" in page, sentence
    with scene.as_karin():
        assert not PlanVersion.objects.exists() and not Minutes.objects.exists()
    page = client.post(address, posted | {"stage": "back"}, follow=True).content.decode()
    assert "Karin ringer." in page and "Praktik på lager" in page
    assert 'name="receiver" value="soc" id="plan-1" checked' in page
    assert 'name="note_receiver" value="soc" id="anteckning-1" checked' not in page
    answer = client.post(address, posted, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == scene.url("meeting_done", _meeting_held(scene).pk)
    assert "Mötet är klart" in page and "Läses av Socialtjänsten" in page and "Skriv ut kallelsen" in page
    with scene.as_karin():
        assert "Det här kommer vi överens om:\nKarin ringer." in Minutes.objects.get().text
        assert set(Release.objects.exclude(item_kind="identity").values_list("item_kind", flat=True)) == {"plan"}
    assert client.get(address).status_code == 302, "a meeting that is over is shown as it ended"


def test_plan_4_after_the_discharge_a_meeting_is_noted_and_the_plan_stands(client):
    """Discharged while the page stands open: the note is saved, and what was typed of the plan is said not to be."""
    scene = Scene()
    plan, step = _plan(client, scene)
    _book(client, scene)
    meeting = _meeting(scene)
    posted = _meeting_form(plan, step) | {"agreed": "Karin ringer om tre månader."}
    with scene.as_karin():
        door.call("close_case", scene.case.pk, s.DAY)
    page = _page(client, scene, meeting)
    assert 'name="goal"' not in page and 'name="agreed"' in page
    assert (
        "så planen är inte ändrad."
        in client.post(scene.url("meeting", meeting.pk), posted, follow=True).content.decode()
    )
    with scene.as_karin():
        assert not PlanVersion.objects.exists() and "Karin ringer om tre månader." in Minutes.objects.get().text


def _meeting_held(scene):
    with scene.as_karin():
        return Meeting.objects.get(state="held")


def test_what_cannot_be_saved_is_said_before_it_is_read_aloud(client):
    scene = Scene()
    plan, step = _plan(client, scene)
    _book(client, scene)
    posted = _meeting_form(plan, step, next_day="20 augusti 2021", stage="read")
    answer = client.post(scene.url("meeting", _meeting(scene).pk), posted)
    assert answer.status_code == 422 and "Skriv vilken tid ni ses." in answer.content.decode()


def test_only_what_everyone_in_the_room_already_holds_stands_on_the_screen(client):
    """SEK-07, SEK-12: one's own texts alone with the person; with another branch in the room, what it has got."""
    scene = Scene(lines=("plan", "labour_market"))
    _section(scene, "Åtta år i hemtjänst.")
    _section(scene, "Mannen dricker.", "social", names_another=True)
    _book(s.log_in(client, scene.karin), scene)
    meeting = _meeting(scene)
    page = _page(client, scene, meeting)
    assert "Åtta år i hemtjänst." in page and "Mannen dricker." not in page
    with scene.as_karin():
        file = scene.opened().file
        MeetingGuest.objects.create(owner_branch=file.owner_branch, case=scene.case, file=file, meeting=meeting,
                                    staff=scene.jonas, branch=s.branch("soc"))  # fmt: skip
    page = _page(client, scene, meeting)
    assert "Åtta år i hemtjänst." not in page and "Jonas" in page and "redan har fått" in page
    client.post(scene.url("mapping_edit", "work"), {"text": "Nio år i hemtjänst.", "base_version": 1, "source": "",
                                                    "receiver": "soc"})  # fmt: skip
    assert "Nio år i hemtjänst." in _page(client, scene, meeting)


def test_a_text_stands_before_those_who_hold_it_and_nobody_else():
    assert may_stand((), ()) and may_stand((2,), (2, 3)) and not may_stand((2, 4), (2, 3))


def test_a_sentence_at_a_time():
    assert sentences("Hej. Vi ses!\nOm du vill?  Ja") == ["Hej.", "Vi ses!", "Om du vill?", "Ja"]


def test_a_branch_that_does_not_lead_proposes_steps_from_the_meeting(client):
    """The plan is the leader's; a line typed in another branch's meeting goes to the leader as a proposal."""
    scene = Scene()
    s.consent(scene.jonas, scene.case, "af", "plan", branch_code="soc")
    _book(s.log_in(client, scene.jonas, "soc"), scene)
    meeting = _meeting(scene, "jonas")
    assert "förslag till den som leder planen" in _page(client, scene, meeting)
    posted = {"wish": "Jag vill jobba.", "good": "", "hard": "", "agreed": "", "ny0-title": "Praktik",
              "ny0-ends_on": "", "forslag_receiver": ["af"]}  # fmt: skip
    read = client.post(scene.url("meeting", meeting.pk), posted | {"stage": "read"}).content.decode()
    assert "Vi föreslår: Praktik." in read and "Arbetsförmedlingen får läsa förslagen." in read
    client.post(scene.url("meeting", meeting.pk), posted)
    with scene.as_jonas():
        assert StepReport.objects.get().title == "Praktik"
        assert Release.objects.get(item_kind="step_proposal").to_branch_id == s.branch("af").pk
        assert Minutes.objects.get().text == "Det här vill jag:\nJag vill jobba."


def test_a_note_that_names_another_person_stays_in_its_file_though_receivers_were_chosen(client):
    """SEK-12."""
    scene = Scene()
    _book(s.log_in(client, scene.karin), scene)
    posted = _meeting_form(hard="Mannen är sjuk.", names_another="on", **{"ny0-title": "Praktik", "ny0-who": "b:af"})
    page = client.post(scene.url("meeting", _meeting(scene).pk), posted, follow=True).content.decode()
    assert "Den nämner en annan person och stannar i er akt." in page
    with scene.as_karin():
        assert not Release.objects.filter(item_kind="minutes").exists()


def test_the_paper_and_the_letter_are_plain_printed_and_logged(client):
    """OUT-1: what one takes home; the letter says what the person must know, a protected person's bears no name."""
    scene = Scene(first_name="Samira", last_name="Haddad", needs_interpreter=True, language="somaliska")
    plan, step = _plan(client, scene)
    _book(client, scene, with_interpreter="on", agenda="Hur går kursen?\nVad händer i höst?")
    meeting = _meeting(scene)
    letter = _page(client, scene, meeting, "meeting_letter")
    for words in ("Samira Haddad", "Onsdag 30 juni 2021", "10.00 till 11.00", "Rum Linnea", "tolkar till somaliska",
                  "<li>Hur går kursen?</li>", "Kan du inte komma?"):  # fmt: skip
        assert words in letter, words
    client.post(scene.url("meeting", meeting.pk), _meeting_form(plan, step))
    paper = _page(client, scene, meeting, "meeting_paper")
    assert "Kursen går bra." in paper and "Svenska för vården" in paper and "Socialtjänsten." in paper
    assert "Skicka inte brevet." in _page(client, scene, meeting, "meeting_letter")
    with scene.as_karin():
        printed = ReadLog.objects.filter(event="OUT-1", case_ids=[scene.case.pk])
        assert set(printed.values_list("object_type", flat=True)) == {"meeting", "meeting_letter"}
        protection.protect(scene.case.pk, "mark")
    assert "Skatteverkets förmedling" in (letter := _page(client, scene, meeting, "meeting_letter"))
    assert "Samira Haddad" not in letter


def test_a_state_that_stands_for_a_reason_is_chosen_with_its_reason_in_the_meeting_as_in_the_plan(client):
    """P-035: one choice says both; it is read back in words, and stands with the move in the plan's history."""
    scene = Scene()
    plan, step = _plan(client, scene)
    _book(client, scene)
    address = scene.url("meeting", _meeting(scene).pk)
    page = client.get(address).content.decode()
    assert '<option value="not_wanted:0">Inte längre önskat: personen vill något annat</option>' in page
    assert '<option value="not_wanted">' not in page
    posted = _meeting_form(plan, step) | {f"s-{step.pk}-state": "not_wanted"}
    assert client.post(address, posted | {"stage": "read"}).status_code == 422, "a bare state leaves the reason out"
    posted |= {f"s-{step.pk}-state": "not_wanted:1", f"s-{step.pk}-ends_on": ""}
    read = client.post(address, posted | {"stage": "read"}).content.decode()
    assert "(målet är ändrat)" in read
    client.post(address, posted)
    with scene.as_karin():
        assert PlanStep.objects.get().reason == StepMove.objects.get().reason == "Målet är ändrat"
