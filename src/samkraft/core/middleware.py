"""What every request passes: the language, a database that is gone, an address that only takes forms."""

import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

log = logging.getLogger(__name__)

# SQLSTATE classes that mean "no database": lost connection, shutting down or starting up, no room for more.
GONE = ("08", "53", "57P")


def database_is_down(fault: BaseException | None) -> bool:
    """Whether a fault, or one that it came from, is a lost database (a time-out or a lock is not)."""
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        if isinstance(fault, OperationalError | InterfaceError):
            state = getattr(fault.__cause__, "sqlstate", None)
            return state is None or state.startswith(GONE)
        fault = fault.__cause__ or fault.__context__
    return False


class LanguageMiddleware:
    """The site's one language, said aloud: each of a page's thousand words is else asked for in vain first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate(settings.LANGUAGE_CODE)
        return self.get_response(request)


class DatabaseDownMiddleware:
    """Answers 503 with words when the database doesn't.

    Faults of views come here by process_exception, those of other middleware by `core.errors.server_error`,
    since Django turns them into an error page on the way out.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not database_is_down(exception):
            return None
        log.error("The database does not answer: %s", type(exception).__name__)
        from samkraft.core.errors import database_down

        return database_down(request)


class OnlyFormsMiddleware:
    """Who opens an address that only takes forms gets a page that says so, not an empty one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        from samkraft.core.errors import only_forms

        return only_forms(response.headers["Allow"].split(", "))
