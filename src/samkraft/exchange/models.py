"""Staging of an uploaded referral file: rows owned by the uploading branch, purged after 24 hours.

The file itself is never kept, and a row of a person with protected identity never gets here (SKY-01).
"""

import uuid

from django.db import models
from django.db.models import Q

from samkraft.access.owned import BENEFIT, CONTACT, ENROLMENT, OwnedModel, Personal, staff_key
from samkraft.exchange.choices import RowVerdict
from samkraft.programmes.models import Programme, ProgrammeVersion

STAGED = Personal("identity", sensitive=True, retention="staging")


class Upload(OwnedModel):
    """One reading of a referral file: counts and what became of it.

    ``content_hash`` is keyed. ``counts`` holds the number of rows per verdict, ``flawed`` and ``columns`` (heading →
    rows that can't be read for it). ``protected_lines`` are line numbers, and all that is known of those people.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="+")
    uploaded_by = staff_key()
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    content_hash = models.CharField(max_length=64)
    layout = models.CharField(max_length=20)
    encoding = models.CharField(max_length=20, blank=True)
    rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    unread_headings = models.JSONField(default=list)
    protected_lines = models.JSONField(default=list)
    protected_done_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken = models.PositiveIntegerField(default=0)

    kept_as = "staging"
    personal_fields = dict.fromkeys(
        ["programme", "programme_version", "uploaded_by", "uploaded_at", "file_name", "content_hash", "layout",
         "encoding", "rows", "counts", "unread_headings", "protected_lines", "protected_done_at", "taken_at", "taken"],
        ENROLMENT,
    )  # fmt: skip

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [
            models.Index(fields=["owner_branch", "programme", "-uploaded_at"], name="upload_of_branch"),
            models.Index(fields=["owner_branch", "content_hash"], name="upload_by_content"),
        ]

    def __str__(self):
        return f"upload {self.id}"

    @property
    def is_taken(self):
        return self.taken_at is not None

    def count(self, verdict):
        """How many rows got a verdict."""
        return self.counts.get(str(verdict), 0)


class StagedRow(OwnedModel):
    """One row as read, with its verdict; sealed number, never the number in clear.

    ``content`` holds what becomes a referral, ``findings`` what is wrong with the row or why it isn't taken.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="staged", db_index=False)
    line = models.PositiveIntegerField()
    verdict = models.CharField(max_length=15, choices=RowVerdict)
    is_flawed = models.BooleanField(default=False)
    identity_hash = models.CharField(max_length=64, blank=True)
    content = models.JSONField(default=dict)
    identity_sealed = models.BinaryField(default=bytes)
    findings = models.JSONField(default=list)

    kept_as = "staging"
    personal_fields = {
        "upload": ENROLMENT,
        "line": ENROLMENT,
        "verdict": BENEFIT,
        "is_flawed": ENROLMENT,
        "identity_hash": CONTACT,
        "identity_sealed": CONTACT,
        "content": STAGED,
        "findings": BENEFIT,
    }

    # The history would keep the rows of 24 hours for good.
    database_rules = tuple(
        f"drop trigger if exists history_{verb} on exchange_stagedrow" for verb in ("insert", "update", "delete")
    )

    class Meta:
        indexes = [
            models.Index(fields=["upload", "verdict", "line"], name="staged_by_verdict"),
            models.Index(fields=["upload", "line"], condition=Q(is_flawed=True), name="staged_with_flaw"),
        ]

    def __str__(self):
        return f"rad {self.line}"


# At the end, since these rows stand in files of their own.
from samkraft.exchange.fund_models import FundReceipt  # noqa: E402, F401
from samkraft.exchange.history_models import HistoryFile  # noqa: E402, F401
