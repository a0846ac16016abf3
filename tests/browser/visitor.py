"""A person at a screen: opens, clicks, writes and presses keys by what the page says, and what she does is counted.

A complaint of the browser (script fault, policy violation, lost request, an answer that nobody expected) is kept
and fails the test.
"""

import re
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import expect

AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a width can break on a page that is otherwise sound.
AXE_OF_A_WIDTH = ["target-size", "scrollable-region-focusable"]
SHOTS = Path(__file__).parents[2] / ".local" / "shots"
# The browser repeats every answer of 400 and more in its console; those are judged by their status instead.
_REPEATED = "Failed to load resource"


class Visitor:
    """One person in one browser window."""

    def __init__(self, context, site, expected=(422,)):
        self.context, self.site, self.expected = context, site, set(expected)
        self.complaints = []
        self.done = []
        self.page = self.new_page()

    def new_page(self):
        """A window of the same person: closing the old one is closing the tab."""
        page = self.context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self._heard)
        page.on("response", self._answered)
        page.on("requestfailed", self._lost)
        return page

    def _heard(self, said):
        if said.type in ("error", "warning") and not said.text.startswith(_REPEATED):
            self.complaints.append(f"console: {said.text}")

    def _answered(self, response):
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")

    def _lost(self, request):
        # A page left before all of it came is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"lost: {request.url} {request.failure}")

    # --- who ---

    def is_(self, staff, branch="af", programme="malmokraften-2.0"):
        """Come as a person who has logged in and acts for a branch."""
        client = Client()
        client.force_login(staff)
        session = client.session
        session["samkraft_acting"] = f"{branch}:{programme}"
        session.save()
        cookie = {"name": "samkraft", "value": session.session_key, "url": self.site, "httpOnly": True}
        self.context.clear_cookies()
        self.context.add_cookies([{**cookie, "sameSite": "Lax"}])
        return self

    # --- what she does; each is one click or one group of keystrokes ---

    def go(self, path="/"):
        """Type an address: not counted, for it is where a count begins."""
        self.page.goto(self.site + path)
        return self

    def link(self, name, within=None):
        self._did(f"länk {name!r}")
        self._press(self._in(within).get_by_role("link", name=name).first)
        return self

    def tab(self, name):
        """A part of the case."""
        self._did(f"flik {name!r}")
        tabs = self.page.get_by_role("navigation", name="Delar av ärendet")
        if tabs.locator(".sk-tabmore li", has_text=name).count():
            self.open_summary("Fler", within="nav[aria-label='Delar av ärendet']")
        self._press(tabs.get_by_role("link", name=name, exact=True))
        return self

    def button(self, name, within=None):
        self._did(f"knapp {name!r}")
        self._press(self._in(within).get_by_role("button", name=name).first)
        return self

    def fill(self, label, text):
        self._did(f"skriv {label!r}")
        self._write(self._field(label), text)
        return self

    def choose(self, label, option):
        self._did(f"välj {label!r}: {option!r}")
        self._select(self._field(label), option)
        return self

    def choose_value(self, label, value):
        self._did(f"välj {label!r}: {value!r}")
        self._field(label).select_option(value)
        return self

    def tick(self, label):
        self._did(f"kryssa {label!r}")
        self._tick(self._field(label))
        return self

    def answer(self, question, option):
        """Choose one answer to a question with a few."""
        self._did(f"svara {question!r}: {option!r}")
        self._tick(self.page.get_by_role("group", name=question).get_by_label(option, exact=True))
        return self

    def tick_element(self, selector):
        self._did(f"kryssa {selector}")
        self._tick(self.page.locator(selector).first)
        return self

    def click(self, selector):
        self._did(f"klicka {selector}")
        self._press(self.page.locator(selector).first)
        return self

    def upload(self, label, path):
        self._did(f"välj fil {label!r}")
        self._field(label).set_input_files(path)
        return self

    def open_summary(self, text, within=None):
        """Open a folded part."""
        self._did(f"fäll ut {text!r}")
        self._press(self._in(within).locator("summary", has_text=text).first)
        return self

    # --- by which means: the mouse here, the keyboard below ---

    def _press(self, target):
        target.click()

    def _write(self, target, text):
        target.fill(text)

    def _select(self, target, option):
        target.select_option(label=option)

    def _tick(self, target):
        target.check()

    def _field(self, label):
        return self.page.get_by_label(label).and_(self.page.locator("input, textarea, select")).first

    def _in(self, within):
        return self.page.locator(within) if within else self.page

    def _did(self, what):
        self.done.append(what)

    @contextmanager
    def counted(self, what, at_most):
        """Count clicks and keystroke groups inside the block, say them, and hold them to the bound."""
        before = len(self.done)
        yield
        did = self.done[before:]
        print(f"{what}: {len(did)} av högst {at_most}: {'; '.join(did)}")
        assert len(did) <= at_most, (what, did)

    # --- what she sees ---

    @property
    def path(self):
        return urlsplit(self.page.url).path

    def sees(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()
        return self

    def sees_not(self, text):
        assert text not in self.page.locator("body").inner_text()
        return self

    def reads(self):
        """The words on the page."""
        return self.page.locator("body").inner_text()

    def say_where(self):
        """For whoever reads a failed test: the page as it was left."""
        print(f"\n--- {self.path}\n{self.reads()[:3000]}")

    def heading(self, text):
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)
        return self

    # --- how it looks ---

    def axe(self, rules=None, beside=()):
        """What axe finds, by all rules or by those named: rule and the elements concerned.

        beside: selectors of what isn't looked at, because it has been.
        """
        self._dressed()
        if not self.page.evaluate("'axe' in window"):
            # By the address bar's way the pages to come have it already read and compiled, in a third of the time.
            self.context.add_init_script(path=AXE)
            self.page.evaluate(AXE.read_text("utf-8"))
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
        # Without a selector for each element, which takes a fifth of the time: what is told is its beginning.
        asked = {"runOnly": only, "resultTypes": ["violations"], "selectors": False}
        if not rules:
            asked["rules"] = {"target-size": {"enabled": self.page.evaluate(_CLOSE_OR_SCROLLS)}}
        where = {"include": [["html"]], "exclude": [[each] for each in beside]}
        found = self.page.evaluate("([where, asked]) => axe.run(where, asked)", [where, asked])["violations"]
        return [(each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in found]

    def axe_of_a_width(self):
        """What axe finds of that which a width can break, asked only where something stands close or scrolls."""
        return self.axe(AXE_OF_A_WIDTH) if self._dressed().evaluate(_CLOSE_OR_SCROLLS) else []

    def needs_width(self, width):
        """How wide the page is when the window has *width*; the same unless it scrolls sideways."""
        self.widen(width)
        return self._dressed().evaluate("document.documentElement.scrollWidth")

    def _dressed(self):
        """The page with its style sheets: a heading is there before them, in a look that nobody meets."""
        self.page.wait_for_load_state()
        return self.page

    def widen(self, width):
        """Give the window another width: a fiftieth of a second, unless it has it."""
        if self.page.viewport_size["width"] != width:
            self.page.set_viewport_size({"width": width, "height": 900})
        return self

    def shot(self, name):
        """Keep a picture for those who look."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png", full_page=True)


# Nothing else can fail there: a target under 24 px that comes nearer to another than WCAG 2.5.8 lets it (and a little
# more), one that lies over another, and what scrolls within the page. To see that there is none takes axe far longer.
_CLOSE_OR_SCROLLS = """() => {
  const pressed = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const targets = Array.from(document.querySelectorAll(pressed))
    .filter(e => e.checkVisibility({ visibilityProperty: true }))  // nor what lies folded in a closed part
    .map(e => ({ e, r: e.getBoundingClientRect() })).filter(({ r }) => r.width && r.height);
  const isSmall = r => r.width < 24 || r.height < 24;
  const beside = (low, high, at) => Math.max(low - at, at - high, 0);
  const x = r => (r.left + r.right) / 2, y = r => (r.top + r.bottom) / 2;
  const isClose = (r, q) => Math.hypot(beside(q.left, q.right, x(r)), beside(q.top, q.bottom, y(r))) < 14
    || (isSmall(q) && Math.hypot(x(r) - x(q), y(r) - y(q)) < 26);
  const isOver = (r, q) => r.left < q.right && q.left < r.right && r.top < q.bottom && q.top < r.bottom;
  const meet = (a, b) => isOver(a.r, b.r) || (isSmall(a.r) && isClose(a.r, b.r));
  const isApart = (a, b) => a === b || a.e.contains(b.e) || b.e.contains(a.e) || !meet(a, b);
  const scrolls = e => (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
    && /auto|scroll/.test(getComputedStyle(e).overflow);
  return targets.some(a => targets.some(b => !isApart(a, b)))
    || Array.from(document.querySelectorAll("body *")).some(scrolls);
}"""

MOST_STOPS = 200


class KeyboardVisitor(Visitor):
    """Somebody who uses no mouse: she comes to things by the tab key, and sees where she is at every stop."""

    def _press(self, target):
        self._come_to(target)
        if not target.evaluate(_LEADS_ON):
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _write(self, target, text):
        self._come_to(target)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def _select(self, target, option):
        """By typing what it is called, as every browser lets one."""
        self._come_to(target)
        self.page.keyboard.type(option)
        chosen = target.evaluate("e => e.selectedOptions[0].text")
        assert chosen.startswith(option), (option, chosen)

    def _tick(self, target):
        """One of several answers is a single stop, and the arrows go on from there."""
        if target.is_checked():
            return
        is_radio = target.get_attribute("type") == "radio"
        self._come_to(target, _GROUP if is_radio else _SELF)
        for _answer in range(MOST_STOPS if is_radio else 0):
            if target.evaluate(_SELF):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert target.is_checked()

    def _come_to(self, target, is_there=None):
        target.wait_for()
        for _stop in range(MOST_STOPS):
            if target.evaluate(is_there or _SELF):
                assert target.evaluate(_IS_SEEN), f"nothing shows where one is: {target.evaluate('e => e.outerHTML')}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the tab key doesn't come to {target}")


_SELF = "e => e === document.activeElement"
_LEADS_ON = "e => e.matches('a[href], button[type=submit]')"
_GROUP = "e => document.activeElement.type === 'radio' && document.activeElement.name === e.name"
_IS_SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""
