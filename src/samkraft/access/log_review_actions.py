"""What the review of the log does: go through finished days, draw a finished month's sample, settle a finding."""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, FindingKind, Verdict
from samkraft.access.commands import SYSTEM
from samkraft.access.log_facts import Pair, case_facts
from samkraft.access.log_models import LogDay, LogFinding, LogSample, LogVerdict
from samkraft.access.log_openings import shut
from samkraft.access.log_review_rules import LIMITS, OPENINGS, Known, Reading, cases_of, drawn, flags, opened_pairs
from samkraft.access.models import ReadLog, Staff
from samkraft.access.readlog import log_event
from samkraft.access.sealed_log import alias_of, told_by
from samkraft.core.clock import midnight

# A manager grants it, and the one who asked reads: EXC-2 names her among its items.
OPENED_FOR = "for:"
SYSTEMS_OWN = Staff.objects.filter(username=SYSTEM)


class ReviewRefused(Exception):
    """A verdict that can't be given; the message is for the reviewer."""


def days_to_review(now: datetime | None = None) -> Iterator[date]:
    """The acting branch's finished days that nobody has gone through, oldest first."""
    last = LogDay.objects.aggregate(last=Max("day"))["last"]
    first = last + timedelta(days=1) if last else _first_day()
    end = timezone.localtime(now).date()
    while first and first < end:
        yield first
        first += timedelta(days=1)


def months_to_sample(now: datetime | None = None) -> Iterator[date]:
    """The acting branch's finished months without a sample, oldest first."""
    last = LogSample.objects.aggregate(last=Max("month"))["last"]
    first = _next_month(last) if last else _first_day()
    month = first.replace(day=1) if first else None
    end = timezone.localtime(now).date().replace(day=1)
    while month and month < end:
        yield month
        month = _next_month(month)


@transaction.atomic
def flag_day(day: date) -> int:
    """Hold one day's readings against the rules; how many findings it gave. A day is gone through once."""
    LogDay.objects.create(owner_branch=current_acting().branch, day=day)
    readings, aliases = readings_of(day)
    pairs, facts = opened_pairs(readings), case_facts()
    names = {pk: (first, last) for pk, first, last in Staff.objects.values_list("pk", "first_name", "last_name")}
    cases = cases_of(readings)
    known = Known(names, facts.about(cases), facts.worked_with(pairs, day), facts.done_with(cases, day))
    branch = current_acting().branch
    aliases |= {case: alias_of(branch, case) for case, about in known.about.items() if about.is_protected}
    found = [
        _finding(each.kind, (each.staff_id, aliases.get(each.case_id, each.case_id)), each.readings, day, day)
        for each in flags(readings, known)
    ]
    before = LogFinding.objects.count()
    LogFinding.objects.bulk_create(found, 1000, ignore_conflicts=True)  # an opening is there since it was granted
    return LogFinding.objects.count() - before


def flag_opening(staff_id: int, case_id: UUID, kind: FindingKind = FindingKind.EXCEPTION) -> None:
    """EXC-2, BLK-3: an opening waits for its review from the moment it is made; those of one day are one.

    Of a protected case the finding names what stands for it in the log (SKY-06).
    """
    day, branch = timezone.localdate(), current_acting().branch
    about = case_facts().about({case_id}).get(case_id)
    pair = (staff_id, alias_of(branch, case_id) if about is not None and about.is_protected else case_id)
    LogFinding.objects.bulk_create(
        [_finding(kind, pair, 1, day, day, LIMITS.days_to_review_openings)], ignore_conflicts=True
    )


@transaction.atomic
def draw_sample(month: date, seed: str = "") -> LogSample:
    """LOG-2: draw a month's pairs of person and case; the seed stands in the log, so that anyone can draw again."""
    seed = seed or secrets.token_hex(16)
    pairs = pairs_of(month)
    chosen = drawn(pairs, seed)
    sample = LogSample.objects.create(
        owner_branch=current_acting().branch, month=month, seed=seed, pairs=len(pairs), drawn=len(chosen)
    )
    until = _next_month(month) - timedelta(days=1)
    rows = [_finding(FindingKind.SAMPLE, pair, pairs[pair], month, until) for pair in chosen]
    LogFinding.objects.bulk_create(rows, batch_size=1000)
    told = {"month": f"{month:%Y-%m}", "seed": seed, "pairs": len(pairs), "drawn": len(chosen)}
    log_event(Event.SAMPLE_DRAWN, object_type="log_sample", items=[f"{name}:{value}" for name, value in told.items()])
    return sample


def give_verdict(finding: LogFinding, verdict: str, note: str) -> None:
    """LOG-3: what the reviewer makes of a finding. Nobody judges her own reading, and a settled one stays settled."""
    acting = current_acting()
    if finding.pk in shut([finding]):
        raise ReviewRefused(_("Det gäller ett skyddat ärende. Be först att få läsa."))
    if finding.staff_id == acting.staff.pk:
        raise ReviewRefused(_("Det här är din egen läsning. En annan logggranskare behöver bedöma den."))
    if verdict != Verdict.OK and not note.strip():
        raise ReviewRefused(_("Skriv vad du frågar om eller misstänker."))
    given = {"owner_branch": acting.branch, "finding": finding, "verdict": verdict, "note": note.strip()}
    settled = _("Någon annan har redan avslutat granskningen.")
    if not LogFinding.objects.open().filter(pk=finding.pk).exists():
        raise ReviewRefused(settled)
    try:
        with transaction.atomic():
            LogVerdict.objects.create(given_by=acting.staff, **given)
    except IntegrityError:
        raise ReviewRefused(settled) from None
    event = Event.EXCEPTION_REVIEWED if finding.kind == FindingKind.EXCEPTION else Event.REVIEW_CLOSED
    cases = [finding.case_id] if finding.case_id else []
    log_event(event, cases, object_type="log_finding", items=[f"finding:{finding.public_id}", f"verdict:{verdict}"])


def readings_of(day: date) -> tuple[list[Reading], dict[UUID, UUID]]:
    """What the acting branch's people did on a day in Stockholm, not what its jobs did; and of the cases that were
    protected then, what stands for each in the log (SKY-06)."""
    branch, readings, aliases = current_acting().branch, [], {}
    rows = ReadLog.objects.filter(occurred_at__gte=midnight(day), occurred_at__lt=midnight(day + timedelta(days=1)))
    rows = rows.exclude(staff_id=None).exclude(staff_id__in=SYSTEMS_OWN.values("pk")).order_by("occurred_at", "pk")
    wanted = ("staff_id", "event", "occurred_at", "case_ids", "role", "items", "object_type", "reason")
    for row in rows.values_list(*wanted, named=True):
        told, staff = told_by(branch, row), row.staff_id
        aliases |= {case: kept for case, kept in zip(told.case_ids, row.case_ids, strict=True) if case != kept}
        if row.event == Event.EXCEPTION_OPENED:
            staff = next((int(item[len(OPENED_FOR) :]) for item in told.items if item.startswith(OPENED_FOR)), staff)
        readings.append(Reading(staff, row.event, timezone.localtime(row.occurred_at), tuple(told.case_ids), row.role))
    return readings, aliases


_PAIRS = """
    select r.staff_id, c, count(*) from access_readlog r, unnest(r.case_ids) c
    where r.branch_id = %s and r.occurred_at >= %s and r.occurred_at < %s and r.event = any(%s)
      and r.staff_id <> all(array(select id from access_staff where username = %s))
    group by 1, 2"""


def pairs_of(month: date) -> dict[Pair, int]:
    """Who opened which case in a month, and how often: what the sample is drawn from."""
    branch = current_acting().branch.pk
    values = [branch, midnight(month), midnight(_next_month(month)), [event.value for event in OPENINGS], SYSTEM]
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, values)
        return {(staff, case): times for staff, case, times in cursor.fetchall()}


def _finding(
    kind: FindingKind, pair: tuple[int, UUID | None], readings: int, since: date, until: date,
    days: int = LIMITS.days_to_review,
) -> LogFinding:  # fmt: skip
    staff, case = pair
    due = timezone.localdate() + timedelta(days=days)
    return LogFinding(
        owner_branch=current_acting().branch, kind=kind, staff_id=staff, case_id=case, since=since, until=until,
        readings=readings, due_on=due,
    )  # fmt: skip


def _first_day() -> date | None:
    first = ReadLog.objects.filter(branch_id=current_acting().branch.pk).aggregate(first=Min("occurred_at"))["first"]
    return timezone.localtime(first).date() if first else None


def _next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
