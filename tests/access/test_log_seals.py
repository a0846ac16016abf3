"""The read log is only added to, and whatever is done to it afterwards is found (table C, T16, REG-11)."""

import itertools
import random
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from samkraft.access.choices import Event
from samkraft.access.log_models import LogAnchor, LogSeal
from samkraft.access.log_sealing import anchor, seal
from samkraft.access.log_verifying import verify
from samkraft.access.models import ReadLog
from samkraft.access.readlog import log_event
from samkraft.site.database_url import address
from tests import situations as s

_ROW = """insert into access_readlog (event, branch_id, staff_id, role, programme, case_ids, object_type, items, reason,
    term_hash, session) values ('ACC-1', 1, 1, '', '', '{}', '', '[]', '', '', '') returning id"""


@contextmanager
def _admin(database, autocommit=True):
    """Somebody who may do everything, which is what the seals are for."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": database}), autocommit=autocommit) as admin:
        yield admin


def _sealed_log(database, rows=6):
    with _admin(database) as admin:
        keys = [admin.execute(_ROW).fetchone()[0] for _ in range(rows)]
    seal()
    assert verify().faults == []
    return keys


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [
    "update access_readlog set reason = 'x'", "delete from access_readlog", "truncate access_readlog",
    "select * from logs.readlog_rest", "insert into logs.readlog_rest select * from access_readlog",
    "alter table access_readlog disable trigger all", "update access_logseal set digest = ''",
    "insert into access_loganchor (day, seal_number, hash) values ('2021-01-01', 1, '')",
    "insert into access_readlog (id, event, branch_id, staff_id, role, programme, case_ids, object_type, items, reason,"
    " term_hash, session) values (1, 'ACC-1', null, null, '', '', '{}', '', '[]', '', '', '')",
    "insert into access_logseal (number, month, after_id, up_to_id, rows, digest, previous, hash, sealed_at)"
    " values (1, '2021-01-01', 0, 1, 1, '', '', '', now())", "select * from access_logmark",
])  # fmt: skip
def test_the_site_can_only_add_to_the_log(statement):
    with s.as_(s.staff("af")), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        log_event(Event.CASE_OPENED)
        cursor.execute(statement)


@pytest.mark.parametrize("statement", [
    "update access_readlog set reason = 'x'", "delete from access_readlog", "delete from access_logseal",
    "update access_logseal set hash = ''", "update access_loganchor set hash = ''",
    "insert into access_readlog (event) values ('ACC-1')", "select * from access_staff",
    "select * from people_casefile",
])  # fmt: skip
def test_the_sealer_reads_the_log_and_adds_seals_and_nothing_else(committed, statement):
    with pytest.raises(DatabaseError, match="permission denied"), connections["sealer"].cursor() as cursor:
        cursor.execute(statement)


def test_a_log_that_nobody_touched_holds_and_tells_its_tail(committed):
    _sealed_log(committed)
    with _admin(committed) as admin:
        admin.execute(_ROW)
    said = StringIO()
    call_command("verify_log", stdout=said)
    assert "The log holds." in said.getvalue() and "1 rows are not sealed yet, the oldest of" in said.getvalue()


@pytest.mark.parametrize(("harm", "words"), [
    ("update access_readlog set staff_id = 7 where id = %(id)s", "Rows have been altered"),
    ("update access_readlog set case_ids = array[gen_random_uuid()] where id = %(id)s", "Rows have been altered"),
    ("update access_readlog set occurred_at = occurred_at - interval '1 microsecond' where id = %(id)s", "altered"),
    ("update access_readlog set occurred_at = occurred_at - interval '3 months' where id = %(id)s", "removed or moved"),
    ("delete from access_readlog where id = %(id)s", "1 of 6 rows have been removed"),
    ("insert into access_readlog select id, occurred_at + interval '1 microsecond', event, branch_id, staff_id, role,"
     " programme, case_ids, object_type, items, reason, hits, term_hash, request_id, session from access_readlog"
     " where id = %(id)s", "1 rows have been added"),
    ("insert into access_readlog select -5, occurred_at, event, branch_id, staff_id, role, programme, case_ids,"
     " object_type, items, reason, hits, term_hash, request_id, session from access_readlog where id = %(id)s",
     "Row -5 .* added outside every seal"),
    ("insert into access_readlog select id + 900, occurred_at, event, branch_id, staff_id, role, programme, case_ids,"
     " object_type, items, reason, hits, term_hash, request_id, session from access_readlog where id = %(id)s",
     "added outside every seal"),
    ("update access_logseal set rows = rows + 1", "Seal 1 has been altered"),
    ("delete from access_logseal", "added outside|does not hold"),
])  # fmt: skip
def test_whatever_was_altered_removed_or_added_is_found(committed, harm, words):
    """T16: even by one who owns the database."""
    key = _sealed_log(committed)[2]
    with _admin(committed) as admin:
        admin.execute("insert into access_loganchor select '2021-01-01', number, hash, now() from access_logseal")
        admin.execute(harm, {"id": key} if "%(id)s" in harm else None)
    with pytest.raises(CommandError, match=words if "delete from access_logseal" not in harm else "isn't in the chain"):
        call_command("verify_log", stdout=StringIO())


def test_a_chain_made_anew_is_told_by_the_hash_on_paper(committed):
    """The owner of the server alters a row, throws every seal and anchor away, and seals again."""
    key = _sealed_log(committed)[0]
    printed = LogSeal.objects.using("sealer").last().hash
    with _admin(committed) as admin:
        admin.execute("delete from access_logseal; delete from access_logmark; delete from access_loganchor")
        admin.execute("update access_readlog set staff_id = 9 where id = %s", [key])
    seal()
    assert verify().faults == []
    assert verify((printed,)).faults == [f"The hash {printed} isn't in the chain: seals have been made anew."]


def test_a_day_is_anchored_once_when_it_is_over(committed):
    _sealed_log(committed)
    last, tomorrow = LogSeal.objects.using("sealer").last(), timezone.now() + timedelta(days=1)
    assert anchor() is None
    kept = anchor(tomorrow)
    assert (kept.day, kept.hash) == (timezone.localdate(), last.hash)
    assert anchor(tomorrow) is None and LogAnchor.objects.using("sealer").count() == 1


def test_a_row_that_commits_late_with_a_smaller_number_is_waited_for(committed):
    with _admin(committed, autocommit=False) as slow, _admin(committed) as quick:
        late = slow.execute(_ROW).fetchone()[0]
        early = quick.execute(_ROW).fetchone()[0]
        assert late < early
        seal()
        assert verify().rows == 0 and verify().tail == 1, "nothing is sealed past a row that may still come"
        slow.commit()
        seal()
    found = verify()
    assert (found.rows, found.tail, found.faults) == (2, 0, [])


def test_a_row_that_was_taken_back_holds_up_nothing(committed):
    with _admin(committed, autocommit=False) as slow:
        slow.execute(_ROW)
        slow.rollback()
    _sealed_log(committed, rows=2)
    assert verify().rows == 2


def test_sealing_holds_up_nobody(committed):
    """Pages don't queue behind the chain: a row is written while seals are being made."""
    _sealed_log(committed)
    with transaction.atomic("sealer"):
        seal()
        with _admin(committed) as admin:
            admin.execute("set lock_timeout = '200ms'")
            admin.execute(_ROW)


def test_a_log_sealed_while_many_write_holds_to_the_last_row(committed):
    enough = threading.Event()
    writers = [threading.Thread(target=_write, args=(committed, number, enough)) for number in range(4)]
    for each in writers:
        each.start()
    until = time.monotonic() + 30
    while verify().seals < 3 and time.monotonic() < until:
        seal()
        time.sleep(0.01)
    enough.set()
    for each in writers:
        each.join()
    seal()
    found = verify()
    assert (found.faults, found.tail) == ([], 0) and found.rows >= 60 and found.seals >= 3


def _write(database, seed, enough):
    """Transactions of different lengths, some taken back: at least 25, and until enough has been sealed."""
    chance = random.Random(seed)
    with _admin(database, autocommit=False) as writer:
        for number in itertools.count():
            if number >= 25 and enough.is_set():
                return
            writer.execute(_ROW)
            time.sleep(chance.random() / 100)
            writer.rollback() if chance.random() < 0.2 else writer.commit()


def test_a_row_is_kept_though_its_month_has_no_part_and_gets_one_at_night(committed):
    with _admin(committed) as admin:
        admin.execute(
            _ROW.replace("(event", "(occurred_at, event").replace("('ACC-1'", "('2019-05-31 23:30+00', 'ACC-1'")
        )
        _sealed_log(committed, rows=2)
        assert admin.execute("select count(*) from logs.readlog_rest").fetchone()[0] == 1
        call_command("prepare_log", stdout=StringIO())
        assert admin.execute("select count(*) from logs.readlog_rest").fetchone()[0] == 0
        assert admin.execute("select count(*) from logs.readlog_2019_05").fetchone()[0] == 1
        assert admin.execute("select to_regclass('logs.readlog_2019_05_cases') is not null").fetchone()[0]
    assert verify().faults == []


@pytest.mark.django_db
def test_the_coming_months_have_their_parts_already():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_inherits where inhparent = 'access_readlog'::regclass")
        assert cursor.fetchone()[0] >= 5, "this month, three to come, and one for the rest"


@pytest.mark.django_db
def test_a_reading_costs_one_insert(django_assert_num_queries):
    with s.as_(s.staff("af")), django_assert_num_queries(1):
        log_event(Event.CASE_OPENED)


@pytest.mark.django_db
def test_nobody_reads_another_branch_s_log_by_way_of_its_parts():
    """SEK-01: policies stand on the whole; the parts are shut to everyone."""
    karin, jonas = s.staff("af"), s.staff("soc")
    with s.as_(karin):
        log_event(Event.CASE_OPENED)
    with s.as_(jonas, "soc"):
        assert not ReadLog.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("select has_schema_privilege('logs', 'usage')")
            assert cursor.fetchone() == (False,)
