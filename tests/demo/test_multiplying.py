"""A large register is a block of cases and copies of it, for other people: each copy a case as whole as the first."""

import os
import re

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from samkraft.access.models import Branch
from samkraft.access.vault import open_text, ring_of, unseal
from samkraft.people.intake.draw_actions import verify_draw
from samkraft.people.models import Draw
from samkraft.people.vault import lookup_hash, person_key
from samkraft.site.database_url import address
from samkraft.site.demo import making, multiplying
from samkraft.site.demo.completeness import empty_database, mark_begun
from samkraft.site.demo.multiplying import size_of_block
from samkraft.site.demo.workers import NotMade, Workers
from samkraft_analysis import lottery
from tests.conftest import clone_database, connected_to, drop_database
from tests.demo import keys

_CASES, _BLOCK = 59, 20  # blocks of 20, 20 and 19
_OF_A_BLOCK = "case when {0}::text like '________-____-8%%' then left({0}::text, 4)::int else 0 end"


@pytest.fixture(scope="module")
def database(template_database, django_db_blocker):
    """A register of three blocks: enrolment and all that is told in the cases, nothing beside."""
    name = f"samkraft_test_{os.getpid()}_blocks"
    clone_database(template_database, name)
    with django_db_blocker.unblock(), connected_to(name), pytest.MonkeyPatch.context() as patch:
        patch.setattr(multiplying, "LARGEST_BLOCK", _BLOCK)
        patch.setattr(multiplying, "_BLOCK", _BLOCK)
        mark_begun(_CASES, 1)
        with Workers(1) as crew:
            _make(_CASES, crew)
        patch.undo()
        yield name
    drop_database(name)


def _make(cases, crew):
    register = making.Register(size_of_block(cases), 1, lambda words: None, crew)
    register.make()
    crew.finish()
    making.told_in_cases(register)
    multiplying.multiply(cases, register.intake, register.taken, crew, lambda words: None)


@pytest.fixture
def ask(database):
    """SQL of the test's own, as administrator."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": database}), autocommit=True) as admin:
        yield lambda query, *arguments: admin.execute(query, arguments or None).fetchall()


@pytest.mark.parametrize(("cases", "size"), [(1, 1), (3700, 3700), (8000, 8000), (8001, 4001), (100_000, 5000)])
def test_what_a_team_sees_in_a_day_goes_wholly_through_the_door(cases, size):
    assert size_of_block(cases) == size


def test_more_than_there_are_numbers_for_is_refused_in_words():
    with pytest.raises(NotMade, match="at most"):
        size_of_block(10_000_000)


def test_there_are_as_many_cases_as_were_asked_for_and_each_has_a_number_of_its_own(ask):
    assert ask("select count(*), count(distinct number) from people_case") == [(_CASES, _CASES)]


def test_the_next_case_is_numbered_after_them(ask):
    late = """select 1 from people_case c join people_casecounter n on n.programme_id = c.programme_id
        and n.year = substring(c.number from '-(\\d{4})-')::int where substring(c.number from '\\d+$')::int > n.last"""
    assert ask(late) == []


def test_every_key_leads_to_a_row(ask):
    """Nothing was checked while the copies were written."""
    number, lost = keys.followed(ask)
    assert number > 300 and lost == []


def test_every_index_is_whole_again_and_every_table_is_tidied(ask):
    assert ask("select indexrelid::regclass from pg_index where not (indisvalid and indisready)") == []
    assert ask("select relname from pg_class where 'autovacuum_enabled=off' = any(reloptions)") == []
    assert ask("select nspname from pg_namespace where nspname = 'demo_block'") == []


def test_what_is_numbered_next_meets_nobody(ask):
    sequences = ask("""select t.relname, pg_get_serial_sequence(t.oid::regclass::text, 'id')
        from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attname = 'id'
        where a.atttypid = 'bigint'::regtype and t.relkind = 'r' and t.relnamespace = 'public'::regnamespace""")
    for table, sequence in sequences:
        if sequence:
            ahead = ask(
                f"select coalesce(max(t.id), 0) <= max(s.last_value) from {table} t right join {sequence} s on true"
            )
            assert ahead == [(True,)], table


def test_every_block_holds_what_the_first_holds(ask):
    """Whole blocks, table by table; the last is one case short."""
    tables = [t for (t,) in ask("""select relname::text from pg_class c where relnamespace = 'public'::regnamespace
        and relkind = 'r' and exists (select from pg_attribute where attrelid = c.oid and attname = 'case_id'
        and atttypid = 'uuid'::regtype) order by 1""")]  # fmt: skip
    compared = 0
    for table in tables:
        rows = dict(
            ask(f"select {_OF_A_BLOCK.format('case_id')}, count(*) from {table} where case_id is not null group by 1")
        )
        if rows:
            assert rows[1] == rows[0], table
            assert rows.get(2, 0) <= rows[0], table
            compared += 1
    assert compared > 25


def test_the_history_of_a_copied_row_is_as_long_as_the_first_ones(ask):
    of_steps = """select {0}, operation, count(*) from access_rowhistory where table_name = %s group by 1, 2"""
    for table in ("people_case", "people_casefile", "casework_planstep", "people_referral"):
        found = {(block, op): n for block, op, n in ask(of_steps.format(_OF_A_BLOCK.format("row_key")), table)}
        assert {op: n for (block, op), n in found.items() if block == 1} == {
            op: n for (block, op), n in found.items() if block == 0
        }, table
    stray = """select h.row_key from access_rowhistory h left join sharing_consentline l on l.id::text = h.row_key
        where h.table_name = 'sharing_consentline' and l.id is null"""
    assert ask(stray) == []


def test_nobody_of_another_block_is_named_in_a_history(ask):
    """What a referral said before it changed is said of the copied person, not of the first."""
    differing = """select r.id from access_rowhistory h join people_referral r on r.id::text = h.row_key
        where h.table_name = 'people_referral' and h.before is not null
        and (h.before->>'last_name' <> r.last_name or h.before->>'identity_hash' <> r.identity_hash
            or h.before->>'pseudonym' <> r.pseudonym)"""
    assert ask(differing) == []


def test_each_case_is_about_one_person_whom_each_branch_finds_by_her_number(database, ask):
    branches = {branch.pk: branch for branch in Branch.objects.all()}
    numbers, people = {}, {}
    for case, branch, sealed, kept, sex in ask(
        "select case_id, owner_branch_id, identity_sealed, identity_hash, sex from people_casefile"
    ):
        number = unseal(branches[branch], bytes(sealed))
        assert lookup_hash(branches[branch], number) == kept
        assert int(number[-1]) % 2 == (sex == "man")
        assert numbers.setdefault(case, number) == number
        assert people.setdefault(number, case) == case
    assert len(numbers) == _CASES
    for case, key in ask("select case_id, key_hash from people_personkey where case_id is not null"):
        assert key == person_key("malmokraften-2.0", numbers[case])


def test_nobody_is_referred_twice(ask):
    assert ask("""select count(*) - count(distinct (owner_branch_id, programme_id, identity_hash)) from people_referral
        where identity_hash <> ''""") == [(0,)]  # fmt: skip


def test_a_plan_that_was_sent_speaks_of_the_steps_of_its_own_case(ask):
    rings = {branch.pk: ring_of(branch) for branch in Branch.objects.all()}
    steps = {}
    for case, step in ask("select case_id, id from casework_planstep"):
        steps.setdefault(case, set()).add(str(step))
    copies = ask("select case_id, owner_branch_id, content from sharing_receivedcopy where item_kind = 'plan'")
    kept = ask("select case_id, content::text from casework_planversion")
    texts = [(case, open_text(rings[owner], content)) for case, owner, content in copies] + kept
    assert {str(case)[14] for case, _text in texts} == {"4", "8"}
    for case, text in texts:
        named = set(re.findall(r'"id": "([0-9a-f-]{36})"', text))
        assert named <= steps[case]


def test_no_key_of_the_first_block_is_left_in_what_a_copy_received(ask):
    """Of staff alone keys are the same in every block."""
    rings = {branch.pk: ring_of(branch) for branch in Branch.objects.all()}
    staff = {str(key) for (key,) in ask("select public_id from access_staff")}
    received = ask(
        "select owner_branch_id, content from sharing_receivedcopy where case_id::text like '________-____-8%'"
    )
    for owner, content in received:
        found = set(
            re.findall(
                r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", open_text(rings[owner], content)
            )
        )
        assert found <= staff


def test_every_block_was_drawn_by_the_public_seed_and_can_be_verified(database, ask):
    """P-013: who was called and who waits is what the lottery says of the block's own list."""
    draws = [Draw(**row) for (row,) in ask("select to_jsonb(d) from people_draw d")]
    assert len(draws) == 3 * len({draw.drawn_on for draw in draws})
    for draw in draws:
        verify_draw(draw)
        called = {name for (name,) in ask("select pseudonym from people_referral where draw_id = %s"
                                          " and called_on is not null", draw.id)}  # fmt: skip
        assert called == set(lottery.Draw.from_dict(draw.record).called)


def _left_behind(name):
    with psycopg.connect(make_conninfo(**address() | {"dbname": name}), autocommit=True) as admin:
        return (
            admin.execute("select count(*) from pg_index where not (indisvalid and indisready)").fetchone()[0],
            admin.execute("select count(*) from pg_class where 'autovacuum_enabled=off' = any(reloptions)").fetchone()[
                0
            ],
            admin.execute("select count(*) from pg_namespace where nspname = 'demo_block'").fetchone()[0],
        )


def test_copying_that_is_broken_off_leaves_nothing_behind_once_the_half_made_is_thrown_away(
    template_database, django_db_blocker, monkeypatch
):
    name = f"samkraft_test_{os.getpid()}_broken"
    clone_database(template_database, name)
    monkeypatch.setattr(multiplying, "LARGEST_BLOCK", 3)
    monkeypatch.setattr(multiplying, "_BLOCK", 3)
    monkeypatch.setattr(multiplying, "build_indexes", _out_of_disk)
    with django_db_blocker.unblock(), connected_to(name), Workers(1) as crew:
        mark_begun(6, 1)
        with pytest.raises(NotMade, match="Indexes of access_rowhistory: no space left"):
            _make(6, crew)
        assert all(_left_behind(name))
        empty_database()
        assert _left_behind(name) == (0, 0, 0)
    drop_database(name)


def _out_of_disk(table):
    raise OSError("no space left on device")


def test_who_may_not_restore_a_backup_is_told_so_before_anything_is_copied(monkeypatch):
    class Asked:
        def execute(self, query):
            return self

        def fetchone(self):
            return (False,)

    with pytest.raises(NotMade, match="superuser"):
        multiplying._ask_for_superuser(Asked())
