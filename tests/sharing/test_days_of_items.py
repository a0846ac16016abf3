"""A register that is filled tells the day of each item; where the database knows the day, nobody's word counts."""

from datetime import date

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from samkraft.site.database_url import address

_ASK = """
    select door.day_of('2020-02-03'),
           (door.moment_of('2020-02-03', '09:30') at time zone 'Europe/Stockholm')::date,
           door.day_of(null)"""
_KNOWS = "create or replace function day_is_free() returns boolean language sql immutable as $$ select false $$"


@pytest.fixture
def ask(committed):
    """Asks the database for a day and a moment, on a demo day in March 2021."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": committed}), autocommit=True) as admin:
        admin.execute("select set_config('samkraft.today', '2021-03-04', false)")
        yield admin.execute


def test_in_the_demo_an_item_has_its_own_day_and_else_the_days(ask):
    assert ask(_ASK).fetchone() == (date(2020, 2, 3), date(2020, 2, 3), date(2021, 3, 4))


def test_in_production_an_items_own_day_changes_nothing(ask):
    ask(_KNOWS)
    on, moment, none_told = ask(_ASK).fetchone()
    today = ask("select (now() at time zone 'Europe/Stockholm')::date").fetchone()[0]
    assert on == none_told == today and moment == today
