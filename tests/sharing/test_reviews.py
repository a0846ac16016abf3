"""Releases on unusual grounds: asked for in writing, answered by another, never in the joint plan (SEK-04, 07, 09)."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from samkraft.access import file_store
from samkraft.access.choices import Role
from samkraft.access.models import ReadLog
from samkraft.casework.documents import document_content
from samkraft.people.models import CaseFile, Document, ProcessingRestriction
from samkraft.people.protection import actions as protection
from samkraft.sharing import outbox, reviews
from samkraft.sharing.choices import Ground
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.ground_rules import REVIEWED_KINDS, grounds_between
from samkraft.sharing.models import GroundReview, Outgoing, ReceivedCopy, Release
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

WHY = "Socialtjänsten behöver veta det i dag, och personen går inte att nå."


class Grounds(Scene):
    """Karin (af) and Jonas (soc) have a case, with no consent but to the minimum; each branch has a legal approver."""

    def __init__(self):
        super().__init__(lines=())
        self.lawyer = s.staff("af", Role.LEGAL_APPROVER, first_name="Lisa")
        self.of_soc = s.staff("soc", Role.LEGAL_APPROVER, first_name="Björn")
        self.note = s.item(self.karin, self.case, "minutes")
        self.theirs = s.item(self.jonas, self.case, "minutes", "soc")

    def asked(self, to="soc", ground=Ground.OWN_TASK, item=None, **change):
        given = {
            "case_id": self.case.pk, "to_branch": s.branch(to), "category": "minutes", "item_kind": "minutes",
            "item_id": item or self.note, "version": 1, "title": "Anteckning", "content": {"text": "Text"},
            "ground": ground, "reason": WHY, "answer_by": s.DAY + timedelta(days=7),
        }  # fmt: skip
        return reviews.Asked(**given | change)

    def ask(self, person=None, branch_code="af", **change):
        with s.as_(person or self.karin, branch_code):
            return reviews.ask(self.asked(**change))

    def answer(self, review, yes=True, person=None, branch_code="af"):
        with s.as_(person or self.lawyer, branch_code):
            return reviews.decide(GroundReview.objects.get(pk=review.pk), yes, "Det är nödvändigt.")

    def paper(self):
        """A file that af has on the case."""
        with self.as_karin():
            file = CaseFile.objects.get(case=self.case)
            return Document.objects.create(
                owner_branch=file.owner_branch, case=self.case, file=file, title="Intyg", category="minutes",
                kind="pdf", size=4, content_hash="0" * 64, stored=file_store.keep(s.branch("af"), b"%PDF"),
                added_by=self.karin, added_on=s.DAY,
            )  # fmt: skip

    def refusal(self, act, *args, **how):
        with pytest.raises(DoorRefused) as no:
            act(*args, **how)
        return no.value.code


@pytest.fixture
def scene():
    return Grounds()


def _log(scene, person, branch_code="af"):
    with s.as_(person, branch_code):
        return list(ReadLog.objects.order_by("pk").values_list("event", flat=True))


def test_sek07_another_ground_takes_a_reason_an_approver_and_the_outbox(scene):
    """Asked, read, granted; it waits as everything does; the copy names its ground and secrecy; the text isn't kept."""
    review = scene.ask()
    with s.as_(scene.jonas, "soc"):
        assert not GroundReview.objects.exists() and not ReceivedCopy.objects.exists()
    done = scene.answer(review)
    with s.as_(scene.karin):
        sent = Release.objects.get(release=done.release)
        assert (sent.ground, sent.decided_by, sent.is_waiting) == ("own_task", scene.lawyer, True)
        assert Outgoing.objects.filter(release=sent.release).exists() and done.content == {}
        assert (done.reason, done.decision) == (WHY, "Det är nödvändigt.")
    assert list(outbox.deliver_all()) == ["delivered"]
    with s.as_(scene.jonas, "soc"):
        copy = ReceivedCopy.objects.get()
        assert (copy.ground, copy.secrecy_mark, copy.version, copy.content) == ("own_task", "AF", 1, {"text": "Text"})
        assert copy.from_branch == s.branch("af") and copy.line is None
    assert [e for e in _log(scene, scene.karin) if e.startswith("DISC")] == ["DISC-6", "DISC-7", "DISC-1"]


def test_sek07_nobody_answers_her_own_question_and_the_second_answer_is_told(scene):
    """Four eyes, in the door; who asked, a handler and another branch's approver can't."""
    both = s.staff("af", Role.HANDLER, in_team=scene.team)
    s.RoleAssignment.objects.create(
        staff=both, role=Role.LEGAL_APPROVER, branch=s.branch("af"), programme=s.PROGRAMME, valid_from=s.DAY
    )
    with s.as_(scene.karin):
        s.door.call("assign", scene.case.pk, both.pk, s.branch("af").pk, "", s.DAY)
    review = scene.ask(both)
    assert scene.refusal(scene.answer, review, person=both) == "two_persons"
    assert scene.refusal(scene.answer, review, person=scene.karin) == "not_legal_approver"
    with s.as_(scene.of_soc, "soc"):
        assert not GroundReview.objects.exists()
        with pytest.raises(DoorRefused, match="redan avgjort"):
            s.door.call("decide_review", review.public_id, True, "Ja", None)
    assert scene.answer(review, yes=False).state == "refused"
    assert scene.refusal(scene.answer, review) == "decided_already"


def test_sek07_the_closed_list_holds_between_secrecy_classes():
    """The general clause never for social services and health care; necessary help between these two alone (SEK-09)."""
    assert grounds_between("AF", "SOC") == [Ground.NO_HARM, Ground.OWN_TASK, Ground.GENERAL_CLAUSE]
    assert grounds_between("SOC", "AF") == [Ground.NO_HARM, Ground.OWN_TASK]
    assert grounds_between("SOC", "HSV") == [Ground.NO_HARM, Ground.OWN_TASK, Ground.NECESSARY_HELP]
    assert Ground.NECESSARY_HELP not in grounds_between("FK", "HSV")


def test_sek09_necessary_help_names_one_of_three_conditions_between_care_and_social_services(scene):
    reg = s.joined_branch(scene.karin, scene.case, "reg", s.staff("reg", in_team=scene.team))
    theirs = {"person": scene.jonas, "branch_code": "soc", "item": scene.theirs, "to": "reg"}
    assert scene.refusal(scene.ask, ground="necessary_help") == "ground_not_for_class"
    assert scene.refusal(scene.ask, **theirs, ground="general_clause") == "ground_not_for_class"
    assert scene.refusal(scene.ask, **theirs, ground="necessary_help") == "no_condition"
    review = scene.ask(**theirs, ground="necessary_help", condition="misuse")
    done = scene.answer(review, person=scene.of_soc, branch_code="soc")
    assert done.state == "granted" and done.to_branch == reg


def test_sek04_a_harm_assessment_is_stored_whole_and_under_the_stronger_secrecy_it_is_the_approver_s(scene):
    """SEK-02, SEK-05: af's handler assesses herself, in writing; a social worker's question goes to the lawyer."""
    mine = scene.ask(ground="no_harm_assessed")
    assert (mine.state, mine.reason, mine.is_own_assessment) == ("granted", WHY, True)
    with s.as_(scene.karin):
        assert Release.objects.get(release=mine.release).ground == "no_harm_assessed"
    theirs = scene.ask(scene.jonas, "soc", item=scene.theirs, to="af", ground="no_harm_assessed")
    assert theirs.state == "waiting"
    assert scene.refusal(scene.ask, ground="no_harm_assessed") == "already_shared"


def test_sek07_the_plan_and_ordinary_grounds_don_t_go_this_way(scene):
    plan = s.item(scene.karin, scene.case, "plan")
    assert scene.refusal(scene.ask, item=plan, item_kind="plan", category="plan") == "never_by_review"
    assert not {"plan", "step_report", "step_proposal", "handover", "identity"} & set(REVIEWED_KINDS)
    for ground in ("consent", "statutory_duty", "control"):
        assert scene.refusal(scene.ask, ground=ground) == "ground_not_open"
    assert scene.refusal(scene.ask, category="social") == "other_category"
    assert scene.refusal(scene.ask, item=uuid.uuid4()) == "not_in_file"
    assert scene.refusal(scene.ask, to="vux") == "receiver_no_file"
    assert scene.refusal(scene.ask, reason="") == "no_need"


def test_sek07_a_file_is_read_by_the_approver_and_copied_when_she_says_yes(scene, client):
    """From the document's page to the receiver's own copy; nothing lies with the receiver before the yes (FILE-3)."""
    paper = scene.paper()
    held = set(file_store.names(s.branch("soc")))
    s.log_in(client, scene.karin)
    url = reverse("people:ask_ground", args=[scene.case.pk, "document", paper.item, 1])
    assert url in client.get(reverse("casework:document", args=[scene.case.pk, paper.item])).content.decode()
    typed = {"to": "soc", "ground": "own_task", "reason": WHY, "answer_by": "2021-07-05"}
    assert "Intyg" in client.get(url).content.decode() and client.post(url, typed).status_code == 302
    with s.as_(scene.karin):
        review = GroundReview.objects.get()
    asked, file = (reverse(f"sharing:{name}", args=[review.public_id]) for name in ("review", "review_file"))
    assert client.get(file).status_code == 404
    s.log_in(client, scene.of_soc, "soc")
    assert client.get(file).status_code == 404
    s.log_in(client, scene.lawyer)
    assert file in client.get(asked).content.decode() and client.get(file).content == b"%PDF"
    assert _log(scene, scene.lawyer)[-1] == "FILE-3" and set(file_store.names(s.branch("soc"))) == held
    assert client.post(asked, {"answer": "yes", "decision": "Nödvändigt."}).status_code == 302
    assert client.get(file).status_code == 404 and list(outbox.deliver_all()) == ["delivered"]
    with s.as_(scene.jonas, "soc"):
        copy = ReceivedCopy.objects.get()
        assert copy.ground == "own_task" and copy.content["stored"] != paper.stored
        assert file_store.read(s.branch("soc"), copy.content["stored"]) == b"%PDF"
    s.log_in(client, scene.jonas, "soc")
    assert client.get(reverse("casework:document_received", args=[scene.case.pk, copy.release])).content == b"%PDF"


def test_sek07_what_the_door_refuses_leaves_no_copy_of_a_file(scene):
    """ARK-07: a copy lies with the receiver once it is decided, and not where the door said no."""
    paper = scene.paper()
    held = set(file_store.names(s.branch("soc")))
    about = {"item_kind": "document", "item": paper.item, "content": document_content(paper, paper.stored)}
    assert scene.refusal(scene.ask, **about, category="social", ground="no_harm_assessed") == "other_category"
    assert set(file_store.names(s.branch("soc"))) == held
    review = scene.ask(**about, ground="no_harm_assessed")
    assert review.state == "granted" and len(set(file_store.names(s.branch("soc"))) - held) == 1


def test_sek07_without_an_approver_nothing_is_asked_and_a_question_stands_once(scene):
    alone = {"person": scene.jonas, "branch_code": "soc", "item": scene.theirs, "to": "af"}
    scene.ask()
    assert scene.refusal(scene.ask) == "already_asked"
    s.RoleAssignment.objects.filter(staff=scene.of_soc).update(valid_until=s.DAY - timedelta(days=1))
    assert scene.refusal(scene.ask, **alone) == "no_approver"


def test_protected_and_restricted_cases_stop_it(scene):
    """SKY-02, GDPR-08: what waits is stopped by a mark and can't be answered; a restricted file gives nothing."""
    review = scene.ask()
    with s.as_(scene.karin):
        protection.protect(scene.case.pk, "mark")
        assert GroundReview.objects.get(pk=review.pk).state == "stopped"
    with s.as_(scene.lawyer):
        assert not GroundReview.objects.exists()
    assert scene.refusal(scene.ask, item=s.item(scene.karin, scene.case, "minutes")) == "protected_no_review"
    other = Grounds()
    waiting = other.ask()
    with other.as_karin():
        ProcessingRestriction.objects.create(
            owner_branch=s.branch("af"), case=other.case, file=CaseFile.objects.get(case=other.case), reason="Fel?",
            begun_on=s.DAY, begun_by=other.karin,
        )  # fmt: skip
    assert other.refusal(other.answer, waiting) == "restricted"


def test_a_question_of_yesterday_s_handler_can_be_withdrawn_by_who_has_the_case(scene):
    """IAM-07, CON-06: who has left the case asks nothing more; a colleague with it takes the question back."""
    review = scene.ask()
    with scene.as_karin():
        s.door.call("end_assignment", scene.case.pk, scene.karin.pk, s.DAY - timedelta(days=1))
    with pytest.raises(DoorRefused), scene.as_karin():
        reviews.withdraw(GroundReview.objects.get(pk=review.pk))
    colleague = s.staff("af", in_team=scene.team)
    with s.as_(colleague):
        s.door.call("assign", scene.case.pk, colleague.pk, s.branch("af").pk, "", s.DAY)
        reviews.withdraw(GroundReview.objects.get(pk=review.pk))
        assert GroundReview.objects.get(pk=review.pk).state == "withdrawn" and not Release.objects.exists()
    assert scene.refusal(scene.answer, review) == "decided_already"


def test_the_pages_lead_from_the_item_to_the_approver_and_back(scene, client):
    """What was typed stays when something is missing; the approver reads what would go, and no name."""
    url = reverse("people:ask_ground", args=[scene.case.pk, "minutes", scene.note, 1])
    s.log_in(client, scene.karin)
    record = client.get(reverse("people:record", args=[scene.case.pk, "minutes", scene.note, 1]))
    assert url in record.content.decode()
    assert "Det här skulle mottagaren få" in client.get(url).content.decode()
    typed = {"to": "soc", "ground": "own_task", "reason": WHY, "answer_by": "2021-09-30"}
    wrong = client.post(url, typed)
    assert wrong.status_code == 422 and "högst 60 dagar" in wrong.content.decode() and WHY in wrong.content.decode()
    asked = client.post(url, typed | {"answer_by": "2021-07-05"}, follow=True).content.decode()
    assert "Juristen har fått frågan" in asked and "Ta tillbaka frågan" in asked
    assert WHY not in client.get(f"{reverse('sharing:inbox')}?vy=provas").content.decode()
    s.log_in(client, scene.lawyer)
    assert client.get("/").url == reverse("sharing:reviews")
    with s.as_(scene.lawyer):
        review = GroundReview.objects.get()
    page = client.get(reverse("sharing:review", args=[review.public_id])).content.decode()
    assert WHY in page and "Text" in page and scene.case.number in page and "Haddad" not in page
    answer = reverse("sharing:review", args=[review.public_id])
    assert client.post(answer, {"answer": "no"}).status_code == 422
    said = client.post(answer, {"answer": "no", "decision": "Fråga personen igen."}, follow=True).content.decode()
    assert "Inget lämnas ut" in said and "Inget väntar på dig" in said
    s.log_in(client, scene.karin)
    assert (
        "Fråga personen igen." in client.get(reverse("sharing:asked_review", args=[review.public_id])).content.decode()
    )
