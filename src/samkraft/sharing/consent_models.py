"""How consent was given, what followed when it changed, and who has looked in the archive. Imported by models.py."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from samkraft.access.owned import ENROLMENT, DoorOnlyModel, OwnedModel, Personal, branch_key, staff_key
from samkraft.core.clock import today
from samkraft.sharing.choices import ConsentForm, Giver, Interpreter, Purpose

CONSENT = Personal("enrolment", retention="consent")
STATISTICS = Personal("follow_up", retention="statistics")


class ConsentRecord(OwnedModel):
    """How the lines that share ``consent`` were given: form, language, interpreter, who spoke, what was explained.

    Every branch that a line goes from or to has its own copy, as it must itself be able to show the consent (CON-04).
    The paper itself lies where ``evidence_place`` says, and ``evidence_hash`` tells that a scan of it is the same.
    ``declined``: purposes that the person was asked about and said no to (CON-05). Written by the door alone.
    """

    consent = models.UUIDField(default=uuid.uuid4)
    case_id = models.UUIDField()
    given_on = models.DateField()
    given_at = models.DateTimeField()
    form = models.CharField(max_length=20, choices=ConsentForm)
    spoken_reason = models.CharField(max_length=300, blank=True)
    template = models.SlugField(db_index=False)
    template_version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    interpreter = models.CharField(max_length=20, choices=Interpreter)
    explained = models.JSONField(default=list)
    giver = models.CharField(max_length=20, choices=Giver)
    representative = models.CharField(max_length=160, blank=True)
    mandate = models.CharField(max_length=300, blank=True)
    mandate_until = models.DateField(null=True)
    is_capacity_doubted = models.BooleanField(default=False)
    declined = models.JSONField(default=list)
    recorded_by = staff_key()
    recorded_branch = branch_key()
    evidence_place = models.CharField(max_length=200, blank=True)
    evidence_hash = models.CharField(max_length=64, blank=True)
    in_writing_on = models.DateField(null=True)
    in_writing_by = staff_key(null=True)

    kept_as = "consent"
    personal_fields = dict.fromkeys(
        ["consent", "case_id", "given_on", "given_at", "form", "spoken_reason", "template", "template_version",
         "language", "interpreter", "explained", "giver", "representative", "mandate", "mandate_until",
         "is_capacity_doubted", "declined", "recorded_by", "recorded_branch", "evidence_place", "evidence_hash",
         "in_writing_on", "in_writing_by"],
        CONSENT,
    )  # fmt: skip
    database_rules = ("revoke insert, update, delete on sharing_consentrecord from samkraft_app",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_branch", "consent"], name="one_record_of_a_consent_per_branch"),
            models.CheckConstraint(name="record_has_a_known_form", condition=Q(form__in=ConsentForm.values)),
            models.CheckConstraint(name="record_has_a_known_giver", condition=Q(giver__in=Giver.values)),
        ]
        indexes = [models.Index(fields=["owner_branch", "case_id"], name="consent_record_of_case")]

    def __str__(self):
        return f"samtycke {self.consent}"

    @property
    def is_waiting_for_paper(self):
        """Spoken, and not yet in writing (CON-03)."""
        return self.form == ConsentForm.ORAL and self.in_writing_on is None


class SharingChange(OwnedModel):
    """Told to a branch that the sharing of a case has changed: not by whom, not for what, not why (CON-06)."""

    case_id = models.UUIDField()
    changed_on = models.DateField()
    seen_on = models.DateField(null=True)
    seen_by = staff_key(null=True)

    personal_fields = dict.fromkeys(["case_id", "changed_on", "seen_on", "seen_by"], ENROLMENT)
    database_rules = (
        "revoke insert, update, delete on sharing_sharingchange from samkraft_app",
        "grant update (seen_on, seen_by_id) on sharing_sharingchange to samkraft_app",
    )

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case_id"], name="sharing_change_of_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_branch", "case_id"], condition=Q(seen_on=None), name="one_unseen_change_of_a_case"
            )
        ]

    def __str__(self):
        return f"{self.case_id} {self.changed_on}"


class OpeningQuerySet(models.QuerySet):
    def in_force(self):
        """Openings whose time isn't out; by the real clock."""
        return self.filter(until__gt=Now())


class ArchiveOpening(OwnedModel):
    """An opening of the archive view of a case: by whom, why, and until when (CON-07)."""

    case_id = models.UUIDField()
    staff = staff_key()
    reason = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    personal_fields = dict.fromkeys(["case_id", "staff", "reason", "opened_at", "until"], ENROLMENT)
    database_rules = ("revoke update, delete on sharing_archiveopening from samkraft_app",)
    objects = OpeningQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "staff", "case_id"], name="archive_opening_of_staff")]

    def __str__(self):
        return f"{self.staff_id} {self.case_id}"


class RefusalCount(DoorOnlyModel):
    """How many said no to follow-up or evaluation: purpose, sex and start year, and nothing else (CON-05)."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.RESTRICT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    sex = models.CharField(max_length=5)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(default=0)

    personal_fields = dict.fromkeys(["programme", "purpose", "sex", "year", "number"], STATISTICS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "purpose", "sex", "year"], name="one_refusal_count_each")
        ]

    def __str__(self):
        return f"{self.purpose} {self.year}"


def unseen_changes(case_id):
    """The change of sharing in a case that the branch hasn't seen to, if any."""
    return SharingChange.objects.filter(case_id=case_id, seen_on=None).first()


def see_changes(case_id, staff):
    """The branch has seen that the sharing changed."""
    SharingChange.objects.filter(case_id=case_id, seen_on=None).update(seen_on=today(), seen_by=staff)
