"""A question between branches that is about nobody: advice without identity ("avidentifierad konsultation", SEK-16).

There is no key of a case, a file or a participant here, in no row, address or log. Imported by models.py.
"""

import uuid

from django.db import models
from django.db.models import Q

from samkraft.access.owned import OwnedModel, Personal, branch_key, staff_key
from samkraft.access.sealed_fields import SealedTextField

ADVICE = Personal("minutes", retention="case")


class AdviceQuerySet(models.QuerySet):
    def open(self):
        """Neither answered nor taken back."""
        return self.filter(answered_at=None, withdrawn_at=None)

    def open_first(self):
        """What waits before what is settled, the newest first."""
        waits = models.ExpressionWrapper(Q(answered_at=None, withdrawn_at=None), models.BooleanField())
        return self.order_by(waits.desc(), "-asked_at", "-pk")

    def asked_of(self, branch):
        """Questions to a branch."""
        return self.filter(answering_branch=branch)

    def asked_by_branch(self, branch):
        """Questions from a branch."""
        return self.filter(asking_branch=branch)


class Advice(OwnedModel):
    """One question and its answer; each of the two branches has its own copy, with the same ``advice``.

    Who asked stands in the asking branch's copy alone, who answered in the other's: a name at work and a day may be
    enough to tell of whom it is. The texts are checked for names and numbers before they leave (``advice_rules``).
    """

    advice = models.UUIDField(default=uuid.uuid4)
    programme = models.SlugField(db_index=False)
    asking_branch = branch_key()
    answering_branch = branch_key()
    question = SealedTextField()
    asked_at = models.DateTimeField()
    asked_by = staff_key(null=True)
    answer_by = models.DateField()
    answer = SealedTextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = staff_key(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    kept_as = "for_good"
    personal_fields = dict.fromkeys(
        ["advice", "programme", "asking_branch", "answering_branch", "question", "asked_at", "asked_by", "answer_by",
         "answer", "answered_at", "answered_by", "withdrawn_at"],
        ADVICE,
    )  # fmt: skip
    database_rules = ("revoke insert, update, delete on sharing_advice from samkraft_app",)
    objects = AdviceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_branch", "advice"], name="one_copy_of_advice_per_branch"),
            models.CheckConstraint(
                name="advice_is_answered_or_withdrawn", condition=Q(answered_at=None) | Q(withdrawn_at=None)
            ),
        ]
        indexes = [models.Index(fields=["owner_branch", "programme", "-asked_at"], name="advice_of_branch")]

    def __str__(self):
        return f"{self.asking_branch_id} → {self.answering_branch_id} {self.asked_at:%Y-%m-%d}"

    @property
    def is_open(self):
        """Neither answered nor taken back."""
        return self.answered_at is None and self.withdrawn_at is None
