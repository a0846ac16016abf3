"""What a participant sees on her own page, and that nobody else's is there (IAM-10, T26, CON-06, REG-12)."""

import re
import time
from datetime import datetime, timedelta
from datetime import time as time_of_day

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.commands import system_person
from samkraft.casework import other_person
from samkraft.casework.models import Meeting
from samkraft.core.lookups import as_array
from samkraft.people.models import CaseFile, CoordinationNumber, Referral
from samkraft.people.problems import NotPossible
from samkraft.people.protection import actions as protection
from samkraft.portal import actions, reading
from samkraft.portal.citizen import as_citizen, keys_of
from samkraft.portal.models import OwnPageCopy
from samkraft.portal.session import KEY
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine, ReceivedCopy, SharingChange
from tests import situations as s
from tests.architecture.repository import ROOT
from tests.people.test_duplicates import merged
from tests.portal.scene import GOAL, NUMBER, STRANGER, Own, citizen, enrolled

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
PAGE = reverse("portal:page")
SECRET = "Sover dåligt sedan skilsmässan"


@pytest.fixture
def own():
    system_person()
    return Own()


def put_plan(own):
    with s.as_(own.karin):
        return actions.put_plan(own.opened(), current_acting())


def put_note(own, note):
    with s.as_(own.karin):
        return actions.put_note(own.opened(), current_acting(), note)


def text(answer):
    return answer.content.decode()


# --- whose page it is ---


def test_iam_10_what_was_put_there_is_read_by_the_person_and_by_nobody_else(own):
    put_plan(own)
    page = citizen().get(PAGE)
    assert page.status_code == 200 and GOAL in text(page) and "Praktik i ett kök" in text(page)
    assert GOAL not in text(citizen(STRANGER).get(PAGE))


def test_iam_10_another_participant_with_a_page_of_her_own_sees_hers_alone(own):
    put_plan(own)
    key = put_note(own, own.note()).pk
    enrolled(own.karin, STRANGER, first_name="Annan")
    other = citizen(STRANGER)
    assert "Hej Annan" in text(other.get(PAGE)) and GOAL not in text(other.get(PAGE))
    assert other.get(reverse("portal:note", args=[key])).status_code == 404
    assert other.get(reverse("portal:paper")).status_code == 404


def test_sek_05_every_number_that_leads_nowhere_gets_the_same_bytes(own):
    """Who never was here, who is only referred, who is protected; and afterwards nobody is logged in."""
    s.referral(own.karin, number="19850312T954")
    answers = []
    for number in (STRANGER, "19850312T954", "19850312T974"):
        client = citizen(number)
        answers.append(client.get(PAGE))
        assert KEY not in client.session
    with s.as_(own.karin):
        protection.protect(own.case.pk, "mark")
    answers.append(citizen().get(PAGE))
    assert len({answer.content for answer in answers}) == 1 and answers[0].status_code == 200
    assert [dict(answer.headers) for answer in answers] == [dict(answers[0].headers)] * 4
    assert "Det finns ingen sida att visa" in text(answers[0])


def test_sky_01_who_is_protected_is_told_on_paper_and_nothing_goes_online(own):
    put_plan(own)
    client = citizen()
    assert GOAL in text(client.get(PAGE))
    with s.as_(own.karin):
        protection.protect(own.case.pk, "mark")
        with pytest.raises(NotPossible):
            actions.put_plan(own.opened(), current_acting())
    answer = client.get(PAGE)
    assert GOAL not in text(answer) and "Samira" not in text(answer) and KEY not in client.session


def test_pnr_03_a_coordination_number_opens_a_page_only_when_it_is_confirmed_and_in_use(own):
    with s.as_(own.karin):
        Referral.objects.filter(case_id=own.case.pk).update(identity_kind="SAM")
    assert "Hej" not in text(citizen().get(PAGE))
    for level, status, opens in (("probable", "active", False), ("confirmed", "active", True),
                                 ("confirmed", "on_hold", False)):  # fmt: skip
        with s.as_(own.karin):
            CoordinationNumber.objects.create(
                owner_branch=s.branch("af"), referral=Referral.objects.get(case_id=own.case.pk), noted_on=s.DAY,
                coordination_level=level, coordination_status=status,
            )  # fmt: skip
        assert ("Hej" in text(citizen().get(PAGE))) is opens, (level, status)


def test_a_case_that_is_closed_keeps_its_page_while_a_consent_can_be_taken_back(own):
    put_plan(own)
    with s.as_(own.karin):
        door.call("close_case", own.case.pk, s.DAY)
    client = citizen()
    assert GOAL in text(client.get(PAGE))
    with s.as_(own.karin):
        lines = ConsentLine.objects.filter(case_id=own.case.pk).values_list("line", flat=True)
        door.call("withdraw_consents", as_array(lines), "talk")
    assert GOAL not in text(client.get(PAGE))


def test_t10_who_was_enrolled_twice_has_one_page_under_either_number(own):
    karin, chief = s.staff("af", in_team=own.team), s.staff("af", Role.UNIT_MANAGER)
    kept = enrolled(karin, "19850312T054", last_name="Haddad")
    twin = Own.__new__(Own)
    twin.karin, twin.case = karin, enrolled(karin, "19850312T074", last_name="Hadad")
    shown = reverse("portal:note", args=[put_note(twin, twin.note()).pk])
    assert citizen("19850312T054").get(shown).status_code == 404
    merged(chief, karin, kept, twin.case)
    for number in ("19850312T054", "19850312T074"):
        assert citizen(number).get(shown).status_code == 200


# --- secrecy: no branch acts ---


def test_rule_2_a_citizen_s_transaction_reads_no_table_of_anybody(own):
    put_plan(own)
    with as_citizen(keys_of(NUMBER)):
        assert [case.first_name for case in reading.own_cases()] == ["Samira"]
        for table in ("people_casefile", "casework_planversion", "portal_ownpagecopy", "sharing_consentline",
                      "people_referral", "access_readlog", "people_case"):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"select count(*) from {table}")


def test_where_a_branch_acts_there_is_no_citizen_whatever_is_set(own):
    put_plan(own)
    with s.as_(own.karin), connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.citizen', %s, true)", [" ".join(keys_of(NUMBER))])
        assert reading.own_cases() == [] and reading.copies() == [] and reading.lines() == []


def test_another_branch_sees_nothing_of_what_was_put_there(own):
    put_plan(own)
    with s.as_(own.jonas, "soc"):
        assert not OwnPageCopy.objects.exists()
    with s.as_(own.karin), pytest.raises(DatabaseError), transaction.atomic():
        OwnPageCopy.objects.update(first_read_at=timezone.now())


# --- what is put there ---


def test_available_and_first_read_are_two_facts_and_a_newer_version_replaces(own):
    note = own.note()
    first = put_note(own, note)
    assert first.made_available_at and first.first_read_at is None
    client = citizen()
    url = reverse("portal:note", args=[first.pk])
    assert "Vi kom överens om en praktik." in text(client.get(url))
    with s.as_(own.karin):
        first.refresh_from_db()
        assert first.first_read_at is not None
        read = first.first_read_at
    client.get(url)
    with s.as_(own.karin):
        first.refresh_from_db()
        assert first.first_read_at == read
        note.version, note.text = 2, "Vi ändrade dagen."
        note.save()
    second = put_note(own, note)
    assert second.pk != first.pk and put_note(own, note).pk == second.pk
    assert client.get(url).status_code == 404
    assert "Vi ändrade dagen." in text(client.get(reverse("portal:note", args=[second.pk])))


def test_of_plans_that_two_branches_have_put_there_the_newest_is_hers(own):
    """Another branch leads now and has published its own; taken back, the one before stands there again."""
    put_plan(own)
    own.published(own.jonas, "soc", "Jag vill köra buss")
    with s.as_(own.jonas, "soc"):
        theirs = actions.put_plan(own.opened("soc"), current_acting())
    page = text(citizen().get(PAGE))
    assert "Jag vill köra buss" in page and GOAL not in page
    with s.as_(own.karin):
        assert [copy.owner_branch.code for copy in OwnPageCopy.objects.in_sight()] == ["af"]
    with s.as_(own.jonas, "soc"):
        assert actions.take_back(theirs, current_acting())
    page = text(citizen().get(PAGE))
    assert GOAL in page and "Jag vill köra buss" not in page


def test_what_is_taken_back_is_gone_at_once(own):
    copy, client = put_plan(own), citizen()
    assert GOAL in text(client.get(PAGE))
    with s.as_(own.karin):
        assert actions.take_back(copy, current_acting()) and not actions.take_back(copy, current_acting())
    assert GOAL not in text(client.get(PAGE)) and client.get(reverse("portal:paper")).status_code == 404


def test_sek_12_a_note_that_names_somebody_else_goes_to_nobody(own):
    note = own.note(text="Hennes bror Ali har skulder.", names_another=True)
    with pytest.raises(NotPossible):
        put_note(own, note)
    page = s.log_in(Client(), own.karin).get(reverse("casework:minutes", args=[own.case.pk, note.item]))
    assert "Lägg på personens sida" not in text(page)


def test_sek_12_a_note_that_is_marked_afterwards_is_taken_off_the_page(own):
    note = own.note()
    url = reverse("portal:note", args=[put_note(own, note).pk])
    with s.as_(own.karin):
        other_person.mark(note, {"names_another": True, "another_agreed": ""})
    assert citizen().get(url).status_code == 404
    with s.as_(own.karin):
        assert OwnPageCopy.objects.get(item_id=note.item).taken_back_by == own.karin


def test_the_plan_is_put_there_by_who_published_it_and_by_a_press_on_its_page(own):
    karin, jonas = s.log_in(Client(), own.karin), s.log_in(Client(), own.jonas, "soc")
    karin_sees = text(karin.get(reverse("casework:plan", args=[own.case.pk])))
    assert "Lägg på personens sida" in karin_sees
    assert "Lägg på personens sida" not in text(jonas.get(reverse("casework:plan", args=[own.case.pk])))
    jonas.post(reverse("portal:put_plan", args=[own.case.pk]))
    assert GOAL not in text(citizen().get(PAGE))
    there = karin.post(reverse("portal:put_plan", args=[own.case.pk]), follow=True)
    assert "Inte läst än" in text(there) and GOAL in text(citizen().get(PAGE))
    assert "inte läst" not in text(karin.get(reverse("casework:plan", args=[own.case.pk])))


def test_at_the_end_of_a_meeting_it_stands_beside_the_print(own):
    moment = timezone.make_aware(datetime.combine(s.DAY, time_of_day(9)))
    with s.as_(own.karin):
        given = {"owner_branch": s.branch("af"), "case": own.case, "file": CaseFile.objects.get(case=own.case)}
        meeting = Meeting.objects.create(
            kind="follow_up",
            starts_at=moment,
            ends_at=moment + timedelta(hours=1),
            staff=own.karin,
            state="held",
            **given,
        )
    note = own.note(meeting=meeting)
    karin = s.log_in(Client(), own.karin)
    done = text(karin.get(reverse("casework:meeting_done", args=[own.case.pk, meeting.pk])))
    assert reverse("portal:put_note", args=[own.case.pk, note.item]) in done
    assert reverse("portal:put_plan", args=[own.case.pk]) in done
    karin.post(reverse("portal:put_note", args=[own.case.pk, note.item]))
    assert "Vi kom överens om en praktik." not in text(citizen().get(PAGE)), "the title alone, and that tells nothing"
    assert "Anteckning 30 juni 2021" in text(citizen().get(PAGE))


# --- the next meeting, and who works with her ---


def test_the_next_meeting_says_when_where_and_whom_and_not_what_it_is_about(own):
    moment = timezone.make_aware(datetime.combine(s.DAY.replace(year=2021, month=7, day=2), time_of_day(10)))
    with s.as_(own.karin):
        given = {"owner_branch": s.branch("af"), "case": own.case, "file": CaseFile.objects.get(case=own.case)}
        Meeting.objects.create(
            kind="follow_up", starts_at=moment, ends_at=moment + (moment - moment.replace(hour=9)), staff=own.karin,
            place="Biblioteket", agenda=SECRET, **given,
        )  # fmt: skip
    page = text(citizen().get(PAGE))
    assert "Fredag 2 juli 2021 klockan 10.00" in page and "Biblioteket" in page and "Karin Ledare" in page
    assert SECRET not in page and "Jonas Socionom" in page


# --- consent ---


def test_con_06_she_takes_back_a_line_in_three_clicks_and_it_holds_at_once(own):
    """Open, tick, press: the receiver's copy is gone, the log of each branch says who did it, the others not why."""
    with s.as_(own.karin):
        content = {"goal": GOAL}
        plan = own.plan.pk
        door.call("release", own.case.pk, s.branch("soc").pk, "plan", "plan", plan, 1, "Plan", content, "consent")
    with s.as_(own.jonas, "soc"):
        assert ReceivedCopy.objects.filter(case_id=own.case.pk).count() == 1
    client = citizen()
    url = reverse("portal:consent", args=["planning", "plan"])
    assert url in text(client.get(PAGE))
    assert f'value="{own.line}"' in text(client.get(url)) and "checked" not in text(client.get(url))
    assert client.post(url, {"line": [str(own.line)]}).url == reverse("portal:taken_back")
    with s.as_(own.jonas, "soc"):
        assert not ReceivedCopy.objects.filter(case_id=own.case.pk).exists()
    with s.as_(own.karin):
        line = ConsentLine.objects.get(line=own.line)
        assert line.withdrawn_at is not None and line.withdrawn_how == "own_page"
        assert s_log(Event.CONSENT_WITHDRAWN) == [("participant", None)]
    assert url not in text(client.get(PAGE))


def test_con_06_a_branch_that_may_read_nothing_more_has_left_the_case(own):
    """Its file is closed and its people's assignments end; who stays is told that the sharing changed, not why."""
    client = citizen()
    for category in ("identity", "plan"):
        url = reverse("portal:consent", args=["planning", category])
        lines = re.findall(r'name="line" value="([^"]+)"', text(client.get(url)))
        assert lines and client.post(url, {"line": lines}).status_code == 302
    with s.as_(own.jonas, "soc"):
        assert not CaseFile.objects.exists()
    with s.as_(own.karin):
        change = SharingChange.objects.get(case_id=own.case.pk)
        assert change.seen_on is None and not {f.name for f in change._meta.fields} & {"why", "reason", "by", "line"}
    page = text(client.get(PAGE))
    assert "Jonas Socionom" not in page and "Karin Ledare" in page


def s_log(event):
    with connection.cursor() as cursor:
        cursor.execute("select role, staff_id from access_readlog where event = %s", [event])
        return cursor.fetchall()


def test_con_06_nobody_takes_back_what_another_has_said_yes_to(own):
    other = enrolled(own.karin, STRANGER)
    theirs = s.consent(own.karin, other, "soc", "plan")
    s.consent(own.karin, own.case, "soc", "minutes")
    client = citizen()
    answer = client.post(reverse("portal:consent", args=["planning", "plan"]), {"line": [str(theirs), "skräp"]})
    assert answer.status_code == 422
    with as_citizen(keys_of(NUMBER)), pytest.raises(door.DoorRefused):
        door.call("own_page_withdraw", as_array([theirs]))
    with s.as_(own.karin):
        assert ConsentLine.objects.get(line=theirs).withdrawn_at is None


def test_con_06_what_was_taken_back_already_is_not_there(own):
    client, url = citizen(), reverse("portal:consent", args=["planning", "plan"])
    client.post(url, {"line": [str(own.line)]})
    assert client.get(url).status_code == 404
    assert client.post(url, {"line": [str(own.line)]}).url == PAGE


def test_the_door_adds_to_the_log_what_the_participant_did_and_nothing_else():
    with connection.cursor() as cursor:
        cursor.execute("select permissive, with_check from pg_policies where policyname = 'by_the_participant'")
        assert cursor.fetchall() == [("RESTRICTIVE", "((staff_id IS NULL) AND ((role)::text = 'participant'::text))")]


# --- who has read ---


def test_reg_12_she_sees_which_branch_and_role_has_read_and_no_name(own):
    s.log_in(karin := Client(), own.karin)
    s.log_in(jonas := Client(), own.jonas, "soc")
    for client in (karin, jonas):
        assert client.get(reverse("people:case", args=[own.case.pk])).status_code == 200
    for url in (PAGE, reverse("portal:log")):
        page = text(citizen().get(url))
        assert "Handläggare: Öppnade ärende" in page
        assert s.branch("soc").name in page and s.branch("af").name in page
    log = text(citizen().get(reverse("portal:log")))
    assert "Socionom" not in log and "Ledare" not in log


def test_reg_12_her_own_reading_is_no_row_of_the_log(own):
    """What is reviewed is who at work has read; a row for each of her visits would be a register of her."""
    put_plan(own)
    with s.as_(own.karin):
        before = len(s_log(Event.CASE_OPENED))
    citizen().get(PAGE)
    citizen().get(reverse("portal:log"))
    with s.as_(own.karin):
        assert len(s_log(Event.CASE_OPENED)) == before


# --- off, in, and out ---


def test_iam_10_where_it_is_off_no_address_is_there_and_no_page_of_the_staff_speaks_of_it(own, settings):
    put_plan(own)
    settings.PORTAL = False
    nowhere = Client().get("/finns-inte/")
    for name in ("page", "login", "closed", "paper", "log", "taken_back", "client_keys"):
        answer = citizen().get(reverse(f"portal:{name}"))
        assert (answer.status_code, answer.content) == (404, nowhere.content), name
    for name in ("language", "logout", "leave", "demo_login"):
        assert citizen().post(reverse(f"portal:{name}")).status_code == 404
    karin = s.log_in(Client(), own.karin)
    assert karin.get(reverse("portal:put_there", args=[own.case.pk])).status_code == 404
    assert karin.post(reverse("portal:put_plan", args=[own.case.pk])).status_code == 404
    assert "personens sida" not in text(karin.get(reverse("casework:plan", args=[own.case.pk])))
    assert "Deltagare" not in text(Client().get(reverse("access:login")))


def test_iam_10_it_is_off_in_production_unless_somebody_says_so():
    assert 'PORTAL", "no" if IS_PRODUCTION' in (ROOT / "src/samkraft/site/settings.py").read_text("utf-8")


def test_a_citizen_s_session_is_nobody_at_work_and_a_session_at_work_is_no_citizen(own):
    put_plan(own)
    client = citizen()
    for name, args in (("people:day", ()), ("people:case", (own.case.pk,)), ("casework:plan", (own.case.pk,))):
        assert client.get(reverse(name, args=args)).url.startswith(reverse("access:login"))
    karin = s.log_in(Client(), own.karin)
    assert karin.get(PAGE).url == reverse("portal:login")
    session = karin.session  # a session that somehow holds both is at work, and no citizen
    session[KEY] = {"keys": keys_of(NUMBER), "started": int(time.time()), "seen": int(time.time())}
    session.save()
    assert karin.get(PAGE).url == reverse("portal:login")


def test_iam_09_a_page_that_has_waited_too_long_is_closed(own, settings):
    now = int(time.time())
    limits = settings.LOGIN_LIMITS
    assert citizen(seen=now - limits["idle"] - 1).get(PAGE).url == reverse("portal:login")
    assert citizen(started=now - limits["absolute"] - 1).get(PAGE).url == reverse("portal:login")
    assert citizen(seen=now - limits["idle"] + 30).get(PAGE).status_code == 200


def test_t26_the_quick_way_out_ends_the_session_and_leaves_nothing_behind(own):
    put_plan(own)
    client = citizen()
    page = client.get(PAGE)
    assert "no-store" in page.headers["Cache-Control"] and "<title>Min sida – Samkraft</title>" in text(page)
    assert "Lämna sidan fort" in text(page) and f'data-leave="{reverse("portal:closed")}"' in text(page)
    left = client.post(reverse("portal:leave"))
    assert left.url == reverse("portal:closed") and "storage" in left.headers["Clear-Site-Data"]
    assert KEY not in client.session and client.get(PAGE).url == reverse("portal:login")
    closed = text(client.get(reverse("portal:closed")))
    assert "Samira" not in closed and "Min sida" not in closed
    script = (ROOT / "src/samkraft/portal/static/portal/leave.js").read_text("utf-8")
    assert "location.replace(form.dataset.leave)" in script


def test_the_page_speaks_arabic_from_the_right_and_english_and_what_is_written_stays_swedish(own):
    put_plan(own)
    client = citizen()
    client.post(reverse("portal:language"), {"language": "ar"})
    page = text(client.get(PAGE))
    assert '<html lang="ar" dir="rtl"' in page and "خطتي" in page and GOAL in page and "Min plan" not in page
    client.post(reverse("portal:language"), {"language": "en"})
    page = text(client.get(PAGE))
    assert '<html lang="en" dir="ltr"' in page and "Hello Samira" in page
    assert '<span class="sk-sub">Done</span>' in page and "Going on now." in page and "Pågår nu." not in page
    client.post(reverse("portal:language"), {"language": "xx"})
    assert '<html lang="en"' in text(client.get(PAGE))


def test_a_page_asks_the_database_a_few_things_only(own, django_assert_max_num_queries):
    put_plan(own)
    client = citizen()
    client.get(PAGE)
    with django_assert_max_num_queries(15 + 4):  # and what a test's own transaction makes
        answer = client.get(PAGE)
    assert len(answer.content) < 60 * 1024


def test_the_demo_s_participant_can_be_tried_from_this_machine_and_never_in_production(own, settings):
    put_plan(own)
    client = Client()
    roles = text(client.get(reverse("access:login")))
    (key,) = [key for key in keys_of(NUMBER) if key in roles]
    assert "Deltagare" in roles
    assert client.post(reverse("portal:demo_login"), {"person": key}).url == PAGE
    assert GOAL in text(client.get(PAGE))
    settings.IS_PRODUCTION = True
    assert Client().post(reverse("portal:demo_login"), {"person": key}).status_code == 404
