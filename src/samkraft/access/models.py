"""Authorities, branches, staff and their roles; the read log, denied attempts and the history of rows."""

import uuid
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import Role, SecrecyClass, events
from samkraft.core.choice_words import ChoiceWords
from samkraft.core.clock import today


class Authority(models.Model):
    """An authority that answers for its own part (P-002)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name


class Branch(models.Model):
    """An authority, or an independent branch inside one: the unit of secrecy and of ownership (SEK-01, SEK-06)."""

    code = models.SlugField(unique=True)
    authority = models.ForeignKey(Authority, on_delete=models.RESTRICT, related_name="branches")
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40)
    secrecy_class = models.CharField(max_length=3, choices=SecrecyClass)
    mark = models.SlugField(help_text="Key of the owner square in the style sheet (data-b).")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name


class StaffManager(BaseUserManager):
    """Staff are keyed on their organisational identity, person@orgnumber (IAM-03)."""

    def get_by_natural_key(self, username):
        return self.get(username=username)


class Staff(AbstractBaseUser):
    """A person at work. No password: login comes from an identity provider, or the demo's role page (IAM-01)."""

    password = None
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=100, unique=True)
    authority = models.ForeignKey(
        Authority,
        on_delete=models.RESTRICT,
        related_name="+",
        null=True,
        help_text="Where the person is employed (IAM-07); none for the system's own person.",
    )
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    title = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    lapsed_on = models.DateField(null=True, blank=True, help_text="Rests since this day, unused (IAM-08).")
    counted_from = models.DateTimeField(db_default=Now(), help_text="From when unused days count, before a login.")
    shortcuts_off = models.BooleanField(default=False, db_default=False, help_text="Without shortcuts (WCAG 2.1.4).")
    list_columns = models.CharField(
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="Which columns of the work list; blank: the usual.",
    )
    try_this = models.TextField(blank=True, help_text="What the demo's role page says to try.")

    objects = StaffManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["last_name", "first_name", "pk"]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return f"{self.first_name} {self.last_name}"


class RoleAssignmentQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Assignments that hold on a day."""
        on = on or today()
        return self.filter(valid_from__lte=on).filter(Q(valid_until=None) | Q(valid_until__gte=on))

    def overlapping(self, start, end):
        """Assignments that hold on some day between two days; *end* None is open."""
        rows = self.filter(Q(valid_until=None) | Q(valid_until__gte=start) & Q(valid_until__gte=F("valid_from")))
        return rows if end is None else rows.filter(valid_from__lte=end)


class RoleAssignment(ChoiceWords, models.Model):
    """A role that a person holds for a branch, in one programme or (blank) in all, between two days (IAM-07).

    One that was ended before its first day was over keeps an empty period: nothing given is ever taken out of sight.
    """

    staff = models.ForeignKey(Staff, on_delete=models.RESTRICT, related_name="role_assignments")
    role = models.CharField(max_length=30, choices=Role)
    branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+")
    programme = models.SlugField(blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Staff, on_delete=models.RESTRICT, related_name="+", null=True)
    reason = models.CharField(max_length=200, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Staff, on_delete=models.RESTRICT, related_name="+", null=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_ends_after_it_starts",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from") - timedelta(days=1)),
                violation_error_message=_("Slutdatum kan inte ligga före startdatum."),
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.branch_id}"


class ReadLog(ChoiceWords, models.Model):
    """One reading or access event: who, acting for which branch, which cases, what (table C, REG-07, REG-11).

    Never names, numbers, field content or search text in clear: a search keeps a keyed hash of its term.
    Written in the transaction of the reading, so that nothing is shown unless it is logged. Denied attempts
    (ACC-4) come on a second connection, so that the refusal doesn't roll them back.
    """

    occurred_at = models.DateTimeField(db_default=Now())
    event = models.CharField(max_length=10, choices=events)
    branch_id = models.IntegerField(null=True)
    staff_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=30, blank=True)
    programme = models.CharField(max_length=60, blank=True)
    case_ids = ArrayField(models.UUIDField(), default=list)
    object_type = models.CharField(max_length=40, blank=True)
    items = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    hits = models.IntegerField(null=True)
    term_hash = models.CharField(max_length=64, blank=True)
    request_id = models.UUIDField(null=True)
    session = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["branch_id", "-occurred_at"], name="readlog_branch_time"),
            models.Index(fields=["staff_id", "-occurred_at"], name="readlog_staff_time"),
        ]

    def __str__(self):
        return f"{self.event} {self.occurred_at:%Y-%m-%d %H:%M}"


class RowHistory(models.Model):
    """What a row held before it was changed or removed, and who did it; written by database triggers only.

    An insert leaves its actor and no content: the row itself is the content. ``row_key`` is the primary key as text.
    """

    changed_at = models.DateTimeField(db_default=Now())
    table_name = models.CharField(max_length=60)
    row_key = models.CharField(max_length=40)
    # Without a constraint: the value is copied from a row that has it, and checking it anew costs every write.
    owner_branch = models.ForeignKey(
        Branch, on_delete=models.RESTRICT, related_name="+", null=True, db_index=False, db_constraint=False
    )
    operation = models.CharField(max_length=1)
    actor_id = models.BigIntegerField()
    request_id = models.UUIDField(null=True)
    before = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["table_name", "row_key", "changed_at"], name="history_of_a_row")]

    def __str__(self):
        return f"{self.table_name} {self.row_key} {self.operation}"


class CaseChange(models.Model):
    """A number that grows whenever a branch's rows on a case change: what was read stays true until it does.

    Branch 0 is the case shell, which every branch with a file sees. Written by the triggers that keep the history; a
    number is never given twice, so that a change that was rolled back leaves no trace.
    """

    pk = models.CompositePrimaryKey("case_id", "branch")
    case_id = models.UUIDField()
    branch = models.PositiveIntegerField()
    number = models.BigIntegerField()

    def __str__(self):
        return f"{self.case_id} {self.branch}: {self.number}"


class ProductionGate(models.Model):
    """A decision that must be on record before real data come in (GDPR-04, design "Modes")."""

    code = models.SlugField(unique=True)
    reference = models.CharField(max_length=200)
    recorded_on = models.DateField()

    def __str__(self):
        return f"{self.code}: {self.reference}"
