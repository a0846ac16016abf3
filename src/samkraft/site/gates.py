"""The decisions that must be on record before real data come in: who records, who confirms, what is missing (GDPR-04,
GDPR-05).
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.access.acting import Acting
from samkraft.access.choices import Event
from samkraft.access.models import Authority
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.problems import NotPossible
from samkraft.site.models import GateRecord
from samkraft.site.perms import can_confirm_gates


class Gate(TextChoices):
    """The gates; the value is the setting's name too."""

    IMPACT = "DPIA_APPROVED_REF", gettext_lazy("Konsekvensbedömning godkänd")
    CONTROLLERS = "CONTROLLERS_AGREEMENT_REF", gettext_lazy("Överenskommelse mellan de personuppgiftsansvariga")
    RETENTION = "RETENTION_DECISION_REF", gettext_lazy("Beslut om gallring")
    SIGN_OFF = "AUTHORITY_SIGN_OFF_REF", gettext_lazy("Myndighetens godkännande")


class Risk(TextChoices):
    """What remains of the risk after the measures (GDPR 36)."""

    ACCEPTABLE = "acceptable", gettext_lazy("Risken är godtagbar")
    HIGH = "high", gettext_lazy("Hög risk kvarstår")


@dataclass(frozen=True)
class Line:
    """One decision that is needed: by one authority where it is each authority's own."""

    gate: Gate
    label: str | Promise
    authority: Authority | None
    record: GateRecord | None

    @property
    def is_met(self) -> bool:
        """On record, confirmed by a second person, and no high risk that the supervisory authority hasn't answered."""
        return self.record is not None and self.record.is_confirmed and not self.record.waits_for_consultation


def lines() -> list[Line]:
    """Every decision that is needed, with the newest record of each."""
    newest: dict[tuple, GateRecord] = {}
    for record in GateRecord.objects.select_related("recorded_by", "confirmed_by", "authority").order_by("pk"):
        newest[record.gate, record.authority_id] = record
    found = [_line(gate, None, newest) for gate in Gate if gate != Gate.SIGN_OFF]
    return found + [_line(Gate.SIGN_OFF, one, newest) for one in Authority.objects.exclude(branches=None).distinct()]


def _line(gate, authority, newest):
    label = f"{gate.label}: {authority.name}" if authority else gate.label
    return Line(gate, label, authority, newest.get((gate.value, authority.pk if authority else None)))


def references(known: list[Line]) -> dict[tuple[str, str], str]:
    """(gate, code of the authority or '') → where the decision stands, of those that are on record and confirmed.

    That no prior consultation is needed follows from the impact assessment, where it left no high risk (GDPR 36).
    """
    found = {}
    for line in known:
        if line.record is not None and line.is_met:
            found[line.gate.value, line.authority.code if line.authority else ""] = line.record.reference
            if line.gate == Gate.IMPACT:
                found["PRIOR_CONSULTATION_REF", ""] = line.record.consultation or line.record.reference
    return found


@transaction.atomic
def record(acting: Acting, gate: str, authority: Authority | None, given: dict) -> GateRecord:
    """Write a decision down; it counts when a second person has confirmed it.

    given: reference, decided_on, risk (for the impact assessment), consultation (reference of the answer).
    """
    if given["decided_on"] > today():
        raise NotPossible(_("Dagen har inte varit än."), "decided_on")
    if (gate == Gate.SIGN_OFF) != (authority is not None):
        raise NotPossible(_("Välj vilken myndighet som har godkänt."), "authority")
    if gate == Gate.IMPACT and not given["risk"]:
        raise NotPossible(_("Säg om hög risk kvarstår."), "risk")
    made = GateRecord.objects.create(gate=gate, authority=authority, recorded_by=acting.staff, **given)
    log_event(Event.CONFIG_CHANGED, object_type="gate", items=[f"gate:{gate}:{made.pk}"])
    return made


@transaction.atomic
def confirm(acting: Acting, pk: int) -> GateRecord:
    """A second person has seen the decision. A sign-off is confirmed at its own authority (table B, four eyes)."""
    row = GateRecord.objects.select_for_update().get(pk=pk)
    if row.confirmed_by_id:
        raise NotPossible(_("Beslutet är redan bekräftat."))
    if row.recorded_by_id == acting.staff.pk:
        raise NotPossible(_("Någon annan än den som antecknade måste bekräfta."))
    if row.authority_id and row.authority_id != acting.branch.authority_id:
        raise NotPossible(_("Bara myndigheten själv bekräftar sitt godkännande."))
    row.confirmed_by, row.confirmed_at = acting.staff, timezone.now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    log_event(Event.CONFIG_CHANGED, object_type="gate", items=[f"gate:{row.gate}:{row.pk}:confirmed"])
    return row


def to_confirm(request, known: list[Line]) -> list[GateRecord]:
    """The decisions that wait for this very person: written down by another, of her authority where it names one."""
    if not can_confirm_gates(request):
        return []
    mine = (None, request.acting.branch.authority_id)
    waiting = [line.record for line in known if line.record and not line.record.is_confirmed]
    return [each for each in waiting if each.authority_id in mine and each.recorded_by_id != request.user.pk]
