"""The incident register: what was found, and every assessment, report and note after it, dated and never changed."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from samkraft.access.incidents.choices import EntryKind, IncidentKind, ReportTo, Risk
from samkraft.access.owned import AppendOnlyModel, Personal, branch_key, staff_key

INCIDENT = Personal("enrolment", sensitive=True, retention="log")


class IncidentQuerySet(models.QuerySet):
    def open(self):
        """Those that nobody has closed."""
        closed = IncidentEntry.objects.filter(incident=OuterRef("pk"), kind=EntryKind.CLOSED)
        return self.filter(~Exists(closed))


class Incident(AppendOnlyModel):
    """Something that seems to have gone wrong, as it was first told. No participant's name or number (GDPR-12).

    ``about_staff`` and ``case_id`` say whose readings, or of which case, when that is known; they and the days decide
    who is counted as affected.
    """

    owner_branch = branch_key()
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=IncidentKind)
    found_at = models.DateTimeField()
    since = models.DateField()
    until = models.DateField()
    description = models.CharField(max_length=2000)
    about_staff = staff_key(null=True)
    case_id = models.UUIDField(null=True)
    registered_by = staff_key()
    registered_at = models.DateTimeField(db_default=Now())

    personal_fields = dict.fromkeys(
        ["public_id", "number", "kind", "found_at", "since", "until", "description", "about_staff", "case_id",
         "registered_by", "registered_at"],
        INCIDENT,
    )  # fmt: skip
    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["owner_branch", "number"], name="incident_number_once"),
            models.CheckConstraint(name="incident_ends_after_it_began", condition=Q(until__gte=F("since"))),
        ]

    def __str__(self):
        return f"{self.owner_branch_id}:{self.number}"


class IncidentEntry(AppendOnlyModel):
    """One thing that was decided, reported or noted about an incident; who decided is a person with a name."""

    case_path = "incident__case_id"

    owner_branch = branch_key()
    incident = models.ForeignKey(Incident, on_delete=models.RESTRICT, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind)
    touches_personal_data = models.BooleanField(null=True)
    is_significant = models.BooleanField(null=True)
    risk = models.CharField(max_length=10, choices=Risk, blank=True)
    report_to = models.CharField(max_length=20, choices=ReportTo, blank=True)
    reported_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    written_by = staff_key()
    written_at = models.DateTimeField(db_default=Now())

    personal_fields = dict.fromkeys(
        ["incident", "kind", "touches_personal_data", "is_significant", "risk", "report_to", "reported_at", "reference",
         "decided_by", "note", "written_by", "written_at"],
        INCIDENT,
    )  # fmt: skip

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Two who close it at once: the second is told.
            models.UniqueConstraint(fields=["incident"], condition=Q(kind="closed"), name="an_incident_is_closed_once")
        ]

    def __str__(self):
        return f"{self.kind} {self.incident_id}"
