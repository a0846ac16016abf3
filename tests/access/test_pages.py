"""Logging in, choosing a branch, the log of one's own, roles given and ended."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.urls import reverse

import samkraft
from samkraft.access import actions
from samkraft.access.acting import acting
from samkraft.access.choices import Event, Role
from samkraft.access.log_words import told
from samkraft.access.middleware import WroteWhileReading, refuse_writing
from samkraft.access.models import RoleAssignment
from samkraft.access.readlog import log_case, log_list
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _logged(event, branch):
    """What the second connection has written, in the acting branch's own log."""
    with connections["sidelog"].cursor() as cursor:
        cursor.execute("select set_config('samkraft.branch', %s, true)", [str(branch.pk)])
        cursor.execute("select staff_id, object_type from access_readlog where event = %s", [event])
        return cursor.fetchall()


def test_the_demo_offers_each_role_with_what_to_try(client):
    karin = s.staff("af")
    karin.try_this = "Öppna Samiras plan."
    karin.save()
    page = client.get(reverse("access:login")).content.decode()
    assert karin.name in page and "Öppna Samiras plan." in page
    answer = client.post(reverse("access:login"), {"person": str(karin.public_id)})
    assert answer.url == "/" and client.session["samkraft_acting"] == f"af:{s.PROGRAMME}"


@pytest.mark.parametrize("person", ["", "inte-ett-id", "00000000-0000-0000-0000-000000000000"])
def test_nobody_logs_in_as_somebody_who_is_not_there(client, person):
    assert client.post(reverse("access:login"), {"person": person}).status_code == 404


def test_the_role_page_is_for_this_machine_only(client):
    s.staff("af")
    page = client.get(reverse("access:login"), REMOTE_ADDR="192.0.2.7").content.decode()
    assert "tjänstelegitimation" in page and "Välj vem du vill vara" not in page


def test_production_has_no_role_page(client, settings):
    settings.IS_PRODUCTION = True
    karin = s.staff("af")
    answer = client.post(reverse("access:login"), {"person": str(karin.public_id)})
    assert "_auth_user_id" not in client.session and "tjänstelegitimation" in answer.content.decode()


def test_a_removed_role_ends_at_the_next_request(client):
    """IAM-08: not at the next login."""
    karin = s.staff("af", Role.HANDLER)
    s.log_in(client, karin)
    assert client.get(reverse("access:my_log")).status_code == 200
    RoleAssignment.objects.filter(staff=karin).update(valid_until=s.DAY - timedelta(days=1))
    assert client.get(reverse("access:my_log")).status_code == 404


def test_a_person_can_not_choose_a_branch_that_is_not_hers(client):
    karin = s.staff("af")
    client.force_login(karin)
    client.post(reverse("access:choose_branch"), {"choice": f"soc:{s.PROGRAMME}"})
    assert "samkraft_acting" not in client.session
    s.log_in(client, karin, "soc")
    assert client.get(reverse("access:my_log")).status_code == 404


def test_a_refusal_is_kept_though_the_request_is_rolled_back(client):
    karin = s.staff("af", Role.HANDLER)
    s.log_in(client, karin).get(reverse("access:roles"))
    assert _logged(Event.DENIED, s.branch("af")) == [(karin.pk, "access:roles")]


def test_personal_pages_are_never_kept_by_the_browser(client):
    """T5."""
    answer = s.log_in(client, s.staff("af")).get(reverse("access:my_log"))
    assert answer.headers["Cache-Control"] == "no-store"


def test_reading_can_not_write():
    for harmful in (
        'UPDATE "x" SET y = 1',
        "delete from x",
        'INSERT INTO "people_case" VALUES (1)',
        "  drop table x",
    ):
        with pytest.raises(WroteWhileReading):
            refuse_writing(lambda *a: None, harmful, [], False, {})
    assert refuse_writing(lambda *a: "ok", 'INSERT INTO "access_readlog" VALUES (1)', [], False, {}) == "ok"


def _give(client, receiver, **change):
    data = {"person": receiver.username, "role": Role.HANDLER.value, "branch": s.branch("af").pk,
            "valid_from": "2021-06-30", "valid_until": "2021-12-31", "reason": "Ny i teamet"} | change  # fmt: skip
    return client.post(reverse("access:roles"), data)


@pytest.mark.parametrize("url", ["/valj-verksamhet/", "/logga-in/", "/finns-inte/", "/styrkort/"])
def test_pages_before_a_branch_is_chosen_are_never_kept_by_the_browser(client, url):
    """T5: who may log in, what she may act for, and what isn't there."""
    client.force_login(s.staff("af"))
    assert "no-store" in client.get(url).headers["Cache-Control"]


def test_an_administrator_gives_and_ends_a_role(client):
    boss, karin = s.staff("af", Role.ACCESS_ADMINISTRATOR), s.staff("af", Role.ECONOMIST)
    s.log_in(client, boss)
    assert _give(client, karin).status_code == 302
    given = RoleAssignment.objects.get(staff=karin, role=Role.HANDLER)
    assert given.given_by == boss and given.reason == "Ny i teamet"
    client.post(reverse("access:end_role", args=[given.pk]))
    assert not RoleAssignment.objects.filter(pk=given.pk).in_force(s.DAY).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"person": "ingen@af"}, "Det finns ingen i din myndighet med det inloggningsnamnet"),
        ({"valid_until": "2021-01-01"}, "Slutdatum kan inte ligga före startdatum"),
        ({"reason": ""}, "Skäl"),
    ],
)
def test_a_wrong_role_form_keeps_what_was_typed_and_says_what(client, change, words):
    boss, karin = s.staff("af", Role.ACCESS_ADMINISTRATOR), s.staff("af", Role.ECONOMIST)
    answer = _give(s.log_in(client, boss), karin, **change)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_duties_are_kept_apart(client):
    """Table B: nobody holds access administrator together with handler or log reviewer."""
    boss, reviewer = s.staff("af", Role.ACCESS_ADMINISTRATOR), s.staff("af", Role.LOG_REVIEWER)
    answer = _give(s.log_in(client, boss), reviewer, role=Role.ACCESS_ADMINISTRATOR.value)
    assert "kan inte kombineras" in answer.content.decode()


def test_duties_are_kept_apart_later_on_too(client):
    """A role that begins in a month clashes with one that lasts a year."""
    boss, karin = s.staff("af", Role.ACCESS_ADMINISTRATOR), s.staff("af", Role.ECONOMIST)
    s.log_in(client, boss)
    assert _give(client, karin, valid_from="2021-08-01").status_code == 302
    answer = _give(client, karin, role=Role.ACCESS_ADMINISTRATOR.value, valid_from="2021-06-30")
    assert "kan inte kombineras" in answer.content.decode()


def test_an_administrator_can_not_touch_another_authority(client):
    boss = s.staff("af", Role.ACCESS_ADMINISTRATOR)
    jonas = s.staff("soc")
    held = RoleAssignment.objects.get(staff=jonas)
    s.log_in(client, boss)
    assert client.post(reverse("access:end_role", args=[held.pk])).status_code == 404
    assert _give(client, jonas, branch=s.branch("soc").pk).status_code == 422


def test_nobody_employed_elsewhere_gets_a_role_in_the_own_authority(client):
    """IAM-07: a role is for the authority's own staff; another authority gives its people theirs."""
    boss, stranger = s.staff("soc", Role.ACCESS_ADMINISTRATOR), s.staff("af")
    answer = _give(s.log_in(client, boss, "soc"), stranger, branch=s.branch("soc").pk)
    assert answer.status_code == 422 and "ingen i din myndighet" in answer.content.decode()
    with s.as_(boss, "soc") as who, pytest.raises(actions.RoleRefused, match="inte anställd i din myndighet"):
        actions.give_role(who, stranger, Role.HANDLER, s.branch("soc"), s.DAY, s.DAY, "Ny")
    assert not RoleAssignment.objects.filter(staff=stranger, branch__code="soc").exists()


@pytest.mark.parametrize("first_day", ["2021-06-30", "2021-08-01"])
def test_a_role_ended_before_its_first_day_was_over_stays_on_record(client, first_day):
    """IAM-07: who was given what, by whom and why is never taken away."""
    boss, karin = s.staff("af", Role.ACCESS_ADMINISTRATOR), s.staff("af", Role.ECONOMIST)
    _give(s.log_in(client, boss), karin, valid_from=first_day)
    given = RoleAssignment.objects.get(staff=karin, role=Role.HANDLER)
    client.post(reverse("access:end_role", args=[given.pk]))
    given.refresh_from_db()
    assert given.given_by == boss and given.valid_until == given.valid_from - timedelta(days=1)
    for day in (s.DAY, given.valid_from):
        assert not RoleAssignment.objects.filter(pk=given.pk).in_force(day).exists()
    year = (s.DAY - timedelta(days=90), s.DAY + timedelta(days=90))
    assert not RoleAssignment.objects.filter(pk=given.pk).overlapping(*year).exists()


def test_the_branch_is_given_back_after_acting_for_another():
    karin, jonas = s.staff("af"), s.staff("soc")
    with s.as_(karin):
        with acting(s.branch("soc"), jonas, day=s.DAY):
            pass
        with connections["default"].cursor() as cursor:
            cursor.execute("select current_setting('samkraft.branch'), current_setting('samkraft.actor')")
            assert cursor.fetchone() == (str(s.branch("af").pk), str(karin.pk))


def test_a_receipt_is_not_read_while_acting_for_another_branch(client):
    """SEK-01: it may name a person of the branch that one acted for before."""
    anna = s.staff("af", Role.ACCESS_ADMINISTRATOR)
    RoleAssignment.objects.create(
        staff=anna,
        role=Role.ECONOMIST,
        branch=s.branch("soc"),
        programme=s.PROGRAMME,
        valid_from=s.DAY,
        valid_until=None,
    )
    ended = RoleAssignment.objects.get(staff=s.staff("af", Role.ECONOMIST, first_name="Samira"))
    client = s.log_in(client, anna)
    client.post(reverse("access:end_role", args=[ended.pk]))
    client.post(reverse("access:choose_branch"), {"choice": f"soc:{s.PROGRAMME}"})
    assert "Samira" not in client.get("/").content.decode()


def test_the_page_of_roles_says_who_sees_it(client):
    page = s.log_in(client, s.staff("af", Role.ACCESS_ADMINISTRATOR)).get(reverse("access:roles")).content.decode()
    assert "Ser detta:" in page


def test_ones_own_log_says_in_words_what_was_shown(client):
    """GDPR-16: no keys and no codes, each thing once."""
    karin = s.staff("af")
    case = s.enrolled_case(karin)
    with s.as_(karin):
        log_case(case.pk, ["plan:3", "mapping:work", f"minutes:{case.pk}", "minutes:new"])
        log_list("cases:alla", [case.pk])
    page = s.log_in(client, karin).get(reverse("access:my_log")).content.decode()
    assert "Anteckningar (2), plan, kartläggning" in page and "Deltagare" in page
    assert str(case.pk) not in page and "mapping" not in page


def test_every_code_of_what_is_shown_has_a_word():
    """Nobody reads a blank in her own log for a page that was added later."""
    logged = re.compile(r"""(?:open_\w*case\w*\(request, \w+, |log_(?:case|list|event)\([^"]*?)f?"([a-z_]+)""", re.S)
    source = Path(samkraft.__file__).parent
    found = {kind for file in source.rglob("*views*.py") for kind in logged.findall(file.read_text())}
    assert len(found) > 15 and {kind for kind in found if not told([kind])} == set()
