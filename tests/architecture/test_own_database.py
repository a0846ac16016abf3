"""The database that tests borrow in turn: nobody finds in it what another has done to it."""

import os
from functools import partial

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from samkraft.site.database_url import address
from tests.conftest import clone_database, drop_database
from tests.own_database import OwnDatabase, Template

_EVENT = """insert into access_readlog (event, branch_id, staff_id, role, programme, case_ids, object_type, items,
    reason, term_hash, session) values ('ACC-1', 1, 1, '', '', '{}', '', '[]', '', '', '') returning id"""


@pytest.fixture(scope="module")
def own(template_database):
    made = OwnDatabase(
        f"samkraft_test_{os.getpid()}_borrowed", partial(clone_database, template_database), drop_database
    )
    yield made
    made.give_up()


@pytest.fixture
def cloned(own, monkeypatch):
    """How often the template has been copied."""
    times, clone = [], own._clone
    monkeypatch.setattr(own, "_clone", lambda name: times.append(name) or clone(name))
    return times


def _done(own, *statements):
    """What the last statement tells, asked by somebody who may do everything."""
    with own.lent() as name, psycopg.connect(make_conninfo(**address() | {"dbname": name})) as admin:
        for statement in statements:
            done = admin.execute(statement)
        return done.fetchone()[0] if done.description else None


def test_rows_are_taken_out_also_of_a_log_that_lets_none_go_and_numbers_begin_anew(own, cloned):
    first = _done(own, _EVENT)
    assert _done(own, "select count(*) from access_readlog") == 0
    assert _done(own, _EVENT) == first
    assert len(cloned) <= 1


def test_where_more_than_that_was_done_the_database_is_made_anew(own, cloned):
    assert _done(own, "create table more (id int)", "select 1") == 1
    assert _done(own, "select count(*) from pg_tables where tablename = 'more'") == 0
    assert cloned


@pytest.mark.parametrize(
    "harm",
    [
        "update access_branch set name = 'Ny'", "delete from django_migrations",
        "alter table people_casefile disable trigger all", "drop policy acting_branch on people_casefile",
        "grant select on access_logmark to samkraft_app", "grant all on schema door to samkraft_figures",
        "create function more() returns int language sql as 'select 1'", "analyze access_branch",
    ],
)  # fmt: skip
def test_what_was_done_to_the_template_s_own_is_found(own, harm):
    with own.lent() as name, psycopg.connect(make_conninfo(**address() | {"dbname": name})) as admin:
        template = Template(admin)
        assert template.is_left_in(admin)
        admin.execute(harm)
        assert not template.is_left_in(admin)
        admin.rollback()


def test_two_never_borrow_it_at_once(own):
    with own.lent(), pytest.raises(AssertionError, match="one at a time"), own.lent():
        pass
