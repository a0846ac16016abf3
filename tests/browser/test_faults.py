"""The database goes in the middle of a request: the page says so, and it works when the database is back."""

import threading
import time

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from samkraft.casework.models import MappingSection
from samkraft.sharing.models import ReceivedCopy, Release
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


WRITTEN = "Åtta månader i hemtjänst, vill tillbaka dit."


class _KilledInTheMiddle:
    """Stops a save at its release, when rows of its transaction are written, and kills its connection there.

    ``had_written`` says that the killed transaction had a number of its own: it had changed rows, uncommitted.
    """

    def __init__(self, database):
        self.database, self.had_written = database, False

    def __enter__(self):
        self.blocker = psycopg.connect(make_conninfo(**address() | {"dbname": self.database}))
        self.blocker.execute("lock table sharing_release in access exclusive mode")
        self.killer = threading.Thread(target=self._kill)
        self.killer.start()
        return self

    def _kill(self):
        found = (
            "select backend_xid is not null, pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = %s and wait_event_type = 'Lock' and pid <> pg_backend_pid()"
        )
        with admin_connection() as admin:
            for _ in range(200):
                time.sleep(0.05)
                for had_written, _ended in admin.execute(found, [self.database]):
                    self.had_written = had_written
                    return

    def __exit__(self, *unused):
        self.killer.join()
        self.blocker.rollback()
        self.blocker.close()


def _rows(case, karin, jonas):
    """What of the text the two branches hold: sections, releases, received copies."""
    with s.as_(karin):
        own = list(MappingSection.objects.filter(case=case).values_list("text", flat=True))
        sent = Release.objects.filter(case_id=case.pk, item_kind="mapping").count()
    with s.as_(jonas, "soc"):
        return own, sent, ReceivedCopy.objects.filter(case_id=case.pk, item_kind="mapping").count()


def test_a_database_killed_in_the_middle_of_a_save_loses_no_text_and_writes_nothing_by_half(visitor, database, karin):
    """Design "Errors": said in words, all or nothing, what was typed is kept, and it goes on when it is back."""
    case = s.enrolled_case(karin, first_name="Amina", last_name="Warsame")
    jonas = s.staff("soc", in_team=s.team())
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "labour_market")
    page = f"/deltagare/{case.pk}/kartlaggning/work/"
    who = visitor(expected=(503,)).is_(karin).go(page)
    who.fill("Det som behöver ordnas", WRITTEN)
    who.sees("som utkast. Bara du ser det.")
    with _KilledInTheMiddle(database) as killed:
        who.button("Spara och dela med teamet").heading("Databasen svarar inte just nu")
    assert killed.had_written, "the connection was killed before anything was written"
    who.sees("inget har sparats halvt").shot("databasen borta mitt i en sparning")
    assert who.page.get_by_label("Text 1").input_value() == WRITTEN
    assert _rows(case, karin, jonas) == ([], 0, 0)
    who.go(page).sees("Du har ett utkast här.")
    assert who.page.get_by_label("Det som behöver ordnas").input_value() == WRITTEN
    who.button("Spara och dela med teamet").sees("Delad med Socialtjänsten.")
    assert _rows(case, karin, jonas) == ([WRITTEN], 1, 1)


def test_a_text_typed_in_the_second_before_the_save_is_shown_when_the_database_is_gone(visitor, database, karin):
    """Pressed before the page had kept a draft: the answer itself holds what was typed."""
    case = s.enrolled_case(karin, first_name="Amina", last_name="Hassan")
    jonas = s.staff("soc", in_team=s.team())
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "labour_market")
    who = visitor(expected=(503,)).is_(karin).go(f"/deltagare/{case.pk}/kartlaggning/work/")
    with _KilledInTheMiddle(database) as killed:
        who.fill("Det som behöver ordnas", WRITTEN).button("Spara och dela med teamet")
        who.heading("Databasen svarar inte just nu")
    assert killed.had_written
    assert who.page.get_by_label("Text 1").input_value() == WRITTEN
    assert _rows(case, karin, jonas) == ([], 0, 0)
