"""Hold the read log against its seals: every row altered, removed or added after sealing is found (table C, T16)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connections

from samkraft.access.log_models import LogAnchor, LogMonthGone, LogSeal
from samkraft.access.log_sealing import ALIAS, BEGINNING, FIRST_HASH, ROWS_HASH, hash_of

# What lies under each seal of a month now; the month's bounds let the database look in one partition only.
_ROWS_NOW = f"""select s.number, count(r.id), {ROWS_HASH}
    from access_logseal s left join access_readlog r on r.id > s.after_id and r.id <= s.up_to_id
        and r.occurred_at >= %(month)s::timestamp at time zone 'UTC'
        and r.occurred_at < (%(month)s::timestamp + interval '1 month') at time zone 'UTC'
    where s.month = %(month)s::date group by s.number"""

# Rows that no seal covers although their numbers have passed, or have never been given. The next seal of the row's
# month is the only one that may cover it.
_OUTSIDE = """select r.id, r.occurred_at from access_readlog r
    where r.id > %(given)s or r.id <= %(sealed)s and not coalesce((
        select s.after_id < r.id from access_logseal s
        where s.month = date_trunc('month', r.occurred_at at time zone 'UTC')::date and s.up_to_id >= r.id
        order by s.up_to_id limit 1), false)
    order by r.id limit 20"""
_HOW_MANY = """select count(*) filter (where id <= %(sealed)s), count(*) filter (where id > %(given)s)
    from access_readlog"""


# The least that the log is kept (table D).
KEPT_YEARS = 5


@dataclass
class Verified:
    """What was found: faults in words, how much holds, and the tail that isn't sealed yet."""

    faults: list[str] = field(default_factory=list)
    seals: int = 0
    rows: int = 0
    tail: int = 0
    tail_since: datetime | None = None
    last_hash: str = FIRST_HASH
    months_gone: int = 0


def verify(anchors: tuple[str, ...] = ()) -> Verified:
    """Go through the whole log. *anchors*: hashes from paper or print that must stand in the chain."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', '0', false)")
    seals = list(LogSeal.objects.using(ALIAS))
    found = Verified(seals=len(seals), last_hash=seals[-1].hash if seals else FIRST_HASH)
    found.faults += _chain_faults(seals)
    found.faults += _anchor_faults(seals, anchors)
    _hold_rows(found, seals)
    _look_outside(found, seals[-1].up_to_id if seals else BEGINNING)
    return found


def _chain_faults(seals: list[LogSeal]) -> Iterator[str]:
    """Each seal follows on the one before, and says what its own hash says."""
    previous, number = FIRST_HASH, 0
    for seal in seals:
        if seal.number != number + 1 or seal.previous != previous:
            yield f"The chain is broken at seal {seal.number}: it doesn't follow on seal {number}."
        if hash_of(seal) != seal.hash:
            yield f"Seal {seal.number} has been altered: its hash isn't that of what it says."
        previous, number = seal.hash, seal.number


def _anchor_faults(seals: list[LogSeal], printed: tuple[str, ...]) -> Iterator[str]:
    """What was kept each day, and what somebody holds on paper, must stand in the chain."""
    hashes = {seal.number: seal.hash for seal in seals}
    for anchor in LogAnchor.objects.using(ALIAS):
        if hashes.get(anchor.seal_number) != anchor.hash:
            yield f"The anchor of {anchor.day} isn't in the chain: seals have been made anew."
    for word in printed:
        if word.lower() not in hashes.values():
            yield f"The hash {word} isn't in the chain: seals have been made anew."


def _hold_rows(found: Verified, seals: list[LogSeal]) -> None:
    """Month by month: the rows under each seal, as they are now; those of a month destroyed by rule must be gone."""
    gone = {row.month: row for row in LogMonthGone.objects.using(ALIAS)}
    found.months_gone = len(gone)
    found.faults += _gone_faults(gone.values(), seals)
    for month in sorted({seal.month for seal in seals} - gone.keys()):
        now = {number: (rows, digest) for number, rows, digest in _all(_ROWS_NOW, month=month)}
        for seal in seals:
            if seal.month == month:
                found.rows += now[seal.number][0]
                found.faults += _row_faults(seal, *now[seal.number])


def _gone_faults(gone: Iterable[LogMonthGone], seals: list[LogSeal]) -> Iterator[str]:
    """A month may go five years after its end, with as many rows as were sealed, and stays gone."""
    for each in gone:
        sealed = sum(seal.rows for seal in seals if seal.month == each.month)
        if each.rows != sealed:
            yield f"{each.month:%Y-%m} was destroyed with {each.rows} rows, and {sealed} had been sealed."
        if each.destroyed_at.date() < each.month.replace(year=each.month.year + KEPT_YEARS):
            yield f"{each.month:%Y-%m} was destroyed before {KEPT_YEARS} years had gone."


def _row_faults(seal: LogSeal, rows: int, digest: str) -> Iterator[str]:
    where = f"in {seal.month:%Y-%m}, rows {seal.after_id + 1} to {seal.up_to_id} (seal {seal.number})"
    if rows < seal.rows:
        yield f"{seal.rows - rows} of {seal.rows} rows have been removed or moved {where}."
    elif rows > seal.rows:
        yield f"{rows - seal.rows} rows have been added {where}."
    elif digest != seal.digest:
        yield f"Rows have been altered {where}."


def _look_outside(found: Verified, sealed: int) -> None:
    """Rows that slipped in where no seal looks, and the tail that waits for the next sealing."""
    ((given,),) = _all("select case when is_called then last_value else 0 end from access_readlog_number")
    ((there, beyond),) = _all(_HOW_MANY, sealed=sealed, given=given)
    if there != found.rows or beyond:
        for row, moment in _all(_OUTSIDE, sealed=sealed, given=given):
            found.faults.append(f"Row {row} of {moment:%Y-%m-%d %H:%M} has been added outside every seal.")
    tail = _all("select count(*), min(occurred_at) from access_readlog where id > %(sealed)s", sealed=sealed)
    found.tail, found.tail_since = tail[0]


def _all(query: str, **values) -> list[tuple]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchall()
