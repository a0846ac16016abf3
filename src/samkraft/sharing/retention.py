"""What has been kept long enough: clocks, a proposal by one person, a decision by another (ALL-05, table D).

The database judges (``sql/retention.sql``); here is what it can't: the day of birth is sealed with the branch's key,
and whoever is born on a day that the rule exempts goes to the archive instead of being destroyed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.sharing import door
from samkraft.sharing.choices import DestructionKind, Outcome
from samkraft.sharing.models import DestructionCertificate, DestructionItem, DestructionProposal

# How long ahead something can be proposed, so that two people can decide in time ("at the latest", table D).
NOTICE = timedelta(days=60)

FILES, RECORDS, LOG = DestructionKind.FILES, DestructionKind.RECORDS, DestructionKind.LOG

# What the rules room asks of the rooms that know people: subject → day of birth, None where nobody knows.
BirthDays = Callable[[Iterable["Clock"]], Mapping[UUID, date | None]]
_birth_days: list[BirthDays] = []
# And: cases → what the archive answered, of those that have gone there.
Receipts = Callable[[Iterable[UUID]], Mapping[UUID, str]]
_receipts: list[Receipts] = []
# What else hangs on a case than rows, such as stored files: called before the rows go, gives what to do once they have.
_beside: list[Callable[[Iterable[UUID]], Callable[[], None]]] = []


def register_birth_days(ask: BirthDays) -> None:
    """The one way to a person's day of birth; asked only where a rule exempts some days."""
    _birth_days.append(ask)


def register_receipts(ask: Receipts) -> None:
    """What archives have answered, so that nobody has to type it again."""
    _receipts.append(ask)


def receipts_of(found: Iterable["Clock"]) -> dict[UUID, str]:
    """Subject → the archive's receipt, where one is noted."""
    keys = [clock.subject for clock in found if clock.is_case]
    return {key: text for ask in _receipts for key, text in ask(keys).items()} if keys else {}


def when_destroyed(prepare: Callable[[Iterable[UUID]], Callable[[], None]]) -> None:
    """Let a room remove what isn't in the database: *prepare(cases)* before, what it gives back after the commit."""
    _beside.append(prepare)


@dataclass(frozen=True, slots=True)
class Clock:
    """A case's file, or a referral, whose time runs: counted from when, out when, and what holds it back."""

    subject: UUID
    is_case: bool
    number: str
    rule: str
    counted_on: date
    due_on: date
    blocked: str
    exempt_days: tuple[int, ...]

    @property
    def is_due(self) -> bool:
        return self.due_on <= today()

    @property
    def is_near(self) -> bool:
        """Near enough to be proposed."""
        return self.due_on <= today() + NOTICE


@dataclass(frozen=True, slots=True)
class LogMonth:
    """A month of the read log: when it may go, how many rows of it are the branch's, how many branches have agreed."""

    month: date
    due_on: date
    ours: int
    with_rows: int
    agreed: int
    proposal: UUID | None

    @property
    def is_due(self) -> bool:
        """By the real day, for log times are real."""
        return self.due_on <= timezone.localdate()

    @property
    def can_be_proposed(self) -> bool:
        return self.is_due and self.ours > 0 and self.proposal is None


@dataclass(frozen=True)
class Judged:
    """The clocks that are near, by what can be done about them."""

    ready: list[Clock]
    to_archive: list[Clock]
    birth_unknown: list[Clock]
    held_back: list[Clock]
    running: int


def clocks(programme: str, kind: str = FILES) -> list[Clock]:
    """Every clock of the acting branch in a programme, the one that is out first."""
    rows = door.rows("retention_clocks", kind, programme)
    return [Clock(*row[:7], tuple(row[7])) for row in rows]


def judged(programme: str, kind: str = FILES) -> Judged:
    """What is due or will be within sixty days, and who of them is exempt by the day of birth (Table D)."""
    every = clocks(programme, kind)
    near = [clock for clock in every if clock.is_near]
    free = [clock for clock in near if not clock.blocked]
    born = _born([clock for clock in free if clock.exempt_days])
    found = Judged([], [], [], [clock for clock in near if clock.blocked], len(every) - len(near))
    for clock in free:
        _pile(found, clock, born).append(clock)
    return found


def _pile(found, clock, born):
    if not clock.exempt_days:
        return found.ready
    day = born.get(clock.subject)
    if day is None:
        return found.birth_unknown
    return found.to_archive if day.day in clock.exempt_days else found.ready


def _born(asked):
    days: dict[UUID, date | None] = {}
    for ask in _birth_days if asked else ():
        days |= ask(asked)
    return days


class Exempt(Exception):
    """Somebody among the proposed goes to the archive, or may do so: nothing is proposed."""


def propose(
    programme: str,
    decision: str,
    subjects: Iterable[UUID],
    kind: str = FILES,
    receipts: Mapping[UUID, str] | None = None,
) -> DestructionProposal:
    """RET-1: propose what is due. *receipts*: subject → what the archive answered, for those that went there.

    Raises DoorRefused, and :class:`Exempt` for a person who belongs in the archive and has no receipt.
    """
    receipts = {key: text.strip() for key, text in (receipts or {}).items() if text.strip()}
    wanted = set(subjects)
    ready = {clock.subject for clock in judged(programme, kind).ready}
    exempt = wanted - ready - receipts.keys()
    known = {clock.subject for clock in clocks(programme, kind)}
    if exempt & known:
        raise Exempt
    items = [{"subject": str(key), "handed_over": receipts.get(key, "")} for key in sorted(wanted)]
    public_id = door.call("propose_destruction", kind, programme, decision, items)
    return _logged(Event.DESTRUCTION_PROPOSED, DestructionProposal.objects.get(public_id=public_id))


def decide(proposal: DestructionProposal, *, approve: bool, reason: str = "") -> DestructionProposal:
    """RET-2: a second person's yes or no; the proposer may only take it back. Raises DoorRefused."""
    door.call("decide_destruction", proposal.public_id, approve, reason)
    proposal.refresh_from_db()
    return _logged(Event.DESTRUCTION_DECIDED, proposal)


def destroy(proposal: DestructionProposal) -> DestructionCertificate:
    """RET-3: destroy what two people have agreed on, each line judged once more. Raises DoorRefused."""
    return _carried_out("destroy", proposal)


def _carried_out(function, proposal):
    cases = list(proposal.items.filter(is_case=True).values_list("subject", flat=True))
    afterwards = [prepare(cases) for prepare in _beside]
    public_id = door.call(function, proposal.public_id)
    for remove in afterwards:
        transaction.on_commit(remove)
    proposal.refresh_from_db()
    _logged(Event.DESTROYED, proposal)
    return DestructionCertificate.objects.get(public_id=public_id)


def propose_leaving(decision: str, export: str) -> DestructionProposal:
    """ARK-06: propose that all which the branch owns is erased, since it leaves; *export*: the manifest's SHA-256.

    Raises DoorRefused while a case is open, or where the export doesn't hold everything as it is now.
    """
    public_id = door.call("propose_leaving", decision, export.strip().lower())
    return _logged(Event.DESTRUCTION_PROPOSED, DestructionProposal.objects.get(public_id=public_id))


def leave(proposal: DestructionProposal) -> DestructionCertificate:
    """ARK-06: erase all which the branch owns, as two people have agreed; the rows of the others stay as they are."""
    return _carried_out("leave", proposal)


def _logged(event, proposal):
    about = proposal.items.filter(is_case=True).exclude(outcome=Outcome.KEPT)
    cases = list(about.values_list("subject", flat=True))
    log_event(event, cases, object_type="destruction", items=[f"destruction:{proposal.public_id}"])
    return proposal


def log_months(programme: str) -> list[LogMonth]:
    """The months of the read log that are kept, the oldest first."""
    return [LogMonth(*row) for row in door.rows("log_months", programme)]


def propose_log_month(programme: str, decision: str, month: date) -> DestructionProposal:
    """RET-1: propose a month of the log. Raises DoorRefused."""
    public_id = door.call("propose_log_month", programme, decision, month)
    return _logged(Event.DESTRUCTION_PROPOSED, DestructionProposal.objects.get(public_id=public_id))


def destroy_log_month(month: date) -> int:
    """RET-3: the month goes whole, when all have agreed; how many rows. Raises DoorRefused while somebody hasn't."""
    rows = door.call("destroy_log_month", month)
    log_event(Event.DESTROYED, object_type="log", items=[f"month:{month:%Y-%m}", f"rows:{rows}"])
    return rows


def waiting_for_time() -> Iterable[DestructionProposal]:
    """Approved proposals whose last line is due by now: the nightly job destroys them."""
    approved = DestructionProposal.objects.filter(is_approved=True, done_at=None, kind__in=[FILES, RECORDS])
    return approved.exclude(items__due_on__gt=today()).order_by("pk")


def counts(found: Judged) -> Counter:
    """How many clocks there are by rule and by what can be done: what a dry run prints."""
    piles = {"ready": found.ready, "to_archive": found.to_archive, "birth_unknown": found.birth_unknown}
    said: Counter = Counter()
    for word, pile in piles.items():
        said.update((clock.rule, "near" if word == "ready" and not clock.is_due else word) for clock in pile)
    said.update((clock.rule, clock.blocked) for clock in found.held_back)
    return said


def items_of(proposal: DestructionProposal) -> Iterable[DestructionItem]:
    """The lines of a proposal of the acting branch."""
    return proposal.items.filter(owner_branch=current_acting().branch)
