"""Seal the read log: a chain of hashes over committed rows, made by a job of its own database role (table C, T16).

Never in the transaction of the reading: pages don't queue behind a chain. A row's number is drawn after its
transaction has one, so when the last number is noted first, a transaction number is taken then, and later no older
transaction writes to the log, no row up to the noted number can come any more. What commits late is thus waited for,
not missed. Only those who write to this log are waited for; ``pg_snapshot_xmin`` would wait for everyone on the server.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import connections, transaction
from django.utils import timezone

from samkraft.access.log_models import LogAnchor, LogMark, LogSeal

ALIAS = "sealer"
# Rows under one seal, at most: a broken seal says where to look.
MOST_ROWS = 10_000
BEGINNING = 0
FIRST_HASH = "0" * 64

# What a row is, as text that any copy of the database gives alike; ``r`` is the row.
ROW_HASH = """sha256(convert_to(jsonb_build_array(r.id, to_char(r.occurred_at at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.US'), r.event, r.branch_id, r.staff_id, r.role, r.programme, to_jsonb(r.case_ids),
    r.object_type, r.items, r.reason, r.hits, r.term_hash, r.request_id, r.session)::text, 'UTF8'))"""
ROWS_HASH = f"encode(sha256(coalesce(string_agg({ROW_HASH}, ''::bytea order by r.id, r.occurred_at), '')), 'hex')"

_ROWS_BY_MONTH = f"""select date_trunc('month', r.occurred_at at time zone 'UTC')::date, count(*), {ROWS_HASH}
    from access_readlog r where r.id > %s and r.id <= %s group by 1 order by 1"""


def seal() -> list[LogSeal]:
    """Seal every row that nothing older can come before. One sealer at a time; gives the seals made."""
    with transaction.atomic(ALIAS):
        _ask("select pg_advisory_xact_lock(1936541301)")
        _note_how_far()
        last = _last_seal()
        made = list(_seals(last, _final()))
        LogSeal.objects.using(ALIAS).bulk_create(made)
    return made


def anchor(now: datetime | None = None) -> LogAnchor | None:
    """Keep the last hash of the days before today, once each day; None when there is nothing new to keep."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    last = LogSeal.objects.using(ALIAS).filter(sealed_at__lt=midnight).last()
    day = (midnight - timedelta(days=1)).date()
    anchors = LogAnchor.objects.using(ALIAS)
    if last is None or anchors.filter(day__gte=day).exists():
        return None
    return anchors.create(day=day, seal_number=last.number, hash=last.hash)


def hash_of(seal: LogSeal) -> str:
    """The hash that binds a seal to its rows and to the seal before it."""
    said = [seal.previous, seal.number, seal.month, seal.after_id, seal.up_to_id, seal.rows, seal.digest]
    said.append(seal.sealed_at.astimezone(UTC).isoformat())
    return hashlib.sha256("|".join(map(str, said)).encode()).hexdigest()


def _note_how_far():
    """The last row number first, then a transaction number: in that order (see above)."""
    number = _ask("select case when is_called then last_value else 0 end from access_readlog_number")
    xid = _ask("select pg_current_xact_id()::text::bigint")
    marks = LogMark.objects.using(ALIAS)
    marks.filter(xid__gte=xid).delete()  # of a server from which this database was restored
    marks.create(xid=xid, up_to=number)


# The oldest transaction that writes to the log now: it locks the whole table before it draws a number, and lets go when
# it has ended for everyone. Locks tell the lower half of a transaction number; the rest is that of ours.
_OLDEST_WRITER = """
    select min(ours - ((ours - held.transactionid::text::bigint) & 4294967295))
    from (select pg_current_xact_id()::text::bigint as ours) now, pg_locks held
    where held.locktype = 'transactionid' and held.mode = 'ExclusiveLock' and held.granted
      and held.virtualtransaction in (
        select virtualtransaction from pg_locks
        where locktype = 'relation' and relation = 'access_readlog'::regclass and mode = 'RowExclusiveLock'
          and granted and database = (select oid from pg_database where datname = current_database()))"""


def _final() -> int:
    """The number up to which every row has come; marks that it passes are used up."""
    oldest = _ask(_OLDEST_WRITER)
    marks = LogMark.objects.using(ALIAS).order_by("-up_to")
    passed = marks.first() if oldest is None else marks.filter(xid__lt=oldest).first()
    if passed is None:
        return BEGINNING
    LogMark.objects.using(ALIAS).filter(up_to__lte=passed.up_to).delete()
    return passed.up_to


def _last_seal() -> LogSeal | None:
    return LogSeal.objects.using(ALIAS).last()


def _seals(last: LogSeal | None, up_to: int) -> Iterator[LogSeal]:
    """A seal for each month with rows, a limited number of rows at a time."""
    after = last.up_to_id if last else BEGINNING
    for start in range(after, up_to, MOST_ROWS):
        end = min(start + MOST_ROWS, up_to)
        for month, rows, digest in _all(_ROWS_BY_MONTH, start, end):
            last = _seal_after(last, month, start, end, rows, digest)
            yield last


def _seal_after(last: LogSeal | None, month: date, after: int, up_to: int, rows: int, digest: str) -> LogSeal:
    made = LogSeal(
        number=last.number + 1 if last else 1,
        month=month,
        after_id=after,
        up_to_id=up_to,
        rows=rows,
        digest=digest,
        previous=last.hash if last else FIRST_HASH,
        sealed_at=timezone.now(),
    )
    made.hash = hash_of(made)
    return made


def _ask(query: str, *values) -> int:
    return _all(query, *values)[0][0]


def _all(query: str, *values) -> list[tuple]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()
