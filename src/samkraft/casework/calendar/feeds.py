"""The secret address of one's own calendar: made, revoked, and what stands behind it. Every reading is logged."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from samkraft.access.acting import acting
from samkraft.access.choices import Event, Role
from samkraft.access.models import Staff
from samkraft.access.readlog import log_event, log_list
from samkraft.access.sessions import choices_of
from samkraft.casework.calendar.ics import Busy
from samkraft.casework.choices import GuestAnswer, MeetingState
from samkraft.casework.models import CalendarFeed, Meeting, MeetingInvitation
from samkraft.core.clock import midnight, today
from samkraft.people.own_cases import unprotected_keys
from samkraft.sharing import door

# A year, then it is made anew: an address that nobody uses any more doesn't stay open for good.
HOLDS = timedelta(days=365)
BEFORE, AHEAD = timedelta(days=14), timedelta(days=120)


def hash_of(secret: str) -> str:
    """What is kept of a secret; it is random and long, and can't be guessed from this."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(who) -> CalendarFeed | None:
    """The person's own feed for the branch and programme that she acts for."""
    return CalendarFeed.objects.filter(staff=who.staff, programme=who.programme).first()


@transaction.atomic
def make(who) -> str:
    """A new secret; an earlier one opens nothing from now on. It is shown once and kept nowhere."""
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.filter(staff=who.staff, programme=who.programme).delete()
    CalendarFeed.objects.create(
        owner_branch=who.branch, staff=who.staff, programme=who.programme, secret_hash=hash_of(secret),
        made_on=timezone.localdate(), ends_on=timezone.localdate() + HOLDS,
    )  # fmt: skip
    log_event(Event.ITEM_CREATED, object_type="calendar_address")
    return secret


@transaction.atomic
def revoke(who) -> None:
    """The address opens nothing any more."""
    CalendarFeed.objects.filter(staff=who.staff, programme=who.programme).delete()
    log_event(Event.ITEM_VERSION, object_type="calendar_address", items=["calendar_address:revoked"])


@contextmanager
def acting_by(secret: str):
    """Act as whose calendar the secret opens, with the roles that she holds now; gives None when it opens none."""
    choice = _choice(hash_of(secret))
    if choice is None:
        yield None
        return
    staff, held = choice
    with acting(held.branch, staff, programme=held.programme, roles=held.roles, day=held.day, only_reads=True) as who:
        yield who


def _choice(digest):
    """The person, and what she may act as at this very request: a role that has ended closes the calendar."""
    for staff_id, branch_id, programme in door.rows("calendar_of", digest):
        staff = Staff.objects.get(pk=staff_id)
        for held in choices_of(staff):
            if (held.branch.pk, held.programme) == (branch_id, programme) and Role.HANDLER in held.roles:
                return staff, held
    return None


def busy_times(who) -> list[Busy]:
    """When the person is busy in the cases that she has today. Protected cases aren't in it (SKY-02)."""
    keys = unprotected_keys(who.programme)
    found = sorted(_times(who, keys), key=lambda pair: (pair[1].starts_at, pair[1].key))
    log_list("calendar_feed", sorted({case for case, _busy in found}))
    return [busy for _case, busy in found]


def _times(who, keys) -> Iterator[tuple]:
    span = {
        "case__among": keys, "state": MeetingState.PLANNED,
        "starts_at__gte": midnight(today() - BEFORE), "starts_at__lt": midnight(today() + AHEAD),
    }  # fmt: skip
    mine = Q(staff=who.staff) | Q(guests__staff=who.staff, guests__answer__in=[GuestAnswer.ASKED, GuestAnswer.YES])
    rows = Meeting.objects.filter(mine, **span).values_list("case_id", "pk", "starts_at", "ends_at", "room__name")
    for case, key, starts, ends, room in rows.distinct():
        yield case, Busy(str(key), starts, ends, room or "")
    asked = MeetingInvitation.objects.filter(staff=who.staff, **span).exclude(answer=GuestAnswer.NO)
    for case, key, starts, ends in asked.values_list("case_id", "pk", "starts_at", "ends_at"):
        yield case, Busy(str(key), starts, ends)
