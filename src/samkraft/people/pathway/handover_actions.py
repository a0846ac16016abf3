"""Hand a person over to a named receiver in ordinary services, who accepts or returns it (P-038)."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.models import Branch, RoleAssignment
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.choices import HandoverState
from samkraft.people.models import Handover
from samkraft.people.pathway.handover_content import content_of
from samkraft.people.pathway.leading import lock_file
from samkraft.people.pathway.winding_rules import Sent, may_remind, stand_of
from samkraft.people.problems import NotPossible
from samkraft.sharing import door
from samkraft.sharing.choices import Ground, ItemKind
from samkraft.sharing.models import ConsentLine

CATEGORY = "discharge"


def receivers_at(branch_code, programme):
    """The staff who take handovers for a branch, by name; few, and none of them a user of the programme's pages."""
    held = RoleAssignment.objects.in_force().filter(role=Role.RECEIVER, branch__code=branch_code)
    held = held.filter(Q(programme="") | Q(programme=programme)).select_related("staff")
    staff = {role.staff_id: role.staff for role in held if role.staff.is_active}
    return sorted(staff.values(), key=lambda person: (person.last_name, person.first_name, person.pk))


def preset_branch(opened):
    """Where a handover usually goes: to the branch that referred, where the programme has it so."""
    if opened.definition.handover.preset_from_referral:
        came_by = opened.file.referral_way or door.call("referral_way", opened.case.pk)
        for way in opened.definition.referral_ways:
            if way.code == came_by:
                return way.branch
    return current_acting().branch.code


def covering_line(case_id, branch):
    """The confirmed line of consent by which a handover may go to a branch, or None."""
    lines = ConsentLine.objects.from_me(current_acting().branch).in_force().for_planning()
    lines = lines.covering(case_id, branch, CATEGORY)
    return lines.exclude(confirmed_at=None).order_by("-valid_until", "pk").first()


def send(opened, branch_code, receiver, parts):
    """Send to a receiver with an account: a copy for that person alone, through the door."""
    lock_file(opened)
    _refuse_second(opened)
    branch = Branch.objects.get(code=branch_code)
    if receiver.pk not in {person.pk for person in receivers_at(branch_code, opened.case.programme.slug)}:
        raise NotPossible(_("Personen tar inte emot överlämningar där. Välj en annan."), "receiver")
    content = content_of(opened, parts)
    row = _write(opened, content, receiver=receiver, receiver_branch=branch, receiver_name=receiver.name,
                 receiver_unit=branch.name)  # fmt: skip
    ground = Ground.NO_HARM if branch.pk == current_acting().branch.pk else Ground.CONSENT
    door.call("release", opened.case.pk, branch.pk, CATEGORY, ItemKind.HANDOVER, row.pk, 1, _title(opened), content,
              ground, receiver.pk)  # fmt: skip
    log_event(Event.DISCLOSURE_DECIDED, [opened.case.pk], "handover", [f"handover:{row.pk}→{branch.code}"])
    return row


@transaction.atomic
def send_outside(opened, name, unit, parts, branch=None, authority="", assessment=""):
    """Hand over to someone without an account: sent on paper, and confirmed by the sender later.

    branch: the receiver's, or None where *authority* is none of the programme's. It is a disclosure with a ground
    (SEK-07): the own branch, a line that the door finds, or the written *assessment* that no harm follows.
    """
    lock_file(opened)
    _refuse_second(opened)
    row = _write(opened, content_of(opened, parts), receiver_branch=branch, receiver_name=name, receiver_unit=unit,
                 assessment=assessment.strip())  # fmt: skip
    where = ", ".join(part for part in (authority, unit) if part)
    try:
        door.call("hand_over_outside", row.pk, branch.pk if branch else None, where, _title(opened))
    except door.DoorRefused as refusal:
        raise NotPossible(str(refusal), "assessment" if refusal.code == "no_ground" else None) from refusal
    to = branch.code if branch else "outside"
    log_event(Event.DISCLOSURE_DECIDED, [opened.case.pk], "handover", [f"handover:{row.pk}→{to}"])
    return row


def never_sent(release):
    """What was stopped in the outbox is back with the sender, who may send it anew (T23)."""
    sent = Handover.objects.filter(pk=release.item_id, state=HandoverState.SENT)
    why = _("Skickades aldrig: %(why)s.") % {"why": release.get_stopped_why_display()}
    sent.update(state=HandoverState.RETURNED, answered_on=today(), return_reason=why)


def _title(opened):
    return _("Överlämning av %(case)s") % {"case": opened.case.number}


def confirm(opened, handover_id, who, how, on):
    """Note who confirmed a handover outside Samkraft, when and how."""
    row = Handover.objects.select_for_update(of=["self"]).get(pk=handover_id, case=opened.case)
    if row.receiver_id is not None:
        raise NotPossible(_("Mottagaren svarar själv i Samkraft."))
    if row.state != HandoverState.SENT:
        raise NotPossible(_("Överlämningen är redan besvarad."))
    if on > today():
        raise NotPossible(_("Dagen kan inte ligga i framtiden."), "answered_on")
    if on < row.sent_on:
        raise NotPossible(_("Svaret kan inte ha kommit innan överlämningen skickades."), "answered_on")
    row.state, row.answered_on, row.answered_how = HandoverState.ACCEPTED, on, f"{who}, {how}"
    row.save(update_fields=["state", "answered_on", "answered_how"])
    log_event(Event.ITEM_FINALISED, [opened.case.pk], "handover", [f"handover:{row.pk}"])
    return row


def remind(opened, handover_id):
    """Note that a receiver with an account was reminded: it stands in her list. Once in three days (P-038)."""
    row = Handover.objects.select_for_update(of=["self"]).get(pk=handover_id, case=opened.case)
    sent = Sent(row.pk, row.state, row.receiver_name, row.sent_on, row.reminded_on, row.receiver_id is not None)
    if not may_remind(stand_of(sent, opened.definition.handover.answer_days, today()), sent, today()):
        raise NotPossible(_("Mottagaren har svarat, har tid kvar eller är nyss påmind."))
    row.reminded_on = today()
    row.save(update_fields=["reminded_on"])
    log_event(Event.ITEM_VERSION, [opened.case.pk], "handover", [f"handover:{row.pk}:reminded"])
    return row


def _refuse_second(opened):
    """One handover at a time: the next when the last came back."""
    if Handover.objects.filter(case=opened.case, state=HandoverState.SENT).exists():
        raise NotPossible(_("En överlämning väntar redan på svar."))


def _write(opened, content, **receiver):
    return Handover.objects.create(
        owner_branch=current_acting().branch,
        case=opened.case,
        file=opened.file,
        content=content,
        sent_on=today(),
        sent_by=current_acting().staff,
        **receiver,
    )
