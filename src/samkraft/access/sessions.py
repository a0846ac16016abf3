"""The one named place in the session that says for which branch and programme a person acts."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.db.models import DateField, Value
from django.db.models.expressions import BaseExpression

from samkraft.access.models import Branch, RoleAssignment
from samkraft.core.clock import today
from samkraft.core.composed import Composed

_KEY = "samkraft_acting"


@dataclass(frozen=True)
class Choice:
    """One thing a person may act as: a branch in a programme, with the roles held there."""

    branch: Branch
    programme: str
    roles: frozenset[str]
    day: date | None = None

    @property
    def key(self):
        return f"{self.branch.code}:{self.programme}"


def choices_of(staff):
    """All a person may act as today, the same order every time: one per branch and programme."""
    return _grouped(roles_in_use().filter(staff=staff).select_related("branch__authority"))


def _grouped(rows):
    grouped: dict[tuple, set] = {}
    for row in rows:
        grouped.setdefault((row.branch, row.programme, row.day), set()).add(row.role)
    return [Choice(branch, programme, frozenset(roles), day) for (branch, programme, day), roles in grouped.items()]


def person_with_roles(staff_id):
    """The person of a session with her roles of this very moment, in one statement; None when she has no role.

    The roles serve :func:`acting_choice` of the same request and nothing else.
    """
    rows = _roles_of(settings.IS_PRODUCTION)(staff=int(staff_id), on=today())
    if not rows:
        return None
    rows[0].staff.roles_of_the_request = rows
    return rows[0].staff


@cache
def _roles_of(is_production):
    """Each page asks it first. In production a programme has no day of its own: that is another statement."""
    return Composed(lambda staff, on: roles_in_use(on).filter(staff=staff).select_related("branch__authority"))


def roles_in_use(on=None):
    """Roles in force of people who may log in, the same order every time, each with the day of its programme."""
    rows = roles_with_day().in_force(on).filter(staff__is_active=True).select_related("staff")
    return rows.order_by("branch_id", "programme", "role")


def roles_with_day():
    """Every role there has been, each with the day of its programme (null: the real day)."""
    return RoleAssignment.objects.annotate(day=_programmes.day_at("programme"))


def may_log_in(person):
    """Whether an account is in use: what :func:`roles_in_use` asks of it."""
    return person.is_active


def choose(request, key):
    """Remember what the person acts as. Returns False when she has no such choice."""
    if not any(choice.key == key for choice in choices_of(request.user)):
        return False
    request.session[_KEY] = key
    return True


def acting_choice(request):
    """Arguments for ``acting``, read from the roles in force at this very request: a removed role ends at once."""
    if getattr(request, "opens_no_work", False) or not request.user.is_authenticated:
        return None
    roles = getattr(request.user, "roles_of_the_request", None)
    for choice in choices_of(request.user) if roles is None else _grouped(roles):
        if choice.key == request.session.get(_KEY):
            return {
                "branch": choice.branch,
                "actor": request.user,
                "programme": choice.programme,
                "roles": choice.roles,
                "day": choice.day,
                "session": _mark(request.session.session_key),
            }
    return None


def _mark(session_key):
    """What the log may hold of a session: enough to tell two apart, nothing to take one over with."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16] if session_key else ""


@dataclass(frozen=True)
class _Programmes:
    """What this room must know of programmes; the programmes room registers it, for access stands before it."""

    day_at: Callable[[str], BaseExpression]
    names: Callable[[], dict[str, str]]


_programmes = _Programmes(day_at=lambda field: Value(None, DateField()), names=dict)


def register_programmes(day_at, names):
    """Let the programmes room say which day a programme is on (null: the real day), and what each is called.

    day_at(field) is an expression: the day of the programme whose slug stands in a field of the row asked for.
    """
    global _programmes
    _programmes = _Programmes(day_at, names)


def programme_names():
    """Slug and name of every programme."""
    return _programmes.names()
