"""The leaders' pages: who may see them, what they say, whose cases open behind a figure."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog
from samkraft.people.intake.placing_actions import team_loads
from samkraft.people.protection.actions import protect
from samkraft.steering.flow import flow
from samkraft.steering.measures import figures
from samkraft.steering.models import ManualValue
from samkraft.steering.scorecard import scorecard
from samkraft.steering.snapshots import make_month_ends, make_snapshot
from tests.people.logged_in import logged_in, statements
from tests.situations import DAY, as_, joined_branch, programme, staff
from tests.steering.register import Register

SEE = [Role.PROJECT_LEADER, Role.STEERING, Role.EVALUATOR, Role.ECONOMIST, Role.PROJECT_ADMINISTRATOR,
       Role.UNIT_MANAGER, Role.HANDLER]  # fmt: skip
PAGES = ["/styrkort/", "/styrkort/flode/", "/styrkort/tabell.csv", "/styrkort/enrolled/", "/styrkort/workplace_share/",
         "/styrkort/kommunala-anstallningar/"]  # fmt: skip


@pytest.fixture
def register(committed):
    return Register(staff("af", first_name="Karin"))


def people(register, number=6, sex="woman"):
    return [register.person(sex=sex, last_name=f"Efternamn{i}") for i in range(number)]


def page(client, url):
    return client.get(url).content.decode()


def test_sums_are_for_those_who_lead_follow_up_and_work(committed):
    for role in Role:
        client = logged_in(staff("af", role))
        expected = 200 if role in SEE else 404
        assert [client.get(url).status_code for url in PAGES] == [expected] * len(PAGES), role


def test_an_indicator_that_does_not_exist_is_not_there(committed):
    assert logged_in(staff("af", Role.STEERING)).get("/styrkort/hittepa/").status_code == 404


def test_no_page_of_the_leaders_holds_a_name(register):
    people(register)
    for role in (Role.PROJECT_LEADER, Role.STEERING, Role.EVALUATOR):
        client = logged_in(staff("af", role))
        assert all("Efternamn" not in page(client, url) for url in [*PAGES, "/styrkort/joint_plan/"])


def test_a_handler_sees_which_of_her_own_cases_a_figure_counts_and_the_list_is_logged(register):
    cases = people(register, 6)
    for case in cases[:5]:
        register.plan(case, 30)
    shown = page(logged_in(register.handler), "/styrkort/joint_plan/")

    assert "5 av dessa är dina" in shown and shown.count("Efternamn") == 5
    with as_(register.handler):
        assert ReadLog.objects.get(object_type="scorecard:joint_plan").case_ids != []


def test_a_colleague_of_the_branch_sees_none_of_them(register):
    """The near miss: same branch, same role, other cases."""
    for case in people(register):
        register.plan(case, 30)
    colleague = logged_in(staff("af"))
    assert "0 av dessa är dina" in page(colleague, "/styrkort/joint_plan/")
    assert "Efternamn" not in page(colleague, "/styrkort/joint_plan/")


def test_another_branch_sees_what_it_knows_itself(register):
    """She is assigned for her branch, but the discharge stands in the leader's file and was never shared with it."""
    socialworker = staff("soc")
    case = register.person(20, last_name="Efternamn")
    joined_branch(register.handler, case, "soc", socialworker)
    client = logged_in(socialworker, "soc")
    assert "1 av dessa är dina" in page(client, "/styrkort/enrolled/")
    register.discharge(case, 1)
    assert "0 av dessa är dina" in page(client, "/styrkort/to_work/")


def test_health_and_benefit_figures_never_open_to_a_list(register):
    case = register.person()
    register.activity(case, 50, 45, 40, type="care_coordination")
    assert "är dina" not in page(logged_in(register.handler), "/styrkort/care_coordination/")


def test_the_scorecard_says_what_is_wrong_first_and_hides_small_numbers(register):
    register.plan(people(register, 6)[0], 30)
    shown = page(logged_in(staff("af", Role.STEERING)), "/styrkort/")
    assert "Färre än fem" in shown and "Bara summor, aldrig personer." in shown
    assert "Att ta ställning till" in shown and "klart missade" in shown


def test_the_table_is_downloaded_as_it_is_shown_and_harmless_to_a_spreadsheet(register):
    people(register, 3)
    ManualValue.objects.create(programme=programme(), indicator="staff", on=DAY, numerator=42, source="=HYPERLINK(1)")
    table = page(logged_in(staff("af", Role.STEERING)), "/styrkort/tabell.csv")
    assert "'=HYPERLINK(1)" in table and ";=HYPERLINK" not in table
    row = next(line for line in table.splitlines() if "Deltagare sedan start" in line)
    assert row.startswith("Resultat;Deltagare sedan start;3 694;Färre än fem;–;–;Visas inte;")


def test_the_project_leader_enters_a_value_that_then_counts(committed):
    leader = staff("af", Role.PROJECT_LEADER)
    client = logged_in(leader)
    answer = client.post("/styrkort/employer_time/varde/",
                         {"on": "2021-06-20", "numerator": "17,5", "source": "Tidrapporter"})  # fmt: skip
    assert answer.status_code == 302
    kept = ManualValue.objects.get()
    assert (kept.numerator, kept.denominator, kept.entered_by) == (17.5, 100, leader)
    shown = page(client, "/styrkort/employer_time/")
    assert "Tidrapporter" in shown and "18\u00a0%" in shown and leader.name in shown


WRONG = (
    ({"on": "2021-07-01", "numerator": "17", "source": "x"}, "framtiden"),
    ({"on": "2019-07-01", "numerator": "17", "source": "x"}, "före programmets start"),
    ({"on": "2021-06-20", "numerator": "170", "source": "x"}, "100 procent"),
    ({"on": "2021-06-20", "numerator": "", "source": "x"}, "Värde"),
    ({"on": "2021-06-20", "numerator": "7,5", "source": "x", "code": "staff"}, "helt tal"),
)


def test_a_wrong_value_is_explained_and_nothing_is_kept(committed):
    client = logged_in(staff("af", Role.PROJECT_LEADER))
    for given, words in WRONG:
        answer = client.post(f"/styrkort/{given.get('code', 'employer_time')}/varde/", given)
        assert answer.status_code == 422 and words in answer.content.decode(), given
        assert not ManualValue.objects.exists(), given


def test_others_enter_no_values(committed):
    given = {"on": "2021-06-20", "numerator": "17", "source": "x"}
    for role in (Role.STEERING, Role.EVALUATOR, Role.HANDLER):
        assert logged_in(staff("af", role)).post("/styrkort/employer_time/varde/", given).status_code == 404, role


def test_a_value_counted_from_cases_can_not_be_overwritten(committed):
    given = {"on": "2021-06-20", "numerator": "17", "source": "x"}
    client = logged_in(staff("af", Role.PROJECT_LEADER))
    assert client.post("/styrkort/enrolled/varde/", given).status_code == 404


def test_the_pages_take_few_queries_however_many_people(register):
    client = logged_in(staff("af", Role.STEERING))
    make_month_ends(programme(), DAY)
    client.get("/styrkort/")
    counts = []
    for number in (1, 7):
        people(register, number)
        with (
            CaptureQueriesContext(connections["default"]) as own,
            CaptureQueriesContext(connections["figures"]) as sums,
        ):
            shown = client.get("/styrkort/")
        counts.append((len(statements(own.captured_queries)), len(sums.captured_queries)))
        assert len(shown.content) <= 60 * 1024
    assert counts[0] == counts[1] and sum(counts[1]) <= 15


def test_all_indicators_take_one_statement_and_one_for_each_wait(committed):
    definition = programme().version_on(DAY).definition
    with CaptureQueriesContext(connections["figures"]) as sums:
        figures(programme().pk, definition, DAY)
    assert len(sums.captured_queries) == 3


def test_a_wait_opens_to_ones_own_cases_that_still_wait(register):
    """What a figure's definition says that it opens to, it opens to."""
    cases = people(register, 6)
    register.plan(cases[0], 30)
    shown = page(logged_in(register.handler), "/styrkort/wait_enrolled_plan/")
    assert "5 av dem som väntar är dina" in shown and "Efternamn0" not in shown and "Efternamn5" in shown


def test_the_flow_opens_what_is_an_indicator(register):
    people(register, 6)
    shown = page(logged_in(staff("af", Role.STEERING)), "/styrkort/flode/")
    for code in ("stock", "enrolled", "wait_asked_decided"):
        assert f'href="/styrkort/{code}/"' in shown


@pytest.mark.parametrize(("role", "seen"), [(Role.STEERING, 6), (Role.EVALUATOR, 6), (Role.PROJECT_LEADER, 12)])
def test_the_figures_of_the_day_are_for_those_who_work_in_the_programme(register, role, seen):
    people(register, 6)
    make_snapshot(programme(), DAY)
    people(register, 6)
    assert f"<b>{seen}</b>" in page(logged_in(staff("af", role)), "/styrkort/enrolled/")


def test_team_load_counts_everyone_as_the_placing_does(register):
    """Who refused statistics takes a place in the team; the stock of the figures leaves her out (one rule each)."""
    cases = people(register, 8)
    register.refuse_statistics(cases[0])
    with as_(register.handler):
        placed = {load.key: load.load for load in team_loads(programme())}
    shown = flow(programme(), DAY)
    assert sum(team.people for team in shown.teams) == sum(placed.values()) == 8
    now = next(month for month in shown.months if month.on == DAY)
    assert now.enrolled == scorecard(programme(), DAY).row("enrolled").value == 8
    assert scorecard(programme(), DAY, suppressed=False).row("stock").value == 7


def test_who_is_protected_stands_in_no_team_s_load(register):
    """SKY-02: neither for the leaders nor for the placing: one taken from the other would tell of her."""
    cases = people(register, 8)
    with as_(register.handler):
        protect(cases[0].pk, "mark")
        placed = sum(load.load for load in team_loads(programme()))
    assert sum(team.people for team in flow(programme(), DAY).teams) == placed == 7


def test_the_flow_shows_stock_waits_and_teams(register):
    for case in people(register, 6) + people(register, 6, "man"):
        register.plan(case, 40)
    shown = page(logged_in(staff("af", Role.STEERING)), "/styrkort/flode/")
    assert "12 deltagare i dag." in shown and "Från inskrivning till kartläggning" in shown and "Team 1" in shown
    assert "räknas som inskriven och i teamens belastning, men inte bland deltagarna" in shown
