"""What a session knows of its login: when, how, how fresh, whether it is locked (IAM-09). The one place in the session.

Times are real seconds since 1970, whatever day the demo is on. A session is locked when the person says so, after the
idle limit, and when the day's limit is over: nothing is shown until the same person has logged in anew, and nothing
that she wrote is lost meanwhile.
"""

import time
from dataclasses import asdict, dataclass, replace

from django.conf import settings

_KEY = "samkraft_login"
# The last activity is written this seldom: a page costs no statement more, and the idle limit comes a little early.
_WRITTEN_EACH = 5


@dataclass(frozen=True)
class LoginFacts:
    """One login. *how*: ``demo``, the key of a provider, ``passkey`` or ``code``; *fresh*: when the person last
    showed who she is; *notice_due*: she is yet to be told that readings are reviewed (GDPR-16)."""

    started: int
    fresh: int
    seen: int
    how: str = ""
    locked: bool = False
    notice_due: bool = False

    def is_locked(self, now: float) -> bool:
        """IAM-09: by hand, idle for too long, or at work since too long."""
        over = now - self.started >= settings.LOGIN_LIMITS["absolute"]
        return self.locked or over or now - self.seen >= settings.LOGIN_LIMITS["idle"]

    def is_fresh(self, now: float, seconds: int | None = None) -> bool:
        """Whether the person showed who she is lately enough for a risky act; see :mod:`samkraft.access.fresh`."""
        return now - self.fresh < (settings.LOGIN_LIMITS["fresh"] if seconds is None else seconds)


def facts_of(session) -> LoginFacts | None:
    """The facts of a session; None when nobody has logged in."""
    kept = session.get(_KEY)
    return LoginFacts(**kept) if kept else None


def begin(session, how="", fresh: float | None = None, notice_due=False):
    """A login begins. *fresh*: when the provider says that the person showed who she is; default now."""
    now = int(time.time())
    _write(session, LoginFacts(now, now if fresh is None else min(now, int(fresh)), now, how, notice_due=notice_due))


def renew(session, how, fresh: float | None = None):
    """The same person has shown anew who she is: the lock opens, under a new key (ASVS 7.2.4)."""
    before = facts_of(session)
    begin(session, how, fresh, notice_due=bool(before and before.notice_due))
    session.cycle_key()


def lock(session):
    """Quick lock for a shared room: nothing is shown until the person has logged in again."""
    _change(session, locked=True)


def note_told(session):
    """The notice on the review of readings has been accepted."""
    _change(session, notice_due=False)


def touch(session, facts: LoginFacts, now: float):
    """Remember that somebody works here."""
    if now - facts.seen >= settings.LOGIN_LIMITS["idle"] / _WRITTEN_EACH:
        _change(session, seen=int(now))


def _change(session, **what):
    _write(session, replace(facts_of(session), **what))


def _write(session, facts):
    session[_KEY] = asdict(facts)
