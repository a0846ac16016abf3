"""Deadlines that somebody has put off, and how many stand where each night. Imported by models.py."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.models import Branch
from samkraft.access.owned import ENROLMENT, NOTES, staff_key
from samkraft.access.sealed_fields import SealedCharField
from samkraft.core.clock import today
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.programmes.models import Programme, Team


class PutOffQuerySet(models.QuerySet):
    def waiting(self, on=None):
        """Those that haven't come back."""
        return self.filter(until__gt=on or today(), taken_up_on=None)


class PutOff(FileItem):
    """A deadline of a case that waits until a day, with the reason; it comes back by itself, or is taken up before.

    The deadline is named by its code in the programme file and its day: when the day moves, it is another deadline.
    """

    code = models.SlugField(db_index=False)
    due_on = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=120)
    note = SealedCharField(max_length=200, blank=True)
    put_off_by = staff_key()
    put_off_on = models.DateField()
    taken_up_on = models.DateField(null=True)

    entry_days = ("put_off_on",)
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["code", "due_on", "until", "reason", "put_off_by", "put_off_on", "taken_up_on"], ENROLMENT)
        | {"note": NOTES}
    )
    # What was put off, by whom and why stays as it was said; only the taking up is added.
    database_rules = (
        "revoke update, delete on people_putoff from samkraft_app",
        "grant update (taken_up_on) on people_putoff to samkraft_app",
    )
    objects = PutOffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "code", "due_on"], condition=Q(taken_up_on=None), name="a_deadline_waits_once",
                violation_error_message=_("Någon annan har redan skjutit upp fristen."),
            ),
            models.CheckConstraint(name="put_off_until_later", condition=Q(until__gt=F("put_off_on"))),
        ]  # fmt: skip
        indexes = [models.Index(fields=["owner_branch", "case"], name="put_off_of_case")]

    def __str__(self):
        return f"{self.code} {self.until}"


class DeadlineCount(models.Model):
    """How many deadlines of a kind stood where one night, for a branch, a team and a process leader: no person's row.

    Without a code the row counts open cases, and among them those that stand still.
    ``leader`` is empty where nobody leads, or where the deadline is not the leader's.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    leader = staff_key(null=True)
    counted_on = models.DateField()
    code = models.SlugField(db_index=False, blank=True)
    cases = models.PositiveIntegerField(default=0)
    still = models.PositiveIntegerField(default=0)
    over = models.PositiveIntegerField(default=0)
    soon = models.PositiveIntegerField(default=0)
    put_off = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "branch", "team", "leader", "code"], nulls_distinct=False,
                name="one_count_per_night",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{self.branch_id} {self.team_id} {self.code}: {self.over}"
