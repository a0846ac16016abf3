"""She takes back what she has said yes to: what goes with it, what is kept of it, and who acts at the same moment."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction
from django.urls import reverse
from psycopg.conninfo import make_conninfo

from samkraft.access.choices import Event
from samkraft.access.commands import system_person
from samkraft.access.models import ReadLog
from samkraft.people.models import CaseFile
from samkraft.portal.citizen import as_citizen, keys_of
from samkraft.portal.consents import withdraw
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine
from samkraft.site.database_url import address
from tests import situations as s
from tests.at_once import a_no_is_recorded
from tests.portal.scene import NUMBER, Own, citizen

PAGE = reverse("portal:page")
PLAN = reverse("portal:consent", args=["planning", "plan"])


def made():
    system_person()
    return Own()


def _logged(person, branch="af"):
    with s.as_(person, branch):
        return ReadLog.objects.filter(event=Event.CONSENT_WITHDRAWN, branch_id=s.branch(branch).pk).get()


@pytest.mark.django_db(databases=["default", "sidelog"])
def test_con_06_a_renewal_that_goes_with_its_line_stands_in_the_log_beside_it():
    """Under the request that took it back, which the history names too; a line of something else stays."""
    own = made()
    renewal = s.consent(own.jonas, own.case, "soc", "plan", branch_code="soc", from_="af", since=s.DAY)
    other = s.consent(own.karin, own.case, "soc", "minutes")
    citizen().post(PLAN, {"line": [str(own.line)]})
    for person, branch in ((own.karin, "af"), (own.jonas, "soc")):
        row = _logged(person, branch)
        assert set(row.items) == {f"line:{own.line}", f"line:{renewal}"} and row.request_id
    with s.as_(own.karin), connection.cursor() as cursor:
        assert ConsentLine.objects.filter(withdrawn_at=None, line=other).exists()
        assert not ConsentLine.objects.filter(withdrawn_at=None, line__in=[own.line, renewal]).exists()
        cursor.execute(
            "select count(*) from access_rowhistory where table_name = 'sharing_consentline' and request_id = %s",
            [row.request_id],
        )
        assert cursor.fetchone()[0] >= 2


@pytest.mark.django_db(databases=["default", "sidelog"])
def test_con_05_a_yes_to_evaluation_is_taken_back_on_her_page_and_the_figures_leave_her_out():
    own = made()
    line = s.consent(own.karin, own.case, "af", "follow_up", purpose="evaluation")
    with s.as_(own.karin):
        CaseFile.objects.filter(case=own.case).update(allows_statistics=True)
    client, url = citizen(), reverse("portal:consent", args=["evaluation", "follow_up"])
    assert f'value="{line}"' in client.get(url).content.decode()
    assert client.post(url, {"line": [str(line)]}).url == reverse("portal:taken_back")
    with s.as_(own.karin):
        assert not CaseFile.objects.get(case=own.case).allows_statistics
        assert ConsentLine.objects.filter(withdrawn_at=None, category="plan").exists(), "the plan is another matter"
    assert client.get(url).status_code == 404


@contextmanager
def _log_closed(database):
    """Nobody can add to the log: not the site, and not the door."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": database}), autocommit=True) as admin:
        admin.execute("revoke insert on access_readlog from samkraft_app, samkraft_door")
        try:
            yield
        finally:
            admin.execute("grant insert on access_readlog to samkraft_app, samkraft_door")


def test_what_can_not_be_logged_is_neither_shown_nor_done(committed):
    """It fails closed: who works with her sees nothing, and what she takes back stands until it can be kept."""
    own = made()
    with _log_closed(committed):
        karin, hers = s.log_in(citizen(), own.karin), citizen()
        for client in (karin, hers):
            client.raise_request_exception = False
        answer = karin.get(reverse("people:case", args=[own.case.pk]))
        assert answer.status_code == 500 and own.case.number not in answer.content.decode()
        answer = hers.post(PLAN, {"line": [str(own.line)]})
        assert answer.status_code == 500
    with s.as_(own.karin):
        assert ConsentLine.objects.get(line=own.line).withdrawn_at is None
    assert hers.post(PLAN, {"line": [str(own.line)]}).status_code == 302


def test_con_05_she_takes_back_while_somebody_records_a_consent_that_the_file_heeds(committed, monkeypatch):
    """None waits for the other for ever: who records holds the files from the beginning, and she waits for them."""
    own = made()
    with a_no_is_recorded(monkeypatch, own.karin, own.case, "plan"), as_citizen(keys_of(NUMBER)):
        try:
            with transaction.atomic():
                withdraw([own.line])
        except door.DoorRefused as refusal:  # it had given way to the new one meanwhile, which she hasn't seen
            assert refusal.code == "no_line"
    with s.as_(own.karin):
        assert not CaseFile.objects.get(case=own.case).allows_statistics
        assert ConsentLine.objects.get(line=own.line).withdrawn_at is not None
