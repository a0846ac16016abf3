"""Dialogue between branches: it crosses by release, says who waits for whom, tells lists nothing (P-021, REG-02)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.access.choices import Event
from samkraft.access.models import ReadLog
from samkraft.casework.dialogue.rules import NOBODY, THEM, US, Turn, standing
from samkraft.casework.models import Message
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine, ReceivedCopy, Release
from tests import situations as s
from tests.casework.scene import Scene, counted
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
SECRET = "Kan ni flytta samtalet till efter praktiken?"


class Talk(Scene):
    """The scene with a line back, and both at their pages."""

    def __init__(self, **person):
        super().__init__(**person)
        s.consent(self.jonas, self.case, "af", "plan", branch_code="soc")
        self.at_af, self.at_soc = logged_in(self.karin), logged_in(self.jonas, "soc")

    def ask(self, client=None, text=SECRET, **given):
        asked = {"receiver": "soc", "category": "plan", "text": text, "wants_answer": "on", "answer_by": "5 juli 2021"}
        return (client or self.at_af).post(self.url("dialogue_new"), asked | given)

    def thread(self):
        with self.as_karin():
            return Message.objects.order_by("pk").first().thread

    def day(self, client):
        return client.get(reverse("people:day")).content.decode()


def test_who_waits_for_whom_follows_from_the_turns():
    at, by = (lambda n: datetime(2021, 6, n)), date(2021, 7, 1)
    asked, answered, note = Turn(at(1), True, by), Turn(at(2), False), Turn(at(3), True)
    told = {
        (): (NOBODY, None), (asked,): (THEM, by), (asked, answered): (NOBODY, None), (asked, note): (THEM, by),
        (asked, Turn(at(2), False, by)): (US, by),
        (Turn(at(1), False, by), Turn(at(2), True, closes=True)): (NOBODY, None),
        (asked, Turn(at(4), True, closes=True)): (NOBODY, None), (answered, asked): (NOBODY, None),
    }  # fmt: skip
    for turns, expected in told.items():
        found = standing(turns)
        assert (found.waits_for, found.answer_by) == expected, turns
    assert standing([asked]).is_late(date(2021, 7, 2)) and not standing([asked]).is_late(by)


def test_a_question_crosses_by_release_waits_for_them_is_answered_and_is_settled_on_both_sides():
    scene = Talk()
    assert scene.ask().status_code == 302
    thread = scene.thread()
    mine, theirs = scene.at_af.get(scene.url("dialogue")), scene.at_soc.get(scene.url("dialogue"))
    assert "Väntar på Socialtjänsten" in mine.content.decode() and "Väntar på oss" in theirs.content.decode()
    assert SECRET not in mine.content.decode() + theirs.content.decode()
    day = scene.day(scene.at_soc)
    assert "Dialog om Samira" in day and SECRET not in day and "Dialog om" not in scene.day(scene.at_af)
    page = scene.at_soc.get(scene.url("dialogue_thread", thread)).content.decode()
    assert SECRET in page and "Svara" in page
    with scene.as_jonas():
        assert ReceivedCopy.objects.get(item_kind="message").first_read_at is not None
        assert ReceivedCopy.objects.get(item_kind="message").name_in_lists == "Meddelande"
    answer = scene.at_soc.post(
        scene.url("dialogue_thread", thread), {"category": "plan", "text": "Ja, den 12 juli går bra."}, follow=True
    )
    assert "Delad med Arbetsförmedlingen." in answer.content.decode()
    for client in (scene.at_af, scene.at_soc):
        assert "Ingen väntar på svar i det här ärendet." in client.get(scene.url("dialogue")).content.decode()
    assert "Ja, den 12 juli går bra." in scene.at_af.get(scene.url("dialogue_thread", thread)).content.decode()
    lists = [scene.at_af.get(reverse("casework:dialogues") + f"?vy={view}") for view in ("oss", "dem", "klara")]
    assert [len(answer.context["items"]) for answer in lists] == [0, 0, 1]
    assert SECRET not in "".join(answer.content.decode() for answer in lists)


def test_a_matter_is_settled_without_words():
    scene = Talk()
    scene.ask(answer_by="30 juni 2021")
    thread = scene.thread()
    assert (
        scene.at_soc.post(
            scene.url("dialogue_thread", thread), {"category": "plan", "klar": "1", "text": ""}
        ).status_code
        == 302
    )
    page = scene.at_af.get(scene.url("dialogue_thread", thread)).content.decode()
    assert "Inget mer behövs." in page and "Ingen väntar på svar." in page


def test_only_what_a_consent_covers_goes_and_nothing_is_kept_where_it_does_not():
    """SEK-07, CON-01, CON-06: by receiver and by what the message is about; a consent taken back closes the way."""
    scene = Talk()
    refused = scene.ask(category="health")
    assert refused.status_code == 422 and SECRET in refused.content.decode()
    assert scene.ask(receiver="fk").status_code == 422
    with scene.as_karin():
        assert not Message.objects.exists() and not Release.objects.filter(item_kind="message").exists()
    scene.ask()
    thread = scene.thread()
    with scene.as_jonas():
        lines = ConsentLine.objects.filter(case_id=scene.case.pk, to_branch=s.branch("af"), from_branch=s.branch("soc"))
        door.call("withdraw_consent", lines.get(category="plan").line)
    page = scene.at_soc.get(scene.url("dialogue_thread", thread)).content.decode()
    assert SECRET in page and "Inget samtycke gäller åt det hållet i dag" in page
    with scene.as_karin():
        door.call("withdraw_consent", scene.lines["plan"])
    assert scene.at_soc.get(scene.url("dialogue_thread", thread)).status_code == 404  # the copy is in the archive alone
    own = scene.at_af.get(scene.url("dialogue_thread", thread)).content.decode()
    assert SECRET in own and 'name="text"' in own  # other lines to soc still hold


def test_a_colleague_a_stranger_and_who_has_left_the_team_meet_the_same_404():
    """SEK-05: right branch, wrong person; yesterday's member; a key of another case."""
    scene, other = Talk(), Talk()
    scene.ask()
    thread = scene.thread()
    olle, left = s.staff("soc", in_team=scene.team), s.staff("soc", in_team=scene.team)
    with s.as_(scene.jonas, "soc"):
        door.call("assign", scene.case.pk, left.pk, s.branch("soc").pk, "", s.DAY - timedelta(days=9))
        door.call("end_assignment", scene.case.pk, left.pk, s.DAY - timedelta(days=1))
    for person in (olle, left, s.staff("fk")):
        client = logged_in(person, "fk" if person.username.endswith("@fk") else "soc")
        for address in (scene.url("dialogue"), scene.url("dialogue_thread", thread), scene.url("dialogue_new")):
            assert client.get(address).status_code == 404
        assert client.post(scene.url("dialogue_thread", thread), {"text": "Hej"}).status_code == 404
    assert scene.at_af.get(other.url("dialogue_thread", thread)).status_code == 404
    assert other.at_af.post(other.url("dialogue_thread", thread), {"text": "Hej"}).status_code == 404


def test_bad_days_and_empty_words_keep_what_was_typed_and_risky_words_are_read_again():
    scene = Talk()
    for given, said in (
        ({"answer_by": "29 juni 2021"}, "Välj en dag från i dag"),
        ({"answer_by": ""}, "Skriv vilken dag du behöver svaret"),
        ({"text": " "}, "text"), ({"text": SECRET + " Hon är sjuk."}, "Läs en gång till"),
    ):  # fmt: skip
        answer = scene.ask(**given)
        assert answer.status_code == 422 and said in answer.content.decode()
    assert scene.ask(text="Hon är sjuk.", read_again="on").status_code == 302


def test_what_was_said_is_never_rewritten_and_the_pages_are_light():
    scene = Talk()
    scene.ask()
    with scene.as_karin(), pytest.raises(ProgrammingError), transaction.atomic():
        Message.objects.update(wants_answer=False, answer_by=None)
    for address, most in (
        (scene.url("dialogue"), 15),
        (reverse("casework:dialogues"), 12),
        (scene.url("dialogue_thread", scene.thread()), 15),
        (reverse("casework:consultations"), 12),
    ):
        with CaptureQueriesContext(connection) as queries:
            answer = scene.at_soc.get(address)
        assert answer.status_code == 200 and len(answer.content) < 60 * 1024
        assert len(counted(queries)) <= most, address


def test_a_consultation_is_answered_in_the_days_of_the_programme_and_counted():
    """P-021: a question to the care coordinators, its deadline with them, the load that who asks can see."""
    scene = Talk()
    vera = s.staff("reg", first_name="Vera", in_team=scene.team)
    s.joined_branch(scene.karin, scene.case, "reg", vera)
    s.consent(scene.karin, scene.case, "reg", "plan")
    s.consent(vera, scene.case, "af", "plan", branch_code="reg")
    page = scene.at_af.get(scene.url("dialogue")).content.decode()
    assert "Vårdsamordnare" in page and "Inget samtycke gäller dit i dag." in page  # the counsellors' branch has none
    ask, at_reg = scene.url("consultation_ask", "care_coordinator"), logged_in(vera, "reg")
    assert "Svar inom 7 dagar" in scene.at_af.get(ask).content.decode()
    assert scene.at_af.post(ask, {"category": "plan", "text": "Vem är kontakten på vårdcentralen?"}).status_code == 302
    assert scene.at_af.get(scene.url("consultation_ask", "nobody")).status_code == 404
    thread, coming = scene.thread(), reverse("people:deadlines") + "?vy=kommande"
    due = at_reg.get(coming).content.decode()
    assert "Svar från konsultationsteamet för Samira" in due and "7 juli" in due
    assert "Svar från konsultationsteamet för" not in scene.at_af.get(coming).content.decode()
    queue = at_reg.get(reverse("casework:consultations"))
    assert [(load.line.code, load.waiting) for load in queue.context["loads"] if load.waiting] == [
        ("care_coordinator", 1)
    ]
    assert queue.context["colleagues"] == [(vera, 1)] and "Konsultation om Samira" in queue.content.decode()
    at_reg.post(scene.url("dialogue_thread", thread), {"category": "plan", "text": "Rehabkoordinatorn Eva, 040-123."})
    queue = at_reg.get(reverse("casework:consultations"))
    (load,) = (load for load in queue.context["loads"] if load.line.code == "care_coordinator")
    assert (load.waiting, load.answered, queue.context["colleagues"]) == (0, 1, [])
    assert "Svar från konsultationsteamet för" not in at_reg.get(coming).content.decode()


def test_a_message_that_names_somebody_else_is_not_sent_without_that_persons_yes():
    """SEK-12: what was typed is kept, the yes is kept with the message in the writer's file, and the log says so."""
    scene = Talk()
    refused = scene.ask(text="Brodern vill vara med.", names_another="on", another_agreed=" ")
    shown = refused.content.decode()
    assert refused.status_code == 422 and "Meddelandet har inte gått" in shown and "Brodern vill vara med." in shown
    with scene.as_karin():
        assert not Message.objects.exists() and not Release.objects.filter(item_kind="message").exists()
    sent = scene.ask(text="Brodern vill vara med.", names_another="on", another_agreed="Ja i telefon i dag")
    assert sent.status_code == 302
    with scene.as_karin():
        message = Message.objects.get()
        assert (message.names_another, message.another_agreed) == (True, "Ja i telefon i dag")
        assert ReadLog.objects.filter(event=Event.THIRD_PERSON, object_type="message").count() == 1
        with pytest.raises(IntegrityError, match="message_of_another_has_a_yes"), transaction.atomic():
            Message.objects.create(
                owner_branch=message.owner_branch, case=scene.case, file=message.file, thread=message.thread,
                to_branch=message.to_branch, category="plan", text="x", names_another=True, written_by=scene.karin,
                written_at=message.written_at,
            )  # fmt: skip
    thread = scene.url("dialogue_thread", scene.thread())
    assert "som har sagt ja: Ja i telefon i dag" in scene.at_af.get(thread).content.decode()
    theirs = scene.at_soc.get(thread).content.decode()
    assert "Brodern vill vara med." in theirs and "Ja i telefon" not in theirs
    settled = scene.at_soc.post(
        thread, {"category": "plan", "text": "Bra.", "names_another": "", "another_agreed": "x"}
    )
    assert settled.status_code == 302, "an answer that names nobody needs no yes"
    with scene.as_jonas():
        assert Message.objects.get().another_agreed == ""
