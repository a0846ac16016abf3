"""Move a case between phases and give it longer time, with talk and reason in the leader's file (P-032 – P-034)."""

from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.models import ExtensionDecision, PhaseMove
from samkraft.people.pathway import phase_rules
from samkraft.people.pathway.leading import lock_file
from samkraft.people.pathway.phase_rules import Period
from samkraft.people.problems import NotPossible, raise_first
from samkraft.sharing import door


def periods_of(case) -> list[Period]:
    """The phases of a case, the oldest first."""
    rows = case.phases.order_by("valid_from", "pk")
    return [Period(row.phase, row.valid_from, row.valid_until) for row in rows]


def move(opened, seen_phase, given):
    """Move the case to another phase. *seen_phase* is the one that the person saw; if someone else has moved it
    since, she is told."""
    case = opened.case
    lock_file(opened)
    now = phase_rules.current_period(periods_of(case))
    if now is None or now.phase != seen_phase:
        raise NotPossible(_("Någon annan har bytt fas nyss. Läs om sidan och se vad som gäller."))
    raise_first(phase_rules.move_problems(opened.definition, now, given, today()))
    door.call("move_phase", case.pk, given["phase"], given["moved_on"])
    chooses = opened.definition.phase(given["phase"]).chooses_direction
    moved = PhaseMove.objects.create(
        **_own(opened),
        phase=given["phase"],
        direction=given.get("direction", "") if chooses else "",
        moved_on=given["moved_on"],
        talk_on=given.get("talk_on"),
        reason=given.get("reason", ""),
        moved_by=current_acting().staff,
    )
    log_event(Event.ITEM_CREATED, [case.pk], "phase_move", [f"{moved.phase}:{moved.pk}"])
    return moved


def extend(opened, until, reason):
    """Decide on longer time than the limit of the phases, with its reason (P-033)."""
    lock_file(opened)
    standings = phase_rules.limit_standings(opened.definition, periods_of(opened.case), extensions_of(opened))
    if not standings:
        raise NotPossible(_("Fasen har ingen tidsgräns."))
    raise_first(phase_rules.extension_problems(standings[0], today(), until, reason))
    decision = ExtensionDecision.objects.create(
        **_own(opened), decided_on=today(), until=until, reason=reason, decided_by=current_acting().staff
    )
    log_event(Event.ITEM_CREATED, [opened.case.pk], "extension", [f"extension:{decision.pk}"])
    return decision


def extensions_of(opened):
    """The days decided so far; none for a branch that doesn't lead."""
    return list(ExtensionDecision.objects.filter(case=opened.case).values_list("until", flat=True))


def _own(opened):
    return {"owner_branch": current_acting().branch, "case": opened.case, "file": opened.file}
