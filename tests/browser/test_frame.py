"""The frame of the site in a browser: logging in by keyboard, the acting box, the read log's page."""

import pytest
from playwright.sync_api import expect

from samkraft.access.choices import Role
from tests import situations as s


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
