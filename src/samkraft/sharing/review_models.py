"""A request to release one item on an unusual ground, and what the legal approver said (SEK-04, SEK-07, SEK-09).

Written by the door (``sql/reviews.sql``) and by nothing else.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from samkraft.access.owned import ENROLMENT, NOT_BLOCKED, NOTES, OwnedModel, Personal, branch_key, staff_key
from samkraft.access.sealed_fields import SealedJSONField, SealedTextField
from samkraft.sharing.choices import Ground, HelpCondition, ItemKind, ReviewState

COPY = Personal("plan", sensitive=True, retention="received_copy")


class GroundReviewQuerySet(models.QuerySet):
    def waiting(self):
        """Those that nobody has answered."""
        return self.filter(state=ReviewState.WAITING)

    def in_queue(self, staff, programme):
        """What a legal approver may answer: what waits in the programme and isn't her own question."""
        return self.waiting().filter(programme=programme).exclude(asked_by=staff)

    def decided_by_asker(self):
        """Harm assessments that were the asker's own to make (SEK-04)."""
        return self.filter(state=ReviewState.GRANTED, decided_by=F("asked_by"))


class GroundReview(OwnedModel):
    """One item, to one branch, on one ground out of the ordinary: why it is asked for, and what was answered.

    ``reason`` is the asker's, or the harm assessment as it was written (SEK-04); ``decision`` the approver's.
    ``content`` is what the receiver would get, for the approver to read; it goes with the answer, for the item stands
    in the file.
    Rows of a protected case are hidden as all its rows are, and its requests are stopped (SKY-02).
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    programme = models.SlugField(db_index=False)
    to_branch = branch_key()
    category = models.SlugField(db_index=False)
    item_kind = models.CharField(max_length=20, choices=ItemKind)
    item_id = models.UUIDField()
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    content = SealedJSONField(default=dict)
    ground = models.CharField(max_length=20, choices=Ground)
    condition = models.CharField(max_length=20, choices=HelpCondition, blank=True)
    reason = SealedTextField()
    answer_by = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = staff_key()
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = staff_key(null=True)
    decision = SealedTextField(blank=True)
    release = models.UUIDField(null=True)

    kept_as = "consent"
    personal_fields = (
        dict.fromkeys(
            ["public_id", "case_id", "programme", "to_branch", "category", "item_kind", "item_id", "version", "title",
             "ground", "answer_by", "asked_at", "asked_by", "state", "decided_at", "decided_by", "release"],
            ENROLMENT,
        )
        | dict.fromkeys(["reason", "decision", "condition"], NOTES)
        | {"content": COPY}
    )  # fmt: skip
    not_in_history = ("title", "content")
    restrictions = {"behind_block": NOT_BLOCKED}
    database_rules = ("revoke insert, update, delete on sharing_groundreview from samkraft_app",)
    objects = GroundReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "case_id"], name="review_of_case"),
            models.Index(fields=["owner_branch", "answer_by"], condition=Q(state="waiting"), name="review_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_branch", "item_id", "version", "to_branch"],
                condition=Q(state="waiting"),
                name="one_question_at_a_time",
            ),
            # Four eyes: nobody answers her own question. A harm assessment under weaker secrecy asks nobody (SEK-04).
            models.CheckConstraint(
                name="approver_is_another",
                condition=~Q(state__in=["granted", "refused"]) | Q(ground="no_harm_assessed")
                | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="necessary_help_names_its_condition", condition=~Q(ground="necessary_help") | ~Q(condition="")
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.item_kind} v{self.version} → {self.to_branch_id}"

    def may_be_answered_by(self, staff):
        """It waits, and she isn't the one who asked (four eyes)."""
        return self.state == ReviewState.WAITING and self.asked_by_id != staff.pk

    @property
    def is_own_assessment(self):
        """A harm assessment that was the asker's own to make (SEK-04)."""
        return self.state == ReviewState.GRANTED and self.decided_by_id == self.asked_by_id
