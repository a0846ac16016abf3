"""Activities of the people: what, by whom, who decides, asked, decided, from and to (P-042)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import ENROLMENT, NOTES, Personal, ReleasedAs, branch_key, staff_key
from samkraft.access.sealed_fields import SealedCharField
from samkraft.activities.attendance_models import ActivityRegistration, Attendance
from samkraft.activities.choices import LIVE, ActivityState, BookingNotice

# Django finds a room's tables here.
from samkraft.activities.move_models import ActivityMove
from samkraft.activities.place_models import Booking, Offering, Place, Session, SessionProvider
from samkraft.people.models import FileItem
from samkraft.sharing.choices import ItemKind

__all__ = [
    "Activity",
    "ActivityAnswer",
    "ActivityMove",
    "ActivityRegistration",
    "Attendance",
    "Booking",
    "Offering",
    "Place",
    "Session",
    "SessionProvider",
]

ACTIVITY = Personal("labour_market")


class ActivityQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(state=ActivityState.UNDER_WAY)

    def open(self):
        """Asked for, decided, with an offer or a place, or under way."""
        return self.filter(state__in=LIVE)


class Activity(FileItem):
    """An activity recorded by the placing branch in its own file. Each opens and closes with a talk (P-034).

    ``is_workplace_based`` and ``is_job_related`` are copied from the type, so that figures keep what held then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.SlugField(db_index=False)
    title = models.CharField(max_length=160)
    provider_branch = branch_key()
    provider = models.CharField(max_length=120, blank=True)
    deciding_branch = branch_key()
    is_workplace_based = models.BooleanField(default=False)
    is_job_related = models.BooleanField(default=False)
    step = models.UUIDField(null=True)
    state = models.CharField(max_length=12, choices=ActivityState, default=ActivityState.ASKED)
    asked_on = models.DateField()
    decided_on = models.DateField(null=True)
    planned_from = models.DateField(null=True)
    planned_until = models.DateField(null=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    start_talk_on = models.DateField(null=True)
    end_talk_on = models.DateField(null=True)
    end_reason = SealedCharField(max_length=300, blank=True)
    # The place in the catalogue, where the activity stands there: which booking is whose is told by this row alone.
    booking = models.OneToOneField(Booking, on_delete=models.RESTRICT, related_name="+", null=True)
    offered_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    notice = models.CharField(max_length=9, choices=BookingNotice, blank=True)
    revision = models.PositiveIntegerField(default=1, help_text="Counts each change: the version that is shared.")
    placed_by = staff_key()

    entry_days = (
        "asked_on", "decided_on", "offered_on", "answered_on", "started_on", "ended_on", "start_talk_on", "end_talk_on",
    )  # fmt: skip
    figure_columns = (
        "id", "case", "owner_branch", "type", "provider_branch", "deciding_branch", "is_workplace_based",
        "is_job_related", "state", "asked_on", "decided_on", "offered_on", "answered_on", "started_on", "ended_on",
        "start_talk_on", "end_talk_on",
    )  # fmt: skip
    personal_fields = (
        dict.fromkeys(["case", "file", "unit"], ENROLMENT)
        | dict.fromkeys(
            ["type", "title", "provider_branch", "provider", "deciding_branch", "is_workplace_based", "is_job_related",
             "step", "state", "asked_on", "decided_on", "planned_from", "planned_until", "started_on", "ended_on",
             "start_talk_on", "end_talk_on", "placed_by", "revision", "booking", "offered_on", "answered_on", "notice"],
            ACTIVITY,
        )
        | {"end_reason": NOTES}
    )  # fmt: skip
    objects = ActivityQuerySet.as_manager()
    released_as = ReleasedAs((ItemKind.ACTIVITY,), key="id", version="revision", subject="type")

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "case"], name="activity_of_case"),
            # Few at a time, and every day asks which of them wait for one's own branch.
            models.Index(fields=["deciding_branch", "case"], name="activity_asked", condition=Q(state="asked")),
        ]
        constraints = [
            models.CheckConstraint(
                name="activity_ends_after_it_starts",
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message=_("Aktiviteten kan inte sluta innan den börjar."),
            ),
            models.CheckConstraint(
                name="activity_is_decided_after_asked",
                condition=Q(decided_on=None) | Q(decided_on__gte=F("asked_on")),
                violation_error_message=_("Aktiviteten kan inte beviljas innan den har begärts."),
            ),
        ]

    def __str__(self):
        return f"{self.type} {self.state}"


class ActivityAnswer(FileItem):
    """What a branch answered on an activity that another branch placed, and why, in its own file (P-042).

    The placing branch's row gets yes or no and the day; the reason is never sent with the answer (SEK-01, SEK-13).
    """

    activity = models.UUIDField()
    granted = models.BooleanField()
    decided_on = models.DateField()
    reason = SealedCharField(max_length=300, blank=True)
    answered_by = staff_key()

    entry_days = ("decided_on",)
    personal_fields = (
        dict.fromkeys(["case", "file", "unit"], ENROLMENT)
        | dict.fromkeys(["activity", "granted", "decided_on", "answered_by"], ACTIVITY)
        | {"reason": NOTES}
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_branch", "activity"], name="activity_answered_once")]

    def __str__(self):
        return f"{self.activity} {self.decided_on}"
