"""Mapping, plan, meetings, minutes, contacts and tasks: rows in one branch's file.

A finished item is shared by a release that copies it; what other branches shared with us stands in
``sharing.ReceivedCopy`` with the same content as the item's ``content`` here.
"""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import ENROLMENT, NOTES, PLAN, ReleasedAs, branch_key, staff_key
from samkraft.access.sealed_fields import SealedCharField, SealedTextField
from samkraft.casework.choices import CancelledBy, ContactKind, MeetingKind, MeetingState, StepState
from samkraft.people.models import FileItem
from samkraft.sharing.choices import ItemKind

_ITEM = dict.fromkeys(["case", "file", "unit"], ENROLMENT)


class CurrentQuerySet(models.QuerySet):
    def current(self):
        """The newest version of each item."""
        return self.filter(is_current=True)


# A text that names somebody else stays in its file until it is written without her, or she has said yes (SEK-12).
_CLOSED = "(names_another and another_agreed = '')"
_ANOTHER = ["names_another", "another_agreed"]


class MappingSection(FileItem):
    """One version of what a branch has mapped in one area (P-031). The newest has ``is_current``.

    All versions of a section share ``item``; an area is named in the programme file.
    """

    item = models.UUIDField(default=uuid.uuid4)
    area = models.SlugField(db_index=False)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    text = SealedTextField()
    strengths = SealedTextField(blank=True, default="", db_default="", help_text="What there is to build on (P-031).")
    source = SealedCharField(max_length=200, blank=True, help_text="Where prefilled text came from.")
    written_by = staff_key()
    written_on = models.DateField()
    names_another = models.BooleanField(default=False, db_default=False)
    another_agreed = models.CharField(max_length=120, blank=True, default="", db_default="")

    entry_days = ("written_on",)
    figure_columns = ("id", "case", "owner_branch", "area", "version", "is_current", "written_on")
    personal_fields = (
        _ITEM
        | dict.fromkeys(["item", "area", "version", "is_current", "written_by", "written_on", *_ANOTHER], ENROLMENT)
        | dict.fromkeys(["text", "strengths", "source"], NOTES)
    )
    objects = CurrentQuerySet.as_manager()
    released_as = ReleasedAs((ItemKind.MAPPING,), key="item", version="version", subject="area", closed=_CLOSED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "area", "version"], name="one_mapping_version"),
            models.UniqueConstraint(
                fields=["file", "area"], condition=Q(is_current=True), name="one_current_mapping_per_area"
            ),
        ]
        indexes = [models.Index(fields=["owner_branch", "case"], name="mapping_of_case")]

    def __str__(self):
        return f"{self.area} v{self.version}"


class Plan(FileItem):
    """The draft of the joint plan; it belongs to the process leader's branch. ``revision`` counts each saving,
    so that the second of two who edit at once is told (T24)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    goal = models.TextField(blank=True, help_text="The goal in the person's own words.")
    review_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)
    changed_since_published = models.BooleanField(default=True)
    changed_on = models.DateField(null=True)

    entry_days = ("changed_on",)
    personal_fields = _ITEM | dict.fromkeys(
        ["goal", "review_on", "revision", "changed_since_published", "changed_on"], PLAN
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file"], name="one_plan_per_file")]
        indexes = [models.Index(fields=["owner_branch", "case"], name="plan_of_case")]

    def __str__(self):
        return f"plan {self.case_id}"


class PlanStep(FileItem):
    """A step of the plan: what, who, when. Never a medical or social reason (P-035, table A)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=160)
    why = models.CharField(max_length=300, blank=True)
    activity_type = models.SlugField(db_index=False, blank=True)
    responsible_branch = branch_key(null=True)
    responsible_staff = staff_key(null=True)
    by_participant = models.BooleanField(default=False)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    state = models.CharField(max_length=15, choices=StepState, default=StepState.AGREED)
    state_since = models.DateField(null=True)
    reason = models.CharField(max_length=120, blank=True, default="", db_default="")

    entry_days = ("state_since",)
    personal_fields = _ITEM | dict.fromkeys(
        ["plan", "position", "title", "why", "activity_type", "responsible_branch", "responsible_staff",
         "by_participant", "starts_on", "ends_on", "state", "state_since", "reason"],
        PLAN,
    )  # fmt: skip

    class Meta:
        ordering = ["plan_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="step_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Steget kan inte sluta innan det börjar."),
            )
        ]
        indexes = [models.Index(fields=["owner_branch", "case"], name="step_of_case")]

    def __str__(self):
        return f"steg {self.position}"


class PlanVersion(FileItem):
    """A published version of the plan, kept as it was. ``content`` is ``casework.plan_content.PlanContent``."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    published_on = models.DateField()
    published_by = staff_key()
    person_was_present = models.BooleanField(default=True)
    review_on = models.DateField(null=True)

    entry_days = ("published_on",)
    figure_columns = ("id", "case", "number", "published_on", "person_was_present")
    personal_fields = (
        _ITEM
        | dict.fromkeys(["plan", "number", "published_on", "published_by", "person_was_present"], ENROLMENT)
        | dict.fromkeys(["content", "review_on"], PLAN)
    )
    released_as = ReleasedAs((ItemKind.PLAN,), key="plan", version="number", category="plan")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version")]
        indexes = [models.Index(fields=["owner_branch", "case", "-number"], name="plan_version_of_case")]

    def __str__(self):
        return f"plan v{self.number}"


class StepReport(FileItem):
    """What a branch reports on a step of the joint plan, or proposes as a new one; released to the leader's branch."""

    item = models.UUIDField(default=uuid.uuid4, unique=True)
    step = models.UUIDField(null=True)
    title = models.CharField(max_length=160)
    text = SealedTextField(blank=True)
    state = models.CharField(max_length=15, choices=StepState, blank=True)
    reason = models.CharField(max_length=120, blank=True, default="", db_default="")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    written_by = staff_key()
    written_on = models.DateField()

    entry_days = ("written_on",)
    personal_fields = (
        _ITEM
        | dict.fromkeys(["item", "step", "title", "state", "reason", "starts_on", "ends_on"], PLAN)
        | dict.fromkeys(["written_by", "written_on"], ENROLMENT)
        | {"text": NOTES}
    )
    released_as = ReleasedAs((ItemKind.STEP_REPORT, ItemKind.STEP_PROPOSAL), key="item", category="plan")

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="step_report_of_case")]

    def __str__(self):
        return f"rapport {self.item}"


class StepAnswer(FileItem):
    """What the leader's branch did with a received step report or proposal: taken into the draft, or left."""

    item = models.UUIDField()
    taken = models.BooleanField()
    answered_by = staff_key()
    answered_on = models.DateField()

    entry_days = ("answered_on",)
    personal_fields = _ITEM | dict.fromkeys(["item", "taken", "answered_by", "answered_on"], ENROLMENT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_branch", "item"], name="one_answer_per_step_report")]
        indexes = [models.Index(fields=["owner_branch", "case"], name="step_answer_of_case")]

    def __str__(self):
        return f"svar {self.item}"


class TimeSpan(Func):
    """From a moment to another, for a table's rule that two things can't be at once."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Meeting(FileItem):
    """A meeting with the person that a branch has booked. ``revision`` counts each change of when, where and who.

    ``agenda`` is what one will talk about, in words that the person may read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=MeetingKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    room = models.ForeignKey("casework.Room", on_delete=models.RESTRICT, related_name="+", null=True, db_index=False)
    with_interpreter = models.BooleanField(default=False)
    interpreter_ordered_on = models.DateField(null=True)
    agenda = SealedTextField(blank=True, default="", db_default="")
    staff = staff_key()
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    cancelled_by = models.CharField(max_length=10, choices=CancelledBy, blank=True, default="", db_default="")
    revision = models.PositiveIntegerField(default=1, db_default=1)

    entry_days = ("starts_at",)
    figure_columns = ("id", "case", "owner_branch", "kind", "starts_at", "state")
    personal_fields = _ITEM | {"agenda": NOTES} | dict.fromkeys(
        ["kind", "starts_at", "ends_at", "place", "room", "with_interpreter", "interpreter_ordered_on", "staff",
         "state", "cancelled_by", "revision"],
        ENROLMENT,
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "case", "starts_at"], name="meeting_of_case"),
            models.Index(fields=["owner_branch", "staff", "starts_at"], name="meeting_of_staff"),
        ]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Mötet måste sluta efter att det börjar."),
            ),
            # Also against meetings that the branch can't see: a room is booked once, whoever sits in it.
            ExclusionConstraint(
                name="room_is_free",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (TimeSpan("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=MeetingState.PLANNED, room__isnull=False),
                violation_error_message=_("Rummet är upptaget den tiden. Välj ett annat rum eller en annan tid."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.starts_at:%Y-%m-%d}"


class Minutes(FileItem):
    """A note from a meeting, one per authority; versions share ``item``. Not shared until released."""

    item = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, related_name="minutes", null=True)
    held_on = models.DateField()
    title = SealedCharField(max_length=160)
    text = SealedTextField()
    written_by = staff_key()
    written_on = models.DateField()
    keep_own = models.BooleanField(default=False, help_text="Decided not to be shared: off the unshared list.")
    names_another = models.BooleanField(default=False, db_default=False)
    another_agreed = models.CharField(max_length=120, blank=True, default="", db_default="")

    entry_days = ("held_on", "written_on")
    personal_fields = (
        _ITEM
        | dict.fromkeys(["item", "version", "is_current", "meeting", "held_on", "written_by", "written_on", "keep_own",
                         *_ANOTHER],
                        ENROLMENT)
        | dict.fromkeys(["title", "text"], NOTES)
    )  # fmt: skip
    objects = CurrentQuerySet.as_manager()
    released_as = ReleasedAs((ItemKind.MINUTES,), key="item", version="version", category="minutes", closed=_CLOSED)

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case", "-held_on"], name="minutes_of_case")]
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="one_minutes_version")]

    def __str__(self):
        return f"anteckning v{self.version}"


class Contact(FileItem):
    """A contact with the person: when and how, nothing of what was said. Meetings held count as well."""

    held_on = models.DateField()
    kind = models.CharField(max_length=12, choices=ContactKind)
    staff = staff_key()

    entry_days = ("held_on",)
    figure_columns = ("id", "case", "owner_branch", "held_on", "kind")
    personal_fields = _ITEM | dict.fromkeys(["held_on", "kind", "staff"], ENROLMENT)

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case", "-held_on"], name="contact_of_case")]

    def __str__(self):
        return f"{self.kind} {self.held_on}"


class Task(FileItem):
    """A thing to do by a day, by one person of the branch."""

    title = SealedCharField(max_length=160)
    due_on = models.DateField()
    assigned_to = staff_key()
    done_on = models.DateField(null=True)
    made_by = staff_key()

    entry_days = ("due_on", "done_on")
    personal_fields = (
        _ITEM | dict.fromkeys(["due_on", "assigned_to", "done_on", "made_by"], ENROLMENT) | {"title": NOTES}
    )

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "assigned_to", "due_on"], condition=Q(done_on=None), name="task_due"),
            models.Index(fields=["owner_branch", "case"], name="task_of_case"),
        ]

    def __str__(self):
        return f"uppgift {self.pk}"


# At the end, since these rows stand in the files above.
from samkraft.casework.agreement_models import PlanAgreement  # noqa: E402, F401
from samkraft.casework.calendar_models import (  # noqa: E402, F401
    CalendarFeed,
    MeetingGuest,
    MeetingInvitation,
    Room,
)
from samkraft.casework.dialogue_models import Message  # noqa: E402, F401
from samkraft.casework.history_models import HistoryEntry, HistoryVersion  # noqa: E402, F401
from samkraft.casework.line_models import CarePaper, CooperationStep, GuidanceTalk, StudyPlan  # noqa: E402, F401
from samkraft.casework.money_models import MoneySheet  # noqa: E402, F401
from samkraft.casework.step_models import StepMove  # noqa: E402, F401
from samkraft.casework.text_models import TextTemplate  # noqa: E402, F401
