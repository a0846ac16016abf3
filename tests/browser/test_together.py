"""Two at the same plan, text that survives, and the keyboard alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import situations as s


@pytest.fixture
def people(database):
    """Two of one branch with a case of their own, for each test: none meets what another did."""
    karin = s.staff("af", first_name="Karin", last_name="Ek", in_team=s.team())
    bo = s.staff("af", first_name="Bo", last_name="Lind", in_team=s.team())
    case = s.enrolled_case(karin, first_name="Amina", last_name="Farah", on=s.DAY - timedelta(days=20))
    with s.as_(karin):
        s.door.call("assign", case.pk, bo.pk, s.branch("af").pk, "", s.DAY - timedelta(days=10))
    return {"karin": karin, "bo": bo, "case": f"/deltagare/{case.pk}"}


def test_of_two_who_edit_the_plan_the_second_is_told_and_loses_nothing(visitor, people):
    karin = visitor().is_(people["karin"]).go(f"{people['case']}/plan/")
    karin.button("Börja på planen").heading("Ändra planen")
    bo = visitor(expected=(409,)).is_(people["bo"]).go(f"{people['case']}/plan/andra/")
    karin.fill("Med egna ord", "Ett arbete i kök").button("Spara målet").sees("Målet är sparat")
    bo.fill("Med egna ord", "Studera till undersköterska").button("Spara målet")
    bo.sees("Karin Ek").sees("Ett arbete i kök")
    expect(bo.page.locator("textarea[name=goal]")).to_have_value("Studera till undersköterska")
    bo.button("Spara målet").sees("Målet är sparat")


def test_text_typed_survives_that_the_tab_is_closed(visitor, people):
    karin = visitor().is_(people["karin"]).go(f"{people['case']}/kartlaggning/own_words/")
    karin.page.locator("textarea").first.press_sequentially("Jag vill börja med språket.")
    karin.sees("som utkast")
    karin.page.close(run_before_unload=False)
    karin.page = karin.new_page()
    karin.go(f"{people['case']}/kartlaggning/own_words/")
    expect(karin.page.locator("textarea").first).to_have_value("Jag vill börja med språket.")
    bo = visitor().is_(people["bo"]).go(f"{people['case']}/kartlaggning/own_words/")
    expect(bo.page.locator("textarea").first).not_to_have_value("Jag vill börja med språket.")


def press_until(page, key, text):
    """Tab on until what has the focus says *text*."""
    for _ in range(60):
        page.keyboard.press(key)
        name = page.evaluate(
            "(e => (e.getAttribute('aria-label') || (e.labels && e.labels[0] && e.labels[0].innerText)"
            " || e.innerText || '').trim())(document.activeElement)"
        )
        if text in name:
            return
    raise AssertionError(f"{text!r} can't be reached by keyboard on {page.url}")


def test_a_case_is_opened_and_a_plan_published_without_a_mouse(visitor, people):
    page = visitor().is_(people["karin"]).go("/").page
    press_until(page, "Tab", "Farah, Amina")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{people['case']}/")
    press_until(page, "Tab", "Plan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/")
    press_until(page, "Tab", "Börja på planen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/andra/")
    press_until(page, "Tab", "Med egna ord")
    page.keyboard.type("Arbete")
    press_until(page, "Tab", "Spara målet")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Målet är sparat")).to_be_visible()
    press_until(page, "Tab", "Lägg till ett steg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/steg/nytt/")
    press_until(page, "Tab", "Vad ska göras?")
    page.keyboard.type("Ring arbetsgivaren")
    press_until(page, "Tab", "Vem ansvarar?")
    page.keyboard.type("Karin")
    press_until(page, "Tab", "Spara steget")
    page.keyboard.press("Enter")
    expect(page.get_by_text("är sparat i utkastet")).to_be_visible()
    press_until(page, "Tab", "Publicera planen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publicera/")
    press_until(page, "Tab", "Personen är med")
    if not page.evaluate("document.activeElement.checked"):
        page.keyboard.press("Space")
    press_until(page, "Tab", "Publicera planen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Planen är publicerad, version 1")).to_be_visible()
