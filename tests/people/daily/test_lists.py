"""The thin work list: whose cases, which columns, how much it costs, its views (REG-02, M4)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog
from samkraft.people.daily.lists import COLUMNS
from samkraft.people.models import FollowUp, SavedView
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine
from tests import situations as s
from tests.people.logged_in import logged_in, statements

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
LIST_BYTES = 60 * 1024


def listed(client, **query):
    return client.get(reverse("people:cases"), query)


def names(answer):
    return [row.name for row in answer.context["rows"]]


def test_the_list_holds_the_persons_own_cases_alone():
    karin, olle = s.staff(), s.staff()
    s.enrolled_case(karin, last_name="Haddad")
    s.enrolled_case(olle, last_name="Frisk")
    assert names(listed(logged_in(karin))) == ["Haddad, Samira"]


def test_a_former_handler_and_a_withdrawn_branch_see_the_case_no_more():
    karin, olle, jonas = s.staff(), s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    assert len(names(listed(logged_in(jonas, "soc")))) == 1
    with s.as_(karin):
        door.call("assign", case.pk, olle.pk, s.branch("af").pk, "", s.DAY - timedelta(days=3))
        door.call("end_assignment", case.pk, olle.pk, s.DAY)
        for line in ConsentLine.objects.filter(case_id=case.pk).values_list("line", flat=True):
            door.call("withdraw_consent", line)
        door.call("close_uncovered_files", case.pk)
    assert names(listed(logged_in(olle))) == []
    assert names(listed(logged_in(jonas, "soc"))) == []


def test_reg02_a_row_holds_the_seven_columns_and_no_sensitive_field():
    karin = s.staff()
    s.enrolled_case(karin, phone="070-1740612", language="arabiska")
    text = listed(logged_in(karin)).content.decode()
    assert text.count('<th scope="col"') == 7
    assert "070-1740612" not in text
    assert "arabiska" not in text


def test_reg02_columns_are_chosen_among_the_allowed_kept_for_oneself_and_with_a_view():
    karin, olle = s.staff(), s.staff()
    s.enrolled_case(karin, phone="070-1740612"), s.enrolled_case(olle)
    client = logged_in(karin)

    def heads(answer):
        return re.findall(r'<th scope="col"[^>]*>([^<]+)', answer.content.decode())

    assert heads(listed(client, kol=["team", "ledare"])) == ["Namn", "Team", "Processledare"]
    assert len(heads(listed(client, kol=list(COLUMNS)))) == 11
    assert len(heads(listed(client, kol=["phone", "benefits"]))) == 7, "what isn't on the list can't be asked for"
    kept = client.post(reverse("people:keep_columns"), {"kol": ["kontakt", "team"]}, follow=True)
    assert heads(kept) == ["Namn", "Team", "Senaste kontakt"] and "Ångra" in kept.content.decode()
    assert heads(client.get("/")) == heads(kept) and len(heads(listed(logged_in(olle)))) == 7
    assert "kol=" not in listed(client, kol=["kontakt", "team"], fas="1").context["params"], "one's own need no saying"
    client.post(reverse("people:save_view") + "?fas=1&kol=dag", {"name": "Dagar"})
    with s.as_(karin):
        assert SavedView.objects.get().query == "fas=1&kol=dag"
    client.post(reverse("people:keep_columns") + "?kol=")
    assert len(heads(listed(client))) == 7


def test_names_stand_in_swedish_order_and_the_key_breaks_ties():
    karin = s.staff()
    for last in ("Öberg", "Åberg", "Ärlig", "Zetterlund", "de Geer"):
        s.enrolled_case(karin, last_name=last)
    found = [name.split(",")[0] for name in names(listed(logged_in(karin)))]
    assert found == ["de Geer", "Zetterlund", "Åberg", "Ärlig", "Öberg"]


def test_the_list_is_logged_with_its_cases():
    karin = s.staff()
    case = s.enrolled_case(karin)
    listed(logged_in(karin))
    with s.as_(karin):
        row = ReadLog.objects.get(event=Event.LIST_VIEWED)
    assert (row.object_type, row.case_ids) == ("cases:alla", [case.pk])


def test_a_row_tells_the_nearest_step_and_who_holds_it():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    with s.as_(karin):
        door.call("set_next_talk", case.pk, s.DAY + timedelta(days=30))
    mine = listed(logged_in(karin)).context["rows"][0]
    assert (mine.next_on, mine.holder) == (s.DAY + timedelta(days=1), "Dig")
    theirs = listed(logged_in(jonas, "soc")).context["rows"][0]
    assert (theirs.next_on, theirs.holder) == (s.DAY + timedelta(days=30), s.branch("af").short_name)
    assert (mine.phase_number, mine.day, mine.last_contact) == (1, 20, s.DAY - timedelta(days=20))


@pytest.mark.parametrize("query", [{}, {"vy": "frist"}, {"vy": "tyst"}, {"ordning": "nasta"}])
def test_fifty_rows_take_no_more_queries_than_one_and_weigh_little(query):
    karin, olle = s.staff(), s.staff()
    s.enrolled_case(karin)
    for _n in range(52):
        s.enrolled_case(olle, first_name="Abdulrahman", last_name="Svensson-Lindqvist")
    few, many = _cost(karin, query), _cost(olle, query)
    assert len(few[0]) == len(many[0]), "\n".join(many[0])
    assert len(many[0]) <= 12, "\n".join(sql[:120] for sql in many[0])
    assert many[1] <= LIST_BYTES


def _cost(person, query):
    client = logged_in(person)
    listed(client, **query)
    with CaptureQueriesContext(connection) as queries:
        answer = listed(client, **query)
    return statements(queries), len(answer.content)


def test_pages_hold_fifty_and_no_row_is_lost_between_them():
    karin = s.staff()
    for _n in range(53):
        s.enrolled_case(karin, last_name="Svensson", first_name="Maja")
    client = logged_in(karin)
    first, second = listed(client), listed(client, sida=2)
    ids = {row.case_id for row in first.context["rows"]} | {row.case_id for row in second.context["rows"]}
    assert (len(first.context["rows"]), len(second.context["rows"]), len(ids)) == (50, 3, 53)


def test_htmx_gets_the_rows_that_the_page_includes():
    karin = s.staff()
    s.enrolled_case(karin)
    client = logged_in(karin)
    whole = listed(client).content.decode()
    fragment = client.get(reverse("people:cases"), headers={"HX-Request": "true"}).content.decode()
    assert "<h1" not in fragment
    assert fragment.strip() in whole


class TestViews:
    def test_a_case_with_a_deadline_within_seven_days_stands_in_its_view(self):
        karin = s.staff()
        near = s.enrolled_case(karin, on=s.DAY - timedelta(days=20))
        s.enrolled_case(karin, on=s.DAY - timedelta(days=2))
        assert [row.case_id for row in listed(logged_in(karin), vy="frist").context["rows"]] == [near.pk]

    def test_a_case_without_a_next_talk_stands_in_its_view_until_one_is_set(self):
        karin = s.staff()
        case = s.enrolled_case(karin)
        client = logged_in(karin)
        assert len(names(listed(client, vy="utan-steg"))) == 1
        with s.as_(karin):
            door.call("set_next_talk", case.pk, s.DAY)
        assert names(listed(client, vy="utan-steg")) == []
        assert "Ingen av dina deltagare finns i den här vyn." in listed(client, vy="utan-steg").content.decode()

    def test_a_case_where_nothing_is_shared_stands_in_the_quiet_view(self):
        karin, jonas = s.staff(), s.staff("soc")
        case = s.enrolled_case(karin)
        s.joined_branch(karin, case, "soc", jonas)
        s.consent(karin, case, "soc", "plan")
        client = logged_in(karin)
        assert len(names(listed(client, vy="tyst"))) == 1
        plan = s.item(karin, case)
        with s.as_(karin):
            soc = s.branch("soc").pk
            door.call("release", case.pk, soc, "plan", "plan", plan, 1, "Plan version 1", {}, "consent")
        assert names(listed(client, vy="tyst")) == []

    def test_a_discharged_case_waits_for_its_follow_up_and_leaves_the_list(self):
        karin = s.staff()
        case = s.enrolled_case(karin)
        file = s.file_of(case, karin)
        with s.as_(karin):
            FollowUp.objects.create(
                owner_branch=s.branch("af"), case=case, file=file, kind="day_90", due_on=s.DAY + timedelta(days=10)
            )
            door.call("close_case", case.pk, s.DAY)
        client = logged_in(karin)
        assert names(listed(client)) == []
        row = listed(client, vy="folj-upp").context["rows"][0]
        assert (row.case_id, row.phase, row.next_on) == (case.pk, "Utskriven", s.DAY + timedelta(days=10))

    def test_team_and_phase_narrow_the_list_and_nonsense_changes_nothing(self):
        karin = s.staff()
        case = s.enrolled_case(karin)
        client = logged_in(karin)
        assert len(names(listed(client, team=case.team.code, fas="1"))) == 1
        assert names(listed(client, fas="3")) == []
        assert len(names(listed(client, fas="finns-inte", sida="x"))) == 1

    def test_a_view_is_saved_for_oneself_and_holds_no_name(self):
        karin, olle = s.staff(), s.staff()
        client = logged_in(karin)
        url = reverse("people:save_view") + "?fas=2&ordning=nasta&q=Haddad&sida=3"
        assert client.post(url, {"name": "Fas 2"}).status_code == 302
        with s.as_(karin):
            assert SavedView.objects.get().query == "fas=2&ordning=nasta"
        again = client.post(url, {"name": "Fas 2"})
        assert again.status_code == 422
        assert "Du har redan en vy med det namnet." in again.content.decode()
        assert "Fas 2" in listed(client).content.decode()
        assert "?fas=2&amp;ordning=nasta" in listed(client).content.decode()
        other = logged_in(olle)
        assert "ordning=nasta" not in listed(other).content.decode()
        with s.as_(karin):
            pk = SavedView.objects.get().pk
        assert other.post(reverse("people:remove_view", args=[pk])).status_code == 404
        assert client.post(reverse("people:remove_view", args=[pk])).status_code == 302


@pytest.mark.parametrize("role", [Role.UNIT_MANAGER, Role.STEERING, Role.EVALUATOR, Role.PROJECT_ADMINISTRATOR])
@pytest.mark.parametrize("name", ["people:cases", "people:search", "people:deadlines"])
def test_only_handlers_have_a_list_of_persons(role, name):
    assert logged_in(s.staff("af", role)).get(reverse(name)).status_code == 404
