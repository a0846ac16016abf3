"""What the joint controllers tell about who answers for what (GDPR 26, GDPR-02). Imported by models.py."""

from django.db import models
from django.db.models import F, Q

from samkraft.access.models import Branch
from samkraft.access.owned import staff_key


class Arrangement(models.Model):
    """One version of the public summary: written at one authority, and public once another has confirmed it.

    Never changed, never taken away: what was told is to be read as it was.
    """

    number = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    reference = models.CharField(max_length=200)
    written_on = models.DateField()
    written_by = staff_key()
    written_branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+")
    confirmed_on = models.DateField(null=True)
    confirmed_by = staff_key(null=True)
    confirmed_branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+", null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="an_arrangement_is_confirmed_by_another",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("written_by")),
            )
        ]

    def __str__(self):
        return f"v{self.number}"
