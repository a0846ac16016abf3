"""Which day consents are held against: the site says it in the demo and the tests, in production the database."""

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from samkraft.access import protect
from samkraft.site.database_url import address
from tests import situations as s


def test_in_production_no_setting_brings_an_ended_consent_back(settings, committed):
    settings.IS_PRODUCTION = True
    with psycopg.connect(make_conninfo(**address() | {"dbname": committed})) as admin:
        admin.execute("set role samkraft_owner")
        for statement in protect._day_rules():
            admin.execute(statement)
    with s.as_(s.staff("af")), connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.clock', '03:00', true)")
        cursor.execute("select door.today(), door.moment(), (now() at time zone 'Europe/Stockholm')::date, now()")
        day, moment, real_day, now = cursor.fetchone()
        cursor.execute("select door.decider_of(12345), door.actor(), door.day_of('2021-06-30')")
        decider, actor, of_the_item = cursor.fetchone()
    assert (day, moment) == (real_day, now)
    assert (decider, of_the_item) == (actor, real_day), "an item among many names neither its day nor who decided it"
