"""Special lines of work: papers asked for in health care, study plans, guidance, the AF/FK cooperation (P-025).

Each row lies in the file of the branch that keeps it, and is shared like anything else. Imported by models.py.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import ENROLMENT, NOTES, PLAN, ReleasedAs, staff_key
from samkraft.access.sealed_fields import SealedCharField
from samkraft.casework.choices import GuidanceForm, PaperState, StudyState
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import ItemKind


class CarePaper(FileItem):
    """A care plan or certificate that the branch has asked for: who, what, what for, since when (P-025).

    Never what stands in it. ``paper`` is a code of the programme file's care papers; ``category`` is the data category
    that a consent must cover for others to be told, that of what the asking branch itself owns.
    """

    item = models.UUIDField(default=uuid.uuid4, unique=True)
    revision = models.PositiveIntegerField(default=1)
    category = models.SlugField(db_index=False)
    paper = models.SlugField(db_index=False)
    asked_of = SealedCharField(max_length=120)
    why = SealedCharField(max_length=200)
    asked_on = models.DateField()
    asked_by = staff_key()
    answer_by = models.DateField()
    state = models.CharField(max_length=12, choices=PaperState, default=PaperState.ASKED)
    settled_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    entry_days = ("asked_on", "settled_on")
    figure_columns = ("id", "case", "owner_branch", "asked_on", "state", "settled_on")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["item", "revision", "category", "asked_on", "asked_by", "answer_by", "settled_on"], ENROLMENT)
        | dict.fromkeys(["paper", "state", "valid_until", "asked_of", "why"], NOTES)
    )
    released_as = ReleasedAs((ItemKind.CARE_PAPER,), key="item", version="revision", category_in="category")

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="care_paper_of_case")]
        constraints = [
            models.CheckConstraint(
                name="care_paper_is_settled_on_a_day", condition=Q(state="asked") ^ Q(settled_on__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.paper} {self.asked_on}"


class StudyPlan(FileItem):
    """What education is planned: what, where, from when. Counted (P-073); the counsellors' own system has the rest.

    ``category`` is the data category under which its branch tells others of it.
    """

    item = models.UUIDField(default=uuid.uuid4, unique=True)
    revision = models.PositiveIntegerField(default=1)
    category = models.SlugField(db_index=False)
    education = models.CharField(max_length=160)
    place = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=StudyState, default=StudyState.PLANNED)
    made_on = models.DateField()
    made_by = staff_key()

    entry_days = ("made_on",)
    figure_columns = ("id", "case", "owner_branch", "state", "made_on", "starts_on")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["item", "revision", "category", "made_on", "made_by"], ENROLMENT)
        | dict.fromkeys(["education", "place", "starts_on", "ends_on", "state"], PLAN)
    )
    released_as = ReleasedAs((ItemKind.STUDY_PLAN,), key="item", version="revision", category_in="category")

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="study_plan_of_case")]
        constraints = [
            models.CheckConstraint(
                name="study_plan_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Studierna kan inte sluta innan de börjar."),
            )
        ]

    def __str__(self):
        return f"studieplan {self.made_on}"


class GuidanceTalk(FileItem):
    """A talk with a study counsellor, alone or in a group: that it was, nothing of what was said (P-025)."""

    held_as = models.CharField(max_length=12, choices=GuidanceForm)
    held_on = models.DateField()
    held_by = staff_key()

    entry_days = ("held_on",)
    figure_columns = ("id", "case", "owner_branch", "held_as", "held_on")
    personal_fields = ITEM_FIELDS | dict.fromkeys(["held_as", "held_on"], PLAN) | {"held_by": ENROLMENT}

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="guidance_talk_of_case")]

    def __str__(self):
        return f"{self.held_as} {self.held_on}"


class CooperationStep(FileItem):
    """A step of the strengthened cooperation of AF and FK that was taken on a day (P-037).

    ``step`` is a code of the programme file's cooperation steps: what, who and when, as a step of the plan, on whose
    consent it goes. Never why: that stands in the own system.
    """

    item = models.UUIDField(default=uuid.uuid4, unique=True)
    step = models.SlugField(db_index=False)
    taken_on = models.DateField()
    noted_by = staff_key()

    entry_days = ("taken_on",)
    figure_columns = ("id", "case", "owner_branch", "step", "taken_on")
    personal_fields = (
        ITEM_FIELDS | dict.fromkeys(["item", "noted_by"], ENROLMENT) | dict.fromkeys(["step", "taken_on"], PLAN)
    )
    database_rules = ("revoke update on casework_cooperationstep from samkraft_app",)
    released_as = ReleasedAs((ItemKind.COOPERATION,), key="item", category="plan")

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="cooperation_step_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["owner_branch", "case", "step", "taken_on"], name="one_step_a_day")
        ]

    def __str__(self):
        return f"{self.step} {self.taken_on}"
