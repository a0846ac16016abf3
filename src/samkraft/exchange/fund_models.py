"""Receipts of the monthly report to the social fund: what was made, never what stood in it (INT-05)."""

from django.db import models

from samkraft.access.owned import AppendOnlyModel, Personal, branch_key, staff_key
from samkraft.programmes.models import Programme

EVIDENCE = Personal("enrolment", retention="evidence")


class FundReceipt(AppendOnlyModel):
    """One file that was made of one month: how many rows, and keyed marks by which a change is seen.

    Whom it concerned stands in the read log (OUT-2). ``changed`` are months whose newest file no longer told the truth
    when this one was made. The rows of protected persons, typed at the export, are counted nowhere (SKY-02).
    """

    owner_branch = branch_key()
    programme = models.ForeignKey(Programme, on_delete=models.RESTRICT, related_name="+")
    month = models.DateField()
    made_on = models.DateField()
    made_by = staff_key()
    rows = models.PositiveIntegerField()
    left_out = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    package_hash = models.CharField(max_length=64)
    changed = models.JSONField(default=list)

    personal_fields = dict.fromkeys(
        ["programme", "month", "made_on", "made_by", "rows", "left_out", "content_hash", "package_hash", "changed"],
        EVIDENCE,
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["owner_branch", "programme", "month"], name="fund_receipt_of_month")]

    def __str__(self):
        return f"{self.owner_branch_id} {self.month:%Y-%m}"
