"""Units inside a branch of health care, and who works at which (REG-10: inner secrecy, PDL 4:1)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import SecrecyClass
from samkraft.access.models import Branch, Staff
from samkraft.core.clock import today


class CareUnit(models.Model):
    """A unit that writes records of its own, such as a health centre."""

    branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="care_units")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "name"],
                name="one_unit_of_a_name",
                violation_error_message=_("Det finns redan en enhet med det namnet."),
            )
        ]

    def __str__(self):
        return self.name


def unit_key():
    """The unit of health care whose person wrote a row, where her branch has units (REG-10); the database fills it."""
    return models.ForeignKey(
        CareUnit, on_delete=models.RESTRICT, related_name="+", null=True, editable=False, db_index=False,
        db_default=models.Func(function="acting_unit"),
    )  # fmt: skip


class UnitMemberQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Who works where on a day."""
        on = on or today()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)


class UnitMember(models.Model):
    """A person works at one unit of a branch at a time, between two days; nothing given is taken out of sight."""

    staff = models.ForeignKey(Staff, on_delete=models.RESTRICT, related_name="+")
    unit = models.ForeignKey(CareUnit, on_delete=models.RESTRICT, related_name="members")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Staff, on_delete=models.RESTRICT, related_name="+", null=True)

    objects = UnitMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unit_ends_after_it_starts",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("Slutdatum kan inte ligga före startdatum."),
            )
        ]

    def __str__(self):
        return f"{self.staff_id} {self.unit}"


def has_units(branch: Branch) -> bool:
    """Whether secrecy holds between units inside a branch: in health care alone (PDL 4:1)."""
    return branch.secrecy_class == SecrecyClass.HEALTH


def unit_of(branch: Branch, staff: Staff, on) -> int | None:
    """The key of the unit that a person works at for a branch; None where there are no units, or she has none."""
    if not has_units(branch):
        return None
    places = UnitMember.objects.in_force(on).filter(staff=staff, unit__branch=branch)
    return places.order_by("-valid_from", "-pk").values_list("unit", flat=True).first()
