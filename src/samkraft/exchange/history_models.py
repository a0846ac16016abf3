"""A file of case histories on its way in: its rows for 24 hours, then the receipt alone. Imported by models.py."""

import uuid

from django.db import models

from samkraft.access.owned import ENROLMENT, NOTES, OwnedModel, staff_key
from samkraft.access.sealed_fields import SealedJSONField
from samkraft.programmes.models import Programme


class HistoryFile(OwnedModel):
    """One reading of a file of histories. ``content`` holds the rows with their verdicts, till they are taken.

    of_branch: a file of benefits and registrations for all the people of the branch, read by its project administrator.

    ``content_hash`` is keyed. A row of somebody who isn't a case of the reader's is a line number and nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    uploaded_by = staff_key()
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    layout = models.CharField(max_length=20)
    of_branch = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    content = SealedJSONField(default=list)
    taken_at = models.DateTimeField(null=True)
    taken = models.PositiveIntegerField(default=0)

    kept_as = "staging"
    entry_days = ()
    personal_fields = dict.fromkeys(
        ["programme", "uploaded_by", "uploaded_at", "file_name", "layout", "of_branch", "counts", "taken_at", "taken"],
        ENROLMENT,
    ) | {"content": NOTES}

    # The history would keep for good what is here for 24 hours.
    database_rules = tuple(
        f"drop trigger if exists history_{verb} on exchange_historyfile" for verb in ("insert", "update", "delete")
    )

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "uploaded_by", "-uploaded_at"], name="history_file_of_staff")]

    def __str__(self):
        return f"historikfil {self.id}"

    @property
    def is_taken(self):
        return self.taken_at is not None

    @property
    def lines_to_take(self):
        """Lines on the branch's people that can be read, whether they say anything new or not."""
        return self.counts.get("take", 0) + self.counts.get("known", 0)
