"""The way of an employer and a person's place there, as the people who do it meet the pages (P-043, P-050, P-084)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from samkraft.access.models import ReadLog
from samkraft.employers.employments import actions as employments
from samkraft.employers.models import (
    ContactPerson,
    Employer,
    EmployerContact,
    MunicipalEmployment,
    Need,
    Placement,
    WorkplaceVisit,
)
from samkraft.employers.placements import actions as placements
from samkraft.people.case_access import OpenCase
from samkraft.people.models import CaseFile, FollowUp
from samkraft.people.problems import NotPossible
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

BAKERY = {"organisation_number": "559990-0007", "name": "Möllans bageri", "municipality": "Malmö",
          "field": "ScKy_FHB_7wT", "interest": "unknown"}  # fmt: skip


@pytest.fixture
def karin():
    return s.staff("af", in_team=s.team())


@pytest.fixture
def case(karin):
    return s.enrolled_case(karin)


@pytest.fixture
def web(client, karin):
    return s.log_in(client, karin)


def url(name, *args):
    return reverse(f"employers:{name}", args=args)


def page(answer):
    return answer.content.decode()


def employer(person, **given):
    usual = {"name": "Möllans bageri", "organisation_number": "5599900007", "interest": "active"}
    with s.as_(person):
        return Employer.objects.create(added_by=person, added_on=s.DAY, **usual | given)


def opened(person, case, branch="af"):
    with s.as_(person, branch):
        return OpenCase(case, CaseFile.objects.get(case=case))


def test_an_employer_is_entered_once_by_its_number_and_contacts_take_time(web, karin):
    """P-050: register, contact person, contact with time, need; a quarter of the teams' time."""
    wrong = web.post(url("new"), BAKERY | {"organisation_number": "559990-0008"})
    assert wrong.status_code == 422 and "Möllans bageri" in page(wrong) and "kontrollerar de andra" in page(wrong)
    person = web.post(url("new"), BAKERY | {"organisation_number": "800113-9297"})
    assert person.status_code == 422 and "ser ut som ett personnummer" in page(person)
    shown = web.post(url("new"), BAKERY, follow=True)
    assert "Möllans bageri är tillagd." in page(shown) and "559990-0007" in page(shown)
    again = web.post(url("new"), BAKERY | {"name": "Bageriet"})
    assert again.status_code == 422 and "Möllans bageri har det numret" in page(again)
    alone = {"name": "Snickeri Ek", "is_sole_trader": "on", "interest": "unknown"}
    assert "Enskild firma, inget nummer sparas" in page(web.post(url("new"), alone, follow=True))
    bakery = Employer.objects.get(organisation_number="5599900007")
    web.post(url("person_new", bakery.pk), {"name": "Petra Ax", "role": "Chef", "phone": "070-1740605"})
    met = ContactPerson.objects.get()
    talk = {"purpose": "places", "way": "visit", "on": "2021-06-29", "minutes": "90", "person": met.pk,
            "interest": "active", "note": "Vill ta emot två i augusti."}  # fmt: skip
    late = web.post(url("contact", bakery.pk), talk | {"on": "1 juli 2021"})
    assert late.status_code == 422 and "Vill ta emot två i augusti." in page(late)
    named = web.post(url("contact", bakery.pk), talk | {"note": "Gäller 19800113-9297"})
    assert named.status_code == 422 and "Ta bort personnumret." in page(named)
    shown = page(web.post(url("contact", bakery.pk), talk, follow=True))
    assert "90 minuter" in shown and "Tar emot nu" in shown and "med Petra Ax" in shown
    told = EmployerContact.objects.get()
    assert (told.team, told.branch.code, told.minutes) == (s.team(), "af", 90)
    need = {
        "kind": "practice",
        "title": "Bagarmedhjälpare",
        "places": "2",
        "languages": "svenska",
        "until": "2021-08-31",
    }
    assert "Bagarmedhjälpare" in page(web.post(url("need_new", bakery.pk), need, follow=True))
    assert "Bagarmedhjälpare" in page(web.get(url("needs")))
    listed = page(web.get(url("list"), {"q": "möllans", "open": "on"}))
    assert "Möllans bageri" in listed and "29 juni 2021" in listed and "Snickeri" not in listed
    time = page(web.get(url("time")))
    assert "1,5" in time and s.team().name in time and "Målet är 25" in time
    web.post(url("need_state", Need.objects.get().pk), {"state": "filled"})
    assert "Bagarmedhjälpare" not in page(web.get(url("needs")))
    assert "Du samordnar kontakterna" in page(web.post(url("coordinate", bakery.pk), follow=True))
    web.post(url("contact_undo", bakery.pk, told.pk))
    web.post(url("person_remove", bakery.pk, met.pk))
    assert not EmployerContact.objects.exists() and not ContactPerson.objects.exists()


def test_of_two_who_change_an_employer_the_second_keeps_her_text(web, karin):
    bakery = employer(karin)
    form = BAKERY | {"revision": bakery.revision}
    web.post(url("change", bakery.pk), form | {"name": "Bageri Ett"})
    second = web.post(url("change", bakery.pk), form | {"name": "Bageri Två"})
    assert second.status_code == 422
    assert "Bageri Två" in page(second) and "Bageri Ett" in page(second) and "Det som står nu" in page(second)
    web.post(url("change", bakery.pk), form | {"name": "Bageri Två", "revision": 2})
    assert Employer.objects.get().name == "Bageri Två"


def test_a_place_from_the_person_s_yes_to_the_end_with_visits_that_count_as_time(web, karin, case):
    """P-050: supervisor, agreement, purpose, follow-up at the workplace."""
    bakery, other = employer(karin), employer(karin, name="Möllans café", organisation_number="")
    start = {"type": "work_practice", "employer": "Möllans", "aim": "Pröva arbetet i ett bageri",
             "person_agreed_on": "2021-06-20", "planned_from": "2021-06-24", "may_tell": "Har bakat hemma"}  # fmt: skip
    unsure = web.post(url("place", case.pk), start)
    assert unsure.status_code == 422 and "Flera arbetsgivare passar." in page(unsure) and other.name in page(unsure)
    unknown = web.post(url("place", case.pk), start | {"employer": "Volvo"})
    assert unknown.status_code == 422 and "Pröva arbetet i ett bageri" in page(unknown)
    shown = page(web.post(url("place", case.pk), start | {"chosen": bakery.pk}, follow=True))
    assert "Bara er verksamhet ser den." in shown and "Pröva arbetet" in shown and "Har bakat hemma" in shown
    with s.as_(karin):
        key = Placement.objects.get().pk
    early = web.post(url("placement_agree", case.pk, key), {"agreement_on": "2021-06-19", "supervisor": "Ali"})
    assert early.status_code == 422 and "före dagen då personen sa ja" in page(early)
    web.post(url("placement_agree", case.pk, key), {"agreement_on": "2021-06-22", "supervisor": "Ali Berg"})
    assert "2 juli" not in page(web.get(url("placement", case.pk, key)))
    web.post(url("placement_start", case.pk, key), {"started_on": "2021-06-24", "next_visit_on": "2021-06-29"})
    assert "29 juni 2021, 1 dag sen" in page(web.get(url("placement", case.pk, key))), "a late visit is seen to be late"
    day = page(web.get(reverse("people:day")))
    assert "Följ upp på arbetsplatsen" in day
    seen = {"held_on": "2021-06-29", "way": "visit", "minutes": "75", "with_person": "on", "with_supervisor": "on",
            "aim_holds": "partly", "note": "", "next_visit_on": "2021-07-13"}  # fmt: skip
    empty = web.post(url("placement_visit", case.pk, key), seen)
    assert empty.status_code == 422 and "Skriv vad som saknas" in page(empty)
    web.post(url("placement_visit", case.pk, key), seen | {"note": "Mer vid ugnen"})
    told = EmployerContact.objects.get()
    assert (told.minutes, told.purpose, told.note, told.employer) == (75, "follow_up", "", bakery)
    assert "Följ upp på arbetsplatsen" not in page(web.get(reverse("people:day")))
    listed = page(web.get(url("placements")))
    assert "Möllans bageri" in listed and case.number in listed
    at_employer = page(web.get(url("show", bakery.pk)))
    assert "Dina deltagare här" in at_employer
    ended = {"ended_on": "2021-06-30", "end_kind": "by_workplace", "end_reason": ""}
    assert "Skriv varför." in page(web.post(url("placement_end", case.pk, key), ended))
    web.post(url("placement_end", case.pk, key), ended | {"end_reason": "Bageriet stängde"})
    again = web.post(url("placement_end", case.pk, key), ended | {"end_reason": "Två gånger"})
    assert again.status_code == 422 and "Någon annan kan ha ändrat den nyss." in page(again)
    tab = page(web.get(reverse("activities:list", args=[case.pk])))
    assert "Möllans bageri" in tab and "Avslutad" in tab
    with s.as_(karin):
        row = Placement.objects.get()
        assert (row.state, row.next_visit_on, WorkplaceVisit.objects.count()) == ("ended", None, 1)
        log = set(ReadLog.objects.filter(case_ids=[case.pk]).values_list("event", flat=True))
    assert {"ACC-1", "LIST-1", "ITEM-1", "ITEM-2"} <= log


def test_a_municipal_employment_is_asked_of_ninety_days_after_its_end_and_once(web, karin, case):
    """P-043, P-084"""
    form = {"form": "extra_job", "workplace": "Parkenheten", "extent": "75", "starts_on": "2021-06-14"}
    assert "Extratjänst" in page(web.post(url("employ", case.pk), form, follow=True))
    twice = web.post(url("employ", case.pk), form)
    assert twice.status_code == 422 and "redan en anställning som pågår" in page(twice)
    with s.as_(karin):
        key = MunicipalEmployment.objects.get().pk
    why = web.post(url("employment_end", case.pk, key), {"ended_on": "2021-06-28", "end_kind": "interrupted"})
    assert why.status_code == 422
    shown = page(web.post(url("employment_end", case.pk, key), {"ended_on": "2021-06-28", "end_kind": "time_out"},
                          follow=True))  # fmt: skip
    assert "90 dagar efter kommunal anställning" in shown
    assert "Kvar att göra: ta reda på vad det blev." in shown and "Inget mer att göra" not in shown
    with s.as_(karin):
        (check,) = FollowUp.objects.filter(kind="employment_day_90")
        assert check.due_on == date(2021, 6, 28) + timedelta(days=90)
        with pytest.raises(NotPossible, match="redan avslutad"):
            employments.end(opened(karin, case), key, {"ended_on": s.DAY, "end_kind": "work"})
    assert "Avslutad" in page(web.get(url("employments")))


def test_of_a_protected_person_no_workplace_is_kept_and_a_stranger_sees_nothing(web, karin, case, client):
    """SKY-01, SEK-01, SEK-05"""
    bakery = employer(karin)
    found = opened(karin, case)
    given = {"type": "work_practice", "employer": bakery, "aim": "Pröva", "person_agreed_on": s.DAY}
    with s.as_(karin):
        made = placements.place(found, dict(given))
        found.file.is_pseudonymous = True
        with pytest.raises(NotPossible, match="skyddade"):
            placements.place(found, dict(given))
        with pytest.raises(NotPossible, match="skyddade"):
            employments.employ(found, {"form": "no_support", "workplace": "Parken", "extent": 100, "starts_on": s.DAY})
        employments.employ(found, {"form": "no_support", "extent": 100, "starts_on": s.DAY})
    jonas = s.staff("soc")
    stranger, colleague = s.log_in(client, jonas, "soc"), s.staff("af")
    assert stranger.get(url("placement", case.pk, made.pk)).status_code == 404
    assert "Dina deltagare här" not in page(stranger.get(url("show", bakery.pk)))
    other = s.log_in(client, colleague)
    assert other.get(url("placement", case.pk, made.pk)).status_code == 404
    assert other.post(url("placement_end", case.pk, made.pk), {}).status_code == 404
    assert case.number not in page(other.get(url("placements")))
    mine = s.enrolled_case(colleague)
    assert other.get(url("placement", mine.pk, made.pk)).status_code == 404


def test_a_place_is_shared_as_it_stands_without_supervisor_reason_or_what_may_be_told(web, karin, case, client):
    """SEK-07: the team sees where, for what and when; an older copy says so."""
    jonas = s.staff("soc")
    bakery, found = employer(karin), opened(karin, case)
    given = {"type": "work_practice", "employer": bakery, "aim": "Pröva bageriet", "person_agreed_on": s.DAY,
             "agreement_on": s.DAY, "supervisor": "Ali Berg", "may_tell": "Har bakat"}  # fmt: skip
    with s.as_(karin):
        made = placements.place(found, given)
    to = url("placement_share", case.pk, made.pk)
    assert "Den kan inte delas." in page(web.get(url("placement", case.pk, made.pk)))
    assert "inget samtycke täcker" in page(web.post(to, follow=True))
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "labour_market")
    assert "Delad med Socialtjänsten." in page(web.post(to, follow=True))
    with s.as_(jonas, "soc"):
        copy = ReceivedCopy.objects.get(item_kind="placement")
        assert copy.content["employer"] == "Möllans bageri" and copy.content["aim"] == "Pröva bageriet"
        assert "Ali Berg" not in str(copy.content) and "bakat" not in str(copy.content)
    theirs = s.log_in(client, jonas, "soc")
    assert "Möllans bageri" in page(theirs.get(reverse("activities:list", args=[case.pk])))
    shown = page(theirs.get(reverse("sharing:copy", args=[copy.release])))
    assert "Överenskommen" in shown and "Pröva bageriet" in shown
    assert theirs.get(url("placement", case.pk, made.pk)).status_code == 404
    with s.as_(karin):
        placements.start(found, made.pk, {"started_on": s.DAY, "next_visit_on": None})
    paper = page(s.log_in(client, karin).get(url("placement_paper", case.pk, made.pk)))
    assert "Ali Berg" in paper and "Pröva bageriet" in paper and "bakat" not in paper and case.number not in paper
    again = page(web.get(url("placement", case.pk, made.pk)))
    assert "De andra har en äldre version." in again
