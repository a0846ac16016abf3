"""What ends by itself: a branch's file with its last consent, a case with the role or the place in the team."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.access.models import RoleAssignment
from samkraft.people.models import Case, CaseAssignment, CaseFile, PhasePeriod
from samkraft.programmes.models import Programme, TeamMember
from samkraft.sharing import door
from samkraft.sharing.models import ConsentLine
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
LATER = s.DAY + timedelta(days=300)


@pytest.fixture
def joined():
    """Karin leads for af; soc has its file by a consent that ends in 180 days, and Jonas works with it there."""
    karin, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    return karin, jonas, case


def _withdraw_all(person, case):
    with s.as_(person):
        for line in ConsentLine.objects.filter(case_id=case.pk):
            door.call("withdraw_consent", line.line)
        return door.call("close_uncovered_files", case.pk)


def _night(day=LATER):
    Programme.objects.filter(slug=s.PROGRAMME).update(demo_day=day)
    with s.as_(s.staff("ama"), "ama", day=day):
        return door.rows("end_what_has_ended")[0]


# --- a file and its consent ---


def test_name_and_phone_are_closed_the_day_after_the_last_consent_ended(joined):
    """CON-01, CON-06: what is readable is covered by a line now; the enrolling branch's own file hangs on none."""
    karin, jonas, case = joined
    with s.as_(jonas, "soc", day=s.DAY + timedelta(days=180)):
        assert CaseFile.objects.filter(case=case).exists()
    with s.as_(jonas, "soc", day=s.DAY + timedelta(days=181)):
        assert not CaseFile.objects.filter(case=case).exists()
        with pytest.raises(door.DoorRefused) as refusal:
            door.call("record_consent", case.pk, case.pk, s.branch("soc").pk, s.branch("af").pk, "plan", "planning",
                      LATER, LATER, "written", "")  # fmt: skip
        assert refusal.value.code == "no_file"
    with s.as_(karin, day=LATER):
        assert CaseFile.objects.filter(case=case).exists()
        assert {row[0] for row in door.rows("file_holders", case.pk)} == {s.branch("af").pk}


def test_a_line_that_the_giver_has_not_confirmed_keeps_no_file_open(joined):
    """CON-04: a receiver doesn't write herself more time."""
    _karin, jonas, case = joined
    s.consent(jonas, case, "soc", "plan", branch_code="soc", from_="af", since=s.DAY, until=LATER)
    with s.as_(jonas, "soc", day=LATER):
        assert not CaseFile.objects.filter(case=case).exists()


def test_a_closed_file_follows_the_case_no_more(joined, client):
    """SEK-01, design "Withdrawal": after the last line the branch learns nothing new, its manager neither."""
    karin, _jonas, case = joined
    assert _withdraw_all(karin, case) == 1
    with s.as_(karin):
        door.call("move_phase", case.pk, "2", s.DAY)
    boss = s.staff("soc", Role.UNIT_MANAGER)
    with s.as_(boss, "soc"):
        for model in (Case, PhasePeriod, CaseAssignment, CaseFile):
            assert not model.objects.exists()
    s.log_in(client, boss, "soc")
    client.post(reverse("people:open_with_reason"), {"number": case.number, "reason": "Klagomål har kommit in"})
    assert client.get(reverse("people:case", args=[case.pk])).status_code == 404


def test_each_night_files_without_consent_are_closed_and_their_leader_replaced(joined):
    karin, jonas, case = joined
    with s.as_(karin):
        door.call("set_leader", case.pk, jonas.pk, s.branch("soc").pk)
    assert _night(s.DAY) == (0, 0)
    assert _night()[0] == 1
    with s.as_(karin, day=LATER):
        assert Case.objects.get(pk=case.pk).leader_id is None
        held = CaseAssignment.objects.filter(case=case).in_force(LATER)
        assert [row.staff_id for row in held] == [karin.pk]


def test_a_branch_that_enrolled_the_person_itself_keeps_its_file():
    """SEK-05: it has her by its own referral, not by anybody's consent."""
    karin = s.staff("af")
    case = s.enrolled_case(karin)
    assert _night() == (0, 0)
    with s.as_(karin, day=LATER):
        assert CaseFile.objects.filter(case=case).exists()


def test_the_nightly_command_tells_what_ended():
    said = StringIO()
    call_command("end_access", stdout=said)
    ended = "0 files closed, 0 assignments ended, 0 consent lines ran out, 0 openings ran out.\n"
    assert said.getvalue() == ended


# --- a case and who works with it ---


def _opens(client, person, case):
    return s.log_in(client, person, "soc").get(reverse("people:case", args=[case.pk])).status_code == 200


def test_who_has_left_the_team_has_left_its_cases(joined, client):
    """IAM-08: in lists, by the address, at the door; at once, and for good after the night."""
    _karin, jonas, case = joined
    assert _opens(client, jonas, case)
    TeamMember.objects.filter(staff=jonas).update(valid_until=s.DAY - timedelta(days=1))
    assert not _opens(client, jonas, case)
    assert "Haddad" not in client.get(reverse("people:cases")).content.decode()
    with s.as_(jonas, "soc"):
        note = s.item(jonas, case, "minutes", "soc")
        with pytest.raises(door.DoorRefused) as refusal:
            door.call("release", case.pk, s.branch("af").pk, "minutes", "minutes", note, 1, "x", {}, "consent", None)
        assert refusal.value.code == "not_your_case"
        with pytest.raises(door.DoorRefused):
            door.call("assign", case.pk, jonas.pk, s.branch("soc").pk, "", s.DAY)
    assert _night(s.DAY) == (0, 1)
    TeamMember.objects.filter(staff=jonas).update(valid_until=None)
    assert not _opens(client, jonas, case)


def test_a_role_given_back_later_brings_no_old_case_back(joined, client):
    """IAM-07, IAM-08."""
    _karin, jonas, case = joined
    s.log_in(client, s.staff("soc", Role.ACCESS_ADMINISTRATOR), "soc")
    role = RoleAssignment.objects.get(staff=jonas)
    client.post(reverse("access:end_role", args=[role.pk]), {"reason": "slutar"})
    role.refresh_from_db()
    assert role.valid_until < s.DAY
    RoleAssignment.objects.filter(pk=role.pk).update(valid_until=None)
    assert not _opens(client, jonas, case)


def test_a_role_that_ran_out_ends_its_cases_at_night(joined):
    karin, jonas, _case = joined
    RoleAssignment.objects.filter(staff=jonas).update(valid_until=s.DAY - timedelta(days=1))
    assert _night(s.DAY) == (0, 1)
    with s.as_(karin):
        assert not CaseAssignment.objects.filter(staff=jonas).in_force(s.DAY).exists()


# --- discharge ---


@pytest.mark.parametrize(
    ("days", "why"), [(-4000, "closed_before_phase"), (-6, "closed_before_phase"), (1, "closed_later")]
)
def test_a_case_is_closed_in_its_present_phase_and_not_before_it_happened(days, why):
    """ARK-05: no day given takes a phase away."""
    karin = s.staff("af")
    case = s.enrolled_case(karin)
    with s.as_(karin):
        door.call("move_phase", case.pk, "2", s.DAY - timedelta(days=5))
        with pytest.raises(door.DoorRefused) as refusal:
            door.call("close_case", case.pk, s.DAY + timedelta(days=days))
        assert refusal.value.code == why
        door.call("close_case", case.pk, s.DAY - timedelta(days=5))
        assert PhasePeriod.objects.filter(case=case).count() == 2
