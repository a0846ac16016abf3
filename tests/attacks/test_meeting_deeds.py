"""Two deeds that meet: a release or a delivery, and a withdrawal or a stop, a thousand times (T23, T24, CON-06).

Each of the two runs on a connection of its own, all rounds through. A schedule made beforehand says which of them the
database holds up first, and how long: from one well ahead, over every shade between, to the other. Nothing sleeps.
"""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from samkraft.access.acting import acting
from samkraft.access.sealed_fields import sealed_for
from samkraft.casework.models import Minutes
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine, Outgoing, ReceivedCopy, Release
from tests import situations as s

CASES = 20  # as many rounds as one preparation serves: a case has one line for the same thing at a time
LEAD = 20_000  # rows that the database counts for who is furthest behind: about as long as the whole deed


@dataclass
class Round:
    """One meeting: what it is about, how long each side is held up, and what came of it."""

    case: UUID
    line: UUID
    item: UUID
    release: UUID | None
    leads: tuple[int, int]
    shared: int | None = None  # the number of the transaction that shared, where it did
    seen_after: str = ""  # what was committed when the other side had taken back

    @property
    def was_shared_first(self):
        """Whether the database had committed it when the other side was through."""
        known = "select pg_visible_in_snapshot(%s::text::xid8, %s::pg_snapshot)"
        return _ask(known, self.shared, self.seen_after)


@pytest.fixture
def sides(committed):
    """Two threads, each with a connection that lasts."""
    with ThreadPoolExecutor(1) as left, ThreadPoolExecutor(1) as right:
        yield left, right
        for each in (left, right):
            each.submit(connections.close_all).result()


@pytest.fixture
def shared(sides, settings):
    """Cases whose minutes may go from Karin's branch to Jonas's, through an outbox of ten minutes."""
    settings.OUTBOX_MINUTES = 10
    team = s.team()
    karin, jonas = s.staff("af", in_team=team), s.staff("soc", in_team=team)
    cases = [s.enrolled_case(karin) for _case in range(CASES)]
    for case in cases:
        s.joined_branch(karin, case, "soc", jonas)
    return karin, jonas, cases


def _schedule(rounds):
    """How long each side is held up, round by round; every fourth not at all, for the nearest meetings."""
    for number in range(rounds):
        lead = round((2 * number / rounds - 1) * LEAD) if number % 4 else 0
        yield max(-lead, 0), max(lead, 0)


def _waves(karin, cases, rounds, waits):
    """Rounds made ready, as many at a time as there are cases; waits: each item lies in the outbox."""
    leads = list(_schedule(rounds))
    files = {case.pk: s.file_of(case, karin) for case in cases}
    for start in range(0, rounds, len(cases)):
        yield _made_ready(karin, cases, files, leads[start : start + len(cases)], waits)


def _made_ready(karin, cases, files, leads, waits):
    af, soc = s.branch("af"), s.branch("soc")
    begins = s.DAY - timedelta(days=20)
    kept = {"owner_branch": af, "held_on": s.DAY, "written_on": s.DAY, "written_by": karin}
    given, items = uuid4(), {case.pk: uuid4() for case, _leads in zip(cases, leads, strict=False)}
    with _as(karin, af, "12:00"):
        Minutes.objects.bulk_create([
            Minutes(item=item, version=1, case_id=case, file=files[case], title="Möte", text="Text", **kept)
            for case, item in items.items()
        ])  # fmt: skip
        door.call("record_consents", [
            {"case": str(case), "consent": str(given), "from": af.pk, "to": soc.pk, "category": "minutes",
             "purpose": "planning", "valid_from": str(begins), "valid_until": str(begins + timedelta(days=200)),
             "form": "written"} for case in items
        ])  # fmt: skip
        if waits:
            door.call("release_many", [_item(case, item, soc) for case, item in items.items()])
        lines = dict(ConsentLine.objects.filter(consent=given).values_list("case_id", "line"))
        releases = dict(Release.objects.filter(item_id__in=items.values()).values_list("case_id", "release"))
    return [Round(case, lines[case], item, releases.get(case), lead)
            for (case, item), lead in zip(items.items(), leads, strict=True)]  # fmt: skip


def _item(case, item, soc):
    content = json.dumps(sealed_for(soc, {"text": "Hemligt"}))
    return {"case": str(case), "to": [soc.pk], "category": "minutes", "kind": "minutes", "item": str(item),
            "version": 1, "title": "Möte", "content": content, "ground": "consent"}  # fmt: skip


@contextmanager
def _as(karin, branch, clock):
    """Act as Karin, at that time of the day."""
    with acting(branch, karin, programme=s.PROGRAMME, day=s.DAY):
        _ask("select set_config('samkraft.clock', %s, true)", clock)
        yield


def _ask(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def _meet(sides, rounds, share, take_back):
    """Both sides through the rounds, beginning each at the same moment; what went wrong is raised here."""
    start = threading.Barrier(2, timeout=30)

    def one(deed, side):
        try:
            for each in rounds:
                start.wait()
                deed(each, each.leads[side])
        except BaseException:
            start.abort()  # the other side isn't left waiting
            raise

    work = [sides[0].submit(one, share, 0), sides[1].submit(one, take_back, 1)]
    faults = [fault for each in work if (fault := each.exception(60))]
    for fault in sorted(faults, key=lambda fault: isinstance(fault, threading.BrokenBarrierError)):
        raise fault


def _deliver(karin, af):
    def deliver(each, lead):
        with _as(karin, af, "12:10"):
            _ask("select count(*) from generate_series(1, %s)", lead)
            if door.call("deliver", each.release) == "delivered":
                each.shared = _ask("select pg_current_xact_id()::text")

    return deliver


def _release(karin, af, soc):
    def release(each, lead):
        with _as(karin, af, "12:00"):
            _ask("select count(*) from generate_series(1, %s)", lead)
            try:
                door.call("release", each.case, soc.pk, "minutes", "minutes", each.item, 1, "Möte", {"text": "Hemligt"},
                          "consent", None)  # fmt: skip
            except door.DoorRefused:
                return
            each.shared = _ask("select pg_current_xact_id()::text")

    return release


def _take_back(karin, af, how="withdrawn"):
    def take_back(each, lead):
        with _as(karin, af, "12:10"):
            _ask("select count(*) from generate_series(1, %s)", lead)
            if how == "withdrawn":
                door.call("withdraw_consent", each.line)  # a withdrawal is never refused: it would be raised
            else:
                door.call("stop_releases", each.case, [str(each.release)])
        each.seen_after = _ask("select pg_current_snapshot()::text")

    return take_back


def _standing(jonas, rounds):
    """The items that the receiver can read now."""
    with s.as_(jonas, "soc"):
        return set(
            ReceivedCopy.objects.filter(item_id__in=[each.item for each in rounds]).values_list("item_id", flat=True)
        )


@pytest.mark.parametrize("how", ["withdrawn", "person"])
def test_nothing_leaves_the_outbox_once_it_is_stopped_however_they_meet(shared, sides, pytestconfig, how):
    """T23, CON-06: delivery and withdrawal, or a stop, at once: one is first, and what is stopped never goes.

    A thousand meetings with a withdrawal: none is delivered after it, and none can be read.
    """
    karin, jonas, cases = shared
    af = s.branch("af")
    count = pytestconfig.getoption("interleavings") // (1 if how == "withdrawn" else 5)
    outcomes = Counter()
    for rounds in _waves(karin, cases, count, waits=True):
        _meet(sides, rounds, _deliver(karin, af), _take_back(karin, af, how))
        with s.as_(karin):
            found = Release.objects.in_bulk([each.release for each in rounds], field_name="release")
            assert not Outgoing.objects.exists()
        for each in rounds:
            release = found[each.release]
            assert (release.made_available_at is None) == (release.stopped_why == how) == (each.shared is None)
            assert each.shared is None or each.was_shared_first, "delivered after it was taken back"
            outcomes[each.shared is not None] += 1
        delivered = {each.item for each in rounds if each.shared}
        assert _standing(jonas, rounds) == (delivered if how == "person" else set())
    assert outcomes.total() == count and min(outcomes[True], outcomes[False]) >= count // 20, outcomes


def test_nothing_is_shared_after_a_withdrawal_however_they_meet(shared, sides, pytestconfig):
    """T24: whichever wins, nothing can be read, and nothing waits on a line that is taken back."""
    karin, jonas, cases = shared
    af, soc = s.branch("af"), s.branch("soc")
    outcomes, count = Counter(), pytestconfig.getoption("interleavings") // 5
    for rounds in _waves(karin, cases, count, waits=False):
        _meet(sides, rounds, _release(karin, af, soc), _take_back(karin, af))
        for each in rounds:
            assert each.shared is None or each.was_shared_first, "shared after it was taken back"
            outcomes[each.shared is not None] += 1
        with s.as_(karin):
            assert not Outgoing.objects.exists()
        assert not _standing(jonas, rounds)
    assert outcomes.total() == count and min(outcomes[True], outcomes[False]) >= count // 20, outcomes
