"""Who joins a team: proposed by a project leader, approved by her unit manager (table B, IAM-07, IAM-08)."""

import pytest
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.models import ReadLog
from samkraft.people.daily import team_actions
from samkraft.people.models import CaseAssignment
from samkraft.programmes.models import TeamMember, TeamProposal
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
PAGE = "/team/"


@pytest.fixture
def people():
    """Annika leads the project; Eva and Gun are unit managers of af and soc; Maja and Jonas are to join."""
    found = {"annika": s.staff("af", Role.PROJECT_LEADER), "eva": s.staff("af", Role.UNIT_MANAGER)}
    found |= {"gun": s.staff("soc", Role.UNIT_MANAGER, Role.HANDLER), "maja": s.staff("af"), "jonas": s.staff("soc")}
    return found


def _propose(client, person, **change):
    given = {"team": s.team().pk, "person": person.username, "profession": "social_worker", "valid_from": "2021-06-30"}
    return client.post(reverse("people:propose_place"), given | change)


def _answer(client, proposal, svar="ja", text=""):
    return client.post(reverse("people:answer_place", args=[proposal.pk]), {"svar": svar, "answer": text})


def test_a_project_leader_proposes_and_the_branch_s_manager_approves(people):
    """Table B; ADM-3 in the log of the branch of each."""
    annika, eva, gun = logged_in(people["annika"]), logged_in(people["eva"]), logged_in(people["gun"], "soc")
    assert _propose(annika, people["jonas"]).status_code == 302
    assert _propose(annika, people["jonas"]).status_code == 422, "one question at a time"
    proposal = TeamProposal.objects.get()
    assert not TeamMember.objects.filter(staff=people["jonas"]).exists()
    assert "Väntar på ditt svar" in gun.get(PAGE).content.decode()
    assert "Väntar på ditt svar" not in eva.get(PAGE).content.decode()
    assert _answer(eva, proposal).status_code == 404, "another branch's people are not hers"
    assert _answer(annika, proposal).status_code == 404
    _answer(gun, proposal, "nej")
    assert TeamProposal.objects.get().decided_at is None, "a no says why"
    _answer(gun, proposal)
    assert TeamMember.objects.in_force(s.DAY).get(staff=people["jonas"]).branch == s.branch("soc")
    with s.as_(people["gun"], "soc"):
        assert ReadLog.objects.filter(event=Event.ADMINISTRATION, object_type="team").count() == 1
        with pytest.raises(team_actions.PlaceRefused, match="redan besvarat"):
            team_actions.answer_proposal(proposal.pk, True, "")


def test_nobody_approves_her_own_place(people):
    """Four eyes: a manager who is a handler too waits for another manager, and so says the database."""
    gun = logged_in(people["gun"], "soc")
    assert _propose(gun, people["gun"]).status_code == 302
    proposal = TeamProposal.objects.get()
    _answer(gun, proposal)
    assert TeamProposal.objects.get().decided_at is None and not TeamMember.objects.exists()
    assert "nobody_approves_herself" in {rule.name for rule in TeamProposal._meta.constraints}


def test_a_manager_s_own_people_join_at_once_and_leave_with_their_cases(people):
    """IAM-08: the place is the key to the team's cases; it can end on the day when it began."""
    eva, maja = logged_in(people["eva"]), people["maja"]
    assert _propose(eva, people["jonas"]).status_code == 422, "not of her branch"
    assert _propose(eva, maja).status_code == 302
    assert _propose(eva, maja).status_code == 422, "she has a place already"
    case = s.enrolled_case(maja, on=s.DAY)
    url = reverse("people:case", args=[case.pk])
    client = logged_in(maja)
    assert client.get(url).status_code == 200
    place = TeamMember.objects.get(staff=maja)
    assert logged_in(people["gun"], "soc").post(reverse("people:end_place", args=[place.pk])).status_code == 404
    assert eva.post(reverse("people:end_place", args=[place.pk])).status_code == 302
    assert client.get(url).status_code == 404
    with s.as_(people["eva"]):
        assert not CaseAssignment.objects.filter(staff=maja).in_force().exists()


def test_what_is_typed_wrong_comes_back_with_words(people):
    bad = _propose(logged_in(people["annika"]), people["eva"], valid_until="2021-01-01")
    text = bad.content.decode()
    assert bad.status_code == 422 and "Ingen, eller fler än en" in text and "före startdatum" in text
    assert people["eva"].username in text
