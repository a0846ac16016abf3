"""Which day consents are held against: the site says it in the demo and the tests, in production the database."""

import psycopg
import pytest
from django.db import DatabaseError, connection
from psycopg.conninfo import make_conninfo

from samkraft.access import protect
from samkraft.sharing import door
from samkraft.site.database_url import address
from tests import situations as s


@pytest.fixture
def in_production(settings, committed):
    """The database says the day, as it does in production."""
    settings.IS_PRODUCTION = True
    with psycopg.connect(make_conninfo(**address() | {"dbname": committed})) as admin:
        admin.execute("set role samkraft_owner")
        for statement in protect._day_rules():
            admin.execute(statement)


def test_in_production_no_setting_brings_an_ended_consent_back(in_production):
    with s.as_(s.staff("af")), connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.clock', '03:00', true)")
        cursor.execute("select door.today(), door.moment(), (now() at time zone 'Europe/Stockholm')::date, now()")
        day, moment, real_day, now = cursor.fetchone()
        cursor.execute("select door.decider_of(12345), door.actor(), door.day_of('2021-06-30')")
        decider, actor, of_the_item = cursor.fetchone()
    assert (day, moment) == (real_day, now)
    assert (decider, of_the_item) == (actor, real_day), "an item among many names neither its day nor who decided it"


def test_in_production_nobody_shares_in_a_colleague_s_name_or_says_when_something_was_read(in_production):
    """SEK-07, IAM-07, DISC-4: who decides is who acts, and it happens now."""
    karin, nosy = s.staff("af"), s.staff("af")
    case = s.enrolled_case(karin)
    note = s.item(karin, case, "minutes")
    asked = {"case": str(case.pk), "to": [s.branch("soc").pk], "category": "minutes", "kind": "minutes",
             "item": str(note), "version": 1, "title": "x", "content": {}, "ground": "consent"}  # fmt: skip
    with s.as_(nosy), pytest.raises(door.DoorRefused) as refusal:
        door.call("release_many", [asked | {"by": karin.pk}])
    assert refusal.value.code == "not_your_case"
    with s.as_(karin), pytest.raises(DatabaseError, match="day_not_free"):
        door.rows("note_readings", [case.pk], s.DAY)
