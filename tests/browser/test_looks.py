"""Every page of every role on the demo register: readable by all, at every width, in Swedish, without a complaint.

A person is opened for each role, and the pages that her menu, her day and her first case lead to are walked. axe runs
at 1280 px in light and at 390 px in dark; the widths, the heading and the language are asked of every page.
"""

import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from psycopg.conninfo import make_conninfo

from samkraft.access.choices import Role
from samkraft.access.models import RoleAssignment
from samkraft.site.database_url import address
from tests.browser.live import serving
from tests.conftest import clone_database, connected_to, drop_database

WIDTHS = (320, 390, 768, 1280)
CASES = 150
MOST_PAGES = 30
ENGLISH = re.compile(r"\b(the|and|with|error|save|cancel|submit|delete|undefined|None|True|False|null|NaN)\b")
# Not pages to look at: files, the way out, the form language of the design.
LEAVE_OUT = ("/logga-ut/", ".csv", "/formsprak/", "/tillganglighet", "/uppgifter/", "/ordlista/")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_NUMBER = re.compile(r"/\d+/")


@pytest.fixture(scope="module")
def database(template_database, django_db_blocker):
    """The demo register, small."""
    name = f"samkraft_test_{os.getpid()}_looks"
    clone_database(template_database, name)
    url = make_conninfo(**address() | {"dbname": name})
    own = {"DATABASE_URL": url, "SAMKRAFT_STATEMENT_TIMEOUT": "0", "SAMKRAFT_MODE": "test"}
    make = [sys.executable, "-m", "django", "make_demo", "--cases", str(CASES), "--verbosity=0"]
    subprocess.run(make, env=os.environ | own, check=True, stdout=subprocess.DEVNULL)
    with django_db_blocker.unblock(), connected_to(name):
        yield name
    drop_database(name)


@pytest.fixture(scope="module")
def site(database):
    with serving() as found:
        yield found


def kind_of(path):
    """Pages that differ only by whom they are about look the same."""
    return _NUMBER.sub("/n/", _UUID.sub("id", path))


def somebody(role):
    """A person of the demo with the role, the one whom the role page offers first."""
    held = RoleAssignment.objects.in_force().filter(role=role).select_related("staff", "branch").order_by("pk")
    return held.exclude(staff__try_this="").first() or held.first()


def links_of(page, site):
    hrefs = page.evaluate("Array.from(document.querySelectorAll('a[href]'), a => a.href)")
    return [urlsplit(href).path for href in hrefs if href.startswith(site)]


def pages_of(who):
    """One page of each kind that the person comes to by links."""
    waiting, seen = ["/", "/min-laslogg/"], {}
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if kind_of(path) in seen or any(part in path for part in LEAVE_OUT):
            continue
        seen[kind_of(path)] = path
        who.go(path)
        yield path
        waiting += links_of(who.page, who.site)


def faults_of(who, path, width):
    """What is wrong with the page as it is shown now."""
    page = who.page
    facts = page.evaluate(
        "({h1: document.querySelectorAll('h1').length, title: document.title, lang: document.documentElement.lang})"
    )
    if facts["h1"] != 1 or not facts["title"].strip() or facts["lang"] != "sv":
        yield (path, width, facts)
    words = ENGLISH.findall(page.locator("main").inner_text())
    if words:
        yield (path, width, "words", words[:5])
    for found in who.axe():
        yield (path, width, *found)


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_a_role_is_sound(visitor, role):
    held = somebody(role)
    if held is None:
        pytest.skip(f"nobody in the demo is {role}")
    programme = held.programme or "malmokraften-2.0"
    who = visitor().is_(held.staff, held.branch.code, programme)
    faults = []
    for path in pages_of(who):
        faults += faults_of(who, path, 1280)
        who.page.emulate_media(color_scheme="dark")
        wide = {width: who.needs_width(width) for width in WIDTHS}
        faults += [(path, "sideways", width, needed) for width, needed in wide.items() if needed > width]
        who.page.set_viewport_size({"width": 390, "height": 900})
        faults += [(path, "390 dark", *found) for found in who.axe()]
        who.page.emulate_media(color_scheme="light", forced_colors="active")
        if os.environ.get("SAMKRAFT_SHOTS"):
            who.page.emulate_media(color_scheme="light", forced_colors="none")
            who.shot(f"{role}-{kind_of(path)}-390")
            who.page.set_viewport_size({"width": 1280, "height": 900})
            who.shot(f"{role}-{kind_of(path)}-1280")
        who.page.emulate_media(color_scheme="light", forced_colors="none")
        who.page.set_viewport_size({"width": 1280, "height": 900})
    assert faults == []
