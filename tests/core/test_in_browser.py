"""The form language in a real browser: readable by all, and its script does what the data- attributes promise.

Pages and files are handed to the browser by the test itself; no server and no database are needed.
"""

import json
import mimetypes
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

import samkraft.core
from samkraft.core import context, views
from tools import browser as browsers

pytestmark = pytest.mark.browser

SITE = "http://samkraft.test"
STATIC = Path(samkraft.core.__file__).parent / "static"
AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe" / "axe.min.js"
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
GUIDES = ["style_guide", "style_guide_citizen", "style_guide_meeting", "style_guide_paper"]
PUBLIC = ["accessibility", "accessibility_message", "data_use", "glossary"]


@pytest.fixture(scope="module")
def chromium():
    path = os.environ.get("SAMKRAFT_BROWSER") or browsers.on_this_machine()
    if not path:
        pytest.skip("NO BROWSER on this machine")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox"])


class Site:
    """Answers the browser: pages by path, posts by a function that the test may replace."""

    def __init__(self):
        self.pages = {}
        self.posts = []
        self.answer = lambda request: {"status": 200, "body": "{}"}

    def __call__(self, route, request):
        path = urlsplit(request.url).path
        if path.startswith("/static/"):
            return self._file(route, STATIC / path.removeprefix("/static/"))
        if request.method == "POST":
            self.posts.append(request)
            answer = self.answer(request)
            return route.abort() if answer is None else route.fulfill(**answer)
        if path in self.pages:
            headers = {"Content-Security-Policy": POLICY}
            return route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8", headers=headers)
        return route.fulfill(status=404, body="")

    def _file(self, route, path):
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return route.fulfill(body=path.read_bytes(), content_type=kind)

    def show(self, name):
        """One of the room's own pages, as the server would render it."""
        request = RequestFactory().get(reverse(f"core:{name}"))
        request.acting = None
        self.pages[request.path] = getattr(views, name)(request).content
        return SITE + request.path

    def page(self, main, path="/prov/"):
        """A staff page with the given main part."""
        source = '{% extends "core/base.html" %}{% load samkraft %}{% block title %}Prov{% endblock %}'
        template = engines["django"].from_string(source + "{% block main %}<h1>Prov</h1>" + main + "{% endblock %}")
        request = RequestFactory().get(path)
        nav = [{"url": "/prov/", "label": "Min dag", "current": True}]
        self.pages[path] = template.render({"messages": [], **context.site(request), "nav_items": nav})
        return SITE + path


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def open_page(chromium, site):
    """Open an address; complaints of the browser fail the test."""
    contexts, complaints = [], []

    def opened(url, width=1280, scheme="light", clock=False):
        size = {"width": width, "height": 900}
        # No transitions: what is judged is the page at rest.
        contexts.append(chromium.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        page.route("**/*", site)
        if clock:
            page.clock.install()
        page.goto(url)
        return page

    yield opened
    for each in contexts:
        each.close()
    assert complaints == []


@pytest.mark.parametrize("name", GUIDES + PUBLIC)
def test_axe_finds_nothing(site, open_page, name):
    page = open_page(site.show(name))
    page.evaluate(AXE.read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    run = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})"
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(run, tags)["violations"]
        assert [(width, v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("name", GUIDES + PUBLIC)
def test_no_page_scrolls_sideways_at_any_width(site, open_page, name):
    page = open_page(site.show(name))
    wide = {}
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        wide[width] = page.evaluate("document.documentElement.scrollWidth")
    assert all(needed <= width for width, needed in wide.items()), wide


AUTOSAVE = """<form class="sk-form" method="post" data-autosave-url="/spara/"><input type="hidden"
name="csrfmiddlewaretoken" value="hemlig"><div class="sk-field"><label for="t">Text</label>
<textarea class="ds-input" id="t" name="text"></textarea></div>{% include "core/parts/saved.html" with id="s" only %}
<button class="ds-button" type="submit">Spara</button></form>"""


def test_text_is_saved_while_typing_and_says_when_and_who_sees_it(site, open_page):
    site.answer = lambda request: {"status": 200, "body": json.dumps({"time": "10.24"})}
    page = open_page(site.page(AUTOSAVE))
    page.get_by_label("Text").press_sequentially("Ringde Leila.")
    expect(page.get_by_role("status").filter(has_text="Sparat")).to_have_text(
        "Sparat 10.24 som utkast. Bara du ser det."
    )
    (post,) = site.posts
    assert post.headers["x-csrftoken"] == "hemlig"
    assert "Ringde Leila." in post.post_data
    assert "hemlig" not in post.post_data


def test_text_is_kept_when_the_network_is_gone_and_saved_when_it_is_back(site, open_page):
    site.answer = lambda request: None
    page = open_page(site.page(AUTOSAVE), clock=True)
    page.get_by_label("Text").fill("Ringde Leila.")
    page.clock.run_for(1300)
    expect(page.locator("#s")).to_contain_text("Ingen kontakt med servern. Texten finns kvar här")
    assert page.get_by_label("Text").input_value() == "Ringde Leila."
    site.answer = lambda request: {"status": 200, "body": '{"text": "Sparat 10.25."}'}
    page.clock.run_for(5100)
    expect(page.locator("#s")).to_have_text("Sparat 10.25.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 409, "body": '{"text": "Leila ändrade 10.20."}'}, "Leila ändrade 10.20."),
        ({"status": 403, "body": ""}, "Du är utloggad. Texten finns kvar här."),
        ({"status": 302, "headers": {"Location": "/logga-in/"}}, "Du är utloggad. Texten finns kvar här."),
        ({"status": 503, "body": ""}, "Kunde inte spara. Texten finns kvar här, vi försöker igen."),
    ],
)
def test_a_save_that_fails_says_why_and_keeps_the_text(site, open_page, answer, said):
    site.answer = lambda request: answer
    page = open_page(site.page(AUTOSAVE))
    page.get_by_label("Text").fill("Ringde Leila.")
    expect(page.locator("#s")).to_contain_text(said)
    assert page.get_by_label("Text").input_value() == "Ringde Leila."


def test_leaving_with_unsaved_changes_asks_first(site, open_page):
    form = '<form data-warn-unsaved><label for="t">Text</label><input id="t"></form><a href="/annan/">Annan sida</a>'
    site.page("", "/annan/")
    page = open_page(site.page(form))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Text").press_sequentially("x")
    page.get_by_text("Annan sida").click()
    page.wait_for_url("**/annan/")
    assert asked == ["beforeunload"]


def test_sending_the_form_does_not_ask_and_sends_once(site, open_page):
    form = (
        '<form method="post" action="/skicka/" data-warn-unsaved><label for="t">Text</label><input id="t" name="t">'
        '<button type="submit" name="keep" value="1">Spara</button></form>'
    )
    site.answer = lambda request: {"status": 204}
    page = open_page(site.page(form))
    page.on("dialog", lambda dialog: pytest.fail("asked"))
    page.get_by_label("Text").press_sequentially("x")
    page.get_by_text("Spara").dblclick()
    expect(page.get_by_text("Hämtar …").first).to_be_visible()
    assert [post.post_data for post in site.posts] == ["t=x&keep=1"]


def test_the_error_summary_takes_the_focus(site, open_page):
    page = open_page(site.show("style_guide"))
    expect(page.locator(".sk-errsum").first).to_be_focused()


def test_the_small_menu_closes_by_escape_and_gives_the_focus_back(site, open_page):
    page = open_page(site.page(""), width=390)
    menu = page.get_by_text("Meny", exact=True)
    menu.click()
    expect(page.get_by_role("link", name="Min dag")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Min dag")).to_be_hidden()
    expect(menu).to_be_focused()


def test_a_swapped_part_takes_the_focus_and_is_read_out(site, open_page):
    form = (
        '<form hx-post="/byt/" hx-target="#rad" hx-swap="outerHTML"><input type="hidden" name="csrfmiddlewaretoken" '
        'value="hemlig"><button class="ds-button" type="submit">Ta bort</button></form><div id="rad">Steg 1</div>'
    )
    site.answer = lambda request: {
        "status": 200,
        "content_type": "text/html; charset=utf-8",
        "body": '<div id="rad"><h2 data-focus>Steg 2</h2><p data-announce>Steget är borttaget.</p></div>',
    }
    page = open_page(site.page(form))
    page.get_by_role("button", name="Ta bort").click()
    expect(page.get_by_role("heading", name="Steg 2")).to_be_focused()
    expect(page.locator("#sk-live")).to_have_text("Steget är borttaget.")
    assert site.posts[0].headers["x-csrftoken"] == "hemlig"


def test_the_print_button_is_there_only_with_script(site, open_page, chromium):
    url = site.show("style_guide_paper")
    expect(open_page(url).get_by_role("button", name="Skriv ut")).to_be_visible()
    bare = chromium.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.route("**/*", site)
    page.goto(url)
    expect(page.get_by_role("button", name="Skriv ut")).to_be_hidden()
    bare.close()


def test_everything_can_be_reached_by_keyboard_starting_with_the_skip_link(site, open_page):
    page = open_page(site.page('<a href="#main">Länk</a>'))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_plan_on_paper_is_one_sheet(site, open_page):
    pdf = open_page(site.show("style_guide_paper")).pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") == 1


# --- shortcuts and texts ---

_KEYS = (
    '<table class="sk-table sk-table--hover"><tbody><tr><td><a id="r1" href="/r1/">1</a></td></tr>'
    '<tr><td><a id="r2" href="/r2/">2</a></td></tr></tbody></table>'
    '<p data-new="/ny/"><a data-goto="d" href="/prov/">Min dag</a></p>'
    '<form class="sk-find"><input type="search" id="sok"></form>'
    '<label for="t">Text</label><textarea id="t" data-texts="/texter/"'
    ' data-texts-offer="Sätt in en text" data-texts-done="Texten är insatt.">Före efter</textarea>'
)


def _pressed(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    return page.evaluate("document.activeElement.id")


def test_wcag_2_1_4_shortcuts_move_and_go_never_while_writing_and_can_be_off(site, open_page):
    url = site.page(_KEYS)
    on = site.pages["/prov/"].replace("<body ", '<body data-shortcuts="/kort/" ')
    for path in ("/prov/", "/ny/", "/kort/"):
        site.pages[path] = on
    page = open_page(url)
    assert (_pressed(page, "j"), _pressed(page, "j"), _pressed(page, "j"), _pressed(page, "k")) == (
        "r1",
        "r2",
        "r2",
        "r1",
    )
    assert _pressed(page, "Control+k") == "r1" and _pressed(page, "/") == "sok"
    page.keyboard.type("j?n")
    assert page.input_value("#sok") == "j?n" and page.url == url
    page.evaluate("document.activeElement.blur()")
    for keys, path in ((("n",), "/ny/"), (("g", "d"), "/prov/"), (("?",), "/kort/")):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_url(f"**{path}")
    site.pages["/prov/"] = on.replace('data-shortcuts="/kort/" ', "")
    off = open_page(url)
    assert _pressed(off, "j", "n", "?", "g", "d") == "" and off.url == url


def test_a_text_is_put_in_at_the_cursor_and_replaces_nothing(site, open_page):
    url = site.page(_KEYS)
    site.pages["/texter/"] = (
        "<ul><li><div data-text-body>Rad ett<br>Rad två</div>"
        '<button type="button" data-insert>Sätt in</button></li></ul>'
    )
    page = open_page(url)
    page.evaluate("document.getElementById('t').setSelectionRange(0, 4)")
    page.get_by_text("Sätt in en text").click()
    page.get_by_role("button", name="Sätt in").click()
    assert page.input_value("#t") == "Före\nRad ett\nRad två efter"
    assert page.evaluate("document.activeElement.id") == "t"
