"""What ends by itself and what must be confirmed: accounts unused for 30 days, roles nobody confirms in a quarter.

IAM-08: an account that isn't used rests until the access administrator wakes it. REG-08: each role is confirmed once a
quarter by somebody else than who has it, or it lapses.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.actions import RoleRefused
from samkraft.access.choices import Event, Role
from samkraft.access.models import RoleAssignment, Staff
from samkraft.access.readlog import log_event
from samkraft.core.clock import today

CONFIRM_EVERY = timedelta(days=92)
CONFIRM_AHEAD = timedelta(days=30)


@transaction.atomic
def wake_account(person, reason):
    """The access administrator wakes an account of her authority: 30 new days (ADM-1)."""
    acting = current_acting()
    if person.authority_id != acting.branch.authority_id or person == acting.staff:
        raise RoleRefused(_("Du kan bara väcka andras konton i din egen myndighet."))
    person.is_active, person.lapsed_on, person.counted_from = True, None, timezone.now()
    person.save(update_fields=["is_active", "lapsed_on", "counted_from"])
    log_event(Event.PERSON_ADDED, object_type="account", items=[f"woken:{person.pk}"], reason=reason)


def resting_accounts(authority_id):
    """Accounts of an authority that rest."""
    return Staff.objects.filter(authority=authority_id).exclude(lapsed_on=None)


# --- roles, each quarter ---


def roles_to_confirm(request):
    """Roles that whoever asks may confirm and that are due within a month, the earliest first."""
    ahead = today() - CONFIRM_EVERY + CONFIRM_AHEAD
    return roles_confirmed_by(request.acting).filter(last_confirmed__lte=ahead).order_by("last_confirmed", "pk")


def roles_confirmed_by(acting):
    """The access administrator confirms in her authority, a unit manager in her branch; nobody her own roles."""
    rows = RoleAssignment.objects.in_force().exclude(staff=acting.staff)
    rows = rows.annotate(last_confirmed=Coalesce("confirmed_on", "valid_from"))
    if acting.has_role(Role.ACCESS_ADMINISTRATOR):
        return rows.filter(branch__authority=acting.branch.authority_id)
    return rows.filter(branch=acting.branch, programme=acting.programme)


@transaction.atomic
def confirm_roles(acting, keys) -> int:
    """ADM-4: these roles are needed still, for another quarter. Only those that the person may confirm count."""
    rows = roles_confirmed_by(acting).filter(pk__in=keys)
    confirmed = sorted(rows.values_list("pk", flat=True))
    if confirmed:
        RoleAssignment.objects.filter(pk__in=confirmed).update(confirmed_on=today(), confirmed_by=acting.staff)
        log_event(Event.RECERTIFIED, object_type="role", items=[f"confirmed:{key}" for key in confirmed])
    return len(confirmed)


def lapses_on(row) -> date:
    """The last day on which a role can be confirmed."""
    return (row.confirmed_on or row.valid_from) + CONFIRM_EVERY
