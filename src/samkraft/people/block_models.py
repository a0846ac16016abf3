"""A person's blocks between units of health care, and when somebody has looked behind one (REG-10, PDL 4:4–5)."""

import uuid

from django.db import models

from samkraft.access.owned import ENROLMENT, NOTES, OwnedModel, staff_key
from samkraft.access.sealed_fields import SealedTextField
from samkraft.access.unit_models import CareUnit
from samkraft.people.choices import LiftGround
from samkraft.people.models import Case


class CareBlockQuerySet(models.QuerySet):
    def in_force(self):
        """Blocks that nobody has ended."""
        return self.filter(ended_on=None)


class CareBlock(OwnedModel):
    """What one unit has written of a person is read by that unit alone, at her word (PDL 4:4).

    The database holds it: a policy on every table of a file (``access.protect``), and the door lets nothing of it out
    whatever the consent says. That there is a block is known to everyone of the same care provider, and nobody else.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(CareUnit, on_delete=models.RESTRICT, related_name="+", db_index=False)
    set_on = models.DateField()
    set_by = staff_key()
    ended_on = models.DateField(null=True)
    ended_by = staff_key(null=True)

    personal_fields = dict.fromkeys(
        ["public_id", "case", "unit", "set_on", "set_by", "ended_on", "ended_by"], ENROLMENT
    )
    database_rules = (
        "revoke update, delete on people_careblock from samkraft_app",
        "grant update (ended_on, ended_by_id) on people_careblock to samkraft_app",
    )
    objects = CareBlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_branch", "case", "unit"], condition=models.Q(ended_on=None), name="one_block_of_a_unit"
            )
        ]

    def __str__(self):
        return f"{self.case_id} {self.unit_id}"


class BlockLift(OwnedModel):
    """One person of another unit looks behind a block for a while: with the patient's consent or in an emergency."""

    block = models.ForeignKey(CareBlock, on_delete=models.CASCADE, related_name="lifts", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    staff = staff_key()
    ground = models.CharField(max_length=10, choices=LiftGround)
    reason = SealedTextField()
    lifted_at = models.DateTimeField()
    until = models.DateTimeField()

    personal_fields = dict.fromkeys(["block", "case", "staff", "ground", "lifted_at", "until"], ENROLMENT) | {
        "reason": NOTES
    }
    database_rules = ("revoke update, delete on people_blocklift from samkraft_app",)

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "block"], name="lifts_of_block")]

    def __str__(self):
        return f"{self.block_id} {self.staff_id}"
