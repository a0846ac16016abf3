"""Whether participants are reported to the social fund, and by whom: off until an installation turns it on (INT-05)."""

from django.conf import settings

from samkraft.access.models import Branch
from samkraft.programmes.models import Programme
from samkraft.programmes.results import FundReport


def own_fund_report(request) -> FundReport | None:
    """What the acting branch reports on its programme. Read once a request: the menu and the page both ask."""
    if not hasattr(request, "fund_report"):
        request.fund_report = fund_report_of(request.acting.branch, request.acting.programme)
    return request.fund_report


def fund_report_of(branch: Branch, programme: str) -> FundReport | None:
    """What a branch reports on a programme, where that is turned on (``SAMKRAFT_ESF_REPORT``); None elsewhere."""
    if programme not in settings.FUND_REPORTS:
        return None
    found = Programme.objects.filter(slug=programme).first()
    version = found.version_on() if found else None
    said = version.definition.fund_report if version else None
    return said if said and said.branch == branch.code else None
