"""What the site knows of itself."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class DemoRegister(models.Model):
    """That this database holds a demo register, of what size, and whether it is whole. One row at most."""

    cases = models.PositiveIntegerField()
    seed = models.IntegerField()
    begun_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.cases} cases, seed {self.seed}"


class GateRecord(models.Model):
    """A decision that must be on record before real data come in (GDPR-04, GDPR-05); the newest of a gate holds.

    ``authority`` where each authority decides for itself. A second person confirms; nothing is ever taken away.
    """

    gate = models.CharField(max_length=40)
    authority = models.ForeignKey("access.Authority", on_delete=models.RESTRICT, related_name="+", null=True)
    reference = models.CharField(max_length=200)
    decided_on = models.DateField()
    risk = models.CharField(max_length=12, blank=True, db_default="")
    consultation = models.CharField(max_length=200, blank=True, db_default="")
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_gate_is_confirmed_by_another",
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("recorded_by")),
            )
        ]

    def __str__(self):
        return f"{self.gate}: {self.reference}"

    @property
    def is_confirmed(self):
        return self.confirmed_by_id is not None

    @property
    def waits_for_consultation(self):
        """High risk remains, and the supervisory authority hasn't answered (GDPR 36)."""
        return self.risk == "high" and not self.consultation.strip()
