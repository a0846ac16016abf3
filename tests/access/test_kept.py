"""What is kept in memory of cases: never longer than it is true, and never for another branch (SEK-01, CON-06)."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from samkraft.access.kept import KeptCases
from samkraft.access.models import CaseChange
from samkraft.access.owned import OwnedModel, ShellModel
from samkraft.access.unit_models import CareUnit, UnitMember
from samkraft.casework.models import Contact
from samkraft.people.models import Draft
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def number_of(case, person, branch="af"):
    """The number of the case's changes as a branch reads it."""
    with s.as_(person, branch):
        return sum(CaseChange.objects.filter(case_id=case.pk).values_list("number", flat=True))


def contact(person, case, branch="af"):
    with s.as_(person, branch) as acting:
        file = case.files.get(owner_branch=acting.branch)
        Contact.objects.create(
            owner_branch=acting.branch, case=case, file=file, kind="call", held_on=s.DAY, staff=person
        )


def test_a_branchs_own_row_counts_as_a_change_for_that_branch_alone():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    before, theirs = number_of(case, karin), number_of(case, jonas, "soc")
    contact(karin, case)
    assert number_of(case, karin) > before
    assert number_of(case, jonas, "soc") == theirs


def test_a_change_of_the_shell_counts_for_every_branch():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    before, theirs = number_of(case, karin), number_of(case, jonas, "soc")
    with s.as_(karin):
        door.call("set_next_talk", case.pk, s.DAY + timedelta(days=3))
    assert number_of(case, karin) > before
    assert number_of(case, jonas, "soc") > theirs


def test_a_change_that_is_taken_back_never_gives_its_number_to_another():
    karin = s.staff()
    case = s.enrolled_case(karin)
    with transaction.atomic():
        contact(karin, case)
        taken_back = number_of(case, karin)
        transaction.set_rollback(True)
    contact(karin, case)
    assert number_of(case, karin) > taken_back


def test_sek01_a_branch_reads_no_other_branchs_numbers_and_changes_none():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    with s.as_(jonas, "soc"):
        assert set(CaseChange.objects.filter(case_id=case.pk).values_list("branch", flat=True)) <= {0}
    with s.as_(karin), pytest.raises(ProgrammingError), transaction.atomic():
        CaseChange.objects.filter(case_id=case.pk).update(number=0)


@pytest.mark.parametrize("verb", ["insert", "update", "delete"])
def test_every_guarded_table_of_a_case_counts_its_changes(verb):
    """All but the drafts, which are their author's alone and are never kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid"
            " where t.tgname = %s and p.prosrc like '%%access_casechange%%'",
            [f"history_{verb}"],
        )
        counted = {name for (name,) in cursor.fetchall()}
    of_cases = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, ShellModel)
        or (issubclass(model, OwnedModel) and any(f.column == "case_id" for f in model._meta.fields))
    }
    assert counted == of_cases - {Draft._meta.db_table}


class Told:
    """A reader that tells how often it was asked of each case."""

    def __init__(self):
        self.asked = []

    def __call__(self, keys):
        self.asked.append(list(keys))
        return ((key, f"{key} is known") for key in keys)


def reading(person, branch="af", day=s.DAY):
    """Acting as a request that only reads."""
    return s.as_(person, branch, day=day, only_reads=True)


def test_a_case_is_read_once_until_its_number_changes():
    karin, told = s.staff(), Told()
    case = s.enrolled_case(karin)
    for changes in (7, 7, 8):
        with reading(karin):
            assert KeptCases({case.pk: changes}).tell("told once", told) == [(f"{case.pk} is known",)]
    assert told.asked == [[case.pk], [case.pk]]


def test_what_is_kept_is_of_one_day_and_one_branch():
    karin, jonas, told = s.staff(), s.staff("soc"), Told()
    case = s.enrolled_case(karin)
    for person, branch, day in ((karin, "af", s.DAY), (karin, "af", s.DAY + timedelta(days=1)), (jonas, "soc", s.DAY)):
        with reading(person, branch, day):
            KeptCases({case.pk: 7}).tell("told of a day", told)
    assert len(told.asked) == 3


def test_a_request_that_may_write_keeps_nothing():
    karin, told = s.staff(), Told()
    case = s.enrolled_case(karin)
    for _time in range(2):
        with s.as_(karin):
            KeptCases({case.pk: 7}).tell("told while writing", told)
    assert len(told.asked) == 2


def test_reg10_of_a_unit_of_health_care_nothing_is_kept_for_its_colleagues():
    """Who has lifted a block sees for an hour what they don't."""
    samir, ella, told = s.staff("reg"), s.staff("reg"), Told()
    case = s.enrolled_case(s.staff())
    unit = CareUnit.objects.create(branch=s.branch("reg"), name="Kirseberg")
    for person in (samir, ella):
        UnitMember.objects.create(staff=person, unit=unit, valid_from=s.DAY - timedelta(days=30))
    for person in (samir, ella):
        with reading(person, "reg"):
            KeptCases({case.pk: 7}).tell("told in a unit", told)
    assert len(told.asked) == 2


def test_con06_news_of_a_withdrawn_consent_are_gone_from_the_next_page():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin, last_name="Haddad")
    s.joined_branch(karin, case, "soc", jonas)
    line = s.consent(karin, case, "soc", "plan")
    with s.as_(karin):
        plan = s.item(karin, case)
        door.call("release", case.pk, s.branch("soc").pk, "plan", "plan", plan, 1, "Plan version 1", {}, "consent")
    client = logged_in(jonas, "soc")
    assert "delade: Plan version 1" in client.get("/").content.decode()
    with s.as_(karin):
        door.call("withdraw_consent", line)
    assert "delade: Plan version 1" not in client.get("/").content.decode()
    with s.as_(jonas, "soc"):
        assert not ReceivedCopy.objects.exists()
