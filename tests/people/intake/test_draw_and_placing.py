"""The draw, the placing and the enrolment: what the records prove and who may know whom before enrolment."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from samkraft.access.choices import Role
from samkraft.access.models import RoleAssignment
from samkraft.people.choices import ReferralState
from samkraft.people.intake import draw_actions, enrolment_actions, placing_actions
from samkraft.people.intake.given import Given
from samkraft.people.intake.placing_rules import Placing, TeamLoad
from samkraft.people.intake.referral_actions import move
from samkraft.people.intake.referral_create import call_many
from samkraft.people.models import Case, CaseAssignment, CaseFile, Draw, PlacingProposal, Referral, ReferralMove
from samkraft.programmes.models import Team
from samkraft.sharing import door
from samkraft.sharing.consent_rules import Proposed, bundles, latest_end, proposed_lines
from samkraft.sharing.models import ConsentLine
from tests import situations as s

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return s.staff("af", Role.PROJECT_ADMINISTRATOR)


def _waiting(person, number, **fields):
    return s.referral(
        person, state=ReferralState.WAITING, number=f"19850312T{number:03d}", in_frame=True,
        priority="high" if number % 3 else "other", sex="man" if number % 2 else "woman", **fields,
    )  # fmt: skip


def _draw(administrator, people=30, seats=10):
    for number in range(people):
        _waiting(administrator, number)
    definition = s.programme().version_on(s.DAY).definition
    with s.as_(administrator):
        frozen = draw_actions.freeze(s.programme(), definition)
        draw_actions.make_draw(frozen.pk, seats, "Stockholm 2021-06-30 28,4 grader", "SMHI")
        return Draw.objects.get(pk=frozen.pk)


def test_a_draw_calls_its_seats_within_strata_and_leaves_the_rest_waiting(administrator):
    draw = _draw(administrator)
    with s.as_(administrator):
        listed = Referral.objects.filter(draw=draw)
        assert listed.count() == 30 and listed.called().count() == 10
        assert listed.waiting().count() == 20
        assert ReferralMove.objects.filter(to_state=ReferralState.CALLED).count() == 10
    shares = {name: seats / people for name, people, seats in draw.record["strata"]}
    assert all(abs(share - 1 / 3) < 0.2 for share in shares.values())


def test_the_record_holds_pseudonyms_only(administrator):
    draw = _draw(administrator)
    text = str(draw.record) + str(draw.frozen)
    assert "Haddad" not in text and "19850312" not in text


def test_verify_draw_proves_a_stored_draw(administrator):
    draw = _draw(administrator)
    out = StringIO()
    call_command("verify_draw", draw.pk, stdout=out)
    assert f"Draw {draw.pk} holds: 10 of 30" in out.getvalue()


@pytest.mark.parametrize("change", ["seed", "result", "list", "stored"])
def test_verify_draw_fails_on_a_changed_record(administrator, change):
    draw = _draw(administrator)
    with s.as_(administrator):
        if change == "seed":
            draw.record["seed"] = "ett annat"
        elif change == "result":
            draw.record["people"] = [[*row[:4], False, row[5]] for row in draw.record["people"]]
        elif change == "list":
            draw.frozen[0][0] = "P-utbytt"
        else:
            draw.result_hash = "0" * 64
        draw.save()
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_draw", draw.pk)


def test_verify_draw_says_when_there_is_no_such_draw():
    with pytest.raises(CommandError, match="There is no draw"):
        call_command("verify_draw", 4711)


def test_a_draw_is_made_once_and_with_sense(administrator):
    draw = _draw(administrator)
    with s.as_(administrator):
        with pytest.raises(draw_actions.DrawRefused, match="redan gjord"):
            draw_actions.make_draw(draw.pk, 5, "x", "")
        again = Draw.objects.create(
            owner_branch=s.branch("af"), programme=s.programme(), frozen_on=s.DAY, frozen_by=administrator,
            frozen=[["a", "b"]], list_hash="x", people=1,
        )  # fmt: skip
        for seats, seed, words in ((0, "x", "mellan 1 och 1"), (2, "x", "mellan 1 och 1"), (1, " ", "startvärdet")):
            with pytest.raises(draw_actions.DrawRefused, match=words):
                draw_actions.make_draw(again.pk, seats, seed, "")


def test_nobody_stands_on_two_lists_so_no_seed_can_be_shopped_for(administrator):
    for number in range(6):
        _waiting(administrator, number)
    definition = s.programme().version_on(s.DAY).definition
    with s.as_(administrator):
        draw_actions.freeze(s.programme(), definition)
        with pytest.raises(draw_actions.DrawRefused, match="ingen som väntar"):
            draw_actions.freeze(s.programme(), definition)
    late = _waiting(administrator, 7)
    with s.as_(administrator):
        second = draw_actions.freeze(s.programme(), definition)
        assert [name for name, _stratum in second.frozen] == [late.pseudonym]


def test_who_has_said_no_since_the_list_was_frozen_is_not_called_and_not_counted(administrator):
    first, second = (_waiting(administrator, number) for number in (1, 2))
    with s.as_(administrator):
        frozen = draw_actions.freeze(s.programme(), s.programme().version_on(s.DAY).definition)
        move(first, ReferralState.DECLINED, "Har fått arbete")
        assert draw_actions.make_draw(frozen.pk, 2, "28,4", "SMHI") == 1
        assert list(Referral.objects.called()) == [second]


def test_more_are_called_from_the_same_list_and_nobody_is_uncalled(administrator):
    draw = _draw(administrator, people=30, seats=10)
    with s.as_(administrator):
        before = set(Referral.objects.called().values_list("pk", flat=True))
        assert draw_actions.draw_more(draw.pk, 7) == 7
        assert before < set(Referral.objects.called().values_list("pk", flat=True))
        draw.refresh_from_db()
        assert draw.seats == 17 == Referral.objects.called().count()
        with pytest.raises(draw_actions.DrawRefused, match="mellan 1 och 13"):
            draw_actions.draw_more(draw.pk, 14)
    call_command("verify_draw", draw.pk, stdout=StringIO())


def test_people_outside_the_frame_are_called_without_a_draw_and_marked_so(administrator):
    jonas = s.staff("soc")
    outside = s.referral(jonas, "soc", state=ReferralState.WAITING, in_frame=False)
    with s.as_(jonas, "soc"):
        assert call_many(s.programme(), [outside.pk]) == 1
        outside.refresh_from_db()
        assert outside.state == ReferralState.CALLED and outside.draw is None
        assert "utan lottning" in ReferralMove.objects.get(referral=outside).reason
    inside = _waiting(administrator, 1)
    with s.as_(administrator):
        assert call_many(s.programme(), [inside.pk]) == 0


def test_placing_keeps_load_and_sex_even():
    placing = Placing([TeamLoad(key, f"team-{key}", 150, women=70, men=75) for key in range(4)])
    for number in range(40):
        placing.place(number, "woman" if number % 2 else "man")
    assert {team.load for team in placing.teams} == {155}
    assert max(t.women for t in placing.teams) - min(t.women for t in placing.teams) <= 1


def test_placing_evens_out_sex_where_it_is_uneven_within_nearly_equal_load():
    placing = Placing([TeamLoad(1, "a", 150, women=4, men=16), TeamLoad(2, "b", 150, women=10, men=9)])
    assert placing.place("someone", "woman").team == 1
    far = Placing([TeamLoad(1, "a", 150, women=4, men=20), TeamLoad(2, "b", 150, women=10, men=9)])
    assert far.place("someone", "woman").team == 2, "load comes first"


def test_a_team_above_its_limit_is_flagged_never_refused():
    placing = Placing([TeamLoad(1, "a", 1), TeamLoad(2, "b", 2)])
    flags = [placing.place(number, "man").above_limit for number in range(4)]
    assert flags == [False, False, False, True]


def test_placing_says_when_no_team_is_open():
    with pytest.raises(ValueError, match="inget team"):
        Placing([]).place("someone", "man")


def test_a_proposal_is_changed_with_a_reason_and_confirmed(administrator):
    _draw(administrator, people=12, seats=12)
    with s.as_(administrator):
        assert placing_actions.propose(s.programme()) == 12
        assert placing_actions.propose(s.programme()) == 0
        proposal = placing_actions.open_proposals(s.programme()).first()
        other = s.team("team-10") if s.programme().teams.filter(code="team-10") else s.programme().teams.last()
        with pytest.raises(placing_actions.PlacingRefused, match="varför"):
            placing_actions.change(proposal, other, " ")
        placing_actions.change(proposal, other, "Känner handläggaren sedan tidigare")
        assert placing_actions.confirm(s.programme()) == 12
        proposal.referral.refresh_from_db()
        assert proposal.referral.team == other
        assert not Referral.objects.called().filter(team=None).exists()


def test_a_team_that_several_are_moved_to_is_flagged_when_it_fills_up(administrator):
    _draw(administrator, people=3, seats=3)
    full = s.team("team-2")
    Team.objects.filter(pk=full.pk).update(load_limit=1)
    with s.as_(administrator):
        placing_actions.propose(s.programme())
        PlacingProposal.objects.update(team=full, above_limit=False)
        assert placing_actions.flag_above_limit(s.programme()) == 2
        assert placing_actions.flag_above_limit(s.programme()) == 0
        assert placing_actions.open_proposals(s.programme()).filter(above_limit=True).count() == 2


def test_before_enrolment_only_the_referring_branch_sees_who_others_see_how_many():
    karin, jonas = s.staff("af", in_team=s.team()), s.staff("soc", in_team=s.team())
    who = s.referral(karin)
    with s.as_(karin):
        assert list(Referral.objects.called()) == [who]
    with s.as_(jonas, "soc"):
        assert not Referral.objects.exists()
        assert enrolment_actions.expected_in(s.team()) == 1


def _base(*receivers):
    lines = [Proposed("af", to, code) for to in receivers for code in ("identity", "enrolment", "plan")]
    return lines + [Proposed(back, "af", "plan") for back in receivers]


def _enrol(karin, who, lines):
    with s.as_(karin):
        definition = who.programme_version.definition
        return enrolment_actions.enrol(who.pk, Given(lines, latest_end(definition, s.DAY), "oral"))


def test_enrolment_makes_case_files_assignments_and_leader():
    karin, jonas, leila = (s.staff(code, in_team=s.team()) for code in ("af", "soc", "ama"))
    case = _enrol(karin, s.referral(karin), _base("soc", "ama"))
    with s.as_(karin):
        assert Case.objects.get(pk=case.pk).leader == karin
        assert case.number.startswith("MK-2021-")
        assert {a.staff_id for a in CaseAssignment.objects.filter(case=case)} == {karin.pk, jonas.pk, leila.pk}
    with s.as_(jonas, "soc"):
        file = CaseFile.objects.get(case=case)
        assert file.first_name == "Samira" and not file.is_origin
        waiting = ConsentLine.objects.get(from_branch=s.branch("soc"), case_id=case.pk)
        assert waiting.confirmed_at is None


def test_a_member_of_the_team_whose_role_has_ended_is_left_out_and_nobody_waits_for_her():
    """IAM-07."""
    karin, jonas = s.staff("af", in_team=s.team()), s.staff("soc", in_team=s.team())
    RoleAssignment.objects.filter(staff=jonas).update(valid_until=s.DAY - timedelta(days=1))
    case = _enrol(karin, s.referral(karin), _base("soc"))
    with s.as_(karin):
        assert {a.staff_id for a in CaseAssignment.objects.filter(case=case)} == {karin.pk}


def test_a_refused_branch_gets_no_file_and_nobody_assigned():
    """CON-08: a plan is made with fewer parties, and a refusal costs nothing."""
    karin, jonas, leila = (s.staff(code, in_team=s.team()) for code in ("af", "soc", "ama"))
    case = _enrol(karin, s.referral(karin), _base("ama"))
    with s.as_(karin):
        assert {a.staff_id for a in CaseAssignment.objects.filter(case=case)} == {karin.pk, leila.pk}
    with s.as_(jonas, "soc"):
        assert not Case.objects.filter(pk=case.pk).exists()


def test_a_person_is_enrolled_once():
    karin = s.staff("af", in_team=s.team())
    who = s.referral(karin)
    _enrol(karin, who, [])
    with pytest.raises(enrolment_actions.EnrolmentRefused, match="inte längre kallad"):
        _enrol(karin, who, [])


def test_two_referrals_of_one_person_meet_at_enrolment():
    """SEK-05: neither branch knew of the other's referral; they share one case once the person is enrolled."""
    from samkraft.people.vault import person_key

    karin, jonas = s.staff("af", in_team=s.team()), s.staff("soc", in_team=s.team())
    one, two = s.referral(karin, "af", number="19850312T014"), s.referral(jonas, "soc", number="19850312T014")
    for person, code, who in ((karin, "af", one), (jonas, "soc", two)):
        with s.as_(person, code):
            key = person_key(s.PROGRAMME, "19850312T014")
            assert door.call("note_person", s.programme().pk, key, who.pk) in (None, "")
    first = _enrol(karin, one, [])
    with s.as_(jonas, "soc"):
        assert not Case.objects.exists()
        second = enrolment_actions.enrol(two.pk, Given([], None, ""))
        assert second.pk == first.pk
        assert Case.objects.filter(programme=s.programme()).count() == 1


def test_declining_is_kept_with_its_reason():
    karin = s.staff("af", in_team=s.team())
    who = s.referral(karin)
    with s.as_(karin):
        enrolment_actions.decline(who.pk, "Har fått arbete själv")
        who.refresh_from_db()
        assert who.state == ReferralState.DECLINED
        assert ReferralMove.objects.get(referral=who).reason == "Har fått arbete själv"


def test_the_form_offers_the_base_as_one_tick_per_receiver_and_nothing_to_oneself():
    definition = s.programme().version_on(s.DAY).definition
    offered = bundles(definition, ["af", "soc", "ama"], "af")
    assert {b.to_branch for b in offered if b.code == "base"} == {"soc", "ama"}
    assert all(line.from_branch != line.to_branch for b in offered for line in b.lines)
    known = {category.code for category in definition.data_categories}
    assert {line.category for line in proposed_lines(definition, ["af", "soc"])} <= known


def test_nobody_outside_the_door_can_claim_a_case_number():
    with s.as_(s.staff("af")), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("select * from people_casecounter")
