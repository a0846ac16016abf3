"""What the person herself has answered, day by day: facts that are dated and never overwritten (P-100, P-110)."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from samkraft.access.owned import ENROLMENT, NOTES, staff_key
from samkraft.access.sealed_fields import SealedCharField, SealedTextField
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.voices.choices import QuestionKind


class AnswerSetQuerySet(models.QuerySet):
    def newest(self):
        """The last version of each."""
        later = AnswerSet.objects.filter(item=OuterRef("item"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))


class AnswerSet(FileItem):
    """The person's answers to a questionnaire on one day. What is mended is a new version; the old one stands.

    It stays with the branch that asked. ``wont_answer``: she didn't want to answer any of it, which is an answer.
    ``present``: who was in the room, in words. ``form_version``: of the questionnaire, whose words lie in the answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    meeting = models.UUIDField(null=True)
    questionnaire = models.SlugField(db_index=False)
    form_version = models.PositiveSmallIntegerField()
    answered_on = models.DateField()
    wont_answer = models.BooleanField(default=False)
    present = SealedCharField(max_length=500, blank=True)
    written_by = staff_key()
    written_on = models.DateField()

    entry_days = ("answered_on", "written_on")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(
            ["item", "version", "meeting", "questionnaire", "form_version", "answered_on", "written_by", "written_on"],
            ENROLMENT,
        )
        | dict.fromkeys(["wont_answer", "present"], NOTES)
    )
    hangs_on = {"meeting": "casework.Meeting"}
    database_rules = ("revoke update, delete on voices_answerset from samkraft_app",)
    objects = AnswerSetQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case", "-answered_on"], name="answers_of_case")]
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="one_version_of_answers")]

    def __str__(self):
        return f"{self.questionnaire} {self.answered_on}"


class Answer(FileItem):
    """The answer to one question, with the question as it was put. A question that was passed over has no row.

    ``said`` is the answer in words; ``choice`` and ``value`` are what a later figure may count, never added up to a
    score of the person (GDPR-15). ``wont_answer``: she said that she won't answer it.
    """

    answers = models.ForeignKey(AnswerSet, on_delete=models.CASCADE, related_name="rows")
    question = models.SlugField(db_index=False)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=QuestionKind)
    words = models.CharField(max_length=300)
    wont_answer = models.BooleanField(default=False)
    choice = models.SlugField(db_index=False, blank=True)
    value = models.PositiveSmallIntegerField(null=True)
    said = SealedTextField(blank=True)

    entry_days = ()
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["answers", "question", "place", "kind", "words"], ENROLMENT)
        | dict.fromkeys(["wont_answer", "choice", "value", "said"], NOTES)
    )
    database_rules = ("revoke update, delete on voices_answer from samkraft_app",)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["answers", "question"], name="one_answer_to_a_question"),
            models.CheckConstraint(
                name="what_is_declined_has_no_answer",
                condition=Q(wont_answer=False) | Q(choice="", value=None, said=""),
            ),
        ]

    def __str__(self):
        return f"{self.question}"
