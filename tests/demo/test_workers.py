"""The demo register is written by several processes: the same rows whatever their number, and no half work unsaid."""

import json
import os
import re
from base64 import b64decode
from collections import Counter
from io import StringIO

import psycopg
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from psycopg import sql
from psycopg.conninfo import make_conninfo

from samkraft.access.models import Branch
from samkraft.access.sealed_log import alias_of
from samkraft.access.vault import SEALED, open_text
from samkraft.core import keyring
from samkraft.site.database_url import address
from samkraft.site.demo import completeness, making
from samkraft.site.demo.workers import NotMade, Workers
from tests.conftest import clone_database, connected_to, drop_database

_CASES = 30
# What the database or the clock makes: keys that stand for nothing else, moments of writing, sealed numbers. What is
# sealed besides is compared as it reads when opened.
_MADE_BY_DATABASE = [
    "id",
    "line",
    "release",
    "request_id",
    "identity_sealed",
    "follow_up_id",
    "public_id",
    "created_at",
    "last_change",
    "withdrawn_at",
]
_MOMENTS = ["updated_at", "entered_at", "made_at", "saved_at", "completed_at", "started_at", "begun_at", "content_hash",
            "found_at", "registered_at", "reported_at", "written_at", "told_at"]  # fmt: skip
# Acts of the pages' own kind, which write when they are done; whether there is a moment is compared, not which.
_DONE = [
    "counted_from",
    "asked_at",
    "answered_at",
    "occurred_at",
    "accepted_at",
    "proposed_at",
    "approved_at",
    "set_at",
]
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SEALED = re.compile(re.escape(SEALED) + "[A-Za-z0-9+/]+=*")
# A kept paper has a name of chance in the store, in its row and in the copy of who received it.
_STORED = re.compile(r'(?<=stored)(\\?": \\?")[0-9a-f]{32}')
# Random keys by which other rows and the log tell what they mean, and what that is.
_NAMED = (
    "select public_id::text, username from access_staff",
    "select d.item::text, c.number || ' document' from people_document d join people_case c on c.id = d.case_id",
    "select r.request::text, c.number || r.kind from people_rightsrequest r join people_case c on c.id = r.case_id",
    "select public_id::text, 'incident ' || number from access_incident",
    "select public_id::text, 'merge of ' || other_number from people_casemerge",
    "select public_id::text, 'room ' || name from casework_room",
    """select i.id::text, concat('invitation ', c.number, i.owner_branch_id, i.staff_id, i.starts_at)
    from casework_meetinginvitation i join people_case c on c.id = i.case_id""",
    "select public_id::text, 'destruction ' || decision from sharing_destructionproposal",
    """select b.item::text, concat(c.number, kind, valid_from, b.owner_branch_id)
    from people_benefitfact b join people_case c on c.id = b.case_id""",
    "select f.item::text, concat(c.number, kind, due_on) from people_followup f join people_case c on c.id = f.case_id",
    "select s.id::text, 'support ' || c.number from people_support s join people_case c on c.id = s.case_id",
    "select m.item::text, 'money ' || c.number from casework_moneysheet m join people_case c on c.id = m.case_id",
    "select p.paper::text, 'paper ' || c.number from people_consentpaper p join people_case c on c.id = p.case_id",
    "select b.public_id::text, 'block ' || c.number from people_careblock b join people_case c on c.id = b.case_id",
    "select advice::text, concat('advice ', asking_branch_id, answering_branch_id, answer_by) from sharing_advice",
    """select r.public_id::text, 'review ' || c.number
    from sharing_groundreview r join people_case c on c.id = r.case_id""",
)
# What stands in a branch's log for a protected case (SKY-06).
_PROTECTED = """select c.id, c.number, b.code from people_protectedcase p join people_case c on c.id = p.case_id
    cross join access_branch b"""


@pytest.fixture(scope="module")
def made_by(template_database, django_db_blocker):
    """Number of workers → the register's rows, table by table."""
    found = {}
    for workers in (1, 2):
        name = f"samkraft_test_{os.getpid()}_by_{workers}"
        clone_database(template_database, name)
        with django_db_blocker.unblock(), connected_to(name), pytest.MonkeyPatch.context() as patch:
            patch.setattr(making, "CHUNK", 10)
            making.make_all(_CASES, workers=workers, say=lambda words: None)
        found[workers] = _rows(name)
        drop_database(name)
    return found


def _rows(database):
    """Table → how often each row is there, keys of cases and files told as what they stand for."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": database}), autocommit=True) as admin:
        names = dict(admin.execute("select id::text, number from people_case").fetchall())
        names |= dict(admin.execute("""select f.id::text, c.number || ' ' || f.owner_branch_id from people_casefile f
            join people_case c on c.id = f.case_id""").fetchall())  # fmt: skip
        for query in _NAMED:
            names |= dict(admin.execute(query).fetchall())
        for case, number, code in admin.execute(_PROTECTED).fetchall():
            names[str(alias_of(Branch(code=code), case))] = f"{number} in the log of {code}"
        return {table: _told(admin, table, names) for table in _tables()}


def _tables():
    models = [m for m in apps.get_models() if m._meta.managed and m.__module__.startswith("samkraft.")]
    # What tells in which order things were written, and not what.
    return sorted({m._meta.db_table for m in models} - {"access_rowhistory", "access_casechange"})


def _told(admin, table, names):
    ask = sql.SQL("select to_jsonb(t) - %s::text[] from {} t").format(sql.Identifier(table))
    opened = _opener()
    rows = (row for (row,) in admin.execute(ask, [_MADE_BY_DATABASE + _MOMENTS]))
    plain = (_SEALED.sub(opened, json.dumps(row | _whether_done(row), sort_keys=True)) for row in rows)
    return Counter(_STORED.sub(r"\1", _UUID.sub(lambda key: names.get(key[0], key[0]), row)) for row in plain)


def _whether_done(row):
    return {column: row[column] is not None for column in _DONE if column in row}


def _opener():
    """A sealed value begins with the mark of whose key it needs."""
    rings = {found.mark: found for found in keyring.all_rings().values()}

    def opened(sealed):
        keys = rings[b64decode(sealed[0].removeprefix(SEALED)[:8])[1:4]]
        return json.dumps(open_text(keys, sealed[0]))[1:-1]

    return opened


def test_the_register_is_the_same_however_many_workers_write_it(made_by):
    one, two = made_by[1], made_by[2]
    assert {
        table: (one[table] - two[table], two[table] - one[table]) for table in one if one[table] != two[table]
    } == {}
    # Twenty of the 2023 programme, two of them twice (T10).
    # Twenty of the programme of 2023, two of whom are there twice (T10).
    assert one["people_case"].total() == _CASES + 22 and one["sharing_receivedcopy"].total() > 100


def test_every_step_of_a_referral_is_kept_however_many_referrals_there_are(made_by):
    states = Counter(json.loads(row)["state"] for row in made_by[1]["people_referral"].elements())
    first = [row for row in made_by[1]["people_referralmove"].elements() if json.loads(row)["from_state"] == ""]
    # Twenty of the 2023 programme, two of them twice (T10).
    assert len(first) == states.total() > _CASES + 22


@pytest.mark.parametrize(
    ("work", "argument", "why"),
    [(int, "twelve", "Cases 1–200: invalid literal"), (os._exit, 3, "Cases 1–200: a process that wrote it ended")],
)
def test_a_worker_that_fails_or_dies_stops_the_whole_with_the_part_that_failed(committed, work, argument, why):
    with pytest.raises(NotMade, match=why), Workers(2) as crew:
        crew.give("Cases 1–200", work, argument)
        crew.finish()


def test_what_could_not_be_written_is_said_and_the_next_make_begins_anew(committed, monkeypatch):
    def full(*unused):
        raise OSError("no space left")

    with monkeypatch.context() as patch, pytest.raises(CommandError, match=r"not whole\. Cases 1–25: no space left"):
        patch.setattr(making, "write_told", full)
        call_command("make_demo", "--cases", "25", "--workers", "1", stdout=StringIO())
    assert completeness.state_of() == (completeness.State.BEGUN, 25)

    call_command("make_demo", "--cases", "25", "--workers", "1", stdout=StringIO())
    assert completeness.state_of() == (completeness.State.COMPLETE, 25)


def test_the_planner_knows_how_many_rows_there_are_when_the_register_is_made(demo_database):
    """Without statistics the figures of the scorecard ran into the time-out; autovacuum may come minutes later."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": demo_database})) as admin:
        known = dict(admin.execute("""select relname, reltuples from pg_class
            where relname in ('people_case', 'people_casefile', 'sharing_release', 'casework_contact')"""))  # fmt: skip
    assert min(known.values()) > 3000, known
