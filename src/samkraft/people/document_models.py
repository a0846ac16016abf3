"""Files that somebody has put into a branch's file on a case. Imported by models.py so that Django finds them."""

import uuid

from django.db import models

from samkraft.access.owned import ENROLMENT, NOTES, OwnedModel, Personal, ReleasedAs, staff_key
from samkraft.access.sealed_fields import SealedCharField
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.sharing.choices import ItemKind

STORED_FIELDS = ["kind", "size", "content_hash", "stored", "was_scanned", "added_by", "added_on"]


class StoredFile(models.Model):
    """A file made anew when it came in; its content lies in ``access.file_store`` under ``stored`` (ARK-05, V5).

    ``content_hash`` is the SHA-256 of what was sent, by which it is known again (FILE-1).
    """

    kind = models.SlugField(db_index=False, max_length=10)
    size = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    stored = models.CharField(max_length=32)
    was_scanned = models.BooleanField(default=False)
    added_by = staff_key()
    added_on = models.DateField()

    class Meta:
        abstract = True


class Document(StoredFile, FileItem):
    """One file of a case. ``category`` is the data category that a consent must cover for it to be shared (CON-01)."""

    item = models.UUIDField(default=uuid.uuid4, unique=True)
    title = SealedCharField(max_length=120)
    category = models.SlugField(db_index=False)

    personal_fields = ITEM_FIELDS | dict.fromkeys(["item", "category", *STORED_FIELDS], ENROLMENT) | {"title": NOTES}
    released_as = ReleasedAs((ItemKind.DOCUMENT,), key="item", category_in="category")

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case", "-added_on"], name="document_of_case")]

    def __str__(self):
        return f"dokument {self.item}"


class ConsentPaper(StoredFile, OwnedModel):
    """The signed paper of a consent, scanned, as one branch holds it in its own record (CON-03, CON-04).

    It names what the person said yes to for every branch, and a branch knows only its own lines: so it is never
    released. Each branch that the consent concerns may put in a scan of its own. It goes when the record goes, later
    than the file on the case (table D).
    """

    paper = models.UUIDField(default=uuid.uuid4, unique=True)
    consent = models.UUIDField()
    case_id = models.UUIDField()

    kept_as = "consent"
    personal_fields = dict.fromkeys(
        ["paper", "consent", "case_id", *STORED_FIELDS], Personal("enrolment", retention="consent")
    )
    database_rules = ("revoke update, delete on people_consentpaper from samkraft_app",)

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case_id"], name="consent_paper_of_case")]

    def __str__(self):
        return f"underskrift {self.paper}"
