"""Staging of an uploaded referral file: rows owned by the uploading branch, purged after 24 hours.

The file itself is never kept, and a row of a person with protected identity never gets here (SKY-01).
"""

import uuid

from django.conf import settings
from django.db import models

from samkraft.access.owned import BENEFIT, CONTACT, ENROLMENT, OwnedModel, Personal
from samkraft.programmes.models import Programme

STAFF = settings.AUTH_USER_MODEL
STAGED = Personal("identity", sensitive=True, retention="staging")


class Upload(OwnedModel):
    """One reading of a referral file: counts and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(STAFF, on_delete=models.RESTRICT, related_name="+")
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    content_hash = models.CharField(max_length=64)
    layout = models.CharField(max_length=20)
    encoding = models.CharField(max_length=20, blank=True)
    rows = models.PositiveIntegerField(default=0)
    protected_lines = models.JSONField(default=list)
    taken_at = models.DateTimeField(null=True)
    taken = models.PositiveIntegerField(default=0)

    personal_fields = dict.fromkeys(
        ["programme", "uploaded_by", "uploaded_at", "file_name", "content_hash", "layout", "encoding", "rows",
         "protected_lines", "taken_at", "taken"],
        ENROLMENT,
    )  # fmt: skip

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [
            models.Index(fields=["owner_branch", "programme", "-uploaded_at"], name="upload_of_branch")
        ]

    def __str__(self):
        return f"upload {self.id}"


class StagedRow(OwnedModel):
    """One row as read, with its verdict; sealed number, never the number in clear."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="staged")
    line = models.PositiveIntegerField()
    verdict = models.CharField(max_length=15)
    identity_hash = models.CharField(max_length=64, blank=True)
    content = models.JSONField(default=dict)
    identity_sealed = models.BinaryField(default=bytes)
    findings = models.JSONField(default=list)

    personal_fields = {
        "upload": ENROLMENT,
        "line": ENROLMENT,
        "verdict": BENEFIT,
        "identity_hash": CONTACT,
        "identity_sealed": CONTACT,
        "content": STAGED,
        "findings": BENEFIT,
    }

    class Meta:
        indexes = [
            models.Index(fields=["upload", "verdict", "line"], name="staged_by_verdict"),
            models.Index(fields=["owner_branch", "identity_hash"], name="staged_by_number"),
        ]

    def __str__(self):
        return f"rad {self.line}"
