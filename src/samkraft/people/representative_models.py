"""Who may speak for a person: mandate, scope, end and what proves it (CON-10, INT-07). Imported by models.py."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import CONTACT, ENROLMENT, staff_key
from samkraft.core.clock import today
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import Mandate


class RepresentativeQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Mandates that hold on a day: begun, not run out, not ended."""
        on = on or today()
        unended = Q(ended_on=None) | Q(ended_on__gt=on)
        return self.filter(unended, Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)


class Representative(FileItem):
    """A person's representative as a branch has seen the mandate; in that branch's own file.

    ``evidence`` says which document was seen and where it lies; a mandate that doesn't cover consent to sharing is
    kept all the same, but can't give one (``covers_consent``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, blank=True)
    mandate = models.CharField(max_length=20, choices=Mandate)
    scope = models.CharField(max_length=300)
    covers_consent = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    evidence = models.CharField(max_length=200)
    recorded_by = staff_key()
    ended_on = models.DateField(null=True)

    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["name", "phone"], CONTACT)
        | dict.fromkeys(
            ["mandate", "scope", "covers_consent", "valid_from", "valid_until", "evidence", "recorded_by", "ended_on"],
            ENROLMENT,
        )
    )
    objects = RepresentativeQuerySet.as_manager()
    database_rules = ("revoke delete on people_representative from samkraft_app",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mandate_ends_after_it_starts",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("Uppdraget kan inte sluta innan det börjar."),
            )
        ]
        indexes = [models.Index(fields=["owner_branch", "case"], name="representative_of_case")]

    def __str__(self):
        return f"företrädare {self.pk}"

    @property
    def in_words(self):
        """What a consent keeps of the mandate: kind, scope and evidence."""
        return f"{self.get_mandate_display()}: {self.scope}. {self.evidence}"[:300]
