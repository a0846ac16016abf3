"""Places and municipal employments in the list of what is left to register, and told to the others (P-043, P-063)."""

import pytest
from django.urls import reverse

from samkraft.access.models import ReadLog
from samkraft.employers.employments import actions as employments
from samkraft.employers.models import Employer, WorkRegistration
from samkraft.employers.placements import actions as placements
from samkraft.people.case_access import OpenCase
from samkraft.people.models import CaseFile
from samkraft.sharing.models import ReceivedCopy, Release
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
LIST = "activities:registering"
EMPLOYED = {"form": "extra_job", "workplace": "Parkenheten", "extent": 75, "starts_on": s.DAY}


@pytest.fixture
def karin():
    return s.staff("af", in_team=s.team())


@pytest.fixture
def case(karin):
    return s.enrolled_case(karin)


def page(answer):
    return answer.content.decode()


def url(name, *args):
    return reverse(f"employers:{name}", args=args)


def opened(person, case, branch="af"):
    with s.as_(person, branch):
        return OpenCase(case, CaseFile.objects.get(case=case))


def placed(person, case, **given):
    with s.as_(person):
        bakery, _new = Employer.objects.get_or_create(name="Möllans bageri", added_by=person, added_on=s.DAY)
        usual = {"type": "work_practice", "employer": bakery, "aim": "Pröva", "person_agreed_on": s.DAY}
        return placements.place(opened(person, case), usual | given)


def test_a_place_is_to_be_registered_from_its_agreement_and_again_when_it_has_changed(
    client, karin, case, django_assert_max_num_queries
):
    """P-063: with the text to copy, which holds neither aim, supervisor nor what may be told of the person."""
    web = s.log_in(client, karin)
    place = placed(karin, case)
    assert "Inget är kvar att registrera." in page(web.get(reverse(LIST)))
    with s.as_(karin):
        placements.agree(opened(karin, case), place.pk, {"agreement_on": s.DAY, "supervisor": "Ali Berg"})
    shown = page(web.get(reverse(LIST)))
    assert "Arbetspraktik, Möllans bageri" in shown and "Överenskommelse: 30 juni 2021" in shown
    assert "Registrerad i AIS" in shown and "Procapita" not in shown
    assert "Ali Berg" not in shown and "Pröva" not in shown
    assert "Text till AIS" in page(web.get(url("placement", case.pk, place.pk)))
    done = url("placement_registered", case.pk, place.pk, "ais")
    assert "Kopiera den nya" in page(web.post(done, {"revision": "1"}, follow=True))
    assert "Inget är kvar" in page(web.post(done, {"revision": "2"}, follow=True))
    with s.as_(karin):
        found = opened(karin, case)
        placements.start(found, place.pk, {"started_on": s.DAY, "next_visit_on": s.DAY})
    web.get(reverse(LIST))
    with django_assert_max_num_queries(12):
        assert "ändrad sedan förra gången" in page(web.get(reverse(LIST)))
    web.post(done, {"revision": "3"})
    with s.as_(karin):
        visited = {"held_on": s.DAY, "way": "visit", "minutes": 30, "with_person": True, "with_supervisor": True,
                   "aim_holds": "yes", "note": "", "next_visit_on": None}  # fmt: skip
        placements.visit(found, place.pk, visited)
        assert WorkRegistration.objects.get().revision == 3
    assert "Inget är kvar" in page(web.get(reverse(LIST))), "a visit is nothing to register"


def test_an_employment_is_to_be_registered_by_who_has_the_case_and_in_own_systems_only(client, karin, case):
    """P-043, P-063, SEK-05: a colleague without the case and another authority's system are both "not there"."""
    with s.as_(karin):
        made = employments.employ(opened(karin, case), dict(EMPLOYED))
        employments.end(
            opened(karin, case), made.pk, {"ended_on": s.DAY, "end_kind": "interrupted", "end_reason": "Flytt"}
        )
    web = s.log_in(client, karin)
    shown = page(web.get(reverse(LIST)))
    assert "Kommunal anställning, Parkenheten" in shown and "Form av stöd: Extratjänst" in shown
    assert "Omfattning: 75 procent" in shown and "Slutade: 30 juni 2021" in shown and "Flytt" not in shown
    done = url("employment_registered", case.pk, made.pk, "ais")
    assert web.post(url("employment_registered", case.pk, made.pk, "procapita"), {"revision": "2"}).status_code == 404
    other = s.log_in(client, s.staff("af"))
    assert other.post(done, {"revision": "2"}).status_code == 404
    mine = s.enrolled_case(s.staff("af", first_name="Ove"))
    assert s.log_in(client, karin).post(url("employment_registered", mine.pk, made.pk, "ais")).status_code == 404
    s.log_in(client, karin).post(done, {"revision": "2"})
    with s.as_(karin):
        assert WorkRegistration.objects.get().employment_id == made.pk
        assert ReadLog.objects.filter(object_type="employment", case_ids=[case.pk], event="ITEM-2").count() == 2


@pytest.fixture
def municipal(client):
    """A case that the municipality leads, with an employment, and Jonas of the social services in it."""
    amina = s.staff("ama", in_team=s.team())
    case = s.enrolled_case(amina, "ama")
    jonas = s.staff("soc", first_name="Jonas")
    s.joined_branch(amina, case, "soc", jonas, branch_code="ama")
    with s.as_(amina, "ama"):
        made = employments.employ(opened(amina, case, "ama"), EMPLOYED | {"planned_until": s.DAY})
    return amina, case, jonas, made


def test_an_employment_is_told_to_those_who_are_chosen_as_form_start_and_end(client, municipal):
    """P-043, P-084, SEK-07: seen before it goes; never the workplace, the extent, how it ended or why."""
    amina, case, jonas, made = municipal
    web = s.log_in(client, amina, "ama")
    shown = page(web.get(url("employment", case.pk, made.pk)))
    assert "Inget samtycke om insatser" in shown and "Dela anställningen" not in shown
    to = url("employment_share", case.pk, made.pk)
    web.post(to, {"receiver": "soc"})
    with s.as_(amina, "ama"):
        assert not Release.objects.filter(item_kind="employment").exists()
    s.consent(amina, case, "soc", "municipal_activity", "ama")
    shown = page(web.get(url("employment", case.pk, made.pk)))
    assert "Det här får de andra veta" in shown and "Samtycke om insatser" in shown
    answer = page(web.post(to, {"receiver": "soc", "confirm_consent": "1"}, follow=True))
    assert "Delad med" in answer or "Skickas" in answer
    with s.as_(jonas, "soc"):
        copy = ReceivedCopy.objects.get(item_kind="employment")
    told = {"form": "Extratjänst", "starts_on": "2021-06-30", "planned_until": "2021-06-30", "ended_on": ""}
    assert copy.content == told
    theirs = s.log_in(client, jonas, "soc")
    tab = page(theirs.get(reverse("activities:list", args=[case.pk])))
    assert "Extratjänst · delad av" in tab and "Parkenheten" not in tab
    assert "Slutar enligt avtalet" in page(theirs.get(reverse("sharing:copy", args=[copy.release])))
    assert theirs.get(url("employment", case.pk, made.pk)).status_code == 404
    assert theirs.post(to, {"receiver": "af"}).status_code == 404
    with s.as_(amina, "ama"):
        employments.end(opened(amina, case, "ama"), made.pk,
                        {"ended_on": s.DAY, "end_kind": "interrupted", "end_reason": "Sjuk"})  # fmt: skip
    assert "De andra har en äldre version." in page(
        s.log_in(client, amina, "ama").get(url("employment", case.pk, made.pk))
    )
