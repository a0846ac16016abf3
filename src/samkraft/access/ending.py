"""End sessions from outside: a role that is removed, a logout at the provider, one's own hand (IAM-08, AUTH-5)."""

from samkraft.access.acting import NobodyActs, current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event, log_session
from samkraft.access.session_models import Session


def end_sessions_of(staff, why, *, but=""):
    """End every session of a person at once, except the one with the key *but*; gives how many. Kept as AUTH-5.

    Call it where a role or an account ends: the next request of each is nobody's.
    """
    return _end(Session.objects.filter(staff=staff).exclude(session_key=but), staff, why)


def end_sessions_at(provider, *, subject="", session=""):
    """End the sessions that came from one login at a provider, or all of one subject there."""
    rows = Session.objects.filter(provider=provider.key)
    if session:
        rows = rows.filter(provider_session=session)
    if subject:
        rows = rows.filter(provider_subject=subject)
    people = {row.staff_id: row.staff for row in rows.select_related("staff")}
    return sum(_end(rows.filter(staff=pk), staff, f"logged out at {provider.key}") for pk, staff in people.items())


def _end(rows, staff, why):
    ended, _by_table = rows.delete()
    if ended:
        _keep(staff, why)
    return ended


def _keep(staff, why):
    try:
        current_acting()
    except NobodyActs:
        log_session(Event.SESSION_KILLED, staff, why)
    else:
        log_event(Event.SESSION_KILLED, object_type="session", items=[f"staff:{staff.pk}"], reason=why[:300])
