"""Who came, day by day, and why not; and what has been registered where (P-042, P-060, P-063)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import ENROLMENT, Personal, staff_key
from samkraft.people.models import FileItem

DAY = Personal("labour_market")
# Why somebody was away may tell of health: it stands in the placing branch's file alone and is never shared (GDPR-07).
REASON = Personal("health", sensitive=True)


class Attendance(FileItem):
    """One day of an activity: came or not, how many hours, and the reason that was told.

    Written by the placing branch, or by the provider through the door, who says only who came and for how long.
    """

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    came = models.BooleanField()
    hours = models.DecimalField(
        max_digits=4, decimal_places=2, null=True, validators=[MinValueValidator(0), MaxValueValidator(24)]
    )
    reason = models.SlugField(blank=True, db_index=False)
    by_provider = models.BooleanField(default=False)
    written_by = staff_key()

    entry_days = ("day",)
    figure_columns = ("case", "owner_branch", "activity", "day", "came", "hours")
    personal_fields = (
        dict.fromkeys(["case", "file", "unit"], ENROLMENT)
        | dict.fromkeys(["activity", "day", "came", "hours", "by_provider", "written_by"], DAY)
        | {"reason": REASON}
    )

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "case"], name="attendance_of_case"),
            # A month's report reads the month, of the years that are there.
            models.Index(fields=["owner_branch", "day"], name="attendance_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["activity", "day"], name="attendance_once_a_day"),
            models.CheckConstraint(
                name="attendance_reason_of_absence",
                condition=Q(came=False) | Q(reason=""),
                violation_error_message=_("Den som kom har ingen orsak till frånvaro."),
            ),
        ]

    def __str__(self):
        return f"{self.activity_id} {self.day}"


class ActivityRegistration(FileItem):
    """That an activity, as it stood in a revision, has been registered in an outer system, and by whom (P-063)."""

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="+", db_index=False)
    system = models.SlugField(db_index=False)
    revision = models.PositiveIntegerField()
    noted_on = models.DateField()
    noted_by = staff_key()

    entry_days = ("noted_on",)
    personal_fields = dict.fromkeys(["case", "file", "unit"], ENROLMENT) | dict.fromkeys(
        ["activity", "system", "revision", "noted_on", "noted_by"], DAY
    )

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="registration_of_case")]
        constraints = [models.UniqueConstraint(fields=["activity", "system"], name="noted_once_in_a_system")]

    def __str__(self):
        return f"{self.activity_id} {self.system}"
