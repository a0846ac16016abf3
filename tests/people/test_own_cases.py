"""A person's own cases: the door's function says what row-level security says, in every turn that a case can take."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from samkraft.people.models import Case, CaseFile
from samkraft.people.names import sort_name
from samkraft.people.own_cases import own_cases, own_cases_named
from samkraft.programmes.models import TeamMember
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def own(person, branch="af", day=s.DAY):
    """The keys that the function gives; and that they are what the policies let through of the assigned cases."""
    with s.as_(person, branch, day) as acting:
        found = set(own_cases(SimpleNamespace(acting=acting, user=person)))
        assigned = Case.objects.assigned_to(person, acting.branch).filter(programme__slug=acting.programme)
        seen = CaseFile.objects.of(acting.branch).filter(case__in=assigned.values("pk"))
        assert found == set(seen.values_list("case_id", flat=True))
    return found


def test_a_case_is_own_for_whom_it_is_assigned_to_and_nobody_else():
    karin, olle, jonas = s.staff(), s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    assert own(karin) == {case.pk}
    assert own(olle) == own(jonas, "soc") == set()


def test_con06_a_branch_whose_consent_is_withdrawn_or_ended_has_the_case_no_more():
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    assert own(jonas, "soc") == {case.pk}
    assert own(jonas, "soc", s.DAY + timedelta(days=800)) == set()
    with s.as_(karin):
        for line in ConsentLine.objects.filter(case_id=case.pk, withdrawn_at=None).values_list("line", flat=True):
            door.call("withdraw_consent", line)
    assert own(jonas, "soc") == set()
    assert own(karin) == {case.pk}


def test_iam08_a_case_of_a_team_that_she_has_left_is_own_no_more():
    karin = s.staff(in_team=s.team())
    case = s.enrolled_case(karin)
    assert own(karin) == {case.pk}
    TeamMember.objects.filter(staff=karin).update(valid_until=s.DAY - timedelta(days=1))
    assert own(karin) == set()


def test_yesterdays_assignment_gives_nothing_today():
    karin = s.staff()
    case = s.enrolled_case(karin, on=s.DAY - timedelta(days=10))
    assert own(karin, day=date(2020, 1, 2)) == set()
    assert own(karin) == {case.pk}


def test_what_is_told_of_a_case_is_what_stands_in_its_file():
    karin = s.staff(first_name="Karin", last_name="Ek")
    case = s.enrolled_case(karin, first_name="Samira", last_name="Haddad")
    with s.as_(karin) as acting:
        (told,) = own_cases(SimpleNamespace(acting=acting, user=karin)).values()
        file = CaseFile.objects.select_related("case__team").get(case=case)
    assert (told.name, told.sort_name, told.number) == (file.name, file.sort_name, file.case.number)
    assert (told.team, told.opened_on, told.closed_on) == (file.case.team.code, file.case.opened_on, None)
    assert (told.leader_id, told.is_open_for_work, told.is_followed_up) == (file.case.leader_id, True, False)
    assert told.changes > 0


def test_a_search_by_the_beginning_of_a_name_reads_those_alone_and_never_another_persons():
    karin, olle = s.staff(), s.staff()
    names = (("Åke", "Öst"), ("Anna", "Berg"), ("Anna", "Bergman"), ("Bo", "Ask"))
    for first, last in names:
        case = s.enrolled_case(karin)
        with s.as_(karin):
            case.files.update(first_name=first, last_name=last, sort_name=sort_name(last, first))
    for beginning, found in (("berg", ["Berg", "Bergman"]), ("berg anna", ["Berg"]), ("öst", ["Öst"]), ("x", [])):
        with s.as_(karin) as acting:
            request = SimpleNamespace(acting=acting, user=karin)
            assert [case.last_name for case in own_cases_named(request, [sort_name(beginning)])] == found
            held = [case.last_name for case in own_cases(request).values()]
            assert len(held) == len(names)
        with s.as_(olle) as acting:
            assert own_cases_named(SimpleNamespace(acting=acting, user=olle), [sort_name(beginning)]) == []
