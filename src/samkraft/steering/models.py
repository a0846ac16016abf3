"""Month-end snapshots of indicators, and the dated values that leaders enter. Sums only, never a person."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from samkraft.programmes.models import Programme, ProgrammeVersion

STAFF = settings.AUTH_USER_MODEL


class IndicatorSnapshot(models.Model):
    """An indicator's figures on one day, by the definition of one programme version (M15).

    For waits the numerators are medians, empty while half of the people still wait. ``people`` tells how many stand
    behind a figure of events: disclosure control looks at people, not at their talks or waits.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.RESTRICT, related_name="+")
    indicator = models.SlugField(db_index=False)
    on = models.DateField()
    numerator = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    denominator = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    women = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    women_of = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    men = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    men_of = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    people = models.JSONField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "indicator", "on"], name="one_snapshot_per_day")]

    def __str__(self):
        return f"{self.indicator} {self.on}"


class ManualValue(models.Model):
    """A dated value that a leader enters for an indicator whose source is ``manual``."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    indicator = models.SlugField(db_index=False)
    on = models.DateField()
    numerator = models.DecimalField(max_digits=16, decimal_places=2)
    denominator = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    women = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    men = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    source = models.CharField(max_length=200)
    entered_by = models.ForeignKey(STAFF, on_delete=models.RESTRICT, related_name="+", null=True)
    entered_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["indicator", "on", "pk"]

    def __str__(self):
        return f"{self.indicator} {self.on}"


class FlowSnapshot(models.Model):
    """The counts behind the flow page on one day: kept each night, shown when there are too many cases to count."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    content = models.JSONField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "on"], name="one_flow_snapshot_per_day")]

    def __str__(self):
        return f"{self.programme_id} {self.on}"
