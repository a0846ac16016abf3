"""Who works at which unit of health care: said by the access administrator, and in the log (REG-10, ADM-2)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samkraft.access.actions import RoleRefused
from samkraft.access.choices import Event
from samkraft.access.models import Staff
from samkraft.access.readlog import log_event
from samkraft.access.unit_models import CareUnit, UnitMember
from samkraft.core.clock import today


@transaction.atomic
def place(acting, staff: Staff, name: str) -> UnitMember:
    """From today she works at the unit of that name, which is made where there is none, and at no other."""
    if staff.authority_id != acting.branch.authority_id:
        raise RoleRefused(_("Personen är inte anställd i din myndighet."))
    if staff == acting.staff:
        raise RoleRefused(_("Du kan inte ändra din egen enhet."))
    unit, _made = CareUnit.objects.get_or_create(branch=acting.branch, name=name)
    held = UnitMember.objects.select_for_update().in_force().filter(staff=staff, unit__branch=acting.branch)
    held.filter(valid_from=today()).update(valid_until=F("valid_from"))
    held.filter(valid_from__lt=today()).update(valid_until=today() - timedelta(days=1))
    placed = UnitMember.objects.create(staff=staff, unit=unit, valid_from=today(), given_by=acting.staff)
    log_event(Event.ROLE_CHANGED, object_type="unit", items=[f"placed:{placed.pk}"])
    return placed
