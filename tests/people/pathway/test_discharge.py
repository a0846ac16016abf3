"""Discharge by the reasons of the programme file: each asks for what it needs, and outcomes are kept apart."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog, RowHistory
from samkraft.people.models import Case, Discharge, FollowUp, Handover, PhasePeriod
from samkraft.people.pathway import discharge_rules
from samkraft.programmes.reading import read_programme
from tests import situations as s
from tests.conftest import PROJECT

db = pytest.mark.django_db(databases=["default", "sidelog"])
DAY = s.DAY
BEGAN = (date(2021, 2, 1), date(2021, 6, 1))  # the case, and the phase that goes on


@pytest.fixture(scope="module")
def malmo():
    return read_programme(PROJECT / "programmes" / "malmokraften-2.0.toml")


@pytest.mark.parametrize(
    ("reason", "asks"),
    [
        ("work", (True, "", False, ["day_90"])),
        ("work_subsidised", (True, "subsidised_employment_forms", False, ["day_90"])),
        ("studies", (True, "", False, ["day_90"])),
        ("af_fk_cooperation", (False, "", True, ["month_3", "month_6"])),
        ("sickness_compensation", (False, "", True, ["month_3", "month_6"])),
        ("ordinary_services", (False, "", True, ["month_3", "month_6"])),
        ("moved", (False, "", False, ["month_3", "month_6"])),
        ("deceased", (False, "", False, [])),
    ],
)
def test_a_reason_asks_for_what_it_needs_and_no_more(malmo, reason, asks):
    """P-036, P-037, P-038"""
    demands = discharge_rules.demands_of(malmo, malmo.discharge_reason(reason), DAY)
    codes = [row.code for row, _day in demands.follow_ups]
    assert (demands.needs_start, demands.forms, demands.needs_handover, codes) == asks


def test_follow_ups_fall_on_day_90_and_after_three_and_six_months(malmo):
    """P-036"""
    work = discharge_rules.demands_of(malmo, malmo.discharge_reason("work"), DAY)
    other = discharge_rules.demands_of(malmo, malmo.discharge_reason("own_wish"), DAY)
    assert [day for _row, day in work.follow_ups] == [date(2021, 9, 28)]
    assert [day for _row, day in other.follow_ups] == [date(2021, 9, 30), date(2021, 12, 30)]


def test_every_reason_stands_in_one_group(malmo):
    groups = discharge_rules.reason_groups(malmo)
    codes = [reason.code for group in groups for reason in group.reasons]
    assert sorted(codes) == sorted(reason.code for reason in malmo.discharge_reasons)
    assert [group.title for group in groups][:2] == ["Målet är nått", "Ett annat mål"]


@pytest.mark.parametrize(
    ("reason", "given", "field"),
    [
        ("work", {}, "starts_on"),
        ("work", {"starts_on": DAY + timedelta(days=91)}, "starts_on"),
        ("work", {"starts_on": date(1900, 1, 1)}, "starts_on"),
        ("work_subsidised", {"starts_on": DAY}, "support_form"),
        ("work_subsidised", {"starts_on": DAY, "support_form": "unknown"}, "support_form"),
        ("moved", {"discharged_on": DAY + timedelta(days=1)}, "discharged_on"),
        ("moved", {"discharged_on": date(2021, 5, 31)}, "discharged_on"),
    ],
)
def test_what_is_missing_is_said(malmo, reason, given, field):
    """P-036: a start within 90 days."""
    usual = {"discharged_on": DAY}
    row = malmo.discharge_reason(reason)
    problems = discharge_rules.discharge_problems(row, usual | given, BEGAN, DAY, ["new_start_job"])
    assert list(problems) == [field]


def test_a_start_on_the_ninetieth_day_is_in_time(malmo):
    """P-036"""
    given = {"discharged_on": DAY, "starts_on": DAY + timedelta(days=90)}
    assert discharge_rules.discharge_problems(malmo.discharge_reason("work"), given, BEGAN, DAY) == {}


def url(name, case):
    return reverse(f"people:{name}", args=[case.pk])


@pytest.fixture
def karin():
    return s.staff("af")


@pytest.fixture
def case(karin):
    return s.enrolled_case(karin)


@pytest.fixture
def web(client, karin):
    return s.log_in(client, karin)


WORK = {"skal": "work", "discharged_on": "2021-06-30", "starts_on": "2021-07-05"}


@db
def test_discharge_to_work_closes_the_case_and_sets_the_follow_up(web, karin, case):
    s.item(karin, case, "plan")
    reasons = web.get(url("discharge", case)).content.decode()
    assert "?skal=work_subsidised" in reasons and "discharged_on" not in reasons
    form = web.get(url("discharge", case), {"skal": "work"}).content.decode()
    assert "starts_on" in form and "support_form" not in form
    assert "28 september 2021" in form and "30 december 2021, 6 månader efter utskrivningen" in form
    page = web.post(url("discharge", case), WORK, follow=True).content.decode()
    assert "Personen är utskriven 30 juni 2021." in page and "Utskrivningen är klar." in page
    with s.as_(karin):
        row = Discharge.objects.get()
        assert (row.reason, row.outcome, row.starts_on) == ("work", "work_unsupported", date(2021, 7, 5))
        assert Case.objects.get(pk=case.pk).closed_on == DAY
        assert PhasePeriod.objects.get(case=case).valid_until == DAY
        assert [(f.kind, f.due_on) for f in FollowUp.objects.all()] == [("day_90", date(2021, 9, 28))]
        assert ReadLog.objects.filter(event="ITEM-3", object_type="discharge").count() == 1
        (closed,) = ReadLog.objects.filter(event="PLAN-4")
        assert closed.object_type == "plan", "PLAN-4: the joint plan is over with the case"
    panel = web.get(reverse("people:case", args=[case.pk])).content.decode()
    assert "Arbete utan stöd" in panel and "90 dagar efter utskrivning" in panel


@db
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (WORK | {"starts_on": ""}, "Skriv ett datum"),
        (WORK | {"starts_on": "2021-12-01"}, "inom 90 dagar"),
        (WORK | {"discharged_on": "2021-07-01"}, "kan inte ligga i framtiden"),
        ({"skal": "work_subsidised", "discharged_on": "2021-06-30", "starts_on": "2021-07-05"}, "Välj ett alternativ."),
    ],
)
def test_a_wrong_discharge_is_refused_in_words_and_closes_nothing(web, karin, case, data, said):
    answer = web.post(url("discharge", case), data)
    assert answer.status_code == 422 and said in answer.content.decode()
    with s.as_(karin):
        assert Case.objects.get(pk=case.pk).is_open and not Discharge.objects.exists()


@db
def test_subsidised_work_keeps_its_form_apart(web, karin, case):
    data = WORK | {"skal": "work_subsidised", "support_form": "extra_job"}
    assert "Extratjänst" in web.post(url("discharge", case), data, follow=True).content.decode()
    with s.as_(karin):
        assert Discharge.objects.values_list("outcome", "support_form").get() == ("work_subsidised", "extra_job")


@db
def test_the_second_of_two_who_discharge_sees_that_it_is_done(web, karin, case):
    web.post(url("discharge", case), WORK)
    second = web.post(url("discharge", case), WORK | {"skal": "studies"}, follow=True).content.decode()
    assert "var redan utskriven när du skickade" in second and "Arbete utan stöd" in second
    with s.as_(karin):
        assert Discharge.objects.get().reason == "work" and FollowUp.objects.count() == 1


@db
def test_who_does_not_lead_is_told_whom_to_ask_and_where(client, karin, case):
    jonas = s.staff("soc")
    s.joined_branch(karin, case, "soc", jonas)
    page = s.log_in(client, jonas, "soc").get(url("discharge", case)).content.decode()
    assert f"Processledare är {karin.name}" in page
    assert f'<a href="{reverse("casework:dialogue", args=[case.pk])}">Skriv i dialogen</a>' in page


@db
def test_a_unit_manager_who_opened_the_case_with_a_reason_reads_the_page_and_discharges_nobody(client, case):
    """EXC-2: to read; the work is for those to whom it is assigned."""
    web = s.log_in(client, s.staff("af", Role.UNIT_MANAGER), "af")
    web.post(reverse("people:open_with_reason"), {"number": case.number, "reason": "Klagomål från personen själv"})
    page = web.get(url("discharge", case))
    told = page.content.decode()
    assert page.status_code == 200 and "?skal=" not in told
    assert "Ärendet är avslutat" not in told and "skriver ut" in told


@db
def test_other_branches_see_that_it_is_closed_and_never_why(client, web, karin, case):
    jonas = s.staff("soc")
    s.joined_branch(karin, case, "soc", jonas)
    web.post(url("discharge", case), {"skal": "sickness_compensation", "discharged_on": "2021-06-30"})
    web = s.log_in(client, jonas, "soc")
    page = web.get(url("discharge", case)).content.decode()
    assert f"Processledarens verksamhet skriver ut: Arbetsförmedlingen. Processledare är {karin.name}" in page
    assert "sjukersättning" not in page and "Plan utanför" not in page
    overview = web.get(reverse("people:case", args=[case.pk])).content.decode()
    assert "Plan utanför" not in overview
    assert web.post(url("discharge", case), WORK).status_code == 404
    assert web.post(url("correct_discharge", case), {"why": "Fel"}).status_code == 404
    with s.as_(jonas, "soc"):
        assert not Discharge.objects.exists() and Case.objects.get(pk=case.pk).closed_on == DAY


@db
def test_a_colleague_with_other_cases_finds_no_page(client, case):
    """SEK-05"""
    other = s.staff("af")
    s.enrolled_case(other)
    web = s.log_in(client, other)
    assert web.get(url("discharge", case)).status_code == 404
    assert web.post(url("discharge", case), WORK).status_code == 404


@db
def test_a_mistaken_discharge_is_taken_back_the_same_day_with_a_reason(web, karin, case):
    web.post(url("discharge", case), WORK)
    assert web.post(url("correct_discharge", case), {"why": " "}).status_code == 422
    page = web.post(url("correct_discharge", case), {"why": "Fel person"}, follow=True).content.decode()
    assert "Personen är inskriven igen." in page
    with s.as_(karin):
        assert Case.objects.get(pk=case.pk).is_open
        assert PhasePeriod.objects.get(case=case).valid_until is None
        assert not Discharge.objects.exists() and not FollowUp.objects.exists()
        assert ReadLog.objects.filter(object_type="discharge", reason="Fel person").count() == 1
        kept = RowHistory.objects.filter(table_name="people_discharge", operation="D").get()
        assert kept.before["reason"] == "work"


@db
def test_a_discharge_whose_handover_is_sent_can_not_be_taken_back(web, karin, case):
    web.post(url("discharge", case), {"skal": "own_wish", "discharged_on": "2021-06-30"})
    data = {"receiver": "outside", "outside_branch": "af", "name": "Anna Ek", "unit": "Jobbtorg", "part_0": "Planen"}
    web.post(url("handover", case), data)
    answer = web.post(url("correct_discharge", case), {"why": "Fel person"})
    assert answer.status_code == 422 and "Be mottagaren lämna tillbaka den först." in answer.content.decode()
    with s.as_(karin):
        assert Handover.objects.count() == 1 and not Case.objects.get(pk=case.pk).is_open


@db
def test_a_discharge_that_needs_a_handover_leads_to_it_and_is_not_complete(web, case):
    page = web.post(url("discharge", case), {"skal": "no_contact", "discharged_on": "2021-06-30"}, follow=True)
    assert page.request["PATH_INFO"] == url("handover", case)
    assert "överlämningen är inte skickad" in web.get(url("discharge", case)).content.decode()
    assert "Utskrivna som ska lämnas över" in web.get(reverse("people:day")).content.decode()


@db
def test_discharge_pages_ask_the_database_few_questions(web, case, django_assert_max_num_queries):
    web.get(url("discharge", case))  # the first page of a session also keeps its form token
    with django_assert_max_num_queries(15):
        web.get(url("discharge", case))
    web.post(url("discharge", case), WORK, follow=True)
    with django_assert_max_num_queries(15):
        web.get(url("discharge", case))
