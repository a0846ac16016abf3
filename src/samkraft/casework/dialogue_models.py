"""Messages between branches in a case, each in the file of the branch that wrote it. Imported by models.py."""

import uuid

from django.db import models
from django.db.models import Q

from samkraft.access.owned import ENROLMENT, NOTES, ReleasedAs, branch_key, staff_key
from samkraft.access.sealed_fields import SealedTextField
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import ItemKind


class Message(FileItem):
    """One message of a dialogue between two branches; the other's messages are received copies.

    ``thread`` is the key of the dialogue, that of its first message. ``category`` is what the message is about: it goes
    on a consent line for that, as anything else does (CON-01). ``consultation`` is the code of the profession or
    resource that is asked, where the dialogue is a request for consultation (P-021, P-026). ``closes`` says that
    nothing more is needed; such a message may be without text. A text that names somebody else says when she said yes:
    without that it is never sent (SEK-12).
    """

    item = models.UUIDField(default=uuid.uuid4, unique=True)
    thread = models.UUIDField()
    to_branch = branch_key()
    category = models.SlugField(db_index=False)
    step = models.UUIDField(null=True)
    consultation = models.SlugField(db_index=False, blank=True)
    text = SealedTextField(blank=True)
    wants_answer = models.BooleanField(default=False)
    answer_by = models.DateField(null=True)
    closes = models.BooleanField(default=False)
    names_another = models.BooleanField(default=False, db_default=False)
    another_agreed = models.CharField(max_length=120, blank=True, default="", db_default="")
    written_by = staff_key()
    written_at = models.DateTimeField()

    entry_days = ("written_at",)
    figure_columns = ("id", "case", "owner_branch", "thread", "item", "to_branch", "consultation", "written_at")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["item", "thread", "to_branch", "category", "step", "consultation", "wants_answer", "answer_by",
                         "closes", "names_another", "another_agreed", "written_by", "written_at"], ENROLMENT)
        | {"text": NOTES}
    )  # fmt: skip
    # What was said is said: it is answered, never rewritten.
    database_rules = ("revoke update, delete on casework_message from samkraft_app",)
    released_as = ReleasedAs((ItemKind.MESSAGE, ItemKind.CONSULTATION), key="item", category_in="category")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_asks_by_a_day",
                condition=Q(wants_answer=False, answer_by=None) | Q(wants_answer=True, answer_by__isnull=False),
            ),
            models.CheckConstraint(name="message_says_something", condition=Q(closes=True) | ~Q(text="")),
            models.CheckConstraint(  # SEK-12: a message is shared as it is written
                name="message_of_another_has_a_yes", condition=Q(names_another=False) | ~Q(another_agreed="")
            ),
            models.CheckConstraint(
                name="message_asks_or_closes", condition=Q(closes=False) | Q(wants_answer=False)
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["owner_branch", "case", "thread"], name="message_of_case")]

    def __str__(self):
        return f"meddelande {self.item}"

    @property
    def opens(self):
        """Whether the dialogue begins with it."""
        return self.item == self.thread
