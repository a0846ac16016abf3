"""Nobody stands still: one's own deadlines, putting one off with a reason, and the counts that managers see."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.people.deadline_rules import CaseFacts, dues_of
from samkraft.people.deadlines import dues_by_case
from samkraft.people.models import BenefitFact, Case, DeadlineCount, PutOff
from samkraft.programmes.reading import read_programme
from samkraft.sharing import door
from tests import situations as s
from tests.conftest import PROJECT
from tests.people.logged_in import logged_in, statements

LIST = "people:deadlines"


@pytest.fixture(scope="module", params=["malmokraften-2.0", "malmo-langtid-2023"])
def definition(request):
    return read_programme(PROJECT / "programmes" / f"{request.param}.toml")


def due(definition, code, **given):
    facts = CaseFacts(uuid4(), definition.phases[0].code, (), **given)
    return next((row for row in dues_of(definition, facts) if row.code == code), None)


def test_rules_of_standing_still_absence_and_renewal_stand_in_both_files(definition):
    """No effort (P-100), absence of 30 days and the plan renewed each half year (S70, S72)."""
    begun = date(2021, 1, 4)
    still = due(definition, "no_effort", events={"without_effort": [begun]})
    assert (still.due_on, still.stands_still) == (date(2021, 2, 18), True)
    away = due(definition, "absence_30", events={"absence_started": [begun]})
    assert (away.due_on, away.can_wait, away.list_name) == (date(2021, 2, 3), False, "Frist hos Arbetsförmedlingen")
    back = {"absence_started": [begun], "absence_ended": [date(2021, 1, 20)]}
    assert due(definition, "absence_30", events=back) is None
    assert due(definition, "individual_plan", events={"individual_plan": [begun]}).due_on == date(2021, 7, 4)


def test_the_plans_own_review_day_comes_first_and_a_put_off_deadline_waits_for_its_day_alone():
    programme = read_programme(PROJECT / "programmes" / "malmokraften-2.0.toml")
    published, chosen = date(2021, 6, 1), date(2021, 6, 20)
    events = {"plan_published": [published], "plan_review_set": [chosen]}
    assert due(programme, "plan_review", events=events).due_on == chosen
    late = events | {"plan_review_set": [date(2021, 12, 1)]}
    assert due(programme, "plan_review", events=late).due_on == date(2021, 7, 31)
    old = events | {"plan_review_set": [date(2021, 5, 1)]}
    assert due(programme, "plan_review", events=old).due_on == date(2021, 7, 31)
    said = {("plan_review", chosen): date(2021, 7, 9)}
    waits = due(programme, "plan_review", events=events, put_off=said)
    assert waits.is_put_off(date(2021, 7, 8)) and not waits.is_put_off(date(2021, 7, 9))
    assert not due(
        programme, "plan_review", events=late, put_off={("plan_review", chosen): date(2021, 7, 9)}
    ).put_off_until


@pytest.fixture
def scene():
    """Karin leads two cases of forty days without a contact; her colleague Olle has one of them as well."""
    made = defaultdict(str)
    team = s.team()
    made["karin"], made["olle"] = s.staff(in_team=team), s.staff(in_team=team, first_name="Olle")
    made["case"] = s.enrolled_case(made["karin"], last_name="Haddad", on=s.DAY - timedelta(days=60))
    made["other"] = s.enrolled_case(made["karin"], last_name="Ilic", on=s.DAY - timedelta(days=60))
    with s.as_(made["karin"]):
        door.call("assign", made["case"].pk, made["olle"].pk, s.branch("af").pk, "", s.DAY)
    return made


def _url(name, case, code, due_on):
    return reverse(f"people:{name}", args=[case.pk, code, due_on.isoformat()])


def _shown(person, **chosen):
    return logged_in(person).get(reverse(LIST), chosen).content.decode()


def _codes(person, case):
    with s.as_(person):
        row = Case.objects.select_related("programme_version").get(pk=case.pk)
        return {due.code: due for due in dues_by_case([row])[case.pk][1]}


@pytest.mark.django_db(databases=["default", "sidelog"])
def test_put_off_with_a_reason_it_waits_is_told_and_comes_back(scene):
    karin, case = scene["karin"], scene["case"]
    contact = _codes(karin, case)["contact"]
    client, url = logged_in(karin), _url("put_off", case, "contact", contact.due_on)
    assert "Kontakt för Samira Haddad" in _shown(karin, vy="stilla")
    page = client.get(url).content.decode()
    assert "En tid är bokad" in page and "Senast 30 juli 2021" in page
    given = {"until": "2021-07-09", "reason": "En tid är bokad", "note": "Hos oss på fredag"}
    for bad, said in (({"until": "2021-08-30"}, "Högst 30 dagar i taget"), ({"until": "2021-06-30"}, "Välj en dag som"),
                      ({"reason": ""}, "Varför?"), ({"reason": "Sjuk"}, "")):  # fmt: skip
        answer = client.post(url, given | bad)
        assert (
            answer.status_code == 422
            and said in answer.content.decode()
            and "Hos oss på fredag" in answer.content.decode()
        )
    assert client.post(url, given).status_code == 302
    assert _codes(karin, case)["contact"].is_put_off(s.DAY)
    assert "Kontakt för Samira Haddad" not in _shown(karin, vy="stilla")
    assert "Kontakt för Samira Haddad" not in client.get("/").content.decode()
    waiting = _shown(karin, vy="vantar")
    assert "Väntar till 9 juli 2021" in waiting and "En tid är bokad" in waiting and "Hos oss" not in waiting
    told = client.get(reverse("people:case_deadlines", args=[case.pk])).content.decode()
    assert "Hos oss på fredag" in told and "Regel i programmet, P-030" in told
    assert "redan skjutit upp" in client.post(url, given).content.decode()
    assert client.post(_url("take_up", case, "contact", contact.due_on)).status_code == 302
    assert "Kontakt för Samira Haddad" in _shown(karin, vy="stilla")
    with s.as_(karin):
        PutOff.objects.create(owner_branch=s.branch("af"), case=case, file=s.file_of(case, karin), code="contact",
                              due_on=contact.due_on, until=s.DAY, reason="x", put_off_by=karin,
                              put_off_on=s.DAY - timedelta(days=3))  # fmt: skip
    assert not _codes(karin, case)["contact"].is_put_off(s.DAY)  # its day has come
    assert client.post(url, given).status_code == 302  # and it may be put off anew


@pytest.mark.django_db(databases=["default", "sidelog"])
def test_only_whose_it_is_puts_it_off_and_never_a_limit_of_law(scene):
    karin, olle, case = scene["karin"], scene["olle"], scene["case"]
    dues = _codes(karin, case)
    given = {"until": "2021-07-09", "reason": "En tid är bokad"}
    url = _url("put_off", case, "contact", dues["contact"].due_on)
    stranger, jonas = s.staff(), s.staff("soc")
    for who, branch in ((olle, "af"), (stranger, "af"), (jonas, "soc"), (s.staff("af", Role.UNIT_MANAGER), "af")):
        assert logged_in(who, branch).post(url, given).status_code == 404
    client = logged_in(karin)
    for code, day in (("six_months", dues["six_months"].due_on), ("contact", s.DAY), ("nothing", s.DAY)):
        assert client.post(_url("put_off", case, code, day), given).status_code == 404
    assert client.post(reverse("people:put_off", args=[case.pk, "contact", "en-dag"]), given).status_code == 404
    with s.as_(karin):
        assert not PutOff.objects.exists()
    assert "Haddad" not in _shown(olle) and "Karin" in _shown(olle, vems="alla")


@pytest.mark.django_db(databases=["default", "sidelog"])
def test_reg02_a_deadline_of_benefits_has_a_neutral_name_in_lists_and_its_own_on_the_case(scene):
    karin, case = scene["karin"], scene["case"]
    with s.as_(karin):
        BenefitFact.objects.create(owner_branch=s.branch("af"), case=case, file=s.file_of(case, karin), kind="absent",
                                   category="labour_market", valid_from=s.DAY - timedelta(days=20))  # fmt: skip
    assert "Frist hos Arbetsförmedlingen för Samira Haddad" in _shown(karin)
    for page in (_shown(karin), logged_in(karin).get("/").content.decode()):
        assert "frånvaro" not in page
    own = logged_in(karin).get(reverse("people:case_deadlines", args=[case.pk])).content.decode()
    assert "30 dagars frånvaro från programmet" in own and "Pröva först om aktiviteterna kan anpassas" in own


@pytest.mark.django_db(databases=["default", "sidelog"])
def test_the_list_costs_the_same_for_one_as_for_many_and_narrows_by_kind(scene):
    karin = scene["karin"]
    assert "Kontakt för Samira Ilic" in _shown(karin, slag="contact")
    assert "Sex månader i fas 1 och 2 för" not in _shown(karin, slag="contact", vy="kommande")
    for _n in range(8):
        s.enrolled_case(karin, on=s.DAY - timedelta(days=50))
    client = logged_in(karin)
    for chosen in ({}, {"vy": "vantar"}, {"vy": "fel", "team": "fel", "sida": "x"}):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(LIST), chosen).status_code == 200
        assert len(statements(queries)) <= 12
        assert len(client.get(reverse(LIST), chosen).content) < 60 * 1024


@pytest.mark.django_db(databases=["default", "sidelog"])
def test_table_b_a_manager_and_a_project_leader_see_counts_by_team_leader_and_kind_and_no_person(scene):
    manager, leader = s.staff("af", Role.UNIT_MANAGER), s.staff("af", Role.PROJECT_LEADER)
    url = reverse("people:deadline_overview")
    assert "Inget är räknat än" in logged_in(manager).get(url).content.decode()
    call_command("count_deadlines", verbosity=0)
    cases = DeadlineCount.objects.get(branch=s.branch("af"), code="", leader=scene["karin"])
    assert (cases.cases, cases.still) == (2, 2)
    assert DeadlineCount.objects.get(branch=s.branch("af"), code="contact").over == 2
    hers = logged_in(manager).get(url).content.decode()
    assert scene["karin"].name in hers and "Haddad" not in hers and "Ingen insats pågår" in hers
    client = logged_in(leader)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url).content.decode()
    assert len(statements(queries)) <= 12
    assert "Ärenden med skyddade personuppgifter räknas inte." in page, "why another page may have more"
    assert "Verksamheterna" in page and scene["karin"].name not in page and "Haddad" not in page
    kinds = [kind for kind, *_counts in client.get(url).context["found"].by_kind]
    assert kinds and len(kinds) == len(set(kinds)), "two kinds that lists call the same are one line"
    assert logged_in(s.staff("soc", Role.UNIT_MANAGER), "soc").get(url).context["found"] is None
    call_command("count_deadlines", verbosity=0)
    assert DeadlineCount.objects.filter(branch=s.branch("af"), code="", leader=scene["karin"]).count() == 1
