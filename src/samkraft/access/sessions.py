"""The one named place in the session that says for which branch and programme a person acts."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

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
    """Arguments for ``acting``, read from the roles in force at this very request: a removed role ends at once."""
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
                "session": _mark(request.session.session_key),
            }
    return None


def _mark(session_key):
    """What the log may hold of a session: enough to tell two apart, nothing to take one over with."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16] if session_key else ""


@dataclass(frozen=True)
class _Programmes:
    """What this room must know of programmes; the programmes room registers it, for access stands before it."""

    day_of: Callable[[str], date | None]
    names: Callable[[], dict[str, str]]


_programmes = _Programmes(day_of=lambda slug: None, names=dict)


def register_programmes(day_of, names):
    """Let the programmes room say which day a programme is on (None: the real day), and what each is called."""
    global _programmes
    _programmes = _Programmes(day_of, names)


def programme_day(slug):
    """The demo day of a programme, or None."""
    return _programmes.day_of(slug)


def programme_names():
    """Slug and name of every programme."""
    return _programmes.names()
