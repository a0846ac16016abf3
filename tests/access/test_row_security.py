"""The database keeps branches apart, whatever the application asks (SEK-01, ARK-05, rule 2)."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import BinaryField, JSONField, TextField
from django.utils import timezone

from samkraft.access.choices import Event
from samkraft.access.models import Branch, ReadLog
from samkraft.access.owned import AppendOnlyModel, DoorOnlyModel, OwnedModel, ShellModel
from samkraft.people.models import BenefitFact, Case, CaseAssignment, CaseFile, PersonKey, Referral
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy, Release
from tests import situations as s

pytestmark = pytest.mark.django_db

# Tables that hold no participant's personal data (design "Who holds what", last line), or have rules of their own.
OPEN_TABLES = {
    "access_authority", "access_branch", "access_staff", "access_roleassignment", "access_productiongate",
    "programmes_programme", "programmes_programmeversion", "programmes_team", "programmes_teammember",
    "programmes_teamproposal", "programmes_programmechange",
    "steering_indicatorsnapshot", "steering_manualvalue", "steering_flowsnapshot", "samkraft_site_demoregister",
    "steering_obstacle", "steering_obstacleturn",
    "samkraft_site_gaterecord", "people_notice", "people_arrangement", "people_deadlinecount",
    # Employers, their needs, meetings and ads, and our contacts with them: no participant stands there (P-050).
    "employers_employer", "employers_contactperson", "employers_employercontact", "employers_need",
    "employers_recruitmentmeeting", "employers_jobad", "employers_jobadfetch",
    # The catalogue: a booking is a number in a queue, and whose it is stands in the placing branch's activity alone.
    "activities_offering", "activities_session", "activities_place", "activities_booking", "activities_sessionprovider",
    "casework_room",  # rooms to meet in; who meets there is known by the meeting alone
    "access_careunit", "access_unitmember",  # who of the staff works at which unit of health care
    "auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_migrations",
    "django_session", "access_session", "access_toldstaff", "access_usedtoken", "access_enrolmentcode",
    "mfa_authenticator",
}  # fmt: skip
LOG_TABLES = {
    "access_readlog", "access_rowhistory", "access_casechange", "access_logseal", "access_loganchor", "access_logmark",
    "access_logmonthgone",
}  # fmt: skip


def _rows(query, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return cursor.fetchall()


def test_every_table_is_guarded_or_known_to_be_open():
    guarded = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, OwnedModel | ShellModel | AppendOnlyModel | DoorOnlyModel)
    }
    tables = {name for (name,) in _rows("select relname from pg_class c join pg_namespace n on n.oid = relnamespace"
                                        " where nspname = 'public' and relkind in ('r', 'p')")}  # fmt: skip
    assert tables == guarded | OPEN_TABLES | LOG_TABLES
    forced = {name for (name,) in _rows("select relname from pg_class where relforcerowsecurity")}
    assert guarded | LOG_TABLES <= forced


def test_the_site_logs_in_as_nobody_special():
    assert _rows("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user") == [
        ("samkraft_app", False, False)
    ]


def test_every_personal_field_says_what_it_is():
    """GDPR-01: category, sensitive or not, retention."""
    own = {"id", "owner_branch", "created_at"}
    for model in apps.get_models():
        if issubclass(model, OwnedModel | ShellModel | DoorOnlyModel | AppendOnlyModel):
            fields = {field.name for field in model._meta.concrete_fields} - own
            assert fields == set(model.personal_fields), model.__name__


def test_categories_of_fields_are_those_of_the_programme():
    known = {category.code for category in s.programme().version_on(s.DAY).definition.data_categories}
    for model in apps.get_models():
        for personal in getattr(model, "personal_fields", {}).values():
            assert personal.category in known, (model, personal)


def test_figure_columns_hold_no_name_number_or_free_text():
    forbidden = {
        "first_name",
        "last_name",
        "sort_name",
        "identity_hash",
        "phone",
        "email",
        "title",
        "provider",
    }
    free = (TextField, JSONField, BinaryField)
    for model in apps.get_models():
        columns = set(getattr(model, "figure_columns", ()))
        assert not forbidden & columns, model
        assert not [name for name in columns if isinstance(model._meta.get_field(name), free)], model
    assert "number" not in Case.figure_columns


def test_reading_with_no_branch_set_raises():
    with pytest.raises(DatabaseError), transaction.atomic():
        list(Referral.objects.all())


def test_raw_sql_of_another_branch_finds_nothing():
    karin, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin)
    with s.as_(jonas, "soc"):
        assert _rows("select * from people_casefile where case_id = %s", case.pk) == []
        assert _rows("select * from people_referral") == []
        assert _rows("select * from people_case where id = %s", case.pk) == []
        assert _rows("select * from people_caseassignment") == []
        assert _rows("select * from access_rowhistory where table_name = 'people_casefile'") == []


def test_a_hostile_query_through_relations_finds_nothing():
    karin, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin, last_name="Hemlig")
    with s.as_(jonas, "soc"):
        assert not CaseAssignment.objects.filter(case__files__last_name="Hemlig").exists()
        assert not Case.objects.filter(pk=case.pk).select_related("team").exists()
        assert not CaseFile.objects.raw("select * from people_casefile where last_name = 'Hemlig' or true")[:]


def test_a_branch_can_not_write_a_row_for_another():
    karin = s.staff("af")
    case = s.enrolled_case(karin)
    file = s.file_of(case, karin)
    with s.as_(karin), pytest.raises(DatabaseError), transaction.atomic():
        BenefitFact.objects.create(
            owner_branch=s.branch("soc"), case=case, file=file, kind="income_support", valid_from=s.DAY
        )


def test_a_row_must_lie_in_its_own_branch_s_file():
    karin, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin)
    file = s.file_of(case, karin)
    with s.as_(jonas, "soc"), pytest.raises(DatabaseError), transaction.atomic():
        BenefitFact.objects.create(
            owner_branch=s.branch("soc"), case=case, file=file, kind="income_support", valid_from=s.DAY
        )


def test_a_branch_can_not_attach_itself_to_a_case():
    karin, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin)
    with s.as_(jonas, "soc"):
        with pytest.raises(DatabaseError), transaction.atomic():
            CaseFile.objects.create(owner_branch=s.branch("soc"), case=case, sex="woman", opened_on=s.DAY)
        with pytest.raises(DatabaseError), transaction.atomic():
            _rows("update people_case set leader_id = %s returning id", jonas.pk)


def test_nobody_reads_the_door_s_person_keys():
    """SEK-05: that two referrals concern one person is for the door alone."""
    with s.as_(s.staff("af")), pytest.raises(DatabaseError), transaction.atomic():
        list(PersonKey.objects.all())


@pytest.mark.parametrize("table", sorted(LOG_TABLES))
def test_logs_can_not_be_changed(table):
    with s.as_(s.staff("af")):
        for statement in (f"delete from {table} returning id", f"update {table} set id = id returning id"):
            with pytest.raises(DatabaseError), transaction.atomic():
                _rows(statement)


@pytest.mark.parametrize("planted", ["branch_id", "staff_id", "occurred_at"])
def test_nobody_plants_a_reading_of_another_branch_or_person_or_time(planted):
    """REG-07, REG-11: a row of the read log says who acts now, for which branch, and when."""
    karin, jonas = s.staff("af"), s.staff("soc")
    row = {"branch_id": s.branch("af").pk, "staff_id": karin.pk}
    other = {"branch_id": s.branch("soc").pk, "staff_id": jonas.pk, "occurred_at": timezone.now() - timedelta(days=9)}
    with s.as_(karin):
        row[planted] = other[planted]
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ReadLog.objects.create(event=Event.CASE_OPENED, **row)


def test_every_change_keeps_what_was_and_who_changed_it():
    karin = s.staff("af")
    case = s.enrolled_case(karin, phone="070-1740605")
    with s.as_(karin):
        CaseFile.objects.filter(case=case).update(phone="070-1740606")
        ((before, actor),) = _rows(
            "select before->>'phone', actor_id from access_rowhistory where table_name = 'people_casefile'"
            " and operation = 'U'"
        )
        assert (before, actor) == ("070-1740605", karin.pk)


def test_a_release_needs_a_confirmed_line_for_that_branch_and_category():
    karin, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    item = s.item(karin, case)

    def release(category):
        return door.call(
            "release",
            case.pk,
            s.branch("soc").pk,
            category,
            "plan",
            item,
            1,
            "Plan",
            {"a": 1},
            "consent",
            None,
        )

    with s.as_(karin):
        with pytest.raises(door.DoorRefused) as refusal:
            release("plan")
        assert refusal.value.code == "no_consent"
    s.consent(karin, case, "soc", "plan")
    with s.as_(karin):
        release("plan")
        assert Release.objects.filter(case_id=case.pk).count() == 1
        assert not ReceivedCopy.objects.filter(case_id=case.pk).exists()
    with s.as_(jonas, "soc"):
        assert ReceivedCopy.objects.get(case_id=case.pk).content == {"a": 1}
        assert not Release.objects.filter(case_id=case.pk).exists()


def test_a_withdrawn_line_hides_the_copy_at_once():
    """CON-06, CON-07: gone from ordinary reading, kept in the archive view."""
    karin, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    line = s.consent(karin, case, "soc", "plan")
    item = s.item(karin, case)
    with s.as_(karin):
        door.call(
            "release",
            case.pk,
            s.branch("soc").pk,
            "plan",
            "plan",
            item,
            1,
            "Plan",
            {},
            "consent",
            None,
        )
        door.call("withdraw_consent", line)
    with s.as_(jonas, "soc"):
        assert not ReceivedCopy.objects.filter(case_id=case.pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("select set_config('samkraft.archive', 'on', true)")
        assert ReceivedCopy.objects.filter(case_id=case.pk).count() == 1


def test_a_branch_with_no_line_left_is_closed_for_work():
    karin, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    with s.as_(karin):
        (line,) = _rows("select line from sharing_consentline where case_id = %s", case.pk)[0]
        door.call("withdraw_consent", line)
        assert door.call("close_uncovered_files", case.pk) == 1
    with s.as_(jonas, "soc"):
        assert not CaseFile.objects.exists() and not CaseAssignment.objects.exists()
        _rows("select set_config('samkraft.archive', 'on', true)")
        assert CaseFile.objects.get(case=case).closed_on == s.DAY
        assert not CaseAssignment.objects.filter(case=case, staff=jonas).in_force(s.DAY).exists()


def test_branches_of_one_municipality_are_strangers():
    """SEK-01: committees in one municipality count as separate."""
    assert Branch.objects.get(code="soc").authority == Branch.objects.get(code="ama").authority
    jonas, leila = s.staff("soc"), s.staff("ama")
    case = s.enrolled_case(jonas, "soc")
    with s.as_(leila, "ama"):
        assert not Case.objects.filter(pk=case.pk).exists()
