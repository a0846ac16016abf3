"""I read what I may not and then mend the log; I share in the very moment that the person takes her consent back."""

import threading
import uuid

import pytest
from django.db import DatabaseError, connection, connections, transaction

from samkraft.access.choices import Event
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine, ReceivedCopy
from tests import situations as s

# --- the log, as the site's own role ---

_LOG = "insert into access_readlog (event, branch_id, staff_id, role, programme, object_type, reason, request_id," \
       " session, case_ids, items, term_hash) values ('ACC-1', {branch}, {staff}, '', '', '', '', null, '', '{{}}'," \
       " '[]', '')"  # fmt: skip


def _run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["access_readlog", "access_rowhistory"])
@pytest.mark.parametrize(
    "statement",
    [
        "delete from {table}",
        "truncate {table}",
        "alter table {table} disable trigger all",
        "alter table {table} disable row level security",
        "drop table {table}",
        "create rule quiet as on insert to {table} do instead nothing",
        "lock table {table} in exclusive mode",
        "comment on table {table} is 'x'",
    ],
)
def test_the_site_can_not_mend_its_log(table, statement):
    """T16: whoever has the site's own connection can add to the log and nothing else."""
    with s.as_(s.staff("af")), pytest.raises(DatabaseError):
        _run(statement.format(table=table))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "update access_readlog set reason = ''",
        "update access_readlog set staff_id = null where event = 'ACC-4'",
        "update access_rowhistory set actor_id = 1",
        "insert into access_rowhistory (table_name, row_key, operation) values ('people_case', '1', 'U')",
        "set session_replication_role = replica",
        "set local session_replication_role = replica",
        "copy (select 1) to program 'true'",
        "select lo_import('/etc/passwd')",
        "select setval('access_rowhistory_id_seq', 1)",
        "create trigger quiet before insert on access_readlog for each row execute function f()",
        "drop trigger history_update on people_casefile",
        "drop function keep_history_of_people_casefile_update() cascade",
    ],
)
def test_the_site_can_not_switch_off_what_watches_it(statement):
    with s.as_(s.staff("af")), pytest.raises(DatabaseError):
        _run(statement)


@pytest.mark.django_db
def test_nobody_logs_in_another_s_name(attackers):
    karin, jonas = attackers
    for branch, staff in ((s.branch("af").pk, jonas.pk), (s.branch("soc").pk, karin.pk), ("null", jonas.pk)):
        with s.as_(karin), pytest.raises(DatabaseError):
            _run(_LOG.format(branch=branch, staff=staff))


@pytest.fixture
def attackers():
    return s.staff("af"), s.staff("soc")


@pytest.mark.django_db
def test_a_line_break_in_a_reason_makes_no_second_row(attackers):
    """Log injection (V16.4.1): a row is a row of a table, whatever stands in it."""
    from samkraft.access.models import ReadLog
    from samkraft.access.readlog import log_event

    forged = "Klagomål\n2021-06-30 ACC-1 Jonas öppnade allt\r\n\x1b[2J"
    with s.as_(attackers[0]):
        before = ReadLog.objects.count()
        log_event(Event.EXCEPTION_OPENED, reason=forged)
        assert ReadLog.objects.count() == before + 1
        assert ReadLog.objects.latest("pk").reason == forged


# --- consent taken back while it is used (T24, CON-06) ---


@pytest.fixture
def shared(committed):
    """A case whose minutes may go to social services, committed for all connections."""
    team = s.team()
    karin, jonas = s.staff("af", in_team=team), s.staff("soc", in_team=team)
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    return karin, jonas, case


def _release(karin, case, item, version=1):
    with s.as_(karin):
        return door.call("release", case.pk, s.branch("soc").pk, "minutes", "minutes", item, version, "Möte",
                         {"text": "Hemligt"}, "consent", None)  # fmt: skip


def _line(karin, case):
    return s.consent(karin, case, "soc", "minutes")


class _Thread(threading.Thread):
    """Runs on a connection of its own, and keeps what came of it."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self.work, self.refused, self.fault = work, False, None

    def run(self):
        try:
            self.work()
        except door.DoorRefused:
            self.refused = True
        except Exception as fault:
            self.fault = fault
        finally:
            connections.close_all()


def _stands(jonas, case, item):
    """What the receiver can read of the item now."""
    with s.as_(jonas, "soc"):
        return ReceivedCopy.objects.filter(item_id=item).exists()


def test_who_takes_back_first_is_waited_for_and_wins(shared):
    """The withdrawal isn't yet committed when the release begins: the release waits, and is refused."""
    karin, jonas, case = shared
    item, line = s.item(karin, case, "minutes"), _line(karin, case)
    sharing = _Thread(lambda: _release(karin, case, item))
    with s.as_(karin):
        door.call("withdraw_consent", line)
        sharing.start()
        sharing.join(0.3)
        assert sharing.is_alive(), "the release waits for the withdrawal"
    sharing.join(10)
    assert sharing.refused and sharing.fault is None
    assert not _stands(jonas, case, item)


def test_who_shares_first_has_shared_and_the_copy_goes_out_of_sight(shared):
    """The release isn't yet committed when the withdrawal begins: the copy was made, and isn't read any more."""
    karin, jonas, case = shared
    item, line = s.item(karin, case, "minutes"), _line(karin, case)

    def take_back():
        with s.as_(karin):
            door.call("withdraw_consent", line)

    withdrawing = _Thread(take_back)
    with s.as_(karin):
        door.call("release", case.pk, s.branch("soc").pk, "minutes", "minutes", item, 1, "Möte", {"text": "Hemligt"},
                  "consent", None)  # fmt: skip
        withdrawing.start()
        withdrawing.join(0.3)
        assert withdrawing.is_alive(), "the withdrawal waits for the release"
    withdrawing.join(10)
    assert not withdrawing.refused and withdrawing.fault is None
    assert not _stands(jonas, case, item)


def test_two_presses_at_once_share_once(shared):
    """T24: the same release twice at the same moment is one."""
    karin, jonas, case = shared
    item = s.item(karin, case, "minutes")
    _line(karin, case)
    start = threading.Barrier(4)

    def share():
        start.wait(5)
        _release(karin, case, item)

    presses = [_Thread(share) for _press in range(4)]
    for each in presses:
        each.start()
    for each in presses:
        each.join(15)
    assert not any(each.fault or each.refused for each in presses)
    with s.as_(jonas, "soc"):
        assert ReceivedCopy.objects.filter(item_id=item).count() == 1


def test_a_line_that_is_not_there_is_taken_back_by_nobody(shared):
    karin, _jonas, _case = shared
    with s.as_(karin), pytest.raises(door.DoorRefused):
        door.call("withdraw_consent", uuid.uuid4())
    with s.as_(karin):
        assert not ConsentLine.objects.exclude(withdrawn_at=None).exists()
