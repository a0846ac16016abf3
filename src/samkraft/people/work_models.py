"""Rows of daily work: a person's own views of the list, changes of process leader. Imported by models.py."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from samkraft.access.models import Branch
from samkraft.access.owned import ENROLMENT, NOTES, OwnedModel, ReleasedAs
from samkraft.access.sealed_fields import SealedTextField
from samkraft.people.models import FileItem
from samkraft.sharing.choices import ItemKind

STAFF = settings.AUTH_USER_MODEL


class LeaderChange(FileItem):
    """A change of process leader, with what the next one needs to know; in the file of the branch that handed over.

    When the new leader works in another branch the note is released to her, where consent covers it.
    """

    item = models.UUIDField(default=uuid.uuid4, unique=True)
    changed_on = models.DateField()
    from_staff = models.ForeignKey(STAFF, on_delete=models.RESTRICT, related_name="+", null=True)
    to_staff = models.ForeignKey(STAFF, on_delete=models.RESTRICT, related_name="+")
    to_branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+")
    note = SealedTextField(blank=True)
    changed_by = models.ForeignKey(STAFF, on_delete=models.RESTRICT, related_name="+")
    seen_on = models.DateField(null=True, help_text="When the new leader had read the note.")
    move = models.ForeignKey("people.CaseMove", on_delete=models.SET_NULL, related_name="+", null=True, db_index=False)

    stays_in_file = True
    entry_days = ("changed_on",)
    figure_columns = ("id", "case", "owner_branch", "changed_on", "to_branch")
    personal_fields = dict.fromkeys(
        [
            "case",
            "file",
            "unit",
            "item",
            "changed_on",
            "from_staff",
            "to_staff",
            "to_branch",
            "changed_by",
            "seen_on",
            "move",
        ],
        ENROLMENT,
    ) | {"note": NOTES}
    released_as = ReleasedAs((ItemKind.MINUTES,), key="item", category="minutes")

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="leader_change_of_case")]

    def __str__(self):
        return f"{self.case_id} {self.changed_on}"


class SavedView(OwnedModel):
    """A person's own view of the work list: which filters and order, under a name. Nobody else sees it.

    ``query`` holds the list's own parameters only, never a search term (REG-03).
    """

    staff = models.ForeignKey(STAFF, on_delete=models.CASCADE, related_name="+")
    programme = models.SlugField()
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=200, blank=True)
    removed_on = models.DateField(null=True, help_text="Gone, but for the way back that day's receipt gives.")

    kept_as = "account"
    personal_fields = dict.fromkeys(["staff", "programme", "name", "query", "removed_on"], ENROLMENT)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_branch", "staff", "programme", "name"],
                condition=models.Q(removed_on=None),
                name="one_view_in_use_per_name",
                violation_error_message=_("Du har redan en vy med det namnet."),
            )
        ]

    def __str__(self):
        return self.name
