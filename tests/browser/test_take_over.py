"""A case is taken over in four clicks and keystroke groups at most, from the start page (M1)."""

from samkraft.people.models import Case
from samkraft.sharing import door
from tests import situations as s


def test_a_case_is_taken_over_from_the_day_in_four_steps_at_most(visitor, database):
    team = s.team("team-1")
    karin, olle = (s.staff("af", first_name=name, last_name="Ek", in_team=team) for name in ("Karin", "Olle"))
    case = s.enrolled_case(karin, last_name="Lindhav")
    with s.as_(karin):
        door.call("assign", case.pk, olle.pk, s.branch("af").pk, "", s.DAY)
    his = visitor().is_(olle).go("/")
    with his.counted("Ta över ett ärende", at_most=4):
        his.link("Lindhav, Samira").link("Ta över ärendet").button("Ta över")
    his.sees("Olle Ek leder nu ärendet.")
    with s.as_(olle):
        assert Case.objects.get(pk=case.pk).leader_id == olle.pk
