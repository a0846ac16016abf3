"""A browser, the real site on a database of its own, and people at screens.

The test and the server share this process: its settings, its connections' address, nothing else. What the test
makes is committed before the browser asks.
"""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.live import serving
from tests.browser.visitor import Visitor
from tests.conftest import connected_to
from tools import browser as browsers


@pytest.fixture(scope="module")
def chromium():
    """A browser for the module: Playwright allows one at a time in a process, and other rooms' tests have theirs."""
    path = os.environ.get("SAMKRAFT_BROWSER") or browsers.on_this_machine()
    if not path and os.environ.get("SAMKRAFT_REQUIRE_BROWSER"):
        pytest.fail("No browser, and SAMKRAFT_REQUIRE_BROWSER demands one.", pytrace=False)
    if not path:
        pytest.skip("NO BROWSER on this machine")
    with _django_beside_a_loop(), sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox"])


class _django_beside_a_loop:
    """Playwright keeps an event loop in this thread, which Django would take for a mistake."""

    def __enter__(self):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

    def __exit__(self, *unused):
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture(scope="module")
def database(own_database, django_db_blocker):
    """A database of the module's own, everything committed, with the programmes and nobody in it."""
    with own_database.lent() as name, django_db_blocker.unblock(), connected_to(name):
        yield name


@pytest.fixture(scope="module")
def site(database):
    """The address of the running site."""
    with serving() as address:
        yield address


@pytest.fixture
def visitor(chromium, site):
    """Make people: ``visitor(width=390)``. Whatever their browsers complained of fails the test.

    by: ``KeyboardVisitor`` for somebody who uses no mouse.
    """
    people = []

    def arrive(width=1280, scheme="light", forced=None, expected=(422,), by=Visitor, **more):
        size = {"width": width, "height": 900}
        place = {"locale": "sv-SE", "timezone_id": "Europe/Stockholm"}
        # No transitions: what is judged and measured is the page at rest.
        looks = {"color_scheme": scheme, "forced_colors": forced, "reduced_motion": "reduce"}
        context = chromium.new_context(viewport=size, **looks, **place, **more)
        people.append(by(context, site, expected))
        return people[-1]

    yield arrive
    for person in people:
        person.say_where()
        person.context.close()
    assert [complaint for person in people for complaint in person.complaints] == []


def pytest_collection_modifyitems(items):
    """Everything here needs a browser."""
    for item in items:
        if "tests/browser/" in str(item.path).replace(os.sep, "/"):
            item.add_marker("browser")
