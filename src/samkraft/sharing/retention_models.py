"""What is to be destroyed, who decided it, and the certificate of what was: by one branch, of its own rows (ALL-05).

None of these rows tells who anybody was: a key, a case number, days. They stay when all else of a case has gone.
Proposals and certificates are written by the door (``sql/retention.sql``) and by nothing else.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from samkraft.access.owned import NOTES, AppendOnlyModel, DoorOnlyModel, OwnedModel, Personal, branch_key, staff_key
from samkraft.access.sealed_fields import SealedCharField
from samkraft.core.clock import today
from samkraft.sharing.choices import DestructionKind, Outcome

DESTRUCTION = Personal("enrolment", retention="destruction")


def _by_the_door_alone(table):
    return f"revoke insert, update, delete on {table} from samkraft_app"


class HoldQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Holds that keep a case on a day: not lifted, and not past their last day."""
        on = on or today()
        return self.filter(lifted_on=None).filter(Q(until=None) | Q(until__gte=on))


class RetentionHold(OwnedModel):
    """That a branch's file on a case is kept although its time is out: why, and until when (table D, "hold list")."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    number = models.CharField(max_length=20)
    reason = SealedCharField(max_length=300)
    until = models.DateField(null=True)
    placed_on = models.DateField()
    placed_by = staff_key()
    lifted_on = models.DateField(null=True)
    lifted_by = staff_key(null=True)

    entry_days = ()
    personal_fields = dict.fromkeys(
        ["public_id", "case_id", "number", "until", "placed_on", "placed_by", "lifted_on", "lifted_by"], DESTRUCTION
    ) | {"reason": NOTES}
    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_on", "-pk"]
        indexes = [models.Index(fields=["owner_branch", "case_id"], name="hold_of_case")]

    def __str__(self):
        return f"{self.number} {self.placed_on}"


class DestructionProposal(OwnedModel):
    """What a person proposes to destroy, and what a second person says (RET-1, RET-2).

    ``decision`` is the reference of the authority's decision on retention, without which nothing may go (ALL-05).
    ``month`` is that of a proposal about the read log; else ``items`` say what it is about. ``export_hash`` is that
    of the export which an authority took with it before all of its own is erased (ARK-06).
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=DestructionKind)
    programme = models.SlugField(db_index=False, blank=True)
    decision = models.CharField(max_length=200)
    month = models.DateField(null=True)
    export_hash = models.CharField(max_length=64, blank=True, db_default="")
    proposed_by = staff_key()
    proposed_at = models.DateTimeField()
    is_approved = models.BooleanField(null=True)
    decided_by = staff_key(null=True)
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    kept_as = "for_good"
    personal_fields = dict.fromkeys(
        ["public_id", "kind", "programme", "decision", "month", "export_hash", "proposed_by", "proposed_at",
         "is_approved", "decided_by", "decided_at", "refusal", "done_at"],
        DESTRUCTION,
    )  # fmt: skip
    database_rules = (_by_the_door_alone("sharing_destructionproposal"),)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner_branch", "-proposed_at"], name="destruction_of_branch")]
        constraints = [
            models.CheckConstraint(
                name="two_people_decide_on_destruction",
                condition=Q(decided_by=None) | Q(is_approved=False) | ~Q(decided_by=F("proposed_by")),
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.proposed_at:%Y-%m-%d}"

    @property
    def state(self):
        """A word for where it stands: proposed, refused, approved or done."""
        if self.done_at:
            return "done"
        return {None: "proposed", True: "approved", False: "refused"}[self.is_approved]


class DestructionItem(OwnedModel):
    """One case, or one referral without a case, in a proposal: by which rule, counted from when, and what became of it.

    ``handed_over`` is the archive's receipt, where the rule says that it goes there instead (5th, 15th and 25th).
    """

    proposal = models.ForeignKey(DestructionProposal, on_delete=models.RESTRICT, related_name="items")
    subject = models.UUIDField()
    is_case = models.BooleanField(default=True)
    number = models.CharField(max_length=20)
    rule = models.SlugField(db_index=False)
    counted_on = models.DateField()
    due_on = models.DateField()
    handed_over = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    kept_because = models.CharField(max_length=20, blank=True)
    done_on = models.DateField(null=True)

    kept_as = "for_good"
    case_path = "subject"
    personal_fields = dict.fromkeys(
        ["proposal", "subject", "is_case", "number", "rule", "counted_on", "due_on", "handed_over", "outcome",
         "kept_because", "done_on"],
        DESTRUCTION,
    )  # fmt: skip
    database_rules = (_by_the_door_alone("sharing_destructionitem"),)

    class Meta:
        ordering = ["due_on", "number", "pk"]
        indexes = [models.Index(fields=["owner_branch", "subject"], name="destruction_of_subject")]

    def __str__(self):
        return f"{self.number} {self.due_on}"


class DestructionCertificate(AppendOnlyModel):
    """What was destroyed, by table, on whose decision (RET-3): each bound to the one before by its hash."""

    owner_branch = branch_key()
    public_id = models.UUIDField(unique=True)
    number = models.PositiveIntegerField()
    proposal = models.OneToOneField(DestructionProposal, on_delete=models.RESTRICT, related_name="certificate")
    made_at = models.DateTimeField()
    made_by = staff_key()
    destroyed = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    rows = models.JSONField()
    statement = models.TextField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    personal_fields = dict.fromkeys(
        ["public_id", "number", "proposal", "made_at", "made_by", "destroyed", "kept", "rows", "statement", "previous",
         "hash"],
        DESTRUCTION,
    )  # fmt: skip
    database_rules = (_by_the_door_alone("sharing_destructioncertificate"),)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["owner_branch", "number"], name="one_certificate_per_number")]

    def __str__(self):
        return f"{self.owner_branch_id}-{self.number}"

    @property
    def total(self):
        """How many rows went, the history's not counted."""
        return sum(count for table, count in self.rows.items() if table != "access_rowhistory")


class CopyEnd(DoorOnlyModel):
    """When the copy that a release made was destroyed: the sender's record of it is kept five years from then."""

    release = models.UUIDField(unique=True)
    case_id = models.UUIDField(db_index=True)
    ended_on = models.DateField()

    personal_fields = dict.fromkeys(["release", "case_id", "ended_on"], DESTRUCTION)

    def __str__(self):
        return f"{self.release} {self.ended_on}"
