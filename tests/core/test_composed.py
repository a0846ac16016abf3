"""A statement composed once says what the queryset says, for whoever asks and with the values of the call."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samkraft.access.choices import Role
from samkraft.core.composed import Composed
from samkraft.core.lookups import as_array
from samkraft.people.models import CaseAssignment, CaseFile
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def test_it_gives_the_rows_of_the_queryset_each_time_with_the_values_of_the_call():
    karin = s.staff()
    cases = [s.enrolled_case(karin) for _number in range(2)]
    held = Composed(
        lambda case, on: CaseAssignment.objects.filter(case=case).in_force(on).select_related("staff").order_by("pk")
    )
    with s.as_(karin):
        for case in [*cases, cases[0]]:
            rows = held(case=case.pk, on=s.DAY)
            assert rows == list(CaseAssignment.objects.filter(case=case).in_force(s.DAY).order_by("pk"))
            with CaptureQueriesContext(connection) as asked:
                assert [row.staff for row in rows] == [karin]
            assert not asked.captured_queries
        assert held(case=cases[0].pk, on=s.DAY - timedelta(days=4000)) == []


def test_it_keeps_the_shape_of_values_the_first_row_and_keys_among_many():
    karin = s.staff()
    case = s.enrolled_case(karin)
    numbers = Composed(lambda cases: CaseFile.objects.filter(case__among=cases).values_list("case_id", "is_origin"))
    first = Composed(lambda case: CaseFile.objects.filter(case=case).order_by("pk")[:1])
    with s.as_(karin):
        assert numbers(cases=as_array([case.pk])) == [(case.pk, True)]
        assert numbers(cases=as_array([])) == [] and first.first(case=karin.public_id) is None
        assert first.first(case=case.pk).case_id == case.pk


def test_sek01_what_one_branch_composed_shows_another_only_its_own_rows():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    files = Composed(lambda case: CaseFile.objects.filter(case=case))
    with s.as_(karin):
        assert [row.owner_branch.code for row in files(case=case.pk)] == ["af"]
    with s.as_(jonas, "soc"):
        assert files(case=case.pk) == []
    s.joined_branch(karin, case, "soc", jonas)
    with s.as_(jonas, "soc"):
        assert [row.owner_branch.code for row in files(case=case.pk)] == ["soc"]


def test_a_removed_role_and_a_new_one_hold_at_the_next_request(client):
    """IAM-08: who somebody is at a request comes from a composed statement too."""
    karin = s.staff("af", Role.HANDLER)
    s.log_in(client, karin)
    assert client.get("/deltagare/").status_code == 200
    karin.role_assignments.update(role=Role.PROJECT_LEADER)
    assert client.get("/deltagare/").status_code == 404
    karin.role_assignments.update(role=Role.HANDLER)
    assert client.get("/deltagare/").status_code == 200


def test_the_word_of_a_choice_is_that_of_the_enum():
    for choice in CaseFile._meta.get_field("schooling").choices:
        assert CaseFile(schooling=choice[0]).get_schooling_display() == str(choice[1])
    assert CaseFile(schooling="unheard of").get_schooling_display() == "unheard of"
