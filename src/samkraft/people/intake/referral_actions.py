"""Moving a referral from state to state. Every move is a row: when, who, why."""

from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.people.choices import REFERRAL_MOVES, ReferralState
from samkraft.people.models import ReferralMove


class MoveRefused(Exception):
    """A move that the life cycle doesn't have; the message is for the person."""


def move(referral, to_state, reason=""):
    """Move one referral, checked against the life cycle, and keep the move."""
    if to_state not in REFERRAL_MOVES[ReferralState(referral.state)]:
        words = {"a": ReferralState(referral.state).label, "b": ReferralState(to_state).label}
        raise MoveRefused(_("%(a)s kan inte bli %(b)s.") % words)
    from_state, referral.state = referral.state, to_state
    referral.save(update_fields=["state"])
    record_moves([referral], from_state, to_state, reason)


def record_moves(referrals, from_state, to_state, reason=""):
    """Keep the same move of many referrals, in one statement."""
    actor = current_acting()
    ReferralMove.objects.bulk_create(
        [
            ReferralMove(
                owner_branch_id=referral.owner_branch_id,
                referral=referral,
                from_state=from_state,
                to_state=to_state,
                moved_on=today(),
                moved_by=actor.staff,
                reason=reason,
            )
            for referral in referrals
        ],
        batch_size=1000,
    )
