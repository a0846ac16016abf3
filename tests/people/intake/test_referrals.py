"""One person at a time: the number, the verdict at once, what became of it, and who may see it."""

import re

import pytest
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog, RoleAssignment
from samkraft.people.choices import ReferralState
from samkraft.people.intake import referral_create
from samkraft.people.models import Referral, ReferralMove
from samkraft.people.vault import unseal
from samkraft.sharing import door
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
NEW = "/anvisningar/ny/"
LISTED_TEN = "900103-2391"  # on the Tax Agency's list of test numbers


@pytest.fixture
def sofia():
    """A social worker who refers."""
    return s.staff("soc", Role.REFERRER, first_name="Sofia")


@pytest.fixture
def page(client, sofia):
    return s.log_in(client, sofia, "soc")


def _given(**changes):
    given = {
        "identity": "19850312-T014",
        "protected": "nej",
        "first_name": "Samira",
        "last_name": "Haddad",
        "schooling": "unknown",
        "fact_municipality": "1280",
        "fact_income_support": "ja",
        "fact_is_job_seeker": "ja",
        "fact_registered_since": "2019-03-01",
    }
    return given | changes


def _only(person, branch_code="soc"):
    with s.as_(person, branch_code):
        return Referral.objects.get()


def test_the_verdict_comes_at_once_and_in_words(page, sofia):
    """P-012, P-013."""
    answer = page.post(NEW, _given(), follow=True)
    assert "I målgruppen. Väntar på att kallas." in answer.content.decode()
    made = _only(sofia)
    assert (made.state, made.way, made.in_frame) == (ReferralState.WAITING, "soc_form", False)
    assert (made.sex, made.birth_year, made.referred_by) == ("woman", 1985, sofia)
    assert made.verdict["way_in"] == "income_support" and made.priority == "income_support_12"
    assert unseal(s.branch("soc"), made.identity_sealed) == "19850312T014"
    with s.as_(sofia, "soc"):
        assert ReadLog.objects.filter(event="ITEM-1", object_type="referral").exists()


def test_not_eligible_says_each_reason(page, sofia):
    shown = page.post(NEW, _given(fact_municipality="0180"), follow=True).content.decode()
    assert "Personen är inte folkbokförd i Malmö." in shown
    assert _only(sofia).state == ReferralState.NOT_ELIGIBLE


def test_undecided_names_what_is_missing_and_who_knows(page, sofia):
    given = _given(fact_municipality="", fact_income_support="", fact_is_job_seeker="", fact_registered_since="")
    shown = page.post(NEW, given, follow=True).content.decode()
    assert "I vilken kommun är personen folkbokförd?" in shown and "Vet: Arbetsförmedlingen" in shown
    assert _only(sofia).state == ReferralState.UNDECIDED


def test_a_missing_fact_supplied_later_is_judged_again(page, sofia):
    page.post(NEW, _given(fact_income_support=""))
    made = _only(sofia)
    assert made.state == ReferralState.UNDECIDED
    facts = {name: value for name, value in _given().items() if name.startswith("fact_")}
    answer = page.post(reverse("people:referral_facts", args=[made.pk]), facts, follow=True)
    assert "bedömda på nytt" in answer.content.decode()
    with s.as_(sofia, "soc"):
        made.refresh_from_db()
        moves = ReferralMove.objects.filter(referral=made).order_by("pk")
        assert [move.to_state for move in moves] == ["undecided", "waiting"]
    assert made.state == ReferralState.WAITING


def test_p_063_whether_the_programmes_section_code_stood_there_is_shown_and_kept(page, sofia):
    page.post(NEW, _given(fact_income_support=""))
    made = _only(sofia)
    shown = reverse("people:referral", args=[made.pk])
    assert "sektionskod" not in page.get(shown).content.decode()
    with s.as_(sofia, "soc"):
        made.facts |= {"section_code": False}
        made.save()
    facts = {name: value for name, value in _given().items() if name.startswith("fact_")}
    page.post(reverse("people:referral_facts", args=[made.pk]), facts)
    said = page.get(shown).content.decode()
    assert "Programmets sektionskod, MK20" in said and "Nej, en annan sektion stod där" in said
    assert _only(sofia).facts["section_code"] is False


def test_facts_of_a_called_person_stay(sofia):
    made = s.referral(sofia, "soc", referred_by=sofia)
    with s.as_(sofia, "soc"), pytest.raises(referral_create.ReferralRefused):
        referral_create.supply_facts(made.pk, {})


@pytest.mark.parametrize("written", ["19850312T014", "19850312-T014", " 19850312 t014 "])
def test_a_number_is_taken_in_any_written_shape(page, sofia, written):
    assert page.post(NEW, _given(identity=written)).status_code == 302


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "Skriv något här."),
        ("1985", "Identiteten är för kort."),
        ("19850230T014", "Födelsedatumet i numret finns inte."),
        ("19850312T014T014", "Identiteten är för lång."),
    ],
)
def test_a_wrong_number_is_told_without_repeating_it(page, sofia, written, sentence):
    answer = page.post(NEW, _given(identity=written))
    assert answer.status_code == 422 and sentence in answer.content.decode()
    errors = answer.context["form"].errors.as_text()
    assert not written or written not in errors


def test_a_guessed_century_is_confirmed(page, sofia):
    """PNR-01: ten digits, and the officer says that the year is right."""
    answer = page.post(NEW, _given(identity=LISTED_TEN))
    shown = answer.content.decode()
    assert answer.status_code == 422 and "Vi läser födelseåret som 1990." in shown and "year_is_right" in shown
    assert page.post(NEW, _given(identity=LISTED_TEN, year_is_right="on")).status_code == 302
    assert _only(sofia).birth_year == 1990


def test_a_protected_person_is_never_stored(page, sofia):
    """SKY-01."""
    answer = page.post(NEW, _given(protected="ja", last_name="Hemlig"))
    assert "Inget är sparat" in answer.content.decode() and "Hemlig" not in answer.content.decode()
    with s.as_(sofia, "soc"):
        assert not Referral.objects.exists()


def test_the_same_person_twice_is_told_within_the_branch(page, sofia):
    page.post(NEW, _given())
    answer = page.post(NEW, _given())
    assert answer.status_code == 422 and "Personen finns redan hos er" in answer.content.decode()


def _refers_after(client, known, number="19850312T014"):
    """A colleague without the case types a number that somebody else in the branch typed before, or nobody."""
    colleague = s.staff("soc", Role.REFERRER)
    if known == "referral":
        s.referral(s.staff("soc"), "soc", number=number)
    elif known == "case":
        s.enrolled_case(s.staff("soc"), "soc", number=number)
    answer = s.log_in(client, colleague, "soc").post(NEW, _given(identity=number), follow=True)
    return colleague, answer.content.decode()


def test_a_number_typed_does_not_tell_who_takes_part(client):
    """REG-07: whoever refers a person that she may not see gets the same answer as for an unknown one."""
    tries = {"nobody": "19850312T014", "referral": "19850312T024", "case": "19850312T034"}
    pages = [_refers_after(client, known, number)[1] for known, number in tries.items()]
    hidden = re.compile(r'value="[\w-]{30,}"|/anvisningar/[0-9a-f-]{36}/|Haddad\d*|Prov\d+')
    assert len({hidden.sub("", page) for page in pages}) == 1
    assert "I målgruppen. Väntar på att kallas." in pages[0]


def test_a_number_typed_is_kept_as_a_search(client, page, sofia):
    """SRCH-1: with the term as a keyed hash, also when nothing comes of the form."""
    page.post(NEW, _given())
    assert page.post(NEW, _given()).status_code == 422
    with s.as_(sofia, "soc"):
        kept = ReadLog.objects.filter(event="SRCH-1", staff_id=sofia.pk).order_by("pk")
        assert [row.hits for row in kept] == [0, 1] and kept[0].term_hash == kept[1].term_hash != ""


def test_a_repeated_referral_is_the_administrators_to_see_and_calls_nobody(client):
    """REG-07, P-013: nobody is drawn or called twice."""
    colleague, _page = _refers_after(client, "case")
    with s.as_(colleague, "soc"):
        made = Referral.objects.get(state=ReferralState.REPEATED)
    web = s.log_in(client, s.staff("soc", Role.PROJECT_ADMINISTRATOR), "soc")
    assert made.last_name in web.get("/anvisningar/?vy=igen").content.decode()
    assert "Personen fanns redan hos er" in web.get(reverse("people:referral", args=[made.pk])).content.decode()
    web.post("/anvisningar/kalla/", {"referral": str(made.pk)})
    web = s.log_in(client, colleague, "soc")
    answer = web.post(NEW, _given())
    assert answer.status_code == 422, "her own she may know of"
    facts = {name: value for name, value in _given(fact_municipality="0180").items() if name.startswith("fact_")}
    shown = web.post(reverse("people:referral_facts", args=[made.pk]), facts, follow=True).content.decode()
    assert "Tas inte in i programmet." in shown and "Anvisad igen" not in shown
    with s.as_(colleague, "soc"):
        made.refresh_from_db()
    assert made.state == ReferralState.REPEATED


def test_who_has_the_case_is_told_at_once(client):
    jonas = s.staff("soc", Role.HANDLER, Role.REFERRER)
    s.enrolled_case(jonas, "soc", number="19850312T014")
    answer = s.log_in(client, jonas, "soc").post(NEW, _given())
    assert answer.status_code == 422 and "Personen finns redan hos er" in answer.content.decode()


def test_a_person_known_in_another_branch_is_taken_like_an_unknown_one(page, sofia):
    """SEK-05: and the two meet at enrolment."""
    karin = s.staff("af")
    theirs = s.referral(karin, number="19850312T014")
    assert page.post(NEW, _given()).status_code == 302
    mine = _only(sofia)
    with s.as_(karin):
        key = referral_create.person_key(s.PROGRAMME, "19850312T014")
        door.call("note_person", s.programme().pk, key, theirs.pk)
        case = door.call("open_case", theirs.pk, s.DAY, "MK", "1")
    with s.as_(sofia, "soc"):
        Referral.objects.update(state=ReferralState.CALLED, team=s.team())
        assert door.call("open_case", mine.pk, s.DAY, "MK", "1") == case


def test_what_was_typed_stays_when_something_is_wrong(page):
    shown = page.post(NEW, _given(first_name="", unit="Enhet Söder")).content.decode()
    assert "Enhet Söder" in shown and "Det du har skrivit finns kvar." in shown


def test_an_officer_sees_what_became_of_her_own(page, sofia, client):
    """Issue "Intake": and nobody else's, not even in the same branch."""
    page.post(NEW, _given())
    made = _only(sofia)
    shown = page.get("/anvisningar/").content.decode()
    assert "Haddad, Samira" in shown and "Mina anvisningar" in shown
    assert "Försörjningsstöd" not in shown  # REG-02: no benefit fact in a list
    address = reverse("people:referral", args=[made.pk])
    for colleague, code in ((s.staff("soc", Role.REFERRER), "soc"), (s.staff("af", Role.REFERRER), "af")):
        s.log_in(client, colleague, code)
        assert "Haddad" not in client.get("/anvisningar/").content.decode()
        assert client.get(address).status_code == 404
        assert client.get(address + "uppgifter/").status_code == 404
        assert client.post(address + "uppgifter/", {}).status_code == 404


def test_the_administrator_sees_the_branch_and_no_other(client, sofia):
    mine = s.referral(sofia, "soc", state=ReferralState.WAITING)
    address = reverse("people:referral", args=[mine.pk])
    for code, status in (("soc", 200), ("af", 404)):
        s.log_in(client, s.staff(code, Role.PROJECT_ADMINISTRATOR), code)
        assert client.get(address).status_code == status


@pytest.mark.parametrize("role", [Role.STEERING, Role.EVALUATOR, Role.PROJECT_LEADER, Role.ECONOMIST])
def test_those_without_people_get_a_404(client, role):
    s.log_in(client, s.staff("soc", role), "soc")
    for address in ("/anvisningar/", NEW):
        assert client.get(address).status_code == 404
    assert client.post("/anvisningar/kalla/").status_code == 404


def test_people_outside_the_frame_are_called_without_a_draw(client):
    """P-013: those of the frame wait for the draw."""
    birgitta = s.staff("soc", Role.PROJECT_ADMINISTRATOR)
    outside = [s.referral(birgitta, "soc", state=ReferralState.WAITING) for _ in range(3)]
    drawn = s.referral(birgitta, "soc", state=ReferralState.WAITING, in_frame=True)
    s.log_in(client, birgitta, "soc")
    shown = client.get("/anvisningar/?vy=utan-lottning").content.decode()
    assert outside[0].last_name in shown and drawn.last_name not in shown
    client.post("/anvisningar/kalla/", {"referral": [str(outside[0].pk), str(drawn.pk), "trams"]})
    with s.as_(birgitta, "soc"):
        assert [one.pk for one in Referral.objects.called()] == [outside[0].pk]
    client.post("/anvisningar/kalla/", {"all": "1"})
    with s.as_(birgitta, "soc"):
        assert Referral.objects.called().count() == 3
        reasons = set(ReferralMove.objects.values_list("reason", flat=True))
        assert reasons == {"Anvisad på annat sätt, utan lottning"}


def test_an_officer_does_not_call(page, sofia):
    made = s.referral(sofia, "soc", state=ReferralState.WAITING, referred_by=sofia)
    assert page.post("/anvisningar/kalla/", {"referral": str(made.pk)}).status_code == 404


def test_a_branch_without_a_way_of_its_own_is_told(client):
    """The follow-on programme takes single referrals from one branch only."""
    karin = s.staff("af", Role.REFERRER)
    RoleAssignment.objects.filter(staff=karin).update(programme="malmo-langtid-2023")
    client.force_login(karin)
    session = client.session
    session["samkraft_acting"] = "af:malmo-langtid-2023"
    session.save()
    assert "Er verksamhet anvisar inte en person i taget" in client.get(NEW).content.decode()


def test_the_list_is_light(page, sofia, django_assert_max_num_queries):
    """Design "Speed and size": 50 rows in 12 queries and 60 KiB."""
    for _ in range(55):
        s.referral(sofia, "soc", state=ReferralState.WAITING, referred_by=sofia)
    page.get("/anvisningar/")
    with django_assert_max_num_queries(12 + 4):
        answer = page.get("/anvisningar/")
    assert len(answer.content) < 60 * 1024


def test_calling_with_nobody_ticked_says_what_to_do(client):
    birgitta = s.staff("soc", Role.PROJECT_ADMINISTRATOR)
    s.referral(birgitta, "soc", state=ReferralState.WAITING)
    answer = s.log_in(client, birgitta, "soc").post("/anvisningar/kalla/", {}, follow=True)
    assert "Ingen är vald. Kryssa i dem som ska kallas" in answer.content.decode()
    with s.as_(birgitta, "soc"):
        assert not Referral.objects.called().exists()
