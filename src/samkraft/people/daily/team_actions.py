"""Who has a place in a team: proposed by a project leader, approved by the unit manager of the branch (table B).

A place is what a person is assigned to cases by (IAM-07); when it ends, so do her cases in that team (IAM-08).
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.leaving import end_assignments_of
from samkraft.programmes.models import TeamMember, TeamProposal


class PlaceRefused(Exception):
    """A place that can't be proposed, approved or ended; the message is for the person."""


@transaction.atomic
def propose_place(team, role, profession, valid_from, valid_until):
    """Propose a place for who holds a role as handler; her unit manager's own proposal is approved by it.

    role: the RoleAssignment as handler, which says for which branch she joins.
    """
    acting = current_acting()
    given = {"team": team, "staff": role.staff, "branch": role.branch}
    _must_be_free(given, valid_from, valid_until)
    try:
        with transaction.atomic():
            proposal = TeamProposal.objects.create(
                profession=profession, valid_from=valid_from, valid_until=valid_until, proposed_by=acting.staff, **given
            )
    except IntegrityError:
        raise PlaceRefused(_("Det finns redan ett förslag som väntar på svar.")) from None
    log_event(Event.ADMINISTRATION, object_type="team", items=[f"proposed:{proposal.pk}"])
    if _decides(acting, proposal) is None:
        _decide(acting, proposal, True, "")
    return proposal


@transaction.atomic
def answer_proposal(proposal_id, is_approved, answer):
    """The unit manager's yes or no; a no says why. The second of two managers is told that it is answered."""
    acting = current_acting()
    proposal = TeamProposal.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=proposal_id)
    refusal = _decides(acting, proposal)
    if refusal:
        raise PlaceRefused(refusal)
    if proposal.decided_at:
        raise PlaceRefused(_("Förslaget är redan besvarat av %(name)s.") % {"name": proposal.decided_by.name})
    if not is_approved and not answer.strip():
        raise PlaceRefused(_("Skriv varför det blev nej."))
    _decide(acting, proposal, is_approved, answer.strip())
    return proposal


@transaction.atomic
def end_place(member):
    """End a place today: its cases go at once, and a leader who leaves is replaced by nobody."""
    acting = current_acting()
    if member.branch_id != acting.branch.pk:
        raise PlaceRefused(_("Du kan bara avsluta platser i din egen verksamhet."))
    member.valid_until = max(today(), member.valid_from) - timedelta(days=1)
    member.save(update_fields=["valid_until"])
    end_assignments_of(member.staff)
    log_event(Event.ADMINISTRATION, object_type="team", items=[f"ended:{member.pk}"])


def _decides(acting, proposal):
    """Why the person can't decide on the proposal; None when she can."""
    if not acting.has_role(Role.UNIT_MANAGER) or proposal.branch_id != acting.branch.pk:
        return _("Bara enhetschefen i personens verksamhet godkänner.")
    if proposal.staff_id == acting.staff.pk:
        return _("Du kan inte godkänna dig själv. En annan enhetschef behöver göra det.")
    return None


def _decide(acting, proposal, is_approved, answer):
    proposal.decided_by, proposal.decided_at = acting.staff, timezone.now()
    proposal.is_approved, proposal.answer = is_approved, answer
    proposal.save(update_fields=["decided_by", "decided_at", "is_approved", "answer"])
    if is_approved:
        given = {"team_id": proposal.team_id, "staff_id": proposal.staff_id, "branch_id": proposal.branch_id}
        _must_be_free(given, proposal.valid_from, proposal.valid_until)
        period = {"valid_from": proposal.valid_from, "valid_until": proposal.valid_until}
        TeamMember.objects.create(profession=proposal.profession, **given, **period)
    word = "approved" if is_approved else "refused"
    log_event(Event.ADMINISTRATION, object_type="team", items=[f"{word}:{proposal.pk}"], reason=answer)


def _must_be_free(given, valid_from, valid_until):
    """She has no place there already on any of the days."""
    if TeamMember.objects.filter(**given).overlapping(valid_from, valid_until).exists():
        raise PlaceRefused(_("Personen har redan en plats i teamet de dagarna."))
