"""What is known of a coordination number, and when it may not be trusted to tell who somebody is (PNR-03).

A login by e-identification may not be matched to a person by a number whose identity is uncertain, or that is no longer
in use: wherever the number is shown or compared, that is said.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.choices import CoordinationLevel, CoordinationStatus
from samkraft.people.intake_models import CoordinationNumber, Referral


def note(referral: Referral, level: str, status: str) -> CoordinationNumber | None:
    """Keep what is known now, if it is anything new; what was known before stays."""
    before = known_of(referral)
    if (level, status) == ((before.coordination_level, before.coordination_status) if before else ("", "")):
        return None
    actor = current_acting()
    told = {"coordination_level": level, "coordination_status": status, "noted_on": today(), "noted_by": actor.staff}
    made = CoordinationNumber.objects.create(owner_branch=actor.branch, referral=referral, **told)
    log_event(Event.ITEM_VERSION, _cases(referral), "coordination", [f"referral:{referral.pk}"])
    return made


def _cases(referral):
    return [referral.case_id] if referral.case_id else []


def known_of(referral: Referral) -> CoordinationNumber | None:
    """The newest that the branch knows."""
    return referral.coordination.order_by("pk").last()


def known_in_case(case_id: UUID) -> CoordinationNumber | None:
    """The same by case, in the branch that referred the person."""
    mine = CoordinationNumber.objects.filter(owner_branch=current_acting().branch, referral__case_id=case_id)
    return mine.order_by("pk").last()


def may_match_login(known: CoordinationNumber | None) -> bool:
    """Whether a login may be taken for this person by the number: confirmed, and in use."""
    return known is not None and (known.coordination_level, known.coordination_status) == (
        CoordinationLevel.CONFIRMED,
        CoordinationStatus.ACTIVE,
    )


def warning(known: CoordinationNumber | None) -> str:
    """What to be careful with; empty where there is nothing to say."""
    if known is None or may_match_login(known):
        return ""
    if known.coordination_status in (CoordinationStatus.ON_HOLD, CoordinationStatus.DEREGISTERED):
        words = _("Samordningsnumret är %(status)s. Numret räcker inte för att veta vem personen är.")
        return words % {"status": known.get_coordination_status_display().lower()}
    if known.coordination_level == CoordinationLevel.UNCERTAIN:
        return _("Identiteten bakom samordningsnumret är osäker. Kontrollera på annat sätt vem personen är.")
    return _("Samordningsnumret är inte styrkt. En inloggning räcker inte för att veta vem personen är.")
