"""The database goes in the middle of a request: the page says so, and it works when the database is back."""

import threading
import time

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from samkraft.site.database_url import address
from tests import situations as s
from tests.conftest import admin_connection


@pytest.fixture(scope="module")
def karin(database):
    return s.staff("af", first_name="Karin", last_name="Ek", in_team=s.team())


@pytest.fixture(scope="module")
def case(karin):
    return s.enrolled_case(karin, first_name="Amina", last_name="Farah")


def _allow(database, yes):
    with admin_connection() as admin:
        statement = "alter database {} allow_connections {}"
        admin.execute(sql.SQL(statement).format(sql.Identifier(database), sql.SQL("true" if yes else "false")))


def _end_connections(database, only_waiting=False):
    """End the connections to this test's own database; gives how many there were."""
    query = (
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()"
    )
    with admin_connection() as admin:
        waiting = " and wait_event_type = 'Lock'" if only_waiting else ""
        ended = admin.execute(query + waiting, [database]).fetchone()[0]
    # The test's own are among them.
    connections.close_all()
    return ended


def test_a_lost_database_is_said_in_words_and_forgotten_when_it_is_back(visitor, database, karin, case):
    who = visitor(expected=(503,)).is_(karin).go(f"/deltagare/{case.pk}/").heading("Amina Farah")
    _allow(database, False)
    try:
        _end_connections(database)
        assert who.page.goto(f"{who.site}/deltagare/{case.pk}/").status == 503
        who.shot("databasen borta")
        who.sees_not("Farah")
    finally:
        _allow(database, True)
    who.go(f"/deltagare/{case.pk}/").heading("Amina Farah")


def test_a_connection_killed_while_saving_leaves_nothing_half_written(visitor, database, karin, case):
    who = visitor(expected=(503,)).is_(karin).go(f"/deltagare/{case.pk}/uppgifter/")
    with psycopg.connect(make_conninfo(**address() | {"dbname": database})) as blocker:
        blocker.execute("lock table access_readlog in access exclusive mode")
        killer = threading.Thread(target=_kill_the_waiting, args=(database,))
        killer.start()
        answer = who.page.goto(f"{who.site}/deltagare/{case.pk}/")
        killer.join()
        blocker.rollback()
    assert answer.status == 503
    who.go(f"/deltagare/{case.pk}/").heading("Amina Farah")


def _kill_the_waiting(database):
    for _ in range(100):
        time.sleep(0.05)
        if _end_connections(database, only_waiting=True):
            return
