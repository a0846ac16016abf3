"""What a branch knows of benefits and registrations, in its own file. Imported by models.py so that Django finds it."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from samkraft.access.owned import BENEFIT, ENROLMENT, ReleasedAs, staff_key
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import ItemKind

# The code list of each data category that such facts are of.
LISTS = {
    "benefits": "benefit_kinds",
    "labour_market": "labour_market_facts",
    "income_support": "income_support_kinds",
}


def category_of(definition, branch) -> str:
    """The data category of such facts that the programme file gives this branch; empty where it gives none."""
    return next((row.code for row in definition.data_categories if branch.code in row.owners and row.code in LISTS), "")


# That the programme's section code marks the person in the employment service's system (P-061): no benefit.
SECTION_CODE = "section_code"


class BenefitFact(FileItem):
    """A benefit or registration that the owner branch knows of, between two days: no amount, no reason (INT-02).

    Never opens to a list (REG-02). ``category`` is the data category that a consent must cover for it to be shared.
    """

    item = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    revision = models.PositiveIntegerField(default=1, db_default=1)
    category = models.SlugField(db_index=False, default="benefits", db_default="benefits")
    kind = models.SlugField(db_index=False)
    extent = models.PositiveSmallIntegerField(null=True, help_text="Percent, where it is less than the whole.")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    noted_by = staff_key(null=True)
    noted_on = models.DateField(null=True)

    entry_days = ("valid_from", "noted_on")
    figure_columns = ("id", "case", "owner_branch", "kind", "valid_from", "valid_until")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["kind", "extent", "valid_from", "valid_until"], BENEFIT)
        | dict.fromkeys(["item", "revision", "category", "noted_by", "noted_on"], ENROLMENT)
    )
    released_as = ReleasedAs((ItemKind.BENEFIT,), key="item", version="revision", category_in="category")

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="benefit_of_case")]
        constraints = [
            models.CheckConstraint(name="extent_is_a_share", condition=Q(extent=None) | Q(extent__range=(1, 100)))
        ]

    def __str__(self):
        return f"{self.kind} {self.valid_from}"
