"""Every page of every role on the demo register: readable by all, at every width, in Swedish, without a complaint.

For each role somebody is chosen, and the pages that her day and her menu lead to are walked: her day always, another
kind of page once, by the first role that comes to it. Each is judged by axe at 390 px, half of them in dark, and
at 1280 px by what a width can break, where anything stands close or scrolls. SAMKRAFT_SHOTS=1 keeps a picture of
each in .local/shots. With SAMKRAFT_EVERY_ROLE=1 each role walks all that she comes to, and a page is judged again by
axe and on paper where something stands on it that nobody before her had: some hundred pages more, before a release.
"""

import os
import re
from urllib.parse import urlsplit
from zlib import crc32

import pytest

from samkraft.access.choices import Role
from tests.browser.register.people import somebody

EVERY_ROLE = bool(os.environ.get("SAMKRAFT_EVERY_ROLE"))
# 640 is 1280 at 200 % zoom, 320 at 400 %. The last page leaves the window at the first, and axe begins at the last.
WIDTHS = (390, 320, 640, 768, 1280)
PAPER = 673  # A4 less the margins of the style sheet, in CSS pixels
ENGLISH = re.compile(r"\b(the|and|with|error|save|cancel|submit|delete|undefined|None|True|False|null|NaN)\b")
# Not pages to look at: the way out, the form language of the design.
LEAVE_OUT = ("/logga-ut/", "/formsprak/", "/tillganglighet", "/uppgifter/", "/ordlista/")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_NUMBER = re.compile(r"/\d[\d-]*/")  # a number, a month, a day
_NAMED = re.compile(r"(?<=/styrkort/)(?!flode)[a-z0-9_]+|(?<=/kartlaggning/)[a-z0-9_]+")


def kind_of(path):
    """Pages that differ only by whom they are about look the same."""
    return _NAMED.sub("name", _NUMBER.sub("/n/", _UUID.sub("id", path)))


def links_of(page, site):
    hrefs = page.evaluate("Array.from(document.querySelectorAll('a[href]:not([download])'), a => a.href)")
    return [urlsplit(href).path for href in hrefs if href.startswith(site)]


@pytest.fixture(scope="module")
def walked():
    """Kinds of page that have been looked at."""
    return set()


@pytest.fixture(scope="module")
def framed():
    """Colour schemes and frames that axe has judged."""
    return set()


@pytest.fixture(scope="module")
def met():
    """Kind of page → what has stood on it."""
    return {}


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


def faults_of(who, path):
    """What is wrong with the page at first sight, at every width."""
    page, read = who.page, who.page.locator("main").inner_text()
    if page.locator("h1").count() != 1 or not page.title().strip() or page.get_attribute("html", "lang") != "sv":
        yield (path, "h1, title or lang")
    yield from ((path, "english", word) for word in ENGLISH.findall(read))
    for width in WIDTHS:
        if (needed := who.needs_width(width)) > width:
            yield (path, "sideways", width, needed)


FRAME = (".sk-top", ".sk-foot")
_FRAMED = """frame => frame.map(part => Array.from(document.querySelectorAll(`${part}, ${part} *`),
    e => [e.tagName, e.className, e.getAttribute("aria-current"), e.getAttribute("href"), e.children.length ? ""
      : e.textContent].join(" ")).join()).join()"""


def faults_within(who, path, framed):
    """What is wrong with it on paper, in colours of the system's own, and by the rules of axe.

    framed: the frames that axe has judged, each in a colour scheme; what stands in them isn't judged again.
    """
    yield from ((path, 1280, *found) for found in who.widen(1280).axe_of_a_width())
    yield from ((path, *found) for found in (*on_paper(who), *in_forced_colours(who.page)))
    # By the kind of page, and not by the order in which they are met: the same page is judged alike in every run.
    scheme = ("light", "dark")[crc32(kind_of(path).encode()) % 2]
    who.page.emulate_media(color_scheme=scheme, forced_colors="none")
    frame = (scheme, who.page.evaluate(_FRAMED, FRAME))
    beside = FRAME if frame in framed else ()
    framed.add(frame)
    yield from ((path, 390, scheme, *found) for found in who.widen(390).axe(beside=beside))


_STANDS = "() => Array.from(new Set(Array.from(document.querySelectorAll('body *'), e => e.tagName + e.className)))"


def is_new(page, path, met):
    """Whether something stands on the page that nobody has met on that kind of page."""
    known = met.setdefault(kind_of(path), set())
    found = set(page.evaluate(_STANDS)) - known
    known |= found
    return bool(found)


# What is folded on a phone is printed; a filter, folded or not, is no part of the paper.
_PRINTS = """() => {
  const seen = e => e.getClientRects().length > 0;
  const all = s => Array.from(document.querySelectorAll(s));
  return [
    ...all(".sk-top, .sk-foot, .sk-tabs, .sk-pager, .sk-filter, .ds-button, .sk-fold").filter(seen)
      .map(e => "on paper: " + e.className),
    ...all("h1, [data-fold]:not(.sk-filter) > *").filter(e => !seen(e))
      .map(e => "not on paper: " + e.tagName + " " + e.className),
  ];
}"""


def on_paper(who):
    """The frame and what can be pressed stay off the paper, what is folded is on it, and all of it fits."""
    who.page.emulate_media(media="print")
    needed = who.needs_width(PAPER)
    faults = who.page.evaluate(_PRINTS) + ([f"wider than A4: {needed}"] if needed > PAPER + 2 else [])
    return [("print", fault) for fault in faults]


_UNMARKED = """() => {
  const unseen = e => getComputedStyle(e).outlineStyle === "none" || !parseFloat(getComputedStyle(e).outlineWidth);
  const signs = Array.from(document.querySelectorAll("main .sk-signal, main .sk-owner, main .sk-due"));
  const shown = e => e.getClientRects().length > 0;
  const link = Array.from(document.querySelectorAll("main a[href], main button")).find(shown);
  if (link) { link.focus({ focusVisible: true }); }
  const faults = signs.filter(e => !e.textContent.trim()).map(e => "no word: " + e.className);
  return link && unseen(link) ? [...faults, "focus unseen: " + link.outerHTML.slice(0, 120)] : faults;
}"""


def in_forced_colours(page):
    """Where the system chooses the colours, a sign still has its word and the focus its ring."""
    page.emulate_media(media="screen", forced_colors="active")
    return [("forced colours", fault) for fault in page.evaluate(_UNMARKED)]


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_a_role_is_sound(visitor, walked, framed, met, role):
    held = somebody(role)
    if held is None:
        pytest.skip(f"nobody in the demo is {role}")
    who = visitor().is_(held.staff, held.branch.code, held.programme or "malmokraften-2.0")
    faults = []
    for path in pages_of(who, set() if EVERY_ROLE else walked):
        faults += faults_of(who, path)
        if not EVERY_ROLE or is_new(who.page, path, met):
            faults += faults_within(who, path, framed)
        if os.environ.get("SAMKRAFT_SHOTS"):
            keep_pictures(who, f"{role}-{kind_of(path)}")
    assert not faults, "\n".join(map(str, faults))


def keep_pictures(who, name):
    who.page.emulate_media(color_scheme="light")
    for width in (390, 1280):
        who.widen(width).shot(f"{name}-{width}")


def test_the_scorecard_folds_on_a_phone_and_tells_its_signals_all_the_same(visitor):
    held = somebody(Role.PROJECT_LEADER)
    who = visitor(width=390).is_(held.staff, held.branch.code, held.programme or "malmokraften-2.0").go("/styrkort/")
    level = who.page.locator("tbody[data-fold]").filter(has_text="under målet").first
    assert level.locator(".sk-grp-state .sk-signal").first.is_visible()
    assert not level.locator("tr").nth(1).is_visible()
    opener = level.get_by_role("button")
    opener.focus()
    who.page.keyboard.press("Enter")
    assert opener.get_attribute("aria-expanded") == "true"
    assert level.locator("tr").nth(1).is_visible()
    assert who.axe() == []
    who.page.set_viewport_size({"width": 1280, "height": 900})
    assert not opener.is_visible()


def test_a_link_to_a_folded_part_opens_it(visitor):
    held = somebody(Role.PROJECT_LEADER)
    who = visitor(width=390).is_(held.staff, held.branch.code, held.programme or "malmokraften-2.0").go("/program/")
    part = who.page.locator("section[data-fold]:has(#activities)")
    assert not part.locator("table").is_visible()
    who.link("Aktiviteter", within="main nav")
    assert part.locator("table").is_visible()


def test_the_keyboard_meets_the_way_past_the_menu_first_and_always_sees_where_it_is(visitor):
    held = somebody(Role.HANDLER)
    who = visitor().is_(held.staff, held.branch.code, held.programme or "malmokraften-2.0").go("/")
    page = who.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    ring = "(e => getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).boxShadow !== 'none')"
    for _stop in range(25):
        page.keyboard.press("Tab")
        place = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert page.evaluate(f"{ring}(document.activeElement)"), place
        assert page.evaluate("document.activeElement.getClientRects().length") > 0, place
