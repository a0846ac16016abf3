"""What a hostile colleague, a forged form or a doctored file would try: refused, and by the database too."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog, RoleAssignment
from samkraft.casework.models import MappingSection, Plan, PlanStep
from samkraft.exchange.models import StagedRow, Upload
from samkraft.people.models import Case, CaseFile, Draft, Referral
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine, ReceivedCopy
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])

SCRIPT = "<script>alert(1)</script>"
QUOTED = '" onmouseover="alert(1)'
INJECTIONS = (
    "' or 1=1 --",
    "'; select set_config('samkraft.branch', '2', true); --",
    "%' or '1'='1",
    "\\'; reset role; --",
    "a\x00b",
)


@pytest.fixture
def karin():
    return s.staff("af", in_team=s.team())


@pytest.fixture
def case(karin):
    return s.enrolled_case(karin, last_name="Egensson")


@pytest.fixture
def others():
    """A case of another branch's handler, with her own file on it alone."""
    jonas = s.staff("soc", in_team=s.team())
    return jonas, s.enrolled_case(jonas, "soc", last_name="Hemligsson")


def _run(statement, *arguments):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []


# --- the database ---


@pytest.mark.parametrize("role", ["samkraft_owner", "samkraft_door", "samkraft_figures", "postgres"])
def test_the_site_can_not_become_another_role(karin, role):
    with s.as_(karin), pytest.raises(DatabaseError):
        _run(f"set role {role}")


@pytest.mark.parametrize(
    "statement",
    [
        "alter table people_casefile disable row level security",
        "drop policy acting_branch on people_casefile",
        "alter table people_casefile no force row level security",
        "create function f() returns int language sql security definer as 'select 1'",
        "create table stolen as select 1",
        "alter role samkraft_app bypassrls",
        "grant samkraft_door to samkraft_app",
        "copy people_casefile to program 'cat'",
        "select pg_read_file('/etc/passwd')",
    ],
)
def test_the_site_can_not_change_the_rules(karin, statement):
    with s.as_(karin), pytest.raises(DatabaseError):
        _run(statement)


def test_row_security_can_not_be_switched_off(karin, others):
    """``row_security = off`` raises where a policy would have narrowed; it never widens."""
    with s.as_(karin), pytest.raises(DatabaseError):
        _run("set local row_security = off")
        _run("select * from people_casefile")


def test_hostile_queries_through_the_orm_find_nothing(karin, others):
    _jonas, case = others
    with s.as_(karin):
        assert not CaseFile.objects.filter(last_name__startswith="Hemlig").exists()
        assert not CaseFile.objects.extra(where=["true or owner_branch_id > 0"]).filter(case=case).exists()
        assert not Case.objects.filter(pk=case.pk).union(Case.objects.filter(number=case.number)).count()
        assert CaseFile.objects.filter(case=case).update(last_name="Ny") == 0
        assert CaseFile.objects.filter(case__number=case.number).aggregate(n=Count("pk"))["n"] == 0


@pytest.mark.parametrize("model", [MappingSection, PlanStep, Draft, Referral])
def test_no_table_of_another_branch_is_read_or_emptied(karin, others, model):
    with s.as_(karin):
        assert not model.objects.filter(owner_branch=s.branch("soc")).exists()
        assert (
            _run(f"delete from {model._meta.db_table} where owner_branch_id = %s returning 1", s.branch("soc").pk) == []
        )


@pytest.mark.parametrize("model", [ConsentLine, ReceivedCopy])
def test_what_the_door_keeps_is_not_for_the_site_to_remove(karin, others, model):
    with s.as_(karin):
        assert not model.objects.filter(owner_branch=s.branch("soc")).exists()
        with pytest.raises(DatabaseError):
            _run(f"delete from {model._meta.db_table}")


def test_a_role_once_given_is_not_for_the_site_to_take_out_of_sight(karin):
    """IAM-07: it is ended, and stays on record."""
    with s.as_(karin), pytest.raises(DatabaseError), transaction.atomic():
        RoleAssignment.objects.filter(staff=karin).delete()


def test_a_branch_without_a_file_gets_nothing_through_the_door(karin, others):
    _jonas, case = others
    attempts = {
        "assign": (case.pk, karin.pk, s.branch("af").pk, "", s.DAY),
        "set_leader": (case.pk, karin.pk, s.branch("af").pk),
        "move_phase": (case.pk, "2", s.DAY),
        "close_case": (case.pk, s.DAY),
        "set_next_talk": (case.pk, s.DAY),
        "make_file": (case.pk, s.branch("af").pk, s.DAY, b"", ""),
        "close_uncovered_files": (case.pk,),
        "withdraw_consent": (uuid.uuid4(),),
        "confirm_consent": (uuid.uuid4(),),
    }
    for name, arguments in attempts.items():
        with s.as_(karin), pytest.raises(door.DoorRefused):
            door.call(name, *arguments)
    with s.as_(karin):
        assert not Case.objects.filter(pk=case.pk).exists()


def test_the_log_can_not_be_read_for_another_branch(karin, others):
    logged_in(others[0], "soc").get(reverse("people:case", args=[others[1].pk]))
    with s.as_(karin):
        assert not ReadLog.objects.exclude(branch_id=s.branch("af").pk).exists()


@pytest.mark.django_db(databases=["default", "sidelog", "figures"])
def test_the_figures_role_reads_no_name(karin, case):
    with connections["figures"].cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("select last_name from people_casefile")


# --- forms ---


@pytest.mark.parametrize("term", INJECTIONS)
def test_a_search_is_a_value_and_never_a_statement(karin, others, term):
    answer = logged_in(karin).post(reverse("people:search"), {"q": term})
    assert answer.status_code in (200, 422) and "Hemligsson" not in answer.content.decode()


@pytest.mark.parametrize("term", INJECTIONS)
@pytest.mark.parametrize("name", ["vy", "ordning", "sida", "sort", "fas", "team"])
def test_a_filter_is_a_value_and_never_a_statement(karin, case, others, name, term):
    answer = logged_in(karin).get(reverse("people:cases"), {name: term})
    assert answer.status_code in (200, 404) and "Hemligsson" not in answer.content.decode()


def test_ids_of_another_case_in_a_form_are_refused(karin, case):
    """A consent line, a step and a plan of one case aren't reached through another."""
    other = s.enrolled_case(karin)
    s.joined_branch(karin, other, "soc", s.staff("soc"))
    with s.as_(karin):
        line = ConsentLine.objects.get(case_id=other.pk).line
        file = CaseFile.objects.get(case=other)
        plan = Plan.objects.create(owner_branch=file.owner_branch, case=other, file=file)
        step = PlanStep.objects.create(owner_branch=file.owner_branch, case=other, file=file, plan=plan, title="X")
        mine = CaseFile.objects.get(case=case)
        Plan.objects.create(owner_branch=mine.owner_branch, case=case, file=mine)
    client = logged_in(karin)
    for name, args, data in (
        ("people:confirm_consent", [case.pk, line], {}),
        ("casework:step_edit", [case.pk, step.pk], {"title": "Kapad", "revision": "1"}),
        ("casework:step_remove", [case.pk, step.pk], {"revision": "1"}),
        ("casework:step_state", [case.pk, step.pk], {"revision": "1", "state": "done"}),
    ):
        answer = client.post(reverse(name, args=args), data)
        assert answer.status_code in (302, 404), name
    taken = client.post(reverse("people:withdraw", args=[case.pk]), {"rad": line, "verksamhet": "soc", "how": "talk"})
    assert taken.status_code == 422 and str(line) not in taken.content.decode(), "no line of this case is chosen"
    with s.as_(karin):
        step.refresh_from_db()
        assert (step.title, step.state) == ("X", "agreed")
        assert ConsentLine.objects.get(line=line).withdrawn_at is None


def test_file_and_case_of_different_people_do_not_go_together(karin, case):
    """The database's key: a row's file, case and branch belong together."""
    other = s.enrolled_case(karin)
    with s.as_(karin), pytest.raises(DatabaseError), transaction.atomic():
        Plan.objects.create(owner_branch=s.branch("af"), case=case, file=CaseFile.objects.get(case=other))
        connection.check_constraints()


def test_a_branch_in_a_form_that_is_not_the_acting_one_is_ignored(karin, case, others):
    """Owner and case come from the address and the session, never from the form."""
    client, data = logged_in(karin), {"next_talk_on": "2021-07-05", "owner_branch": s.branch("soc").pk}
    client.post(reverse("people:next_talk", args=[case.pk]), data | {"case": others[1].pk, "case_id": others[1].pk})
    with s.as_(others[0], "soc"):
        assert Case.objects.get(pk=others[1].pk).next_talk_on is None


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_request_without_the_token_is_refused(karin, case, method):
    client = Client(enforce_csrf_checks=True)
    client.cookies = logged_in(karin).cookies
    answer = getattr(client, method)(reverse("people:next_talk", args=[case.pk]), {"next_talk_on": "2021-07-05"})
    assert answer.status_code in (403, 405)
    with s.as_(karin):
        assert Case.objects.get(pk=case.pk).next_talk_on is None


def test_an_upload_without_the_token_is_refused():
    boss = s.staff("af", Role.PROJECT_ADMINISTRATOR)
    client = Client(enforce_csrf_checks=True)
    client.cookies = logged_in(boss).cookies
    answer = client.post(reverse("exchange:new_upload"), {"file": SimpleUploadedFile("a.csv", b"A;B\n1;2\n")})
    assert answer.status_code == 403


# --- what is written comes out as text ---


def _written_everywhere(karin, case, text):
    """Free text in every place a person may write it."""
    client = logged_in(karin)
    posts = (
        (reverse("casework:mapping_edit", args=[case.pk, "own_words"]), {"text": text, "keep": "1"}),
        (reverse("casework:minutes_new", args=[case.pk]),
         {"title": text[:100], "held_on": "2021-06-30", "text": text, "keep": "1"}),
        (reverse("casework:tasks", args=[case.pk]), {"title": text[:100], "due_on": "2021-07-01"}),
        (reverse("casework:plan_start", args=[case.pk]), {}),
        (reverse("casework:plan_edit", args=[case.pk]), {"goal": text, "revision": "1"}),
        (reverse("activities:place", args=[case.pk]),
         {"type": "work_practice", "provider": text[:100], "asked_on": "2021-06-30", "keep": "1"}),
        (reverse("people:save_view"), {"name": text[:40]}),
    )  # fmt: skip
    for url, data in posts:
        assert client.post(url, data).status_code in (200, 302, 422), url
    return client


@pytest.mark.parametrize("text", [SCRIPT, QUOTED, "{{ 7|add:7 }}{% load x %}"])
def test_what_a_person_writes_is_shown_as_text(karin, case, text):
    client = _written_everywhere(karin, case, text)
    pages = [
        reverse("people:day"), reverse("people:cases"), *(
            reverse(name, args=[case.pk])
            for name in ("people:case", "people:case_history", "casework:mapping", "casework:meetings", "casework:plan",
                         "casework:plan_edit", "casework:tasks", "activities:list")
        ),
        reverse("casework:mapping_edit", args=[case.pk, "own_words"]),
    ]  # fmt: skip
    shown = "".join(client.get(url, follow=True).content.decode() for url in pages)
    assert SCRIPT not in shown and QUOTED not in shown
    assert text in shown if text.startswith("{{") else "alert(1)" in shown


def test_names_from_a_file_are_shown_as_text(karin):
    s.referral(karin, first_name=SCRIPT, last_name=QUOTED)
    shown = logged_in(karin).get(reverse("people:call_list")).content.decode()
    assert SCRIPT not in shown and QUOTED not in shown and "alert(1)" in shown


# --- the session and the way back ---


def test_cookies_are_for_this_site_and_not_for_scripts(client, karin):
    client.post(reverse("access:login"), {"person": str(karin.public_id)})
    cookie = client.cookies["samkraft"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"]


def test_a_session_planted_before_login_is_of_no_use_after(client, karin):
    """Session fixation: logging in gives a new key, and the old one nothing."""
    session = client.session
    session["samkraft_acting"] = f"soc:{s.PROGRAMME}"
    session.save()
    planted = session.session_key
    client.cookies["samkraft"] = planted
    client.post(reverse("access:login"), {"person": str(karin.public_id)})
    assert client.cookies["samkraft"].value != planted
    stranger = Client()
    stranger.cookies["samkraft"] = planted
    assert stranger.get(reverse("access:my_log")).status_code == 302


def test_a_planted_choice_of_branch_gives_nothing(karin):
    assert logged_in(karin, "soc").get(reverse("access:my_log")).status_code == 404


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_no_way_back_leads_out_of_the_site(client, karin, case, away):
    answer = client.post(reverse("access:login") + f"?next={away}", {"person": str(karin.public_id), "next": away})
    assert answer.url == "/"
    url = reverse("casework:draft_discard", args=[case.pk, "plan-goal"])
    answer = logged_in(karin).post(url, {"back": away})
    assert answer.url.startswith(f"/deltagare/{case.pk}/")


def test_pages_carry_the_policy_and_are_not_kept(karin, case):
    answer = logged_in(karin).get(reverse("people:case", args=[case.pk]))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "same-origin"


def test_a_shared_address_never_holds_a_name_or_a_number(karin, case):
    """Persons are addressed by random ids; the search term goes by POST."""
    page = logged_in(karin).get(reverse("people:cases")).content.decode()
    hrefs = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert not [href for href in hrefs if "Egensson" in href or case.number in href]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_file_for_a_spreadsheet_holds_no_formula(start):
    """Values of somebody else's file come out as text in ours."""
    boss = s.staff("af", Role.PROJECT_ADMINISTRATOR)
    with s.as_(boss):
        version = s.programme().version_on(s.DAY)
        upload = Upload.objects.create(
            owner_branch=s.branch("af"), programme=s.programme(), programme_version=version, uploaded_by=boss,
            uploaded_at="2021-06-30T08:00Z", file_name="a.csv", content_hash="0", layout="ais", rows=1,
            counts={"unreadable": 1},
        )  # fmt: skip
        finding = {
            "column": "SKAT",
            "value": f"{start}cmd|' /C calc'!A0",
            "rule": "r",
            "what": "Fel",
            "remedy": "Gör så",
        }
        finding |= {"code": "unknown", "words": "Fel", "todo": "Gör så", "problem": "Fel"}
        StagedRow.objects.create(
            owner_branch=s.branch("af"), upload=upload, line=2, verdict="unreadable", is_flawed=True, findings=[finding]
        )
    text = logged_in(boss).get(reverse("exchange:error_rows", args=[upload.pk])).content.decode("utf-8-sig")
    cells = [cell.strip('"') for line in text.splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell.startswith(start)]
