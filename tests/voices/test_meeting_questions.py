"""Questions of a questionnaire in meeting mode: answered, passed over or declined, and kept as they were (P-110)."""

from dataclasses import replace

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from samkraft.access.models import ReadLog
from samkraft.people.models import Draft
from samkraft.sharing.models import Release
from samkraft.voices.models import Answer, AnswerSet
from tests import situations as s
from tests.casework.meetings.test_meetings import _book, _meeting
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

SECRET = "Hjälp med räkningarna"
ANSWERS = {"svar-base": "0", "svar-job_belief": "2", "svar-health_and_work": "-", "svar-wants_help_with": SECRET}
REST = {"goal": "", "revision": "0", "good": "", "hard": "", "agreed": "", "next_day": "", "next_at": ""}


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def talk(client, scene):
    """The address of a follow-up that Karin has booked for today, which has questions."""
    _book(s.log_in(client, scene.karin), scene, kind="follow_up")
    return scene.url("meeting", _meeting(scene).pk)


def answers_url(scene, name="answers", *args):
    return reverse(f"voices:{name}", args=[scene.case.pk, *args])


def kept(scene):
    with scene.as_karin():
        return list(AnswerSet.objects.prefetch_related("rows").order_by("version"))


def test_the_person_answers_declines_one_hears_it_read_and_finds_it_again(client, scene, talk):
    page = client.get(talk).content.decode()
    assert "Jag tror att jag skulle klara ett arbete." in page and "Svaren delas inte" in page
    read = client.post(talk, REST | ANSWERS | {"stage": "read"}).content.decode()
    belief = "2 av 5, mellan ”tror inte alls” och ”är säker”."
    for sentence in (f"Jag tror att jag skulle klara ett arbete. Ditt svar: {belief}",
                     "Min hälsa gör det svårt att arbeta. Det vill du inte svara på.",
                     "Svaren stannar hos Arbetsförmedlingen."):  # fmt: skip
        assert f"<li>{sentence}</li>" in read, sentence
    assert kept(scene) == [], "nothing is kept before it has been read"
    done = client.post(talk, REST | ANSWERS, follow=True).content.decode()
    assert "Svaren på frågorna är sparade." in done and answers_url(scene) in done
    (row,) = kept(scene)
    assert [(one.question, one.wont_answer, one.value) for one in row.rows.all()] == [
        ("job_belief", False, 2), ("health_and_work", True, None), ("wants_help_with", False, None)
    ]  # fmt: skip
    assert (row.version, row.answered_on) == (1, s.DAY) and "Karin" in row.present
    later = client.get(answers_url(scene)).content.decode()
    assert SECRET in later and "Vill inte svara" in later and "30 juni 2021" in later
    assert SECRET in client.get(f"{talk}papper/").content.decode()
    assert answers_url(scene) in client.get(scene.url("meetings")).content.decode()


def test_a_meeting_of_another_kind_asks_nothing(client, scene):
    _book(s.log_in(client, scene.karin), scene, kind="plan")
    assert 'name="svar-' not in client.get(scene.url("meeting", _meeting(scene).pk)).content.decode()


def test_to_want_to_answer_nothing_is_an_answer_and_to_say_nothing_is_none(client, scene, talk):
    client.post(talk, REST | {"svar-base": "0"}, follow=True)
    assert kept(scene) == []
    client.post(scene.url("meeting_reopen", _meeting(scene).pk))
    client.post(talk, REST | {"svar-base": "0", "svar-none": "on"})
    (row,) = kept(scene)
    assert row.wont_answer and not row.rows.all()
    assert "Ville inte svara på frågorna" in client.get(answers_url(scene)).content.decode()


def test_an_answer_and_a_no_to_the_same_question_are_asked_about(client, scene, talk):
    both = client.post(talk, REST | ANSWERS | {"svar-wants_help_with__no": "on"})
    assert both.status_code == 422 and "både ett svar och att du inte vill svara" in both.content.decode()
    some = client.post(talk, REST | ANSWERS | {"svar-none": "on"})
    assert some.status_code == 422 and SECRET in some.content.decode() and kept(scene) == []
    wrong = client.post(talk, REST | ANSWERS | {"svar-job_belief": "9"})
    assert wrong.status_code == 422 and kept(scene) == []


def test_what_was_typed_is_kept_as_a_draft_and_comes_back(client, scene, talk):
    """As the rest of the page: autosaved, its author's alone, gone when the meeting is saved."""
    client.post(scene.url("draft_save", f"meeting-{_meeting(scene).pk}"), REST | ANSWERS)
    page = client.get(talk).content.decode()
    assert SECRET in page and 'value="2" class="ds-input" id="id_svar-job_belief_1" checked' in page
    client.post(talk, REST | ANSWERS)
    with scene.as_karin():
        assert not Draft.objects.exists()


def test_asked_again_too_soon_they_are_only_offered(client, scene, talk):
    assert "Svarade senast" not in client.get(talk).content.decode()
    client.post(talk, REST | ANSWERS)
    _book(client, scene, kind="follow_up", day="20 augusti 2021")
    page = client.get(scene.url("meeting", _meeting(scene).pk)).content.decode()
    assert "Svarade senast 30 juni 2021" in page and SECRET not in page


def test_p_110_what_is_mended_is_a_new_version_and_what_stood_still_stands(client, scene, talk):
    client.post(talk, REST | ANSWERS)
    (first,) = kept(scene)
    mend = answers_url(scene, "mend", first.item)
    assert SECRET in client.get(mend).content.decode()
    client.post(mend, ANSWERS | {"svar-base": "1"})
    assert len(kept(scene)) == 1, "the same again is no new version"
    client.post(mend, ANSWERS | {"svar-base": "1", "svar-job_belief": "4"})
    old, new = kept(scene)
    assert (old.rows.first().value, new.rows.first().value) == (2, 4) and new.meeting == old.meeting
    late = client.post(mend, ANSWERS | {"svar-base": "1", "svar-job_belief": "5"})
    assert late.status_code == 422 and "medan du skrev" in late.content.decode() and len(kept(scene)) == 2
    assert 'name="svar-base" value="2"' in late.content.decode(), "all stays, and the next press is a version after"
    client.post(mend, ANSWERS | {"svar-base": "2", "svar-job_belief": "4", "svar-job_search": "1"})
    page = client.get(answers_url(scene)).content.decode()
    assert page.index("Jag letar efter arbete") < page.index("Jag tror att jag"), "in the order in which they are asked"
    assert "Rättat 2 gånger" in page and "Så stod det i version 1" in page


def test_p_110_answers_to_questions_that_are_no_longer_asked_follow_unchanged(client, scene, talk, monkeypatch):
    """The questionnaire has changed since: a question is gone, and so is a step that was chosen."""
    client.post(talk, REST | ANSWERS)
    (first,) = kept(scene)
    mend = answers_url(scene, "mend", first.item)
    with scene.as_karin():
        asked = scene.case.programme_version.definition.questionnaire_at("follow_up")
    left = [replace(one, steps=1) if one.code == "job_belief" else one
            for one in asked.questions if one.code != "wants_help_with"]  # fmt: skip
    now = replace(asked, version=asked.version + 1, questions=tuple(left))
    monkeypatch.setattr("samkraft.voices.views.asked_of", lambda opened, code: now)
    page = client.get(mend).content.decode()
    assert "Tidigare frågor" in page and SECRET in page and "2 av 5" in page and "wants_help_with" not in page
    client.post(mend, {"svar-base": "1", "svar-health_and_work": "-"})
    assert len(kept(scene)) == 1, "what isn't asked hasn't changed"
    client.post(mend, {"svar-base": "1", "svar-job_search": "1"})
    new = kept(scene)[-1]
    rows = {row.question: row for row in new.rows.all()}
    assert (new.version, new.form_version, rows.keys()) == (
        2, now.version, {"job_search", "job_belief", "wants_help_with"})  # fmt: skip
    assert (rows["job_belief"].value, rows["wants_help_with"].said) == (2, SECRET)
    client.post(mend, {"svar-base": "2", "svar-job_search": "1", "svar-job_belief": "1"})
    assert {row.question: row.value for row in kept(scene)[-1].rows.all()}["job_belief"] == 1, "asked and answered anew"


def test_kept_answers_are_never_changed_or_taken_away_by_the_site(client, scene, talk):
    client.post(talk, REST | ANSWERS)
    with scene.as_karin():
        for rows in (AnswerSet.objects.all(), Answer.objects.all()):
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows.update(wont_answer=True)
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows._raw_delete(rows.db)


def test_sek_05_a_colleague_without_the_case_and_another_branch_see_nothing(client, scene, talk):
    """The near miss: the right branch and another person; the right case and another branch; nothing is released."""
    client.post(talk, REST | ANSWERS)
    item = kept(scene)[0].item
    colleague = s.staff("af", in_team=scene.team)
    s.log_in(client, colleague)
    for address in (answers_url(scene), answers_url(scene, "mend", item), talk):
        assert client.get(address).status_code == 404
    s.log_in(client, scene.jonas, "soc")
    assert SECRET not in client.get(answers_url(scene)).content.decode()
    assert "Svar på frågor" not in client.get(scene.url("meetings")).content.decode()
    assert client.get(answers_url(scene, "mend", item)).status_code == 404
    with scene.as_jonas():
        assert not AnswerSet.objects.exists() and not Answer.objects.exists()
    with scene.as_karin():
        assert not Release.objects.exclude(item_kind="identity").exists()


def test_acc_2_reading_answers_of_health_is_logged_one_row_for_each(client, scene, talk):
    client.post(talk, REST | ANSWERS)
    item = f"answers:{kept(scene)[0].item}:1"
    client.get(answers_url(scene))
    with scene.as_karin():
        assert ReadLog.objects.filter(event="ACC-2", case_ids=[scene.case.pk], items=[item]).exists()
