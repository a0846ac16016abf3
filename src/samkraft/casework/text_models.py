"""Texts that a branch uses again and again. Imported by models.py."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import ENROLMENT, NOTES, OwnedModel, staff_key
from samkraft.access.sealed_fields import SealedTextField
from samkraft.casework.choices import TextPlace


class TextTemplate(OwnedModel):
    """A text to begin from, the branch's own; it says nothing of any person. ``revision`` counts each saving (T24)."""

    name = models.CharField(max_length=60)
    place = models.CharField(max_length=10, choices=TextPlace)
    text = SealedTextField()
    revision = models.PositiveIntegerField(default=1)
    written_by = staff_key()
    written_on = models.DateField()
    removed_on = models.DateField(null=True)

    kept_as = "account"
    entry_days = ("written_on",)
    personal_fields = dict.fromkeys(
        ["name", "place", "revision", "written_by", "written_on", "removed_on"], ENROLMENT
    ) | {"text": NOTES}

    class Meta:
        ordering = ["place", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_branch", "name"],
                condition=Q(removed_on=None),
                name="one_text_per_name",
                violation_error_message=_("Det finns redan en textmall med det namnet."),
            )
        ]

    def __str__(self):
        return self.name
