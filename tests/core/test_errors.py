"""Error pages: plain words, nothing lost, and nothing told about what is not yours."""

import re

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.views.decorators.http import require_POST

from samkraft.core import errors
from samkraft.core.middleware import DatabaseDownMiddleware, OnlyFormsMiddleware, database_is_down


def fault(cause=None):
    error = OperationalError("x")
    error.__cause__ = cause
    return error


def test_not_there_and_not_yours_are_the_same_to_the_byte():
    one = errors.not_found(RequestFactory().get("/deltagare/1/"), Http404("no such case"))
    other = errors.not_found(RequestFactory().get("/deltagare/2/"), Http404("not assigned"))
    assert one.status_code == 404
    assert one.content == other.content
    assert "Sidan finns inte." in one.content.decode()


def test_error_pages_lead_to_the_accessibility_statement_too():
    """TIL-02: every page."""
    assert "Tillgänglighetsredogörelse" in errors.not_found(RequestFactory().get("/")).content.decode()


def test_forbidden_and_server_error_say_what_to_do():
    request = RequestFactory().get("/")
    assert errors.forbidden(request).status_code == 403
    assert "Något gick fel hos oss" in errors.server_error(request).content.decode()


@pytest.mark.parametrize(
    ("error", "is_down"),
    [
        (fault(), True),
        (fault(psycopg.errors.AdminShutdown()), True),
        (fault(psycopg.errors.ConnectionFailure()), True),
        (fault(psycopg.errors.TooManyConnections()), True),
        (InterfaceError("connection already closed"), True),
        (fault(psycopg.errors.QueryCanceled()), False),
        (fault(psycopg.errors.DeadlockDetected()), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_a_lost_database_is_told_from_other_faults(error, is_down):
    assert database_is_down(error) is is_down


def test_a_fault_that_comes_from_a_lost_database_counts():
    error = RuntimeError()
    error.__context__ = fault()
    assert database_is_down(error)


def test_a_view_that_loses_the_database_answers_503_in_words():
    middleware = DatabaseDownMiddleware(lambda request: HttpResponse())
    answer = middleware.process_exception(RequestFactory().get("/"), fault())
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "Databasen svarar inte just nu" in answer.content.decode()
    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None


def test_middleware_that_loses_the_database_answers_503_too():
    """Django makes an error page of it on the way out, so that page must know."""
    try:
        raise fault()
    except OperationalError:
        answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 503


def stale_form(**headers):
    request = RequestFactory().post(
        "/anteckning/", {"text": "Ringde Leila.", "csrfmiddlewaretoken": "x"}, headers=headers
    )
    return errors.csrf_failure(request).content.decode()


def test_a_page_open_too_long_shows_what_was_typed():
    html = stale_form(**{"Sec-Fetch-Site": "same-origin"})
    assert "Ringde Leila." in html
    assert "csrfmiddlewaretoken" not in html


def test_what_was_typed_comes_first_and_codes_of_choices_are_left_out():
    given = {"base_version": "0", "receiver": "soc", "phone": "070-1740605", "text": "Ringde Leila.", "keep": "on"}
    request = RequestFactory().post("/", given, headers={"Sec-Fetch-Site": "same-origin"})
    html = errors.database_down(request).content.decode()
    assert re.findall(r"<textarea[^>]*>(.*?)</textarea>", html) == ["Ringde Leila.", "070-1740605"]
    request = RequestFactory().post("/", given, headers={"Sec-Fetch-Site": "cross-site"})
    assert "Ringde Leila." not in errors.database_down(request).content.decode()


def test_where_a_figure_came_from_is_typed_too():
    request = RequestFactory().post("/", {"source": "Rapporten för maj"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "Rapporten för maj" in errors.database_down(request).content.decode()


def test_another_sites_text_is_never_shown_under_our_name():
    assert "Ringde Leila." not in stale_form(**{"Sec-Fetch-Site": "cross-site"})
    assert "Ringde Leila." not in stale_form(**{"Origin": "https://elsewhere.example"})
    assert "Ringde Leila." not in stale_form()
    assert "Ringde Leila." in stale_form(**{"Origin": "http://testserver"})


def test_the_page_for_a_stale_form_is_not_kept():
    request = RequestFactory().post("/", {"a": "b"})
    assert errors.csrf_failure(request)["Cache-Control"] == "no-store"


def test_an_address_that_takes_forms_says_so_when_it_is_opened():
    answer = OnlyFormsMiddleware(require_POST(lambda request: HttpResponse("ok")))(RequestFactory().get("/svar/"))
    assert answer.status_code == 405 and answer.headers["Allow"] == "POST"
    assert "tar bara emot formulär" in answer.content.decode()
