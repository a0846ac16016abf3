"""The improvement log (P-124): obstacles met where rules of different authorities clash, and what became of them.

It tells of rules and never of a person, so that everybody in the programme can read it; nothing in it is changed or
removed, only followed by something new.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from samkraft.access.models import Authority, Branch
from samkraft.programmes.models import Programme
from samkraft.steering.obstacles.choices import ENDED, Remover, Turn

STAFF = settings.AUTH_USER_MODEL


class ObstacleQuerySet(models.QuerySet):
    def with_turn(self):
        """Each with ``turn``: the latest of what became of it, or None."""
        turns = ObstacleTurn.objects.filter(obstacle=OuterRef("pk")).order_by("-pk")
        return self.annotate(turn=Subquery(turns.values("turn")[:1]))

    def open(self):
        """Those that are neither removed nor said to stay."""
        return self.with_turn().exclude(turn__in=ENDED)


class Obstacle(models.Model):
    """What stood in the way, which rules clash, and who could remove it, as it was first told."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    story = models.CharField(max_length=2000)
    rules = models.CharField(max_length=500, blank=True)
    remover = models.CharField(max_length=10, choices=Remover)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", null=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    told_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField()
    told_at = models.DateTimeField(db_default=Now())

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="obstacle_number_once"),
            models.CheckConstraint(
                name="obstacle_authority_is_named",
                condition=models.Q(remover=Remover.AUTHORITY, authority__isnull=False)
                | (~models.Q(remover=Remover.AUTHORITY) & models.Q(authority__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.programme_id}:{self.number}"

    @property
    def who(self) -> str:
        """Who could remove it, in words: the authority by name."""
        return self.authority.name if self.authority else self.get_remover_display()


class ObstacleTurn(models.Model):
    """One thing that became of it, in words; to whom it was passed, if it was."""

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="turns")
    turn = models.CharField(max_length=10, choices=Turn)
    to_whom = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=1000)
    written_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    written_on = models.DateField()
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.turn} {self.obstacle_id}"
