"""What happens on a case's way: phase moves, longer time, discharge, handover, follow-up. Imported by models.py."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import ENROLMENT, NOTES, ReleasedAs, branch_key, staff_key
from samkraft.access.sealed_fields import SealedJSONField, SealedTextField
from samkraft.people.choices import HandoverState, TryResult
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import ItemKind


class PhaseMove(FileItem):
    """Why and with which talk a case moved to a phase (P-034); in the leader's file."""

    phase = models.SlugField(db_index=False)
    direction = models.SlugField(
        db_index=False, blank=True, help_text="Direction of the plan, where the phase chooses one (P-039)."
    )
    moved_on = models.DateField()
    talk_on = models.DateField(null=True)
    reason = SealedTextField(blank=True)
    moved_by = staff_key()

    stays_in_file = True
    entry_days = ("moved_on", "talk_on")
    figure_columns = ("id", "case", "phase", "direction", "moved_on", "talk_on")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["phase", "direction", "moved_on", "talk_on", "moved_by"], ENROLMENT)
        | {"reason": NOTES}
    )

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="phase_move_of_case")]

    def __str__(self):
        return f"{self.phase} {self.moved_on}"


class ExtensionDecision(FileItem):
    """Longer time in phases 1 and 2 than the limit, with its reason (P-033)."""

    decided_on = models.DateField()
    until = models.DateField()
    reason = SealedTextField()
    decided_by = staff_key()

    stays_in_file = True
    entry_days = ("decided_on",)
    personal_fields = ITEM_FIELDS | dict.fromkeys(["decided_on", "until", "decided_by"], ENROLMENT) | {"reason": NOTES}

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case", "-until"], name="extension_of_case")]
        constraints = [
            models.CheckConstraint(
                name="extension_lasts",
                condition=Q(until__gt=F("decided_on")),
                violation_error_message=_("Förlängningen måste sluta efter dagen då den bestämdes."),
            )
        ]

    def __str__(self):
        return f"{self.case_id} till {self.until}"


class Discharge(FileItem):
    """How and to what a case was discharged (P-036 to P-038); in the leader's file, never in the shell."""

    discharged_on = models.DateField()
    reason = models.SlugField(db_index=False)
    outcome = models.SlugField(
        db_index=False, help_text="Outcome group of the programme file: work and studies never share one."
    )
    support_form = models.SlugField(db_index=False, blank=True)
    starts_on = models.DateField(null=True)
    note = SealedTextField(blank=True)
    decided_by = staff_key()

    entry_days = ("discharged_on",)
    figure_columns = ("id", "case", "discharged_on", "reason", "outcome", "support_form", "starts_on")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["discharged_on", "reason", "outcome", "starts_on", "decided_by"], ENROLMENT)
        | {"note": NOTES, "support_form": ENROLMENT}
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], name="a_case_is_discharged_once")]
        indexes = [models.Index(fields=["owner_branch", "case"], name="discharge_of_case")]

    def __str__(self):
        return f"{self.case_id} {self.reason}"


class Handover(FileItem):
    """A quality-assured handover to a named receiver in ordinary services (P-038)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receiver = staff_key(null=True)
    receiver_branch = branch_key(null=True)
    receiver_name = models.CharField(max_length=120)
    receiver_unit = models.CharField(max_length=120)
    assessment = SealedTextField(blank=True, help_text="Why no harm follows, where no consent covers (SEK-07).")
    content = SealedJSONField(default=dict)
    state = models.CharField(max_length=10, choices=HandoverState, default=HandoverState.SENT)
    sent_on = models.DateField()
    sent_by = staff_key()
    reminded_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answered_how = models.CharField(max_length=200, blank=True)
    # Written by the receiver, through the door, and shown to both: it lies open.
    return_reason = models.TextField(blank=True)

    entry_days = ("sent_on", "answered_on")
    figure_columns = ("id", "case", "state", "sent_on", "answered_on", "receiver_branch")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["receiver", "receiver_branch", "receiver_name", "receiver_unit", "state", "sent_on", "sent_by",
                         "reminded_on", "answered_on", "answered_how"], ENROLMENT)
        | dict.fromkeys(["content", "return_reason", "assessment"], NOTES)
    )  # fmt: skip
    released_as = ReleasedAs((ItemKind.HANDOVER,), key="id", category="discharge")

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "case"], name="handover_of_case"),
            models.Index(fields=["receiver"], name="handover_of_receiver"),
        ]

    def __str__(self):
        return f"{self.case_id} {self.state}"


class FollowUp(FileItem):
    """A later follow-up that is due, and what it found (P-036, P-084); the discharging branch's own item."""

    item = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    kind = models.SlugField(db_index=False, help_text="A follow-up of the programme file.")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    outcome = models.SlugField(
        db_index=False, blank=True, help_text="A value of the code list that the follow-up names."
    )
    note = SealedTextField(blank=True)
    done_by = staff_key(null=True)

    entry_days = ("done_on",)
    figure_columns = ("id", "case", "kind", "due_on", "done_on", "outcome")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["item", "kind", "due_on", "done_on", "outcome", "done_by"], ENROLMENT)
        | {"note": NOTES}
    )
    released_as = ReleasedAs(
        (ItemKind.FOLLOW_UP,), key="item", category="discharge", closed="done_on is null", finished="done_on"
    )

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "case"], name="follow_up_of_case"),
            models.Index(fields=["owner_branch", "due_on"], condition=Q(done_on=None), name="follow_up_due"),
        ]

    def __str__(self):
        return f"{self.kind} {self.due_on}"


class FollowUpTry(FileItem):
    """A call to follow somebody up that led to nothing yet, and when to call again (P-036)."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="tries")
    tried_on = models.DateField()
    result = models.CharField(max_length=12, choices=TryResult)
    again_on = models.DateField(null=True)
    tried_by = staff_key()

    entry_days = ("tried_on",)
    personal_fields = ITEM_FIELDS | dict.fromkeys(
        ["follow_up", "tried_on", "result", "again_on", "tried_by"], ENROLMENT
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner_branch", "case"], name="follow_up_try_of_case")]

    def __str__(self):
        return f"{self.result} {self.tried_on}"
