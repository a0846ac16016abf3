"""Who acts for which branch. Every reading and writing of personal data happens inside :func:`acting`."""

import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from samkraft.access.choices import Role
from samkraft.access.models import Branch, Staff
from samkraft.access.unit_models import unit_of
from samkraft.core.clock import on_day, today


@dataclass(frozen=True)
class Acting:
    """A person acting for one branch in one programme, with the roles that she holds there.

    only_reads: nothing can be written, as when a page is asked for. sees_protected: a job, which goes through protected
    cases as through all others (SKY-02). unit: the unit of health care that she works at, whose records a block may
    leave to it alone (REG-10).
    """

    branch: Branch
    staff: Staff
    programme: str = ""
    roles: frozenset[str] = frozenset()
    day: date | None = None
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    session: str = ""
    only_reads: bool = False
    sees_protected: bool = False
    unit: int | None = None

    @property
    def line(self) -> str:
        """What the frame says under the person's name: branch and roles."""
        roles = [str(Role(role).label).lower() for role in sorted(self.roles) if role in Role]
        return f"{self.branch}, {', '.join(roles)}" if roles else str(self.branch)

    def has_role(self, *roles: str) -> bool:
        """Whether one of *roles* is held for this branch and programme."""
        return bool(self.roles.intersection(roles))


_current: ContextVar[Acting | None] = ContextVar("samkraft_acting", default=None)

_SET = """select set_config('samkraft.branch', %s, true), set_config('samkraft.actor', %s, true),
    set_config('samkraft.request', %s, true), set_config('samkraft.today', %s, true),
    set_config('samkraft.own_items_only', '', true), set_config('samkraft.protected', %s, true),
    set_config('samkraft.unit', %s, true), set_config('samkraft.outbox', %s, true)"""


class NobodyActs(RuntimeError):
    """Personal data were asked for outside ``acting``: a mistake in the program, never shown to a user."""


def current_acting() -> Acting:
    """Who acts now; raises :class:`NobodyActs` outside ``acting``."""
    now = _current.get()
    if now is None:
        raise NobodyActs("Nothing may be read or written here before acting(branch, actor) is entered.")
    return now


@contextmanager
def acting(
    branch, actor, *, programme="", roles=(), day=None, request_id=None, session="", only_reads=False,
    sees_protected=False,
):  # fmt: skip
    """Act for *branch* as *actor* inside the block: one transaction, with the branch known to the database.

    branch: Branch; actor: Staff; programme: slug; roles: role codes held; day: the day that counts as today
    (None keeps the one in force). Nested blocks change the branch for their length and give it back.
    Settings are local to the transaction: they never leak to the next request on the connection.
    """
    who = Acting(
        branch=branch,
        staff=actor,
        programme=programme,
        roles=frozenset(roles),
        day=day,
        request_id=request_id or uuid.uuid4(),
        session=session,
        only_reads=only_reads,
        sees_protected=sees_protected,
        unit=unit_of(branch, actor, day or today()),
    )
    outer = _current.get()
    with on_day(day or today()), transaction.atomic():
        _tell_database(who)
        token = _current.set(who)
        try:
            yield who
        finally:
            _current.reset(token)
        _give_back(outer)


def read_own_items_only():
    """For the rest of this acting: nothing that other branches have disclosed can be read (table B, exceptions)."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.own_items_only', 'on', true)")


@contextmanager
def reading_archive():
    """Inside the block closed files, and copies that no consent covers any more, can be read too (CON-07).

    For the archive view, the review of the log, and a report on the months in which they were open (INT-05) alone: read
    into lists, for outside the block nothing of it is.
    """
    with connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.archive', 'on', true)")
        yield
        cursor.execute("select set_config('samkraft.archive', '', true)")


@contextmanager
def behind_protection():
    """Read protected cases too inside the block, as what is counted or compared and shown to nobody (SKY-02)."""
    before = current_acting().sees_protected
    with connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.protected', 'on', true)")
        yield
        cursor.execute("select set_config('samkraft.protected', %s, true)", ["on" if before else ""])


def _give_back(outer):
    """Restore the outer branch. After an error, or a rollback asked for, the savepoint's rollback does it."""
    if connection.needs_rollback:
        return
    if outer is not None:
        with on_day(outer.day or today()):
            _tell_database(outer)
    elif connection.savepoint_ids:
        _set_config("", "", "", "", "", "")


def _tell_database(who):
    protected = "on" if who.sees_protected else ""
    unit = str(who.unit or "")
    _set_config(str(who.branch.pk), str(who.staff.pk), str(who.request_id), today().isoformat(), protected, unit)


def _set_config(*values):
    with connection.cursor() as cursor:
        cursor.execute(_SET, [*values, str(settings.OUTBOX_MINUTES)])
