"""How the steps of a plan have moved between their states. Imported by models.py."""

from django.db import models

from samkraft.access.owned import ENROLMENT, PLAN, staff_key
from samkraft.casework.choices import StepState
from samkraft.casework.models import PlanStep
from samkraft.people.models import ITEM_FIELDS, FileItem


class StepMove(FileItem):
    """A step went from one state to another: who, when, and the reason that the programme file has for it.

    ``undoes``: the move that this one takes back. ``reason_before`` and ``since_before`` say how the step stood,
    ``after_version`` which version of the plan was published last: it can be taken back while nothing rests on it.
    """

    step = models.ForeignKey(PlanStep, on_delete=models.CASCADE, related_name="moves")
    from_state = models.CharField(max_length=15, choices=StepState, blank=True)
    to_state = models.CharField(max_length=15, choices=StepState)
    reason = models.CharField(max_length=120, blank=True)
    moved_by = staff_key()
    moved_on = models.DateField()
    reason_before = models.CharField(max_length=120, blank=True, default="", db_default="")
    since_before = models.DateField(null=True)
    after_version = models.PositiveIntegerField(default=0, db_default=0)
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, related_name="undone_by", null=True)

    entry_days = ("moved_on",)
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["step", "from_state", "to_state", "reason", "reason_before", "since_before"], PLAN)
        | dict.fromkeys(["moved_by", "moved_on", "after_version", "undoes"], ENROLMENT)
    )
    database_rules = ("revoke update on casework_stepmove from samkraft_app",)

    class Meta:
        ordering = ["-moved_on", "-pk"]
        indexes = [models.Index(fields=["owner_branch", "case"], name="step_move_of_case")]

    def __str__(self):
        return f"{self.from_state} {self.to_state}"
