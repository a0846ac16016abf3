"""What is missing before real people's data may come in, for those who decide and those who run the site (GDPR-05)."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from samkraft.access.choices import Role
from samkraft.access.guard import allow
from samkraft.site.gates import can_see_gates as can_see_decisions
from samkraft.site.production import groups

DECIDE = (Role.SYSTEM_MANAGER, Role.DATA_PROTECTION_OFFICER, Role.LEGAL_APPROVER, Role.PROJECT_LEADER)


def can_see_gates(request):
    """Those who decide on the start, and who runs the site. No person and no case is named."""
    return request.acting is not None and request.acting.has_role(*DECIDE)


@require_safe
@allow(can_see_gates)
def gates(request):
    """Every demand under its heading, met or not, with the reference of each decision."""
    found = [(heading, list(demands)) for heading, demands in groups()]
    missing = sum(not demand.holds for _heading, demands in found for demand in demands)
    words = {"groups": found, "missing": missing, "all": sum(len(demands) for _heading, demands in found)}
    words["may_decide"] = can_see_decisions(request)
    return render(request, "site/gates.html", words)
