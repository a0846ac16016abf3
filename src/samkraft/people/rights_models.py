"""What persons ask of the controllers, and what was looked at before a package left. Imported by models.py."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from samkraft.access.owned import OwnedModel, Personal, branch_key, staff_key
from samkraft.access.sealed_fields import SealedCharField, SealedTextField
from samkraft.core.clock import today
from samkraft.people.rights.choices import Channel, RightsAnswer, RightsKind, Struck

RIGHTS = Personal("enrolment", retention="log")


class RightsRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_on=None)

    def overdue(self, on: date | None = None):
        """Open ones whose month is over (GDPR 12.3)."""
        return self.open().filter(due_on__lt=on or today())


class RightsRequest(OwnedModel):
    """One controller's part of a request (GDPR 12-21): each that may hold data answers in a row of its own.

    GDPR-02: the door copies the request to the others with kind, days and language, and no text. The person is known
    by case, or by referral before enrolment; neither where nothing was found. ``request`` binds the rows together.
    """

    request = models.UUIDField(default=uuid.uuid4)
    programme = models.SlugField(db_index=False)
    kind = models.CharField(max_length=20, choices=RightsKind)
    case_id = models.UUIDField(null=True)
    referral = models.UUIDField(null=True)
    received_on = models.DateField()
    due_on = models.DateField()
    extended_on = models.DateField(null=True)
    extension_reason = models.CharField(max_length=300, blank=True, db_default="")
    channel = models.CharField(max_length=10, choices=Channel, blank=True, db_default="")
    checked = models.CharField(max_length=120, blank=True, db_default="")
    language = models.CharField(max_length=40, blank=True, db_default="")
    wish = SealedTextField(blank=True, db_default="")
    reference = models.CharField(max_length=60, blank=True, db_default="")
    recorded_branch = branch_key()
    recorded_by = staff_key(null=True)
    is_routed = models.BooleanField(default=False, db_default=False)
    packaged_on = models.DateField(null=True)
    package_hash = models.CharField(max_length=64, blank=True, db_default="")
    answer = models.CharField(max_length=12, choices=RightsAnswer, blank=True, db_default="")
    answer_note = SealedCharField(max_length=500, blank=True, db_default="")
    answered_on = models.DateField(null=True)
    answered_by = staff_key(null=True)

    personal_fields = dict.fromkeys(
        ["request", "programme", "kind", "case_id", "referral", "received_on", "due_on", "extended_on", "channel",
         "extension_reason", "checked", "language", "reference", "recorded_branch", "recorded_by", "is_routed",
         "packaged_on", "package_hash", "answer", "answered_on", "answered_by"],
        RIGHTS,
    ) | dict.fromkeys(["wish", "answer_note"], Personal("minutes", sensitive=True, retention="log"))  # fmt: skip
    # Its clock goes on for a protected person as well, seen by those who answer; her package isn't (SKY-02).
    stands_before_protection = True
    # What was asked, when, and what came of it is no page's to take away.
    database_rules = (
        "revoke delete, update on people_rightsrequest from samkraft_app",
        "grant update (due_on, extended_on, extension_reason, reference, is_routed, packaged_on, package_hash,"
        " answer, answer_note, answered_on,"
        " answered_by_id) on people_rightsrequest to samkraft_app",
    )
    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_branch", "request"], name="a_request_once_per_branch"),
            models.CheckConstraint(
                name="an_answer_has_its_day",
                condition=Q(answered_on=None, answer="") | Q(answered_on__isnull=False) & ~Q(answer=""),
            ),
        ]
        indexes = [models.Index(fields=["owner_branch", "due_on"], name="rights_by_deadline")]

    def __str__(self):
        return f"{self.kind} {self.received_on}"

    @property
    def is_open(self):
        return self.answered_on is None

    @property
    def is_late(self):
        return self.is_open and self.due_on < today()


class PackageMark(OwnedModel):
    """That somebody has read one wording of a package's free text, and what she struck from it (GDPR-06, SEK-12).

    ``text_hash`` says which wording, so that a changed text is read anew and one that stands in many rows is read once.
    ``struck`` holds the ranges struck, in signs of that wording.
    """

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="marks", db_index=False)
    case_id = models.UUIDField(null=True)
    text_hash = models.CharField(max_length=64)
    struck = models.JSONField(default=list)
    why = models.CharField(max_length=15, choices=Struck, blank=True)
    reviewed_by = staff_key()
    reviewed_at = models.DateTimeField()

    personal_fields = dict.fromkeys(
        ["request", "case_id", "text_hash", "struck", "why", "reviewed_by", "reviewed_at"], RIGHTS
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "text_hash"], name="a_text_is_marked_once")]

    def __str__(self):
        return self.text_hash
