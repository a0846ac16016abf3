"""Every address of the site as everyone: who may, who may not, and that a refusal tells nothing (SEK-05).

The table in ``addresses.py`` fails when a URL isn't in it. The near misses stand in ``STRANGERS``: each is somebody
of whom one thing is right and another isn't.
"""

import re
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from psycopg.conninfo import make_conninfo

from samkraft.access.choices import Event, Role
from samkraft.access.commands import as_system
from samkraft.access.models import ReadLog
from samkraft.access.records import models_of_people
from samkraft.site.database_url import address
from tests import situations as s
from tests.access.addresses import (
    ADDRESSES,
    BEFORE_A_BRANCH,
    OF_A_PROVIDER,
    OF_A_SECRET,
    OF_THE_LOGIN,
    OF_THE_PORTAL,
    PUBLIC,
    PUBLIC_ARGUMENTS,
)
from tests.access.door_of_cases import strangers_to
from tests.access.protected_words import told_of_the_protected
from tests.access.world import NAME, NOBODY, NUMBER
from tests.conftest import connected_to

# A colleague of the branch with other cases, one who had the case, a branch without a file, a branch whose line was
# withdrawn, a unit manager who has given no reason, and the right person in another programme.
STRANGERS = ("colleague", "former", "no_file", "withdrawn", "manager", "other_programme")
OF_A_CASE = sorted(name for name, row in ADDRESSES.items() if row.is_of_a_case)
PERSONAL = sorted(name for name, row in ADDRESSES.items() if row.log)
REFUSED = 404
DONE = {200, 204, 302, 409, 422}


def _urls(resolver=None, space=""):
    for each in (resolver or get_resolver()).url_patterns:
        if hasattr(each, "url_patterns"):
            yield from _urls(each, space + (f"{each.namespace}:" if each.namespace else ""))
        else:
            yield space + str(each.name), each.callback


VIEWS = dict(_urls())


@pytest.fixture(scope="module")
def world(made_world, django_db_blocker):
    with django_db_blocker.unblock(), connected_to(made_world.database):
        yield made_world


@pytest.fixture(autouse=True)
def undone(request):
    """Whatever a test does to the world is taken back."""
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _address(world, name, **instead):
    keys = world.keys | instead
    return reverse(name, args=[keys[part] for part in ADDRESSES[name].args])


def _who_may(row):
    """Somebody who may: the assigned handler if she is one, else a person with the role."""
    return row.who or (Role.HANDLER if Role.HANDLER in row.may else min(row.may, default="manager"))


@contextmanager
def _taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _ask(client, url, method, data=()):
    with _taken_back():
        return getattr(client, method)(url, dict(data)) if data else getattr(client, method)(url)


# --- the table is whole ---


def test_every_url_stands_in_the_table():
    assert {name for name, _view in _urls()} == set(ADDRESSES) | PUBLIC


def test_every_view_has_a_guard_or_is_known_to_be_open():
    unguarded = {name for name, view in _urls() if not hasattr(view, "allowed_by")}
    assert unguarded == PUBLIC | OF_THE_LOGIN


def test_only_public_pages_are_open_without_login():
    assert {name for name, view in _urls() if not getattr(view, "login_required", True)} == PUBLIC


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_a_view_declares_its_methods(rf, name):
    """Any other is refused, before the view asks who comes. That those are answered, the walk of the roles shows."""
    row = ADDRESSES[name]
    declared = {method for method, is_so in (("get", row.reads), ("post", row.writes)) if is_so}
    for method in sorted({"get", "post", "put", "patch", "delete"} - declared):
        assert VIEWS[name](getattr(rf, method)("/")).status_code == 405, method


@pytest.mark.parametrize("name", sorted(PUBLIC - OF_A_PROVIDER - OF_A_SECRET - OF_THE_PORTAL))
def test_a_public_page_is_there_for_everyone(world, client, name):
    for someone in (client, world.client(Role.HANDLER), world.client(Role.STEERING)):
        address = reverse(name, args=PUBLIC_ARGUMENTS.get(name, ()))
        assert someone.get(address).status_code == 200
        assert someone.put(address).status_code == 405


# --- roles ---


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_only_the_named_roles_come_in(world, name):
    """The guard stands around the whole view, so that one method shows a refusal. None reads of the protected."""
    row, url = ADDRESSES[name], _address(world, name)
    for role in row.may:
        client = world.client(role)
        if row.reads:
            answer = world.reading(role, url)
            assert answer.status in row.status, role
            assert not told_of_the_protected(world, name, answer.told, knows_of_her=role == Role.HANDLER), role
        if row.writes:
            assert _ask(client, url, "post", row.data).status_code in DONE, role
    for role in _to_be_walked(world, name, set(Role) - row.may):
        assert _ask(world.client(role), url, "get" if row.reads else "post").status_code == REFUSED, role


def _to_be_walked(world, name, refused):
    """Of roles that may not: those whom the guard lets past, and one of the others through the whole site.

    That a guard's no is the end is the same code for every view: one of its refusals shows it.
    """
    stopped = sorted(role for role in refused if not world.is_past_the_guard(role, VIEWS[name]))
    return [*(refused - set(stopped)), *stopped[len(name) % len(stopped) :][:1]] if stopped else refused


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_one_who_is_not_logged_in_is_sent_to_the_login(world, client, name):
    url = _address(world, name)
    for method in ("get", "post"):
        answer = getattr(client, method)(url)
        assert answer.status_code == 302 and answer.url.startswith(reverse("access:login")), method


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - BEFORE_A_BRANCH))
def test_one_who_has_chosen_no_branch_gets_nowhere(world, name):
    row, url, client = ADDRESSES[name], _address(world, name), world.newcomer()
    for method in [m for m, declared in (("get", row.reads), ("post", row.writes)) if declared]:
        assert getattr(client, method)(url).status_code == REFUSED, method


# --- cases ---


@pytest.mark.parametrize("name", OF_A_CASE)
def test_a_case_is_for_those_to_whom_it_is_assigned(world, name):
    """The colleague tries every address; where the door of cases refuses her, the other strangers take turns."""
    row = ADDRESSES[name]
    yours, nobodys = _address(world, name), _address(world, name, case=NOBODY, hidden=NOBODY)
    methods = [m for m, declared in (("get", row.reads), ("post", row.writes)) if declared]
    for method in methods:
        nothing = _ask(world.client("colleague"), nobodys, method)
        for who in strangers_to(*STRANGERS):
            answer = _ask(world.client(who), yours, method)
            assert answer.status_code == REFUSED, (who, method)
            assert answer.content == nothing.content, "not there and not yours are the same page"
            assert dict(answer.headers) == dict(nothing.headers)


def test_another_handler_s_own_case_does_not_open_this_one(world):
    """The colleague comes into hers, so that the test above refuses for the right reason."""
    url = reverse("people:case", args=[world.keys["other_case"]])
    assert world.client("colleague").get(url).status_code == 200
    assert world.client("handler").get(url).status_code == REFUSED


@pytest.mark.parametrize("name", [name for name in OF_A_CASE if len(ADDRESSES[name].args) > 1])
def test_a_part_of_one_case_does_not_open_under_another(world, name):
    """An id in the address is looked up in the case of the address."""
    row = ADDRESSES[name]
    if Role.HANDLER not in row.may or row.args[1] in ("area", "draft", "line_to_ask", "offering", "no_day"):
        return
    url = _address(world, name, case=world.keys["other_case"], hidden=world.keys["other_case"])
    for method in [m for m, declared in (("get", row.reads), ("post", row.writes)) if declared]:
        assert _ask(world.client("colleague"), url, method).status_code == REFUSED, method


def test_a_unit_manager_opens_a_case_with_a_reason_for_an_hour(world):
    """EXC-2: to read; the work is for those to whom it is assigned."""
    manager, why = world.client("manager"), "Klagomål från personen"
    opening = manager.post(reverse("people:open_with_reason"), {"number": world.case.number, "reason": why})
    assert opening.url == _address(world, "people:case")
    assert manager.get(opening.url).status_code == 200
    assert manager.get(_address(world, "people:assign")).status_code == 200
    assert manager.post(_address(world, "people:next_talk"), {"next_talk_on": "2021-07-05"}).status_code == REFUSED


def test_a_unit_manager_of_a_branch_without_a_file_opens_nothing(world, client):
    s.log_in(client, s.staff("fk", Role.UNIT_MANAGER), "fk")
    why = "Bara nyfiken, inget annat"
    client.post(reverse("people:open_with_reason"), {"number": world.case.number, "reason": why})
    assert client.get(_address(world, "people:case")).status_code == REFUSED


# --- lists and searches ---


def _lists():
    return sorted(name for name, row in ADDRESSES.items() if row.reads and not row.args)


BY_NUMBER = {
    (Role.REGISTRAR, "sharing:received"), (Role.LEGAL_APPROVER, "sharing:reviews"), ("manager", "people:duplicates"),
    (Role.UNIT_MANAGER, "people:duplicates"), (Role.PROJECT_ADMINISTRATOR, "people:duplicates"),
}  # fmt: skip
ANSWER_REQUESTS = {Role.REGISTRAR, Role.DATA_PROTECTION_OFFICER}


@pytest.mark.parametrize("who", [*STRANGERS, *(role for role in Role if role not in (Role.HANDLER, Role.RECEIVER))])
def test_no_list_shows_a_stranger_the_person(world, who):
    for name in [name for name in _lists() if world.is_past_the_guard(who, VIEWS[name])]:
        reading = world.reading(who, reverse(name))
        leaked, at = [secret for secret in world.secrets if secret in reading.told], reading.came_to
        # Who had the case when its consent ended finds its number in the archive (CON-07).
        archived = who == "withdrawn" and name == "people:archive" and leaked == [world.case.number]
        # Who answers requests about one's own data knows them by case number (GDPR-02).
        answers = who in ANSWER_REQUESTS and name == "people:rights" and leaked == [world.case.number]
        # By number: what came in (ARK-07), what the approver decides on (SEK-07), pairs to merge (T10).
        by_number = (who, at) in BY_NUMBER and leaked == [world.case.number]
        assert not leaked or archived or answers or by_number or name == "people:call_list", (name, leaked)


@pytest.mark.parametrize("who", STRANGERS)
def test_no_search_finds_the_person_for_a_stranger(world, who):
    client = world.client(who)
    nothing = client.post(reverse("people:search"), {"q": "Finnsintesson"})
    for term in (NAME[:5], NUMBER, world.case.number):
        found = client.post(reverse("people:search"), {"q": term})
        assert found.status_code == nothing.status_code, term
        assert NAME not in found.content.decode()


# --- the read log ---


def _logged(world, event, who="handler"):
    """All of the branch's log, also what lies sealed of protected cases (SKY-06)."""
    _person, branch, _programme = world.people[who]
    with as_system(s.branch(branch)):
        return ReadLog.objects.filter(event=event).count()


@pytest.mark.parametrize("name", [name for name in PERSONAL if ADDRESSES[name].writes])
def test_a_form_that_comes_back_with_errors_is_a_reading_too(world, name):
    """It shows the person as well, so it leaves its row though the change is taken back."""
    row = ADDRESSES[name]
    who = row.who or "handler"
    before = _logged(world, row.log, who)
    if world.client(_who_may(row)).post(_address(world, name), {}).status_code == 422:
        assert _logged(world, row.log, who) > before


def test_a_search_is_written_down_without_its_term(world):
    world.client("handler").post(reverse("people:search"), {"q": NAME})
    with s.as_(world.people["handler"][0]):
        row = ReadLog.objects.filter(event=Event.PERSON_SEARCH).latest("pk")
    assert row.hits == 1 and row.case_ids == [world.case.pk]
    assert NAME.lower() not in str(vars(row)).lower()


def test_nothing_is_shown_when_the_log_can_not_be_written(world):
    """It fails closed, at the database itself: the right to add to the log is taken away."""
    clients = {name: world.client(_who_may(ADDRESSES[name])) for name in PERSONAL}
    with _log_closed(world.database):
        for name, client in clients.items():
            client.raise_request_exception = False
            answer = _ask(client, _address(world, name), "get")
            assert answer.status_code == 500, name
            assert not [secret for secret in world.secrets if secret in answer.content.decode()], name


@contextmanager
def _log_closed(database):
    with psycopg.connect(make_conninfo(**address() | {"dbname": database}), autocommit=True) as admin:
        admin.execute("revoke insert on access_readlog from samkraft_app")
        try:
            yield
        finally:
            admin.execute("grant insert on access_readlog to samkraft_app")


def test_a_refusal_is_kept(world):
    """ACC-4: who, which page; on the second connection, so that it stays."""
    before = _denied(world)
    world.client("colleague").get(_address(world, "people:case"))
    assert _denied(world) == before + 1


def test_a_form_without_its_token_is_kept(world):
    """ASVS 16.3.3: somebody may be trying to act in her name."""
    before = _denied(world)
    forger = Client(enforce_csrf_checks=True)
    forger.cookies = world.client("colleague").cookies
    assert forger.post(_address(world, "access:choose_branch"), {"choice": "af"}).status_code == 403
    assert _denied(world) == before + 1


def _denied(world):
    with psycopg.connect(make_conninfo(**address() | {"dbname": world.database}), autocommit=True) as admin:
        who = world.people["colleague"][0].pk
        return admin.execute(
            "select count(*) from access_readlog where event = %s and staff_id = %s", [Event.DENIED, who]
        ).fetchone()[0]


# --- speed and size ---

DETAIL_STATEMENTS, LIST_STATEMENTS, DAY_STATEMENTS = 15, 12, 24
PAGE_BYTES = 60 * 1024
# They go through every table, or every register: the bound is theirs, and does not grow with the rows (GDPR-06).
_EVERY_TABLE = len(models_of_people()) + 25
# Plan, mapping, note, rooms, who is asked and two sheets of receivers, on the one page of a meeting.
MEETING = {"casework:meeting": 19}
WHOLE_PERSON = MEETING | {
    "people:review_package": _EVERY_TABLE,
    "people:package_document": _EVERY_TABLE,
    "site:annex": 60,
}
# Transaction control, and the form token that the first page of a session keeps.
_CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", 'UPDATE "access_session"')


@pytest.mark.parametrize("name", sorted(name for name, row in ADDRESSES.items() if row.reads))
def test_a_page_is_written_down_and_keeps_its_bound_of_statements_and_weight(world, name):
    """Design "Speed and size". The handler's day gathers what every room brings and has a bound of its own.

    Reading personal data is written in the read log, and the page's title names nobody (SEK-05).
    """
    row, client, url = ADDRESSES[name], world.client(_who_may(ADDRESSES[name])), _address(world, name)
    first = _read_and_written_down(world, name, client, url)
    assert not _told_in_the_title(world, first), "SEK-05"
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        page = client.get(url)
        transaction.set_rollback(True)
    sent = [query["sql"] for query in asked if not query["sql"].startswith(_CONTROL)]
    closing = 1  # inside a test's transaction the middleware gives the settings back; alone, the database does
    most = DETAIL_STATEMENTS if row.args else DAY_STATEMENTS if name == "people:day" else LIST_STATEMENTS
    bound = WHOLE_PERSON.get(name, most)
    assert len(sent) <= bound + closing, "\n".join(sql[:160] for sql in sent)
    assert len(b"".join(page.streaming_content) if page.streaming else page.content) <= PAGE_BYTES


def _read_and_written_down(world, name, client, url):
    """ACC-1: one row for one reading, where the page shows personal data."""
    row = ADDRESSES[name]
    who = row.who or "handler"
    with _taken_back():
        before = row.log and _logged(world, row.log, who)
        answer = client.get(url)
        if row.log:
            assert answer.status_code in row.status
            assert _logged(world, row.log, who) == before + 1
    return answer


def _told_in_the_title(world, answer):
    """SEK-05: a title stands in the browser's history, and in the list of windows on a shared screen."""
    title = re.search("<title>(.*?)</title>", answer.content.decode(errors="replace"), re.DOTALL)
    return [secret for secret in world.secrets if secret != world.case.number and title and secret in title[1]]
