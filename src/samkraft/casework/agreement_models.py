"""The person's answer to a plan: another thing than consent to share it (CON-11). Imported by models.py."""

from django.db import models
from django.db.models import Q

from samkraft.access.owned import ENROLMENT, staff_key
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import ConsentForm, Giver


class PlanAgreement(FileItem):
    """What the person answered to one version of the plan, in the file of the branch that asked. The latest holds."""

    plan = models.UUIDField()
    version = models.PositiveIntegerField()
    agrees = models.BooleanField()
    form = models.CharField(max_length=20, choices=ConsentForm)
    giver = models.CharField(max_length=20, choices=Giver)
    evidence_place = models.CharField(max_length=200, blank=True)
    answered_on = models.DateField()
    recorded_by = staff_key()

    hangs_on = {"plan": "casework.Plan"}
    personal_fields = ITEM_FIELDS | dict.fromkeys(
        ["plan", "version", "agrees", "form", "giver", "evidence_place", "answered_on", "recorded_by"], ENROLMENT
    )
    database_rules = ("revoke update, delete on casework_planagreement from samkraft_app",)

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="plan_agreement_of_case")]
        constraints = [
            models.CheckConstraint(name="plan_agreement_has_a_known_form", condition=Q(form__in=ConsentForm.values)),
            models.CheckConstraint(name="plan_agreement_has_a_known_giver", condition=Q(giver__in=Giver.values)),
        ]

    def __str__(self):
        return f"plan v{self.version}: {self.agrees}"
