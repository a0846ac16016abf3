"""How an activity has gone from one state to the next, and what was taken back. For models.py."""

from django.db import models

from samkraft.access.owned import ENROLMENT, NOTES, Personal, staff_key
from samkraft.access.sealed_fields import SealedJSONField
from samkraft.activities.choices import ActivityState
from samkraft.people.models import ITEM_FIELDS, FileItem

MOVE = Personal("labour_market")


class ActivityMove(FileItem):
    """An activity went from one state to another: who, when, and the revision that it made.

    ``undoes``: the move that this one takes back; ``before``: days and reason as they stood, so that it can be.
    """

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="moves")
    from_state = models.CharField(max_length=12, choices=ActivityState, blank=True)
    to_state = models.CharField(max_length=12, choices=ActivityState)
    revision = models.PositiveIntegerField()
    before = SealedJSONField(default=dict)
    moved_by = staff_key()
    moved_on = models.DateField()
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, related_name="undone_by", null=True)

    entry_days = ("moved_on",)
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["activity", "from_state", "to_state"], MOVE)
        | dict.fromkeys(["revision", "moved_by", "moved_on", "undoes"], ENROLMENT)
        | {"before": NOTES}
    )
    database_rules = ("revoke update on activities_activitymove from samkraft_app",)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner_branch", "case"], name="activity_move_of_case")]

    def __str__(self):
        return f"{self.from_state} {self.to_state}"
