"""What ends by itself at night: accounts that nobody has used (IAM-08), roles that nobody has confirmed (REG-08)."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from samkraft.access.actions import end_assignment_of_role
from samkraft.access.choices import Event
from samkraft.access.commands import as_system
from samkraft.access.ending import end_sessions_of
from samkraft.access.lapse_actions import lapses_on
from samkraft.access.models import Branch, RoleAssignment, Staff
from samkraft.access.readlog import log_event
from samkraft.access.sessions import roles_with_day


@transaction.atomic
def lapse_idle_accounts(now=None) -> int:
    """Let every account rest that nobody has used for 30 days (ADM-5). Its roles and cases stay with it."""
    used = Greatest(Coalesce("last_login", F("counted_from")), F("counted_from"))
    idle = Staff.objects.filter(is_active=True).exclude(authority=None).annotate(used=used)
    idle = list(
        idle.filter(used__lt=(now or timezone.now()) - timedelta(days=settings.IDLE_DAYS)).select_for_update(
            of=("self",)
        )
    )
    for person in idle:
        person.is_active, person.lapsed_on = False, timezone.localdate(now)
        person.save(update_fields=["is_active", "lapsed_on"])
        with as_system(_home_of(person)):
            log_event(Event.LAPSED, object_type="account", items=[f"staff:{person.pk}"])
            end_sessions_of(person, "unused account")
    return len(idle)


def _home_of(person) -> Branch:
    """The branch in whose log it stands: where she has had a role, else the first of her authority."""
    held = Branch.objects.filter(pk__in=RoleAssignment.objects.filter(staff=person).values("branch"))
    of_authority = Branch.objects.filter(authority=person.authority_id)
    return (held & of_authority).first() or of_authority.first()


def lapse_unconfirmed_roles() -> int:
    """ADM-5: end each role that nobody has confirmed for a quarter, on the day that its programme is on."""
    lapsed = [row for row in roles_with_day().select_related("branch", "staff") if _has_lapsed(row)]
    for row in lapsed:
        with as_system(row.branch, programme=row.programme, day=row.day):
            end_assignment_of_role(row, Event.LAPSED, "not confirmed")
    return len(lapsed)


def _has_lapsed(row) -> bool:
    on = row.day or timezone.localdate()
    in_force = row.valid_from <= on and (row.valid_until is None or row.valid_until >= on)
    return in_force and lapses_on(row) < on
