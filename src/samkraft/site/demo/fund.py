"""The report to the social fund: two months made, one of them again, so that the next must be; May waits (INT-05)."""

from datetime import date

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.exchange.fund import actions
from samkraft.programmes.fund_report import fund_report_of
from samkraft.site.demo.staff import FIRST

# Which month was made on which day.
_MARCH, _APRIL = date(2021, 3, 1), date(2021, 4, 1)
_MADE = ((_MARCH, date(2021, 4, 19)), (_APRIL, date(2021, 5, 20)), (_MARCH, date(2021, 6, 2)))


def reports_to_fund(register) -> None:
    """As the fund reporter made them; earlier months were sent before Samkraft."""
    branch, reporter = register.roster.branches["af"], register.roster.with_role(Role.FUND_REPORTER, "af")[0]
    for month, day in _MADE:
        with acting(branch, reporter, programme=FIRST, roles=[Role.FUND_REPORTER], day=day) as who:
            said = fund_report_of(branch, FIRST)
            if said is not None:
                actions.make(who, said, month)
