"""The frame of every page: menu by role, search for those who may, footer for all."""

from types import SimpleNamespace

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.test import RequestFactory

from samkraft.core import context, navigation
from samkraft.core.receipts import undo_url

PAGE = '{% extends "core/BASE.html" %}{% block title %}Prov{% endblock %}'
PAGE += "{% block main %}<h1>Prov</h1>{% endblock %}"


@pytest.fixture(autouse=True)
def empty_menu(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_search", {})
    monkeypatch.setattr(navigation, "_starts", [])


@pytest.fixture
def handler():
    return SimpleNamespace(staff="Karin Lindqvist", branch="Arbetsförmedlingen", roles=set())


def render(base, acting=None, path="/ordlista/", **extra):
    request = RequestFactory().get(path)
    request.acting = acting
    template = engines["django"].from_string(PAGE.replace("BASE", base))
    return template.render({"messages": [], "csrf_token": "t", **context.site(request), **extra})


def test_staff_see_their_pages_name_and_branch(handler):
    navigation.register("Ordlista", "core:glossary", allowed=lambda request: True)
    html = render("base", handler)
    assert "Karin Lindqvist" in html and "Arbetsförmedlingen" in html
    assert '<a href="/ordlista/" aria-current="page">Ordlista</a>' in html
    assert 'data-size="sm"' in html and html.count("<h1>") == 1


def test_before_login_there_is_a_footer_but_no_menu_and_no_search():
    navigation.register("Ordlista", "core:glossary", allowed=lambda request: True)
    navigation.register_search("core:glossary", allowed=lambda request: True)
    html = render("base")
    assert "sk-nav" not in html and 'role="search"' not in html
    assert "Tillgänglighetsredogörelse" in html  # TIL-02: on every page, login too


def test_pages_that_a_role_may_not_open_are_not_in_its_menu(handler):
    navigation.register("Hemligt", "core:glossary", allowed=lambda request: False)
    assert "Hemligt" not in render("base", handler)


def test_a_page_of_a_room_that_is_not_there_is_left_out(handler):
    navigation.register("Borta", "nowhere:list", allowed=lambda request: True)
    assert "Borta" not in render("base", handler)


def test_search_is_a_post_so_that_no_name_lands_in_an_address(handler):
    navigation.register_search("core:glossary", allowed=lambda request: True)
    html = render("base", handler)
    assert html.count('role="search" method="post" action="/ordlista/"') == 2
    navigation.register_search("core:glossary", allowed=lambda request: False)
    assert 'role="search"' not in render("base", handler)


def test_the_menu_follows_its_order_and_marks_the_nearest_page(handler):
    navigation.register("B", "core:glossary", allowed=lambda request: True, order=20)
    navigation.register("A", "core:accessibility", allowed=lambda request: True, order=10)
    request = RequestFactory().get("/tillganglighet/meddelande/")
    items = navigation.entries_for(request)
    assert [(i["label"], i["current"]) for i in items] == [("A", True), ("B", False)]


def test_who_begins_elsewhere_finds_that_page_first_and_its_room_beside_it(handler):
    pages = {"A": "people:day", "B": "core:glossary", "C": "core:accessibility", "D": "people:cases"}
    for label, name in pages.items():
        navigation.register(label, name, allowed=lambda request: True, order=ord(label))
    request = RequestFactory().get("/")

    def labels():
        return [item["label"] for item in navigation.entries_for(request)]

    assert labels() == ["A", "B", "C", "D"]
    navigation.register_start(lambda _request: "core:accessibility")
    assert labels() == ["C", "B", "A", "D"]
    navigation.register_start(lambda _request: "")
    assert labels() == ["A", "B", "C", "D"]


def test_the_start_page_is_current_only_on_itself():
    assert navigation._current("/deltagare/1/", ["/", "/deltagare/"]) == "/deltagare/"
    assert navigation._current("/annat/", ["/", "/deltagare/"]) is None
    assert navigation._current("/", ["/", "/deltagare/"]) == "/"


def test_a_line_of_the_acting_person_wins_over_the_branch(handler):
    handler.line = "Arbetsförmedlingen, team 4"
    assert context.acting_text(handler)["line"] == "Arbetsförmedlingen, team 4"


@pytest.mark.parametrize("base", ["base", "base_citizen", "base_meeting", "base_print", "base_bare"])
def test_every_frame_has_title_skip_link_and_one_main(base, handler):
    html = render(base, handler)
    assert "<title>Prov – Samkraft</title>" in html
    assert 'href="#main"' in html and html.count('<main id="main"') == 1
    assert '<html lang="sv" dir="ltr"' in html


def test_citizens_pages_are_large(handler):
    html = render("base_citizen", handler)
    assert 'data-size="md"' in html and 'class="sk-citizen"' in html


def test_paper_stays_light():
    assert 'data-color-scheme="light"' in render("base_print")


def test_the_demo_says_that_all_is_invented(settings):
    settings.MODE = "demo"
    assert "Alla personer, ärenden och siffror är påhittade." in render("base")
    settings.MODE = "production"
    assert "påhittade" not in render("base")


def test_a_receipt_is_shown_once_with_its_way_back(handler):
    message = Message(SUCCESS, "Delad med tre.", extra_tags="undo:/angra/")
    html = render("base", handler, messages=[message])
    assert "Delad med tre." in html and 'action="/angra/"' in html
    assert undo_url(Message(SUCCESS, "Klart.")) == ""


def test_htmx_neither_styles_nor_evaluates():
    """The content security policy forbids both."""
    html = render("base")
    assert '"includeIndicatorStyles":false' in html and '"allowEval":false' in html
