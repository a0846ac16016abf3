"""Make a month's report: whom it concerns is in the log before the file is given, and the file is kept nowhere."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from samkraft.access.acting import Acting, reading_archive
from samkraft.access.choices import Event
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.access.vault import ring_of
from samkraft.activities.models import Attendance
from samkraft.core.clock import today
from samkraft.core.words import month_name
from samkraft.core.workbook import Cell, workbook
from samkraft.exchange.fund import rules
from samkraft.exchange.fund_models import FundReceipt
from samkraft.people.choices import IdentityKind, MergeState
from samkraft.people.duplicate_models import CaseMerge
from samkraft.people.models import CaseFile, NoticeGiven, ProcessingRestriction
from samkraft.people.problems import NotPossible
from samkraft.people.vault import unseal
from samkraft.programmes.models import Programme
from samkraft.programmes.results import FundColumn, FundReport

_READ = ("case__opened_on", "case__closed_on", "closed_on", "identity_sealed")
# Reserve numbers are never shown outside care (PNR-04).
_TOLD = {IdentityKind.PNR, IdentityKind.SAM, IdentityKind.DEMO}


@dataclass(frozen=True)
class Made:
    """A file to be handed over, and its receipt."""

    name: str
    content: bytes
    receipt: FundReceipt


def takings(branch: Branch, programme: str, months: Sequence[date]) -> list[rules.Taking]:
    """Those of the branch's own files who took part in any of the months, but the protected: of them nothing comes
    from here (SKY-02, SKY-07)."""
    with reading_archive():
        hours = _hours(branch, programme, months)
        return [_taking(branch, file, hours[file.case_id]) for file in _files(branch, programme, months)]


def _files(branch: Branch, programme: str, months: Sequence[date]) -> QuerySet[CaseFile]:
    """A file that has closed since was open in its months: else they would no longer tell what was told (INT-05)."""
    files = CaseFile.objects.of(branch).filter(case__programme__slug=programme, is_pseudonymous=False)
    files = files.filter(case__opened_on__lte=rules.last_day(max(months)))
    files = files.filter(_is_open_in("case__closed_on", months), _is_open_in("closed_on", months))
    given_away = CaseMerge.objects.filter(owner_branch=branch, other_case=OuterRef("case"), state=MergeState.MERGED)
    files = files.exclude(Exists(given_away)).annotate(why_not=_why_not())
    return files.select_related("case").only(*_READ).order_by("pk")


def _why_not() -> Case:
    """CON-05, GDPR-08, GDPR-09: the first reason that leaves somebody out, or ''."""
    is_restricted = Exists(ProcessingRestriction.objects.in_force().filter(file=OuterRef("pk")))
    is_told = Exists(NoticeGiven.objects.filter(file=OuterRef("pk"), fund_version__isnull=False))
    has_number = Q(identity_kind__in=_TOLD) & ~Q(identity_hash="")
    return Case(
        When(is_restricted, then=Value(rules.RESTRICTED)),
        When(allows_statistics=False, then=Value(rules.REFUSED)),
        When(~is_told, then=Value(rules.NOT_TOLD)),
        When(~has_number, then=Value(rules.NO_NUMBER)),
        default=Value(""),
    )


def _is_open_in(closed_on: str, months: Sequence[date]) -> Q:
    return Q(**{closed_on: None}) | Q(**{f"{closed_on}__gte": min(months)})


def _taking(branch: Branch, file: Any, hours: Mapping[date, Decimal]) -> rules.Taking:
    number = "" if file.why_not else unseal(branch, bytes(file.identity_sealed))
    return rules.Taking(file.case_id, number, file.case.opened_on, _ended(file), hours, file.why_not, file.closed_on)


def _ended(file: CaseFile) -> date | None:
    """What happens in a case after one's own file has closed is not one's own to tell (SEK-01, CON-06)."""
    ended = file.case.closed_on
    return None if ended and file.closed_on and ended > file.closed_on else ended


def _hours(branch: Branch, programme: str, months: Sequence[date]) -> dict[UUID, dict[date, Decimal]]:
    """case → month → the hours that the person came, as the branch has noted them."""
    rows = Attendance.objects.filter(owner_branch=branch, case__programme__slug=programme, came=True)
    rows = rows.filter(day__gte=min(months), day__lte=rules.last_day(max(months)))
    rows = rows.annotate(month=TruncMonth("day")).values_list("case_id", "month").annotate(sum=Sum("hours"))
    found: dict[UUID, dict[date, Decimal]] = defaultdict(dict)
    for case, month, hours in rows.order_by():
        found[case][month] = hours or rules.NOTHING
    return found


def counts(branch: Branch, programme: str, month: date) -> tuple[int, Counter[str]]:
    """How many the month's file would hold, and how many it leaves out by reason; no number is opened."""
    with reading_archive():
        rows = _files(branch, programme, [month]).order_by().values_list("why_not").annotate(n=Count("*"))
        left = Counter(dict(rows))
    return left.pop("", 0), left


@transaction.atomic
def make(acting: Acting, said: FundReport, month: date, typed: Sequence[rules.Row] = ()) -> Made:
    """OUT-2: the file of one month, with the rows of protected persons as they were typed. In order (INT-05)."""
    programme = Programme.objects.get(slug=acting.programme)
    before = receipts(acting)
    _must_be_next(programme, month, before)
    newest = {row.month: row for row in before}
    found = takings(acting.branch, acting.programme, [month, *newest])
    rows = rules.rows_of(month, found)
    # The sum leaves out what was typed: a sum that differs would tell that somebody protected takes part (SKY-02).
    content, digest = _written(said, month, [*rows, *typed]), hashlib.sha256(_written(said, month, rows)).hexdigest()
    receipt = FundReceipt.objects.create(
        owner_branch=acting.branch, programme=programme, month=month, made_on=today(), made_by=acting.staff,
        rows=len(rows), left_out=dict(rules.left_out(month, found)), package_hash=digest,
        content_hash=ring_of(acting.branch).hash(_scope(acting, month), rules.told(rows)),
        changed=[f"{each:%Y-%m-%d}" for each in _changed(acting, newest, month, found)],
    )  # fmt: skip
    concerned = sorted((one.number, one.case_id) for one in found if not one.why_not and rules.took_part(one, month))
    items = [f"fund_report:{month:%Y-%m}", f"rows:{len(rows)}", f"sha256:{digest}", f"to:{said.system}"]
    keys = [case for _number, case in concerned]  # as the rows stand
    log_event(Event.EXPORTED, keys, object_type="fund_report", items=items, reason=said.ground)
    return Made(f"{month:%Y-%m}-{programme.slug}.xlsx", content, receipt)


def _must_be_next(programme: Programme, month: date, before: list[FundReceipt]) -> None:
    definition = programme.version_on().definition
    first = rules.comes_first(month, rules.months_over(definition.start, definition.end, today()), sent(before))
    if first:
        raise NotPossible(_("Gör %(month)s först: månaderna skickas i ordning.") % {"month": month_name(first)})


def _written(said: FundReport, month: date, rows: Iterable[rules.Row]) -> bytes:
    return workbook(f"{month:%Y-%m}", [_headings(said.columns), *(_cells(said, row) for row in rows)])


def _scope(acting: Acting, month: date) -> str:
    return f"fund:{acting.branch.code}:{acting.programme}:{month:%Y-%m}"


def receipts(acting: Acting) -> list[FundReceipt]:
    """What the branch has made for the programme, the oldest first."""
    rows = FundReceipt.objects.filter(owner_branch=acting.branch, programme__slug=acting.programme)
    return list(rows.select_related("made_by").order_by("pk"))


def sent(rows: Iterable[FundReceipt]) -> list[rules.Sent]:
    """Receipts as the rules read them."""
    return [rules.Sent(row.pk, row.month, tuple(map(date.fromisoformat, row.changed))) for row in rows]


def _changed(acting: Acting, newest: dict[date, FundReceipt], month: date, found: list[rules.Taking]) -> list[date]:
    """Other months whose newest file tells something else than what stands in the branch's files today."""
    keys = ring_of(acting.branch)
    return sorted(
        each for each, row in newest.items()
        if each != month
        and row.content_hash not in keys.hashes(_scope(acting, each), rules.told(rules.rows_of(each, found)))
    )  # fmt: skip


def _headings(columns: Iterable[FundColumn]) -> list[Cell]:
    return [column.heading for column in columns]


def _cells(said: FundReport, row: rules.Row) -> list[Cell]:
    told: dict[str, Cell] = {
        "number": row.number,
        "start": row.started.isoformat(),
        "end": row.ended.isoformat() if row.ended else "",
        "hours": row.hours,
        "unknown": said.unknown,
    }
    return [told[column.holds] for column in said.columns]
