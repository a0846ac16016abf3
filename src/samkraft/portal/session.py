"""What a session knows of a citizen's login. It lies in a place of its own, and beside nobody else's login.

No number is kept: only the keyed hashes by which the door finds her cases. The limits are those of people at work
(IAM-09); there is no lock, for a page that has waited too long is simply closed.
"""

import time
from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from samkraft.portal.choices import Language

KEY = "samkraft_citizen"
LANGUAGE = "samkraft_language"
# As of a login at work: written this seldom, so that a page costs no statement more.
_WRITTEN_EACH = 5


@dataclass(frozen=True)
class Citizen:
    """One login. *keys*: the hashes of her number, one for each programme and version of the key."""

    keys: list[str]
    started: int
    seen: int

    def is_over(self, now: float) -> bool:
        """At work since too long, or idle for too long."""
        limits = settings.LOGIN_LIMITS
        return now - self.started >= limits["absolute"] or now - self.seen >= limits["idle"]


def begin(request, keys):
    """A citizen comes in: under a new key, with nothing of what the session held before but the language."""
    language, now = language_of(request), int(time.time())
    request.session.flush()
    request.session[LANGUAGE] = language
    request.session[KEY] = asdict(Citizen(list(keys), now, now))


def citizen_of(request) -> Citizen | None:
    """Who is logged in here as a citizen; None for people at work, whatever else their session holds."""
    kept = request.session.get(KEY)
    if not kept or SESSION_KEY in request.session:
        return None
    citizen, now = Citizen(**kept), time.time()
    if citizen.is_over(now):
        end(request)
        return None
    if now - citizen.seen >= settings.LOGIN_LIMITS["idle"] / _WRITTEN_EACH:
        request.session[KEY] = asdict(replace(citizen, seen=int(now)))
    return citizen


def end(request):
    """The session and all that it held is gone; the language stays, for the page that says so."""
    language = language_of(request)
    request.session.flush()
    if language != Language.SWEDISH:
        request.session[LANGUAGE] = language


def language_of(request) -> str:
    """The language that was chosen here, else Swedish."""
    chosen = request.session.get(LANGUAGE)
    return chosen if chosen in Language.values else Language.SWEDISH.value


def choose_language(request, language):
    """Remember it, if it is one of those that there are."""
    if language in Language.values:
        request.session[LANGUAGE] = language
