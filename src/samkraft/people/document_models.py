"""Files that somebody has put into a branch's file on a case. Imported by models.py so that Django finds them."""

import uuid

from django.db import models

from samkraft.access.owned import ENROLMENT, NOTES, ReleasedAs, staff_key
from samkraft.access.sealed_fields import SealedCharField
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import ItemKind


class Document(FileItem):
    """One file, made anew when it came in; its content lies in ``access.file_store`` under ``stored`` (ARK-05, V5).

    ``category`` is the data category that a consent must cover for it to be shared (CON-01). ``content_hash`` is the
    SHA-256 of what was sent, by which it is known again (FILE-1).
    """

    item = models.UUIDField(default=uuid.uuid4, unique=True)
    title = SealedCharField(max_length=120)
    category = models.SlugField(db_index=False)
    kind = models.SlugField(db_index=False, max_length=10)
    size = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    stored = models.CharField(max_length=32)
    was_scanned = models.BooleanField(default=False)
    added_by = staff_key()
    added_on = models.DateField()

    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(
            ["item", "category", "kind", "size", "content_hash", "stored", "was_scanned", "added_by", "added_on"],
            ENROLMENT,
        )
        | {"title": NOTES}
    )
    released_as = ReleasedAs((ItemKind.DOCUMENT,), key="item", category_in="category")

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case", "-added_on"], name="document_of_case")]

    def __str__(self):
        return f"dokument {self.item}"
