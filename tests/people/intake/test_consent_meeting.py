"""The consent meeting and what follows: how it was given, renewed, changed, taken back; follow-up; representatives."""

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from samkraft.access.choices import Event
from samkraft.access.models import ReadLog
from samkraft.people.intake import evidence_views
from samkraft.people.models import ConsentPaper, Representative
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine, ConsentRecord, SharingChange
from tests import situations as s
from tests.core import files

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


class Scene:
    """Karin of the employment service leads a case that Jonas of the social services works with too."""

    def __init__(self, client):
        self.client = client
        self.karin, self.jonas = s.staff("af", in_team=s.team()), s.staff("soc", in_team=s.team())
        self.case = s.enrolled_case(self.karin)
        s.joined_branch(self.karin, self.case, "soc", self.jonas)

    def at(self, name, *more):
        return reverse(f"people:{name}", args=[self.case.pk, *more])

    def meets(self, *rows, branch="af", **said):
        """A consent meeting held by a branch; gives the answer."""
        s.log_in(self.client, self.karin if branch == "af" else self.jonas, branch)
        return self.client.post(self.at("add_consent"), s.SIGNED | {"line": rows} | said)

    def lines(self, person=None, branch="af", **lookup):
        with s.as_(person or self.karin, branch):
            return list(ConsentLine.objects.filter(case_id=self.case.pk, **lookup).order_by("pk"))

    def logged(self, event):
        with s.as_(self.karin):
            return [item for row in ReadLog.objects.filter(event=event) for item in row.items]


@pytest.fixture
def scene(client):
    return Scene(client)


def test_con03_con04_how_a_consent_was_given_stands_in_every_branch_it_concerns(scene):
    """Each branch's own copy of what was said; reading it is CONS-6."""
    page = scene.client.get
    s.log_in(scene.client, scene.karin)
    asked = page(scene.at("add_consent") + "?sprak=ar").content.decode()
    assert 'dir="rtl"' in asked and "checked" not in asked.split('id="hur"')[0], "nothing is chosen beforehand"
    assert 'value="alla"' not in asked and 'value="*"' not in asked
    answer = scene.meets("soc:own_words", **{"reservation-soc": "Inget om barnen"})
    assert answer.status_code == 302
    for person, branch in ((scene.karin, "af"), (scene.jonas, "soc")):
        with s.as_(person, branch):
            record = ConsentRecord.objects.get()
        assert record.evidence_place == "Pärm 1" and record.explained == s.TOLD and record.template_version == 1
        shown = s.log_in(scene.client, person, branch).get(scene.at("consent_record", record.consent)).content.decode()
        assert "Pärm 1" in shown and "Inget om barnen" in shown
        printed = page(scene.at("consent_paper", record.consent) + "?sprak=en").content.decode()
        assert "may read" in printed and "får läsa" in printed and "Inget om barnen" in printed
    assert f"consent:{record.consent}" in scene.logged(Event.CONSENT_EVIDENCE)


def _scan(name="samtycke.pdf", content=None):
    return SimpleUploadedFile(name, files.pdf() if content is None else content)


def test_con03_con04_the_signed_paper_lies_sealed_with_the_branch_that_took_it_in(scene, settings, tmp_path):
    """It shows what she said to everyone, so no other branch gets it; each may take in a paper of its own."""
    settings.FILES_FOLDER = str(tmp_path)
    asked = scene.meets("soc:own_words", interpreter="", scan=_scan())
    assert asked.status_code == 422 and "Papperet ni valde är kvar" in asked.content.decode(), "nothing is lost"
    held = re.search(r'name="held" value="([^"]+)"', asked.content.decode())[1]
    scene.meets("af:own_words", branch="soc", held=held)
    with s.as_(scene.jonas, "soc"):
        assert not ConsentPaper.objects.exists(), "what holds it is one person's, on one page"
    assert scene.meets("soc:own_words", held=held).status_code == 302
    with s.as_(scene.karin):
        paper = ConsentPaper.objects.get()
        record = ConsentRecord.objects.get(consent=paper.consent)
        assert paper.content_hash == record.evidence_hash
        assert record.evidence_hash == hashlib.sha256(files.pdf()).hexdigest()
    page = scene.client.get(scene.at("consent_record", record.consent)).content.decode()
    where = scene.at("consent_paper_file", record.consent, paper.paper)
    assert where in page and scene.client.get(where).content.startswith(b"%PDF-")
    assert scene.logged(Event.FILE_HANDED_OUT) == [f"consent_paper:{paper.paper}"] and scene.logged(Event.FILE_ADDED)
    assert not any(b"%PDF" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    s.log_in(scene.client, scene.jonas, "soc")
    assert scene.client.get(where).status_code == 404
    add = scene.at("add_consent_paper", record.consent)
    for wrong in (_scan("samtycke.docx"), _scan(content=b"<svg>"), ""):
        assert scene.client.post(add, {"scan": wrong, "evidence_place": "Min pärm"}).status_code == 422
    assert scene.client.post(add, {"scan": _scan(), "evidence_place": "Min pärm"}).status_code == 302
    with s.as_(scene.jonas, "soc"):
        assert ConsentPaper.objects.get().owner_branch_id == s.branch("soc").pk
        assert ConsentRecord.objects.get(consent=record.consent).evidence_place == "Pärm 1", (
            "only who got it tells that"
        )
    stranger = s.log_in(scene.client, s.staff("af", in_team=s.team()))
    assert {stranger.get(where).status_code, stranger.post(add, {"scan": _scan()}).status_code} == {404}
    assert evidence_views.add_paper.asks_fresh_login


def test_con03_a_spoken_consent_is_remembered_until_it_is_in_writing(scene, settings, tmp_path):
    settings.FILES_FOLDER = str(tmp_path)
    scene.meets("soc:own_words", **s.SPOKEN)
    with s.as_(scene.karin):
        record = ConsentRecord.objects.get()
    assert record.is_waiting_for_paper and record.spoken_reason
    day = scene.client.get(reverse("people:day")).content.decode()
    assert "Få samtycket skriftligt" in day
    page = scene.at("add_consent_paper", record.consent)
    asked = scene.client.post(page, {"evidence_place": "", "scan": _scan()})
    assert asked.status_code == 422 and "Papperet ni valde är kvar" in asked.content.decode()
    assert scene.client.post(page, {"evidence_place": "Pärm 2"}).status_code == 302
    assert "Få samtycket skriftligt" not in scene.client.get(reverse("people:day")).content.decode()
    assert scene.client.post(page, {"evidence_place": "Pärm 3"}).status_code == 422, (
        "now it is a scan that is asked for"
    )
    with s.as_(scene.jonas, "soc"):
        copy = ConsentRecord.objects.get()
        assert copy.evidence_place == "Pärm 2" and copy.in_writing_on == s.DAY
        with pytest.raises(door.DoorRefused):
            door.call("put_in_writing", record.consent, "Min pärm", "")


def test_what_is_renewed_gives_way_and_what_is_narrowed_ends_at_once(scene):
    """CONS-2, CONS-3: what is said today holds; a longer yes waits for the giver to confirm (CON-04)."""
    scene.meets("soc:own_words", valid_until="2021-12-31")
    (old,) = scene.lines(category="own_words")
    scene.meets("soc:own_words", valid_until="2022-05-31")
    old, new = scene.lines(category="own_words")
    assert (
        old.superseded_by == new.line and not old.is_in_force(s.DAY) and not old.is_withdrawn and new.is_in_force(s.DAY)
    )
    assert scene.logged(Event.CONSENT_RENEWED) == [f"line:{old.line}:renewed"]
    scene.meets("soc:own_words", valid_until="2022-05-31", **{"reservation-soc": "Bara om jobb"})
    assert scene.lines(category="own_words")[-1].reservation == "Bara om jobb"
    assert f"line:{new.line}:changed" in scene.logged(Event.CONSENT_CONFIRMED)
    # A line from the other branch: renewed by us, it holds as before until they confirm.
    scene.meets("af:base", branch="soc", valid_until="2021-12-31")
    given = {row.category: row for row in scene.lines(from_branch=s.branch("soc"))}
    scene.meets("af:social", valid_until="2021-12-31")
    (social,) = scene.lines(category="social")
    scene.client.force_login(scene.jonas)
    s.log_in(scene.client, scene.jonas, "soc").post(scene.at("confirm_consent", social.line))
    scene.meets("af:social", valid_until="2022-05-31")
    first, second = scene.lines(category="social")
    assert first.is_in_force(s.DAY) and second.is_in_force(s.DAY) and second.confirmed_at is None
    s.log_in(scene.client, scene.jonas, "soc").post(scene.at("confirm_consent", second.line))
    first, second = scene.lines(category="social")
    assert first.superseded_by == second.line and second.confirmed_at and given
    # Taking back a renewal that nobody has confirmed yet takes back what it was to replace as well.
    scene.meets("af:social", valid_until="2022-06-20")
    s.log_in(scene.client, scene.karin)
    scene.client.post(scene.at("withdraw"), {"rad": str(second.line), "how": "phone"})
    assert not any(row.is_in_force(s.DAY) for row in scene.lines(category="social"))
    assert scene.lines(category="social")[-1].withdrawn_how == "phone"


def test_con06_the_others_are_told_that_the_sharing_changed_and_not_why(scene):
    """And only those whom it concerns: a branch that the line neither goes from nor to knows nothing."""
    leila = s.staff("ama", in_team=s.team())
    s.joined_branch(scene.karin, scene.case, "ama", leila)
    line = s.consent(scene.karin, scene.case, "soc", "own_words")
    s.log_in(scene.client, scene.karin).post(scene.at("withdraw"), {"rad": str(line), "how": "letter"})
    with s.as_(leila, "ama"):
        assert not SharingChange.objects.exists()
    page = s.log_in(scene.client, scene.jonas, "soc").get(scene.at("consents")).content.decode()
    assert "Delningen har ändrats" in page and "i brev" not in page.split("Har slutat gälla")[0]
    assert "Delningen har ändrats" in scene.client.get(reverse("people:day")).content.decode()
    scene.client.post(scene.at("see_change"))
    assert "Delningen har ändrats" not in scene.client.get(scene.at("consents")).content.decode()
    again = s.log_in(scene.client, scene.karin).post(scene.at("withdraw"), {"rad": str(line), "how": "talk"})
    assert again.status_code == 422, "who comes second is told"


def test_con05_follow_up_and_evaluation_are_lines_of_their_own_and_a_no_is_a_count(scene):
    """The no ends what was said before, keeps her out of the figures, and is counted by sex and start year alone."""
    scene.meets(evaluation="yes", follow_up="no")
    (line,) = scene.lines(purpose="evaluation")
    assert line.from_branch_id == line.to_branch_id == s.branch("af").pk and not scene.lines(purpose="follow_up")
    assert _refusals(scene) == [("follow_up", "woman", 2021, 1)]
    scene.meets(evaluation="no", branch="soc")
    assert not scene.lines(purpose="evaluation")[0].is_in_force(s.DAY)
    assert not s.file_of(scene.case, scene.karin).allows_statistics
    assert _refusals(scene) == [("evaluation", "woman", 2021, 1), ("follow_up", "woman", 2021, 1)]
    scene.meets(evaluation="no")
    assert len(_refusals(scene)) == 2 and _refusals(scene)[0][3] == 1, "one person is counted once"
    scene.meets(evaluation="yes", follow_up="yes")
    assert s.file_of(scene.case, scene.karin).allows_statistics and _refusals(scene) == []
    assert scene.lines(purpose="planning"), "the plan isn't touched"


def _refusals(scene):
    with s.as_(scene.karin):
        return door.rows("refusals", s.PROGRAMME)


def test_con10_who_is_doubted_to_understand_is_consented_by_a_mandate_that_was_seen(scene):
    """A mandate bounds what it gives: it must cover consent, hold today, and outlast what is given."""
    s.log_in(scene.client, scene.karin)
    told = {"name": "Gun God", "mandate": "god_man", "scope": "Bevaka rätt", "valid_from": "2021-01-01",
            "valid_until": "2021-12-31", "evidence": "Registerutdrag, pärm 4"}  # fmt: skip
    assert scene.client.post(scene.at("representatives"), told | {"evidence": ""}).status_code == 422
    without_end = scene.client.post(scene.at("representatives"), told | {"name": "Eva", "valid_until": ""}, follow=True)
    assert "Tills vidare" in without_end.content.decode()
    scene.client.post(scene.at("representatives"), told)
    with s.as_(scene.karin):
        gun = Representative.objects.get(name="Gun God")
    by = {"giver": "representative", "representative": str(gun.pk), "is_capacity_doubted": "on"}
    assert scene.meets("soc:own_words", is_capacity_doubted="on").status_code == 422
    assert "omfattar inte samtycke" in scene.meets("soc:own_words", **by).content.decode()
    with s.as_(scene.karin):
        Representative.objects.update(covers_consent=True)
    assert "uppdrag slutar 31 december 2021" in scene.meets("soc:own_words", **by).content.decode()
    assert scene.meets("soc:own_words", valid_until="2021-12-31", **by).status_code == 302
    with s.as_(scene.jonas, "soc"):
        record = ConsentRecord.objects.get()
        assert record.representative == "Gun God" and "pärm 4" in record.mandate and not Representative.objects.exists()
    scene.client.post(scene.at("end_representative", gun.pk))
    assert scene.meets("soc:own_words", valid_until="2021-12-31", **by).status_code == 422, "the mandate has ended"
    with s.as_(scene.karin):
        for wrong in ({"is_capacity_doubted": True}, {"giver": "representative", "representative": "Gun"}):
            with pytest.raises(door.DoorRefused) as refusal:
                door.call("note_consents", [_facts(scene) | wrong])
            assert refusal.value.code == "needs_representative", "the door asks too"


def _facts(scene):
    return {"case": str(scene.case.pk), "consent": "6a1b1b8e-53e4-4c0e-9d09-0d6f63b7b7a1", "form": "written",
            "template": "malmo", "template_version": 1, "language": "sv", "interpreter": "none", "explained": s.TOLD,
            "giver": "self", "evidence_place": "Pärm 1"}  # fmt: skip


def test_nobody_writes_how_another_branch_got_a_consent(scene):
    """CON-04: the record is the recording branch's word, and no branch's hand in another's row."""
    line = s.consent(scene.karin, scene.case, "soc", "minutes")
    consent = str(scene.lines(line=line)[0].consent)
    with s.as_(scene.jonas, "soc"), pytest.raises(door.DoorRefused) as refusal:
        door.call("note_consents", [_facts(scene) | {"consent": consent}])
    assert refusal.value.code == "not_your_consent"
    stranger = s.staff("soc", in_team=s.team())
    s.log_in(scene.client, stranger, "soc")
    for name in ("add_consent", "withdraw", "representatives", "consent_form_paper"):
        assert scene.client.get(scene.at(name)).status_code == 404, name
