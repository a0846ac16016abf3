"""Protected personal data (SKY-01 to SKY-08): the mark, the few who may open the case, and the identity put away."""

import uuid

from django.db import models
from django.db.models import F, Q

from samkraft.access.owned import CONTACT, ENROLMENT, NOTES, DoorOnlyModel, OwnedModel, staff_key
from samkraft.people.choices import IdentityKind, ProtectionLevel

_BY_THE_DOOR_ALONE = "revoke insert, update, delete on {} from samkraft_app"


class ProtectedCase(DoorOnlyModel):
    """The cases under protection, for the door alone: while one stands here, only named persons read of it (SKY-02)."""

    case_id = models.UUIDField(primary_key=True)
    ended_on = models.DateField(null=True, help_text="Closed without successor (SKY-05).")

    personal_fields = dict.fromkeys(["case_id", "ended_on"], ENROLMENT)

    def __str__(self):
        return str(self.case_id)


class Protection(OwnedModel):
    """One branch's mark on a case: set by any handler of it, removed by two (SKY-04). The case is protected while any
    branch's mark stands; no other branch reads whose mark it is, or of what kind (SKY-03)."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    level = models.CharField(max_length=20, choices=ProtectionLevel)
    set_at = models.DateTimeField()
    set_by = staff_key()
    removal_asked_at = models.DateTimeField(null=True)
    removal_asked_by = staff_key(null=True)
    removal_reason = models.CharField(max_length=300, blank=True, db_default="")
    removed_at = models.DateTimeField(null=True)
    removed_by = staff_key(null=True)

    stands_before_protection = True
    personal_fields = dict.fromkeys(
        ["public_id", "case_id", "level", "set_at", "set_by", "removal_asked_at", "removal_asked_by", "removed_at",
         "removed_by"],
        ENROLMENT,
    ) | {"removal_reason": NOTES}  # fmt: skip
    database_rules = (_BY_THE_DOOR_ALONE.format("people_protection"),)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_branch", "case_id"], condition=Q(removed_at=None), name="one_mark_per_branch_and_case"
            ),
            models.CheckConstraint(
                name="a_mark_is_removed_by_two",
                condition=Q(removed_by=None) | Q(removal_asked_by__isnull=False) & ~Q(removed_by=F("removal_asked_by")),
            ),
        ]
        indexes = [models.Index(fields=["case_id"], condition=Q(removed_at=None), name="marks_of_case")]

    def __str__(self):
        return f"{self.level} {self.case_id}"


class NamedPerson(OwnedModel):
    """Who may open a protected case for a branch: proposed by one, approved by another, at most three (SKY-02).

    Whoever sets the mark goes on for some days without approval (``provisional_until``), for she knows already.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    staff = staff_key()
    reason = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = staff_key()
    provisional_until = models.DateField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = staff_key(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = staff_key(null=True)

    stands_before_protection = True
    personal_fields = dict.fromkeys(
        ["public_id", "case_id", "staff", "proposed_at", "proposed_by", "provisional_until", "approved_at",
         "approved_by", "ended_at", "ended_by"],
        ENROLMENT,
    ) | {"reason": NOTES}  # fmt: skip
    database_rules = (_BY_THE_DOOR_ALONE.format("people_namedperson"),)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "owner_branch", "staff"], condition=Q(ended_at=None), name="named_once_per_case"
            ),
            models.CheckConstraint(
                name="a_named_person_is_approved_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")) & ~Q(approved_by=F("staff")),
            ),
        ]

    def __str__(self):
        return f"{self.staff_id} {self.case_id}"


class ProtectedIdentity(OwnedModel):
    """What a branch knew of who the person is when the case became protected, put away from the file (SKY-04).

    Read by a deliberate act of a named person, and put back when the last mark is removed.
    """

    case_id = models.UUIDField()
    identity_kind = models.CharField(max_length=10, choices=IdentityKind, default=IdentityKind.NONE)
    identity_sealed = models.BinaryField(default=bytes)
    identity_hash = models.CharField(max_length=64, blank=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    sort_name = models.CharField(max_length=170, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=40, blank=True)
    needs_interpreter = models.BooleanField(default=False)

    personal_fields = dict.fromkeys(
        ["identity_kind", "identity_sealed", "identity_hash", "first_name", "last_name", "sort_name", "phone", "email",
         "language", "needs_interpreter"],
        CONTACT,
    ) | {"case_id": ENROLMENT}  # fmt: skip
    database_rules = (_BY_THE_DOOR_ALONE.format("people_protectedidentity"),
                      "grant delete on people_protectedidentity to samkraft_door")  # fmt: skip
    # What is put away leaves no trace in a history that the branch can read (SKY-05, SKY-06).
    not_in_history = ("identity_sealed", "identity_hash", "first_name", "last_name", "sort_name", "phone", "email")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_branch", "case_id"], name="one_identity_put_away")]

    def __str__(self):
        return str(self.case_id)
