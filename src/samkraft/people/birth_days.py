"""The day of birth, from the branch's own sealed number: asked for by the rules of retention alone (table D)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.people.identity import IdentityError, parse_identity
from samkraft.people.models import CaseFile, Referral
from samkraft.people.vault import unseal
from samkraft.sharing.retention import Clock


def birth_days(clocks: Iterable[Clock]) -> dict[UUID, date | None]:
    """Subject → day of birth; None where the branch has no number, as of a protected person."""
    branch = current_acting().branch
    cases = [clock.subject for clock in clocks if clock.is_case]
    others = [clock.subject for clock in clocks if not clock.is_case]
    with connection.cursor() as cursor:  # a closed file is in archive view alone
        cursor.execute("select set_config('samkraft.archive', 'on', true)")
        files = CaseFile.objects.of(branch).filter(case__in=cases).values_list("case_id", "identity_sealed")
        referrals = Referral.objects.filter(pk__in=others).values_list("pk", "identity_sealed")
        found = {key: _born(branch, sealed) for key, sealed in [*files, *referrals]}
        cursor.execute("select set_config('samkraft.archive', '', true)")
    return found


def _born(branch, sealed):
    number = unseal(branch, sealed) if sealed else ""
    try:
        return parse_identity(number, today()).birth_date
    except IdentityError:
        return None
