"""What ends by itself: accounts nobody uses, roles nobody confirms; new colleagues; duties apart in the database."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from samkraft.access import actions, lapse_jobs
from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog, RoleAssignment, Staff
from samkraft.access.role_words import MAY
from samkraft.access.session_models import Session
from samkraft.people.models import CaseAssignment
from samkraft.sharing import door
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _events(person, event, branch="af"):
    with s.as_(person, branch):
        return ReadLog.objects.filter(event=event).count()


def _unused(person, days, logged_in=None):
    Staff.objects.filter(pk=person.pk).update(
        counted_from=timezone.now() - timedelta(days=days),
        last_login=logged_in and timezone.now() - timedelta(days=logged_in),
    )


def test_iam08_an_account_unused_for_thirty_days_rests_and_keeps_its_cases(client):
    """IAM-08, ADM-5: it rests until the administrator of its authority wakes it; one that is used doesn't."""
    boss, karin, used = s.staff("af", Role.ACCESS_ADMINISTRATOR), s.staff(), s.staff()
    case = s.enrolled_case(karin)
    _unused(karin, 31)
    _unused(used, 400, logged_in=29)
    s.log_in(client, karin)
    Staff.objects.filter(pk=karin.pk).update(last_login=None)
    assert lapse_jobs.lapse_idle_accounts() == 1 and lapse_jobs.lapse_idle_accounts() == 0
    assert client.get("/").url.startswith(reverse("access:login")), "the session is gone"
    assert not Session.objects.filter(staff=karin).exists()
    assert (_events(boss, Event.LAPSED), _events(boss, Event.SESSION_KILLED)) == (1, 1)
    with s.as_(boss):
        assert door.call("end_former_assignments", karin.pk) == 0
        assert CaseAssignment.objects.filter(case=case, staff=karin).in_force().exists()
    other = s.log_in(client, s.staff("soc", Role.ACCESS_ADMINISTRATOR), "soc")
    assert other.post(reverse("access:wake", args=[karin.pk])).status_code == 404
    s.log_in(client, boss)
    assert karin.name in client.get(reverse("access:roles")).content.decode()
    assert client.post(reverse("access:wake", args=[karin.pk])).status_code == 302
    karin.refresh_from_db()
    assert karin.is_active and lapse_jobs.lapse_idle_accounts() == 0


def test_the_thirty_days_are_never_more(settings):
    """IAM-08: the setting may be stricter."""
    assert settings.IDLE_DAYS == 30


def _confirmed(person, days_ago):
    RoleAssignment.objects.filter(staff=person).update(confirmed_on=s.DAY - timedelta(days=days_ago))


def test_reg08_each_role_is_confirmed_in_the_quarter_or_it_lapses(client):
    """REG-08, ADM-4, ADM-5: by somebody else than who has it; nothing is chosen beforehand."""
    eva, karin, olle, new = s.staff("af", Role.UNIT_MANAGER), s.staff(), s.staff(last_name="Ollesson"), s.staff()
    for person, days in ((eva, 80), (karin, 80), (olle, 92), (new, 10)):
        _confirmed(person, days)
    url = reverse("access:confirm_roles")
    page = s.log_in(client, eva).get(url).content.decode()
    assert karin.name in page and olle.name in page and "checked" not in page
    assert new.name not in page and "Enhetschef" not in page.split("<tbody")[1]
    keys = {person: RoleAssignment.objects.get(staff=person).pk for person in (eva, karin)}
    assert client.post(url, {"roll": [keys[karin], keys[eva], "x", ""]}).status_code == 302
    assert _events(eva, Event.RECERTIFIED) == 1
    assert RoleAssignment.objects.get(pk=keys[karin]).confirmed_by == eva
    assert RoleAssignment.objects.get(pk=keys[eva]).confirmed_on == s.DAY - timedelta(days=80), "not one's own"
    assert lapse_jobs.lapse_unconfirmed_roles() == 0, "the last day still counts"
    _confirmed(olle, 93)
    said = StringIO()
    call_command("lapse_access", stdout=said)
    assert said.getvalue() == "0 accounts rest, 1 roles ended.\n"
    assert not RoleAssignment.objects.in_force(s.DAY).filter(staff=olle).exists()
    assert _events(eva, Event.LAPSED) == 1


def test_a_manager_confirms_nobody_of_another_branch(client):
    """SEK-01: a role of another branch isn't hers to confirm, whatever the form says."""
    eva, jonas = s.staff("af", Role.UNIT_MANAGER), s.staff("soc")
    _confirmed(jonas, 80)
    s.log_in(client, eva).post(reverse("access:confirm_roles"), {"roll": RoleAssignment.objects.get(staff=jonas).pk})
    assert RoleAssignment.objects.get(staff=jonas).confirmed_by is None


def test_adm1_a_new_colleague_logs_in_and_sees_nothing_until_she_has_a_role(client):
    """ADM-1, IAM-03, IAM-07: keyed on organisation identity, of the administrator's own authority."""
    boss = s.staff("af", Role.ACCESS_ADMINISTRATOR)
    given = {"username": "ny.person@2021002114", "first_name": "Ny", "last_name": "Person", "title": "", "phone": ""}
    s.log_in(client, boss)
    bad = client.post(reverse("access:new_person"), given | {"username": "ny.person"})
    assert bad.status_code == 422 and 'value="Ny"' in bad.content.decode()
    assert client.post(reverse("access:new_person"), given).status_code == 302
    assert client.post(reverse("access:new_person"), given).status_code == 422, "once"
    person = Staff.objects.get(username=given["username"])
    assert person.authority == boss.authority and _events(boss, Event.PERSON_ADDED) == 1
    client.force_login(person)
    assert client.get(reverse("access:my_log")).status_code == 404


def test_auth5_a_role_that_ends_ends_every_session(client):
    """IAM-08, AUTH-5, ADM-2: also what hangs on the role in a branch that the administrator doesn't act for."""
    boss, karin = s.staff("soc", Role.ACCESS_ADMINISTRATOR), s.staff("ama")
    s.log_in(client, karin, "ama")
    with s.as_(boss, "soc") as acting:
        actions.end_role(acting, RoleAssignment.objects.get(staff=karin), "Slutar")
    assert client.get("/").url.startswith(reverse("access:login"))
    assert (_events(boss, Event.SESSION_KILLED, "soc"), _events(boss, Event.ROLE_CHANGED, "soc")) == (1, 1)


def test_duties_are_kept_apart_in_the_database_whoever_writes():
    """Table B: no one holds access administrator together with handler or log reviewer, on any day."""
    anna = s.staff("af", Role.ACCESS_ADMINISTRATOR, until=s.DAY)
    role = {"staff": anna, "branch": s.branch("soc"), "programme": "another", "role": Role.HANDLER}
    for start, clashes in ((s.DAY, True), (s.DAY + timedelta(days=1), False)):
        try:
            with transaction.atomic():
                RoleAssignment.objects.create(valid_from=start, **role)
                with connection.cursor() as cursor:
                    cursor.execute("set constraints all immediate")
            assert not clashes
        except IntegrityError:
            assert clashes


def test_every_role_says_what_it_may(client):
    """Table B, ASVS 8.1.2: one page that gathers them."""
    page = s.log_in(client, s.staff("af", Role.REGISTRAR)).get(reverse("access:what_roles_may")).content.decode()
    assert set(MAY) == set(Role) and all(str(role.label) in page for role in Role)
    assert page.index("Registrator") < page.index("Handläggare"), "one's own first"
