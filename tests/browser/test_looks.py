"""Every page of every role on the demo register: readable by all, at every width, in Swedish, without a complaint.

For each role somebody is chosen, and the pages that her day and her menu lead to are walked: her day always, another
kind of page once, by the first role that comes to it. Every other page is judged by axe at 1280 px in light, the rest
at 390 px in dark. SAMKRAFT_SHOTS=1 keeps a picture of each in .local/shots.
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
ENGLISH = re.compile(r"\b(the|and|with|error|save|cancel|submit|delete|undefined|None|True|False|null|NaN)\b")
# Not pages to look at: files, the way out, the form language of the design.
LEAVE_OUT = ("/logga-ut/", ".csv", "/formsprak/", "/tillganglighet", "/uppgifter/", "/ordlista/")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_NUMBER = re.compile(r"/\d+/")
_NAMED = re.compile(r"(?<=/styrkort/)(?!flode)[a-z0-9_]+|(?<=/kartlaggning/)[a-z0-9_]+")


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
    return _NAMED.sub("name", _NUMBER.sub("/n/", _UUID.sub("id", path)))


def somebody(role):
    """A person of the demo with the role, the one whom the role page offers first."""
    held = RoleAssignment.objects.in_force().filter(role=role).select_related("staff", "branch").order_by("pk")
    return held.exclude(staff__try_this="").first() or held.first()


def links_of(page, site):
    hrefs = page.evaluate("Array.from(document.querySelectorAll('a[href]'), a => a.href)")
    return [urlsplit(href).path for href in hrefs if href.startswith(site)]


@pytest.fixture(scope="module")
def walked():
    """Kinds of page that have been looked at."""
    return set()


def pages_of(who, walked):
    """One page of each kind that the person comes to by links and that nobody has come to before."""
    waiting = ["/", "/min-laslogg/"]
    walked.discard("/")
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in walked or any(part in path for part in LEAVE_OUT):
            continue
        walked.add(kind_of(path))
        who.go(path)
        yield path
        waiting += links_of(who.page, who.site)


def faults_of(who, path, is_odd):
    """What is wrong with the page."""
    page, read = who.page, who.page.locator("main").inner_text()
    if page.locator("h1").count() != 1 or not page.title().strip() or page.get_attribute("html", "lang") != "sv":
        yield (path, "h1, title or lang")
    yield from ((path, "english", word) for word in ENGLISH.findall(read))
    for width in WIDTHS:
        if (needed := who.needs_width(width)) > width:
            yield (path, "sideways", width, needed)
    page.emulate_media(forced_colors="active")
    page.emulate_media(color_scheme="dark" if is_odd else "light", forced_colors="none")
    page.set_viewport_size({"width": 390 if is_odd else 1280, "height": 900})
    yield from ((path, *found) for found in who.axe())


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_a_role_is_sound(visitor, walked, role):
    held = somebody(role)
    if held is None:
        pytest.skip(f"nobody in the demo is {role}")
    who = visitor().is_(held.staff, held.branch.code, held.programme or "malmokraften-2.0")
    faults = []
    for number, path in enumerate(pages_of(who, walked)):
        faults += faults_of(who, path, number % 2)
        who.page.emulate_media(color_scheme="light")
        if os.environ.get("SAMKRAFT_SHOTS"):
            keep_pictures(who, f"{role}-{kind_of(path)}")
    assert not faults, "\n".join(map(str, faults))


def keep_pictures(who, name):
    for width in (390, 1280):
        who.page.set_viewport_size({"width": width, "height": 900})
        who.shot(f"{name}-{width}")
