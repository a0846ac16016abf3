"""What the site knows of itself."""

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
