"""The one named place in the session that says for which branch and programme a person acts."""

from dataclasses import dataclass

from samkraft.access.models import Branch, RoleAssignment

_KEY = "samkraft_acting"


@dataclass(frozen=True)
class Choice:
    """One thing a person may act as: a branch in a programme, with the roles held there."""

    branch: Branch
    programme: str
    roles: frozenset[str]

    @property
    def key(self):
        return f"{self.branch.code}:{self.programme}"


def choices_of(staff):
    """All a person may act as today, the same order every time: one per branch and programme."""
    grouped: dict[tuple, set] = {}
    rows = RoleAssignment.objects.filter(staff=staff).in_force().select_related("branch__authority")
    for row in rows.order_by("branch_id", "programme", "role"):
        grouped.setdefault((row.branch, row.programme), set()).add(row.role)
    return [Choice(branch, programme, frozenset(roles)) for (branch, programme), roles in grouped.items()]


def choose(request, key):
    """Remember what the person acts as. Returns False when she has no such choice."""
    if not any(choice.key == key for choice in choices_of(request.user)):
        return False
    request.session[_KEY] = key
    return True


def acting_choice(request):
    """Arguments for ``acting``: read from the roles in force at this very request, so that a removed role ends at once."""
    if not request.user.is_authenticated:
        return None
    for choice in choices_of(request.user):
        if choice.key == request.session.get(_KEY):
            return {
                "branch": choice.branch,
                "actor": request.user,
                "programme": choice.programme,
                "roles": choice.roles,
                "day": programme_day(choice.programme),
                "session": (request.session.session_key or "")[:16],
            }
    return None


def programme_day(slug):
    """The demo day of a programme; rooms above register how to find it (access knows no programmes)."""
    return _day_of(slug)


def _day_of(_slug):
    return None


def register_programme_day(function):
    """Let the programmes room say which day a programme is on (None: the real day)."""
    global _day_of
    _day_of = function
