"""The case history since the first contact, as each branch tells it in its own file (P-039, P-111). For models.py."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import ENROLMENT, NOTES, ReleasedAs, staff_key
from samkraft.access.sealed_fields import SealedCharField, SealedJSONField, SealedTextField
from samkraft.casework.history_choices import EffortResult, HistoryKind, HistoryMark, HistorySource, Precision
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import ItemKind


class HistoryEntry(FileItem):
    """Something that happened at one authority: a contact, a decision, an effort, another caseworker, a gap.

    ``starts_on`` is the first day of what is known: ``starts_as`` says whether that is a day, a month or a year.
    ``row_key`` is set for what came in a file, so that the same row is taken once. ``revision`` counts the savings.
    """

    item = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    revision = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=HistoryKind)
    starts_on = models.DateField()
    starts_as = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    ends_on = models.DateField(null=True)
    ends_as = models.CharField(max_length=5, choices=Precision, blank=True)
    effort = models.SlugField(db_index=False, blank=True)
    title = SealedCharField(max_length=160, blank=True)
    result = models.CharField(max_length=12, choices=EffortResult, blank=True)
    note = SealedTextField(blank=True)
    mark = models.CharField(max_length=10, choices=HistoryMark, blank=True)
    mark_why = SealedTextField(blank=True)
    keep_own = models.BooleanField(default=False, help_text="Stays with the branch: never part of what is shared.")
    names_another = models.BooleanField(default=False)
    source = models.CharField(max_length=5, choices=HistorySource, default=HistorySource.HAND)
    row_key = models.CharField(max_length=64, blank=True)
    written_by = staff_key()
    written_on = models.DateField()
    removed_on = models.DateField(null=True, help_text="Taken away as wrong; can be put back.")

    entry_days = ("written_on",)
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(
            ["item", "revision", "keep_own", "names_another", "source", "row_key", "written_by", "written_on",
             "removed_on"],
            ENROLMENT,
        )
        | dict.fromkeys(
            ["kind", "starts_on", "starts_as", "ends_on", "ends_as", "effort", "title", "result", "note", "mark",
             "mark_why"],
            NOTES,
        )
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case", "starts_on"], name="history_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["file", "row_key"], condition=~Q(row_key=""), name="one_history_row"),
            models.CheckConstraint(
                name="history_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Slutet kan inte ligga före början."),
            ),
            models.CheckConstraint(name="a_mark_has_a_reason", condition=Q(mark="") | ~Q(mark_why="")),
        ]

    def __str__(self):
        return f"{self.kind} {self.starts_on}"


class HistoryVersion(FileItem):
    """The history of one branch as it stood when it was shared: kept as it was (``history.content``)."""

    item = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField()
    category = models.SlugField(db_index=False)
    content = SealedJSONField()
    made_by = staff_key()
    made_on = models.DateField()

    entry_days = ("made_on",)
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["item", "version", "category", "made_by", "made_on"], ENROLMENT)
        | {"content": NOTES}
    )
    released_as = ReleasedAs((ItemKind.HISTORY,), key="item", version="version", category_in="category")
    database_rules = ("revoke update, delete on casework_historyversion from samkraft_app",)

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case", "-version"], name="history_version_of_case")]
        constraints = [models.UniqueConstraint(fields=["file", "version"], name="one_history_version")]

    def __str__(self):
        return f"historik v{self.version}"
