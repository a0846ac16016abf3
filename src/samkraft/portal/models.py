"""What a branch has put on a participant's own page."""

import uuid

from django.db import models
from django.db.models import Q

from samkraft.access.owned import ENROLMENT, NOTES, staff_key
from samkraft.access.sealed_fields import SealedCharField, SealedJSONField
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.portal.choices import CopyKind


class OwnPageCopyQuerySet(models.QuerySet):
    def in_sight(self):
        """Those that the person can read: neither replaced by a newer version nor taken back."""
        return self.filter(replaced_at=None, taken_back_at=None)

    def of_item(self, kind, item):
        """Every version of one item that has been put there."""
        return self.filter(item_kind=kind, item_id=item)


class OwnPageCopy(FileItem):
    """An item as it stood when a branch put it on the person's own page (IAM-10).

    It lies in that branch's file and is hers to take back. "Made available" and "first read" are two facts, as of a
    release; a newer version of the item replaces it. She reads it through the door alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item_kind = models.CharField(max_length=20, choices=CopyKind)
    item_id = models.UUIDField()
    version = models.PositiveIntegerField()
    title = SealedCharField(max_length=200)
    content = SealedJSONField()
    put_by = staff_key()
    made_available_at = models.DateTimeField()
    first_read_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = staff_key(null=True)

    entry_days = ("made_available_at",)
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["item_kind", "item_id", "version", "put_by", "made_available_at", "first_read_at",
                         "replaced_at", "taken_back_at", "taken_back_by"], ENROLMENT)
        | dict.fromkeys(["title", "content"], NOTES)
    )  # fmt: skip
    # What was put there stands as it stood; that she has read it the door alone writes.
    database_rules = (
        "revoke update, delete on portal_ownpagecopy from samkraft_app",
        "grant update (replaced_at, taken_back_at, taken_back_by_id) on portal_ownpagecopy to samkraft_app",
    )
    objects = OwnPageCopyQuerySet.as_manager()

    class Meta:
        ordering = ["-made_available_at", "pk"]
        indexes = [models.Index(fields=["case", "owner_branch"], name="own_page_of_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "item_kind", "item_id"],
                condition=Q(replaced_at=None, taken_back_at=None),
                name="one_copy_in_sight_of_an_item",
            )
        ]

    def __str__(self):
        return f"{self.item_kind} v{self.version}"

    @property
    def is_in_sight(self):
        """Whether the person can read it now."""
        return self.replaced_at is None and self.taken_back_at is None
