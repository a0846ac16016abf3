"""A month of the read log goes whole after five years, when all who have rows in it agree; the rest still holds
(table D, ALL-05, RET-1 to RET-3)."""

from datetime import date
from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from psycopg.conninfo import make_conninfo

from samkraft.access.choices import Role, Verdict
from samkraft.access.log_models import LogFinding, LogMonthGone, LogVerdict
from samkraft.access.log_sealing import seal
from samkraft.access.log_verifying import verify
from samkraft.access.models import ReadLog, RoleAssignment
from samkraft.sharing import retention
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.models import DestructionCertificate, DestructionProposal
from samkraft.site.database_url import address
from tests import situations as s

MONTH = date(2019, 5, 1)
_ROW = """insert into access_readlog (occurred_at, event, branch_id, staff_id, role, programme, case_ids, object_type,
    items, reason, term_hash, session) values (%s, 'ACC-1', %s, %s, '', '', '{}', '', '[]', '', '', '')"""


@pytest.fixture
def log(committed):
    """Rows of two branches in May 2019, one of each later, all sealed; a finding that was settled then."""
    karin, jonas = s.staff("af"), s.staff("soc")
    with _admin(committed) as admin:
        for moment, many in (("2019-05-15 10:00+00", 3), ("2019-06-15 10:00+00", 1), ("2026-01-15 10:00+00", 1)):
            for person, branch in ((karin, "af"), (jonas, "soc")):
                for _ in range(many):
                    admin.execute(_ROW, [moment, s.branch(branch).pk, person.pk])
    call_command("prepare_log", stdout=StringIO())
    with s.as_(karin):
        given = {"since": MONTH, "until": date(2019, 5, 31), "readings": 3, "due_on": date(2019, 6, 14)}
        found = LogFinding.objects.create(owner_branch=s.branch("af"), kind="sample", staff=karin, **given)
        LogVerdict.objects.create(
            owner_branch=s.branch("af"), finding=found, verdict=Verdict.OK, given_by=s.staff("af", Role.LOG_REVIEWER)
        )
    seal()
    assert verify().faults == []
    return committed


def _admin(database):
    return psycopg.connect(make_conninfo(**address() | {"dbname": database}), autocommit=True)


def _agree(branch, month=MONTH):
    """Proposed by the registrar, approved by the manager."""
    with s.as_(s.staff(branch, Role.REGISTRAR), branch):
        made = retention.propose_log_month(s.PROGRAMME, "Dnr 2026/7", month)
        with pytest.raises(DoorRefused, match="föreslog"):
            retention.decide(made, approve=True)
    with s.as_(s.staff(branch, Role.UNIT_MANAGER), branch):
        return retention.decide(made, approve=True)


def _rows():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_class where relname = 'readlog_2019_05'")
        return cursor.fetchone()[0]


def test_ret3_a_month_goes_when_every_branch_in_it_has_decided_and_the_chain_still_holds(log):
    _agree("af")
    with s.as_(s.staff("af", Role.REGISTRAR)):
        (may, june, *_rest) = retention.log_months(s.PROGRAMME)
        assert (may.month, may.ours, may.agreed, may.with_rows, may.is_due) == (MONTH, 3, 1, 2, True)
        assert june.can_be_proposed and not may.can_be_proposed
        with pytest.raises(DoorRefused, match="alla verksamheter"):
            retention.destroy_log_month(MONTH)
    call_command("retention", stdout=StringIO())
    assert _rows() == 1, "nothing goes while one hasn't decided"
    _agree("soc")
    said = StringIO()
    call_command("retention", "--dry-run", stdout=said)
    assert _rows() == 1 and "2019-05: would be destroyed" in said.getvalue()
    call_command("retention", stdout=said)
    assert "2019-05: 6 rows destroyed" in said.getvalue() and _rows() == 0
    found = verify()
    assert (found.faults, found.months_gone) == ([], 1) and found.rows >= 4
    for branch in ("af", "soc"):
        with s.as_(s.staff(branch, Role.REGISTRAR), branch):
            proof = DestructionCertificate.objects.get()
            assert proof.rows["access_readlog"] == 3 and proof.proposal.state == "done"
            assert ReadLog.objects.filter(occurred_at__year=2019).count() == 1, "June is as it was"
            assert not LogFinding.objects.exists() and ("access_logfinding" in proof.rows) == (branch == "af")


def test_a_month_that_is_said_to_be_destroyed_by_rule_and_was_not_is_found(log):
    """T16: by one who owns the database."""
    with _admin(log) as admin:
        admin.execute("delete from access_readlog where occurred_at >= '2026-01-01' and occurred_at < '2026-02-01'")
        admin.execute("insert into access_logmonthgone (month, rows) values ('2026-01-01', 1)")
    assert len(verify().faults) == 2, "too few rows, and too early"


@pytest.mark.parametrize("statement", [
    "select drop_read_log_part('2019-05-01', 6)", "insert into access_logmonthgone (month, rows) values (now(), 1)",
    "select door.forget_review(1, '2019-05-01', '2019-06-01')", "delete from access_logfinding",
])  # fmt: skip
def test_the_site_destroys_no_log_by_itself(db, statement):
    denied = pytest.raises(DatabaseError, match="permission denied")
    with s.as_(s.staff("af", Role.REGISTRAR)), denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_registrar_proposes_the_oldest_month_and_no_month_that_is_too_young(log, client):
    registrar, handler = s.staff("af", Role.REGISTRAR), s.staff("af")
    browser, url = s.log_in(client, registrar), reverse("sharing:log_months")
    page = browser.get(url).content.decode()
    assert "2 månader är äldre än fem år" in page and "maj 2019" in page
    assert browser.post(url, {"month": "2019-05-01", "decision": ""}).status_code == 422
    assert browser.post(url, {"month": "2026-01-01", "decision": "Dnr 7"}).status_code == 422
    made = browser.post(url, {"month": "2019-05-01", "decision": "Dnr 7"})
    assert made.status_code == 302 and "maj 2019" in browser.get(made.url).content.decode()
    with s.as_(registrar):
        for month in (MONTH, date(2026, 1, 1)):
            with pytest.raises(DoorRefused):
                retention.propose_log_month(s.PROGRAMME, "Dnr 8", month)
        assert DestructionProposal.objects.count() == 1 and not LogMonthGone.objects.exists()
    with s.as_(handler), pytest.raises(DoorRefused, match="registratorn"):
        retention.propose_log_month(s.PROGRAMME, "Dnr 8", date(2019, 6, 1))


def test_one_reads_ones_own_log_a_month_at_a_time_the_newest_first(log, client):
    """GDPR-16: a busy person's log of two years holds a hundred thousand rows; none is out of reach."""
    karin, jonas = (RoleAssignment.objects.get(branch__code=code, role=Role.HANDLER).staff for code in ("af", "soc"))
    mine, his = s.log_in(client, karin), s.log_in(Client(), jonas, "soc")
    newest = mine.get(reverse("access:my_log"))
    seen = newest.context
    assert (seen["month"].code, seen["before"].code, seen["after"]) == ("2026-01", "2019-06", None)
    for none in ("9999-12", "2019-13", "maj", "2019-05-01", "' or 1=1"):
        assert mine.get(reverse("access:my_log"), {"manad": none}).context["month"] == seen["month"]
    may = mine.get(reverse("access:my_log"), {"manad": "2019-05"})
    assert may.context["page"].paginator.count == 3 and may.context["before"] is None
    assert may.context["after"].code == "2019-06" and "Maj 2019" in may.content.decode()
    empty = mine.get(reverse("access:my_log"), {"manad": "2020-02"})
    assert "Inget är loggat den månaden." in empty.content.decode()
    assert (empty.context["before"].code, empty.context["after"].code) == ("2019-06", "2026-01")
    assert his.get(reverse("access:my_log"), {"manad": "2019-05"}).context["page"].paginator.count == 3
