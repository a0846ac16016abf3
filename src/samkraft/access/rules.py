"""Pure rules on roles."""

from samkraft.access.choices import Role

# Table B, separation of duties: nobody holds access administrator together with handler or log reviewer.
APART = {
    Role.ACCESS_ADMINISTRATOR: {Role.HANDLER, Role.LOG_REVIEWER},
    Role.HANDLER: {Role.ACCESS_ADMINISTRATOR},
    Role.LOG_REVIEWER: {Role.ACCESS_ADMINISTRATOR},
}


def clashing_role(role, held):
    """The role among *held* that can't be combined with *role*, or None."""
    return next((other for other in held if other in APART.get(Role(role), ())), None)
