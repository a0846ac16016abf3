"""What happens with somebody's money if she takes a job or a course, explained. Imported by models.py."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from samkraft.access.owned import BENEFIT, ENROLMENT, ReleasedAs, staff_key
from samkraft.access.sealed_fields import SealedCharField, SealedJSONField
from samkraft.casework.choices import MoneyQuestion
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import ItemKind


class MoneySheet(FileItem):
    """One branch's part of the sheet: what it knows of its own benefit. Explained, never decided, never an amount.

    ``texts`` holds the parts that the programme file names, by their code. ``category`` is the data category that a
    consent must cover for it to be shared: the branch's own.
    """

    item = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    revision = models.PositiveIntegerField(default=1, db_default=1)
    category = models.SlugField(db_index=False)
    question = models.CharField(max_length=12, choices=MoneyQuestion)
    about = SealedCharField(max_length=160)
    starts_on = models.DateField(null=True)
    texts = SealedJSONField(default=dict)
    written_by = staff_key()
    written_on = models.DateField()

    entry_days = ("written_on",)
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["about", "starts_on", "texts"], BENEFIT)
        | dict.fromkeys(["item", "revision", "category", "question", "written_by", "written_on"], ENROLMENT)
    )
    released_as = ReleasedAs((ItemKind.MONEY,), key="item", version="revision", category_in="category")

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="money_sheet_of_case")]

    def __str__(self):
        return f"{self.question} {self.written_on}"
