"""The keyboard's shortcuts: a help page, and each turns them off for herself (WCAG 2.1.4)."""

import pytest
from django.test import Client

from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
PAGE = "/kortkommandon/"


def test_shortcuts_have_a_help_page_and_each_turns_them_off_for_herself():
    mine, his = (s.log_in(Client(), s.staff()) for _n in range(2))
    page = mine.get(PAGE).content.decode()
    assert f'data-shortcuts="{PAGE}"' in page and "<kbd>g l</kbd>" in page and 'data-goto="l"' in page
    assert "Kortkommandon" in mine.get("/deltagare/").content.decode(), "every page leads to the help"
    off = mine.post(PAGE, {"av": "ja"}, follow=True).content.decode()
    assert "De är avstängda för dig." in off and "data-shortcuts=" not in off
    assert "data-shortcuts=" in his.get("/").content.decode()
    assert "data-shortcuts=" in mine.post(PAGE, {"av": "nej"}, follow=True).content.decode()
