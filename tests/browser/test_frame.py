"""The frame of the site in a browser: logging in by keyboard, the acting box, the read log's page."""

import pytest
from playwright.sync_api import expect

from samkraft.access.choices import Role
from tests import situations as s
from tests.browser.visitor import AXE_OF_A_WIDTH


@pytest.fixture(scope="module")
def karin(database):
    person = s.staff("af", Role.HANDLER, first_name="Karin", last_name="Ek", in_team=s.team())
    person.try_this = "Öppna en deltagare."
    person.save()
    return person


def test_a_person_logs_in_by_keyboard_alone(visitor, karin):
    who = visitor().go("/logga-in/")
    who.page.keyboard.press("Tab")
    expect(who.page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    for _ in range(20):
        who.page.keyboard.press("Tab")
        if "Karin Ek" in who.page.evaluate("document.activeElement.innerText || ''"):
            break
    who.page.keyboard.press("Enter")
    expect(who.page.get_by_text("Karin Ek").first).to_be_visible()
    assert who.path == "/"


def test_someone_who_is_not_logged_in_is_asked_to(visitor):
    who = visitor().go("/min-laslogg/")
    assert who.path == "/logga-in/"


STYLE = """<style>
  button { padding: 0; border: 0 } .small { width: 14px; height: 14px } .large { width: 60px; height: 90px }
  .low { height: 40px; overflow: auto }
</style>"""
CROWDED = {
    "two small ones side by side": '<button class="small">x</button><button class="small">y</button>',
    "one that lies over another": """<button class="large">x</button>
        <button class="large" style="margin-left: -55px">y</button>""",
    "what scrolls and isn't come to": '<div class="low"><p class="large">a</p><p>b</p></div>',
}


@pytest.mark.parametrize("what", CROWDED)
def test_what_a_width_can_break_is_found(visitor, what):
    """Axe is asked only where something stands close or scrolls: where it would find a fault, it is asked."""
    who = visitor()
    who.page.set_content(f"<!doctype html><title>x</title>{STYLE}<main><h1>x</h1>{CROWDED[what]}</main>")
    found = who.axe(AXE_OF_A_WIDTH)
    assert who.axe_of_a_width() == found != []
    assert all(each in who.axe() for each in found)
