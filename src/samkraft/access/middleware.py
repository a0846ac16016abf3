"""Put who acts for which branch on the request, inside one transaction, with reading kept from writing."""

import re
import uuid
from functools import lru_cache

from django.db import connection, transaction

from samkraft.access.acting import acting
from samkraft.access.readlog import readings, write_again
from samkraft.access.sent_once import answer_from_before, remember
from samkraft.access.sessions import acting_choice

_READING = re.compile(
    r"[\s(]*(select|savepoint|release savepoint|rollback to savepoint|declare|fetch|close"
    r"|insert into \"access_readlog\")",
    re.IGNORECASE,
)


# What a page that only reads may ask of the door; the first reading of a copy is part of the read log.
READING_DOORS = {
    "file_holders",
    "note_first_read",
    "handovers_to_me",
    "expected_people",
    "team_loads",
    "activities_asked_of_us",
    "invited_to_meetings",
    "places_of_session",
    "written_of_sessions",
    "as_logged",
    "readings_of_case",
    "readings_of_finding",
    "hidden_cases",
    "events_of_no_branch",
    "referral_way",
    "own_cases",
    "protected_cases",
    "anonymous_counts",
    "branch_load",
    "wind_down",
    "consultation_load",
    "rights_answers",
    "files_that_would_close",
    "refusals",
    "releases_due",
    "retention_clocks",
    "received_register",
    "log_months",
    "unknown_certificates",
    "busy_times",
    "calendar_of",
    "alike_files",
    "own_page_day",
    "own_page_facts",
    "own_page_team",
    "own_page_meetings",
    "own_page_copies",
    "own_page_consents",
    "own_page_readings",
    "own_page_read",
}
_DOOR = re.compile(r"\bdoor\.(\w+)", re.IGNORECASE)

# A form sent back with errors, or with what somebody else wrote meanwhile: nothing is saved, but the person is shown.
SHOWN_AGAIN = (409, 422)


class WroteWhileReading(RuntimeError):
    """A GET tried to change something: a mistake in the program."""


def refuse_writing(execute, sql, params, many, context):
    """Database wrapper for GET and HEAD: nothing but SELECT, doors that only read, and the read log's own INSERT."""
    if not _only_reads(str(sql)):
        raise WroteWhileReading(f"GET and HEAD can't write: {str(sql)[:80]}")
    return execute(sql, params, many, context)


@lru_cache(maxsize=1024)
def _only_reads(sql: str) -> bool:
    """Looked through once: a page's statements are the same each time but for their values, which stand outside."""
    return bool(_READING.match(sql)) and READING_DOORS.issuperset(_DOOR.findall(sql))


class ActingMiddleware:
    """``request.acting`` is an :class:`~samkraft.access.acting.Acting`, or None before a branch is chosen.

    The view and its page run inside the acting transaction. An answer of 400 or more takes back everything:
    a refused or broken request leaves no half-written row and no read-log row for something not shown. Only the
    readings behind a form that comes back with its errors are written again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.acting = None
        choice = acting_choice(request)
        if choice is None:
            return _kept_nowhere(self.get_response(request))
        choice |= {"request_id": uuid.uuid4(), "only_reads": request.method in ("GET", "HEAD")}
        with readings() as shown, acting(**choice) as who:
            request.acting = who
            response = self._answer(request)
        if response.status_code in SHOWN_AGAIN:
            with acting(**choice):
                write_again(shown)
        return response

    def _answer(self, request):
        if request.acting.only_reads:
            with connection.execute_wrapper(refuse_writing):
                response = self.get_response(request)
        else:
            response = self.get_response(request)
        if response.status_code >= 400:
            transaction.set_rollback(True)
        remember(request, response)
        return _kept_nowhere(response)

    def process_view(self, request, view, args, kwargs):
        """What is sent a second time isn't carried out a second time."""
        return answer_from_before(request, view) if request.acting else None


def _kept_nowhere(response):
    """T5: a withdrawn consent leaves no cached page, and neither does who may log in or act for whom."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response
