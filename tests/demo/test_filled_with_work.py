"""A register that is filled with years of work for the bench holds what the rooms themselves would have written."""

import json
import os

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from samkraft.access.acting import acting
from samkraft.access.models import Branch, Staff
from samkraft.access.vault import open_text, ring_of
from samkraft.activities.models import Attendance
from samkraft.casework.models import PlanStep, StepMove
from samkraft.casework.plan.rules import may_move
from samkraft.site.database_url import address
from samkraft.site.demo import making
from samkraft.site.demo.attendance import write_attendance
from samkraft.site.demo.completeness import mark_begun
from samkraft.site.demo.places import make_catalogue
from samkraft.site.demo.staff import FIRST
from samkraft.site.demo.workers import Workers
from tests.conftest import clone_database, connected_to, drop_database
from tests.demo import keys
from tests.people.logged_in import logged_in

_CASES = 60
_OF_A_CASE = ("", "plan/", "plan/versioner/", "plan/andra/", "plan/utskrift/", "aktiviteter/")
_STEPS, _DAYS = 20 * _CASES, 50 * _CASES


@pytest.fixture(scope="module")
def database(template_database, django_db_blocker):
    """The name of a small register that is filled."""
    name = f"samkraft_test_{os.getpid()}_work"
    clone_database(template_database, name)
    with django_db_blocker.unblock(), connected_to(name):
        mark_begun(_CASES, 1)
        with Workers(1) as crew:
            register = making.Register(_CASES, 1, lambda words: None, crew)
            register.make()
            crew.finish()
            make_catalogue(register)
            write_attendance(register)
        _fill(name)
        yield name
    drop_database(name)


def _fill(name):
    from bench import work_rows  # asks for the settings

    work_rows.fill(make_conninfo(**address() | {"dbname": name}), _CASES)


@pytest.fixture
def ask(database):
    """SQL of the test's own, as administrator."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": database}), autocommit=True) as admin:
        yield lambda query, *arguments: admin.execute(query, arguments or None).fetchall()


_COUNTS = """select (select count(*) from casework_planstep), (select count(*) from activities_attendance),
    (select count(*) from casework_planversion), (select count(*) from access_rowhistory)"""


def test_it_is_filled_to_its_goals_and_a_second_time_nothing_is_added(database, ask):
    before = ask(_COUNTS)
    assert before[0][:2] == (_STEPS, _DAYS)
    _fill(database)
    assert ask(_COUNTS) == before


def test_some_cases_have_much_and_some_little(ask):
    of = "select max(n) > 3 * min(n) and max(n) > 40 from (select count(*) as n from {} group by {}) c"
    assert ask(of.format("casework_planstep", "plan_id")) == [(True,)]
    assert ask(of.format("activities_attendance", "case_id")) == [(True,)]


def test_every_key_leads_to_a_row_and_every_index_is_whole(ask):
    assert keys.followed(ask)[1] == []
    assert ask("select indexrelid::regclass from pg_index where not (indisvalid and indisready)") == []
    assert ask("select relname from pg_class where 'autovacuum_enabled=off' = any(reloptions)") == []


def test_every_check_of_the_tables_holds(ask):
    """Written anew by nobody: each rule is asked of the rows."""
    for table, name, rule in ask("""select conrelid::regclass::text, conname, pg_get_expr(conbin, conrelid)
            from pg_constraint where contype = 'c' and conrelid in (
                'casework_planstep'::regclass, 'casework_stepmove'::regclass, 'activities_attendance'::regclass)"""):
        assert ask(f"select count(*) from {table} where not ({rule})".replace("%", "%%")) == [(0,)], name


def test_a_step_is_of_its_plans_own_branch_file_and_case_and_within_the_stay(ask):
    lost = ask("""select s.id from casework_planstep s join casework_plan p on p.id = s.plan_id
        join people_case c on c.id = s.case_id
        where (s.owner_branch_id, s.file_id, s.case_id) is distinct from (p.owner_branch_id, p.file_id, p.case_id)
        or s.title ~ 'omgång' and (s.starts_on < c.opened_on or s.ends_on > c.closed_on)""")
    assert lost == []


def test_who_is_responsible_is_of_a_branch_that_holds_a_file_on_the_case(ask):
    lost = ask("""select s.id from casework_planstep s where s.responsible_branch_id is not null and not exists (
        select from people_casefile f where f.case_id = s.case_id and f.owner_branch_id = s.responsible_branch_id)
        or s.responsible_staff_id is not null and not exists (select from access_roleassignment r
            where r.staff_id = s.responsible_staff_id and r.branch_id = s.responsible_branch_id)""")
    assert lost == []


def test_a_step_stands_where_its_moves_lead_and_its_history_tells_of_each(database, ask):
    with connected_to(database):
        moves = ask("select from_state, to_state from casework_stepmove group by 1, 2")
    assert len(moves) > 4 and all(may_move(before, after) for before, after in moves)
    lost = ask("""select s.id from casework_planstep s join lateral (select to_state, reason, moved_on
            from casework_stepmove m where m.step_id = s.id order by moved_on desc, id desc limit 1) m on true
        where (m.to_state, m.reason, m.moved_on) is distinct from (s.state, s.reason, s.state_since)""")
    assert lost == []
    lost = ask("""select s.id from casework_planstep s
        left join lateral (select count(*) as n from casework_stepmove m where m.step_id = s.id) m on true
        left join lateral (select count(*) filter (where operation = 'I') as made,
            count(*) filter (where operation = 'U' and before ->> 'id' = s.id::text) as changed from access_rowhistory h
            where h.table_name = 'casework_planstep' and h.row_key = s.id::text) h on true
        where s.title ~ 'omgång' and (h.made, h.changed) is distinct from (1, m.n)""")
    assert lost == []
    for table in ("casework_stepmove", "activities_attendance", "casework_planversion", "sharing_receivedcopy"):
        lost = ask(f"""select t.id from {table} t where (select count(*) from access_rowhistory h
            where h.table_name = '{table}' and h.row_key = t.id::text and h.operation = 'I'
            and h.owner_branch_id = t.owner_branch_id) <> 1""")
        assert lost == [], table


def test_a_published_plan_holds_every_step_and_each_receiver_reads_the_same(ask):
    """What is received lies sealed with the receiver's own key (ARK-05)."""
    lost = ask("""select v.id from casework_planversion v where number = (select max(number) from casework_planversion n
            where n.plan_id = v.plan_id) and (select count(*) from casework_planstep s where s.plan_id = v.plan_id)
        <> jsonb_array_length(content -> 'steps')""")
    assert lost == []
    rings = {branch.pk: ring_of(branch) for branch in Branch.objects.all()}
    copies = ask("""select c.owner_branch_id, c.content, v.content, r.to_branch_id from sharing_receivedcopy c
        join casework_planversion v on v.plan_id = c.item_id and v.number = c.version
        join sharing_release r on r.release = c.release and r.version = c.version
        where c.item_kind = 'plan' and jsonb_array_length(v.content -> 'steps') > 12""")
    assert len(copies) > 20
    for owner, sealed, content, to in copies:
        assert owner == to and json.loads(open_text(rings[owner], sealed)) == content


def test_nothing_is_sent_on_a_day_that_no_line_covered(ask):
    lost = ask("""select r.id from sharing_release r
        where r.item_kind = 'plan' and r.ground = 'consent' and not exists (select from sharing_consentline l
            where l.line = r.line and r.made_available_at::date between l.valid_from and l.valid_until)""")
    assert lost == []


def test_attendance_is_of_the_activitys_own_file_on_working_days_while_it_went_on(ask):
    lost = ask("""select t.id from activities_attendance t join activities_activity a on a.id = t.activity_id
        where (t.owner_branch_id, t.file_id, t.case_id) is distinct from (a.owner_branch_id, a.file_id, a.case_id)
        or extract(isodow from t.day) > 5 or t.day < a.started_on or t.day > a.ended_on
        or t.came <> (t.hours is not null) or t.came and t.reason <> ''""")
    assert lost == []
    assert len(ask("select distinct reason from activities_attendance")) == 5


def test_what_a_provider_has_written_is_of_sessions_that_she_leads(ask):
    """As the door keeps it, of the days that are filled in (``created_at`` tells them)."""
    written = ask("""select l.id is not null, t.reason, count(*) from activities_attendance t
        join activities_activity a on a.id = t.activity_id left join activities_booking b on b.id = a.booking_id
        left join activities_sessionprovider l on l.offering_id = b.offering_id and l.staff_id = t.written_by_id
        where t.by_provider and t.created_at = t.day + time '15:30' group by 1, 2""")
    assert [row[:2] for row in written] == [(True, "")]


def test_no_session_is_larger_than_a_group_and_who_holds_a_place_holds_it_there(ask):
    assert ask("select max(n) <= 20 from (select count(*) as n from activities_place group by session_id) c") == [
        (True,)
    ]
    lost = ask("""select b.id from activities_booking b full join activities_place p on p.booking_id = b.id
        where (p.booking_id is not null or b.held_id is not null and b.state <> 'left')
        and b.held_id is distinct from p.session_id""")
    assert lost == []


def test_each_branch_sees_its_own_and_nothing_else(database, ask):
    with connected_to(database):
        for branch in Branch.objects.all():
            with acting(branch, Staff.objects.first(), programme=FIRST, sees_protected=True):
                for model in (PlanStep, StepMove, Attendance):
                    own = ask(f"select count(*) from {model._meta.db_table} where owner_branch_id = {branch.pk}")
                    assert model.objects.count() == own[0][0]
                    assert not model.objects.exclude(owner_branch=branch).exists()


def test_the_pages_of_the_longest_cases_open(database, ask):
    case, branch, staff = ask("""select a.case_id, b.code, a.staff_id from people_caseassignment a
        join people_case c on c.id = a.case_id and c.closed_on is null join access_branch b on b.id = a.branch_id
        join casework_plan p on p.case_id = c.id and p.owner_branch_id = a.branch_id
        join casework_planversion v on v.plan_id = p.id and v.number = 2
        where exists (select from activities_attendance t where t.case_id = c.id and t.owner_branch_id = a.branch_id)
        order by (select count(*) from casework_planstep s where s.plan_id = p.id) desc limit 1""")[0]
    most = """select activity_id from activities_attendance t join access_branch b on b.id = t.owner_branch_id
        where case_id = %s and b.code = %s group by 1 order by count(*) desc limit 1"""
    [(activity,)] = ask(most, case, branch)
    with connected_to(database):
        client = logged_in(Staff.objects.get(pk=staff), branch, FIRST)
        for part in (*_OF_A_CASE, f"aktiviteter/{activity}/", f"aktiviteter/{activity}/narvaro/"):
            assert client.get(f"/deltagare/{case}/{part}").status_code == 200, part
        for address_of_list in ("/", "/frister/", "/att-registrera/", "/utbud/"):
            assert client.get(address_of_list).status_code == 200, address_of_list
