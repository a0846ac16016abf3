"""That a closed case went out as an archive package. Imported by models.py so that Django finds it."""

import uuid

from django.db import models

from samkraft.access.owned import OwnedModel, Personal, staff_key

# It stays when the case has been destroyed, as certificates do: a key, a case number, days.
ARCHIVED = Personal("enrolment", retention="destruction")


class ArchivePackage(OwnedModel):
    """One package of a branch's own file on a case: which file it was, by its hash, and the archive's receipt (OUT-3).

    Nothing of the content is kept here. ``receipt`` is what the archive answered; with it the case may be destroyed
    though its rule says that it goes there (table D: born on the 5th, 15th or 25th).
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    number = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    made_by = staff_key()
    files = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    package_hash = models.CharField(max_length=64)
    receipt = models.CharField(max_length=200, blank=True, db_default="")
    receipt_on = models.DateField(null=True)
    receipt_by = staff_key(null=True)

    kept_as = "for_good"
    personal_fields = dict.fromkeys(
        ["public_id", "case_id", "number", "made_at", "made_by", "files", "size", "package_hash", "receipt",
         "receipt_on", "receipt_by"],
        ARCHIVED,
    )  # fmt: skip
    database_rules = (
        "revoke update, delete on people_archivepackage from samkraft_app",
        "grant update (receipt, receipt_on, receipt_by_id) on people_archivepackage to samkraft_app",
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner_branch", "case_id"], name="package_of_case")]

    def __str__(self):
        return f"{self.number} {self.made_at:%Y-%m-%d}"
