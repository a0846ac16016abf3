"""The good rows are taken without the bad, once."""

import pytest
from django.db import ProgrammingError, connection, transaction

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog
from samkraft.exchange import taking
from samkraft.exchange.models import StagedRow, Upload
from samkraft.people.choices import ReferralState
from samkraft.people.models import Referral, ReferralMove
from samkraft.people.vault import person_key, unseal
from samkraft.sharing import door
from tests import situations as s
from tests.exchange import uploads as u

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _taken(who, upload, branch_code="af"):
    with s.as_(who, branch_code):
        return taking.take(upload.pk)


def test_the_good_rows_become_referrals_without_the_bad():
    birgitta = u.administrator()
    upload = u.staged(
        birgitta,
        u.person(1, income_support="ja", registered_since="2019-03-01"),
        u.person(2, municipality=""),
        u.person(3, municipality="0180"),
        u.person(4, first_name=""),
    )
    assert _taken(birgitta, upload).taken == 2
    with s.as_(birgitta):
        first, second = Referral.objects.order_by("sort_name")
        assert (first.state, second.state) == (ReferralState.WAITING, ReferralState.UNDECIDED)
        assert first.priority == "income_support_12" and first.in_frame and first.sex == "man"
        assert first.facts["registered_since"] == "2019-03-01" and "skat" not in first.facts
        assert unseal(s.branch("af"), first.identity_sealed) == "19850312T001"
        assert (first.birth_year, first.referred_by, first.way) == (1985, birgitta, "af_file")
        moves = ReferralMove.objects.order_by("referral__sort_name")
        assert [move.to_state for move in moves] == ["waiting", "undecided"] and moves[0].moved_by == birgitta


def test_the_same_file_twice_changes_nothing():
    birgitta = u.administrator()
    first = _taken(birgitta, u.staged(birgitta, u.person(1), u.person(2)))
    again = u.staged(birgitta, u.person(1), u.person(2))
    assert again.count("known") == 2
    assert (first.taken, _taken(birgitta, again).taken) == (2, 0)
    with s.as_(birgitta):
        assert Referral.objects.count() == ReferralMove.objects.count() == 2


def test_a_person_taken_since_the_file_was_read_is_passed_over():
    birgitta = u.administrator()
    one, two = u.staged(birgitta, u.person(1), u.person(2)), u.staged(birgitta, u.person(2), u.person(3))
    assert (_taken(birgitta, one).taken, _taken(birgitta, two).taken) == (2, 1)


def test_an_upload_is_taken_once():
    birgitta = u.administrator()
    upload = u.staged(birgitta, u.person(1))
    _taken(birgitta, upload)
    with pytest.raises(taking.TakingRefused, match="redan mottagen"):
        _taken(birgitta, upload)


def _enrolled(who, branch_code, key):
    with s.as_(who, branch_code):
        mine = Referral.objects.get()
        Referral.objects.update(state="called", team=s.team())
        if key:
            door.call("note_person", s.programme().pk, key, mine.pk)
        return door.call("open_case", mine.pk, s.DAY, "MK", "1")


def test_two_branches_that_took_one_person_meet_at_enrolment_and_not_before():
    """SEK-05: only the door knows; nobody can spoil what it knows of another branch's referral."""
    birgitta, sofia = u.administrator(), s.staff("soc")
    number = "19850312T001"
    theirs = s.referral(sofia, "soc", state=ReferralState.WAITING, number=number)
    with s.as_(birgitta):
        door.call("note_people", s.programme().pk, [{"referral": str(theirs.pk), "key": "0" * 64}])
    assert _taken(birgitta, u.staged(birgitta, u.person(1))).taken == 1
    case = _enrolled(sofia, "soc", person_key(s.PROGRAMME, number))
    assert _enrolled(birgitta, "af", "") == case


def test_what_the_door_knows_is_closed_to_the_site():
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with s.as_(u.administrator()), refused, transaction.atomic():
        connection.cursor().execute("select * from people_personkey")


def test_taking_is_logged_and_empties_the_staging():
    """ITEM-1, and nobody's number lies twice."""
    birgitta = u.administrator()
    upload = u.staged(birgitta, u.person(1), u.person(2, first_name=""))
    _taken(birgitta, upload)
    with s.as_(birgitta):
        assert [row.verdict for row in StagedRow.objects.all()] == ["unreadable"]
        logged = ReadLog.objects.filter(event="ITEM-1").values_list("object_type", "items")
        assert ("upload", [f"upload:{upload.pk}", "rows:2", "protected:0"]) in logged
        assert ("referrals", [f"upload:{upload.pk}", "taken:1"]) in logged


def test_another_branch_can_not_take_an_upload():
    birgitta, sofia = u.administrator(), s.staff("soc")
    upload = u.staged(birgitta, u.person(1))
    with pytest.raises(taking.TakingRefused):
        _taken(sofia, upload, "soc")
    with s.as_(birgitta):
        assert not Upload.objects.get().is_taken


def test_a_referrers_file_does_not_tell_whom_the_branch_has():
    """REG-07: another officer's people are received like any other, and stand as repeated; her own are told."""
    birgitta = u.administrator()
    _taken(birgitta, u.staged(birgitta, u.person(1)))
    referrer = s.staff("af", Role.REFERRER)
    upload = u.staged(referrer, u.person(1), u.person(2))
    assert (upload.counts.get("known", 0), upload.counts["eligible"]) == (0, 2)
    with s.as_(referrer):
        assert taking.take(upload.pk).taken == 2
        states = Referral.objects.filter(referred_by=referrer).order_by("last_name").values_list("state", flat=True)
        assert list(states) == ["repeated", "waiting"]
        assert set(ReferralMove.objects.filter(moved_by=referrer).values_list("to_state", flat=True)) == {"waiting"}
    again = u.staged(referrer, u.person(1), u.person(2), u.person(3))
    assert (again.counts["known"], again.counts["eligible"]) == (2, 1)
    assert u.staged(birgitta, u.person(1), u.person(2)).counts["known"] == 2
