"""Rule 2 of the design, SEK-01: nothing in the program but the door writes a row for another branch."""

import re
from pathlib import Path

import pytest
from django.db import connection

from samkraft.access.owned import OwnedModel, ShellModel, guarded_models
from samkraft.sharing.models import Advice, GroundReview, Outgoing, ReceivedCopy, Release

ROOT = Path(__file__).resolve().parents[2] / "src" / "samkraft"
# The functions of the door that put an item's content into a row of another branch, and what each must ask first.
CARRIERS = {"release_many": ("let_through", "fresh"), "copy_to_receiver": ()}
# Where a branch is chosen: once for a request, and by the commands that deliver and export.
# A job goes through the branches one by one, each acting for itself; no page may call one.
ACTS = {
    "access/acting.py", "access/commands.py", "access/middleware.py", "access/exporting.py", "sharing/outbox.py",
    "access/lapse_jobs.py", "sharing/certificate_jobs.py",
    # No page: a secret address, and whose it is acts with the roles that she holds (decision 14).
    "casework/calendar/feeds.py",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_every_personal_table_takes_rows_of_the_acting_branch_alone():
    """The site's role has one policy for writing, and it is the equality; there is no table without it."""
    rules = asked(
        "select tablename, coalesce(with_check, qual) from pg_policies where permissive = 'PERMISSIVE'"
        " and cmd in ('ALL', 'INSERT', 'UPDATE') and 'samkraft_app' = any (roles)"
    )
    for model in guarded_models(OwnedModel):
        mine = {check for table, check in rules if table == model._meta.db_table}
        assert len(mine) == 1, model
        assert re.fullmatch(r"\(owner_branch_id = .*current_setting\('samkraft.branch'::text\).*\)", mine.pop()), model


def test_the_site_writes_neither_shells_nor_releases_nor_copies():
    closed = [*guarded_models(ShellModel), Release, ReceivedCopy, Outgoing, GroundReview, Advice]
    for model in closed:
        for verb in ("insert", "update", "delete"):
            (may,) = asked(f"select has_table_privilege('samkraft_app', '{model._meta.db_table}', '{verb}')")[0]
            assert not may, (model, verb)


def test_content_reaches_another_branch_by_two_functions_of_the_door():
    """Read in the database itself: whoever adds a third has to add it here, and say what it asks."""
    bodies = dict(asked("select proname, prosrc from pg_proc where pronamespace = 'door'::regnamespace"))
    carry = {
        name for name, body in bodies.items() if re.search(r"insert\s+into\s+(public\.)?sharing_receivedcopy", body)
    }
    assert carry == set(CARRIERS)
    for name, asks in CARRIERS.items():
        assert all(word in bodies[name] for word in asks)
    callers = {name for name, body in bodies.items() if "copy_to_receiver" in body}
    assert callers == {"deliver"} and "against_delivery" in bodies["deliver"]


def test_advice_without_identity_is_written_by_three_functions_and_names_no_case():
    """SEK-16: the one other row that both branches get; it has no key of a case to carry."""
    bodies = asked("select proname, prosrc from pg_proc where pronamespace = 'door'::regnamespace")
    writers = {name for name, body in bodies if re.search(r"(insert into|update) sharing_advice", body)}
    assert writers == {"ask_advice", "answer_advice", "withdraw_advice"}
    assert not {field.name for field in Advice._meta.fields} & {"case", "case_id", "file", "item", "item_id"}


def test_nobody_becomes_the_door_or_another_role():
    """No function outside the door's schema runs in another's name and writes what people have written."""
    outside = asked(
        "select p.proname, p.prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where p.prosecdef and n.nspname not in ('door', 'pg_catalog', 'information_schema')"
    )
    tables = {model._meta.db_table for model in guarded_models(OwnedModel)} - {"access_logfinding"}
    for name, body in outside:
        written = set(re.findall(r"(?:insert\s+into|update|delete\s+from)\s+(?:public\.)?(\w+)", body, re.IGNORECASE))
        assert not written & tables, name


def test_no_page_acts_for_a_branch_that_it_chooses_itself():
    """``acting`` and ``as_system`` stand in commands, jobs and the demo; what a page calls never changes the branch."""
    for path in ROOT.rglob("*.py"):
        place = path.relative_to(ROOT).as_posix()
        is_known = place in ACTS or "/management/" in place or place.startswith("site/")
        text = path.read_text(encoding="utf-8")
        assert is_known or not re.search(r"\b(as_system|acting)\(", text), place
        assert is_known or not re.search(r"import \w*_?jobs\b|\w*_jobs import", text), place
