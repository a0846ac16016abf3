"""Who has read about her is found by index, however much there is in the log (REG-12)."""

from io import StringIO

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg.conninfo import make_conninfo

from samkraft.access.commands import system_person
from samkraft.portal import reading
from samkraft.portal.citizen import as_citizen, keys_of
from samkraft.site.database_url import address
from tests import situations as s
from tests.portal.scene import NUMBER, Own

_ROWS = """insert into access_readlog
    (occurred_at, event, branch_id, staff_id, role, programme, object_type, reason, session, case_ids, items, term_hash)
    select '2019-05-03'::timestamptz + n * interval '1 minute', 'ACC-1', %s, %s, 'handler', 'p', '', '', '',
        case when n %% 10000 = 0 then array[%s]::uuid[] else array[gen_random_uuid()] end, '[]', ''
    from generate_series(1, 20000) n"""


def test_reg_12_a_month_that_has_ended_is_asked_by_its_index_on_cases(committed):
    system_person()
    own = Own()
    with psycopg.connect(make_conninfo(**address() | {"dbname": committed}), autocommit=True) as admin:
        admin.execute(_ROWS, [s.branch("af").pk, own.karin.pk, own.case.pk])
        call_command("prepare_log", stdout=StringIO())
        admin.execute("analyze")
    with as_citizen(keys_of(NUMBER)):
        before = _scans()
        found = reading.readings(reading.own_cases(), 0, 50)
        scans = {name: number - before[name] for name, number in _scans().items()}
    assert len([day for day in found if day.day.year == 2019]) == 2
    assert scans["readlog_2019_05_cases"] == 1 and scans["readlog_2019_05"] == 0


def _scans():
    """How often the connection has gone through the month and its index, as far as it hasn't told the server yet."""
    with connection.cursor() as cursor:
        cursor.execute("select relname, pg_stat_get_xact_numscans(oid) from pg_class where relname in"
                       " ('readlog_2019_05', 'readlog_2019_05_cases')")  # fmt: skip
        return dict(cursor.fetchall())
