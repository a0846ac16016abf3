"""Pages that everyone may read."""

from datetime import date

import pytest
from django.core import mail
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from samkraft.core import views
from samkraft.core.glossary import TERMS
from samkraft.core.public_forms import AccessibilityMessageForm
from samkraft.core.statement import accessibility_statement

PUBLIC = ["accessibility", "accessibility_message", "data_use", "glossary"]
GUIDES = ["style_guide", "style_guide_citizen", "style_guide_meeting", "style_guide_paper"]


@pytest.fixture
def get(rf):
    def answer(name, **kwargs):
        request = rf.get(reverse(f"core:{name}"), **kwargs)
        request.acting = None
        return getattr(views, name)(request)

    return answer


@pytest.mark.parametrize("name", PUBLIC + GUIDES)
def test_the_page_is_there_without_login(get, name):
    html = get(name).content.decode()
    assert html.count("<h1") == 1
    assert getattr(views, name).login_required is False


@pytest.mark.parametrize("name", GUIDES)
def test_the_form_language_is_not_shown_in_production(get, settings, name):
    settings.MODE = "production"
    with pytest.raises(Http404):
        get(name)


def test_the_accessibility_statement_has_its_eleven_parts(get, settings):
    """TIL-02."""
    settings.SERVICE_PROVIDER = "Provkommunen"
    settings.ACCESSIBILITY = {
        "degree": "delvis",
        "assessed_on": date(2026, 3, 12),
        "updated_on": date(2026, 3, 13),
    }
    html = get("accessibility").content.decode()
    for part in [
        "Provkommunen",
        "Samkraft",
        "delvis förenlig med lagen om tillgänglighet till digital offentlig service",
        "Användning utan syn",
        "Varför:",
        "Senast bedömd",
        "Redogörelsen uppdaterades",
        "axe-core",
        reverse("core:accessibility_message"),
        "https://www.digg.se/tdosanmalan",
        "Oskäligt betungande",
        "Omfattas inte av lagen",
    ]:
        assert part in html, part


def test_an_installation_that_is_not_assessed_says_so(get):
    assert "Den här installationen är inte bedömd än." in get("accessibility").content.decode()


def test_a_degree_that_the_law_does_not_know_fails(settings):
    settings.ACCESSIBILITY = {"degree": "nästan"}
    with pytest.raises(KeyError):
        accessibility_statement().degree_text  # noqa: B018


def post_message(**data):
    request = RequestFactory().post(reverse("core:accessibility_message"), data)
    request.acting = None
    return views.accessibility_message(request)


def test_a_message_goes_on_as_mail_without_login(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answer = post_message(message="Knappen syns inte.", reply_to="070-174 06 20")
    assert answer.status_code == 302
    assert mail.outbox[0].to == ["tillganglighet@example.se"]
    assert "Knappen syns inte." in mail.outbox[0].body and "070-174 06 20" in mail.outbox[0].body


@pytest.mark.parametrize("number", ["850312-2391", "19850312T014", "198503122391"])
def test_a_message_takes_no_identity_number(number):
    """PNR-02: it goes by ordinary mail, from anyone."""
    html = post_message(message=f"Mitt nummer är {number}.").content.decode()
    assert "Ta bort personnumret." in html
    assert "inga namn, inga personnummer" in html


def test_a_message_may_hold_a_phone_number_and_is_short():
    assert AccessibilityMessageForm({"message": "Ring 070-174 06 20, sidan 2021 går inte."}).is_valid()
    assert not AccessibilityMessageForm({"message": "x" * 1001}).is_valid()


def test_an_empty_message_says_what_to_do():
    html = post_message(message="", reply_to="Bo").content.decode()
    assert "Vad fungerar inte? Skriv något här." in html
    assert 'value="Bo"' in html


def test_a_message_that_can_not_be_sent_is_kept(monkeypatch):
    monkeypatch.setattr(views, "send_mail", lambda *args: (_ for _ in ()).throw(OSError()))
    html = post_message(message="Knappen syns inte.").content.decode()
    assert "Meddelandet kunde inte skickas nu." in html
    assert "Knappen syns inte." in html


def test_every_term_has_a_meaning_and_a_name_in_the_code():
    assert all(term.meaning and term.code for term in TERMS)
    words = [term.word for term in TERMS]
    assert len(set(words)) == len(words)


def test_health_tells_nothing_but_up_or_down(rf, monkeypatch):
    from django.db import OperationalError

    class Gone:
        def cursor(self):
            raise OperationalError("password of samkraft_app")

    monkeypatch.setattr(views, "connection", Gone())
    answer = views.health(rf.get("/halsa/"))
    assert answer.status_code == 503
    assert answer.content == b'{"status": "down", "database": false}'


def test_health_asks_the_database(rf, monkeypatch):
    asked = []

    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *args):
            pass

        def execute(self, sql):
            asked.append(sql)

    monkeypatch.setattr(views, "connection", type("Up", (), {"cursor": lambda self: Cursor()})())
    assert views.health(rf.get("/halsa/")).status_code == 200
    assert asked == ["SELECT 1"]
