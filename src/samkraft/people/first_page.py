"""Where somebody begins."""

from samkraft.access.choices import Role
from samkraft.core.navigation import soft_reverse
from samkraft.programmes.fund_report import own_fund_report

# Handlers, unit managers and project administrators have a day. The others begin with what they came for.
_WITH_A_DAY = (Role.HANDLER, Role.UNIT_MANAGER, Role.PROJECT_ADMINISTRATOR)
_FUND = "exchange:fund_months"
_OTHERS = (
    ((Role.PROJECT_LEADER, Role.STEERING, Role.EVALUATOR, Role.ECONOMIST), "steering:scorecard"),
    ((Role.RECEIVER,), "people:receiver_list"),
    ((Role.PROVIDER,), "activities:provider_sessions"),
    ((Role.FUND_REPORTER,), _FUND),
    ((Role.REFERRER,), "people:referrals"),
    ((Role.LEGAL_APPROVER,), "sharing:reviews"),
)


def first_page(request) -> str:
    """The name of the page that somebody begins with who has no day of her own; empty for everybody else."""
    if request.acting is None or request.acting.has_role(*_WITH_A_DAY):
        return ""
    held = (name for roles, name in _OTHERS if request.acting.has_role(*roles) and soft_reverse(name))
    return next((name for name in held if name != _FUND or own_fund_report(request)), "")
