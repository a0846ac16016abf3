"""What comes after a start in work or studies: support, talks, signs of a return (P-003). Imported by models.py."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import BENEFIT, ENROLMENT, NOTES, staff_key
from samkraft.access.sealed_fields import SealedTextField
from samkraft.people.choices import Going, ReturnAnswer, ReturnSource, StartKind, TalkWay
from samkraft.people.models import ITEM_FIELDS, FileItem


class Support(FileItem):
    """Support for somebody who has begun work or studies: who to call, from when, until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    kind = models.CharField(max_length=10, choices=StartKind)
    place = SealedTextField(blank=True)
    begun_on = models.DateField()
    until = models.DateField()
    contact = staff_key()
    ended_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1, db_default=1)

    entry_days = ("begun_on", "ended_on")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["kind", "begun_on", "until", "contact", "ended_on", "revision"], ENROLMENT)
        | {"place": NOTES}
    )

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="support_of_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=Q(ended_on=None), name="one_support_at_a_time",
                violation_error_message=_("Personen har redan stöd efter starten."),
            ),
            models.CheckConstraint(
                name="support_lasts", condition=Q(until__gt=F("begun_on")),
                violation_error_message=_("Stödet måste sluta efter dagen då det börjar."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.kind} {self.begun_on}"


class SupportTalk(FileItem):
    """A talk within the support: the day it is meant for, and how it went. What is said of health stays out."""

    support = models.ForeignKey(Support, on_delete=models.CASCADE, related_name="talks")
    due_on = models.DateField()
    held_on = models.DateField(null=True)
    talked_by = models.CharField(max_length=10, choices=TalkWay, blank=True)
    going = models.CharField(max_length=10, choices=Going, blank=True)
    note = SealedTextField(blank=True)
    held_by = staff_key(null=True)

    entry_days = ("held_on",)
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["support", "due_on", "held_on", "talked_by", "going", "held_by"], ENROLMENT)
        | {"note": NOTES}
    )

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["owner_branch", "case"], name="support_talk_of_case")]

    def __str__(self):
        return f"{self.support_id} {self.due_on}"


class ReturnSignal(FileItem):
    """A sign that somebody who was discharged may need the programme again, and what was done about it.

    Found in the branch's own facts, follow-ups and referrals, by the record and not by a message (M15). What it says
    never opens to a list (REG-02): the list tells that there is something to read.
    """

    source = models.CharField(max_length=10, choices=ReturnSource)
    source_key = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    since = models.DateField()
    found_on = models.DateField()
    answer = models.CharField(max_length=10, choices=ReturnAnswer, blank=True)
    answered_on = models.DateField(null=True)
    answered_by = staff_key(null=True)
    note = SealedTextField(blank=True)

    entry_days = ("found_on", "answered_on")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["source", "source_key", "found_on", "answer", "answered_on", "answered_by"], ENROLMENT)
        | dict.fromkeys(["kind", "since"], BENEFIT)
        | {"note": NOTES}
    )

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="return_signal_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["owner_branch", "source", "source_key"], name="a_return_is_told_once"),
        ]

    def __str__(self):
        return f"{self.source} {self.since}"
