"""The pages of draw, placing, enrolment and consent, as the people who use them meet them."""

import pytest
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.people.benefit_models import SECTION_CODE
from samkraft.people.choices import ReferralState
from samkraft.people.models import BenefitFact, Case, CaseAssignment, CaseFile, Referral
from samkraft.sharing.models import ConsentLine
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def test_the_administrator_draws_and_places(client):
    boss = s.staff("af", Role.PROJECT_ADMINISTRATOR)
    for number in range(12):
        s.referral(boss, state=ReferralState.WAITING, in_frame=True, priority="high", number=f"19850312T{number:03d}")
    s.log_in(client, boss)
    assert "12 personer väntar i ramen" in client.get(reverse("people:draws")).content.decode()
    page = client.post(reverse("people:freeze"), follow=True)
    assert "Listan med 12 personer är låst" in page.content.decode()
    address = page.request["PATH_INFO"]
    wrong = client.post(address, {"seats": "40", "seed": "x", "seed_source": "SMHI"})
    assert wrong.status_code == 422 and "mellan 1 och 12" in wrong.content.decode()
    done = client.post(address, {"seats": "5", "seed": "28,4", "seed_source": "SMHI"}, follow=True).content.decode()
    assert "5 personer är kallade" in done and "5 av 12 är dragna" in done
    more = client.post(address, {"seats": "2"}, follow=True).content.decode()
    assert "2 personer är kallade" in more and "7 av 12 är dragna" in more
    client.post(reverse("people:propose_placing"))
    assert "7 förslag väntar" in client.get(reverse("people:placing")).content.decode()
    client.post(reverse("people:confirm_placing"))
    with s.as_(boss):
        assert Referral.objects.called().exclude(team=None).count() == 7


def test_a_team_member_enrols_with_the_consent_given(client):
    karin, jonas = s.staff("af", in_team=s.team()), s.staff("soc", in_team=s.team())
    who = s.referral(karin)
    s.log_in(client, karin)
    assert who.list_name in client.get(reverse("people:call_list")).content.decode()
    page = client.get(reverse("people:enrol", args=[who.pk])).content.decode()
    assert "checked" not in page, "nothing is chosen beforehand (CON-02)"
    data = s.SPOKEN | {"line": ["soc:base"], "reservation-soc": "Inte min bror"}
    client.post(reverse("people:enrol", args=[who.pk]), data)
    with s.as_(karin):
        case = Case.objects.get()
        assert {a.staff_id for a in CaseAssignment.objects.all()} == {karin.pk, jonas.pk}
        to_soc = ConsentLine.objects.filter(to_branch=s.branch("soc"))
        assert set(to_soc.values_list("reservation", flat=True)) == {"Inte min bror"}
    with s.as_(jonas, "soc"):
        assert Case.objects.filter(pk=case.pk).exists()


@pytest.mark.parametrize("stood_there", [True, False, None])
def test_p_063_what_the_list_said_of_the_section_code_goes_along_into_the_case(client, stood_there):
    """Marked in the list of referrals: nobody is asked to mark her. Another code, or none: she is left to register."""
    karin = s.staff("af", in_team=s.team())
    who = s.referral(karin, facts={} if stood_there is None else {SECTION_CODE: stood_there})
    s.log_in(client, karin)
    client.post(reverse("people:enrol", args=[who.pk]), s.SPOKEN | {"line": []})
    with s.as_(karin):
        noted = BenefitFact.objects.filter(case=Case.objects.get(), kind=SECTION_CODE)
        assert [fact.valid_from for fact in noted] == ([who.referred_on] if stood_there else [])
    left = client.get(reverse("activities:registering")).content.decode()
    assert ("Sektionskoden MK20" in left) is not bool(stood_there)


def test_who_enrols_in_a_second_tab_is_told_and_keeps_what_was_ticked(client):
    karin, _jonas = s.staff("af", in_team=s.team()), s.staff("soc", in_team=s.team())
    who = s.referral(karin)
    s.log_in(client, karin)
    data = s.SPOKEN | {"line": ["soc:base"], "reservation-soc": "Inte min bror"}
    client.post(reverse("people:enrol", args=[who.pk]), data)
    again = client.post(reverse("people:enrol", args=[who.pk]), data)
    page = again.content.decode()
    assert again.status_code == 422 and "inte längre kallad" in page and "Inte min bror" in page
    assert client.get(reverse("people:enrol", args=[who.pk])).status_code == 404


@pytest.mark.parametrize("branch", ["soc", "fk", "ama"])
def test_a_branch_that_refers_one_person_by_form_calls_places_and_enrols_her_itself(client, branch):
    """P-013: each authority has its own referral routine; its own administrator takes the person on from there."""
    boss = s.staff(branch, Role.PROJECT_ADMINISTRATOR)
    who = s.referral(boss, branch, state=ReferralState.WAITING, in_frame=False)
    s.log_in(client, boss, branch)
    client.post(reverse("people:call_referrals"), {"referral": [str(who.pk)]})
    client.post(reverse("people:propose_placing"))
    client.post(reverse("people:confirm_placing"))
    with s.as_(boss, branch):
        member = s.staff(branch, in_team=Referral.objects.get(pk=who.pk).team)
    s.log_in(client, member, branch)
    assert who.list_name in client.get(reverse("people:call_list")).content.decode()
    data = {"form": "oral", "valid_until": "2022-06-29"}
    client.post(reverse("people:enrol", args=[who.pk]), data)
    with s.as_(member, branch):
        assert CaseFile.objects.get().is_origin


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"valid_until": "2023-06-30"}, "högst tolv månader"),
        ({"valid_until": "2021-06-30"}, "framåt i tiden"),
        ({"valid_until": ""}, "Skriv en sista dag"),
        ({"form": ""}, "Välj hur samtycket gavs"),
        ({"spoken_reason": ""}, "Skriv varför samtycket gavs muntligt"),
        ({"form": "written"}, "Skriv var det underskrivna samtycket finns"),
        ({"explained": ["what", "who", "withdrawal"]}, "Gå igenom alla fyra punkterna"),
        ({"interpreter": ""}, "Välj om någon tolkade"),
        ({"evaluation": "yes"}, "ges skriftligt"),
        ({"is_capacity_doubted": "on"}, "kan bara en företrädare säga ja"),
    ],
)
def test_a_consent_without_end_or_form_is_not_saved(client, change, words):
    """CON-02, CON-03, CON-05, CON-10: nor one that lacks what the record must hold. What was ticked is still ticked."""
    karin = s.staff("af", in_team=s.team())
    s.staff("soc", in_team=s.team())
    who = s.referral(karin)
    data = s.SPOKEN | {"line": ["soc:base"]} | change
    answer = s.log_in(client, karin).post(reverse("people:enrol", args=[who.pk]), data)
    assert answer.status_code == 422 and words in answer.content.decode() and "checked" in answer.content.decode()
    with s.as_(karin):
        assert not Case.objects.exists()


def test_a_spoken_yes_to_health_facts_is_not_saved_and_the_page_says_so_beforehand(client):
    """CON-03: everyday life and health in writing, the rest as the person likes."""
    karin = s.staff("af", in_team=s.team())
    s.staff("soc", in_team=s.team())
    url = reverse("people:enrol", args=[s.referral(karin).pk])
    s.log_in(client, karin)
    assert client.get(url).content.decode().count("Kräver att personen skriver under") == 1
    data = s.SPOKEN | {"line": ["soc:base", "af:social"]}
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Muntligt räcker inte för vardag och social situation" in page
    assert client.post(url, data | s.SIGNED).status_code == 302
    with s.as_(karin):
        assert ConsentLine.objects.filter(category="social").exists()


def test_a_colleague_outside_the_team_does_not_see_who_is_called(client):
    karin, stranger = s.staff("af", in_team=s.team()), s.staff("af")
    who = s.referral(karin)
    s.log_in(client, stranger)
    assert who.list_name not in client.get(reverse("people:call_list")).content.decode()
    for name in ("people:enrol", "people:decline"):
        assert client.get(reverse(name, args=[who.pk])).status_code == 404
        assert client.post(reverse(name, args=[who.pk]), {"reason": "x"}).status_code == 404


def test_the_rest_of_the_team_sees_only_how_many(client):
    karin, jonas = s.staff("af", in_team=s.team()), s.staff("soc", in_team=s.team())
    who = s.referral(karin, phone="070-1740605")
    page = s.log_in(client, jonas, "soc").get(reverse("people:call_list")).content.decode()
    assert who.last_name not in page and "070-1740605" not in page
    assert s.team().name in page and '<td class="n">1</td>' in page


def test_a_former_member_no_longer_sees_the_called(client):
    from datetime import timedelta

    karin = s.staff("af", in_team=s.team())
    who = s.referral(karin)
    karin.team_places.update(valid_until=s.DAY - timedelta(days=1))
    assert s.log_in(client, karin).get(reverse("people:enrol", args=[who.pk])).status_code == 404


def test_consent_is_taken_back_in_two_clicks_and_closes_an_uncovered_file(client):
    """CON-06: from the page of consents; what follows is said before."""
    karin, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    s.log_in(client, karin)
    page = client.get(reverse("people:consents", args=[case.pk])).content.decode()
    with s.as_(karin):
        line = ConsentLine.objects.get(case_id=case.pk)
    address = reverse("people:withdraw", args=[case.pk])
    assert f"{address}?rad={line.line}" in page
    before = client.get(address, {"rad": line.line}).content.decode()
    assert "Socialtjänsten har inget samtycke kvar" in before and "inte varför" in before
    said = client.post(address, {"rad": line.line, "how": "talk"}, follow=True).content.decode()
    assert "tillbakataget" in said and "akt är stängd" in said
    assert s.log_in(client, jonas, "soc").get(reverse("people:consents", args=[case.pk])).status_code == 404


def test_a_line_of_two_other_branches_is_not_shown_and_can_not_be_touched(client):
    """A branch sees only lines from or to itself."""
    karin, jonas, leila = s.staff("af"), s.staff("soc"), s.staff("ama")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    s.joined_branch(karin, case, "ama", leila)
    line = s.consent(karin, case, "ama", "social", from_="soc")
    s.log_in(client, karin)
    refused = client.post(reverse("people:withdraw", args=[case.pk]), {"rad": line, "how": "talk"})
    assert refused.status_code == 422 and "Välj minst en rad" in refused.content.decode()
    assert client.post(reverse("people:confirm_consent", args=[case.pk, line])).status_code == 404
    s.log_in(client, jonas, "soc").post(reverse("people:confirm_consent", args=[case.pk, line]))
    with s.as_(leila, "ama"):
        assert ConsentLine.objects.get(line=line).confirmed_at is not None
