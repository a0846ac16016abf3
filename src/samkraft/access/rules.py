"""Pure rules on roles."""

from collections.abc import Iterable

from samkraft.access.choices import Role

# Table B, separation of duties: nobody holds access administrator together with handler or log reviewer. Nor does who
# reports participants to the social fund (INT-05) write what is reported, give herself the role or review its log.
APART: dict[Role, frozenset[str]] = {
    Role.ACCESS_ADMINISTRATOR: frozenset({Role.HANDLER, Role.LOG_REVIEWER, Role.FUND_REPORTER}),
    Role.HANDLER: frozenset({Role.ACCESS_ADMINISTRATOR, Role.FUND_REPORTER}),
    Role.LOG_REVIEWER: frozenset({Role.ACCESS_ADMINISTRATOR, Role.FUND_REPORTER}),
    Role.FUND_REPORTER: frozenset({Role.ACCESS_ADMINISTRATOR, Role.HANDLER, Role.LOG_REVIEWER}),
}


def clashing_role(role: str, held: Iterable[str]) -> str | None:
    """The role among *held* that can't be combined with *role*, or None."""
    apart = APART.get(Role(role), frozenset())
    return next((other for other in held if other in apart), None)
