"""What guards the read log: seals over its rows, the daily anchor, and the review of who has read what (table C)."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Now

from samkraft.access.choices import Verdict, kinds
from samkraft.access.owned import AppendOnlyModel, OwnedModel, Personal, branch_key, staff_key
from samkraft.access.sealed_fields import SealedCharField

LOG = Personal("log", retention="log")


class LogMark(models.Model):
    """How far the log had come when a transaction number was given: the sealing job's own note, gone when used.

    Once every transaction with a smaller number has ended, no row up to ``up_to`` can come any more.
    """

    xid = models.BigIntegerField(primary_key=True)
    up_to = models.BigIntegerField()

    def __str__(self):
        return f"{self.xid}: {self.up_to}"


class LogSeal(models.Model):
    """A seal over the rows of one month with numbers after ``after_id`` and up to ``up_to_id``.

    ``digest`` is made of the rows, ``hash`` of this seal and the one before it: a chain over the whole log, in
    links that each keep to one month's partition, so that a month can be destroyed by rule and the rest still holds.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    month = models.DateField()
    after_id = models.BigIntegerField()
    up_to_id = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["month", "up_to_id"], name="seal_of_a_row")]

    def __str__(self):
        return f"{self.number}: {self.hash}"


class LogAnchor(models.Model):
    """The last hash of a day, to be printed or published: who has it can tell whether the chain was made anew."""

    day = models.DateField(primary_key=True)
    seal_number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["day"]

    def __str__(self):
        return f"{self.day}: {self.hash}"


class LogMonthGone(models.Model):
    """A month of the log that was destroyed by rule (RET-3): its seals stay, and say that its rows are to be missed."""

    month = models.DateField(primary_key=True)
    rows = models.PositiveBigIntegerField()
    destroyed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["month"]

    def __str__(self):
        return f"{self.month:%Y-%m}"


class LogSample(AppendOnlyModel):
    """A month's random sample of pairs (who read, which case): anyone can draw it again from the seed (table C)."""

    owner_branch = branch_key()
    month = models.DateField()
    seed = models.CharField(max_length=64)
    pairs = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    personal_fields = dict.fromkeys(["month", "seed", "pairs", "drawn", "made_at"], LOG)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_branch", "month"], name="one_log_sample_a_month")]

    def __str__(self):
        return f"{self.owner_branch_id} {self.month:%Y-%m}"


class LogFindingQuerySet(models.QuerySet):
    def with_verdict(self):
        """Each with its newest verdict, None before the first."""
        newest = LogVerdict.objects.filter(finding=OuterRef("pk")).order_by("-pk")
        return self.annotate(verdict=Subquery(newest.values("verdict")[:1]))

    def open(self):
        """Those that nobody has settled yet; a question asked leaves a finding open."""
        return self.filter(~Exists(LogVerdict.objects.settling().filter(finding=OuterRef("pk"))))

    def overdue(self, on):
        """Open ones whose deadline has passed on a day."""
        return self.open().filter(due_on__lt=on)


class LogFinding(AppendOnlyModel):
    """Readings that a log reviewer must look at: drawn in a sample, or flagged by a rule; never the content read."""

    owner_branch = branch_key()
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=kinds)
    staff = staff_key()
    case_id = models.UUIDField(null=True)
    since = models.DateField()
    until = models.DateField()
    readings = models.PositiveIntegerField()
    due_on = models.DateField()
    found_at = models.DateTimeField(db_default=Now())

    personal_fields = dict.fromkeys(
        ["public_id", "kind", "staff", "case_id", "since", "until", "readings", "due_on", "found_at"], LOG
    )
    objects = LogFindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_branch", "kind", "staff", "case_id", "since"],
                name="a_finding_is_made_once",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["owner_branch", "due_on"], name="log_findings_by_deadline")]

    def __str__(self):
        return f"{self.kind} {self.since}"


class LogVerdictQuerySet(models.QuerySet):
    def settling(self):
        """Verdicts that close a finding: a question waits for its answer."""
        return self.exclude(verdict=Verdict.ASK)


class LogVerdict(AppendOnlyModel):
    """What a log reviewer made of a finding; the newest holds, and none is ever changed (REG-11)."""

    owner_branch = branch_key()
    finding = models.ForeignKey(LogFinding, on_delete=models.RESTRICT, related_name="verdicts")
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.CharField(max_length=500, blank=True)
    given_by = staff_key()
    given_at = models.DateTimeField(db_default=Now())

    case_path = "finding__case_id"
    personal_fields = dict.fromkeys(["finding", "verdict", "note", "given_by", "given_at"], LOG)
    objects = LogVerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=~models.Q(verdict=Verdict.ASK), name="a_finding_is_settled_once"
            )
        ]

    def __str__(self):
        return f"{self.finding_id}: {self.verdict}"


class LogOpening(OwnedModel):
    """That a log reviewer may read what lies behind one finding on a protected case: asked by her, decided by another,
    for some days (SKY-06). It names the finding and not the case."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(LogFinding, on_delete=models.RESTRICT, related_name="openings")
    reason = SealedCharField(max_length=300)
    asked_by = staff_key()
    asked_at = models.DateTimeField()
    is_approved = models.BooleanField(null=True)
    decided_by = staff_key(null=True)
    decided_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    kept_as = "log"
    case_path = "finding__case_id"
    personal_fields = dict.fromkeys(
        ["public_id", "finding", "asked_by", "asked_at", "is_approved", "decided_by", "decided_at", "until"], LOG
    ) | {"reason": Personal("log", sensitive=True, retention="log")}
    database_rules = ("revoke delete on access_logopening from samkraft_app",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="the_log_is_opened_by_two",
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
            ),
            models.UniqueConstraint(
                fields=["finding", "asked_by"], condition=models.Q(decided_by=None), name="asked_once_at_a_time"
            ),
        ]

    def __str__(self):
        return f"{self.finding_id} {self.asked_at:%Y-%m-%d}"


class LogDay(AppendOnlyModel):
    """A day whose readings have been held against the rules: each is gone through once, and none is left out."""

    owner_branch = branch_key()
    day = models.DateField()
    made_at = models.DateTimeField(db_default=Now())

    personal_fields = dict.fromkeys(["day", "made_at"], LOG)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_branch", "day"], name="a_log_day_is_looked_at_once")]

    def __str__(self):
        return f"{self.owner_branch_id} {self.day}"
