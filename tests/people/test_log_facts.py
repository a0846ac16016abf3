"""What the log review knows of cases: which are discharged and ask for no more work (REG-07)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samkraft.access.choices import FindingKind
from samkraft.access.commands import as_system
from samkraft.access.log_models import LogFinding
from samkraft.access.log_review_actions import flag_day
from samkraft.access.readlog import log_case
from samkraft.people.case_access import OpenCase
from samkraft.people.log_facts import done_with
from samkraft.people.models import CaseFile, FollowUp, Handover, ReturnSignal, Support
from samkraft.people.pathway.discharge_actions import discharge
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _days(number):
    return s.DAY + timedelta(days=number)


def _left(person, day=-40, reason="work"):
    """A case discharged that many days before."""
    case = s.enrolled_case(person, on=_days(day - 100))
    with s.as_(person):
        opened = OpenCase(case, CaseFile.objects.get(case=case))
        discharge(opened, reason, {"discharged_on": _days(day), "starts_on": _days(day)})
    return case


def _is_done_with(case):
    with as_system(s.branch("af")):
        return done_with([case.pk], timezone.localdate()) == {case.pk}


@pytest.mark.parametrize(("day", "is_done"), [(-31, True), (-30, False), (-59, True), (-60, False)])
def test_a_discharged_case_is_done_with_after_thirty_days_until_its_follow_up_comes_near(day, is_done):
    """P-036: the follow-up after ninety days is prepared in the thirty before it."""
    assert _is_done_with(_left(s.staff(), day)) == is_done


def test_an_open_case_is_never_done_with():
    assert not _is_done_with(s.enrolled_case(s.staff(), on=_days(-300)))


@pytest.mark.parametrize(("day", "is_done"), [(-31, True), (-30, False), (None, False)])
def test_a_follow_up_asks_for_work_until_thirty_days_after_it_was_held(day, is_done):
    karin = s.staff()
    case = _left(karin, -200)
    with s.as_(karin):
        FollowUp.objects.filter(case=case).update(done_on=day and _days(day))
    assert _is_done_with(case) == is_done


def _supported(own, day):
    Support.objects.create(kind="work", begun_on=_days(-40), until=_days(day), contact=own.pop("by"), **own)


def _may_be_back(own, day):
    ReturnSignal.objects.create(
        source="fact", source_key="1", since=_days(-50), found_on=_days(-50), answered_on=day and _days(day),
        answer="called" if day else "", answered_by=own.pop("by"), **own
    )  # fmt: skip


def _handed_over(own, day):
    Handover.objects.create(
        receiver_name="Bo", receiver_unit="Vård", sent_on=_days(-50), sent_by=own.pop("by"),
        answered_on=day and _days(day), **own
    )  # fmt: skip


@pytest.mark.parametrize(("asks", "day", "is_done"), [
    (_supported, -31, True), (_supported, -30, False), (_supported, 60, False),
    (_may_be_back, -31, True), (_may_be_back, -30, False), (_may_be_back, None, False),
    (_handed_over, -31, True), (_handed_over, -30, False), (_handed_over, None, False),
])  # fmt: skip
def test_support_a_sign_of_a_return_and_a_handover_ask_for_work_while_they_go_on(asks, day, is_done):
    """P-003, P-036, P-038."""
    karin = s.staff()
    case = _left(karin, -45)
    with s.as_(karin):
        file = CaseFile.objects.get(case=case)
        asks({"owner_branch": s.branch("af"), "case": case, "file": file, "by": karin}, day)
    assert _is_done_with(case) == is_done


def test_reg07_who_reads_a_discharged_case_that_asks_for_nothing_is_found_in_the_real_log():
    karin = s.staff()
    cases = [_left(karin), _left(karin, -5), s.enrolled_case(karin)]
    with s.as_(karin):
        for case in cases:
            log_case(case.pk, ["plan"])
    with as_system(s.branch("af")):
        flag_day(timezone.localdate())
        found = LogFinding.objects.filter(kind=FindingKind.DISCHARGED)
        assert [(each.staff, each.case_id, each.readings) for each in found] == [(karin, cases[0].pk, 1)]
