"""What concerns a person and an employer, in the branch's own file (P-043, P-050). Imported by models.py."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import NOTES, Personal, ReleasedAs, staff_key
from samkraft.access.sealed_fields import SealedCharField, SealedTextField
from samkraft.employers.choices import (
    LIVE_PLACEMENTS,
    ContactWay,
    EmploymentEnd,
    InvitationOutcome,
    InvitationState,
    PlacementEnd,
    PlacementState,
    PurposeHolds,
)
from samkraft.employers.models import Employer, Need, RecruitmentMeeting
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import ItemKind

WORK = Personal("labour_market")
MUNICIPAL = Personal("municipal_activity")


def _personal(*names):
    return dict.fromkeys(names, WORK)


class PlacementQuerySet(models.QuerySet):
    def live(self):
        """Planned, agreed or under way."""
        return self.filter(state__in=LIVE_PLACEMENTS)


class Placement(FileItem):
    """Work practice or training at a workplace: with whom, for what, agreed when, and how it went (P-050).

    An employer is told of a person only what she has said yes to: ``may_tell`` and the day (SEK-05). The type is one of
    the programme's workplace-based activity types and is copied with its words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.RESTRICT, related_name="+", db_index=False)
    need = models.ForeignKey(Need, on_delete=models.SET_NULL, related_name="+", null=True, db_index=False)
    type = models.SlugField(db_index=False)
    title = models.CharField(max_length=160)
    workplace = models.CharField(max_length=120, blank=True)
    supervisor = SealedCharField(max_length=120, blank=True)
    supervisor_phone = SealedCharField(max_length=60, blank=True)
    aim = SealedTextField()
    person_agreed_on = models.DateField()
    may_tell = SealedTextField(blank=True)
    agreement_on = models.DateField(null=True)
    hours_a_week = models.PositiveSmallIntegerField(null=True)
    planned_from = models.DateField(null=True)
    planned_until = models.DateField(null=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    next_visit_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=PlacementState, default=PlacementState.PLANNED)
    end_kind = models.CharField(max_length=14, choices=PlacementEnd, blank=True)
    end_reason = SealedCharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    placed_by = staff_key()

    entry_days = ("person_agreed_on", "agreement_on", "started_on", "ended_on")
    figure_columns = ("id", "case", "owner_branch", "type", "state", "started_on", "ended_on", "end_kind")
    personal_fields = (
        ITEM_FIELDS
        | _personal(
            "employer", "need", "type", "title", "workplace", "supervisor", "supervisor_phone", "aim",
            "person_agreed_on", "may_tell", "agreement_on", "hours_a_week", "planned_from", "planned_until",
            "started_on", "ended_on", "next_visit_on", "state", "end_kind", "revision", "placed_by",
        )
        | {"end_reason": NOTES}
    )  # fmt: skip
    objects = PlacementQuerySet.as_manager()
    released_as = ReleasedAs((ItemKind.PLACEMENT,), key="id", version="revision", subject="type")

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "case"], name="placement_of_case"),
            models.Index(fields=["employer"], name="placement_at_employer"),
        ]
        constraints = [
            models.CheckConstraint(
                name="placement_ends_after_it_starts",
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message=_("Platsen kan inte sluta innan den börjar."),
            ),
            models.CheckConstraint(
                name="placement_starts_with_an_agreement",
                condition=Q(started_on=None) | Q(agreement_on__isnull=False),
                violation_error_message=_("Överenskommelsen ska vara klar innan platsen börjar."),
            ),
        ]

    def __str__(self):
        return f"{self.type} {self.state}"


class WorkplaceVisit(FileItem):
    """A follow-up at the workplace: who was there, whether it gives what it is for, and when the next is (P-050)."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="visits")
    held_on = models.DateField()
    way = models.CharField(max_length=10, choices=ContactWay)
    with_person = models.BooleanField(default=True)
    with_supervisor = models.BooleanField(default=True)
    aim_holds = models.CharField(max_length=8, choices=PurposeHolds)
    note = SealedTextField(blank=True)
    done_by = staff_key()

    entry_days = ("held_on",)
    personal_fields = (
        ITEM_FIELDS
        | _personal("placement", "held_on", "way", "with_person", "with_supervisor", "aim_holds", "done_by")
        | {"note": NOTES}
    )

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return f"{self.placement_id} {self.held_on}"


class MunicipalEmployment(FileItem):
    """An employment in the municipality by a form of support, from and to; 90 days after it is asked what came of it.

    P-043, P-084. The forms are those of the code list municipal_employment_forms.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.SlugField(db_index=False)
    workplace = models.CharField(max_length=120, blank=True)
    extent = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    planned_until = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_kind = models.CharField(max_length=12, choices=EmploymentEnd, blank=True)
    end_reason = SealedCharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    placed_by = staff_key()

    entry_days = ("starts_on", "ended_on")
    figure_columns = ("id", "case", "owner_branch", "form", "starts_on", "ended_on", "end_kind")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(
            ["form", "workplace", "extent", "starts_on", "planned_until", "ended_on", "end_kind", "revision",
             "placed_by"],
            MUNICIPAL,
        )
        | {"end_reason": NOTES}
    )  # fmt: skip
    released_as = ReleasedAs((ItemKind.EMPLOYMENT,), key="id", version="revision", category=MUNICIPAL.category)

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="employment_of_case")]
        constraints = [
            models.CheckConstraint(
                name="employment_ends_after_it_starts",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
                violation_error_message=_("Anställningen kan inte sluta innan den börjar."),
            ),
            models.CheckConstraint(name="employment_has_an_extent", condition=Q(extent__gte=1) & Q(extent__lte=100)),
        ]

    def __str__(self):
        return f"{self.form} {self.starts_on}"


class WorkRegistration(FileItem):
    """That a placement or a municipal employment, as it stood in a revision, stands in an outer system (P-063)."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="+", null=True, db_index=False)
    employment = models.ForeignKey(
        MunicipalEmployment, on_delete=models.CASCADE, related_name="+", null=True, db_index=False
    )
    system = models.SlugField(db_index=False)
    revision = models.PositiveIntegerField()
    noted_on = models.DateField()
    noted_by = staff_key()

    entry_days = ("noted_on",)
    personal_fields = (
        ITEM_FIELDS
        | _personal("placement", "system", "revision", "noted_on", "noted_by")
        | dict.fromkeys(["employment"], MUNICIPAL)
    )

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="work_registration_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["placement", "system"], name="placement_noted_once_in_a_system"),
            models.UniqueConstraint(fields=["employment", "system"], name="employment_noted_once_in_system"),
            models.CheckConstraint(
                name="work_registration_is_of_one",
                condition=Q(placement=None, employment__isnull=False) | Q(placement__isnull=False, employment=None),
            ),
        ]

    def __str__(self):
        return f"{self.placement_id or self.employment_id} {self.system}"


class Invitation(FileItem):
    """That a person is invited to a recruitment meeting, what she answered, whether she came and what it led to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(RecruitmentMeeting, on_delete=models.RESTRICT, related_name="+")
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.INVITED)
    invited_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=InvitationOutcome, blank=True)
    note = SealedCharField(max_length=300, blank=True)
    invited_by = staff_key()

    entry_days = ("invited_on",)
    personal_fields = (
        ITEM_FIELDS | _personal("meeting", "state", "invited_on", "outcome", "invited_by") | {"note": NOTES}
    )

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="invitation_of_case")]
        constraints = [models.UniqueConstraint(fields=["owner_branch", "meeting", "case"], name="invited_once")]

    def __str__(self):
        return f"{self.meeting_id} {self.state}"


class JobProfile(FileItem):
    """What a person wants and can, in the words that ads use: matched with reasons, never by a score (GDPR-15)."""

    occupations = ArrayField(models.CharField(max_length=60), default=list)
    fields = ArrayField(models.CharField(max_length=20), default=list)
    languages = ArrayField(models.CharField(max_length=40), default=list)
    licences = ArrayField(models.CharField(max_length=4), default=list)
    municipalities = ArrayField(models.CharField(max_length=60), default=list)
    whole_region = models.BooleanField(default=False)
    extent = models.PositiveSmallIntegerField(default=100)
    seeks_places = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    written_by = staff_key()
    written_on = models.DateField()

    entry_days = ("written_on",)
    personal_fields = ITEM_FIELDS | _personal(
        "occupations", "fields", "languages", "licences", "municipalities", "whole_region", "extent", "seeks_places",
        "revision", "written_by", "written_on",
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_branch", "case"], name="one_job_profile_in_a_file")]

    def __str__(self):
        return f"{self.case_id} {self.written_on}"
