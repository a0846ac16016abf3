"""Propose a team for each called person, let the administrator change it with a reason, confirm."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.people.choices import ReferralState
from samkraft.people.intake.placing_rules import Placing, TeamLoad
from samkraft.people.models import PlacingProposal, Referral
from samkraft.programmes.models import Team
from samkraft.sharing import door


class PlacingRefused(Exception):
    """A placing that can't be made; the message is for the person."""


def called_without_team(programme):
    """Called people of the acting branch who have no team and no proposal yet, in the order of their calling."""
    mine = Referral.objects.called().filter(owner_branch=current_acting().branch, programme=programme, team=None)
    return mine.filter(placing=None).order_by("called_on", "pseudonym")


def team_loads(programme):
    """Load and sex of every team open today; counts come through the door, never names."""
    counts = {team: (women, men) for team, women, men in door.rows("team_loads", programme.pk)}
    teams = Team.objects.filter(programme=programme).in_force().order_by("pk")
    return [TeamLoad(team.pk, team.code, team.load_limit, *counts.get(team.pk, (0, 0))) for team in teams]


@transaction.atomic
def propose(programme):
    """Propose a team for everyone called without one. Returns how many; existing proposals count as load."""
    people = list(called_without_team(programme).select_for_update(of=("self",)))
    placing = Placing(team_loads(programme))
    _count_open_proposals(placing, programme)
    try:
        proposals = [placing.place(person, person.sex) for person in people]
    except ValueError as problem:
        raise PlacingRefused(str(problem)) from None
    batch, actor = uuid.uuid4(), current_acting()
    rows = [
        PlacingProposal(
            owner_branch=actor.branch,
            referral=proposal.person,
            batch=batch,
            proposed_team_id=proposal.team,
            team_id=proposal.team,
            above_limit=proposal.above_limit,
            made_on=today(),
        )
        for proposal in proposals
    ]
    PlacingProposal.objects.bulk_create(rows, batch_size=1000)
    return len(proposals)


def _count_open_proposals(placing, programme):
    teams = {team.key: team for team in placing.teams}
    for proposal in open_proposals(programme).select_related("referral"):
        if proposal.team_id in teams:
            teams[proposal.team_id].add(proposal.referral.sex)


def open_proposals(programme):
    """Proposals of the acting branch that nobody has confirmed."""
    mine = PlacingProposal.objects.filter(owner_branch=current_acting().branch, confirmed_on=None)
    return mine.filter(referral__programme=programme)


@transaction.atomic
def change(proposal, team, reason):
    """Another team than the proposed one, with its reason."""
    if not reason.strip():
        raise PlacingRefused(_("Skriv varför personen ska till ett annat team."))
    programme = proposal.referral.programme
    if not Team.objects.filter(programme=programme, pk=team.pk).in_force().exists():
        raise PlacingRefused(_("Teamet tar inte emot någon i dag."))
    proposal.team, proposal.change_reason = team, reason.strip()
    proposal.save(update_fields=["team", "change_reason"])
    flag_above_limit(programme)


@transaction.atomic
def flag_above_limit(programme):
    """Judge every open proposal against today's loads and the proposals before it. Returns how many are newly above
    their team's limit: nobody is placed above one that wasn't flagged first."""
    teams = {load.key: load for load in team_loads(programme)}
    changed = []
    for proposal in open_proposals(programme).select_related("referral").order_by("pk"):
        team = teams.get(proposal.team_id)
        is_above = team is None or team.is_full
        if is_above != proposal.above_limit:
            proposal.above_limit = is_above
            changed.append(proposal)
        if team is not None:
            team.add(proposal.referral.sex)
    PlacingProposal.objects.bulk_update(changed, ["above_limit"], batch_size=1000)
    return sum(proposal.above_limit for proposal in changed)


@transaction.atomic
def confirm(programme):
    """Confirm every open proposal: the people are placed, and their own branch's team member can call them."""
    actor = current_acting()
    proposals = list(open_proposals(programme).select_for_update(of=("self",)).select_related("referral"))
    for proposal in proposals:
        proposal.confirmed_on, proposal.confirmed_by = today(), actor.staff
        proposal.referral.team_id = proposal.team_id
    PlacingProposal.objects.bulk_update(proposals, ["confirmed_on", "confirmed_by"], batch_size=1000)
    placed = [proposal.referral for proposal in proposals if proposal.referral.state == ReferralState.CALLED]
    Referral.objects.bulk_update(placed, ["team"], batch_size=1000)
    return len(placed)
