"""A session ends, locks and asks again: IAM-09, ASVS V7."""

import re
from datetime import timedelta
from importlib import import_module
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from samkraft.access.models import Branch, ReadLog, RoleAssignment
from samkraft.access.session_models import ToldStaff
from samkraft.sharing.forms import shares
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
MINUTE = 60


@pytest.fixture
def boss(client):
    """The access administrator, who has just logged in."""
    person = s.staff("af", "access_administrator", first_name="Karin")
    client.post(reverse("access:login"), {"person": str(person.public_id)})
    return person


def _pass_time(client, minutes):
    """Let time go by since the person last did something here."""
    session = client.session
    facts = session["samkraft_login"]
    session["samkraft_login"] = facts | {key: facts[key] - minutes * MINUTE for key in ("started", "seen", "fresh")}
    session.save()


def _sent_on(client, page):
    """What the browser does with the page that goes on: sends the kept form."""
    html = page.content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    fields.pop("csrfmiddlewaretoken")
    return re.search(r'<form method="post" action="([^"]*)" data-submit-now', html).group(1), fields


def _unlocked(client, answer):
    """From the lock, or the page that asks again, through to what follows."""
    after = client.post(answer.url.split("?")[0], {"next": parse_qs(urlsplit(answer.url).query)["next"][0]})
    return client.get(after.url)


# Every act that gives something to others, takes something out or opens for somebody.
RISKY = """
casework.mapping.views.edit casework.meetings.views.write casework.meetings.views.note casework.plan.edit_views.publish
casework.dialogue.views.begin casework.dialogue.views.thread casework.care.views.one casework.studies.views.plan
casework.cooperation.views.show casework.plan.report_views.report casework.plan.report_views.propose
casework.views_documents.show_one
people.intake.consent_views.add_consent people.intake.consent_views.confirm people.pathway.handover_views.handover
people.pathway.handover_views.print_handover people.pathway.handover_views.secure_message
people.intake.evidence_views.add_paper people.intake.enrolment_views.enrol
people.rights.views_requests.make access.incidents.views.pack
people.protection.views.propose people.protection.views.ask_removal people.protection.deciding_views.decide_named
people.protection.deciding_views.decide_removal people.daily.team_views.answer sharing.retention_views.destroy
access.views.roles access.role_views.confirm_roles programmes.change_views.propose programmes.change_views.decide
site.gates_views.overview site.gates_views.confirm_decision
"""
ROLE = {"role": "handler", "valid_from": "1 juli 2021", "valid_until": "31 december 2021", "reason": "Ny i teamet"}


def _send(client, form):
    return client.post(reverse("access:roles"), urlencode(form), content_type="application/x-www-form-urlencoded")


def _role_form(person):
    return ROLE | {"person": person.username, "branch": str(Branch.objects.get(code="af").pk)}


@pytest.mark.parametrize("minutes", [15, 8 * 60])
def test_after_fifteen_minutes_without_work_or_eight_hours_nothing_is_shown(client, boss, minutes):
    """IAM-09, V7.3.1, V7.3.2; the same person goes on where she was, under a new key."""
    _pass_time(client, minutes)
    before = client.session.session_key
    answer = client.get(reverse("access:roles") + "?sida=1")
    assert answer.url.startswith(reverse("access:locked"))
    page = client.get(answer.url).content.decode()
    assert "Låst" in page and boss.name in page and "Behörigheter" not in page
    back = client.post(reverse("access:locked"), {"next": reverse("access:roles") + "?sida=1"})
    assert back.url == reverse("access:roles") + "?sida=1" and client.session.session_key != before
    assert client.get(back.url).status_code == 200


def test_work_keeps_a_session_open_and_is_written_seldom(client, boss, django_assert_num_queries):
    _pass_time(client, 2)
    seen = client.session["samkraft_login"]["seen"]
    client.get(reverse("access:roles"))
    assert client.session["samkraft_login"]["seen"] == seen
    _pass_time(client, 10)
    client.get(reverse("access:roles"))
    assert client.session["samkraft_login"]["seen"] > seen
    _pass_time(client, 10)
    assert client.get(reverse("access:roles")).status_code == 200


def test_the_quick_lock_hides_everything_until_the_same_person_is_back(client, boss):
    """IAM-09: a shared room."""
    answer = client.post(reverse("access:lock"), HTTP_REFERER="http://testserver" + reverse("access:roles"))
    assert answer.url == f"{reverse('access:locked')}?next=%2Fbehorighet%2F"
    for name in ("access:roles", "access:my_log", "people:day", "access:choose_branch", "access:confirm"):
        assert client.get(reverse(name)).status_code in (200, 302)
        if name != "access:confirm":
            assert client.get(reverse(name)).url.startswith(reverse("access:locked"))
    assert client.get("/?x", HTTP_HX_REQUEST="true").headers["HX-Redirect"] == reverse("access:locked")
    assert client.post("/", HTTP_X_REQUESTED_WITH="XMLHttpRequest").status_code == 401
    assert _unlocked(client, answer).status_code == 200


def test_somebody_else_who_unlocks_begins_anew(client, boss):
    other = s.staff("soc", "handler")
    client.post(reverse("access:lock"))
    client.post(reverse("access:login"), {"person": str(other.public_id)})
    assert client.session["_auth_user_id"] == str(other.pk) and client.session["samkraft_acting"].startswith("soc")


def test_what_was_written_behind_the_lock_is_sent_on_after_it(client, boss):
    """Nothing typed is lost, nothing is done before the person is back, and the form is kept sealed."""
    new = s.staff("af", "economist")
    _pass_time(client, 20)
    answer = _send(client, _role_form(new) | {"reason": "Kan inte läsas i tabellen"})
    assert not RoleAssignment.objects.filter(staff=new, role="handler", reason__contains="läsas").exists()
    assert "tabellen" not in str(dict(client.session))
    to, fields = _sent_on(client, _unlocked(client, answer))
    assert to == reverse("access:roles") and client.post(to, fields).status_code == 302
    assert RoleAssignment.objects.filter(staff=new, reason="Kan inte läsas i tabellen").exists()
    assert "inget att fortsätta med" in client.get(reverse("access:go_on")).content.decode()


def test_a_risky_act_asks_who_one_is_again_and_then_goes_on(client, boss):
    """IAM-09, V7.5.1: a role is changed by one who has shown lately who she is."""
    new = s.staff("af", "economist")
    facts = client.session["samkraft_login"]
    session = client.session
    session["samkraft_login"] = facts | {"fresh": facts["fresh"] - 31 * MINUTE}
    session.save()
    assert client.get(reverse("access:roles")).url == f"{reverse('access:confirm')}?next=%2Fbehorighet%2F"
    answer = _send(client, _role_form(new))
    assert answer.url.startswith(reverse("access:confirm"))
    assert not RoleAssignment.objects.filter(staff=new, reason=ROLE["reason"]).exists()
    to, fields = _sent_on(client, _unlocked(client, answer))
    assert client.post(to, fields).status_code == 302
    assert RoleAssignment.objects.filter(staff=new, reason=ROLE["reason"]).count() == 1


def test_the_form_of_one_is_never_sent_by_another(client, boss):
    _pass_time(client, 20)
    _send(client, _role_form(s.staff("af", "economist")))
    other = s.staff("af", "access_administrator")
    client.post(reverse("access:login"), {"person": str(other.public_id)})
    assert "inget att fortsätta med" in client.get(reverse("access:go_on")).content.decode()


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_way_back_leads_out_of_the_site(client, boss, away):
    """V10.2: neither the lock nor the confirmation is an open redirect."""
    client.post(reverse("access:lock"), HTTP_REFERER=away)
    assert client.post(reverse("access:locked"), {"next": away}).url == "/"
    assert client.post(reverse("access:confirm"), {"next": away}).url == "/"


@pytest.mark.parametrize("given", ["0", "16", "-1", "åtta", "999"])
def test_no_installation_may_be_laxer_than_the_limits(monkeypatch, given):
    from samkraft.site.settings import limit

    monkeypatch.setenv("SAMKRAFT_IDLE_MINUTES", given)
    with pytest.raises(RuntimeError, match="SAMKRAFT_IDLE_MINUTES"):
        limit("SAMKRAFT_IDLE_MINUTES", 15, most=15)


def test_who_has_not_been_told_is_told_before_anything_is_shown(client, boss):
    """GDPR-16: at the first login, and again after a year; that it was read is kept."""
    ToldStaff.objects.filter(staff=boss).update(accepted_at=timezone.now() - timedelta(days=366))
    client.logout()
    client.post(reverse("access:login"), {"person": str(boss.public_id)})
    answer = client.get(reverse("access:roles"))
    assert answer.url == f"{reverse('access:notice')}?next=%2Fbehorighet%2F"
    assert "stickprov" in client.get(answer.url).content.decode()
    assert client.post(reverse("access:notice"), {"next": "/behorighet/"}).url == "/behorighet/"
    assert client.get("/behorighet/").status_code == 200
    assert ToldStaff.objects.filter(staff=boss, accepted_at__gt=timezone.now() - timedelta(days=1)).exists()


def test_one_s_other_sessions_are_ended_and_it_is_kept(client, boss):
    """AUTH-5, V7.5.2."""
    other = Client()
    other.post(reverse("access:login"), {"person": str(boss.public_id)})
    assert "En annan inloggning" in client.get(reverse("access:my_sessions")).content.decode()
    client.post(reverse("access:end_my_others"))
    assert other.get(reverse("access:roles")).status_code == 302 and client.get("/behorighet/").status_code == 200
    with s.as_(boss, "af"):
        assert list(ReadLog.objects.filter(event="AUTH-5").values_list("reason", flat=True)) == ["by herself"]


def test_writing_asks_nothing_and_sharing_asks_who_one_is(client):
    """IAM-09: disclosure, export, protection, decisions. What stays in the own branch is saved as it is."""
    for act in RISKY.split():
        room, name = act.rsplit(".", 1)
        assert getattr(getattr(import_module(f"samkraft.{room}"), name), "asks_fresh_login", False), act
    for sent, asks in (({"receiver": "soc"}, True), ({"receiver": "soc", "keep": "1"}, False), ({"text": "x"}, False)):
        assert shares(RequestFactory().post("/", sent)) is asks


def test_con06_taking_back_a_consent_and_stopping_what_waits_ask_for_nothing_more():
    """CON-06, GDPR 7.3: as easy as giving it. A stolen session could close by it and open nothing."""
    from samkraft.people.intake.consent_views import withdraw
    from samkraft.sharing.outbox_views import stop

    assert not any(hasattr(act, "asks_fresh_login") for act in (withdraw, stop))
